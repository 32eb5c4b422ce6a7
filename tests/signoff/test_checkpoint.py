"""Checkpoints kept elsewhere: what they prove, and that nobody can make one up."""

import json
from dataclasses import asdict

import pytest

from app.canonical import canonical
from app.signoff.checkpoint import make_checkpoint
from app.signoff.ledger import Draft
from app.signoff.signing_key import new_key
from app.signoff.verify import read_checkpoint, verify_entries
from tests.rows import each_row
from tests.signoff.small_ledger import begin, chained, changed, enrol, thirteen


@pytest.fixture
def small(tmp_path):
    made = thirteen(f"sqlite:///{tmp_path / 'kenpan.db'}")
    yield made
    made.book.engine.dispose()


def found(rows, checkpoints=()):
    return [(problem.entry, problem.text) for problem in verify_entries(rows, checkpoints).problems]


@pytest.fixture
def kept(small, tmp_path):
    """The checkpoint of entry 14, after which the work goes on to 16."""
    path = tmp_path / "checkpoint.json"
    path.write_bytes(make_checkpoint(small.book, small.keys["l1"]).content)
    for kind in ("access.logout", "access.login"):
        small.act("c1", lambda _state, _by, kind=kind: Draft(kind, {}))
    return read_checkpoint(path)


def test_a_checkpoint_fits_the_ledger_that_went_on(small, kept):
    report = verify_entries(small.rows(), [kept])
    assert report.is_sound
    assert (report.entries, kept.count, report.checkpoints) == (16, 14, 1)


@each_row("left", range(1, 14))
def test_a_truncated_ledger(small, kept, left):
    told = found(small.rows()[:left], [kept])
    assert told[-1][0] == left
    assert "14 番まであったはずです" in told[-1][1]


def test_without_a_checkpoint_a_truncated_ledger_looks_sound(small, kept):
    """Why checkpoints must be kept: nothing in the ledger itself says how long it was."""
    assert verify_entries(small.rows()[:12]).is_sound


def test_a_ledger_rolled_back_and_gone_on_with(small, kept):
    shorter = chained([*small.rows()[:12], *small.rows()[14:16], *small.rows()[14:16]], small.keys)
    assert verify_entries(shorter).is_sound
    assert found(shorter, [kept]) == [(14, "1〜14 番のどこかから、台帳が作り直されています。（checkpoint.json）")]


@pytest.mark.parametrize("entry", [5, 12])
def test_one_entry_rewritten_with_everybodys_keys(small, kept, entry):
    rows = small.rows()
    rows[entry - 1] = changed(rows[entry - 1], terminal="ほかの端末")
    forged = chained(rows, small.keys)
    if entry == 12:
        assert verify_entries(forged[:12]).is_sound
    assert (14, "1〜14 番のどこかから、台帳が作り直されています。（checkpoint.json）") in found(forged, [kept])


def test_the_whole_written_anew_with_ones_own_keys(small, kept, tmp_path):
    other = begin(f"sqlite:///{tmp_path / 'other.db'}")
    enrol(other, "c1", "kensa-1", "検査員１", ["checker"])
    enrol(other, "l1", "hinshitsu-1", "責任者１", ["lead"])
    for _ in range(6):
        other.act("c1", lambda _state, _by: Draft("access.login", {}))
    rows = other.rows()
    other.book.engine.dispose()
    assert verify_entries(rows).is_sound
    assert [entry for entry, _ in found(rows, [kept])] == [14]


def test_several_checkpoints_say_from_where_a_ledger_was_rewritten(small, tmp_path):
    kept = []
    for number in range(3):
        path = tmp_path / f"{number}.json"
        path.write_bytes(make_checkpoint(small.book, small.keys["l1"]).content)
        kept.append(read_checkpoint(path))
        small.act("c1", lambda _state, _by: Draft("access.login", {}))
    rows = small.rows()
    forged = chained([*rows[:14], rows[12], *rows[15:]], small.keys)
    told = [text for _, text in found(forged, kept) if "作り直され" in text]
    assert told == [
        "15〜16 番のどこかから、台帳が作り直されています。（1.json）",
        "15〜18 番のどこかから、台帳が作り直されています。（2.json）",
    ]


@pytest.mark.parametrize("name", ["count", "head", "time", "by", "name", "public_key", "signature", "format"])
def test_a_changed_checkpoint_is_no_proof(small, kept, tmp_path, name):
    path = tmp_path / "checkpoint.json"
    content = json.loads(path.read_bytes())
    content[name] = 13 if name == "count" else "0" * len(content[name])
    path.write_text(json.dumps(content), encoding="utf-8")
    told = verify_entries(small.rows(), [read_checkpoint(path)]).problems
    assert [problem.text for problem in told] == ["チェックポイント自体が書き換えられています。（checkpoint.json）"]


def test_a_checkpoint_signed_by_a_strangers_key_is_no_proof(small, tmp_path):
    real, key = make_checkpoint(small.book, small.keys["l1"]), new_key("l1")
    said = {name: value for name, value in asdict(real).items() if name != "signature"} | {"public_key": key.public}
    path = tmp_path / "forged.json"
    path.write_text(canonical({**said, "signature": key.sign(canonical(said))}), encoding="utf-8")
    told = verify_entries(small.rows(), [read_checkpoint(path)]).problems
    assert [problem.text for problem in told] == [
        "チェックポイントの署名が、台帳にある人のものではありません。（forged.json）"
    ]
