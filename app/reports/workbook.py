"""Excel books that are the same for the same content, and in which text is never a formula."""

import contextlib
import re
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from io import BytesIO
from typing import Any

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.drawing.spreadsheet_drawing import SpreadsheetDrawing
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet._writer import WorksheetWriter
from openpyxl.writer.excel import ExcelWriter

Value = str | int | float | None

MAX_ROWS = 1_000_000
"""Rows of data on one sheet; Excel itself ends at 1,048,576."""

_LAST_ROW = 1_048_576
_HEAD = PatternFill("solid", fgColor="DDE6EC")
_RISKY = ("=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠")
# XML cannot hold most of these, and a sheet would show none, or let them turn the text round; only the line feed does
# what it says.
_UNSEEN = (
    "\x7f-\x9f\xad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\ufffe\uffff\ud800-\udfff"
    "\U000e0000-\U000e007f"
)
_CONTROL = re.compile(f"[\x00-\x09\x0b-\x1f{_UNSEEN}]")

# What openpyxl or Excel would not take as it is. Other text needs no cell object of its own, which is far quicker.
_SPECIAL = re.compile(f"^[=+\\-@＝＋－＠#]|[\x00-\x1f{_UNSEEN}]")


def new_book(title: str) -> Any:
    """An empty book that is written row by row, which takes a tenth of the memory."""
    book = Workbook(write_only=True)
    book.properties.creator = "検版"
    book.properties.title = title
    return book


def add_sheet(book: Any, name: str, headers: Sequence[str], widths: Sequence[float]) -> Any:
    """A sheet with a heading that stays in sight and can be filtered by; ``widths`` are in characters."""
    sheet = book.create_sheet(name)
    for column, width in enumerate(widths, 1):
        sheet.column_dimensions[get_column_letter(column)].width = width
    if headers:
        sheet.freeze_panes = "A2"
        sheet.auto_filter.ref = f"A1:{get_column_letter(len(headers))}{_LAST_ROW}"
    sheet._writer = WorksheetWriter(sheet, BytesIO())
    sheet._writer.write_top()
    if headers:
        sheet.append([text_cell(sheet, header, head=True) for header in headers])
    return sheet


def add_row(sheet: Any, values: Iterable[Value]) -> None:
    """One row. Numbers stay numbers, all text is written as text."""
    sheet.append([text_cell(sheet, one) if isinstance(one, str) and _SPECIAL.search(one) else one for one in values])


def text_cell(sheet: Any, text: str, *, head: bool = False) -> Any:
    """A cell of a row that holds exactly this text."""
    cell = WriteOnlyCell(sheet)
    set_text(cell, text)
    if head:
        cell.font = Font(bold=True)
        cell.fill = _HEAD
    return cell


def set_text(cell: Any, text: str) -> None:
    """Put text into a cell as text, whatever it looks like, so that it stays text when someone edits it."""
    cell.value = _CONTROL.sub(lambda found: f"⟦{ord(found[0]):02X}⟧", text)
    cell.data_type = "s"
    if text.startswith(_RISKY):
        cell.quotePrefix = True
    if "\n" in text:
        cell.alignment = Alignment(wrap_text=True, vertical="top")


@contextlib.contextmanager
def closing_sheets(book: Any) -> Iterator[None]:
    """When the block is left by an exception, end the sheets that are being written."""
    try:
        yield
    except BaseException:
        for sheet in book.worksheets:
            if not sheet.closed:
                sheet.close()
        raise


def book_bytes(book: Any, made: datetime) -> bytes:
    """The finished book; ``made`` is the only time in it."""
    book.properties.created = book.properties.modified = made.replace(tzinfo=None)
    saved, out = BytesIO(), BytesIO()
    _InMemory(book, zipfile.ZipFile(saved, "w")).save()
    with zipfile.ZipFile(saved) as source, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as target:
        for entry in source.infolist():
            # The zip format knows no year before 1980 and no time zone.
            same = zipfile.ZipInfo(entry.filename, (1980, 1, 1, 0, 0, 0))
            target.writestr(same, source.read(entry), zipfile.ZIP_DEFLATED)
    return out.getvalue()


class _InMemory(ExcelWriter):  # type: ignore[misc]
    """openpyxl writes each sheet to the temporary folder first; what findings quote must not lie about there."""

    def write_worksheet(self, ws: Any) -> None:
        if self.workbook.write_only:
            if not ws.closed:
                ws.close()
            writer = ws._writer
        else:
            writer = WorksheetWriter(ws, BytesIO())
            writer.write()
        ws._drawing = SpreadsheetDrawing()
        ws._rels = writer._rels
        self._archive.writestr(ws.path[1:], writer.out.getvalue())
        self.manifest.append(ws)
