"""Logging in: what opens, what does not, and how guessing is slowed."""

from datetime import timedelta

import pyotp
import pytest

from app.errors import KenpanError
from app.signoff import login, people
from app.signoff.book import open_book
from tests.house import CHEAP, PASSWORD, Clock, enter


def refusal(act, *arguments, **named):
    with pytest.raises(KenpanError) as caught:
        act(*arguments, **named)
    return caught.value


@pytest.fixture
def empty(tmp_path):
    return open_book(f"sqlite:///{tmp_path / 'kenpan.db'}", Clock(), CHEAP)


def test_the_first_start_makes_the_first_administrator_and_no_second(empty):
    assert not login.is_founded(empty)
    login.found(empty, "kanri-1", "管理者１", PASSWORD)
    assert login.is_founded(empty)
    assert refusal(login.found, empty, "kanri-2", "管理者２", PASSWORD).code == "people.founded"
    assert [account.login for account in empty.state.accounts.values()] == ["kanri-1"]


def test_nobody_is_made_when_the_password_is_weak(empty):
    assert refusal(login.found, empty, "kanri-1", "管理者１", "short").code == "password.weak"
    assert not login.is_founded(empty)


def test_an_administrator_needs_a_code_before_the_first_login(empty):
    login.found(empty, "kanri-1", "管理者１", PASSWORD)
    assert refusal(login.log_in, empty, "kanri-1", PASSWORD).code == "login.enrol_code"
    offer = login.offer_code(empty, "kanri-1")
    assert "kanri-1" in offer.uri
    assert offer.secret in offer.uri
    assert refusal(login.enrol_code, empty, "kanri-1", PASSWORD, offer, "000000").code == "login.code_wrong"
    codes = login.enrol_code(empty, "kanri-1", PASSWORD, offer, pyotp.TOTP(offer.secret).at(empty.clock()))
    assert len(set(codes)) == 10
    assert refusal(login.log_in, empty, "kanri-1", PASSWORD).code == "login.code"


def test_a_code_opens_once(empty):
    clock = empty.clock
    login.found(empty, "kanri-1", "管理者１", PASSWORD)
    offer = login.offer_code(empty, "kanri-1")
    totp = pyotp.TOTP(offer.secret)
    login.enrol_code(empty, "kanri-1", PASSWORD, offer, totp.at(clock()))
    clock.now += timedelta(minutes=2)
    code = totp.at(clock())
    assert login.log_in(empty, "kanri-1", PASSWORD, code)
    assert refusal(login.log_in, empty, "kanri-1", PASSWORD, code).code == "login.code_wrong"
    clock.now += timedelta(minutes=2)
    assert login.log_in(empty, "kanri-1", PASSWORD, totp.at(clock()))


def test_a_recovery_code_opens_once_and_is_written_down(empty):
    login.found(empty, "kanri-1", "管理者１", PASSWORD)
    offer = login.offer_code(empty, "kanri-1")
    codes = login.enrol_code(empty, "kanri-1", PASSWORD, offer, pyotp.TOTP(offer.secret).at(empty.clock()))
    assert login.log_in(empty, "kanri-1", PASSWORD, codes[3].lower())
    assert "recovery.used" in [entry.kind for entry in empty.history()]
    assert refusal(login.log_in, empty, "kanri-1", PASSWORD, codes[3]).code == "login.code_wrong"
    assert login.log_in(empty, "kanri-1", PASSWORD, codes[4])


def test_codes_cannot_be_set_up_twice(house):
    offer = login.offer_code(house.book, "kanri-1")
    code = pyotp.TOTP(offer.secret).at(house.clock())
    assert refusal(login.enrol_code, house.book, "kanri-1", PASSWORD, offer, code).code == "login.code_set"


def test_wrong_password_unknown_id_and_stopped_person_read_alike(house):
    house.by("kanri-1", lambda state, by: people.stop(state, house.id_of("kensa-2"), "異動"))
    texts = {
        str(refusal(login.log_in, house.book, who, password))
        for who, password in (("kensa-1", "wrong"), ("nobody", PASSWORD), ("kensa-2", PASSWORD))
    }
    assert len(texts) == 1


def test_a_refused_login_is_written_down_without_what_was_typed(house):
    refusal(login.log_in, house.book, "kensa-1", "geheim-1")
    refusal(login.log_in, house.book, "typed-a-password-here", "x")
    last = house.book.history(("access.refused",))
    assert [(entry.by, entry.data["why"]) for entry in last] == [
        (house.id_of("kensa-1"), "password"),
        ("", "unknown"),
    ]
    assert not any(word in entry.body for entry in house.book.history() for word in ("geheim", "typed-a"))


def test_guessing_is_slowed_more_and_more(house):
    waits = []
    for _ in range(8):
        error = refusal(login.log_in, house.book, "kensa-1", "wrong")
        if error.code == "login.refused":
            locked = refusal(login.log_in, house.book, "kensa-1", PASSWORD) if waits or _ >= 3 else None
            if locked is not None:
                assert locked.code == "login.locked"
                waits.append(int(locked.place.split()[1]))
                house.clock.now += timedelta(seconds=waits[-1] + 1)
    assert waits == sorted(waits)
    assert len(set(waits)) == len(waits) >= 4
    assert login.log_in(house.book, "kensa-1", PASSWORD), "after the wait the right password opens"


def test_the_delay_has_an_end(house):
    assert login._delay(1000) == timedelta(minutes=30)


def test_tries_of_two_windows_count_together(house):
    other = open_book(str(house.book.engine.url), house.clock, CHEAP)
    for book in (house.book, other, house.book, other):
        refusal(login.log_in, book, "kensa-1", "wrong")
    assert refusal(login.log_in, other, "kensa-1", PASSWORD).code == "login.locked"


def test_an_initial_password_only_leads_to_an_own_one(house):
    initial = login.add_person(house.book, house.sessions["kanri-1"], "kensa-3", "検査員３", ("checker",), "配属")
    assert refusal(login.log_in, house.book, "kensa-3", initial).code == "login.new_password"
    assert refusal(login.set_password, house.book, "kensa-3", initial, initial).code == "password.weak"
    login.set_password(house.book, "kensa-3", initial, PASSWORD)
    assert house.state.account_named("kensa-3").public_key
    assert login.log_in(house.book, "kensa-3", PASSWORD)
    assert refusal(login.log_in, house.book, "kensa-3", initial).code == "login.refused"


def test_a_simple_password_ends_after_ninety_days_and_a_strong_one_does_not(house):
    login.set_password(house.book, "kensa-1", PASSWORD, "einfaches wort")
    house.clock.now += timedelta(days=89)
    assert login.log_in(house.book, "kensa-1", "einfaches wort")
    house.clock.now += timedelta(days=1)
    assert refusal(login.log_in, house.book, "kensa-1", "einfaches wort").code == "login.new_password"
    assert login.log_in(house.book, "kensa-2", PASSWORD)


def test_a_changed_password_keeps_the_key_and_the_codes(house):
    before = house.state.account_named("hinshitsu-1").public_key
    house.clock.now += timedelta(minutes=5)
    assert refusal(login.set_password, house.book, "hinshitsu-1", PASSWORD, "Ein-Anderes-99").code == "login.code"
    assert house.state.account_named("hinshitsu-1").public_key == before
    assert refusal(login.log_in, house.book, "hinshitsu-1", PASSWORD).code == "login.code"


def test_the_key_to_sign_with_needs_the_password_again(house):
    session = house.sessions["kensa-1"]
    assert login.unlock(house.book, session, PASSWORD).public == session.signer.public
    assert refusal(login.unlock, house.book, session, "wrong").code == "login.refused"


def test_a_password_typed_full_width_is_the_same(house):
    wide = "".join(chr(ord(char) + 0xFEE0) if char.isalnum() else char for char in PASSWORD)
    assert login.log_in(house.book, "kensa-1", wide)


def test_no_secret_lies_in_the_database_as_it_was_typed(tmp_path, house):
    offer = login.offer_code(house.book, "kensa-1")
    login.enrol_code(house.book, "kensa-1", PASSWORD, offer, pyotp.TOTP(offer.secret).at(house.clock()))
    secrets = (PASSWORD, offer.secret, house.sessions["kensa-1"].signer.key.seed.hex())
    raw = b"".join(path.read_bytes() for path in tmp_path.rglob("*") if path.is_file())
    assert not any(secret.encode() in raw for secret in secrets)


def test_a_session_says_nothing_of_its_key(house):
    session = house.sessions["kensa-1"]
    assert session.signer.key.seed.hex() not in repr(session)
    assert "seed" not in repr(session).lower()


def test_logging_in_and_out_are_entries(house):
    session = enter(house.book, "kensa-1")
    login.log_out(house.book, session)
    assert [entry.kind for entry in house.book.history()][-2:] == ["access.login", "access.logout"]
