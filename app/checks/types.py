"""Which record types can be believed: what a record names, against what it holds and what stands beside it."""

import numpy as np
from numpy.typing import NDArray

from app.checks.view import Rows
from app.records.layouts import RecordLayout, notice_layouts
from app.records.notice_file import TYPE_CODES, TYPE_OFFSET, UNKNOWN, NoticeFile
from app.records.sample_mark import filler

_HYPHEN, _HYPHENS = 0x2D, (4, 7)
_DIGITS = tuple(at for at in range(TYPE_OFFSET) if at not in _HYPHENS)

# A record read by a layout that is not its own is wrong in six of its fixed fields at least, by its own in none.
_MISREAD, _STRAY = 4, 1


def unknown_runs(file: NoticeFile, lost: Rows | None = None) -> tuple[Rows, Rows]:
    """First records and lengths of runs of unknown type; ``lost`` records (:attr:`FileView.lost`) are in none.

    Records beside them that lack a hyphen of the serial number belong to the run: in a shifted file one record in ten
    looks like a ``00`` by chance.
    """
    unknown = file.types == UNKNOWN
    if lost is not None:
        unknown[lost] = False
    if not unknown.any():
        nothing = np.zeros(0, dtype=np.int64)
        return nothing, nothing
    first, second = _HYPHENS
    out_of_place = unknown | (file.data[:, first] != _HYPHEN) | (file.data[:, second] != _HYPHEN)
    if lost is not None:
        out_of_place[lost] = False
    edges = np.flatnonzero(np.diff(np.concatenate(([False], out_of_place, [False])).astype(np.int8)))
    starts, stops = edges[::2], edges[1::2]
    counted = np.concatenate(([0], np.cumsum(unknown)))
    kept = counted[stops] > counted[starts]
    return starts[kept], (stops - starts)[kept]


def fitting_types(file: NoticeFile, rows: Rows) -> NDArray[np.uint8]:
    """``(m,)``: the type whose layout each record fits while it does not fit its own; ``UNKNOWN`` for all others."""
    layouts = notice_layouts(file.scheme)
    own = file.types[rows]
    fitting = np.full(len(rows), UNKNOWN, dtype=np.uint8)
    for kind, code in TYPE_CODES.items():
        mine = np.flatnonzero(own == kind)
        misread = mine[_misfits(file, rows[mine], layouts[code]) >= _MISREAD]
        for other, other_code in TYPE_CODES.items():
            if other != kind and misread.size:
                fitting[misread[_misfits(file, rows[misread], layouts[other_code]) <= _STRAY]] = other
    return fitting


def _misfits(file: NoticeFile, rows: Rows, layout: RecordLayout) -> NDArray[np.int64]:
    """``(m,)``: constants, numbers and reserved fields that do not hold what the layout says."""
    count = np.zeros(len(rows), dtype=np.int64)
    for field in layout.fields:
        if field.offset == TYPE_OFFSET:
            continue
        if field.constant is not None:
            wanted = np.frombuffer(field.constant.encode("ascii").ljust(field.length), dtype=np.uint8)
            count += (file.data[rows, field.span] != wanted).any(axis=1)
        elif field.attr == "9":
            count += ~_all_digits(file.data[rows, field.span])
        elif "reserved_blank" in field.flags:
            count += (file.data[rows, field.span] != filler(field, file.is_sample)).any(axis=1)
    return count


def _all_digits(cells: NDArray[np.uint8]) -> NDArray[np.bool_]:
    others = (cells - np.uint8(0x30)) > 9
    return ~np.asarray(others.any(axis=1), dtype=np.bool_)


def believed_types(file: NoticeFile, sound: NDArray[np.bool_]) -> NDArray[np.uint8]:
    """``(n,)``: the types of ``file``, ``UNKNOWN`` also where an unsound record cannot be what it says."""
    if sound.all():
        return file.types
    types = file.types.copy()
    for start, length in zip(*unknown_runs(file), strict=True):
        types[start : start + length] = UNKNOWN
    doubtful = np.flatnonzero(~sound & (types != UNKNOWN))
    types[doubtful[fitting_types(file, doubtful) != UNKNOWN]] = UNKNOWN
    return types


def has_serial(file: NoticeFile, rows: Rows) -> NDArray[np.bool_]:
    """``(m,)``: the record begins with a well-formed シリアル番号, so it stands in its place."""
    cells = file.data[rows, :TYPE_OFFSET]
    hyphens: NDArray[np.bool_] = (cells[:, _HYPHENS] == _HYPHEN).all(axis=1)
    return hyphens & _all_digits(cells[:, _DIGITS])
