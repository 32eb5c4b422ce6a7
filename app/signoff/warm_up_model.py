"""The warm-up as the ledger knows it: what a lead asks for before live checking, and who has passed one today."""

from collections.abc import Mapping
from typing import NamedTuple

from app.signoff.signed import Sign

DRILLS: Mapping[str, str] = {
    "sheets": "宛名・通知書",
    "records": "レコードの誤り",
    "pairs": "印刷の組",
    "captures": "取り込み画像",
}
"""Kinds of spotting drill, and what people call them."""
MOST = 100
"""Sheets that a warm-up may have, and the highest pass mark."""


class Score(NamedTuple):
    """A drill's result: of so many ``sheets`` had ``planted`` a defect, ``found`` of those were seen; on ``false``
    others one was seen that is none.
    """

    sheets: int
    planted: int
    found: int
    false: int

    @property
    def is_whole(self) -> bool:
        """Whether the numbers can belong together, and something was to be found."""
        return 0 <= self.found <= self.planted <= self.sheets and 0 <= self.false <= self.sheets - self.planted

    def reaches(self, mark: int) -> bool:
        """Whether the share of defects found and the share of sound sheets passed are both ``mark`` per cent or more:
        nobody passes by letting everything through, or nothing.
        """
        sound = self.sheets - self.planted
        is_seen = self.planted > 0 and 100 * self.found >= mark * self.planted
        return self.is_whole and is_seen and 100 * (sound - self.false) >= mark * sound


class Required(NamedTuple):
    """What a lead asks for: which ``drill``, how many ``sheets`` at least, which ``mark`` (per cent) passes it."""

    drill: str
    sheets: int
    mark: int
    signature: Sign

    @property
    def told(self) -> str:
        """In words."""
        return f"{DRILLS[self.drill]}　{self.sheets} 枚以上　合格 {self.mark}％以上"


class Passed(NamedTuple):
    """A warm-up that was passed on a ``day`` (Japan's)."""

    day: str
    drill: str
    mark: int
    score: Score
    seq: int

    def does_for(self, required: Required, day: str) -> bool:
        """Whether it is what is asked for on this day."""
        is_same = (self.day, self.drill) == (day, required.drill)
        return is_same and self.score.sheets >= required.sheets and self.mark >= required.mark
