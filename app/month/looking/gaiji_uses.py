"""Where the volume uses each 外字: counted over every record by numpy, never by decoding text."""

from collections.abc import Iterator
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from app.cases.record_scan import text_fields
from app.checks.rules.glyphs import column_gaiji
from app.month.looking.workbench import Workbench
from app.progress import Progress, no_progress
from app.records.notice_file import TYPE_CODES, NoticeFile
from app.records.text_columns import HAS_GAIJI, text_classes

MAX_PLACES = 200
"""Places listed of one code; ``GaijiCodeUse.records`` tells how many there are."""

_BLOCK = 32_768
_RECORD_BITS = 40
_Codes = NDArray[np.int64]
_Rows = NDArray[np.intp]


@dataclass(frozen=True, slots=True)
class GaijiCodeUse:
    """One 外字 code in the volume: characters in all records, ``00`` included, and the records that hold it.

    ``places`` are the first ``MAX_PLACES`` of the ``records`` records: file, 0-based record.
    """

    count: int
    places: tuple[tuple[str, int], ...]
    records: int


@dataclass(slots=True)
class _Tally:
    count: int = 0
    records: int = 0
    places: list[tuple[str, int]] = field(default_factory=list)


def gaiji_uses(bench: Workbench, progress: Progress = no_progress) -> dict[int, GaijiCodeUse]:
    """The uses of every code F040–F9FC that stands in a text field, by code, ascending.

    Text fields are those of :func:`app.cases.marks.text_fields`. Records of an unknown type have no fields and
    are not counted.
    """
    total = sum(len(file) for file in bench.notices.values())
    done = 0
    tallies: dict[int, _Tally] = {}
    for name, file in bench.notices.items():
        for start in range(0, len(file), _BLOCK):
            progress("外字の使用箇所", done, total)
            stop = min(start + _BLOCK, len(file))
            _add(tallies, name, *_block_codes(file, start, stop))
            done += stop - start
    progress("外字の使用箇所", done, total)
    return {
        code: GaijiCodeUse(tally.count, tuple(tally.places), tally.records) for code, tally in sorted(tallies.items())
    }


def _block_codes(file: NoticeFile, start: int, stop: int) -> tuple[_Codes, _Rows]:
    """Every 外字 of the records ``start <= i < stop``: its code and its record, in any order."""
    codes, records = [np.empty(0, dtype=np.int64)], [np.empty(0, dtype=np.intp)]
    for rows, column in _text_columns(file, start, stop):
        hits = np.flatnonzero(text_classes(column) & HAS_GAIJI)
        if hits.size:
            at, _, found = column_gaiji(column[hits])
            codes.append(found)
            records.append(rows[hits[at]])
    return np.concatenate(codes), np.concatenate(records)


def _text_columns(file: NoticeFile, start: int, stop: int) -> Iterator[tuple[_Rows, NDArray[np.uint8]]]:
    """Each text field of each record type: its records ``(n,)`` and their bytes ``(n, width)``."""
    types = file.types[start:stop]
    for kind, type_code in TYPE_CODES.items():
        rows = start + np.flatnonzero(types == kind)
        if rows.size:
            for one in text_fields(file.scheme, type_code):
                yield rows, file.data[rows, one.span]


def _add(tallies: dict[int, _Tally], file: str, codes: _Codes, records: _Rows) -> None:
    """Add a block; blocks of a file come in ascending order, so that the first places are the first."""
    if not codes.size:
        return
    # One number a code and record: sorting it sorts by code, then by record.
    pairs, repeats = np.unique(codes << _RECORD_BITS | records, return_counts=True)
    found, first, held = np.unique(pairs >> _RECORD_BITS, return_index=True, return_counts=True)
    counts = np.add.reduceat(repeats, first)
    for code, at, here, count in zip(found.tolist(), first.tolist(), held.tolist(), counts.tolist(), strict=True):
        tally = tallies.setdefault(code, _Tally())
        tally.count += count
        tally.records += here
        listed = pairs[at : at + min(here, MAX_PLACES - len(tally.places))] & (1 << _RECORD_BITS) - 1
        tally.places.extend((file, record) for record in listed.tolist())
