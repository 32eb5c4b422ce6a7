"""Which different values some bytes of the records hold: a month's notices share few dates, but no number."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

_WORD = 8
_BLOCK_ROWS = 8192
_FACTORS = np.array([0x9E3779B97F4A7C15, 0xC6A4A7935BD1E995, 0x4A7C15F39E3779B9], dtype=np.uint64)


@dataclass(frozen=True, slots=True, eq=False)
class Distinct:
    """The different ``values`` in the order in which they appear, and the index of the value of each row ``(n,)``."""

    values: tuple[bytes, ...]
    of: NDArray[np.int32]


def distinct_values(data: NDArray[np.uint8], rows: NDArray[np.int64], spans: Sequence[slice]) -> Distinct:
    """The different contents of some bytes (``spans`` put together) of the records ``rows`` of ``data``. Exact."""
    width = sum(span.stop - span.start for span in spans)
    cells = np.zeros((min(_BLOCK_ROWS, len(rows)), _whole_words(width)), dtype=np.uint8)
    known: dict[bytes, int] = {}
    of = np.zeros(len(rows), dtype=np.int32)
    for start in range(0, len(rows), _BLOCK_ROWS):
        some = rows[start : start + _BLOCK_ROWS]
        block, at = cells[: len(some)], 0
        for span in spans:
            block[:, at : at + span.stop - span.start] = data[some, span]
            at += span.stop - span.start
        firsts, inverse = _block_values(block)
        ids = [known.setdefault(block[first, :width].tobytes(), len(known)) for first in firsts]
        of[start : start + len(some)] = np.array(ids, dtype=np.int32)[inverse]
    return Distinct(tuple(known), of)


def _block_values(block: NDArray[np.uint8]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """First row of each different value, and the value of each row."""
    _, firsts, inverse = np.unique(row_keys(block), return_index=True, return_inverse=True)
    if (block != block[firsts[inverse]]).any():  # two different rows share a key
        _, firsts, inverse = np.unique(block, axis=0, return_index=True, return_inverse=True)
    return np.asarray(firsts, dtype=np.int64), np.asarray(inverse, dtype=np.int64).reshape(-1)


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


def equal_rows(
    data: NDArray[np.uint8], some: NDArray[np.int64], others: NDArray[np.int64], span: slice
) -> NDArray[np.bool_]:
    """``(m,)``: whether the bytes of ``span`` are equal in each two records; in blocks, the field may be wide."""
    equal = np.zeros(len(some), dtype=bool)
    for start in range(0, len(some), _BLOCK_ROWS):
        block = slice(start, start + _BLOCK_ROWS)
        equal[block] = (data[some[block], span] == data[others[block], span]).all(axis=1)
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
