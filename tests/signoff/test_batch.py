"""A session for a batch of commands, opened with ID, password and code, and what ends it."""

from datetime import timedelta

import pytest

from app.errors import KenpanError
from app.filing.ledger_copies import verify_book
from app.signoff import login, people
from app.signoff.batch import MOST_MINUTES, close_batch, open_batch, resume
from app.signoff.ledger import Draft
from app.signoff.signing_key import new_key
from tests.house import PASSWORD

EXPORT = {"kind": "notice", "name": "x.pdf", "size": 3, "sha256": "0" * 64}


def export(house, session):
    return house.book.sign(session.signer, lambda _state, _by: Draft("export.made", EXPORT))


def code_of(act, *arguments):
    with pytest.raises(KenpanError) as caught:
        act(*arguments)
    return caught.value.code


def test_a_session_signs_exports_and_each_names_it(house):
    kept = open_batch(house.book, "kensa-1", PASSWORD)
    session = resume(house.book, kept)
    (entry,) = export(house, session)
    assert entry.data == {**EXPORT, "session": session.signer.public}
    assert (entry.by, entry.name) == (house.id_of("kensa-1"), "検査員１")
    assert verify_book(house.book).is_sound
    kinds = [one.kind for one in house.book.history()][-2:]
    assert kinds == ["session.opened", "export.made"]


def test_the_seed_brings_back_another_key_than_the_person_s(house):
    kept = open_batch(house.book, "kensa-1", PASSWORD)
    account = house.state.accounts[kept.account]
    assert account.batch.public_key != account.public_key
    assert kept.seed not in repr(kept)


def test_it_ends_with_its_time(house):
    kept = open_batch(house.book, "kensa-1", PASSWORD, minutes=5)
    session = resume(house.book, kept)
    house.clock.now += timedelta(minutes=4)
    export(house, session)
    house.clock.now += timedelta(minutes=1, seconds=1)
    assert code_of(export, house, session) == "session.over"
    assert resume(house.book, kept) is None
    assert verify_book(house.book).is_sound


@pytest.mark.parametrize("minutes", [-1, 0, MOST_MINUTES + 1])
def test_it_lasts_from_one_minute_to_eight_hours(house, minutes):
    before = house.state.count
    assert code_of(lambda: open_batch(house.book, "kensa-1", PASSWORD, minutes=minutes)) == "session.minutes"
    assert house.book.refresh().count == before
    assert resume(house.book, open_batch(house.book, "kensa-1", PASSWORD, minutes=MOST_MINUTES)) is not None


def test_what_it_may_not_sign_is_refused_before_it_is_written(house):
    session = resume(house.book, open_batch(house.book, "hinshitsu-1", PASSWORD, *code(house, "hinshitsu-1")))
    before = house.state.count
    for kind in ("access.screen_locked", "checkpoint.made", "session.opened"):
        assert code_of(house.book.sign, session.signer, lambda _s, _b, kind=kind: Draft(kind, {})) == "rights.missing"
    assert house.book.refresh().count == before


def code(house, who):
    """A fresh device for somebody whose own the test does not have."""
    import pyotp

    from app.signoff.login import enrol_code, offer_code, reset_person, set_password

    initial = reset_person(house.book, house.sessions["kanri-1"], house.id_of(who), "機器の紛失")
    set_password(house.book, who, initial, PASSWORD)
    offer = offer_code(house.book, who)
    recovery = enrol_code(house.book, who, PASSWORD, offer, pyotp.TOTP(offer.secret).at(house.clock()))
    return (recovery[0],)


def test_a_role_with_codes_opens_none_without_one(house):
    (recovery,) = code(house, "hinshitsu-1")
    assert code_of(open_batch, house.book, "hinshitsu-1", PASSWORD) == "login.code"
    assert code_of(open_batch, house.book, "hinshitsu-1", PASSWORD, "000000") == "login.code_wrong"
    open_batch(house.book, "hinshitsu-1", PASSWORD, recovery)
    kinds = [one.kind for one in house.book.history()][-3:]
    assert kinds == ["access.refused", "recovery.used", "session.opened"]


def test_wrong_passwords_count_as_at_the_window(house):
    for _ in range(4):
        assert code_of(open_batch, house.book, "kensa-1", "Wrong-Password-1") == "login.refused"
    assert code_of(open_batch, house.book, "kensa-1", PASSWORD) == "login.locked"
    assert code_of(login.log_in, house.book, "kensa-1", PASSWORD) == "login.locked"


@pytest.mark.parametrize("who", ["kenshu-1"])
def test_who_may_not_open_media_opens_none(house, who):
    assert code_of(open_batch, house.book, who, PASSWORD) == "rights.missing"


def test_closing_ends_it(house):
    kept = open_batch(house.book, "kensa-1", PASSWORD)
    session = resume(house.book, kept)
    close_batch(house.book, session)
    assert resume(house.book, kept) is None
    assert code_of(export, house, session) == "session.over"
    assert verify_book(house.book).is_sound


def test_another_one_ends_the_one_before(house):
    first = open_batch(house.book, "kensa-1", PASSWORD)
    second = open_batch(house.book, "kensa-1", PASSWORD)
    assert resume(house.book, first) is None
    export(house, resume(house.book, second))


def stop(house):
    house.by("kanri-1", lambda state, _by: people.stop(state, house.id_of("kensa-1"), "退職"))


def stop_and_restore(house):
    stop(house)
    house.by("kanri-1", lambda state, _by: people.restore(state, house.id_of("kensa-1"), "復職"))


def reset(house):
    login.reset_person(house.book, house.sessions["kanri-1"], house.id_of("kensa-1"), "失念")


def change_password(house):
    login.set_password(house.book, "kensa-1", PASSWORD, f"{PASSWORD}-2")


def give_right(house):
    house.by("kanri-1", lambda state, _by: people.grant(state, house.id_of("kensa-1"), "lead", "異動"))


@pytest.mark.parametrize("end", [stop, stop_and_restore, reset, change_password, give_right])
def test_whatever_happens_to_the_account_ends_it(house, end):
    kept = open_batch(house.book, "kensa-1", PASSWORD)
    session = resume(house.book, kept)
    end(house)
    assert resume(house.book, kept) is None
    assert code_of(export, house, session) in ("session.over", "rights.stopped")
    assert verify_book(house.book).is_sound


def test_somebody_else_s_seed_is_nobody_s_session(house):
    from dataclasses import replace

    kept = open_batch(house.book, "kensa-1", PASSWORD)
    assert resume(house.book, replace(kept, account=house.id_of("kensa-2"))) is None
    assert resume(house.book, replace(kept, account="nobody")) is None
    assert resume(house.book, replace(kept, seed=new_key("").key.seed.hex())) is None
