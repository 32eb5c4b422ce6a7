"""What leaves a ledger of practice says so on every page: the one place that all files pass."""

import zipfile
from io import BytesIO

from openpyxl import load_workbook
from openpyxl.worksheet.worksheet import Worksheet

from app.reports.workbook import book_bytes
from app.sheet.model import PRACTICE
from app.sheet.watermark import SUBJECT, marked_pdf
from app.signoff.book import Book

_TAB, _HEAD, _LONGEST = "E69F00", f"&48&KE69F00{PRACTICE}", 31


def as_it_leaves(book: Book, content: bytes) -> bytes:
    """The bytes of a file as they go out: marked where the ledger was made to practise in. Once more does nothing."""
    if not book.practice:
        return content
    if content.startswith(b"%PDF"):
        return marked_pdf(content)
    return _marked_book(content) if _is_book(content) else content


def _is_book(content: bytes) -> bool:
    if not content.startswith(b"PK"):
        return False
    with zipfile.ZipFile(BytesIO(content)) as packed:
        return "xl/workbook.xml" in packed.namelist()


def _marked_book(content: bytes) -> bytes:
    book = load_workbook(BytesIO(content))
    if book.properties.subject == SUBJECT:
        return content
    for sheet in book.worksheets:
        assert isinstance(sheet, Worksheet)
        sheet.title = f"{PRACTICE} {sheet.title}"[:_LONGEST]
        sheet.sheet_properties.tabColor = _TAB
        sheet.HeaderFooter.oddHeader.center.text = _HEAD
    book.properties.subject = SUBJECT
    return book_bytes(book, book.properties.created)
