"""The rows of a log that a machine's software wrote as an Excel book, one by one. Runs in a limited child.

openpyxl tells what sheets, texts and formats a book has. The rows themselves are read here: it takes ten times as long
for the cells of half a million of them.
"""

import warnings
from collections.abc import Iterator
from datetime import date, datetime, time
from functools import cache
from io import BytesIO
from itertools import chain
from typing import Any
from xml.parsers import expat

from app.lists.book import UnfitBookError, refuse_bombs

MOST_ROWS, MOST_COLUMNS = 600_000, 64
MOST_UNPACKED = 600_000_000
_CHUNK = 1 << 16
_LETTERS, _FIRST, _DIGITS = 26, ord("A") - 1, "0123456789"


def rows_of_book(raw: bytes) -> Iterator[list[str | None]]:
    """The rows of the first sheet with anything in it, cells as text; :class:`UnfitBookError` for what is no book, or
    has too many.
    """
    refuse_bombs(raw, MOST_UNPACKED)
    widest = 0
    try:
        for at, row in enumerate(_rows(raw)):
            if at == MOST_ROWS:
                raise UnfitBookError(f"{MOST_ROWS:,}行を超えています。CSV で保存し直してください。")
            # A book leaves out blank cells at the end: such a row is whole.
            widest = max(widest, len(row))
            yield row + [None] * (widest - len(row))
    except (MemoryError, UnfitBookError):
        raise
    except Exception as error:  # openpyxl lets errors of zip, XML and its own descriptors through
        raise UnfitBookError("ファイルの中身が壊れているか、Excelのブックではありません。") from error


def _rows(raw: bytes) -> Iterator[list[str | None]]:
    from openpyxl.reader.excel import ExcelReader  # only in the child
    from openpyxl.styles.stylesheet import apply_stylesheet

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        reader: Any = ExcelReader(BytesIO(raw), read_only=True)
        reader.read_manifest()
        reader.read_strings()
        reader.read_workbook()
        apply_stylesheet(reader.archive, reader.wb)
    for _, where in reader.parser.find_sheets():
        if where.target not in reader.valid_files or "chartsheet" in where.Type:
            continue
        blank: list[list[str | None]] = []
        rows = _SheetReader(reader, where.target).rows()
        for row in rows:
            if any(row):
                yield from chain(blank, (row,), rows)
                return
            blank.append(row)


class _SheetReader:
    """The sheet at a path of a book that openpyxl opened, as it comes out of its XML."""

    def __init__(self, book: Any, path: str) -> None:
        self._book, self._path = book, path
        self._dated: set[int] = book.wb._date_formats
        self._texts: list[str] = book.shared_strings
        self._made: list[list[str | None]] = []
        self._row: list[str | None] = []
        self._last, self._column = 0, 0
        self._type, self._style, self._said = "n", 0, list[str]()
        self._takes = False

    def rows(self) -> Iterator[list[str | None]]:
        """Every row up to the last one, those that are left out as blank ones."""
        parser = expat.ParserCreate()
        parser.buffer_text = True
        parser.StartElementHandler, parser.EndElementHandler = self._start, self._end
        parser.CharacterDataHandler, parser.EntityDeclHandler = self._text, _refuse
        with self._book.archive.open(self._path) as file:
            while piece := file.read(_CHUNK):
                parser.Parse(piece)
                yield from self._made
                self._made = []
        parser.Parse(b"", True)
        yield from self._made

    def _start(self, name: str, told: dict[str, str]) -> None:
        name = name.rpartition(":")[2]
        if name == "c":
            at = told.get("r")
            self._column = self._column + 1 if at is None else _column(at.rstrip(_DIGITS))
            self._type, self._style, self._said = told.get("t", "n"), int(told.get("s", 0)), []
        elif name in ("v", "t"):
            self._takes = True
        elif name == "row":
            number = int(told.get("r", self._last + 1))
            if not self._last < number <= self._last + MOST_ROWS:
                raise UnfitBookError("行の番号が順に並んでいません。")
            self._made += [[] for _ in range(number - self._last - 1)]
            self._row, self._column, self._last = [], 0, number
        elif name == "rPh":  # how a text is read aloud
            self._said.append("\0")

    def _text(self, text: str) -> None:
        if self._takes:
            self._said.append(text)

    def _end(self, name: str) -> None:
        name = name.rpartition(":")[2]
        if name == "c":
            if self._said and 0 < self._column <= MOST_COLUMNS:
                self._row += [None] * (self._column - 1 - len(self._row))
                self._row.append(self._cell("".join(self._said)))
        elif name == "row":
            self._made.append(self._row)
        elif name in ("v", "t"):
            self._takes = False
        elif name == "rPh":
            del self._said[self._said.index("\0") :]

    def _cell(self, said: str) -> str | None:
        """A cell as the machine meant it: Excel keeps times as numbers, and whole numbers as such with a fraction."""
        if self._type == "s":
            return self._texts[int(said)]
        if self._type == "b":
            return str(said == "1")
        if self._type != "n":
            return said
        if self._style in self._dated:
            from openpyxl.utils.datetime import from_excel

            return _moment(from_excel(float(said), self._book.wb.epoch))
        number = float(said)
        return str(int(number)) if number == int(number) else str(number)


@cache
def _column(letters: str) -> int:
    """``AB`` → 28."""
    found = 0
    for letter in letters:
        found = found * _LETTERS + ord(letter) - _FIRST
    return found


def _moment(value: object) -> str | None:
    if isinstance(value, datetime):
        return value.strftime("%Y-%m-%d %H:%M:%S.%f")[:-3]
    if isinstance(value, time):
        return value.strftime("%H:%M:%S")
    return value.isoformat() if isinstance(value, date) else None if value is None else str(value)


def _refuse(*_told: object) -> None:
    """A book has no entities of its own; what has grows when it is read."""
    raise UnfitBookError("ファイルの中身が壊れているか、Excelのブックではありません。")
