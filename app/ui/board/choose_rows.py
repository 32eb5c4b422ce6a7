"""The chosen pieces and what they cover, as rows."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from app.cases.special import BITS, CASES, Candidates
from app.proof.choose import Proposal
from app.proof.model import GROUP_NAMES, Group, PieceChoice
from app.ui.board.board_words import ABSENT
from app.ui.board.cells import BoardRow, Cell, row

PIECE_HEADERS, PIECE_WIDTHS = (
    ("番号", "現品ID", "ファイル", "レコード", "特別な場合", "選び方"),
    (2.5, 14.5, 6.5, 5, 0, 3.5),
)
CASE_HEADERS, CASE_WIDTHS = ("特別な場合", "一般", "船員", "収録"), (0, 3, 3, 7)
MISSED = "▲ 未収録"
_LABELS = {case.id: case.label for case in CASES}

Held = Mapping[Group, frozenset[str]]


@dataclass(frozen=True, slots=True)
class Proposed:
    """What the worker brings: pieces, and the special cases that the medium has in each group."""

    proposal: Proposal
    held: Held


def held_cases(candidates: Sequence[Candidates]) -> Held:
    """The special cases (ids) of all notices of each group."""
    bits = dict.fromkeys(GROUP_NAMES, 0)
    for one in candidates:
        bits[one.group] |= int(np.bitwise_or.reduce(one.bits, initial=np.uint32(0)))
    return {group: frozenset(case for case, bit in BITS.items() if own & bit) for group, own in bits.items()}


def case_labels(cases: Sequence[str]) -> str:
    """The names of special cases, also of one that this version does not know."""
    return "、".join(_LABELS.get(case, case) for case in cases)


def piece_rows(
    pieces: Sequence[PieceChoice], counts: Mapping[Group, int], by_hand: frozenset[int]
) -> tuple[BoardRow, ...]:
    """A heading for each group, and a row for each piece, keyed by its number."""
    rows: list[BoardRow] = []
    for group, wanted in counts.items():
        own = [piece for piece in pieces if piece.group == group]
        right = len(own) == wanted
        text = f"{'●' if right else '▲'} {GROUP_NAMES[group]}　{len(own)}/{wanted} 部"
        rows.append(row("", Cell(text, "strong" if right else "alarm")))
        rows += [_piece_row(piece, piece.number in by_hand) for piece in own]
    return tuple(rows)


def _piece_row(piece: PieceChoice, by_hand: bool) -> BoardRow:
    how = Cell("手", "strong") if by_hand else Cell("自動", "faint")
    number = f"{piece.record + 1:,}"
    return row(str(piece.number), str(piece.number), piece.piece_id, piece.file, number, case_labels(piece.cases), how)


def coverage_rows(pieces: Sequence[PieceChoice], held: Held, unjudged: Collection[str] = ()) -> tuple[BoardRow, ...]:
    """How many pieces show each special case; what the medium has and no piece shows is marked.

    ``unjudged`` cases may be in the medium although none was found.
    """
    return tuple(_coverage_row(case, pieces, held, case in unjudged) for case in _LABELS)


def unjudged_labels(held: Held, unjudged: Collection[str]) -> str:
    """The cases of which it is not known whether the medium has any."""
    return "、".join(label for case, label in _LABELS.items() if case in unjudged and not _has(case, held))


def _coverage_row(case: str, pieces: Sequence[PieceChoice], held: Held, unjudged: bool) -> BoardRow:
    counts = {group: sum(case in piece.cases for piece in pieces if piece.group == group) for group in GROUP_NAMES}
    cells = (_count(counts[group], case in held[group]) for group in GROUP_NAMES)
    return row(case, _LABELS[case], *cells, _covered(case, counts, held, unjudged))


def _has(case: str, held: Held) -> bool:
    return any(case in own for own in held.values())


def _covered(case: str, counts: Mapping[Group, int], held: Held, unjudged: bool) -> Cell:
    if not _has(case, held):
        return Cell("― 未判定" if unjudged else "－ 媒体になし", "faint")
    missed = any(case in held[group] and not counts[group] for group in GROUP_NAMES)
    return Cell(MISSED, "alarm") if missed else Cell("● 収録")


def _count(count: int, in_medium: bool) -> Cell:
    return Cell(str(count), "" if count else "alarm") if in_medium else Cell(ABSENT, "faint")


def lost_cases(pieces: Sequence[PieceChoice], old: PieceChoice, new: PieceChoice) -> tuple[str, ...]:
    """Special cases that no piece of the group shows any more when ``new`` takes the place of ``old``."""
    left = [piece for piece in pieces if piece.group == old.group and piece.number != old.number]
    shown = {case for piece in (*left, new) for case in piece.cases}
    return tuple(case for case in old.cases if case not in shown)
