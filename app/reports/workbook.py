"""Excel books that are the same for the same content, print as they are, and in which text is never a formula."""

import contextlib
import re
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from io import BytesIO
from math import ceil
from typing import Any

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.drawing.spreadsheet_drawing import SpreadsheetDrawing
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.styles.cell_style import StyleArray
from openpyxl.utils import get_column_letter
from openpyxl.worksheet._writer import WorksheetWriter
from openpyxl.worksheet.page import PageMargins, PrintOptions
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet
from openpyxl.writer.excel import ExcelWriter

Value = str | int | float | None

MAX_ROWS = 1_000_000
"""Rows of data on one sheet; Excel itself ends at 1,048,576."""

FONT, POINTS = "ＭＳ Ｐゴシック", 10
WIDEST, WIDEST_UPRIGHT = 215, 115
"""Characters that a page holds in legible type, lying and upright."""
FOLDED = Alignment(wrap_text=True, vertical="top")
DASHES = ("―", "—")
"""A number that nobody has yet."""
NOTHING = "なし"
_RIGHT = Alignment(wrap_text=True, vertical="top", horizontal="right")

_MARGIN_IN, _EDGE_IN = 0.4, 0.75
_LONGEST_TITLE = 90
_PADDING, _LINE_PT, _AIR_PT, _TALLEST_PT = 1.5, 12.5, 2.5, 409.0
_LAST_ROW = 1_048_576
_HEAD = PatternFill("solid", fgColor="DDE6EC")
RISKY = ("=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠")
"""What a text begins with that a program may take for a formula."""
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
    prepare_book(book, title)
    return book


def prepare_book(book: Any, title: str) -> None:
    """Author and title; every cell without a style of its own folds its text, so that nothing is cut off on paper."""
    book.properties.creator = "検版"
    book.properties.title = title
    # The first font and the first style of a book are what plain cells have: folding costs nothing per cell. Excel
    # looks at the first format of cells for it, LibreOffice at the style it is named after.
    normal = book._named_styles["Normal"]
    book._fonts[0] = normal.font = Font(name=FONT, size=POINTS)
    normal.alignment = FOLDED
    plain = StyleArray()
    plain.alignmentId = book._alignments.add(FOLDED)
    book._cell_styles[0] = plain


@dataclass(slots=True)
class Sheet:
    """A sheet that is being written: openpyxl's own, the widths of its columns, and how many rows it has."""

    page: Any
    widths: tuple[float, ...]
    rows: int = 0


def add_sheet(book: Any, name: str, headers: Sequence[str], widths: Sequence[float], goes_on: str = "") -> Sheet:
    """A sheet with a heading that stays in sight and can be filtered by; ``widths`` are in characters, together at
    most :data:`WIDEST`: its page is as wide as all of them. ``goes_on`` names the sheet whose list it takes on.
    """
    if sum(widths) > WIDEST:
        raise ValueError(f"{name} is too wide for a sheet of paper")
    page = book.create_sheet(name)
    for column, width in enumerate(widths, 1):
        page.column_dimensions[get_column_letter(column)].width = width
    set_page(page, landscape=sum(widths) > WIDEST_UPRIGHT, goes_on=goes_on)
    if headers:
        page.freeze_panes = "A2"
        page.print_title_rows = "1:1"
        page.auto_filter.ref = f"A1:{get_column_letter(len(headers))}{_LAST_ROW}"
    page._writer = WorksheetWriter(page, BytesIO())
    page._writer.write_top()
    sheet = Sheet(page, tuple(widths))
    if headers:
        _append(sheet, headers, [text_cell(page, header, head=True) for header in headers])
    return sheet


def set_page(sheet: Any, *, landscape: bool, goes_on: str = "", ruled: bool = True) -> None:
    """A4, one page wide and as many long as it takes, with lines between the cells; title, sheet and page number on
    every page.
    """
    sheet.page_setup.paperSize = Worksheet.PAPERSIZE_A4
    sheet.page_setup.orientation = "landscape" if landscape else "portrait"
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    sheet.print_options = PrintOptions(gridLines=ruled)
    sheet.page_margins = PageMargins(*(_MARGIN_IN,) * 2, *(_EDGE_IN,) * 2, header=_MARGIN_IN, footer=_MARGIN_IN)
    said = f"{sheet.title}（{goes_on}の続き）" if goes_on else sheet.title
    for part, text in (("left", sheet.parent.properties.title), ("right", said)):
        getattr(sheet.HeaderFooter.oddHeader, part).text = text[:_LONGEST_TITLE].replace("&", "&&")
    sheet.HeaderFooter.oddFooter.left.text = "検版"
    sheet.HeaderFooter.oddFooter.right.text = "&P / &N"


def add_rows(
    book: Any,
    name: str,
    headers: Sequence[str],
    widths: Sequence[float],
    rows: Iterable[Iterable[Value]],
) -> None:
    """A sheet with these rows; where there are more than one holds, the next one goes on, and both say so. One without
    rows says that there is nothing.
    """
    sheet, page = add_sheet(book, name, headers, widths), 1
    for number, row in enumerate(rows):
        if number and number % MAX_ROWS == 0:
            page += 1
            before, after = sheet.page.title, f"{name}({page})"
            add_row(sheet, (f"次のシート「{after}」に続きます。",))
            sheet = add_sheet(book, after, headers, widths, goes_on=before)
        add_row(sheet, row)
    if page == 1 and sheet.rows == bool(headers):
        add_row(sheet, (NOTHING,))


def add_row(sheet: Sheet, values: Iterable[Value]) -> None:
    """One row, as high as its texts. Numbers stay numbers, all text is written as text."""
    row = list(values)
    page = sheet.page
    _append(sheet, row, [text_cell(page, one) if isinstance(one, str) and _SPECIAL.search(one) else one for one in row])


def add_counts(sheet: Sheet, values: Iterable[Value]) -> None:
    """A row of a table of numbers: they stand on the right in groups of three digits, and so does a dash."""
    row = list(values)
    _append(sheet, row, [_count_cell(sheet.page, one) for one in row])


def _count_cell(page: Any, value: Value) -> Any:
    if isinstance(value, str) and value not in DASHES:
        return text_cell(page, value)
    cell = WriteOnlyCell(page, value)
    cell.alignment = _RIGHT
    if isinstance(value, int):
        cell.number_format = "#,##0"
    return cell


def _append(sheet: Sheet, row: Sequence[Value], cells: list[Any]) -> None:
    sheet.rows += 1
    told = (lines_taken(one, width) for one, width in zip(row, sheet.widths, strict=False) if isinstance(one, str))
    lines = max(told, default=1)
    # Neither Excel nor LibreOffice makes rows higher than they are said to be. Kept only while the row is written.
    sheet.page.row_dimensions = {sheet.rows: {"ht": f"{height_pt(lines):g}"}} if lines > 1 else {}
    sheet.page.append(cells)


def lines_taken(text: str, width: float) -> int:
    """Lines that a text folds to in a column of so many characters; whatever is not ASCII is as wide as two."""
    room = max(width - _PADDING, 2)
    if 2 * len(text) <= room and "\n" not in text:
        return 1
    return sum(max(1, ceil(sum(1 + (char > "~") for char in line) / room)) for line in text.split("\n"))


def height_pt(lines: int) -> float:
    """Points that a row of so many lines takes, as far as a row can be so high."""
    return min(_LINE_PT * lines + _AIR_PT, _TALLEST_PT)


def text_cell(sheet: Any, text: str, *, head: bool = False) -> Any:
    """A cell of a row that holds exactly this text."""
    cell = WriteOnlyCell(sheet)
    set_text(cell, text)
    if head:
        cell.font = Font(name=FONT, size=POINTS, bold=True)
        cell.fill = _HEAD
    return cell


def set_text(cell: Any, text: str) -> None:
    """Put text into a cell as text, whatever it looks like, so that it stays text when someone edits it."""
    cell.value = _CONTROL.sub(lambda found: f"⟦{ord(found[0]):02X}⟧", text)
    cell.data_type = "s"
    if text.startswith(RISKY):
        cell.quotePrefix = True
    cell.alignment = FOLDED


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
