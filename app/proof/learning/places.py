"""Places of items by votes: each notice says where its own values stand, and what all agree on is the place.

Nothing is placed that could be wrong. A place counts if nearly all notices vote for it and every other place that
has the value on some of them shows something else on others; what cannot be told apart like that is asked.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from statistics import median
from typing import NamedTuple

from app.notice.items import ItemSpec
from app.notice.model import NoticeContent
from app.proof.learning.lines import NEAR_MM, Occurrence, TextRow, Variant, Way, cut_off, folded, occurrences, variants
from app.sheet.form_model import Align
from app.sheet.model import Rect

LEAST_SIDES = 5
_LEAST_SHARE = 0.9
_LEAST_AGAINST = 3
_LEAST_CONSTANT = 4
"""What all notices print alike must be so long: a shorter text stands anywhere by chance."""
_SEEDS = 10
_POSTAL = ("postal", "office_postal")
_APART_MM = 1.0
_MOST_RIVALS = 6
_ALIGNS: tuple[Align, ...] = ("left", "right", "centre")


class ItemPlace(NamedTuple):
    """A place on a side where an item may be printed, and what voted for it; ``share`` of those that were due.

    ``spread``: from the least to the largest anchor or baseline. ``pitch``: from line to line of wrapped values, or 0.
    """

    align: Align
    anchor: float
    baseline: float
    size_pt: float
    rect: Rect
    sides: int
    share: float
    values: int
    spread: float
    pitch: float = 0.0


@dataclass(frozen=True, eq=False)
class SideText:
    """What one side shows and what its notice should."""

    rows: list[TextRow]
    content: NoticeContent


@dataclass(slots=True)
class Sought:
    """An item that is looked for: on which sides it is due, and where its values stand there."""

    spec: ItemSpec
    due: list[int] = field(default_factory=list)
    found: dict[int, list[Occurrence]] = field(default_factory=dict)
    values: dict[int, str] = field(default_factory=dict)
    way: Way = field(default_factory=Way)


@dataclass(slots=True)
class Candidate:
    """A place with the occurrence that stands there on each side that voted for it."""

    place: ItemPlace
    votes: dict[int, Occurrence]


def sought(sides: Sequence[SideText], spec: ItemSpec) -> list[Sought]:
    """Where an item's values stand, for each way of printing it that many sides know, the fullest first."""
    own = [_variants(side, spec) for side in sides]
    due = [at for at, variants_ in enumerate(own) if variants_]
    ways = sorted(
        {variant.way for at in due for variant in own[at]}, key=lambda way: (len(way.left_out), not way.before)
    )
    found = [made for way in ways if (made := _sought_so(sides, spec, own, due, way)).found]
    most = max((len(one.found) for one in found), default=0)
    return [one for one in found if len(one.found) >= _LEAST_SHARE * most] or [Sought(spec, due)]


def _sought_so(
    sides: Sequence[SideText], spec: ItemSpec, own: Sequence[Sequence[Variant]], due: list[int], way: Way
) -> Sought:
    made = Sought(spec, due, way=way)
    for at in due:
        # Asterisks and the like have no words that could be left out.
        fitting = [one for one in own[at] if one.way.left_out <= way.left_out and one.way.before == way.before]
        variant = max(fitting or own[at], key=lambda one: len(one.way.left_out))
        made.values[at] = variant.value
        rows = sides[at].rows
        found = occurrences(rows, variant.value, variant.bare) or cut_off(rows, variant.value)
        if found:
            made.found[at] = [one for one in found if one.spelled] or found
    return made


def _variants(side: SideText, spec: ItemSpec) -> list[Variant]:
    item = next((one for one in side.content.items if one.id == spec.id), None)
    if item is None or item.state != "ok" or not item.text.strip():
        return []
    return variants(item.parts, "〒" if spec.form in _POSTAL else "")


def best_way(found: Sequence[tuple[Sought, list[Candidate]]]) -> tuple[Sought, list[Candidate]]:
    """The way of printing an item with which most sides agree on one place; of like ones the fullest."""
    return max(found, key=lambda one: len(one[1][0].votes) if one[1] else 0)


def candidates(one: Sought) -> list[Candidate]:
    """Fixed places, the one with most votes first; of places that overlap only the best."""
    return _apart(_seeded(one))


def _seeded(one: Sought) -> list[Candidate]:
    step = max(1, len(one.found) // _SEEDS)
    seeds = [found for at in list(one.found)[::step] for found in one.found[at]]
    number = sum(value[-1:].isdigit() or value[-1:] in "円*" for value in one.values.values()) * 2 > len(one.values)
    order = ("right", "left", "centre") if number else _ALIGNS
    made = []
    for seed in seeds:
        for align in order:
            votes = {at: best for at, found in one.found.items() if (best := _nearest(found, seed, align)) is not None}
            made.append(Candidate(place_of(one, votes, align), votes))
    # The sort is stable: values of one length have all their edges in place.
    made.sort(key=lambda own: (-len(own.votes), round(own.place.spread, 1)))
    return made


def anchor_of(found: Occurrence, align: Align, near: float | None = None) -> float:
    """What of it stays put; of two edges that it may be the one that is nearer."""
    if align == "left":
        return found.left
    edges = found.rights if align == "right" else [(found.left + right) / 2 for right in found.rights]
    return edges[0] if near is None else min(edges, key=lambda edge: abs(edge - near))


def _nearest(found: Sequence[Occurrence], seed: Occurrence, align: Align) -> Occurrence | None:
    at = anchor_of(seed, align)
    near = [
        one
        for one in found
        if abs(one.baseline - seed.baseline) <= NEAR_MM and abs(anchor_of(one, align, at) - at) <= NEAR_MM
    ]
    return min(near, key=lambda one: abs(anchor_of(one, align, at) - at), default=None)


def place_of(one: Sought, votes: Mapping[int, Occurrence], align: Align) -> ItemPlace:
    """The place that these occurrences share."""
    own = list(votes.values())
    middle = median(anchor_of(found, align) for found in own)
    anchors, baselines = [anchor_of(found, align, middle) for found in own], [found.baseline for found in own]
    rects = [char.rect() for found in own for char in found.chars]
    pitches = [
        (found.lines[-1][0].y - found.baseline) / (len(found.lines) - 1) for found in own if len(found.lines) > 1
    ]
    return ItemPlace(
        align,
        median(anchors),
        median(baselines),
        median(max(char.em for char in found.chars) for found in own) * 72 / 25.4,
        Rect(min(r.x0 for r in rects), min(r.y0 for r in rects), max(r.x1 for r in rects), max(r.y1 for r in rects)),
        len(own),
        len(own) / max(len(one.due), 1),
        len({one.values[at] for at in votes}),
        max(max(anchors) - min(anchors), max(baselines) - min(baselines)),
        median(pitches) if pitches else 0.0,
    )


def _apart(made: Sequence[Candidate]) -> list[Candidate]:
    kept: list[Candidate] = []
    for one in made:
        if not any(same_place(one.place, other.place) for other in kept):
            kept.append(one)
    return kept


def same_place(one: ItemPlace, other: ItemPlace) -> bool:
    """Whether they overlap on one line."""
    return (
        abs(one.baseline - other.baseline) < _APART_MM
        and min(one.rect.x1, other.rect.x1) - max(one.rect.x0, other.rect.x0) > 0
    )


def is_plenty(one: Sought, place: ItemPlace) -> bool:
    """Whether enough sides vote for a place, with values that do not stand anywhere by chance."""
    if place.sides < LEAST_SIDES or place.share < _LEAST_SHARE:
        return False
    return place.values > 1 or min(map(len, one.values.values())) >= _LEAST_CONSTANT


def rivals(one: Sought, own: Sequence[Candidate], sides: Sequence[SideText]) -> list[Candidate]:
    """Other places that may be meant as well as the first: no side that votes for it says plainly that they are not."""
    first = own[0]
    found = []
    for other in own[1:]:
        against = [at for at in first.votes if at not in other.votes and _shows_other(sides[at], other, one.values[at])]
        if len(against) < _LEAST_AGAINST or len({one.values[at] for at in against}) < min(2, first.place.values):
            found.append(other)
    return found[:_MOST_RIVALS]


def _shows_other(side: SideText, other: Candidate, value: str) -> bool:
    """Whether something else stands at this place, or nothing at all; a piece of the value is not something else."""
    place = other.place
    for row in side.rows:
        if abs(row.line.chars[0].y - place.baseline) > NEAR_MM:
            continue
        for chunk in row.chunks():
            left, right = chunk[0].x, chunk[-1].right
            at = {"left": left, "right": right, "centre": (left + right) / 2}[place.align]
            if abs(at - place.anchor) <= _APART_MM:
                text = "".join(folded(char.text) for char in chunk)
                return text not in value
    return True
