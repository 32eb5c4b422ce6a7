"""The verifier: what is sound, what each single change to a ledger does, and the same as a file that stands alone."""

import ast
import functools
import json
import sqlite3
import subprocess
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app import canonical as format_of
from app.filing.ledger_copies import verifier_source
from app.signoff import formats, kinds
from app.signoff.verify import (
    UnreadableError,
    audit,
    files,
    persons,
    read_checkpoint,
    read_ledger,
    texts,
    verify_entries,
)
from app.signoff.verify import kinds as own_kinds
from app.signoff.verify.rules import out_of_turn
from tests.signoff.small_ledger import exported, thirteen
from tests.sizes import some


@pytest.fixture(scope="module")
def small(tmp_path_factory):
    made = thirteen(f"sqlite:///{tmp_path_factory.mktemp('small') / 'kenpan.db'}")
    yield made
    made.book.engine.dispose()


@pytest.fixture
def remembered(monkeypatch):
    """The same signature need not be computed thousands of times."""
    for module in (audit, persons):
        monkeypatch.setattr(module, "verified", functools.cache(texts.verified))
    monkeypatch.setattr(persons, "is_weak", functools.cache(texts.is_weak))


def places(report):
    return [problem.entry for problem in report.problems]


# The format, written down twice on purpose


def test_the_verifier_knows_the_roles_of_the_program():
    told = {name: frozenset(kind.roles.split()) for name, kind in own_kinds.KINDS.items()}
    assert told == {name: kind.roles for name, kind in kinds.KINDS.items()}


def test_the_verifier_knows_the_format_of_the_program():
    assert texts.GENESIS == format_of.GENESIS
    assert {number: one.domain for number, one in formats.FORMATS.items()} == texts.DOMAINS
    assert {number: len(one.founding) for number, one in formats.FORMATS.items()} == texts.FOUNDING
    assert {one.checkpoint: number for number, one in formats.FORMATS.items()} == texts.CHECKPOINTS


CONTENTS = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(st.characters(exclude_categories=["Cs"])),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=5), inner, max_size=4),
    max_leaves=12,
)


@given(CONTENTS)
def test_both_spell_and_hash_every_content_alike(content):
    assert texts.canonical(content) == format_of.canonical(content)
    text = texts.canonical(content)
    if "\\u" not in repr(text):
        assert texts.digest(text) == format_of.digest(text)


# Sound


def test_an_untouched_ledger_is_sound(small):
    report = verify_entries(small.rows())
    assert report.is_sound
    assert not report.remarks
    assert report.entries == 13
    assert report.people == ("管理者１", "検査員１", "責任者１")
    assert (report.time, report.head) == (small.book.state.time, small.book.state.head)


def test_a_database_and_its_copy_give_the_same_verdict(small, tmp_path):
    database = small.book.engine.url.database
    path = tmp_path / "ledger.jsonl"
    path.write_bytes(exported(small.rows()))
    from_file = verify_entries(read_ledger(path))
    with sqlite3.connect(database) as connection:
        stored = connection.execute("PRAGMA journal_mode").fetchone()
    connection.close()
    assert stored == ("wal",)
    assert verify_entries(read_ledger(type(path)(database))) == from_file
    assert from_file.is_sound


def test_reading_a_copy_leaves_nothing_beside_it(small, tmp_path):
    target = sqlite3.connect(tmp_path / "copy.db")
    source = sqlite3.connect(small.book.engine.url.database)
    source.backup(target)
    source.close()
    target.close()
    before = (tmp_path / "copy.db").read_bytes()
    assert verify_entries(read_ledger(tmp_path / "copy.db")).is_sound
    assert [path.name for path in tmp_path.iterdir()] == ["copy.db"]
    assert (tmp_path / "copy.db").read_bytes() == before


# Every single change


def test_every_byte_of_a_copy_counts(small, remembered):
    """Bytes of all thirteen lines, the line ends included; each change is found and the line is named. All of them in
    the soak.
    """
    lines = exported(small.rows()).splitlines(keepends=True)
    good = [files._exported(number, line) for number, line in enumerate(lines, 1)]
    for number, line in enumerate(lines, 1):
        for at in some(range(len(line)), 60):
            wrong = bytearray(line)
            wrong[at] ^= 1
            rows = [*good[: number - 1], files._exported(number, bytes(wrong))]
            found = places(verify_entries(rows))
            assert number in found, (number, at)
            assert number <= 4 or found[0] == number, (number, at)


def test_every_bit_of_an_entry_counts(small, remembered):
    lines = exported(small.rows()).splitlines(keepends=True)
    good, last = [files._exported(number, line) for number, line in enumerate(lines[:4], 1)], lines[4]
    for at in some(range(len(last)), 60):
        for bit in range(8):
            row = files._exported(5, last[:at] + bytes([last[at] ^ (1 << bit)]) + last[at + 1 :])
            assert 5 in places(verify_entries([*good, row])), (at, bit)


@pytest.mark.parametrize("end", ["missing", "doubled", "windows"])
def test_a_changed_line_end_is_found(small, tmp_path, end):
    content = exported(small.rows())
    wrong = {"missing": content[:-1], "doubled": content + b"\n", "windows": content.replace(b"\n", b"\r\n", 1)}[end]
    path = tmp_path / "ledger.jsonl"
    path.write_bytes(wrong)
    assert places(verify_entries(read_ledger(path)))[0] == {"missing": 13, "doubled": 14, "windows": 1}[end]


def test_two_lines_run_together_are_found(small, tmp_path):
    content = exported(small.rows())
    at = [place for place, byte in enumerate(content) if byte == 0x0A][5]
    path = tmp_path / "ledger.jsonl"
    path.write_bytes(content[:at] + b" " + content[at + 1 :])
    assert places(verify_entries(read_ledger(path)))[0] == 6


@pytest.mark.parametrize("column", ["seq", "body", "hash", "signature"])
@pytest.mark.parametrize("entry", some(range(1, 14), 5))
def test_every_column_of_every_row_of_a_database_counts(small, tmp_path, column, entry):
    source, target = sqlite3.connect(small.book.engine.url.database), sqlite3.connect(tmp_path / "copy.db")
    source.backup(target)
    source.close()
    (value,) = target.execute(f"SELECT {column} FROM entries WHERE seq = ?", (entry,)).fetchone()
    others = [100] if column == "seq" else [value[:-1] + "0", value[:-1] + "1", value.upper(), "", value.encode()]
    try:
        for other in others:
            if other == value:
                continue
            target.execute(f"UPDATE entries SET {column} = ? WHERE seq = ?", (other, entry))
            target.commit()
            report = verify_entries(read_ledger(tmp_path / "copy.db"))
            assert not report.is_sound, other
            assert {entry, entry + 1, 100} & set(places(report)), other
            target.execute(
                f"UPDATE entries SET {column} = ? WHERE seq = ?", (value, other if column == "seq" else entry)
            )
            target.commit()
    finally:
        target.close()


# Unreadable


@pytest.mark.parametrize(
    "content",
    [b"", b"\n\n\n", b"%PDF-1.7\nnot\na\nledger\n", b"SQLite format 3\0" + b"garbled" * 100, bytes(range(256)) * 4],
    ids=["empty", "blank lines", "another file", "a broken database", "noise"],
)
def test_what_is_no_ledger_is_unreadable(tmp_path, content):
    path = tmp_path / "file"
    path.write_bytes(content)
    with pytest.raises(UnreadableError):
        verify_entries(read_ledger(path))


def test_another_database_is_unreadable(tmp_path):
    connection = sqlite3.connect(tmp_path / "other.db")
    connection.execute("CREATE TABLE things (name TEXT)")
    connection.close()
    with pytest.raises(UnreadableError):
        verify_entries(read_ledger(tmp_path / "other.db"))


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"format":"kenpan-checkpoint-1"}', "[" * 100_000, '{"count":1e999}'])
def test_what_is_no_checkpoint_is_unreadable(tmp_path, text):
    (tmp_path / "c.json").write_text(text, encoding="utf-8")
    with pytest.raises(UnreadableError):
        read_checkpoint(tmp_path / "c.json")


HOSTILE = st.recursive(
    st.none() | st.integers() | st.floats() | st.text(max_size=3) | st.sampled_from(["a1", "c1", "r1", "admin"]),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from(["account", "login", "name", "role", "round", "pieces", "public_key"]), inner)
    ),
    max_leaves=8,
)


@given(kind=st.sampled_from(sorted(own_kinds.KINDS)), data=HOSTILE, seq=st.integers(-1, 5))
def test_no_content_stops_the_verifier(kind, data, seq):
    """Whoever forges an entry must not be able to make the verifier fall over instead of saying so."""
    entry = dict.fromkeys(("prev", "time", "by", "name", "terminal", "meaning"), "")
    body = json.dumps({**entry, "seq": seq, "kind": kind, "data": data})
    row = audit.Row(1, body, texts.digest(body), "00" * 64)
    assert not verify_entries([row, row, row, row]).is_sound


def test_deep_nesting_does_not_stop_the_verifier(small):
    rows = [*small.rows(), audit.Row(14, "[" * 200_000, "", "")]
    assert places(verify_entries(rows)) == [14]


# The file that stands alone


@pytest.fixture(scope="module")
def alone(tmp_path_factory):
    path = tmp_path_factory.mktemp("alone") / "kenpan_verify.py"
    path.write_text(verifier_source(), encoding="utf-8")
    return path


def run(alone, *arguments):
    command = [sys.executable, "-I", str(alone), *map(str, arguments)]
    return subprocess.run(command, cwd=alone.parent, capture_output=True, check=False, timeout=600)


def test_the_single_file_uses_nothing_of_the_program(alone):
    tree = ast.parse(alone.read_text(encoding="utf-8"))
    imported = {
        alias.name.partition(".")[0] for one in ast.walk(tree) if isinstance(one, ast.Import) for alias in one.names
    } | {(one.module or ".").partition(".")[0] for one in ast.walk(tree) if isinstance(one, ast.ImportFrom)}
    assert imported - sys.stdlib_module_names == {"Crypto"}
    assert tree.body[0].value.value.startswith("Prove a Kenpan ledger")


def test_no_name_of_the_single_file_means_two_things(alone):
    tree = ast.parse(alone.read_text(encoding="utf-8"))
    made = [one.name for one in tree.body if isinstance(one, ast.FunctionDef | ast.ClassDef)]
    targets = [target for one in tree.body if isinstance(one, ast.Assign) for target in one.targets]
    made += [one.id for target in targets for one in ast.walk(target) if isinstance(one, ast.Name)]
    assert len(made) == len(set(made))


def test_the_single_file_gives_the_same_verdicts(alone, small, tmp_path):
    sound, broken = tmp_path / "sound.jsonl", tmp_path / "broken.jsonl"
    rows = small.rows()
    sound.write_bytes(exported(rows))
    broken.write_bytes(exported([*rows[:6], *rows[7:]]))
    good = run(alone, sound)
    assert (good.returncode, good.stderr) == (0, b"")
    assert "台帳は健全です。" in good.stdout.decode("utf-8")
    bad = run(alone, broken)
    assert (bad.returncode, bad.stderr) == (1, b"")
    assert "8 番（7 行目）：この前の 1 件（7 番から）がありません。" in bad.stdout.decode("utf-8")
    assert run(alone, small.book.engine.url.database).returncode == 0
    assert run(alone, alone).returncode == 2
    assert run(alone, sound, "--checkpoint", sound).returncode == 2


@pytest.mark.parametrize(
    ("kind", "about", "stands", "said"),
    [
        ("account.created", "account", "active", "同じ人か ID が二度登録されています。"),
        ("job.created", "process", "open", "同じ仕事が二度登録されています。"),
        ("process.created", "process", "open", "同じ工程が二度登録されています。"),
        ("month.opened", "month", "open", "同じ月が二度登録されています。"),
        ("round.opened", "round", "checking", "同じ回が二度始められています。"),
        (
            "round.signed",
            "round",
            "new",
            "登録されていない人、工程、月、回のどれかについての記録です（round.signed）。",
        ),
        ("account.stopped", "account", "stopped", "停止と再開の順が違います（account.stopped）。"),
        ("round.signed", "round", "approved", "検査、署名、判定、本番開始の順になっていません（round.signed）。"),
    ],
)
def test_what_is_out_of_turn_is_told_by_what_it_is(kind, about, stands, said):
    assert out_of_turn(kind, about, stands) == said


def test_a_database_that_cannot_be_believed_is_one_problem_of_no_entry():
    found = audit.altered("表の作りが違います。", 2)
    assert found == audit.Report(0, None, 0, (), "", texts.GENESIS, found.problems, (), 2)
    assert found.problems == (audit.Problem(0, 0, "表の作りが違います。"),)
    assert not found.is_sound
