"""A list of 50,000 rows in one workbook (in the soak) is read whole; one of too many rows is refused by name."""

import zipfile
from itertools import chain, repeat
from xml.sax.saxutils import escape

import pytest

from app.errors import KenpanError
from app.lists import book
from app.lists.book import MAX_ROWS, sheets_of
from app.lists.tables import list_spec, read_table
from app.training.redirect_zip import HEADERS
from tests.sizes import sized

SPEC = list_spec("redirects")
ROWS = sized(2_000, 50_000)
_PARTS = {
    "[Content_Types].xml": (
        '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        '<Override PartName="/xl/workbook.xml" ContentType='
        '"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/>'
        '<Override PartName="/xl/worksheets/sheet1.xml" ContentType='
        '"application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"/></Types>'
    ),
    "_rels/.rels": (
        '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r1" '
        'Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" '
        'Target="xl/workbook.xml"/></Relationships>'
    ),
    "xl/workbook.xml": (
        '<workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" '
        'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships">'
        '<sheets><sheet name="list" sheetId="1" r:id="r1"/></sheets></workbook>'
    ),
    "xl/_rels/workbook.xml.rels": (
        '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r1" '
        'Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet" '
        'Target="worksheets/sheet1.xml"/></Relationships>'
    ),
}


def workbook(path, rows):
    """A workbook of these rows, its XML written by hand: openpyxl takes its time over so many."""
    lines = (
        f'<row r="{at}">' + "".join(f'<c t="inlineStr"><is><t>{escape(one)}</t></is></c>' for one in row) + "</row>"
        for at, row in enumerate(rows, 1)
    )
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as package:
        for name, text in _PARTS.items():
            package.writestr(name, text)
        head = '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'
        package.writestr("xl/worksheets/sheet1.xml", f"{head}{''.join(lines)}</sheetData></worksheet>")
    return path


def listed(number):
    kind = "別送" if number % 2 else "引き抜き"
    own = ("2101", f"{number % 100:02}-アイ{number // 100:03}", f"{number:05}")
    return str(number), kind, *own, *(("別送先", "100-0001", "東京都千代田区千代田１") if number % 2 else ("", "", ""))


def test_every_row_of_one_workbook_is_read(tmp_path):
    path = workbook(tmp_path / "一覧.xlsx", chain([HEADERS], map(listed, range(ROWS))))
    table = read_table(path, SPEC)
    assert len(table.rows) == ROWS
    assert [table.rows[-1].cells[key] for key in ("kind", "number")] == ["別送", f"{ROWS - 1:05}"]
    assert table.rows[-1].place.endswith(f"行{ROWS + 1}")


def test_blank_rows_at_the_end_are_none_and_one_row_too_many_is_seen(tmp_path, monkeypatch):
    monkeypatch.setattr(book, "MAX_ROWS", 20)
    blank = workbook(tmp_path / "a.xlsx", chain([HEADERS], map(listed, range(10)), repeat(("", ""), 50)))
    ((_, rows),) = sheets_of(blank.read_bytes())
    assert len(rows) == 11
    late = workbook(tmp_path / "b.xlsx", chain([HEADERS], repeat((), 50), [listed(7)]))
    ((_, rows),) = sheets_of(late.read_bytes())
    assert len(rows) == 21 and rows[-1][:2] == ("7", "別送"), "one more than is allowed: it is seen, and refused"


def test_one_row_too_many_of_a_workbook_is_refused_by_name(tmp_path):
    many = workbook(tmp_path / "c.xlsx", chain([HEADERS], repeat(("別送",), MAX_ROWS)))
    with pytest.raises(KenpanError) as caught:
        read_table(many, SPEC)
    assert "60,000行を超えています" in caught.value.what and caught.value.file == "c.xlsx"
