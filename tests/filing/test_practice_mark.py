"""Whatever leaves a ledger of practice says so on every page; nothing of a live one is touched."""

import io
from datetime import UTC, datetime
from types import SimpleNamespace

import numpy as np
import openpyxl
import pymupdf

from app.filing.practice_mark import as_it_leaves
from app.reports.pdf_table import Report
from app.reports.workbook import add_rows, book_bytes, new_book
from app.sheet.watermark import SUBJECT, mark_ink

PRACTICE, LIVE = SimpleNamespace(practice=True), SimpleNamespace(practice=False)


def report():
    made = Report("受入判定書")
    made.text("一行")
    made.new_page()
    return made.finish()


def shown(pdf, number):
    with pymupdf.open("pdf", pdf) as document:
        pixels = document[number].get_pixmap(dpi=40)
        return np.frombuffer(pixels.samples, np.uint8).reshape(pixels.height, pixels.width, -1).astype(int)


def test_every_page_of_a_pdf_is_marked_all_over_and_once():
    before = report()
    marked = as_it_leaves(PRACTICE, before)
    for number in (0, 1):
        differs = (np.abs(shown(marked, number) - shown(before, number)) > 20).any(axis=2)
        rows, columns = differs.shape
        for part in (differs[: rows // 2, : columns // 2], differs[rows // 2 :, columns // 2 :]):
            assert part.any(), "wherever a page is cut, it says so"
    with pymupdf.open("pdf", marked) as document:
        assert document.metadata["subject"] == SUBJECT
        assert "一行" in document[0].get_text()
    assert as_it_leaves(PRACTICE, marked) == marked
    assert as_it_leaves(PRACTICE, before) == marked, "the same file gives the same bytes"


def test_every_sheet_of_a_book_is_marked_on_screen_and_on_paper():
    book = new_book("一覧")
    add_rows(book, "一枚目", ("番号", "値"), (10, 20), [(1, "=x"), (2, "y")])
    add_rows(book, "二枚目", ("番号",), (10,), [(1,)])
    before = book_bytes(book, datetime(2026, 11, 27, tzinfo=UTC))
    marked = as_it_leaves(PRACTICE, before)
    read = openpyxl.load_workbook(io.BytesIO(marked))
    assert read.sheetnames == ["練習 一枚目", "練習 二枚目"]
    assert all("練習" in sheet.HeaderFooter.oddHeader.center.text for sheet in read.worksheets)
    first = read["練習 一枚目"]
    assert first["B2"].value == "=x" and first["B2"].data_type == "s" and first.freeze_panes == "A2"
    assert as_it_leaves(PRACTICE, marked) == marked


def test_other_files_and_live_ones_are_as_they_were():
    for content in (b"plain", b"PK\x05\x06" + bytes(18), report()):
        assert as_it_leaves(LIVE, content) == content
    assert as_it_leaves(PRACTICE, b"plain") == b"plain"
    assert as_it_leaves(PRACTICE, b"PK\x05\x06" + bytes(18)) == b"PK\x05\x06" + bytes(18)


def test_the_marks_on_a_sheet_are_outlines_that_need_no_font():
    ink = mark_ink("練習", 210, 115)
    assert ink.count("\nf") >= 8 and " c" in ink and "Tf" not in ink
