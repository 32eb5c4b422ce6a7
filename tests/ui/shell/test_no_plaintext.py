"""A whole proof round leaves no text of a record where nobody chose: not in files, names, logs or temp folders."""

import openpyxl
import pymupdf
import pytest

from app.month.looking.opening import open_folder
from app.records.text import to_text, trimmed
from app.workstation.settings import Settings
from tests.canary import ENCODINGS, assert_no_canary, canaries_in, spellings

_LONG_ENOUGH = 6


@pytest.fixture(scope="module")
def canaries(day):
    """Name and address of a record that was chosen for the round, looked at, scanned and signed."""
    file, record = day.secret_record
    look = open_folder(day.sample, Settings()).look(file, record)
    texts = {
        row.name: to_text(trimmed(row.raw)) for row in look.fields if row.section == "事業所" or "事業所" in row.name
    }
    found = [text for name, text in texts.items() if ("名称" in name or "所在地" in name) and len(text) >= _LONG_ENOUGH]
    assert len(found) >= 2, texts
    return found


def test_a_canary_would_be_found_in_every_encoding(tmp_path, canaries):
    for text in canaries:
        for name, raw in spellings(text).items():
            (tmp_path / f"{name}.bin").write_bytes(b"\0" * 7 + raw + b"\0")
        assert {encoding for _, encoding in canaries_in(tmp_path, text)} == set(ENCODINGS)


def test_nothing_of_a_record_lies_on_disk_while_the_medium_is_open(day, canaries):
    names = {path.name for path in day.while_open.rglob("*")}
    assert {"kenpan.db", "kenpan.db-wal", "kenpan.db-shm"} <= names
    for text in canaries:
        assert_no_canary(day.while_open, text)


def test_nothing_of_a_record_is_left_on_disk_afterwards(day, canaries):
    assert day.database.exists() and (day.out / "ledger.jsonl").exists()
    for text in canaries:
        assert_no_canary(day.home, text)


def test_the_temp_folder_is_empty_afterwards(day):
    assert not list((day.home / "tmp").iterdir())


def test_the_reports_of_a_round_name_pieces_and_tell_nothing_of_their_records(day, canaries):
    with pymupdf.open(day.out / "result.pdf") as document:
        text = "".join(page.get_text() for page in document)
    book = openpyxl.load_workbook(day.out / "result.xlsx")
    cells = "\n".join(str(cell.value) for page in book for row in page.iter_rows() for cell in row)
    for canary in canaries:
        assert canary not in text.replace("\n", "") and canary not in cells
