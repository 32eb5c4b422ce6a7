"""By which edge a value stands whose width never changed on the pages that were looked at.

Its left edge, its middle and its right edge all stayed put, so none of them says more than the others. What else is
printed there does: the same item of the other scheme, or items that stand by the same line whose width did change.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence

from app.proof.learning.places import Candidate, Sought, place_of
from app.sheet.form_model import Align

_STILL_MM, _SAME_MM = 0.05, 0.1
_ALIGNS: tuple[Align, ...] = ("left", "right", "centre")

Placed = tuple[Mapping[str, Sought], dict[str, Candidate], Collection[str]]
"""What was looked for on a side of one scheme, what has a place there, and which of it is a part of a flow."""


def settle_edges(sides: Sequence[Placed]) -> None:
    """Change places of items whose edge is open to the edge that others tell of. ``sides``: the same of each scheme."""
    possible = [
        {item_id: _possible(sought[item_id], one) for item_id, one in placed.items() if item_id not in flowing}
        for sought, placed, flowing in sides
    ]
    told = [
        {item_id: placed[item_id] for item_id, found in own.items() if len(found) == 1}
        for (_, placed, _), own in zip(sides, possible, strict=True)
    ]
    for (_, placed, _), tried, own in zip(sides, possible, told, strict=True):
        for item_id, found in tried.items():
            if item_id in own:
                continue
            edge = _shared(found, [other[item_id] for other in told if item_id in other])
            edge = edge or _shared(found, own.values())
            if edge is not None:
                placed[item_id] = found[edge]


def _possible(sought: Sought, one: Candidate) -> dict[Align, Candidate]:
    """The place by each edge that stayed put; by its own if several lines or none of them say so."""
    if any(len(found.lines) > 1 for found in one.votes.values()):
        return {one.place.align: one}
    made = {align: Candidate(place_of(sought, one.votes, align), one.votes) for align in _ALIGNS}
    still = {align: own for align, own in made.items() if own.place.spread <= _STILL_MM}
    return still if one.place.align in still else {one.place.align: one}


def _shared(possible: Mapping[Align, Candidate], others: Iterable[Candidate]) -> Align | None:
    """The edge that most of these have in common with it; ``None`` where no single one has most."""
    counts = dict.fromkeys(possible, 0)
    for other in others:
        own = possible.get(other.place.align)
        if own is not None and abs(own.place.anchor - other.place.anchor) <= _SAME_MM:
            counts[other.place.align] += 1
    most = max(counts.values())
    best = [align for align, count in counts.items() if count == most]
    return best[0] if most and len(best) == 1 else None
