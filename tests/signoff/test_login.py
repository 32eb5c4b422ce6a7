"""Logging in: what opens, what does not, and how guessing is slowed."""

from datetime import timedelta

import pyotp
import pytest

from app.errors import KenpanError
from app.signoff import login, people, tries
from app.signoff.book import open_book
from app.signoff.ledger import Draft
from app.signoff.people_rules import key_data
from app.signoff.signing_key import new_key, wrap
from app.store.database import reading, writing
from app.store.rows import load_secret, save_secret
from tests.house import CHEAP, PASSWORD, Clock, enter
from tests.signoff.logins import refusal


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


def test_the_delay_has_an_end():
    assert tries.delay(1000) == timedelta(minutes=30)


def shut_out(house, who="kensa-1"):
    """Guess until it takes no more; returns how many guesses were looked at."""
    for looked_at in range(20):
        if refusal(login.log_in, house.book, who, "wrong").code == "login.locked":
            return looked_at
    raise AssertionError


def test_a_clock_that_is_set_back_shuts_nobody_out_for_longer(house):
    shut_out(house)
    house.clock.now -= timedelta(days=365)
    assert refusal(login.log_in, house.book, "kensa-1", PASSWORD).place == "あと 6 秒"
    house.clock.now += timedelta(seconds=6)
    assert login.log_in(house.book, "kensa-1", PASSWORD)


def test_guesses_are_not_free_while_the_person_signs(house):
    looked_at = 0
    for _ in range(30):
        looked_at += refusal(login.log_in, house.book, "kensa-1", "wrong").code == "login.refused"
        try:
            login.unlock(house.book, house.sessions["kensa-1"], PASSWORD)
        except KenpanError as error:
            assert error.code == "login.locked"
    assert looked_at == 4
    house.clock.now += timedelta(seconds=6)
    assert login.unlock(house.book, house.sessions["kensa-1"], PASSWORD), "after the wait the person signs"
    refusal(login.log_in, house.book, "kensa-1", "wrong")
    wait = refusal(login.log_in, house.book, "kensa-1", "wrong")
    assert (wait.code, wait.place) == ("login.locked", "あと 10 秒")
    house.clock.now += timedelta(seconds=11)
    assert login.log_in(house.book, "kensa-1", PASSWORD)
    assert shut_out(house) == 4, "a login begins anew"


def test_signing_all_day_shuts_nobody_out(house):
    for _ in range(10):
        assert login.unlock(house.book, house.sessions["kensa-1"], PASSWORD)


def test_a_wait_that_another_guess_brought_is_not_taken_back():
    own = {"tries": 4, "until": "2026-11-02T09:00:05+00:00", "told": False}
    later = {"tries": 5, "until": "2026-11-02T09:00:20+00:00", "told": False}
    assert tries.taken_back(later, own) == {**later, "tries": 4}
    assert tries.taken_back(own, own) == {"tries": 3, "until": None, "told": False}


def test_an_id_that_nobody_has_is_shut_like_one_that_somebody_has(house):
    def answers(who):
        said = []
        for step in (0, 0, 0, 0, 0, 0, 6, 0, 11, 0):
            house.clock.now += timedelta(seconds=step)
            said.append(str(refusal(login.log_in, house.book, who, "wrong")))
        return said

    assert answers("kensa-1") == answers("nobody")
    assert refusal(login.log_in, house.book, " NOBODY ", "wrong").code == "login.locked", "in any writing"


@pytest.mark.parametrize("who", ["kensa-1", "nobody"])
def test_a_flood_of_guesses_is_no_flood_of_entries(house, who):
    before = house.book.refresh().count
    for _ in range(50):
        refusal(login.log_in, house.book, who, "wrong")
    assert [entry.kind for entry in house.book.history(after=before)] == ["access.refused"] * 4 + ["access.locked"]
    house.clock.now += timedelta(seconds=6)
    for _ in range(50):
        refusal(login.log_in, house.book, who, "wrong")
    added = [entry.kind for entry in house.book.history(after=before)]
    assert added[5:] == ["access.refused", "access.locked"], "one each for every wait"


def test_ids_that_nobody_has_do_not_fill_the_memory(monkeypatch):
    monkeypatch.setattr(tries, "_MOST_STRANGERS", 3)
    strangers = tries.Strangers()
    for number in range(9):
        strangers.count(f"nobody-{number}", Clock().now)
    assert list(strangers._kept) == ["nobody-6", "nobody-7", "nobody-8"]


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


def test_a_role_with_codes_signs_nothing_before_the_person_came_in_with_one(house):
    session = house.sessions["kensa-2"]
    assert login.unlock(house.book, session, PASSWORD)
    house.by("kanri-1", lambda state, by: people.grant(state, house.id_of("kensa-2"), "lead", "兼務"))
    assert refusal(login.unlock, house.book, session, PASSWORD).code == "login.enrol_code"
    fresh = enter(house.book, "kensa-2")
    assert login.unlock(house.book, fresh, PASSWORD)
    assert refusal(login.unlock, house.book, session, PASSWORD).code == "login.enrol_code", "the old session stays out"


def test_a_reset_ends_the_key_that_a_session_holds_open(house):
    session = house.sessions["hinshitsu-1"]
    login.reset_person(house.book, house.sessions["kanri-1"], session.account, "紛失")
    entry = Draft("access.logout", {})
    assert refusal(house.book.sign, session.signer, lambda state, by: entry).code == "rights.key"
    assert house.state.accounts[session.account].public_key == ""


# Between registration and first login


def planted(house, account):
    """Somebody who can write to the database puts a secret of their own in place of the one that was handed out."""
    mine = new_key(account)
    with writing(house.book.engine) as connection:
        secret = load_secret(connection, account)
        save_secret(connection, account, {**secret, "wrapped": wrap(mine, "Mein-Passwort-1", CHEAP)})
    return mine


@pytest.mark.parametrize("how", ["registered", "reset"])
def test_an_account_is_not_taken_over_before_its_first_login(house, how):
    admin = house.sessions["kanri-1"]
    if how == "registered":
        initial = login.add_person(house.book, admin, "kensa-9", "検査員９", ("checker",), "配属")
    else:
        initial = login.reset_person(house.book, admin, house.id_of("kensa-2"), "紛失")
    who = "kensa-9" if how == "registered" else "kensa-2"
    account = house.book.refresh().account_named(who)
    with reading(house.book.engine) as connection:
        own = load_secret(connection, account.id)
    mine = planted(house, account.id)
    before = house.state
    refused = refusal(login.set_password, house.book, who, "Mein-Passwort-1", PASSWORD)
    assert refused.code == "login.initial_key"
    # Past the program: an own key, signed by itself, with whatever key proved.
    key = new_key(account.id)
    forged = Draft("key.enrolled", key_data(account.id, key.published, mine))
    assert refusal(house.book.sign, key, lambda _state, _by: forged).code == "ledger.unfit"
    assert house.book.refresh().accounts == before.accounts
    with writing(house.book.engine) as connection:
        save_secret(connection, account.id, own)
    login.set_password(house.book, who, initial, PASSWORD)
    assert login.log_in(house.book, who, PASSWORD)


def test_a_planted_key_that_says_it_is_no_initial_one_signs_nothing(house):
    login.add_person(house.book, house.sessions["kanri-1"], "kensa-9", "検査員９", ("checker",), "配属")
    account = house.book.refresh().account_named("kensa-9").id
    planted(house, account)
    with writing(house.book.engine) as connection:
        save_secret(connection, account, {**load_secret(connection, account), "initial": False})
    assert refusal(login.log_in, house.book, "kensa-9", "Mein-Passwort-1").code == "rights.key"


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
