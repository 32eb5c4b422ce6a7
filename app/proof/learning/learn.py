"""Learning where a print has each item: from its pages and the records that they were printed from, to a form."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from app.notice.items import DRAWN, item_specs
from app.notice.model import NoticeContent, Side
from app.progress import Progress, no_progress
from app.proof.learning.edges import Placed, settle_edges
from app.proof.learning.flows import Flow, flows
from app.proof.learning.lines import NEAR_MM
from app.proof.learning.pieces import Pieces, SideSeen, pieces_of
from app.proof.learning.places import Candidate, SideText, Sought, best_way, candidates, is_plenty, rivals, sought
from app.proof.learning.sightings import rows_of, seen_pages
from app.proof.printed.expected import Expectation
from app.proof.printed.index import RecordIndex
from app.proof.printed.model import Notice, ReadPage
from app.records.layouts import Scheme

STAGE = "様式の測定"
_SHARED = 0.5
_LEAST_FLOWING = 3
_LEAST_AGREEING = 3
_SCHEMES: tuple[Scheme, ...] = ("kounen", "senpo")

Key = tuple[Side, Scheme]


@dataclass(slots=True)
class LearnedSide:
    """What was learned of one side of one scheme.

    ``asked``: candidates of items that only a person can place. ``unplaced``: items without a candidate; those that no
    record of these pages prints are among them. ``fonts``, ``heights``: names of fonts and how high (pt) they are set,
    of items where that is known.
    """

    seen: list[SideSeen]
    texts: list[SideText]
    sought: dict[str, Sought] = field(default_factory=dict)
    placed: dict[str, Candidate] = field(default_factory=dict)
    flows: list[Flow] = field(default_factory=list)
    asked: dict[str, list[Candidate]] = field(default_factory=dict)
    unplaced: list[str] = field(default_factory=list)
    fonts: dict[str, str] = field(default_factory=dict)
    heights: dict[str, float] = field(default_factory=dict)


@dataclass(slots=True)
class Learned:
    """``pages``: how many were looked at, ``matched``: of how many it was found out what they are."""

    pages: int
    matched: int
    pieces: Pieces
    sides: dict[Key, LearnedSide]


def learn(
    pages: Sequence[ReadPage],
    expectation: Expectation,
    progress: Progress = no_progress,
) -> Learned:
    """Where this print of some of the month's notices has each item."""
    seen = seen_pages(pages, RecordIndex(expectation), expectation.content)
    pieces = pieces_of(seen, expectation.content)
    contents: dict[Notice, NoticeContent] = {}
    sides: dict[Key, LearnedSide] = {}
    matched: set[int] = set()
    for number, (key, own) in enumerate(sorted(pieces.sides.items())):
        side, scheme = key
        width, height = pieces.sizes[side]
        texts = []
        for one in own:
            content = contents.setdefault(one.notice, expectation.content(one.notice))
            texts.append(SideText(rows_of(one.page, one.placement, width, height), content))
            matched.add(one.page.number)
        sides[key] = LearnedSide(own, texts)
        _learn_side(sides[key], side, scheme)
        progress(STAGE, number + 1, len(pieces.sides))
    for side in pieces.sizes:
        both: Sequence[LearnedSide] = [sides[side, scheme] for scheme in _SCHEMES if (side, scheme) in sides]
        if len(both) == len(_SCHEMES) and _agree(*both):
            sides[side, "kounen"], sides[side, "senpo"] = both = _together(both[0], both[1], side)
        settle_edges([_fixed(one) for one in both])
    return Learned(len(pages), len(matched), pieces, sides)


def _fixed(own: LearnedSide) -> Placed:
    """What of a side has a place of its own."""
    flowing = {item_id for flow in own.flows for item_id in flow.items}
    return own.sought, own.placed, flowing


def _agree(one: LearnedSide, other: LearnedSide) -> bool:
    """Whether both schemes plainly have this side alike."""
    both = one.placed.keys() & other.placed.keys()
    flowing = {item_id for side in (one, other) for flow in side.flows for item_id in flow.items}
    return len(both) >= _LEAST_AGREEING and all(
        abs(one.placed[item_id].place.anchor - other.placed[item_id].place.anchor) <= NEAR_MM
        and (
            item_id in flowing
            or abs(one.placed[item_id].place.baseline - other.placed[item_id].place.baseline) <= NEAR_MM
        )
        for item_id in both
        if one.placed[item_id].place.align == other.placed[item_id].place.align
    )


def _together(one: LearnedSide, other: LearnedSide, side: Side) -> tuple[LearnedSide, LearnedSide]:
    """The same side of both schemes learned from the notices of both: what is rare in one may not be in the other."""
    made = LearnedSide([*one.seen, *other.seen], [*one.texts, *other.texts])
    _learn_side(made, side, "kounen")
    if any(item_id not in made.placed for own in (one, other) for item_id in own.placed):
        return one, other
    count = len(one.seen)
    return _part(made, 0, count), _part(made, count, len(made.seen))


def _part(made: LearnedSide, start: int, stop: int) -> LearnedSide:
    def own(one: Candidate) -> Candidate:
        return Candidate(one.place, {at - start: found for at, found in one.votes.items() if start <= at < stop})

    return LearnedSide(
        made.seen[start:stop],
        made.texts[start:stop],
        {
            item_id: Sought(
                one.spec,
                [at - start for at in one.due if start <= at < stop],
                {at - start: found for at, found in one.found.items() if start <= at < stop},
                {at - start: value for at, value in one.values.items() if start <= at < stop},
                one.way,
            )
            for item_id, one in made.sought.items()
        },
        {item_id: own(one) for item_id, one in made.placed.items()},
        [
            Flow(flow.items, flow.baseline, flow.pitch, {item_id: own(one) for item_id, one in flow.places.items()})
            for flow in made.flows
        ],
        {item_id: [own(one) for one in found] for item_id, found in made.asked.items()},
        list(made.unplaced),
    )


def _learn_side(made: LearnedSide, side: Side, scheme: Scheme) -> None:
    specs = [spec for spec in item_specs(scheme) if spec.side == side and spec.form not in DRAWN]
    ways = {spec.id: sought(made.texts, spec) for spec in specs}
    made.sought = {item_id: found[0] for item_id, found in ways.items()}
    claimed: list[set[int]] = [set() for _ in made.texts]
    for flow in flows(made.texts, list(made.sought.values())):
        sure = [item_id for item_id in flow.items if is_plenty(made.sought[item_id], flow.places[item_id].place)]
        least = 1 if len(sure) > 1 else _LEAST_FLOWING
        own = {
            item_id: one
            for item_id, one in flow.places.items()
            if item_id in sure or (len(one.votes) == len(made.sought[item_id].found) >= least)
        }
        if sure and len(own) > 1:
            made.flows.append(Flow(tuple(own), flow.baseline, flow.pitch, own))
            made.placed |= own
            for one in own.values():
                _claim(claimed, one)
    tried: dict[str, list[Candidate]] = {}
    for item_id, own_ways in ways.items():
        if item_id not in made.placed:
            made.sought[item_id], tried[item_id] = best_way([(one, candidates(one)) for one in own_ways])
    while _settle(made, tried, claimed):
        pass
    for item_id, found in tried.items():
        if found:
            made.asked[item_id] = [found[0], *rivals(made.sought[item_id], found, made.texts)]
        else:
            made.unplaced.append(item_id)


def _settle(made: LearnedSide, tried: dict[str, list[Candidate]], claimed: list[set[int]]) -> bool:
    """Place what is certain now, and take its places from the others; whether there was anything."""
    for item_id, found in tried.items():
        tried[item_id] = [one for one in found if not _is_claimed(claimed, one)]
    sure = {
        item_id: found[0]
        for item_id, found in tried.items()
        if found
        and is_plenty(made.sought[item_id], found[0].place)
        and not rivals(made.sought[item_id], found, made.texts)
    }
    sure = {item_id: one for item_id, one in sure.items() if not _is_part(item_id, one, sure)}
    for item_id, one in sure.items():
        made.placed[item_id] = one
        del tried[item_id]
        _claim(claimed, one)
    return bool(sure)


def _is_part(item_id: str, own: Candidate, sure: Mapping[str, Candidate]) -> bool:
    """Whether another item has as much of the same characters: the longer one goes first, of like ones none."""
    for other_id, other in sure.items():
        if other_id == item_id:
            continue
        both = own.votes.keys() & other.votes.keys()
        shared = [at for at in both if _chars(own, at) & _chars(other, at)]
        if len(shared) > _SHARED * len(own.votes) and all(
            len(_chars(own, at)) <= len(_chars(other, at)) for at in shared
        ):
            return True
    return False


def _chars(one: Candidate, at: int) -> set[int]:
    return {id(char) for char in one.votes[at].chars}


def _claim(claimed: list[set[int]], one: Candidate) -> None:
    for at in one.votes:
        claimed[at] |= _chars(one, at)


def _is_claimed(claimed: list[set[int]], one: Candidate) -> bool:
    return sum(bool(_chars(one, at) & claimed[at]) for at in one.votes) > _SHARED * len(one.votes)
