"""The lines of a log as columns. Runs in a limited child; nothing here knows what a column means.

A machine writes a line an event, so that a line end always ends one, whatever a broken quotation mark before it says.
"""

import csv
import io
from collections.abc import Iterator
from itertools import islice
from typing import Any, NamedTuple

import numpy as np

from app.errors import KenpanError
from app.lists.book import UnfitBookError
from app.lists.logs.sheets import rows_of_book

MOST_LINES = 3_000_000
_HEAD_LINES, _CHUNK = 12, 20_000
_MOST_TEXTS, _LONGEST_TEXT, _LONGEST_CODE = 5_000, 120, 64
_MOST_NAMED = 20
MORE = "…"
"""Stands for all texts of a column that are too many."""
_SEPARATORS = "\t,;|"
_BOM = (b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16")
_RAW = frozenset(("code", "time", "date"))
"""Columns that come as they stand; of the others each text comes once."""


def head_of(raw: bytes, is_book: bool) -> dict[str, Any]:
    """Runs in the child: the first rows as cells, how the lines are written, and how many bytes the first ones have."""
    if is_book:
        return {"rows": list(islice(_book(raw), _HEAD_LINES)), "encoding": "", "separator": "", "widths": []}
    text = _text_of(raw)
    lines = list(_first(text, _HEAD_LINES))
    separator = max(_SEPARATORS, key=lambda one: sum(line.count(one) for line in lines))
    rows = [_cells(line, separator) for line in lines]
    return {
        "rows": [[cell or None for cell in row] for row in rows],
        "encoding": text.encoding,
        "separator": separator,
        "widths": [len(line.encode(text.encoding.removesuffix("-sig"), "replace")) for line in lines],
    }


def columns_of(
    raw: bytes,
    is_book: bool,
    header: int,
    separator: str,
    columns: dict[str, int],
    places: dict[str, list[int]],
    width: int,
) -> dict[str, Any]:
    """Runs in the child: each column as ``{"width", "raw"}`` (ASCII, padded) or ``{"texts", "at"}``, ``lines`` (int64)
    of the file where its rows stand, the lines that are ``broken``, and whether the last one was ``ended``. ``header``:
    lines before the first row.
    """
    made = _Columns(tuple(places or columns), width)
    made.ended = is_book or raw.endswith((b"\n", b"\r", b"\n\0"))
    if places:
        spans = {key: slice(begin, begin + length) for key, (begin, length) in places.items()}
        made.take_fixed(raw, spans, header)
    elif is_book:
        made.take(((at, _row(row)) for at, row in enumerate(_book(raw), 1) if at > header), columns)
    else:
        made.take(_rows(_text_of(raw), separator, header), columns)
    return made.told()


class _Text(NamedTuple):
    text: str
    encoding: str


def _text_of(raw: bytes) -> _Text:
    """The text of a log; a last character that is cut in two does not spoil the rest."""
    raw = raw.rstrip(b"\0")
    encoding = next((name for mark, name in _BOM if raw.startswith(mark)), "")
    if not encoding and b"\0" in raw[:4096]:
        raise _unfit("文字のログではありません。")
    for name in (encoding,) if encoding else ("utf-8", "cp932"):
        for cut in range(4):
            try:
                return _Text(raw[: len(raw) - cut].decode(name), name)
            except UnicodeDecodeError as error:
                if error.start < len(raw) - 4:
                    break
    return _Text(raw.decode(encoding or "cp932", "replace"), encoding or "cp932")


def _unfit(what: str) -> KenpanError:
    return KenpanError("logs.unreadable", what, "")


def _first(text: _Text, most: int) -> Iterator[str]:
    for _, line in zip(range(most), io.StringIO(text.text, newline=None), strict=False):
        yield line.rstrip("\r\n")


def _cells(line: str, separator: str) -> list[str]:
    if '"' not in line:
        return line.split(separator)
    try:
        return next(csv.reader([line], delimiter=separator), [])
    except csv.Error:
        return line.split(separator)


def _rows(text: _Text, separator: str, header: int) -> Iterator[tuple[int, list[str]]]:
    """Number (from 1) and cells of every line after the header."""
    stream = io.StringIO(text.text, newline=None)
    at = 0
    while chunk := list(_some(stream)):
        try:
            rows = list(csv.reader(chunk, delimiter=separator)) if any('"' in line for line in chunk) else None
        except csv.Error:
            rows = []
        if rows is None:
            rows = [line.rstrip("\n").split(separator) for line in chunk]
        elif len(rows) != len(chunk):
            rows = [_cells(line.rstrip("\n"), separator) for line in chunk]
        for number, row in enumerate(rows, at + 1):
            if number > header:
                yield number, row
        at += len(chunk)
        if at > MOST_LINES:
            raise _unfit(f"{MOST_LINES:,}行を超えています。")


def _some(stream: io.StringIO) -> Iterator[str]:
    return (line for _, line in zip(range(_CHUNK), stream, strict=False))


def _book(raw: bytes) -> Iterator[list[Any]]:
    try:
        yield from rows_of_book(raw)
    except UnfitBookError as error:
        raise _unfit(str(error)) from error


def _row(row: list[Any]) -> list[str]:
    return ["" if cell is None else str(cell) for cell in row]


class _Columns:
    """The rows so far. A row is broken that has fewer cells than the columns need, or than the header has."""

    def __init__(self, keys: tuple[str, ...], width: int) -> None:
        self._keys, self._width = keys, width
        self._parts: dict[str, list[Any]] = {key: [] for key in keys}
        self._texts: dict[str, dict[str, int]] = {key: {} for key in keys if key not in _RAW}
        self._lines: list[Any] = []
        self._broken: list[int] = []
        self._broken_count = self._last = 0
        self.ended = True

    def take(self, rows: Iterator[tuple[int, list[str]]], columns: dict[str, int]) -> None:
        """Rows of cells; blank ones are passed over."""
        most = max(self._width, max(columns.values()) + 1)
        numbers: list[int] = []
        kept: list[list[str]] = []
        for number, row in rows:
            if len(row) < most:
                if any(cell.strip() for cell in row):
                    self._break(number)
                continue
            self._last = number
            numbers.append(number)
            kept.append(row)
            if len(kept) >= _CHUNK:
                self._keep(numbers, {key: [row[at] for row in kept] for key, at in columns.items()})
                numbers, kept = [], []
        if kept:
            self._keep(numbers, {key: [row[at] for row in kept] for key, at in columns.items()})

    def take_fixed(self, raw: bytes, spans: dict[str, slice], header: int) -> None:
        """Lines of fixed width, by bytes."""
        stream = io.BytesIO(raw.rstrip(b"\0"))
        at = 0
        while chunk := [line for _, line in zip(range(_CHUNK), stream, strict=False)]:
            numbers, kept = [], []
            for number, line in enumerate(chunk, at + 1):
                own = line.rstrip(b"\r\n")
                if len(own) != self._width:
                    if own.strip() and number > header:
                        self._break(number)
                    continue
                if number > header:
                    self._last = number
                    numbers.append(number)
                    kept.append(own)
            at += len(chunk)
            if at > MOST_LINES:
                raise _unfit(f"{MOST_LINES:,}行を超えています。")
            if kept:
                columns = {key: [one[span].decode("cp932", "replace") for one in kept] for key, span in spans.items()}
                self._keep(numbers, columns)

    def _break(self, number: int) -> None:
        self._broken_count += 1
        self._last = number
        self._broken = [*self._broken[: _MOST_NAMED - 1], number]

    def _keep(self, numbers: list[int], columns: dict[str, list[str]]) -> None:
        self._lines.append(np.array(numbers, dtype=np.int64))
        for key, cells in columns.items():
            if key in _RAW:
                own = [cell.strip()[:_LONGEST_CODE].encode("ascii", "replace") for cell in cells]
                self._parts[key].append(np.array(own, dtype=np.bytes_))
                continue
            known = self._texts[key]
            for cell in dict.fromkeys(cells):
                if cell not in known:
                    known[cell] = len(known) if len(known) < _MOST_TEXTS else _MOST_TEXTS
            self._parts[key].append(np.array([known[cell] for cell in cells], dtype=np.uint16))

    def told(self) -> dict[str, Any]:
        """All of it, as it can go through a pipe."""
        lines = np.concatenate(self._lines) if self._lines else np.zeros(0, dtype=np.int64)
        found: dict[str, Any] = {
            "lines": lines.tobytes(),
            "broken": self._broken,
            "broken_count": self._broken_count,
            "last": self._last,
            "ended": self.ended,
            "columns": {},
        }
        for key in self._keys:
            parts = self._parts[key]
            if key in _RAW:
                whole = np.concatenate(parts) if parts else np.zeros(0, dtype="S1")
                found["columns"][key] = {"width": whole.dtype.itemsize, "raw": whole.tobytes()}
            else:
                at = np.concatenate(parts) if parts else np.zeros(0, dtype=np.uint16)
                own = [text.strip()[:_LONGEST_TEXT] for text, place in self._texts[key].items() if place < _MOST_TEXTS]
                more = [MORE] if len(self._texts[key]) > _MOST_TEXTS else []
                found["columns"][key] = {"texts": own + more, "at": at.tobytes()}
        return found
