"""What a person has scanned and answered of pieces that are not signed yet: in memory only, never counted."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from app.proof.model import SIDES, PieceChoice, Scan, Side
from app.proof.scans import judge_scans
from app.signoff.checksheet import CheckItem
from app.signoff.looks import Look
from app.signoff.signed import Answer


@dataclass(slots=True)
class LookDraft:
    """A look in the making. ``chosen`` is a side that is to be scanned again."""

    scans: dict[Side, Scan] = field(default_factory=dict)
    answers: dict[str, Answer] = field(default_factory=dict)
    comment: str = ""
    chosen: Side | None = None

    @property
    def side(self) -> Side | None:
        """The side that the next scan is for, ``None`` when all are there."""
        return self.chosen or next((side for side in SIDES if side not in self.scans), None)

    @property
    def begun(self) -> bool:
        """Whether there is anything to lose."""
        return bool(self.scans or self.answers or self.comment)

    def take(self, side: Side, scan: Scan) -> None:
        """Put what was read of a side in place of what was there."""
        self.scans[side] = scan
        self.chosen = None

    def open_items(self, items: Sequence[CheckItem]) -> list[CheckItem]:
        """The questions without an answer."""
        return [item for item in items if item.id not in self.answers]

    def failures(self, piece: PieceChoice, items: Sequence[CheckItem]) -> list[str]:
        """What fails the piece as far as it was looked at; a side that was not scanned yet is not held against it."""
        waiting = judge_scans(piece, {})
        scans = [said for said in judge_scans(piece, self.scans) if said not in waiting]
        return scans + [f"{item.label}：否" for item in items if self.answers.get(item.id) == "ng"]

    def look(self, number: int) -> Look:
        """What would be signed."""
        return Look(number, dict(self.scans), dict(self.answers), self.comment)


class Drafts:
    """The drafts of one person by round, piece (number and 現品ID: it may be replaced) and state of the round."""

    def __init__(self) -> None:
        self._drafts: dict[tuple[str, str, int, str], LookDraft] = {}

    def of(self, round_id: str, state: str, piece: PieceChoice) -> LookDraft:
        """The draft of a piece, a fresh one if there is none."""
        return self._drafts.setdefault((round_id, state, piece.number, piece.piece_id), LookDraft())

    def drop(self, round_id: str, state: str, piece: PieceChoice) -> None:
        """Forget it: it was signed, or is to begin anew."""
        self._drafts.pop((round_id, state, piece.number, piece.piece_id), None)

    def clear(self) -> None:
        """Forget everything: another person came."""
        self._drafts.clear()
