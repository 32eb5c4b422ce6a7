"""A ledger of format 1, as the program of its time left it: still proved, still read, never written to again."""

import hashlib
import json
import shutil
import sqlite3
import subprocess
import sys
from contextlib import contextmanager

import pytest

from app.errors import KenpanError
from app.filing.ledger_copies import verifier_source, verify_book, verify_ledger
from app.signoff import processes
from app.signoff.book import Book, open_book, open_past
from app.signoff.checkpoint import make_checkpoint
from app.signoff.checksheet import load_sheet
from app.signoff.kinds import KINDS, OLD
from app.signoff.ledger import Draft
from app.signoff.verify import UnreadableError, prove_file, read_checkpoint, read_ledger, verify_entries
from app.signoff.verify.rules import SINCE
from app.signoff.wording import describe, values
from app.store.database import is_old, open_database, open_read_only, reading, writing
from app.store.rows import load_attachment
from app.store.tables import ENTRIES
from tests.signoff.old_ledger import COUNT, FOLDER, HEAD, Old, remember
from tests.signoff.small_ledger import chained, changed, signed, thirteen

CHECKPOINT = FOLDER / "checkpoint.json"


@pytest.fixture
def old(tmp_path, monkeypatch):
    remember(monkeypatch)
    return Old(tmp_path)


@pytest.fixture
def past(old):
    book = open_past(old.url, old.clock)
    yield book
    book.engine.dispose()


def refusal(act, *arguments):
    with pytest.raises(KenpanError) as caught:
        act(*arguments)
    return caught.value


# Proved


@pytest.mark.parametrize("name", ["kenpan.db", "ledger.jsonl"])
def test_the_verifier_says_that_it_is_sound(name):
    report = prove_file(FOLDER / name, [read_checkpoint(CHECKPOINT)])
    assert report.problems == ()
    assert (report.format, report.previous, report.entries, report.head) == (1, None, COUNT, HEAD)
    assert (report.checkpoints, len(report.people)) == (1, 10)


def test_every_log_that_it_speaks_of_is_looked_for(old):
    with writing_past_the_program(old.path) as connection:
        connection.execute("DELETE FROM attachments WHERE content = x'" + b"the right log".hex() + "'")
    assert ["right.csv" in one.text for one in prove_file(old.path).problems] == [True]


@contextmanager
def writing_past_the_program(path):
    connection = sqlite3.connect(path)
    with connection:
        yield connection
    connection.close()


def test_the_single_file_says_so_too(tmp_path):
    program = tmp_path / "kenpan_verify.py"
    program.write_text(verifier_source(), encoding="utf-8")
    for name in ("kenpan.db", "ledger.jsonl"):
        command = [sys.executable, "-I", str(program), str(FOLDER / name), "--checkpoint", str(CHECKPOINT)]
        done = subprocess.run(command, cwd=tmp_path, capture_output=True, check=False, timeout=600)
        assert (done.returncode, done.stderr) == (0, b"")
        assert "結果 台帳は健全です。\n形式 1\n" in done.stdout.decode("utf-8")


def test_its_kinds_are_all_that_there_were():
    lines = (FOLDER / "ledger.jsonl").read_text(encoding="utf-8").splitlines()
    entries = [json.loads(json.loads(line)["body"]) for line in lines]
    assert {entry["kind"] for entry in entries} >= {**KINDS, **OLD}.keys() - LATER


LATER = {name for name, since in SINCE.items() if since > 1}
"""Kinds that came with later formats."""


def test_a_change_of_it_is_found(old):
    rows = list(read_ledger(old.path))
    rows[29] = changed(rows[29], terminal="ほかの端末")
    assert verify_entries(rows).problems[0].entry == 30


def test_it_is_not_taken_for_the_newest_format_and_not_the_other_way_round(old, tmp_path):
    """A signature is one of a ledger of its format only; so is a checkpoint."""
    new = thirteen(f"sqlite:///{tmp_path / 'new.db'}")
    rows = new.rows()
    new.book.engine.dispose()
    assert verify_entries(rows, [read_checkpoint(CHECKPOINT)]).problems[0].text.startswith("形式 1 の台帳の")
    without = [signed(row, new.keys["a1"]) for row in rows[1:4]]
    told = {problem.text for problem in verify_entries(without).problems}
    assert "署名が、その人のその時の鍵と合いません。" in told


@pytest.mark.parametrize("number", [3, 99])
def test_a_newer_format_is_refused_by_name(tmp_path, number):
    small = thirteen(f"sqlite:///{tmp_path / 'kenpan.db'}")
    checkpoint = make_checkpoint(small.book, small.keys["l1"]).content
    rows = small.rows()
    begun = json.loads(rows[0].body)["data"]
    later = chained([changed(rows[0], data={**begun, "format": number}), *rows[1:]], small.keys)
    with writing(small.book.engine) as connection:
        for row in later:
            values = {"seq": row.line, "body": row.body, "hash": row.hash, "signature": row.signature}
            connection.execute(ENTRIES.update().where(ENTRIES.c.seq == row.line).values(values))
    small.book.engine.dispose()
    error = refusal(open_book, f"sqlite:///{tmp_path / 'kenpan.db'}")
    assert (error.code, f"形式（{number}）" in error.what) == ("ledger.newer", True)
    error = refusal(verify_ledger, str(tmp_path / "kenpan.db"))
    assert (error.code, f"新しい形式（{number}）" in error.what) == ("ledger.unreadable", True)
    (tmp_path / "checkpoint.json").write_bytes(checkpoint.replace(b"checkpoint-2", f"checkpoint-{number}".encode()))
    with pytest.raises(UnreadableError) as caught:
        read_checkpoint(tmp_path / "checkpoint.json")
    assert "新しい形式のチェックポイント" in str(caught.value)


# Read


def test_it_opens_read_only_with_its_history(past, old):
    state = past.state
    assert (state.format, state.count, state.head, state.previous) == (1, COUNT, HEAD, None)
    assert len(past.history()) == COUNT
    assert verify_book(past).is_sound
    assert old.untouched()


def test_what_was_decided_in_it_reads_as_it_did(past):
    state = past.state
    people = {one.login: one for one in state.accounts.values()}
    assert people["kensa-2"].name == "検査員𠮷"
    assert not people["yameta-1"].active
    assert people["kensa-3"].roles == {"checker"}
    assert not people["kensa-9"].public_key
    first, second = state.rounds_of("j1")
    assert (first.state, second.state) == ("rejected", "approved")
    assert len(second.withdrawn) == 1
    assert len(second.reopenings) == 1
    assert [release.round for release in state.months["j1"].releases] == ["r2"]
    assert [one.label for one in processes.void_reasons(state, second)] == ["layoutsの名"]
    with reading(past.engine) as connection:
        for kept in second.attachments:
            content = load_attachment(connection, kept.sha256)
            assert hashlib.sha256(content).hexdigest() == kept.sha256


def test_every_entry_of_it_is_told_in_japanese(past):
    sheet = load_sheet()
    for entry in past.history():
        assert isinstance(describe(entry, past.state), str)
        assert all(isinstance(text, str) for pair in values(entry, sheet) for text in pair)


# Never written to


def test_opening_it_to_work_in_is_refused_and_changes_nothing(old):
    assert is_old(old.url)
    for act in (open_database, open_book):
        error = refusal(act, old.url)
        assert error.code == "store.old"
        assert "[store] previous" in error.next_step
    assert old.untouched()


def test_a_log_that_an_earlier_program_left_is_read_and_not_written_back(old, tmp_path):
    """It died before it closed: the last entries are only in the log beside the file."""
    (tmp_path / "left").mkdir()
    with writing_past_the_program(old.path) as connection:
        connection.execute("PRAGMA journal_mode=WAL")
        connection.execute("DELETE FROM secrets")
        connection.commit()
        for end in ("", "-wal"):
            shutil.copy(f"{old.path}{end}", tmp_path / "left")
    files = [tmp_path / "left" / name for name in ("kenpan.db", "kenpan.db-wal")]
    before = [path.read_bytes() for path in files]
    url = f"sqlite:///{files[0]}"
    assert refusal(open_book, url).code == "store.old"
    book = open_past(url)
    assert book.state.count == COUNT
    book.engine.dispose()
    assert verify_ledger(url).is_sound
    assert [path.read_bytes() for path in files] == before


def test_nothing_is_signed_or_noted_in_it(past, old):
    act = past.engine
    assert refusal(writing(act).__enter__).code == "store.read_only"
    assert refusal(past.note, Draft("access.refused", {"why": "unknown"})).code == "store.read_only"
    assert old.untouched()


def test_not_even_by_a_program_that_forgot_to_ask(old, tmp_path):
    """Its entries in a database of today's: read, but nothing is added in another format."""
    engine = open_database(f"sqlite:///{tmp_path / 'new.db'}")
    with writing(engine) as connection, reading(open_read_only(old.url)) as source:
        for row in source.exec_driver_sql("SELECT seq, body, hash, signature FROM entries").fetchall():
            connection.exec_driver_sql("INSERT INTO entries VALUES (?, ?, ?, ?)", tuple(row))
    book = Book(engine, old.clock)
    assert book.refresh().format == 1
    for act in (
        lambda: book.note(Draft("access.refused", {"why": "unknown"})),
        lambda: book.sign(None, lambda _state, _by: ()),
    ):
        assert refusal(act).code == "ledger.old"
    engine.dispose()


def test_tables_of_an_earlier_program_that_nothing_was_written_to_are_taken_into_use(old):
    """It was started once and nobody was registered."""
    with writing_past_the_program(old.path) as connection:
        for table in ("entries", "secrets", "attachments"):
            connection.execute(f"DELETE FROM {table}")
    assert not is_old(old.url)
    small = thirteen(old.url)
    assert small.book.state.format == 2
    small.book.engine.dispose()
    assert prove_file(old.path).is_sound
