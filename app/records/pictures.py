"""COBOL-edited pictures: what an edited number must look like, byte for byte (N 別紙12–18, column ``picture``).

``9`` is a digit, ``Z`` a digit whose leading zero is a blank, ``¥`` the same with one yen sign (byte 5C) floating
directly before the first digit; a comma left of the first digit is a blank. The last position is always a digit.
"""

import re
from functools import cache
from typing import Literal, NamedTuple

import numpy as np
from numpy.typing import NDArray

NUMBER, BLANK, ASTERISKS, INVALID = 0, 1, 2, 3
_BLOCK_ROWS = 16384
_SPACE, _COMMA, _ZERO, _YEN, _STAR = 0x20, 0x2C, 0x30, 0x5C, 0x2A
_STARS = b"*****"
_KNOWN = re.compile(r"9+|Z+9|Z{1,3}(,ZZZ)*,ZZ9|¥+9|¥{1,4}(,¥¥¥)*,¥¥9")
_POSTAL = re.compile(rb"([0-9]{3})(?:-([0-9]{2}|[0-9]{4}))? *")


class Reading(NamedTuple):
    """What a field's bytes say under its picture; ``value`` only with status ``number``."""

    status: Literal["number", "blank", "asterisks", "invalid"]
    value: int | None


class _Picture(NamedTuple):
    marks: str
    suppress: bool
    floating: bool
    grouped: bool
    limit: int


@cache
def _parsed(picture: str) -> _Picture:
    if not _KNOWN.fullmatch(picture):
        raise ValueError(f"unknown picture {picture!r}")
    floating = "¥" in picture
    digits = len(picture) - picture.count(",") - floating
    return _Picture(picture, picture[0] != "9", floating, "," in picture, 10**digits)


def read(raw: bytes, picture: str) -> Reading:
    """Read one field strictly: a number only if the picture produces exactly these bytes.

    ``*****`` on either side of the field counts as ``asterisks`` (its alignment is not specified), also where
    the field table does not allow it: that is the caller's to judge. ``ValueError`` for an unknown picture.
    """
    width = len(_parsed(picture).marks)
    if len(raw) != width:
        return Reading("invalid", None)
    if not raw.strip(b" "):
        return Reading("blank", None)
    if raw in (_STARS.ljust(width), _STARS.rjust(width)):
        return Reading("asterisks", None)
    digits = bytes(byte for byte in raw if byte not in b" ,\\")
    # ``isdigit`` of bytes knows ASCII digits only.
    if not digits.isdigit() or int(digits) >= _parsed(picture).limit or write(int(digits), picture) != raw:
        return Reading("invalid", None)
    return Reading("number", int(digits))


def write(value: int, picture: str) -> bytes:
    """The field's bytes for a value; ``ValueError`` if it is negative or has too many digits."""
    form = _parsed(picture)
    if not 0 <= value < form.limit:
        raise ValueError(f"{value} does not fit {picture}")
    width = len(form.marks)
    if not form.suppress:
        return b"%0*d" % (width, value)
    text = f"{value:,}" if form.grouped else str(value)
    return (b"\\" * form.floating + text.encode("ascii")).rjust(width)


def read_column(column: NDArray[np.uint8], picture: str) -> tuple[NDArray[np.int64], NDArray[np.uint8]]:
    """Read a column ``(n, w)`` of one field: values ``(n,)`` (0 where there is none) and statuses ``(n,)``.

    Agrees with :func:`read` on every row. ``ValueError`` if the width is not the picture's.
    """
    form = _parsed(picture)
    if column.shape[1] != len(form.marks):
        raise ValueError(f"column is {column.shape[1]} bytes wide, {picture} needs {len(form.marks)}")
    values = np.zeros(len(column), dtype=np.int64)
    status = np.full(len(column), INVALID, dtype=np.uint8)
    for start in range(0, len(column), _BLOCK_ROWS):
        rows = slice(start, start + _BLOCK_ROWS)
        _read_block(np.ascontiguousarray(column[rows].T), form, values[rows], status[rows])
    return values, status


def _read_block(cells: NDArray[np.uint8], form: _Picture, values: NDArray[np.int64], status: NDArray[np.uint8]) -> None:
    """Fill ``values`` and ``status`` (given as ``INVALID``) from cells ``(w, rows)``, left to right."""
    good = np.ones(cells.shape[1], dtype=bool)
    gap = np.ones(cells.shape[1], dtype=bool)
    sign = np.zeros(cells.shape[1], dtype=bool)
    last = len(form.marks) - 1
    for at, (mark, cell) in enumerate(zip(form.marks, cells, strict=True)):
        still = gap & (cell == _SPACE)
        first = gap ^ still
        if mark == ",":
            fits, begins = cell == _COMMA, np.zeros_like(good)
        else:
            digit = cell - np.uint8(_ZERO)
            fits = digit <= 9
            begins = fits if at == last else fits & (digit != 0)
            values *= 10
            values += digit * fits
        if form.floating:
            signed = first & (cell == _YEN) if at < last else np.zeros_like(good)
            good &= still | signed | (sign & begins) | (fits & ~first & ~sign)
            sign = first
        elif form.suppress:
            good &= still | (first & begins) | (fits & ~first)
        else:
            good &= fits
        gap = still
    good &= ~gap
    values *= good
    status[good] = NUMBER
    status[gap] = BLANK
    width = len(form.marks)
    if width >= len(_STARS) and (cells == _STAR).any():
        for stars in (_STARS.ljust(width), _STARS.rjust(width)):
            status[(cells == np.frombuffer(stars, dtype=np.uint8)[:, None]).all(axis=0)] = ASTERISKS


def write_column(values: NDArray[np.int64], picture: str) -> NDArray[np.uint8]:
    """The bytes ``(n, w)`` of a column of values ``(n,)``; ``ValueError`` if one is negative or does not fit."""
    form = _parsed(picture)
    if len(values) and (int(values.min()) < 0 or int(values.max()) >= form.limit):
        raise ValueError(f"a value does not fit {picture}")
    result = np.empty((len(values), len(form.marks)), dtype=np.uint8)
    for start in range(0, len(values), _BLOCK_ROWS):
        rows = slice(start, start + _BLOCK_ROWS)
        result[rows] = _write_block(values[rows], form).T
    return result


def _write_block(values: NDArray[np.int64], form: _Picture) -> NDArray[np.uint8]:
    """Cells ``(w, rows)``, filled from the right until the value is used up."""
    cells = np.full((len(form.marks), len(values)), _SPACE, dtype=np.uint8)
    rest = values.astype(np.int64)
    last = len(form.marks) - 1
    unsigned = np.full(len(values), form.floating)
    for at in range(last, -1, -1):
        shown = (rest > 0) if form.suppress and at < last else np.ones(len(values), dtype=bool)
        if form.marks[at] == ",":
            cells[at][shown] = _COMMA
        else:
            higher = rest // 10
            digit = (rest - higher * 10 + _ZERO).astype(np.uint8)
            cells[at] = np.where(shown, digit, np.uint8(_SPACE))
            rest = higher
        if form.floating:
            cells[at][unsigned & ~shown] = _YEN
            unsigned &= shown
    return cells


def read_postal(raw: bytes) -> str | None:
    """Digits of a postal code field (``999``, ``999-99`` or ``999-9999``, left-justified).

    ``""`` for a blank field, ``None`` for anything else (N 別紙12-1 item 17, 12-2 item 60).
    """
    if not raw.strip(b" "):
        return ""
    match = _POSTAL.fullmatch(raw)
    return None if match is None else b"".join(part for part in match.groups() if part).decode("ascii")
