"""The book: acts on the newest state under one lock, rights asked at every entry."""

import shutil
from contextlib import contextmanager
from threading import Thread

import pytest
from sqlalchemy import delete
from sqlalchemy.exc import OperationalError

from app.errors import KenpanError
from app.signoff import book as book_module
from app.signoff import people
from app.signoff.book import open_book
from app.signoff.kinds import KINDS
from app.signoff.ledger import Draft
from app.signoff.roles import ROLES
from app.signoff.signing_key import new_key
from app.signoff.verify import verify_entries
from app.store import database
from app.store.database import writing
from app.store.tables import ENTRIES
from tests.signoff.small_ledger import Small, enrol, enrolment, reset, thirteen


@pytest.fixture(scope="module")
def made_once(tmp_path_factory):
    path = tmp_path_factory.mktemp("book") / "kenpan.db"
    small = thirteen(f"sqlite:///{path}")
    enrol(small, "t1", "kenshu-1", "研修１", ["trainer"])
    enrol(small, "i1", "tenken-1", "点検１", ["inspector"])
    small.book.engine.dispose()
    return path, small


@pytest.fixture
def small(tmp_path, made_once):
    path, made = made_once
    shutil.copy(path, tmp_path / "kenpan.db")
    book = open_book(f"sqlite:///{tmp_path / 'kenpan.db'}", made.book.clock)
    yield Small(book, dict(made.keys))
    book.engine.dispose()


@pytest.fixture
def other(small):
    """The same ledger at another workstation."""
    book = open_book(str(small.book.engine.url), small.book.clock)
    yield book
    book.engine.dispose()


def login_entry(_state, _by):
    return Draft("access.login", {})


def in_turn(*looks):
    """A look at the database that goes otherwise each time."""
    rest = list(looks)

    def see(connection):
        return rest.pop(0)(connection)

    return see


def refusal(act, *arguments):
    with pytest.raises(KenpanError) as caught:
        act(*arguments)
    return caught.value.code


def test_the_state_is_that_of_the_last_entry(small):
    (one,) = small.act("c1", login_entry)
    assert (small.book.state.count, small.book.state.head, small.book.state.time) == (one.seq, one.hash, one.time)


def test_a_book_opened_later_says_the_same(small):
    small.act("a1", lambda state, _by: people.rename(state, "c1", "検査員９", "改姓"))
    again = open_book(str(small.book.engine.url))
    assert again.state == small.book.state
    assert again.history() == small.book.history()
    again.engine.dispose()


def test_an_act_is_told_who_signs_and_what_the_newest_state_is(small, other):
    seen = []

    def look(state, by):
        seen.append((by, state.count))
        return Draft("access.login", {})

    other.sign(small.keys["l1"], login_entry)
    small.act("c1", look)
    assert seen == [("c1", other.state.count)]


def test_what_another_workstation_changed_counts_at_once(small, other):
    """This workstation has not looked since; the act is judged by what is true when it is made."""
    other.sign(small.keys["a1"], lambda state, _by: people.stop(state, "c1", "退職"))
    assert small.book.state.accounts["c1"].active
    assert refusal(small.act, "c1", login_entry) == "rights.stopped"


def test_refreshing_reads_what_others_added(small, other):
    other.sign(small.keys["l1"], login_entry)
    assert small.book.state.count == other.state.count - 1
    assert small.book.refresh() == other.state


def test_a_look_that_began_before_a_signature_does_not_call_the_ledger_broken(small, monkeypatch):
    """What one thread sees in the database must not be older than what another one knows by then."""
    signing = Thread(target=small.book.sign, args=(small.keys["a1"], login_entry))

    @contextmanager
    def slow(engine):
        with database.reading(engine) as connection:
            if signing.ident is None:
                signing.start()
                signing.join(0.2)
            yield connection

    monkeypatch.setattr(book_module, "reading", slow)
    before = small.book.state.count
    assert small.book.refresh().count == before
    signing.join()
    assert small.book.state.count == before + 1


def test_an_act_that_was_kept_is_not_told_as_failed_when_the_server_is_gone_right_after(small, monkeypatch):
    before = small.book.state

    def gone(_connection):
        raise OperationalError("SELECT", {}, Exception("server closed the connection unexpectedly"))

    with monkeypatch.context() as patched:
        patched.setattr(database, "_see", in_turn(database._see, gone))
        (added,) = small.book.sign(small.keys["a1"], login_entry)
    assert small.book.state == before
    assert small.book.refresh().head == added.hash


def test_what_became_of_the_ledger_right_after_an_act_is_told(small, monkeypatch):
    def other_tables(_connection):
        raise KenpanError("store.schema", "", "")

    monkeypatch.setattr(database, "_see", in_turn(database._see, other_tables))
    assert refusal(small.book.sign, small.keys["a1"], login_entry) == "store.schema"


def test_an_act_that_refuses_leaves_nothing(small):
    before = small.book.state

    def refuse(_state, _by):
        raise KenpanError("no", "", "")

    assert refusal(small.act, "c1", refuse) == "no"
    assert small.book.refresh() == before


def test_one_entry_that_is_not_allowed_keeps_all_of_them_out(small):
    before = small.book.state
    drafts = Draft("access.login", {}), Draft("process.created", {})
    assert refusal(small.act, "c1", lambda _state, _by: drafts) == "rights.missing"
    assert small.book.refresh() == before


ROLE_OF = {"checker": "c1", "lead": "l1", "trainer": "t1", "inspector": "i1", "admin": "a1"}


@pytest.mark.parametrize("role", ROLES)
def test_a_role_gets_no_further_than_its_rights(small, role):
    """Every kind of entry with every role: what the table does not allow is refused, before anything is written."""
    before = small.book.state
    for kind, row in KINDS.items():
        if role not in row.roles:
            draft = Draft(kind, {"account": "c1", "round": "r1", "process": "p1", "month": "m1"})
            assert refusal(small.act, ROLE_OF[role], lambda _state, _by, draft=draft: draft) == "rights.missing", kind
    assert small.book.refresh() == before


def test_a_right_that_was_taken_away_counts_no_more(small):
    small.act("a1", lambda state, _by: people.grant(state, "c1", "lead", "応援"))
    small.act("a1", lambda state, _by: people.remove(state, "c1", "lead", "応援の終わり"))
    assert refusal(small.act, "c1", lambda _state, _by: Draft("process.created", {})) == "rights.missing"


def test_a_stopped_person_signs_nothing_until_restored(small):
    small.act("a1", lambda state, _by: people.stop(state, "c1", "休職"))
    assert refusal(small.act, "c1", login_entry) == "rights.stopped"
    small.act("a1", lambda state, _by: people.restore(state, "c1", "復職"))
    small.act("c1", login_entry)


def test_a_stranger_signs_nothing(small):
    assert refusal(small.book.sign, new_key("x9"), login_entry) == "rights.missing"


def test_a_key_that_is_not_the_persons_signs_nothing(small):
    assert refusal(small.book.sign, new_key("c1"), login_entry) == "rights.key"


def brought(key, initial):
    return lambda _state, _by: enrolment(key, initial)


def test_a_key_cannot_be_replaced_without_a_reset(small):
    key = new_key("c1")
    assert refusal(small.book.sign, key, brought(key, key)) == "rights.key"


def test_after_a_reset_the_new_key_signs_and_the_old_does_not(small):
    key, initial = new_key("c1"), reset(small, "c1")
    small.book.sign(key, brought(key, initial))
    small.book.sign(key, login_entry)
    assert refusal(small.act, "c1", login_entry) == "rights.key"
    assert verify_entries(small.rows()).is_sound


def test_an_open_session_elsewhere_ends_with_its_key(small, other):
    key, initial = new_key("c1"), reset(small, "c1")
    small.book.sign(key, brought(key, initial))
    assert refusal(other.sign, small.keys["c1"], login_entry) == "rights.key"


def test_a_reset_lets_a_new_key_in_once(small):
    one, two, initial = new_key("c1"), new_key("c1"), reset(small, "c1")
    small.book.sign(one, brought(one, initial))
    assert refusal(small.book.sign, two, brought(two, initial)) == "rights.key"


def test_a_key_is_only_brought_by_whoever_was_given_the_initial_one(small):
    key, initial = new_key("c1"), reset(small, "c1")
    before = small.book.state
    assert refusal(small.book.sign, key, brought(key, new_key("c1"))) == "ledger.unfit"
    assert small.book.refresh() == before
    small.book.sign(key, brought(key, initial))


def test_the_first_administrator_is_made_once(small):
    key = new_key("a9")
    drafts = people.found("a9", "kanri-9", "管理者９", key.published)
    assert refusal(small.book.sign, key, lambda _state, _by: drafts) == "rights.missing"


def test_a_note_needs_nobody_and_changes_no_rights(small):
    accounts = small.book.state.accounts
    small.book.note(Draft("access.refused", {"why": "unknown"}))
    assert small.book.refresh().accounts == accounts
    assert small.book.history()[-1].by == ""
    with pytest.raises(ValueError, match="must be signed"):
        small.book.note(Draft("right.granted", {"account": "c1", "role": "admin", "reason": ""}))


def test_history_gives_the_kinds_asked_for(small):
    kinds = {entry.kind for entry in small.book.history(["account.created", "right.granted"])}
    assert kinds == {"account.created", "right.granted"}
    assert [entry.seq for entry in small.book.history(after=18)] == [19]


# A ledger that is changed while it is open


def cut(small, count):
    with writing(small.book.engine) as connection:
        connection.execute(delete(ENTRIES).where(ENTRIES.c.seq > small.book.state.count - count))


@pytest.mark.parametrize("count", [1, 5, 100])
def test_a_ledger_that_became_shorter_is_noticed_at_the_next_look(small, count):
    before = small.book.state
    cut(small, count)
    assert refusal(small.book.refresh) == "ledger.broken"
    assert refusal(small.act, "c1", login_entry) == "ledger.broken"
    assert small.book.state is before


def test_a_ledger_that_was_cut_and_written_on_is_noticed(small, other):
    """As long as before, and each entry is rightly signed: only the last one that was known tells."""
    cut(small, 1)
    again = open_book(str(small.book.engine.url), small.book.clock)
    again.sign(small.keys["a1"], login_entry)
    again.engine.dispose()
    assert refusal(small.book.refresh) == "ledger.broken"
    assert refusal(other.sign, small.keys["c1"], login_entry) == "ledger.broken"
