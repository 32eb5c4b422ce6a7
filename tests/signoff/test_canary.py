"""Nothing of a record gets into the ledger, its database, logs or temp files, whatever passes by."""

import hashlib
import tempfile
from dataclasses import replace

import pytest

from app.errors import KenpanError
from app.filing.ledger_copies import export_checkpoint, export_ledger
from app.proof.model import SIDES, Scan
from app.signoff.checkpoint import ledger_copy
from tests.canary import assert_no_canary, canaries_in, spellings
from tests.house import forty

CANARY = "金糸雀県鳥籠市黄色町９丁目カナリア荘"
RECORD = b"01" + CANARY.encode("cp932") + b" " * 900


@pytest.fixture
def folder(tmp_path, monkeypatch):
    (tmp_path / "temp").mkdir()
    monkeypatch.setenv("TMPDIR", str(tmp_path / "temp"))
    monkeypatch.setattr(tempfile, "tempdir", None)
    return tmp_path


def test_a_round_leaves_nothing_of_its_records(folder, process, caplog):
    """The record is hashed, and scanned by mistake on every side of every piece: a scanner reads whatever it meets."""
    first, *rest = forty()
    process.open_round(pieces=(replace(first, record_sha256=hashlib.sha256(RECORD).hexdigest()), *rest))
    for piece in process.round().pieces:
        process.sign_piece(piece.number, scans={side: Scan("read", CANARY) for side in SIDES})
    process.keep_logs()
    process.sign_round()
    for number in process.round().to_confirm:
        process.confirm(number, scans={side: Scan("read", RECORD.decode("cp932")) for side in SIDES})
    with pytest.raises(KenpanError) as refused:
        process.approve()
    process.reject()
    session = process.sessions["hinshitsu-1"]
    export_ledger(process.book, session, folder / "ledger.jsonl")
    export_checkpoint(process.book, session.signer, folder / "checkpoint.json")
    assert sorted(path.name for path in folder.glob("kenpan.db*")) == ["kenpan.db", "kenpan.db-shm", "kenpan.db-wal"]
    assert_no_canary(folder, CANARY)
    process.book.engine.dispose()
    assert_no_canary(folder, CANARY)
    told = f"{caplog.text}{refused.value}{process.state}{process.book.history()}"
    assert CANARY not in told
    assert not any(spelt in ledger_copy(process.book) for spelt in spellings(CANARY).values())


def test_the_search_would_have_found_it(folder, process):
    """A comment is what a person types; it stands in the ledger, and the search finds it there."""
    process.open_round()
    process.sign_piece(1, comment=CANARY)
    assert ("kenpan.db-wal", "utf-8") in canaries_in(folder, CANARY)
