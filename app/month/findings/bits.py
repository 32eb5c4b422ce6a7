"""Which records have findings that nobody let stand after looking at them, as bits for the record list."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from app.cases.marks import Mark
from app.checks.model import Finding

_BITS = {"error": np.uint8(Mark.ERROR), "warning": np.uint8(Mark.WARNING)}


@dataclass(frozen=True, eq=False)
class FindingSpots:
    """The findings that mark a record, as columns ``(m,)``: ``number`` in the list of all findings, ``file`` in
    ``files``, first ``record`` and how many, and the ``bit``. 情報 leaves no mark, nor does a whole file.
    """

    files: tuple[str, ...]
    number: NDArray[np.int64]
    file: NDArray[np.int64]
    record: NDArray[np.int64]
    records: NDArray[np.int64]
    bit: NDArray[np.uint8]


def finding_spots(findings: Sequence[Finding]) -> FindingSpots:
    """Worked out once for a check."""
    kept = [(number, one) for number, one in enumerate(findings) if one.record is not None and one.severity in _BITS]
    files = tuple(dict.fromkeys(one.file for _, one in kept))
    place = {name: at for at, name in enumerate(files)}
    columns = [(number, place[one.file], one.record, one.records) for number, one in kept]
    number, file, record, records = np.array(columns, dtype=np.int64).reshape(-1, 4).T
    bit = np.array([_BITS[one.severity] for _, one in kept], dtype=np.uint8)
    return FindingSpots(files, number, file, record, records, bit)


def finding_marks(
    spots: FindingSpots, counts: Mapping[str, int], settled: NDArray[np.bool_] | None = None
) -> dict[str, NDArray[np.uint8]]:
    """``ERROR`` and ``WARNING`` bits of each record of every file; ``counts`` is the number of records by file name.

    ``settled`` ``(n,)`` findings (all of the check) leave no mark any more.
    """
    marks = {name: np.zeros(count, dtype=np.uint8) for name, count in counts.items()}
    left = np.ones(len(spots.number), dtype=bool) if settled is None else ~settled[spots.number]
    for at, name in enumerate(spots.files):
        own = marks.get(name)
        if own is None:
            continue
        mine = left & (spots.file == at)
        single = mine & (spots.records == 1)
        np.bitwise_or.at(own, spots.record[single], spots.bit[single])
        for row in np.flatnonzero(mine & (spots.records != 1)):
            own[spots.record[row] : spots.record[row] + spots.records[row]] |= spots.bit[row]
    return marks
