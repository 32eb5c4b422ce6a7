"""Units of what is counted (SPEC 15): a number without its unit says nothing.

件: one ``01`` record, which is one sheet. 枚: one printed sheet, what a 件数表 counts; as many as 件. 通: one envelope,
which is one establishment (one ``00``) even where it has two sheets (inferred: the source does not relate them).
"""

from dataclasses import dataclass
from typing import Literal

Unit = Literal["件", "枚", "通"]
NOTICES: Unit = "件"
SHEETS: Unit = "枚"
ENVELOPES: Unit = "通"


@dataclass(frozen=True, slots=True)
class Count:
    """A number with what it counts."""

    value: int
    unit: Unit

    def __str__(self) -> str:
        return f"{self.value:,} {self.unit}"

    def equals(self, other: "Count") -> bool:
        """Whether both count the same: 件 and 枚 compare, an envelope (通) with neither; ``ValueError`` for those."""
        if (self.unit == ENVELOPES) != (other.unit == ENVELOPES):
            raise ValueError(f"{self.unit} {other.unit}")
        return self.value == other.value

    def less(self, other: "Count") -> str:
        """How many this is more or less than the other of the same unit: ``＋12 件``, ``－3 件``, ``±0 件``."""
        if self.unit != other.unit:
            raise ValueError(f"{self.unit} {other.unit}")
        difference = self.value - other.value
        sign = "＋" if difference > 0 else "－" if difference < 0 else "±"
        return f"{sign}{abs(difference):,} {self.unit}"
