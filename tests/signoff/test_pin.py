"""A row of pieces signed with a PIN: after one full password, for pieces alone, and over when it has to be."""

from dataclasses import replace
from datetime import timedelta

import pytest

from app.errors import KenpanError
from app.signoff import login, pin, pin_rows, rounds
from app.signoff.ledger import Draft
from app.signoff.verify import verify_entries
from tests.house import PASSWORD
from tests.signoff.chain import rows_of

CODE = "480213"


@pytest.fixture
def allowed(opened):
    """The house whose process a lead allows it for."""
    act = lambda state, by: pin_rows.allow(state, by, "p1", allowed=True, reason="40部を続けて検査")  # noqa: E731
    opened.book.sign(opened.sessions["hinshitsu-1"].signer, act)
    return opened


def piece(house, number):
    sheet, live = house.sheet, house.live
    return lambda state, by: rounds.sign_piece(state, by, "r1", house.look(number), sheet, live)


def begin(house, number=1, who="kensa-1"):
    """Sign a piece with the password, and set a PIN."""
    key = login.unlock(house.book, house.sessions[who], PASSWORD)
    entry = house.book.sign(key.only([pin_rows.PIECE]), piece(house, number))[0]
    return pin.set_pin(house.book, key, entry, CODE)


def go_on(house, own, number, typed=CODE):
    return house.book.sign(pin.unlock(house.book, own, typed), piece(house, number))[0]


def refused(act, *arguments):
    with pytest.raises(KenpanError) as caught:
        act(*arguments)
    return caught.value.code


def note(house, kind, who="kensa-1", **data):
    house.book.sign(house.sessions[who].signer, lambda _state, _by: Draft(kind, data))


def test_a_row_is_signed_piece_by_piece_and_each_entry_says_that_a_pin_was_used(allowed):
    own = begin(allowed)
    entries = [go_on(allowed, own, number) for number in (2, 3)]
    first = next(one for one in allowed.book.history(["piece.signed"]))
    assert "pin" not in first.data
    assert {entry.data["pin"] for entry in entries} == {first.seq}
    assert {entry.meaning for entry in entries} == {"検査"}
    assert allowed.round().results[3].signature.by_pin
    assert not allowed.round().results[1].signature.by_pin
    assert verify_entries(rows_of(allowed.book.history())).is_sound


def test_nothing_but_a_piece_is_signed_with_a_pin(allowed):
    own = begin(allowed)
    back = lambda state, by: rounds.withdraw_piece(state, by, "r1", 1, "理由")  # noqa: E731
    with pytest.raises(ValueError, match=r"not opened for piece\.withdrawn"):
        allowed.book.sign(pin.unlock(allowed.book, own, CODE), back)
    allowed.sign_pieces(range(2, 41))
    allowed.keep_logs()
    end = lambda state, by: rounds.sign_round(state, by, "r1", "", allowed.sheet, allowed.live)  # noqa: E731
    own = replace(own, row=allowed.state.pin_rows[own.account].seq)
    with pytest.raises(ValueError, match=r"not opened for round\.signed"):
        allowed.book.sign(pin.unlock(allowed.book, own, CODE), end)
    wider = replace(pin.unlock(allowed.book, own, CODE), kinds=None)
    with pytest.raises(ValueError, match=r"round\.signed takes the password"):
        allowed.book.sign(wider, end)


def test_without_a_leads_leave_there_is_no_row(opened):
    own = begin(opened)
    assert refused(go_on, opened, own, 2) == "pin.over"


def test_a_leave_that_is_taken_back_ends_the_row(allowed):
    own = begin(allowed)
    act = lambda state, by: pin_rows.allow(state, by, "p1", allowed=False, reason="終わり")  # noqa: E731
    allowed.book.sign(allowed.sessions["hinshitsu-1"].signer, act)
    assert refused(go_on, allowed, own, 2) == "pin.over"
    assert refused(allowed.book.sign, allowed.sessions["hinshitsu-1"].signer, act) == "pin.unchanged"


def test_three_wrong_pins_end_the_row_and_the_ledger_says_so(allowed):
    own = begin(allowed)
    assert [refused(go_on, allowed, own, 2, "480214") for _ in range(3)] == ["pin.wrong", "pin.wrong", "pin.over"]
    assert refused(go_on, allowed, own, 2) == "pin.over"
    assert [one.data for one in allowed.book.history(["access.refused"])] == [{"why": "pin"}] * 3
    again = begin(allowed, 2)
    assert go_on(allowed, again, 3).data["pin"] == again.row


@pytest.mark.parametrize("kind", ["access.screen_locked", "access.logout"])
def test_the_lock_and_leaving_end_the_row(allowed, kind):
    own = begin(allowed)
    note(allowed, kind)
    assert refused(go_on, allowed, own, 2) == "pin.over"


def test_after_half_an_hour_the_row_is_over(allowed):
    own = begin(allowed)
    allowed.clock.now += timedelta(minutes=29)
    go_on(allowed, own, 2)
    allowed.clock.now += timedelta(minutes=1)
    assert refused(go_on, allowed, own, 3) == "pin.over"


def test_a_row_that_ends_between_pin_and_entry_signs_nothing(allowed):
    own = begin(allowed)
    key = pin.unlock(allowed.book, own, CODE)
    note(allowed, "access.screen_locked")
    assert refused(allowed.book.sign, key, piece(allowed, 2)) == "pin.over"


def test_the_signature_of_the_round_ends_the_row(allowed):
    allowed.sign_pieces(range(2, 41))
    allowed.keep_logs()
    own = begin(allowed)
    assert pin.is_good(own, allowed.book, allowed.book.refresh())
    allowed.sign_round()
    assert not pin.is_good(own, allowed.book, allowed.book.refresh())


@pytest.mark.parametrize("code", ["12345", "", "abcdef", "48021a", "111111", "123456", "987654", "４８０２１"])
def test_a_pin_that_is_short_or_obvious_is_refused(code):
    assert refused(pin.check_pin, code) == "pin.weak"


def test_a_pin_may_be_written_in_full_width_and_is_never_shown(allowed):
    pin.check_pin("４８０２１３")
    own = begin(allowed)
    go_on(allowed, own, 2, "４８０２１３")
    assert CODE not in repr(own)
    assert "wrapped" not in repr(own)
