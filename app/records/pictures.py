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
CELL = 16
"""Bytes of a cell of :func:`read_cells`: no picture is longer."""

_BLOCK_ROWS = 4096
_MOST_FORMS = CELL + 2
_SPACE, _STAR, _COMMA, _ZERO, _YEN = 0x20, 0x2A, 0x2C, 0x30, 0x5C
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

    A run of asterisks on either side of the field counts as ``asterisks``, whatever its length (SPEC 3: neither its
    length nor its side is known), also where the field table does not allow it: that is the caller's to judge.
    ``ValueError`` for an unknown picture.
    """
    width = len(_parsed(picture).marks)
    if len(raw) != width:
        return Reading("invalid", None)
    if not raw.strip(b" "):
        return Reading("blank", None)
    if _is_run(raw):
        return Reading("asterisks", None)
    digits = raw.translate(None, b" ,\\")
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
    width = len(_parsed(picture).marks)
    if column.shape[1] != width:
        raise ValueError(f"column is {column.shape[1]} bytes wide, {picture} needs {width}")
    values = np.zeros(len(column), dtype=np.int64)
    status = np.zeros(len(column), dtype=np.uint8)
    cells = np.full((1, min(len(column), _BLOCK_ROWS), CELL), _SPACE, dtype=np.uint8)
    for start in range(0, len(column), _BLOCK_ROWS):
        rows = slice(start, start + _BLOCK_ROWS)
        some = cells[:, : len(values[rows])]
        some[0, :, CELL - width :] = column[rows]
        values[rows], status[rows] = (found[0] for found in read_cells(some, (picture,)))
    return values, status


def read_cells(cells: NDArray[np.uint8], pictures: tuple[str, ...]) -> tuple[NDArray[np.int64], NDArray[np.uint8]]:
    """Read some columns at once: cells ``(k, n, CELL)``, right-justified after blanks, one picture for each column.

    Gives values and statuses ``(k, n)`` as :func:`read_column` does. How many bytes are written leaves one form that
    the field can have, and under it every byte has a range of its own.
    """
    forms = _forms(pictures)
    written = np.packbits(cells != _SPACE, axis=None, bitorder="little").view("<u2").reshape(cells.shape[:2])
    form = _written_bytes().take(written, mode="clip") + forms.first[:, None]
    digits = forms.low.take(form, axis=0, mode="clip")
    np.subtract(cells, digits, out=digits)
    wrong = (digits > forms.width.take(form, axis=0, mode="clip")).view(np.uint64)
    values = _decimal(digits.view("<u8"), forms.unit[:, None])
    bad = (wrong[..., 0] | wrong[..., 1]) != 0
    bad |= values < forms.least.take(form, mode="clip")
    status = (written == 0) * np.uint8(BLANK)
    at = np.flatnonzero(bad)
    values.reshape(-1)[at] = 0
    if at.size:
        starred = _runs(cells.reshape(-1, CELL)[at], written.reshape(-1)[at], forms.left[at // cells.shape[1]])
        status.reshape(-1)[at] = np.where(starred, np.uint8(ASTERISKS), np.uint8(INVALID))
    return values, status


def _is_run(raw: bytes) -> bool:
    """Whether a field holds one run of asterisks that begins or ends with it, and blanks."""
    run = raw.strip(b" ")
    return set(run) == {_STAR} and (raw.startswith(run) or raw.endswith(run))


def _runs(cells: NDArray[np.uint8], written: NDArray[np.uint16], left: NDArray[np.uint32]) -> NDArray[np.bool_]:
    """The same for cells ``(m, CELL)``: bits of the bytes ``written`` and of a field's ``left`` end, ``(m,)`` each."""
    only = ((cells == _STAR) | (cells == _SPACE)).all(axis=1)
    bits = written.astype(np.uint32)
    lowest = bits & (~bits + np.uint32(1))
    one_run = (bits & (bits + lowest)) == 0
    starred: NDArray[np.bool_] = only & one_run & ((lowest == left) | (bits >> np.uint32(CELL - 1) == 1))
    return starred


def _decimal(digits: NDArray[np.uint64], unit: NDArray[np.uint64]) -> NDArray[np.int64]:
    """``(k, n)``: numbers of digits ``(k, n, 2)``, 8 bytes each, first digit in the lowest byte. Overwrites them.

    ``unit`` ``(k, 1)`` is what four bytes count up to: 10000, or 1000 where every fourth is a separator.
    """
    # Each two neighbours become one number of twice as many bits, in all places at once: the product by one more
    # than a shifted factor has "first times factor plus second" where the second was.
    for bits, factor, mask in ((8, 10, 0x00FF00FF00FF00FF), (16, 100, 0x0000FFFF0000FFFF)):
        digits *= np.uint64((factor << bits) + 1)
        digits >>= np.uint64(bits)
        digits &= np.uint64(mask)
    digits *= (unit[..., None] << np.uint64(32)) + np.uint64(1)
    digits >>= np.uint64(32)
    return (digits[..., 0] * (unit * unit) + digits[..., 1]).view(np.int64)


class _Forms(NamedTuple):
    """Forms of the fields of some pictures, ``_MOST_FORMS`` for each, by the number of bytes written.

    Bytes of a form are right when ``byte - low <= width`` in ``uint8`` (``(f, CELL)`` each) and its number is at
    least ``least`` ``(f,)``. By picture: the ``first`` form, the ``unit`` of :func:`_decimal`, the bit of the byte at
    the ``left`` end of the field.
    """

    first: NDArray[np.intp]
    low: NDArray[np.uint8]
    width: NDArray[np.uint8]
    least: NDArray[np.int64]
    unit: NDArray[np.uint64]
    left: NDArray[np.uint32]


@cache
def _forms(pictures: tuple[str, ...]) -> _Forms:
    count = len(pictures)
    low = np.zeros((count, _MOST_FORMS, CELL), dtype=np.uint8)
    width = np.zeros_like(low)
    least = np.zeros((count, _MOST_FORMS), dtype=np.int64)
    for at, picture in enumerate(pictures):
        form = _parsed(picture)
        if len(picture) > CELL:
            raise ValueError(f"{picture} is longer than {CELL} bytes")
        low[at, 0] = _SPACE
        smallest = [0, *(10**power for power in range(1, len(str(form.limit - 1))))] if form.suppress else [0]
        for value in smallest:
            raw = np.frombuffer(write(value, picture).rjust(CELL), dtype=np.uint8)
            digit = raw - np.uint8(_ZERO) <= 9
            used = int((raw != _SPACE).sum())
            low[at, used], width[at, used] = np.where(digit, np.uint8(_ZERO), raw), digit * np.uint8(9)
            least[at, used] = value
    return _Forms(
        first=np.arange(count) * _MOST_FORMS,
        low=low.reshape(-1, CELL),
        width=width.reshape(-1, CELL),
        least=least.reshape(-1),
        unit=np.array([1000 if _parsed(picture).grouped else 10000 for picture in pictures], dtype=np.uint64),
        left=np.array([1 << (CELL - len(picture)) for picture in pictures], dtype=np.uint32),
    )


@cache
def _written_bytes() -> NDArray[np.intp]:
    """``(65536,)``: how many bytes of a cell are written, by the bits of those that are, the first byte lowest.

    ``CELL + 1`` where they do not stand together at the right: no form has that many.
    """
    count = np.full(1 << CELL, CELL + 1, dtype=np.intp)
    for written in range(CELL + 1):
        count[(1 << CELL) - (1 << (CELL - written))] = written
    count.flags.writeable = False
    return count


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
