"""Of which offices records may be lost to reading: behind records of unknown type, and where records are damaged."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from app.checks.groups import Groups, groups
from app.checks.types import has_serial
from app.checks.view import FileView
from app.records.notice_file import UNKNOWN

_LAST_OFFICE = 0xFFFFFFFF


@dataclass(frozen=True, slots=True)
class Offices:
    """Offices by :attr:`Groups.office`: some single ones, and all from one to another, both included."""

    codes: frozenset[int]
    ranges: frozenset[tuple[int, int]]

    def __contains__(self, office: int) -> bool:
        return office in self.codes or any(first <= office <= last for first, last in self.ranges)


@dataclass(frozen=True, slots=True)
class Unread:
    """Offices of which an unsound record of the file may hide a notice, and those of which it may hide an amount."""

    notices: Offices
    amounts: Offices


def unread(view: FileView) -> Unread:
    """What could not be read in a file, found once."""
    return view.once("unread", _unread)


def _unread(view: FileView) -> Unread:
    found = groups(view)
    bad = np.flatnonzero(~view.sound)
    if not bad.size:
        nothing = Offices(frozenset(), frozenset())
        return Unread(nothing, nothing)
    index = np.arange(len(found.types))
    before = np.maximum.accumulate(np.where(view.sound, index, -1))[bad]
    after = np.minimum.accumulate(np.where(view.sound, index, len(index))[::-1])[::-1][bad]
    lost = (found.types[bad] == UNKNOWN) & ~has_serial(view.file, bad)
    ranges = _between(found, before[lost], after[lost])
    bad, before, after = bad[~lost], before[~lost], after[~lost]
    own = found.office[bad]
    # Where no sound record stands on one side, the record itself stands in for it.
    near = [found.office[np.where((at >= 0) & (at < len(index)), at, bad)] for at in (before, after)]
    hides = (found.types[bad] == UNKNOWN) | ~np.isin(own, np.array(list(found.own_totals), dtype=np.uint32))
    around = np.stack([own, *near])
    return Unread(
        Offices(frozenset(around[:, hides].ravel().tolist()), ranges),
        Offices(frozenset(around.ravel().tolist()), ranges),
    )


def _between(found: Groups, before: NDArray[np.int64], after: NDArray[np.int64]) -> frozenset[tuple[int, int]]:
    """Offices ascend (N 表4.1.2.1-1), so those of lost records are between the sound records around them."""
    gaps = set(zip(before.tolist(), after.tolist(), strict=True))
    ends = (
        (
            int(found.office[first]) if first >= 0 else 0,
            int(found.office[last]) if last < len(found.office) else _LAST_OFFICE,
        )
        for first, last in gaps
    )
    return frozenset((min(one), max(one)) for one in ends)
