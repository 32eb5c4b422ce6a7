"""A new ledger that takes on from one of format 1: founded by an administrator of it, with the same people."""

import sqlite3
from datetime import timedelta
from pathlib import Path

import pytest

from app.errors import Cancelled, KenpanError
from app.filing.ledger_copies import verify_past, verify_with_previous
from app.signoff import login
from app.signoff.book import open_book, open_past
from app.signoff.carry import carry_over
from app.signoff.ledger import Draft
from app.signoff.verify import prove_file
from app.store.database import reading
from app.store.rows import load_secret
from tests.house import CHEAP
from tests.rows import each_row
from tests.signoff.old_ledger import COUNT, FOLDER, HEAD, Old, remember

ADMIN = "kanri-1"
NEW = "Neues-Kennwort-1"


@pytest.fixture
def old(tmp_path, monkeypatch):
    remember(monkeypatch)
    return Old(tmp_path)


@pytest.fixture
def past(old):
    book = open_past(old.url, old.clock)
    yield book
    book.engine.dispose()


@pytest.fixture
def book(old, tmp_path):
    made = open_book(f"sqlite:///{tmp_path / 'kenpan-2.db'}", old.clock, CHEAP)
    yield made
    made.engine.dispose()


def refusal(act, *arguments):
    with pytest.raises(KenpanError) as caught:
        act(*arguments)
    return caught.value


@pytest.fixture
def carried(book, past, old):
    """The names of those who need a reissue."""
    return carry_over(book, past, ADMIN, old.password, old.code(ADMIN))


def test_it_begins_where_the_other_ended(book, carried, old):
    first = book.history()[0]
    assert first.kind == "ledger.begun"
    assert first.data["previous"] == {"format": 1, "count": COUNT, "head": HEAD}
    assert (book.state.previous.count, book.state.previous.head, book.state.format) == (COUNT, HEAD, 2)
    assert prove_file(Path(book.engine.url.database)).is_sound
    assert old.untouched()


def test_everybody_is_there_with_name_id_and_rights_and_nothing_else_is(book, carried, past):
    def told(state):
        return [(one.id, one.login, one.name, one.roles, one.active) for one in state.accounts.values()]

    assert sorted(told(book.state)) == sorted(told(past.state))
    assert (dict(book.state.processes), dict(book.state.months), dict(book.state.rounds)) == ({}, {}, {})


def test_the_administrator_goes_on_with_the_same_password_and_authenticator(book, carried, old):
    code = old.code(ADMIN)
    assert refusal(login.log_in, book, ADMIN, old.password, code).code == "login.code_wrong", "used when carrying over"
    old.clock.now += timedelta(seconds=31)
    session = login.log_in(book, ADMIN, old.password, old.code(ADMIN))
    assert session.with_code
    assert session.signer.public not in {one.public_key for one in open_past(old.url).state.accounts.values()}


def test_the_others_come_in_once_with_the_old_password_and_choose_a_new_one(book, carried, old):
    assert refusal(login.log_in, book, "kensa-1", old.password).code == "login.new_password"
    assert refusal(login.set_password, book, "kensa-1", old.password, old.password).code == "password.weak"
    login.set_password(book, "kensa-1", old.password, NEW)
    assert login.log_in(book, "kensa-1", NEW)
    assert refusal(login.log_in, book, "kensa-1", old.password).code == "login.refused"


def test_whoever_has_an_authenticator_keeps_it(book, carried, old):
    assert refusal(login.log_in, book, "hinshitsu-1", old.password).code == "login.new_password"
    assert refusal(login.set_password, book, "hinshitsu-1", old.password, NEW).code == "login.code"
    login.set_password(book, "hinshitsu-1", old.password, NEW, old.recovery("hinshitsu-1"))
    assert login.log_in(book, "hinshitsu-1", NEW, old.code("hinshitsu-1")).with_code


def test_the_first_key_in_the_new_ledger_is_brought_by_the_old_one(book, carried, past):
    """What an administrator registers is bound to the key that the person had, not to one of the administrator's."""
    created = {one.data["account"]: one.data for one in book.history(["account.created"])}
    for account in past.state.accounts.values():
        if account.login not in (ADMIN, "kensa-9"):
            assert created[account.id]["initial_key"] == account.public_key


def test_who_never_had_a_password_is_named_and_comes_in_after_a_reissue(book, carried, old):
    assert carried == ("検査員９",)
    who = book.state.account_named("kensa-9")
    assert not login.has_login(book, who.id)
    assert refusal(login.log_in, book, "kensa-9", old.told["initial"]["kensa-9"]).code == "login.refused"
    old.clock.now += timedelta(seconds=31)
    admin = login.log_in(book, ADMIN, old.password, old.code(ADMIN))
    initial = login.reset_person(book, admin, who.id, "引き継ぎ")
    login.set_password(book, "kensa-9", initial, NEW)
    assert login.log_in(book, "kensa-9", NEW)


def test_who_was_stopped_stays_out_and_keeps_the_id(book, carried, old):
    assert not book.state.account_named("yameta-1").active
    assert refusal(login.log_in, book, "yameta-1", old.password).code == "login.refused"


def test_a_recovery_code_serves_as_well_and_is_used_up(book, past, old):
    code = old.recovery(ADMIN)
    carry_over(book, past, ADMIN, old.password, code)
    with reading(book.engine) as connection:
        assert len(load_secret(connection, book.state.account_named(ADMIN).id)["recovery"]) == 8
    assert refusal(login.log_in, book, ADMIN, old.password, code).code == "login.code_wrong"


def test_the_old_tries_and_waits_are_not_carried_over(book, carried, past):
    with reading(book.engine) as connection:
        for account in book.state.accounts.values():
            secret = load_secret(connection, account.id)
            assert secret is None or (secret["tries"], secret["until"]) == (0, None)


# Refused, and nothing is begun


def nothing_begun(book, old):
    return book.refresh().count == 0 and not book.history() and old.untouched()


@each_row(
    ("who", "password", "code", "said"),
    [
        (ADMIN, "wrong", "", "login.refused"),
        ("nobody", "wrong", "", "login.refused"),
        (ADMIN, "", "", "login.refused"),
        (ADMIN, None, "", "login.code"),
        (ADMIN, None, "000000", "login.code_wrong"),
        ("kensa-1", None, "", "carry.admin"),
        ("hinshitsu-1", None, "", "carry.admin"),
        ("yameta-1", None, "", "login.refused"),
    ],
)
def test_only_an_administrator_takes_it_on(book, past, old, who, password, code, said):
    given = old.password if password is None else password
    assert refusal(carry_over, book, past, who, given, code).code == said
    assert nothing_begun(book, old)


def test_guessing_is_slowed_as_at_a_login(book, past, old):
    said = [refusal(carry_over, book, past, ADMIN, "wrong").code for _ in range(5)]
    assert said == ["login.refused"] * 4 + ["login.locked"]
    assert refusal(carry_over, book, past, ADMIN, old.password, old.code(ADMIN)).code == "login.locked"
    old.clock.now += timedelta(seconds=6)
    carry_over(book, past, ADMIN, old.password, old.code(ADMIN))


def test_a_right_password_with_the_code_still_to_come_is_no_wrong_try(book, past, old):
    for _ in range(9):
        assert refusal(carry_over, book, past, ADMIN, old.password).code == "login.code"
    codes = [refusal(carry_over, book, past, ADMIN, old.password, "000000").code for _ in range(5)]
    assert codes == ["login.code_wrong"] * 4 + ["login.locked"]


def test_it_is_taken_on_once(book, past, old, carried):
    assert refusal(carry_over, book, past, "kanri-2", old.password, old.code("kanri-2")).code == "people.founded"
    assert [entry.kind for entry in book.history()].count("ledger.begun") == 1


def test_a_ledger_that_is_not_sound_is_not_taken_on(book, old, tmp_path):
    """Also where that came about after it was opened, in what had been read."""
    past = open_past(old.url, old.clock)
    with sqlite3.connect(old.path) as connection:
        connection.execute("UPDATE entries SET signature = '' WHERE seq = 188")
    connection.close()
    error = refusal(carry_over, book, past, ADMIN, old.password, old.code(ADMIN))
    assert error.code == "carry.broken"
    assert "188 番" in error.what
    assert book.refresh().count == 0
    assert refusal(open_past, old.url, old.clock).code == "ledger.broken"


def test_a_ledger_of_the_same_format_is_not_taken_on(book, past, old, carried, tmp_path):
    third = open_book(f"sqlite:///{tmp_path / 'third.db'}", old.clock, CHEAP)
    assert refusal(carry_over, third, book, ADMIN, old.password).code == "carry.format"
    third.engine.dispose()


def test_proving_it_tells_how_far_it_is_and_can_be_stopped(book, past, old):
    seen = []

    def stop(stage, done, total):
        seen.append((done, total))
        if done == 100:
            raise Cancelled

    with pytest.raises(Cancelled):
        carry_over(book, past, ADMIN, old.password, old.code(ADMIN), stop)
    assert seen == [(number, COUNT) for number in range(1, 101)]
    assert nothing_begun(book, old)


# Both together


def test_both_are_proved_together(book, carried, past, old):
    new, before = verify_with_previous(str(book.engine.url), [], old.url)
    assert new.is_sound and before.is_sound
    assert (new.previous.count, before.entries) == (COUNT, COUNT)
    assert verify_past(past, book.state).is_sound
    assert verify_with_previous(str(book.engine.url), [], str(FOLDER / "ledger.jsonl"))[1].is_sound


def test_the_new_ledger_proves_that_nothing_of_the_old_one_is_missing(book, carried, old, tmp_path):
    """Entries cut off at its end, which nothing in itself would show."""
    lines = (FOLDER / "ledger.jsonl").read_bytes().splitlines(keepends=True)
    (tmp_path / "cut.jsonl").write_bytes(b"".join(lines[:186]))
    assert prove_file(tmp_path / "cut.jsonl").is_sound
    _, before = verify_with_previous(str(book.engine.url), [], str(tmp_path / "cut.jsonl"))
    assert ["新しい台帳の始まりに書かれた台帳と違います" in one.text for one in before.problems] == [True]


def test_a_ledger_that_began_by_itself_took_nothing_on(tmp_path, old):
    other = open_book(f"sqlite:///{tmp_path / 'other.db'}", old.clock, CHEAP)
    login.found(other, "kanri-9", "管理者９", old.password)
    assert other.state.previous is None
    assert not verify_with_previous(str(other.engine.url), [], old.url)[1].is_sound
    other.engine.dispose()


def test_work_goes_on_in_the_new_ledger(book, carried, old):
    login.set_password(book, "kensa-1", old.password, NEW)
    session = login.log_in(book, "kensa-1", NEW)
    book.sign(session.signer, lambda _state, _by: Draft("access.logout", {}))
    again = open_book(str(book.engine.url), old.clock, CHEAP)
    assert again.state == book.state
    again.engine.dispose()
