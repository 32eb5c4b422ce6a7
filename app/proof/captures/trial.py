"""How good the judging of captures is, measured on captures of paper that is known to be right.

Nothing is printed wrong for it: where a character stands, another one is expected for once, mostly one that looks
like it. Whatever is then called right would have been a wrong character that nobody notices.
"""

from collections import Counter
from dataclasses import dataclass, field
from statistics import median
from typing import Any

import numpy as np

from app.notice.model import NoticeContent
from app.proof.captures.alternatives import Alternatives
from app.proof.captures.model import Box, Judged, JudgedSide
from app.sheet.fit import char_columns
from app.sheet.fonts import FontSet

_NEAREST = 3
_KANJI = (0x4E00, 0x9FA0)
_DRAWS = 50


@dataclass(slots=True)
class Trial:
    """Figures of some captures. ``accepted``: expected, printed, margin; ``people``: boxes to a person, by capture.

    ``changed`` of ``right`` are false alarms as long as the paper is right.
    """

    fonts: FontSet
    alternatives: Alternatives
    each: int = 2
    seed: int = 1
    right: Counter[str] = field(default_factory=Counter)
    planted: Counter[str] = field(default_factory=Counter)
    accepted: list[tuple[str, str, float]] = field(default_factory=list)
    people: list[int] = field(default_factory=list)
    codes: Counter[tuple[str, bool]] = field(default_factory=Counter)
    added: int = 0
    lost: int = 0
    refused: list[str] = field(default_factory=list)
    seconds: float = 0.0

    def plants(self, box: Box) -> list[str]:
        """Characters to expect in this box instead: by turns a near look-alike and any other one."""
        key = [self.seed, ord(box.char.char[0]), round(box.char.x * 100), round(box.char.baseline * 100)]
        rng = np.random.default_rng(key)
        return [one for turn in range(self.each) if (one := self.wrong(box, rng, near=turn % 2 == 0))]

    def wrong(self, box: Box, rng: np.random.Generator, *, near: bool) -> str:
        """Another character for a box, ``""`` if there is none."""
        char, role = box.char.char, box.char.font
        others = self.alternatives.of(char, role)
        if others and (near or char.isascii()):
            return others[int(rng.integers(min(_NEAREST, len(others)) if near else len(others)))]
        for _ in range(_DRAWS):
            other = chr(int(rng.integers(*_KANJI)))
            if self.fonts.find(other, role)[1] and other != char and char_columns(other) == char_columns(char):
                return other
        return ""

    def enter(self, judged: JudgedSide, content: NoticeContent) -> None:
        """One capture more."""
        self.seconds += judged.seconds
        for one in judged.boxes:
            self.right[one.verdict] += 1
        for one, printed in judged.trials:
            self._plant(one, printed)
        self.people.append(sum(one.verdict in ("changed", "undecided") for one in judged.boxes))
        self.added += len(judged.added)
        self.lost += len(judged.lost)
        for _, bars in judged.side.bars:
            customer = bars.kind == "customer"
            expected = content.barcode.bars if customer else content.piece_id
            self.codes["customer" if customer else "code128", judged.codes.get(bars.id) == expected] += 1

    def _plant(self, one: Judged, printed: str) -> None:
        self.planted[one.verdict] += 1
        if one.verdict == "same" or (one.verdict == "unproved" and printed not in one.rival):
            self.accepted.append((one.box.char.char, printed, round(one.margin, 3)))

    def as_json(self) -> dict[str, Any]:
        """The figures: counts, and shares of 1."""
        boxes = sum(self.right.values())
        return {
            "captures": len(self.people),
            "refused": self.refused,
            "boxes": boxes,
            "judged_alone": self.right["same"] / boxes if boxes else None,
            "false_alarms": self.right["changed"] / boxes if boxes else None,
            "undecided": self.right["undecided"],
            "unproved": self.right["unproved"],
            "planted": sum(self.planted.values()),
            "planted_told": self.planted["changed"],
            "wrong_accepted": len(self.accepted),
            "accepted": [list(one) for one in self.accepted],
            "to_people_median": median(self.people) if self.people else None,
            "to_people_most": max(self.people, default=None),
            "code128": [self.codes["code128", True], self.codes["code128", True] + self.codes["code128", False]],
            "customer": [self.codes["customer", True], self.codes["customer", True] + self.codes["customer", False]],
            "ink_added": self.added,
            "ink_lost": self.lost,
            "captures_per_second": len(self.people) / self.seconds if self.seconds else None,
        }
