"""One pass over all records of a type: bytes out of their template, kinds and lengths of the text fields."""

import sys
from dataclasses import dataclass
from functools import cache

import numpy as np
from numpy.typing import NDArray

from app.checks.marks import text_fields
from app.records.layouts import NOTICE_LENGTH, Field, RecordLayout
from app.records.notice_file import NoticeFile
from app.records.scan import text_classes, trail_mask, trimmed_lengths

LEADING_BLANK, OTHER_COLUMNS = 8, 16
"""Added to the ``HAS_*`` classes of a text: it does not begin at the left; its 印字桁数 is not its columns."""

_CHUNK = 4096
_SPACE, _ZERO = 0x20, 0x30
# Most texts end before this byte; the wide rest is only looked at where it is not blank.
_HEAD = 64
_BLANKS = np.uint64(0x2020202020202020)
_BYTE_LIMITS = np.array([1 << 8 * at for at in range(8)], dtype=np.uint64)


@dataclass(frozen=True, slots=True, eq=False)
class KindScan:
    """What one pass found in ``m`` records of one layout.

    ``off_template`` ``(m,)``: some byte is not what a constant, number or reserved field allows. ``classes`` and
    ``lengths``, ``(m,)`` for each of the layout's text fields: ``HAS_*`` of :mod:`app.records.scan` and the flags
    above; bytes without trailing blanks.
    """

    layout: RecordLayout
    off_template: NDArray[np.bool_]
    classes: tuple[NDArray[np.uint8], ...]
    lengths: tuple[NDArray[np.int16], ...]

    @property
    def fields(self) -> tuple[Field, ...]:
        """The text fields."""
        return text_fields(self.layout.scheme, self.layout.type_code)

    def text(self, item: int) -> tuple[NDArray[np.uint8], NDArray[np.int16]]:
        """Classes and trimmed lengths of one text field; ``KeyError`` if the item is none."""
        for one, classes, lengths in zip(self.fields, self.classes, self.lengths, strict=True):
            if one.item == item:
                return classes, lengths
        raise KeyError(item)


def scan_records(file: NoticeFile, layout: RecordLayout, rows: NDArray[np.int64]) -> KindScan:
    """Look once at every byte of the records ``rows``; a few thousand at a time, so that they stay in the cache."""
    fields = text_fields(layout.scheme, layout.type_code)
    counts = column_counts(layout)
    low, width = template(layout)
    off_template = np.zeros(len(rows), dtype=bool)
    classes = np.zeros((len(fields), len(rows)), dtype=np.uint8)
    lengths = np.zeros((len(fields), len(rows)), dtype=np.int16)
    room = np.empty((min(_CHUNK, len(rows)), NOTICE_LENGTH), dtype=np.uint8)
    for start in range(0, len(rows), _CHUNK):
        chunk = slice(start, start + _CHUNK)
        data = file.data.take(rows[chunk], axis=0, out=room[: len(rows[chunk])], mode="clip")
        for at, one in enumerate(fields):
            found, used = _scan_field(data[:, one.span])
            found[(data[:, one.offset] == _SPACE) & (used > 0)] |= LEADING_BLANK
            if one.item in counts:
                found[_said(data[:, counts[one.item].span]) != used] |= OTHER_COLUMNS
            classes[at, chunk], lengths[at, chunk] = found, used
        data -= low
        wrong = data > width
        if wrong.any():
            off_template[chunk] = wrong.any(axis=1)
    return KindScan(layout, off_template, tuple(classes), tuple(lengths))


def _said(digits: NDArray[np.uint8]) -> NDArray[np.int32]:
    """The number of three digits ``(m, 3)``; bytes that are no digits give some other number."""
    hundreds, tens, ones = (column.astype(np.int32) - _ZERO for column in digits.T)
    said: NDArray[np.int32] = hundreds * 100 + tens * 10 + ones
    return said


def _scan_field(cells: NDArray[np.uint8]) -> tuple[NDArray[np.uint8], NDArray[np.int32]]:
    """Classes and trimmed lengths of one field's bytes ``(m, w)``; what is wider than usual is looked at apart."""
    width = min(cells.shape[1], _HEAD)
    room = np.full((len(cells), -(-width // 8) * 8), _SPACE, dtype=np.uint8)
    room[:, :width] = cells[:, :width]
    lengths = _last_used(room.view(np.uint64) ^ _BLANKS)
    classes = text_classes(room)
    if width < cells.shape[1]:
        long = np.flatnonzero((cells[:, width:] != _SPACE).any(axis=1))
        if long.size:
            whole = cells[long]
            classes[long], lengths[long] = text_classes(whole), trimmed_lengths(whole)
    return classes, lengths


def _last_used(words: NDArray[np.uint64]) -> NDArray[np.int32]:
    """Bytes up to the last one that is not zero in each row of ``words`` ``(m, w)``, eight bytes at a time."""
    last = words.shape[1] - 1 - (words != 0)[:, ::-1].argmax(axis=1)
    word = words[np.arange(len(words)), last]
    if sys.byteorder == "big":
        word = word.byteswap()
    used = 8 * last + np.searchsorted(_BYTE_LIMITS, word, side="right")
    return np.where(word == 0, 0, used).astype(np.int32)


def first_places(cells: NDArray[np.uint8], flag: int) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Offset and length (1 or 2) of the first character of a kind (one ``HAS_*``) in each row of ``(m, w)``.

    Every row must have one. Characters are split as :func:`app.records.text.decode` does.
    """
    offsets, lengths = np.zeros(len(cells), dtype=np.int64), np.zeros(len(cells), dtype=np.int64)
    for start in range(0, len(cells), _CHUNK):
        some = cells[start : start + _CHUNK]
        seconds = trail_mask(some)
        firsts = np.append(seconds[:, 1:], np.zeros((len(some), 1), dtype=bool), axis=1)
        codes = some.astype(np.uint16)
        codes[firsts] = (some[firsts].astype(np.uint16) << 8) | some[seconds]
        hits = ((_code_classes().take(codes) & flag) != 0) & ~seconds
        at = hits.argmax(axis=1)
        offsets[start : start + len(some)] = at
        lengths[start : start + len(some)] = 1 + firsts[np.arange(len(some)), at]
    return offsets, lengths


@cache
def _code_classes() -> NDArray[np.uint8]:
    """``(65536,)``: the classes of a code; below 256 of a single byte."""
    codes = np.arange(0x10000, dtype=">u2").view(np.uint8).reshape(-1, 2)
    classes = text_classes(codes)
    classes[:0x100] = text_classes(np.arange(0x100, dtype=np.uint8)[:, None])
    return classes


@cache
def column_counts(layout: RecordLayout) -> dict[int, Field]:
    """The 印字桁数 field of each text item that has one: it stands right before the text."""
    pairs = zip(layout.fields, layout.fields[1:], strict=False)
    return {text.item: count for count, text in pairs if count.attr == "9" and count.name.endswith("印字桁数")}


@cache
def template(layout: RecordLayout) -> tuple[NDArray[np.uint8], NDArray[np.uint8]]:
    """``(980,)`` each: a byte is as it must be when ``byte - low <= width`` in ``uint8``."""
    low = np.zeros(layout.length, dtype=np.uint8)
    width = np.full(layout.length, 0xFF, dtype=np.uint8)
    for one in layout.fields:
        if one.constant is not None:
            low[one.span] = np.frombuffer(one.constant.encode("ascii").ljust(one.length), dtype=np.uint8)
            width[one.span] = 0
        elif "reserved_blank" in one.flags:
            low[one.span], width[one.span] = _SPACE, 0
        elif one.attr == "9":
            low[one.span], width[one.span] = _ZERO, 9
    return low, width
