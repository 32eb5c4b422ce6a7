"""The database: one writer at a time, all or nothing, on disc before it is acknowledged."""

import sqlite3
import threading
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import insert, select, text

from app.errors import KenpanError
from app.signoff.verify.files import prove_file, read_ledger
from app.signoff.verify.texts import UnreadableError
from app.store import database
from app.store.database import default_url, is_old, open_database, open_read_only, reading, writing
from app.store.tables import SECRETS


@pytest.fixture
def engine(tmp_path):
    made = open_database(f"sqlite:///{tmp_path / 'deep' / 'folder' / 'kenpan.db'}")
    yield made
    made.dispose()


def put(connection, account):
    connection.execute(insert(SECRETS).values(account=account, content="{}"))


def accounts(engine):
    with reading(engine) as connection:
        return sorted(connection.execute(select(SECRETS.c.account)).scalars())


def refusal(act, *arguments):
    with pytest.raises(KenpanError) as caught:
        act(*arguments)
    return caught.value


def test_unless_told_otherwise_the_ledger_lies_in_the_users_own_folder(tmp_path):
    assert default_url() == f"sqlite:///{tmp_path / 'kenpan' / 'kenpan.db'}"


def test_the_folder_is_made_and_nobody_else_may_read_the_file(engine):
    path = Path(engine.url.database)
    with writing(engine) as connection:
        put(connection, "a")
    assert path.stat().st_mode & 0o777 == 0o600
    assert path.with_name("kenpan.db-wal").stat().st_mode & 0o777 == 0o600


def test_what_is_committed_is_on_disc_and_what_was_replaced_is_not(tmp_path):
    """Whatever SQLite's own defaults are: as careless a connection as there can be is made a careful one."""
    raw = sqlite3.connect(tmp_path / "kenpan.db")
    wanted = {"journal_mode": "wal", "synchronous": 2, "secure_delete": 1, "trusted_schema": 0}
    careless = {"journal_mode": "delete", "synchronous": 0, "secure_delete": 0, "trusted_schema": 1}

    def said():
        return {name: raw.execute(f"PRAGMA {name}").fetchone()[0] for name in wanted}

    for name, value in careless.items():
        raw.execute(f"PRAGMA {name}={value}")
    assert said() == careless
    database._careful(raw, None)
    assert said() == wanted
    raw.close()


def test_every_connection_is_a_careful_one(engine):
    with reading(engine) as connection:
        names = ("journal_mode", "synchronous", "secure_delete", "trusted_schema")
        assert [connection.execute(text(f"PRAGMA {name}")).scalar() for name in names] == ["wal", 2, 1, 0]


def test_a_database_is_opened_again_with_what_it_held(engine):
    with writing(engine) as connection:
        put(connection, "a")
    again = open_database(str(engine.url))
    assert accounts(again) == ["a"]
    again.dispose()


def test_a_failing_act_leaves_nothing(engine):
    def fail():
        with writing(engine) as connection:
            put(connection, "a")
            raise KenpanError("x", "", "")

    assert refusal(fail).code == "x"
    assert accounts(engine) == []


def test_a_failing_statement_is_a_refusal_and_leaves_nothing(engine):
    def twice():
        with writing(engine) as connection:
            put(connection, "a")
            put(connection, "a")

    assert refusal(twice).code == "store.write"
    assert accounts(engine) == []


def test_a_writer_waits_for_the_other(engine):
    """The second begins only when the first is done, so it sees what the first wrote."""
    inside, seen = threading.Event(), []

    def second():
        inside.wait()
        with writing(engine) as connection:
            seen.append(connection.execute(select(SECRETS.c.account)).scalars().all())

    thread = threading.Thread(target=second)
    thread.start()
    with writing(engine) as connection:
        inside.set()
        thread.join(0.2)
        assert not seen
        put(connection, "a")
    thread.join()
    assert seen == [["a"]]


def test_a_reader_neither_waits_nor_keeps_a_writer_waiting(engine):
    with reading(engine) as before:
        assert before.execute(select(SECRETS)).all() == []
        with writing(engine) as connection:
            put(connection, "a")
            assert accounts(engine) == []
        assert accounts(engine) == ["a"]
        assert before.execute(select(SECRETS)).all() == []


def test_a_writer_that_waits_too_long_is_refused(engine, monkeypatch):
    monkeypatch.setattr(database, "WAIT_S", 0)
    other = open_database(str(engine.url))
    with writing(engine) as connection:
        put(connection, "a")
        assert refusal(writing(other).__enter__).code == "store.write"
    other.dispose()
    assert accounts(engine) == ["a"]


def test_many_may_open_a_new_database_at_once(tmp_path):
    url, start, opened = f"sqlite:///{tmp_path / 'new' / 'kenpan.db'}", threading.Barrier(8), []

    def open_it():
        start.wait()
        opened.append(open_database(url))

    threads = [threading.Thread(target=open_it) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(opened) == 8
    for engine in opened:
        engine.dispose()


def test_who_opens_a_new_database_waits_for_another_that_makes_it(tmp_path):
    place, begun = tmp_path / "new" / "kenpan.db", threading.Event()
    place.parent.mkdir(mode=0o700)
    maker = sqlite3.connect(place, isolation_level=None, check_same_thread=False)
    maker.execute("BEGIN IMMEDIATE")

    def done():
        begun.wait()
        maker.execute("COMMIT")

    thread = threading.Thread(target=done)
    thread.start()
    real = database._say

    def say(connection, *pragmas):
        try:
            real(connection, *pragmas)
        except sqlite3.OperationalError:
            begun.set()
            raise

    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(database, "_say", say)
        open_database(f"sqlite:///{place}").dispose()
    assert begun.is_set()
    thread.join()
    maker.close()


def test_who_waits_too_long_for_a_new_database_is_refused(tmp_path, monkeypatch):
    monkeypatch.setattr(database, "WAIT_S", 0)
    place = tmp_path / "new" / "kenpan.db"
    place.parent.mkdir(mode=0o700)
    maker = sqlite3.connect(place, isolation_level=None)
    maker.execute("BEGIN IMMEDIATE")
    assert refusal(open_database, f"sqlite:///{place}").code == "store.open"
    maker.close()


def test_reading_what_is_not_there_is_a_refusal(engine):
    def read():
        with reading(engine) as connection:
            connection.execute(text("SELECT * FROM nothing"))

    assert refusal(read).code == "store.read"


def test_damage_that_is_told_in_no_text_is_refused_by_whoever_reads(tmp_path):
    """SQLite repeats the damaged name of a table in what it says, and Python cannot read that."""
    place = tmp_path / "own" / "kenpan.db"
    place.parent.mkdir(mode=0o700)
    with closing(sqlite3.connect(place)) as made:
        made.execute("CREATE TABLE damaged(x)")
    place.write_bytes(place.read_bytes().replace(b"damaged", b"dam\xce ed"))
    url = f"sqlite:///{place}"
    with closing(sqlite3.connect(place)) as damaged, pytest.raises(UnicodeDecodeError):
        damaged.execute("SELECT * FROM sqlite_master")
    assert not is_old(url)
    assert refusal(open_database, url).code == "store.open"
    assert refusal(lambda: reading(open_read_only(url)).__enter__()).code == "store.read"
    with pytest.raises(UnreadableError, match=r"kenpan\.db"):
        prove_file(place)
    with pytest.raises(UnreadableError, match=r"kenpan\.db"):
        list(read_ledger(place))


@pytest.mark.parametrize("url", ["", "kenpan.db", "nonsense://x", "sqlite+nonsense:///x", "postgresql+psycopg://[::"])
def test_an_address_that_is_none_is_refused(url):
    assert refusal(open_database, url).code == "store.open"


def test_a_server_that_does_not_answer_is_refused_without_naming_the_password():
    error = refusal(open_database, "postgresql+psycopg://kenpan:himitsu@127.0.0.1:1/none")
    assert error.code == "store.open"
    assert "himitsu" not in str(error)


def test_only_looking_at_a_server_makes_no_connection_yet():
    engine = open_read_only("postgresql+psycopg://127.0.0.1:1/none")
    assert refusal(reading(engine).__enter__).code == "store.read"
    engine.dispose()
