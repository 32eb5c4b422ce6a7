"""What a gate is closed on: whether the evidence leaves anything open."""

from collections.abc import Collection, Sequence

from app.signoff.gates import RECEPTION, WORKS, medium_of
from app.signoff.model import Evidence, Month, State
from app.signoff.reception import unjudged


def still_open(state: State, month: Month, gate: str, evidence: Sequence[Evidence], by: str) -> tuple[str, ...]:
    """Why a gate is not closed on this evidence by this person (Japanese)."""
    if gate == RECEPTION:
        return unjudged(month, evidence)
    return WORKS[gate].unapproved(state, month, evidence, by) if gate in WORKS else undecided_of(month, evidence)


def undecided_of(month: Month, evidence: Sequence[Evidence]) -> tuple[str, ...]:
    """Why the check is not closed by this evidence: errors that nobody decided on, or none told of."""
    counts = {one.name: one.count for one in evidence}
    errors, left = counts.get("errors"), counts.get("open")
    if errors is None or left is None:
        return ("この媒体の検査の結果がありません",)
    decided = decided_count(month.decided, medium_of(month))
    return (f"決めていない誤り {max(left, errors - decided):,} 件",) if left or errors > decided else ()


def decided_count(decided: Collection[tuple[str, str]], manifest: str) -> int:
    """How many findings of a medium were decided on one by one."""
    return sum(of == manifest and not key.startswith("group ") for of, key in decided)
