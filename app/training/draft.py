"""A sample volume before it is written, and what a planted defect says of itself."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from app.records.layouts import Scheme
from app.training.build import Notices


class Moved(NamedTuple):
    """From ``record`` on, what stood in ``file`` stands ``by`` records later (negative: earlier)."""

    file: str
    record: int
    by: int


@dataclass(frozen=True, slots=True, eq=False)
class Draft:
    """A whole volume before it is written. Defects change the arrays and tables in place, or take files out.

    ``raw`` are bytes written instead of a file's records, or as a file of its own; ``other_key`` names files that are
    sealed with a key that is not the volume's. A defect that puts records in or takes some out replaces the file's
    ``Notices`` or table and adds to ``moves``. ``planted`` are the defects that are in it already.
    """

    notices: dict[str, Notices]
    counts: dict[str, bytes]
    raw: dict[str, bytes] = field(default_factory=dict)
    other_key: set[str] = field(default_factory=set)
    moves: list[Moved] = field(default_factory=list)
    planted: "list[Planted]" = field(default_factory=list)

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
        contents: dict[str, NDArray[np.uint8]] = {name: one.data.reshape(-1) for name, one in self.notices.items()}
        plain = self.counts | self.raw
        return contents | {name: np.frombuffer(content, dtype=np.uint8) for name, content in plain.items()}


@dataclass(frozen=True, slots=True)
class Planted:
    """Where a defect was put: a record of a file (0-based) and bytes of it; -1 for a whole file."""

    defect: str
    file: str
    record: int
    offset: int
    length: int


Plant = Callable[[Draft], Planted]


def plant_all(draft: Draft, plants: Iterable[Plant]) -> tuple[Planted, ...]:
    """Plant one after another, and say where each defect is in the end: later ones may move the records."""
    for plant in plants:
        known = len(draft.moves)
        new = plant(draft)
        for move in draft.moves[known:]:
            draft.planted[:] = [_after(one, move) for one in draft.planted]
        draft.planted.append(new)
    return tuple(draft.planted)


def _after(one: Planted, move: Moved) -> Planted:
    moved = one.file == move.file and one.record >= move.record
    return replace(one, record=one.record + move.by) if moved else one
