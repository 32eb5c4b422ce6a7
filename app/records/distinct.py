"""Which different values some bytes of the records hold: a month's notices share few dates, but no number."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

import numpy as np
from numpy.typing import NDArray

Number = TypeVar("Number", bound=np.integer)
_WORD = 8
_BLOCK_ROWS = 8192
_FEW_COLUMNS = 12
_NARROW, _PART_ROWS, _CLOSE = 16, 16_384, 4
_FACTORS = np.array([0x9E3779B97F4A7C15, 0xC6A4A7935BD1E995, 0x4A7C15F39E3779B9], dtype=np.uint64)


@dataclass(frozen=True, slots=True, eq=False)
class Distinct:
    """The different ``values``, the index of the value of each row ``(n,)``, and the ``first`` row with each ``(k,)``.

    Values come block of rows by block, new ones of a block in the order of their keys, not of their appearance.
    """

    values: tuple[bytes, ...]
    of: NDArray[np.int32]
    first: NDArray[np.int64]

    def of_values(self, told: NDArray[np.bool_]) -> NDArray[np.bool_]:
        """What is ``told`` of each value ``(k,)``, of each row ``(n,)``: nothing where no bytes were looked at."""
        return told.take(self.of) if len(told) else np.zeros(len(self.of), dtype=bool)

    def of_rows(self, index: NDArray[np.int64]) -> "Distinct":
        """The same values, of some of the rows."""
        return Distinct(self.values, self.of[index], self.first)


def cut(data: NDArray[np.uint8], rows: NDArray[np.int64], span: slice) -> NDArray[np.uint8]:
    """``(m, w)``: the bytes of ``span`` of some rows, copied; faster than by an index."""
    width = span.stop - span.start
    column = data[:, span].view(f"V{width}")[:, 0]
    if width > _NARROW or len(rows) < _PART_ROWS:
        return column[rows].view(np.uint8).reshape(-1, width)
    found = np.empty(len(rows), dtype=column.dtype)
    for start in range(0, len(rows), _PART_ROWS):
        some, out = rows[start : start + _PART_ROWS], found[start : start + _PART_ROWS]
        first, last = int(some.min()), int(some.max())
        if first >= 0 and last - first < _CLOSE * len(some):
            # Of rows near each other: all of them as they stand, and then from the cache.
            column[first : last + 1].copy().take(some - first, out=out, mode="clip")
        else:
            out[:] = column[some]
    return found.view(np.uint8).reshape(-1, width)


def lay(source: NDArray[np.uint8], target: NDArray[np.uint8]) -> None:
    """Copy a column ``(m, w)`` into another one; twice as fast as by an assignment, which goes byte by byte."""
    if width := source.shape[1]:
        target.view(f"V{width}")[...] = source.view(f"V{width}")


def distinct_values(data: NDArray[np.uint8], rows: NDArray[np.int64], spans: Sequence[slice]) -> Distinct:
    """The different contents of some bytes (``spans`` put together) of the records ``rows`` of ``data``. Exact."""
    values = Values(len(rows), sum(span.stop - span.start for span in spans))
    for start in range(0, len(rows), _BLOCK_ROWS):
        some = rows[start : start + _BLOCK_ROWS]
        values.add(start, [cut(data, some, span) for span in spans])
    return values.found()


class Values:
    """Collects the different values of ``size`` rows of ``width`` bytes, block by block."""

    def __init__(self, size: int, width: int) -> None:
        self._width = width
        self._known: dict[bytes, int] = {}
        self._first: list[int] = []
        self._of = np.zeros(size, dtype=np.int32)

    def add(self, start: int, columns: Sequence[NDArray[np.uint8]]) -> None:
        """The rows from ``start`` on: ``columns`` ``(m, w)`` side by side. Blocks come in order."""
        if not self._width:
            return
        block, at = np.zeros((len(columns[0]), _whole_words(self._width)), dtype=np.uint8), 0
        for column in columns:
            lay(column, block[:, at : at + column.shape[1]])
            at += column.shape[1]
        # Neighbours are mostly alike.
        words = block.view(np.uint64)
        differs = np.zeros((max(len(words) - 1, 0), _whole_words(words.shape[1])), dtype=bool)
        np.not_equal(words[1:], words[:-1], out=differs[:, : words.shape[1]])
        begins = np.append(True, rows_any(differs.view(np.uint64)))
        runs = np.flatnonzero(begins)
        firsts, inverse = _block_values(block[runs])
        rows = runs[firsts].tolist()
        ids = [self._known.setdefault(block[row, : self._width].tobytes(), len(self._known)) for row in rows]
        self._first += [start + row for row, value in zip(rows, ids, strict=True) if value >= len(self._first)]
        self._of[start : start + len(block)] = np.array(ids, dtype=np.int32)[inverse][np.cumsum(begins) - 1]

    def found(self) -> Distinct:
        """What all blocks together hold."""
        return Distinct(tuple(self._known), self._of, np.array(self._first, dtype=np.int64))


def joined_distinct(parts: Sequence[Distinct]) -> Distinct:
    """Of the rows of all parts, one after the other; ``first`` as the part has it that has a value first."""
    known: dict[bytes, int] = {}
    firsts: list[int] = []
    of: list[NDArray[np.int32]] = []
    for part in parts:
        ids = [known.setdefault(value, len(known)) for value in part.values]
        firsts += [first for own, first in zip(ids, part.first.tolist(), strict=True) if own >= len(firsts)]
        of.append(np.array(ids, dtype=np.int32).take(part.of) if ids else part.of)
    return Distinct(tuple(known), np.concatenate(of), np.array(firsts, dtype=np.int64))


def _block_values(block: NDArray[np.uint8]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """First row of each different value, and the value of each row."""
    _, firsts, inverse = np.unique(row_keys(block), return_index=True, return_inverse=True)
    if (block != block[firsts[inverse]]).any():  # two different rows share a key
        _, firsts, inverse = np.unique(block, axis=0, return_index=True, return_inverse=True)
    return np.asarray(firsts, dtype=np.int64), np.asarray(inverse, dtype=np.int64).reshape(-1)


def distinct_numbers(values: NDArray[Number]) -> NDArray[Number]:
    """Each of some numbers once, ascending, by sorting: where most of them differ, that takes a fraction of the time of
    ``np.unique`` with its table of hashes.
    """
    ordered = np.sort(values)
    return ordered[np.append(True, ordered[1:] != ordered[:-1])] if len(ordered) else ordered


def repeated_rows(cells: NDArray[np.uint8]) -> tuple[tuple[int, int], ...]:
    """``(row, first row)`` for each row of ``(n, w)`` that has been there before, in the order of the rows."""
    padded = np.zeros((len(cells), _whole_words(cells.shape[1])), dtype=np.uint8)
    padded[:, : cells.shape[1]] = cells
    keys = row_keys(padded)
    ordered = np.sort(keys)
    shared = ordered[1:][ordered[1:] == ordered[:-1]]
    if not shared.size:
        return ()
    seen: dict[bytes, int] = {}
    again: list[tuple[int, int]] = []
    for row in np.flatnonzero(np.isin(keys, shared)).tolist():
        first = seen.setdefault(cells[row].tobytes(), row)
        if first != row:
            again.append((row, first))
    return tuple(again)


def rows_any(cells: NDArray[Any]) -> NDArray[np.bool_]:
    """``(m,)``: rows of ``(m, w)`` that are not all zero, such as words in which two texts differ.

    Column by column where there are few: along a short row the library takes as long as along a hundred columns.
    """
    if not 0 < cells.shape[1] <= _FEW_COLUMNS:
        return np.asarray(cells.any(axis=1), dtype=bool)
    found = cells[:, 0].copy()
    for at in range(1, cells.shape[1]):
        found |= cells[:, at]
    return np.asarray(found, dtype=bool)


def equal_rows(
    data: NDArray[np.uint8], some: NDArray[np.int64], others: NDArray[np.int64], span: slice
) -> NDArray[np.bool_]:
    """``(m,)``: whether the bytes of ``span`` are equal in each two records; in blocks, the field may be wide."""
    equal = np.zeros(len(some), dtype=bool)
    for start in range(0, len(some), _BLOCK_ROWS):
        block = slice(start, start + _BLOCK_ROWS)
        equal[block] = (cut(data, some[block], span) == cut(data, others[block], span)).all(axis=1)
    return equal


def row_keys(cells: NDArray[np.uint8]) -> NDArray[np.uint64]:
    """``(n,)``: a key of each row of ``(n, w)``, ``w`` whole words of 8 bytes. Equal rows have equal keys."""
    keys = np.zeros(len(cells), dtype=np.uint64)
    for at, word in enumerate(cells.view(np.uint64).T):
        keys ^= word
        keys *= _FACTORS[at % len(_FACTORS)]
        keys ^= keys >> np.uint64(29)
    return keys


def _whole_words(width: int) -> int:
    return -(-width // _WORD) * _WORD
