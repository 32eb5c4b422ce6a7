"""A machine's log as an Excel book: read row by row, as openpyxl reads it cell by cell."""

import zipfile
from datetime import date, datetime, time
from io import BytesIO

import openpyxl
import pytest

from app.lists.book import UnfitBookError
from app.lists.logs import sheets
from app.lists.logs.sheets import rows_of_book

ROWS = [
    ["日時", "号機", "現品ID", "結果", "エラー"],
    [datetime(2026, 12, 15, 9, 0, 1, 250_000), 1.0, "PAP03-1", "OK", "搬送部"],
    [None, 2.5, "＜&＞ 1", True],
    [],
    [date(2026, 12, 15), time(9, 5), -3],
]
SAID = [
    ["日時", "号機", "現品ID", "結果", "エラー"],
    ["2026-12-15 09:00:01.250", "1", "PAP03-1", "OK", "搬送部"],
    [None, "2.5", "＜&＞ 1", "True", None],
    [None] * 5,
    ["2026-12-15 00:00:00.000", "09:05:00", "-3", None, None],
]


def book(rows, *, inline=False, before=()):
    made = openpyxl.Workbook(write_only=inline)
    for title in before:
        made.create_sheet(title)
    sheet = made.create_sheet("ログ") if inline or before else made.active
    for row in rows:
        sheet.append(row)
    raw = BytesIO()
    made.save(raw)
    return raw.getvalue()


def changed(raw, change):
    """The same book with other bytes for its first sheet."""
    out = BytesIO()
    with zipfile.ZipFile(BytesIO(raw)) as old, zipfile.ZipFile(out, "w") as new:
        for name in old.namelist():
            own = old.read(name)
            new.writestr(name, change(own) if name.endswith("sheet1.xml") else own)
    return out.getvalue()


@pytest.mark.parametrize("inline", [False, True])
def test_cells_come_as_the_machine_meant_them_and_rows_that_are_left_out_too(inline):
    assert list(rows_of_book(book(ROWS, inline=inline))) == SAID


def test_texts_that_are_kept_apart_are_read_without_how_they_are_spoken():
    shared = (
        '<sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" count="2" uniqueCount="2">'
        '<si><t>号機</t></si><si><r><t>正</t></r><r><t>常</t></r><rPh sb="0" eb="2"><t>セイジョウ</t></rPh></si></sst>'
    )
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sharedStrings+xml"
    entry = f'<Override PartName="/xl/sharedStrings.xml" ContentType="{kind}"/></Types>'
    out = BytesIO()
    with zipfile.ZipFile(BytesIO(book([["x", "y", "z"]]))) as old, zipfile.ZipFile(out, "w") as new:
        for name in old.namelist():
            own = old.read(name).replace(b"</Types>", entry.encode())
            for at, letter in enumerate("xy"):
                text = f't="inlineStr"><is><t>{letter}</t></is>'.encode()
                own = own.replace(text, f't="s"><v>{at}</v>'.encode())
            spoken = "<t>z</t><rPh><t>ゼット</t></rPh>".encode()
            new.writestr(name, own.replace(b"<t>z</t>", spoken))
        new.writestr("xl/sharedStrings.xml", shared)
    assert list(rows_of_book(out.getvalue())) == [["号機", "正常", "z"]]


def test_the_first_sheet_with_anything_in_it_counts():
    assert list(rows_of_book(book([["コード"]], before=("空", "これも")))) == [["コード"]]
    assert list(rows_of_book(book([]))) == []


def test_more_rows_than_there_may_be_are_refused_and_as_many_are_read(monkeypatch):
    monkeypatch.setattr(sheets, "MOST_ROWS", 3)
    assert len(list(rows_of_book(book([["x"]] * 3)))) == 3
    with pytest.raises(UnfitBookError, match="3行を超えています。CSV"):
        list(rows_of_book(book([["x"]] * 4)))


def test_a_row_number_far_away_makes_no_rows_without_end():
    raw = changed(book([["x"], ["y"]]), lambda xml: xml.replace(b'<row r="2"', b'<row r="2000000000"'))
    with pytest.raises(UnfitBookError, match="行の番号"):
        list(rows_of_book(raw))


@pytest.mark.parametrize(
    "change",
    [
        lambda xml: xml.replace(b"<worksheet", b'<!DOCTYPE x [<!ENTITY a "aaaa">]><worksheet', 1),
        lambda xml: xml[: len(xml) // 2],
        lambda xml: xml.replace(b't="inlineStr"><is><t>x</t></is>', b't="s"><v>99</v>'),
    ],
    ids=["entities", "cut", "no such text"],
)
def test_what_is_broken_is_said_to_be(change):
    raw = book([["x"], ["y"]])
    assert changed(raw, change) != changed(raw, bytes)
    with pytest.raises(UnfitBookError, match="壊れて"):
        list(rows_of_book(changed(raw, change)))
