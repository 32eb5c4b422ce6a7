"""An office list that is made to keep the program busy, and a child that was taken over by one."""

import resource
import zipfile
from io import BytesIO

import pytest
from openpyxl import Workbook

from app.errors import Cancelled, KenpanError
from app.notice import offices
from app.notice.offices import read_office_list
from tests.sizes import SOAK


def repacked(book: bytes, sheet: bytes) -> bytes:
    """The workbook with another first sheet, packed as small as it gets."""
    out = BytesIO()
    with (
        zipfile.ZipFile(BytesIO(book)) as source,
        zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as to,
    ):
        for entry in source.infolist():
            to.writestr(entry.filename, sheet if entry.filename.endswith("sheet1.xml") else source.read(entry))
    return out.getvalue()


HEAD = b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'
FOOT = b"</sheetData></worksheet>"
SHEETS = {
    "rows that are wide": b"<row>" + b"<c/>" * 63 + b"<c><v>1</v></c></row>",
    "cells without end": b"<row>" + b"<c><v>1</v></c>" * 5000 + b"</row>",
    "text in each cell": b'<row><c t="inlineStr"><is><t>' + b"x" * 30_000 + b"</t></is></c></row>",
}


@pytest.mark.parametrize("name", sorted(SHEETS) if SOAK else ["text in each cell"])
def test_a_small_file_that_unpacks_to_millions_of_cells_is_ended_in_its_child(tmp_path, monkeypatch, name):
    """Some 100 KB that took half a minute and a gigabyte."""
    monkeypatch.setattr(offices, "_LIMITS", offices._LIMITS._replace(cpu_s=1, memory_mb=500))
    plain = BytesIO()
    Workbook().save(plain)
    row = SHEETS[name]
    raw = repacked(plain.getvalue(), HEAD + row * (12_000_000 // len(row)) + FOOT)
    assert len(raw) < 200_000
    (tmp_path / "bomb.xlsx").write_bytes(raw)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    with pytest.raises(KenpanError) as caught:
        read_office_list(tmp_path / "bomb.xlsx")
    assert caught.value.code in ("offices.unreadable", "offices.columns")
    assert caught.value.file == "bomb.xlsx"
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 100_000, "the parent itself stays small"


@pytest.mark.parametrize("answer", [None, [], {"2101": None}, {"2101": ["a", "b"]}, {"2101": [1, 2, 3, 4]}])
def test_a_child_that_answers_nonsense_is_not_believed(tmp_path, monkeypatch, answer):
    monkeypatch.setattr(offices, "run", lambda *_words, **_options: answer)
    (tmp_path / "list.xlsx").write_bytes(repr(answer).encode())
    with pytest.raises(KenpanError) as caught:
        read_office_list(tmp_path / "list.xlsx")
    assert caught.value.code == "offices.unreadable"


def test_reading_can_be_stopped(tmp_path):
    def stop(_stage, _done, _total):
        raise Cancelled

    book = Workbook()
    book.active.append(["x"])
    book.save(tmp_path / "list.xlsx")
    with pytest.raises(Cancelled):
        read_office_list(tmp_path / "list.xlsx", stop)


def test_the_same_bytes_are_read_once(tmp_path, monkeypatch):
    calls = []
    monkeypatch.setattr(offices, "run", lambda *words, **_options: calls.append(words) or {"2101": ["a", "", "b", "c"]})
    (tmp_path / "list.xlsx").write_bytes(b"the same")
    first, again = (read_office_list(tmp_path / "list.xlsx") for _ in range(2))
    assert len(calls) == 1
    assert first == again
    (tmp_path / "list.xlsx").write_bytes(b"another")
    read_office_list(tmp_path / "list.xlsx")
    assert len(calls) == 2
