"""Which records of a file belong together: the 00 and 01 of an establishment, the offices and their 02."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

import numpy as np
from numpy.typing import NDArray

from app.checks.types import believed_types
from app.checks.view import FileView, Rows
from app.records.notice_file import DETAIL, EXTRACT, OFFICE_TOTAL, UNKNOWN

MOST_DETAILS = 2
"""An establishment has one 01, or two when two months were collected (N 図4.1.2.1-1)."""

Mask = NDArray[np.bool_]


@dataclass(frozen=True, slots=True, eq=False)
class Groups:
    """The records of one file by position, all columns ``(n,)`` over its records; ``types`` as far as believed.

    ``office`` and ``serial`` (two words) are the bytes of the シリアル番号 as numbers that sort like bytes. For an 01,
    ``begin`` is the 00 that its group begins with, -1 without one, and ``nth`` counts it within the group from 1.
    ``judged`` is false where an unsound record leaves open what belongs together. ``foreign``: an 01 whose serial
    number is not its 00's. ``whole``: the records of groups that are one 00 and its own 01, besides every sound 02.

    Records of whole groups, ascending: ``extracts`` (00), ``details`` (01, no third ones), ``seconds`` (01 that follow
    another sound 01 of their group); ``totals`` are the sound 02 and ``own_totals`` the 02 of each office that has one.
    """

    types: NDArray[np.uint8]
    office: NDArray[np.uint32]
    serial: NDArray[np.uint64]
    begin: Rows
    nth: Rows
    judged: Mask
    foreign: Mask
    whole: Mask
    extracts: Rows
    details: Rows
    seconds: Rows
    totals: Rows
    own_totals: Mapping[int, int]


def groups(view: FileView) -> Groups:
    """The groups of a file, made once."""
    return view.once("groups", _groups)


def _groups(view: FileView) -> Groups:
    file, sound = view.file, view.sound
    types = believed_types(file, sound)
    if view.lost.size:
        types = types.copy()
        types[view.lost] = UNKNOWN
    words = file.serials
    office = (words[:, 0] >> np.uint64(32)).astype(np.uint32)
    index, detail = np.arange(len(file)), types == DETAIL
    # Every record but an 01 begins something new.
    opener = np.maximum.accumulate(np.where(detail, -1, index)) if len(file) else index
    begins = np.maximum(opener, 0)
    opened = detail & (opener >= 0)
    owned = opened & (types[begins] == EXTRACT)
    judged = sound & ~(opened & ((types[begins] == UNKNOWN) | ~sound[begins]))
    foreign = owned & judged & ((words[:, 0] != words[begins, 0]) | (words[:, 1] != words[begins, 1]))
    whole = sound & _whole(types, owned & judged, begins, foreign)
    nth = np.where(detail, index - opener, 0)
    extracts, totals = np.flatnonzero(whole & (types == EXTRACT)), np.flatnonzero(whole & (types == OFFICE_TOTAL))
    details = np.flatnonzero(whole & detail & (nth <= MOST_DETAILS))
    seconds = details[nth[details] == MOST_DETAILS]
    return Groups(
        types=types,
        office=office,
        serial=words,
        begin=np.where(owned, opener, -1),
        nth=nth,
        judged=judged,
        foreign=foreign,
        whole=whole,
        extracts=extracts,
        details=details,
        seconds=seconds[sound[seconds - 1]],
        totals=totals,
        own_totals=_own_totals(office, extracts, totals),
    )


def _whole(types: NDArray[np.uint8], owned: Mask, begins: Rows, foreign: Mask) -> Mask:
    """Every 02, every 00 that has an 01 and no foreign one, and their 01."""
    opens = np.zeros(len(types), dtype=bool)
    opens[begins[owned]] = True
    opens[begins[foreign]] = False
    whole: Mask = (types == OFFICE_TOTAL) | opens | (owned & opens[begins])
    return whole


def run_starts(office: NDArray[np.uint32]) -> Rows:
    """Where runs of equal neighbours begin in ``(m,)``."""
    return np.flatnonzero(np.append(True, office[1:] != office[:-1])) if len(office) else np.zeros(0, dtype=np.int64)


def last_records(office: NDArray[np.uint32], rows: Rows) -> dict[int, int]:
    """The last of the records ``rows`` of each office, by :attr:`Groups.office`."""
    ends = rows[np.append(run_starts(office[rows])[1:], len(rows)) - 1] if len(rows) else rows
    return dict(zip(office[ends].tolist(), ends.tolist(), strict=True))


def _own_totals(office: NDArray[np.uint32], extracts: Rows, totals: Rows) -> Mapping[int, int]:
    """The 02 of each office: of several the first after which none of its establishments begins, else the last."""
    last = last_records(office, extracts)
    kept: dict[int, int] = {}
    for row in totals.tolist():
        code = int(office[row])
        if kept.get(code, -1) < last.get(code, 0):
            kept[code] = row
    return MappingProxyType(kept)


def lone_totals(found: Groups) -> NDArray[np.bool_]:
    """Which of the 02 are of an office that has no other record in the file."""
    office = found.office[found.types != OFFICE_TOTAL]
    return ~np.isin(found.office[found.totals], office[run_starts(office)])


def misplaced(keys: NDArray[np.unsignedinteger[Any]], part: Rows, weight: Rows | None = None) -> Rows:
    """Which entries stand out of the ascending order of ``keys`` ``(m,)``, one for each place where they fall.

    Order counts within neighbours of one ``part``. Where keys fall, the entry before or after may be the one in the
    wrong place: the one without which the rest is in order, of both the lighter one, else the later one.
    """
    if len(keys) < 2:
        return np.zeros(0, dtype=np.int64)
    fall = 1 + np.flatnonzero((keys[1:] < keys[:-1]) & (part[1:] == part[:-1]))
    last = len(keys) - 1
    two_before, after = np.maximum(fall - 2, 0), np.minimum(fall + 1, last)
    without_earlier = (fall < 2) | (part[two_before] != part[fall]) | (keys[two_before] <= keys[fall])
    without_later = (fall == last) | (part[after] != part[fall]) | (keys[fall - 1] <= keys[after])
    lighter = np.zeros(len(fall), dtype=bool) if weight is None else weight[fall - 1] < weight[fall]
    earlier = without_earlier & (~without_later | lighter)
    return np.unique(np.where(earlier, fall - 1, fall))


def office_text(code: int) -> str:
    """The 統一事務所コード of :attr:`Groups.office` as it is written; only sound records have digits there."""
    return int(code).to_bytes(4, "big").decode("ascii", "replace")
