"""What the sample maker writes into every record, and real media never hold: their filler is blank (N 別紙12–18).

The mark stands in the middle of 予備1 of each notice record and of 出力桁数調整項目 of each line of a count table.
A file is a sample's when no record's length of it is without the mark, so that no other record can hide in it.
"""

import re
from typing import Any

import numpy as np
from numpy.typing import NDArray

from app.records.layouts import Field
from app.records.text import encode

SAMPLE_MARK = encode("検版の架空見本")
"""14 bytes, which is what the shortest filler holds."""
_FILLERS = frozenset({"予備1", "出力桁数調整項目"})
_SLACK = 128
"""Bytes that a sample with a defect may have too many; fewer than any record has."""


def holds_mark(field: Field) -> bool:
    """Whether this is the filler that bears the mark in a sample's record."""
    return field.name in _FILLERS


def filler(field: Field, sample: bool) -> NDArray[np.uint8]:
    """``(length,)``: what a reserved field must hold: blanks, around the mark where a sample bears it."""
    mark = SAMPLE_MARK if sample and holds_mark(field) else b""
    return np.frombuffer(mark.center(field.length), dtype=np.uint8)


def begins_marked(first: NDArray[np.uint8]) -> bool:
    """Whether a file whose first record this is may be a sample's."""
    return SAMPLE_MARK in first.tobytes()


def is_marked(plain: NDArray[np.uint8], length: int) -> bool:
    """Whether a file (1-D) with records of ``length`` bytes is a sample's; an empty one, which says nothing, is."""
    if not plain.size:
        return True
    first = plain[:length].tobytes().find(SAMPLE_MARK)
    if first < 0:
        return False
    return _in_the_same_place(plain, length, first) or _mark_after_mark(plain.data, length, first)


def _in_the_same_place(plain: NDArray[np.uint8], length: int, first: int) -> bool:
    """Quickly, for notice files without a defect."""
    end = first + len(SAMPLE_MARK)
    if plain.size % length or end > length:
        return False
    # As one value a record and then as one text: comparing byte by byte takes three times as long. Copied as an array,
    # since other threads have to wait for a copy into bytes.
    marks = plain.reshape(-1, length)[:, first:end].view(f"V{len(SAMPLE_MARK)}").copy()
    return marks.tobytes() == SAMPLE_MARK * (plain.size // length)


def _mark_after_mark(plain: Any, length: int, first: int) -> bool:
    """For lines of several kinds, and records that do not stand where they should."""
    last = first
    for found in re.finditer(re.escape(SAMPLE_MARK), plain):
        if found.start() - last > length + _SLACK:
            return False
        last = found.start()
    return len(plain) - last <= length + _SLACK
