"""What a comparison of captures found: boxes by verdict, and which characters nobody can tell apart on them."""

from collections import Counter
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from app.notice.model import Side
from app.proof.captures.basis import alike
from app.proof.captures.model import Judged
from app.proof.printed.comparison import Comparison
from app.proof.printed.model import Difference, Notice
from app.sheet.model import Rect

SEALED_SIDES: tuple[Side, ...] = ("front", "back")
"""What lies inside of a sealed envelope: nothing is said of it."""


class Unproved(NamedTuple):
    """A box that shows what it must, or ``rival``: nobody can tell these apart on the captures that there are."""

    page: int
    notice: Notice
    side: Side
    item: str
    expected: str
    rival: str
    rect: Rect

    @property
    def pair(self) -> tuple[str, str]:
        """What is expected, and what it could be."""
        return self.expected, self.rival

    def as_json(self) -> dict[str, Any]:
        """As a result file has it."""
        told = {"page": self.page, "file": self.notice.file, "record": self.notice.record, "side": self.side}
        told |= {"item": self.item, "expected": self.expected, "rival": self.rival}
        return told | {"rect_mm": [round(value, 2) for value in self.rect]}


@dataclass(slots=True)
class CaptureComparison(Comparison):
    """Boxes by verdict, and those whose character nobody can tell from another one at this resolution.

    ``to_people``: boxes that a person has to look at, by page; ``whose``: the notice and the side of each page that was
    judged. ``sealed``: envelopes were seen from outside; ``unseen``: in how many of them an item was not judged, as no
    window showed the whole of it.
    """

    verdicts: Counter[str] = field(default_factory=Counter)
    unproved_boxes: list[Unproved] = field(default_factory=list)
    decided: frozenset[frozenset[str]] = frozenset()
    to_people: dict[int, list[Judged]] = field(default_factory=dict)
    whose: dict[int, tuple[Notice, int]] = field(default_factory=dict)
    sealed: bool = False
    unseen: Counter[tuple[Side, str]] = field(default_factory=Counter)

    @property
    def unproved(self) -> Counter[tuple[str, str]]:
        """How many boxes there are of each pair."""
        return Counter(one.pair for one in self.unproved_boxes)

    def asks_for_pair(self, one: Difference) -> bool:
        """Whether it says of a pair of characters that nobody can tell them apart: of a box, a person can."""
        return one.rule == "print.undecided" and (one.expected, one.found) in self.unproved

    def as_json(self) -> dict[str, Any]:
        """As of a print, with ``captures``: boxes by verdict, what stays unproved, which pairs may, and of whose side
        each page is (0 front and address, 1 back).
        """
        pairs = [
            {"expected": one, "rival": other, "boxes": count, "decided": frozenset((one, other)) in self.decided}
            for (one, other), count in sorted(self.unproved.items())
        ]
        verdicts = {name: self.verdicts[name] for name in ("same", "changed", "undecided", "unproved")}
        whole = Comparison.as_json(self)
        pages = [
            {"page": page, "file": notice.file, "record": notice.record, "side": side}
            for page, (notice, side) in sorted(self.whose.items())
        ]
        told = {"boxes": sum(verdicts.values()), **verdicts, "pairs": pairs, "alike": alike(self.decided)}
        told["pages"] = pages
        told["unproved_boxes"] = [one.as_json() for one in self.unproved_boxes]
        if self.sealed:
            unseen = sorted(self.unseen.items())
            rows = [{"side": side, "item": item, "envelopes": count} for (side, item), count in unseen]
            told["sealed"] = {"unseen": rows, "sides": list(SEALED_SIDES)}
        return whole | {"captures": told}
