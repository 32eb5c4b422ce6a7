"""``kenpan ledger``: verdicts and exit codes, without anybody logged in; the verifier as one file."""

import hashlib
import json
import os
import sqlite3
import subprocess
import sys

import pytest

from app.canonical import canonical
from app.commands.main import main
from app.filing.ledger_copies import export_checkpoint, export_ledger, verify_ledger
from app.signoff.book import Session, open_book, open_past
from app.signoff.carry import carry_over
from tests.house import CHEAP
from tests.signoff.old_ledger import COUNT, HEAD, Old
from tests.signoff.small_ledger import thirteen


def said(capsys, *arguments):
    code = main(["ledger", *map(str, arguments)])
    out, err = capsys.readouterr()
    assert "Traceback" not in err
    return code, out, err


@pytest.fixture
def kept(tmp_path):
    """A database, its copy, a checkpoint of entry 14; the copy's own entry is 15."""
    small = thirteen(f"sqlite:///{tmp_path / 'kenpan.db'}")
    export_checkpoint(small.book, small.keys["l1"], tmp_path / "checkpoint.json")
    export_ledger(small.book, Session("l1", small.keys["l1"], small.book.clock()), tmp_path / "ledger.jsonl")
    small.book.engine.dispose()
    return tmp_path


def test_a_sound_ledger_is_said_to_be_sound(capsys, kept):
    code, out, err = said(capsys, "verify", kept / "kenpan.db", "--checkpoint", kept / "checkpoint.json")
    assert (code, err) == (0, "")
    assert out.splitlines()[0] == "結果 台帳は健全です。"
    assert out.splitlines()[1] == "形式 2"
    assert out.splitlines()[2] == "記録 15 件、利用者 3 人（管理者１、検査員１、責任者１）"
    assert "注意" not in out


@pytest.mark.parametrize("place", ["kenpan.db", "ledger.jsonl", "sqlite:///{}/kenpan.db"])
def test_a_database_a_copy_and_a_url_are_verified_alike(capsys, kept, place):
    code, out, _ = said(capsys, "verify", place.format(kept) if ":" in place else kept / place)
    assert code == 0
    assert "台帳は健全です。" in out
    assert "注意 チェックポイントがない" in out


def test_a_tampered_database_is_located(capsys, kept):
    with sqlite3.connect(kept / "kenpan.db") as connection:
        connection.execute("UPDATE entries SET body = replace(body, '検査員１', '検査員２') WHERE seq = 12")
    connection.close()
    code, out, err = said(capsys, "verify", kept / "kenpan.db")
    assert (code, err) == (1, "")
    assert "誤り 12 番（12 行目）：内容とハッシュが合いません。書き換えられています。" in out
    assert "結果 台帳に誤りが" in out


def test_a_truncated_copy_is_found_with_a_checkpoint(capsys, kept):
    copy = kept / "ledger.jsonl"
    copy.write_bytes(b"".join(copy.read_bytes().splitlines(keepends=True)[:9]))
    assert said(capsys, "verify", copy)[0] == 0
    code, out, _ = said(capsys, "verify", copy, "--checkpoint", kept / "checkpoint.json")
    assert code == 1
    assert "14 番まであったはずです" in out


@pytest.mark.parametrize("place", ["nothing.db", "checkpoint.json", ".", "postgresql+psycopg://localhost:1/none"])
def test_what_cannot_be_read_is_unusable_input(capsys, kept, place):
    code, out, err = said(capsys, "verify", place if ":" in place else kept / place)
    assert (code, out) == (2, "")
    assert err.startswith("kenpan: [")


def test_another_file_as_checkpoint_is_unusable_input(capsys, kept):
    code, _, err = said(capsys, "verify", kept / "kenpan.db", "--checkpoint", kept / "ledger.jsonl")
    assert code == 2
    assert "チェックポイントを読めません（ledger.jsonl）" in err


@pytest.mark.parametrize("act", ["known", "erase"])
@pytest.mark.parametrize("place", ["nothing.db", "checkpoint.json", ".", "other.db", "pipe.db"])
def test_where_no_ledger_is_none_is_made(capsys, kept, act, place):
    if hasattr(os, "mkfifo"):
        os.mkfifo(kept / "pipe.db")
    connection = sqlite3.connect(kept / "other.db")
    connection.execute("CREATE TABLE theirs (one)")
    connection.close()
    before = {path.name: path.read_bytes() for path in kept.iterdir() if path.is_file()}
    more = (kept / "checkpoint.json",) if act == "known" else ()
    code, out, err = said(capsys, act, kept / place, *more)
    assert (code, out) == (2, "")
    assert err.startswith("kenpan: [ledger.unreadable]" if place != "other.db" else "kenpan: [store.")
    assert {path.name: path.read_bytes() for path in kept.iterdir() if path.is_file()} == before


def test_an_unknown_database_is_unusable_input(capsys):
    code, _, err = said(capsys, "verify", "nonsense://somewhere")
    assert code == 2
    assert "[store.open]" in err


def test_verifying_changes_nothing(capsys, kept):
    before = {path.name: path.read_bytes() for path in kept.iterdir() if path.is_file()}
    said(capsys, "verify", kept / "kenpan.db")
    assert {path.name: path.read_bytes() for path in kept.iterdir() if path.is_file()} == before


def test_the_verifier_is_written_and_runs_alone(capsys, kept):
    code, out, _ = said(capsys, "verifier", "-o", kept / "kenpan_verify.py")
    assert (code, out) == (0, f"{kept / 'kenpan_verify.py'}\n")
    command = [sys.executable, "-I", "kenpan_verify.py", "ledger.jsonl", "--checkpoint", "checkpoint.json"]
    done = subprocess.run(command, cwd=kept, capture_output=True, check=False, timeout=600)
    assert (done.returncode, done.stderr) == (0, b"")
    assert (
        done.stdout.decode("utf-8")
        == said(capsys, "verify", kept / "ledger.jsonl", "--checkpoint", kept / "checkpoint.json")[1]
    )


def test_an_export_is_in_the_ledger_before_it_is_on_disc(kept):
    """The copy itself ends before its own entry; the entry holds its hash."""
    content = (kept / "ledger.jsonl").read_bytes()
    with sqlite3.connect(kept / "kenpan.db") as connection:
        (body,) = connection.execute("SELECT body FROM entries WHERE seq = 15").fetchone()
    connection.close()
    entry = json.loads(body)
    assert (entry["kind"], entry["name"]) == ("export.made", "責任者１")
    assert entry["data"] == {
        "kind": "ledger",
        "name": "ledger.jsonl",
        "size": len(content),
        "sha256": hashlib.sha256(content).hexdigest(),
    }
    assert verify_ledger(str(kept / "ledger.jsonl")).entries == 14


def test_a_checkpoint_is_one_line_of_canonical_json(kept):
    text = (kept / "checkpoint.json").read_text(encoding="utf-8")
    assert text == f"{canonical(json.loads(text))}\n"


# The ledger before


@pytest.fixture
def both(tmp_path):
    """A ledger of format 1, and the one that took on from it."""
    folder = tmp_path / "both"
    folder.mkdir()
    old = Old(folder)
    book = open_book(f"sqlite:///{folder / 'new.db'}", old.clock, CHEAP)
    past = open_past(old.url)
    carry_over(book, past, "kanri-1", old.password, old.recovery("kanri-1"))
    book.engine.dispose()
    return folder


def test_both_verdicts_are_said_when_the_ledger_before_is_named(capsys, both):
    code, out, _ = said(capsys, "verify", both / "new.db", "--previous", both / "kenpan.db")
    assert code == 0
    assert f"形式 2、前の台帳（形式 1、{COUNT} 件、{HEAD}）から" in out
    new, before = out.split("\n\n前の台帳\n")
    assert "チェックポイントがない" in new
    assert "チェックポイントがない" not in before, "the new ledger says where it ended"
    assert before.startswith("結果 台帳は健全です。\n形式 1\n")


def test_another_ledger_before_is_found(capsys, both, kept):
    code, out, _ = said(capsys, "verify", both / "new.db", "--previous", kept / "kenpan.db")
    assert code == 1
    assert "新しい台帳の始まりに書かれた台帳と違います" in out
    assert said(capsys, "verify", both / "new.db", "--previous", both / "nothing.db")[0] == 2


def test_the_single_file_says_both_verdicts_too(capsys, both):
    said(capsys, "verifier", "-o", both / "kenpan_verify.py")
    command = [sys.executable, "-I", "kenpan_verify.py", "new.db", "--previous", "kenpan.db"]
    done = subprocess.run(command, cwd=both, capture_output=True, check=False, timeout=600)
    assert (done.returncode, done.stderr) == (0, b"")
    assert done.stdout.decode("utf-8") == said(capsys, "verify", both / "new.db", "--previous", both / "kenpan.db")[1]
