"""What the ledger knows of a month's comparisons: hashes, counts and decisions, nothing of a record."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from app.signoff.signed import Part, Sign

Ruling = Literal["accept", "reprint"]
BASIS = ("form", "tolerances", "zones", "notices", "prints")
"""What a comparison rests on besides the medium, by what its parts are called after :data:`PREFIX`."""
OF_CAPTURES = "captures"
"""Stands in the basis where ``prints`` would, when scans of paper were compared: a sample, never a month's whole print.
"""
DRAFT = "draft"
"""Stands in the basis where ``form`` would, when a print was compared by the program's own draft forms."""
BASES = (
    frozenset(BASIS),
    frozenset(BASIS) - {"prints"} | {OF_CAPTURES},
    frozenset(BASIS) - {"form"} | {DRAFT},
)
PREFIX = "compare."
ALIKE = "区別できなくてよい組 "
"""Begins what is told of the tolerances where pairs of characters need not be told apart on captures."""
_BETWEEN = "・"
NEVER_ACCEPTED = frozenset({"print.pairing"})
"""Sides of different people on one paper: nobody can let that pass."""


def alike_text(pairs: Sequence[str]) -> str:
    """What is told of these pairs; ``""`` without any."""
    return ALIKE + _BETWEEN.join(pairs) if pairs else ""


def alike_pairs(told: str) -> tuple[str, ...]:
    """The pairs that a text of :func:`alike_text` tells of: two characters each, whatever these are."""
    own = told.removeprefix(ALIKE) if told.startswith(ALIKE) else ""
    return tuple(own[at : at + 2] for at in range(0, len(own), 2 + len(_BETWEEN)))


@dataclass(frozen=True, slots=True)
class RuledGroup:
    """Differences that are alike, named by hashes: how many (件), how many of them were looked at, what was decided."""

    rule: str
    group: str
    sha256: str
    count: int
    seen: int
    decision: Ruling
    reason: str


@dataclass(frozen=True, slots=True)
class SignedComparison:
    """A comparison that a checker signed. ``sha256`` is that of its result as a file, ``basis`` what it was of;
    ``ignored``: pages on which something differed in a zone; ``machines``: those that received the month's records for
    it; ``is_sample``: of scans of paper, or by draft forms that were not the reference of the process when it was
    signed. Nothing closes on a sample, and nothing is void by it.
    """

    sha256: str
    manifest: str
    basis: tuple[Part, ...]
    pages: int
    records: int
    matched: int
    unreadable: int
    ignored: int
    decided: tuple[RuledGroup, ...]
    comment: str
    signature: Sign
    machines: tuple[str, ...] = ()
    is_sample: bool = False

    @property
    def captures(self) -> str:
        """SHA-256 of the scans of paper that were compared; ``""`` where it was a print."""
        return next((part.sha256 for part in self.basis if part.name == PREFIX + OF_CAPTURES), "")

    @property
    def draft(self) -> str:
        """Hash of the draft forms that it was made by; ``""`` where these were measured."""
        return next((part.sha256 for part in self.basis if part.name == PREFIX + DRAFT), "")

    @property
    def differences(self) -> int:
        """How many there are (件)."""
        return sum(one.count for one in self.decided)

    @property
    def reprints(self) -> int:
        """How many of them (件) mean that it is printed again."""
        return sum(one.count for one in self.decided if one.decision == "reprint")


@dataclass(frozen=True, slots=True)
class Comparisons:
    """A month's. ``each``: a lead asked that every difference is looked at by itself; ``alike``: pairs of characters
    that need not be told apart on captures of it, as a lead decided, each with the medium that it was decided on.
    """

    signed: tuple[SignedComparison, ...] = ()
    each: bool = False
    alike: frozenset[tuple[str, str]] = frozenset()

    def alike_on(self, medium: str) -> frozenset[str]:
        """The pairs that were decided on for a medium: another one is printed anew. ``""``: for every one."""
        return frozenset(pair for of, pair in self.alike if of in (medium, ""))
