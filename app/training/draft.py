"""A sample volume before it is written, and what a planted defect says of itself."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from app.errors import KenpanError
from app.records.layouts import Scheme
from app.training.build import Notices

_MOST_PARTS = 99


class Moved(NamedTuple):
    """From ``record`` on, what stood in ``file`` stands ``by`` records later (negative: earlier)."""

    file: str
    record: int
    by: int


@dataclass(frozen=True, slots=True, eq=False)
class SampleDraft:
    """A whole volume before it is written. Defects change the arrays and tables in place, or take files out.

    ``raw`` are bytes written instead of a file's records, or as a file of its own; ``other_key`` names files that are
    sealed with a key that is not the volume's. A defect that puts records in or takes some out replaces the file's
    ``Notices`` or table and adds to ``moves``. ``planted`` are the defects that are in it already. ``splits``: files
    that are written as several, and how many records each of these has (N 表2.2.2); ``absent`` ones are not written.
    """

    notices: dict[str, Notices]
    counts: dict[str, bytes]
    raw: dict[str, bytes] = field(default_factory=dict)
    other_key: set[str] = field(default_factory=set)
    moves: list[Moved] = field(default_factory=list)
    planted: "list[Planted]" = field(default_factory=list)
    splits: dict[str, int] = field(default_factory=dict)
    absent: set[str] = field(default_factory=set)

    @property
    def main(self) -> Notices:
        """The largest 厚年 file, where most defects go."""
        return self.largest("kounen")

    def largest(self, scheme: Scheme) -> Notices:
        """The file of a scheme with the most records."""
        own = [notices for notices in self.notices.values() if notices.scheme == scheme]
        return max(own, key=lambda notices: len(notices.data))

    def contents(self) -> dict[str, NDArray[np.uint8]]:
        """What will be written, by file name; 1-D ``uint8``."""
        contents: dict[str, NDArray[np.uint8]] = {}
        for name, one in self.notices.items():
            for part, start, stop in self._parts(name, len(one.data)):
                contents[part] = one.data[start:stop].reshape(-1)
        plain = self.counts | self.raw
        contents |= {name: np.frombuffer(content, dtype=np.uint8) for name, content in plain.items()}
        return {name: content for name, content in contents.items() if name not in self.absent}

    def _parts(self, name: str, records: int) -> list[tuple[str, int, int]]:
        """The files that a notice file is written as, with their records, half-open."""
        size = self.splits.get(name, 0)
        if not 0 < size < records or name in self.raw:
            return [(name, 0, records)]
        starts = range(0, records, size)
        return [(split_name(name, at + 1), start, min(start + size, records)) for at, start in enumerate(starts)]

    def written(self, planted: "Planted") -> "Planted":
        """Where a defect is in the files as they are written."""
        size = self.splits.get(planted.file, 0)
        if size < 1 or planted.record < 0 or planted.file not in self.notices or planted.file in self.raw:
            return planted
        part, record = divmod(planted.record, size)
        return replace(planted, file=split_name(planted.file, part + 1), record=record)


def split_name(name: str, number: int) -> str:
    """The name of the file with this split number; ``KenpanError`` ``sample.size`` where two digits do not do."""
    if number > _MOST_PARTS:
        raise KenpanError(
            "sample.size",
            f"一つの県を {_MOST_PARTS} より多いファイルには分けられません。",
            "分割のレコード数を増やしてください。",
        )
    return f"{name[:-2]}{number:02}"


@dataclass(frozen=True, slots=True)
class Planted:
    """Where a defect was put: a record of a file (0-based) and bytes of it; -1 for a whole file."""

    defect: str
    file: str
    record: int
    offset: int
    length: int


Plant = Callable[[SampleDraft], Planted]


def plant_all(draft: SampleDraft, plants: Iterable[Plant]) -> tuple[Planted, ...]:
    """Plant one after another, and say where each defect is in the end: later ones may move the records."""
    for plant in plants:
        known = len(draft.moves)
        new = plant(draft)
        for move in draft.moves[known:]:
            draft.planted[:] = [_after(one, move) for one in draft.planted]
        draft.planted.append(new)
    return tuple(draft.written(one) for one in draft.planted)


def _after(one: Planted, move: Moved) -> Planted:
    moved = one.file == move.file and one.record >= move.record
    return replace(one, record=one.record + move.by) if moved else one
