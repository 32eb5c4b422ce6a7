"""The rows of a log that a machine's software wrote as an Excel book. Runs in a limited child."""

import warnings
from datetime import date, datetime, time
from io import BytesIO
from typing import Any

from app.lists.book import UnfitBookError, refuse_bombs

MOST_ROWS, MOST_COLUMNS = 200_000, 64


def rows_of_book(raw: bytes) -> list[list[Any]]:
    """The rows of the first sheet with anything in it, cells as text; :class:`UnfitBookError` for what is no book."""
    refuse_bombs(raw)
    try:
        rows = _rows(raw)
    except MemoryError:
        raise
    except Exception as error:  # openpyxl lets errors of zip, XML and its own descriptors through
        raise UnfitBookError("ファイルの中身が壊れているか、Excelのブックではありません。") from error
    if len(rows) > MOST_ROWS:
        raise UnfitBookError(f"{MOST_ROWS:,}行を超えています。CSV で保存し直してください。")
    return rows


def _rows(raw: bytes) -> list[list[Any]]:
    import openpyxl  # only in the child

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        book = openpyxl.load_workbook(BytesIO(raw), read_only=True, data_only=False)
        for sheet in book.worksheets:
            sheet.reset_dimensions()
            cells = sheet.iter_rows(max_row=MOST_ROWS + 1, max_col=MOST_COLUMNS, values_only=True)
            rows = [[_text(value) for value in row] for row in cells]
            if any(any(row) for row in rows):
                return rows
        book.close()
    return []


def _text(value: object) -> str | None:
    """A cell as the machine meant it: Excel keeps times as numbers, and whole numbers as such with a fraction."""
    if isinstance(value, datetime):
        return value.strftime("%Y-%m-%d %H:%M:%S.%f")[:-3]
    if isinstance(value, time):
        return value.strftime("%H:%M:%S")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, float) and value == int(value):
        return str(int(value))
    return None if value is None else str(value)
