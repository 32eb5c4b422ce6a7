"""The cells of an Excel book or a CSV file, as they can go through a pipe. Runs in a limited child.

Nothing here knows what a table is about: :mod:`app.lists.tables` finds its columns.
"""

import csv
import warnings
import zipfile
from io import BytesIO, StringIO
from typing import Any

from app.lists.cells import Plain, is_blank, plain_cell

MAX_FILE_BYTES = 20_000_000
MAX_UNPACKED_BYTES = 50_000_000
MAX_SHEETS = 100
MAX_ROWS = 60_000
MAX_COLUMNS = 64
MAX_CELLS = 1_500_000
_ENCODINGS = ("utf-8-sig", "cp932")
_OLD_BOOK = b"\xd0\xcf\x11\xe0"

Row = tuple[Plain, ...]
Sheet = tuple[str, list[Row]]
"""Title and rows; a blank row is empty, blank ones at the end are left out. One row more than :data:`MAX_ROWS` says
that there are too many.
"""


class UnfitBookError(Exception):
    """No table that can be read; its message is Japanese."""


def sheets_of(raw: bytes) -> list[Sheet]:
    """Every worksheet of an xlsx; :class:`UnfitBookError` for what is none, or too large."""
    refuse_bombs(raw)
    try:
        sheets = _sheets(raw)
    except MemoryError:
        raise
    except Exception as error:  # openpyxl lets errors of zip, XML and its own descriptors through
        raise UnfitBookError("ファイルの中身が壊れているか、Excelのブックではありません。") from error
    return _bounded(sheets)


def lines_of(raw: bytes) -> list[Sheet]:
    """A CSV file (UTF-8 or Shift-JIS, commas or tabs) as one sheet without a title; :class:`UnfitBookError`."""
    if b"\0" in raw:
        raise UnfitBookError("CSVではありません。")
    text = next((found for name in _ENCODINGS if (found := _decoded(raw, name)) is not None), None)
    if text is None:
        raise UnfitBookError("文字コードが UTF-8 でも Shift-JIS でもありません。")
    first = text.partition("\n")[0]
    separator = "\t" if first.count("\t") > first.count(",") else ","
    rows: list[Row] = []
    try:
        for cells in csv.reader(StringIO(text, newline=""), delimiter=separator, strict=True):
            if len(cells) > MAX_COLUMNS:
                raise UnfitBookError(f"{MAX_COLUMNS}列を超えています。")
            rows.append(tuple(cell or None for cell in cells) if any(cell.strip() for cell in cells) else ())
            if len(rows) > MAX_ROWS:
                break
    except csv.Error as error:
        raise UnfitBookError("引用符の閉じていない行か、長すぎる欄があります。") from error
    return _bounded([("", rows)])


def _decoded(raw: bytes, encoding: str) -> str | None:
    try:
        return raw.decode(encoding)
    except UnicodeDecodeError:
        return None


def _bounded(sheets: list[Sheet]) -> list[Sheet]:
    if sum(len(row) for _, rows in sheets for row in rows) > MAX_CELLS:
        raise UnfitBookError(f"セルが{MAX_CELLS:,}個を超えています。")
    return sheets


def refuse_bombs(raw: bytes, most: int = MAX_UNPACKED_BYTES) -> None:
    """Look at the package before openpyxl does: it unpacks without limits. ``most`` bytes it may unpack to."""
    if raw.startswith(_OLD_BOOK):
        raise UnfitBookError("パスワード付き、または古い形式（xls）のブックです。")
    try:
        with zipfile.ZipFile(BytesIO(raw)) as package:
            entries = package.infolist()
    except (zipfile.BadZipFile, ValueError, NotImplementedError) as error:
        raise UnfitBookError("Excelのブック（xlsx）ではありません。") from error
    if any(entry.flag_bits & 1 for entry in entries):
        raise UnfitBookError("暗号化されています。")
    # zipfile never gives more than the declared size of an entry, so the declared sum is a true limit.
    if sum(entry.file_size for entry in entries) > most:
        raise UnfitBookError(f"展開すると{most // 1_000_000} MBを超えます。")


def _sheets(raw: bytes) -> list[Sheet]:
    """Title and rows of every worksheet; whatever openpyxl raises."""
    import openpyxl  # only in the child

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # styles and validations that openpyxl does not know do not matter here
        book = openpyxl.load_workbook(BytesIO(raw), read_only=True)
        sheets: list[Sheet] = []
        for sheet in book.worksheets[:MAX_SHEETS]:
            if sum(len(row) for _, rows in sheets for row in rows) <= MAX_CELLS:
                sheets.append((str(sheet.title), _rows(sheet)))
        book.close()
    return sheets


def _rows(sheet: Any) -> list[Row]:
    # The dimension that a writer left in the file may be wrong or one cell only.
    sheet.reset_dimensions()
    found: list[Row] = []
    for number, row in enumerate(sheet.iter_rows(max_col=MAX_COLUMNS)):
        last = MAX_COLUMNS  # a row is filled up to here, whatever it holds: most of it is never looked at closer
        while last and (last > len(row) or row[last - 1].value is None):
            last -= 1
        plain = [plain_cell(cell.value, cell.data_type) for cell in row[:last]]
        while plain and is_blank(plain[-1]):
            plain.pop()
        if not plain:
            continue
        found += [()] * (min(number, MAX_ROWS) - len(found))
        found.append(tuple(plain))
        if number >= MAX_ROWS:
            break
    return found
