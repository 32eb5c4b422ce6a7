"""A database that holds other things than it must shows nobody anything: neither the program nor the verifier."""

import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory

from app.errors import KenpanError
from app.filing.ledger_copies import verifier_source, verify_book
from app.signoff import ledger
from app.signoff.ledger import Draft
from app.signoff.verify import UnreadableError, prove_file, read_ledger
from app.signoff.verify import schema as verifiers
from app.store import database, schema
from app.store.database import open_database, open_read_only, reading, writing
from app.store.migrate import FOLDER
from app.store.rows import keep_attachment, save_secret
from app.store.tables import METADATA
from tests.signoff.small_ledger import thirteen
from tests.store.altered import ALTERED, NAMED, alter


@pytest.fixture
def small(tmp_path):
    made = thirteen(f"sqlite:///{tmp_path / 'kenpan.db'}")
    yield made
    made.book.engine.dispose()


def place(small):
    return Path(small.book.engine.url.database)


def refusal(act, *arguments):
    with pytest.raises(KenpanError) as caught:
        act(*arguments)
    return caught.value


def login_entry(_state, _by):
    return Draft("access.login", {})


# What the database is


def test_the_verifier_knows_the_tables_of_the_program():
    assert verifiers.SCHEMAS == schema.SQLITE
    assert schema.SQLITE.keys() == schema.SERVER.keys() == schema.REVISIONS


def test_every_revision_that_there_is_is_expected_and_the_newest_is_the_head():
    config = Config()
    config.set_main_option("script_location", str(FOLDER))
    script = ScriptDirectory.from_config(config)
    assert script.get_heads() == [schema.HEAD]
    assert {one.revision for one in script.walk_revisions()} == schema.REVISIONS - {schema.UNNUMBERED}


def test_the_tables_are_those_that_the_program_uses(tmp_path):
    engine = open_database(f"sqlite:///{tmp_path / 'kenpan.db'}")
    with engine.connect() as connection:
        assert compare_metadata(MigrationContext.configure(connection), METADATA) == []
    engine.dispose()


def test_a_database_that_is_up_to_date_needs_no_alembic(tmp_path):
    url = f"sqlite:///{tmp_path / 'kenpan.db'}"
    open_database(url).dispose()
    look = f"import sys; from app.store.database import open_database; open_database({url!r}); print(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", look], capture_output=True, text=True, check=True)
    assert "app.store.database" in done.stdout.split()
    assert "alembic" not in done.stdout.split()


# Altered by somebody


@pytest.mark.parametrize("what", ALTERED)
def test_the_program_does_not_open_it(small, what):
    small.book.engine.dispose()
    alter(place(small), what)
    error = refusal(open_database, str(small.book.engine.url))
    assert error.code == "store.schema"
    assert NAMED[what] in error.what


@pytest.mark.parametrize("what", ALTERED)
def test_the_running_program_neither_reads_nor_writes_it(small, what):
    alter(place(small), what)
    for act in (small.book.refresh, small.book.history, lambda: small.act("c1", login_entry)):
        assert refusal(act).code == "store.schema"


@pytest.mark.parametrize("what", ALTERED)
def test_the_verifier_says_what_is_there(small, what):
    alter(place(small), what)
    for report in (verify_book(small.book), prove_file(place(small))):
        assert not report.is_sound
        assert report.entries == 0, "nothing that it shows is believed"
        assert NAMED[what] in report.problems[0].text
    with pytest.raises(UnreadableError):
        list(read_ledger(place(small)))


def test_the_single_file_says_so_too(small, tmp_path):
    small.book.engine.dispose()
    alter(place(small), "a view that shows each reader something else")
    program = tmp_path / "kenpan_verify.py"
    program.write_text(verifier_source(), encoding="utf-8")
    command = [sys.executable, "-I", str(program), str(place(small))]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, check=False, timeout=600)
    assert (done.returncode, done.stderr) == (1, b"")
    assert "誤り データベースの作りが決まりと違います（" in done.stdout.decode("utf-8")


@pytest.mark.parametrize("value", ["9999", "", None])
def test_a_revision_that_nobody_knows_is_refused_by_name(small, value):
    small.book.engine.dispose()
    connection = sqlite3.connect(place(small))
    with connection:
        connection.execute("DELETE FROM alembic_version")
        if value is not None:
            connection.execute("INSERT INTO alembic_version VALUES (?)", (value,))
    connection.close()
    assert refusal(open_database, str(small.book.engine.url)).code == "store.newer"
    assert refusal(small.book.refresh).code == "store.newer"
    with pytest.raises(UnreadableError) as caught:
        prove_file(place(small))
    assert "新しい版" in str(caught.value)


def test_a_ledger_that_lost_its_revision_is_not_taken_for_an_old_one(small):
    connection = sqlite3.connect(place(small))
    with connection:
        connection.execute("DROP TABLE alembic_version")
    connection.close()
    assert refusal(small.book.refresh).code == "store.schema"
    assert refusal(small.act, "c1", login_entry).code == "store.schema"


# What was written is read back, should the look at the database not be enough


@pytest.fixture
def blind(monkeypatch):
    """The program does not look at what the database is made of."""
    monkeypatch.setattr(database, "check", lambda *_: None)


DROP = "CREATE TRIGGER dropped BEFORE INSERT ON {} BEGIN SELECT RAISE(IGNORE); END"


@pytest.mark.parametrize("table", ["entries", "secrets", "attachments"])
def test_what_is_swallowed_is_not_acknowledged(small, blind, table):
    connection = sqlite3.connect(place(small))
    connection.execute(DROP.format(table))
    connection.close()

    def write():
        with writing(small.book.engine) as connection:
            if table == "secrets":
                save_secret(connection, "c1", {})
            elif table == "attachments":
                keep_attachment(connection, b"log")
            else:
                small.book.sign_in(connection, small.keys["c1"], login_entry)

    assert refusal(write).code == "store.lost"
    assert small.book.refresh().count == 13


def test_what_is_changed_on_its_way_is_not_acknowledged(small, blind):
    connection = sqlite3.connect(place(small))
    connection.execute(
        "CREATE TRIGGER other AFTER INSERT ON entries BEGIN"
        " UPDATE entries SET signature = reverse_of.s FROM (SELECT upper(new.signature) AS s) AS reverse_of"
        " WHERE seq = new.seq; END"
    )
    connection.close()
    assert refusal(small.act, "c1", login_entry).code == "store.lost"
    assert small.book.refresh().count == 13


# Files beside the file


def test_a_log_beside_the_file_counts_also_through_a_link(small, tmp_path):
    """SQLite keeps its log beside the file itself. Who looks beside the link would miss what is only in the log."""
    (tmp_path / "elsewhere").mkdir()
    link = tmp_path / "elsewhere" / "ledger.db"
    link.symlink_to(place(small))
    assert place(small).with_name("kenpan.db-wal").stat().st_size > 0
    assert prove_file(link).entries == 13
    looked = open_read_only(f"sqlite:///{link}")
    with reading(looked) as connection:
        assert ledger.head(connection).count == 13
    looked.dispose()


def test_a_database_that_is_only_looked_at_is_not_written_to(small):
    looked = open_read_only(str(small.book.engine.url))
    assert refusal(writing(looked).__enter__).code == "store.read_only"
    with pytest.raises(KenpanError), reading(looked) as connection:
        connection.exec_driver_sql("DELETE FROM entries")
    looked.dispose()
    assert small.book.refresh().count == 13


def test_a_name_with_signs_in_it_is_a_name(tmp_path):
    path = tmp_path / "a ?mode=rw#%20&b.db"
    made = thirteen(f"sqlite:///{tmp_path / 'kenpan.db'}")
    made.book.engine.dispose()
    (tmp_path / "kenpan.db").rename(path)
    assert prove_file(path).is_sound
    connection = database._connect_to_look(path)
    assert connection.execute("SELECT count(*) FROM entries").fetchone() == (13,)
    connection.close()
