"""Items one below the other, blank ones closed up: a following one stands where the ones before leave off."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cmp_to_key
from itertools import pairwise
from statistics import mean, median

from app.proof.learning.lines import NEAR_MM, Occurrence
from app.proof.learning.places import Candidate, SideText, Sought, place_of

FORMS = ("postal", "text", "office", "office_postal", "office_address", "office_phone")
"""What is set like an address."""
_LEAST_SHARE, _LEAST_FOUND = 0.9, 0.5
_LEAST_PITCH_EM, _MOST_PITCH_EM = 0.75, 2.4
_LEAST_GOOD = 0.95


@dataclass(frozen=True, slots=True)
class Flow:
    """Items of one block in their order, on lines ``pitch`` apart from ``baseline`` on; ``places`` of each item."""

    items: tuple[str, ...]
    baseline: float
    pitch: float
    places: Mapping[str, Candidate]


def flows(sides: Sequence[SideText], sought: Sequence[Sought]) -> list[Flow]:
    """Blocks of two or more items, of all that are set like an address."""
    columns: dict[float, list[Sought]] = {}
    for one in sought:
        if one.spec.form not in FORMS or len(one.found) < _LEAST_FOUND * len(one.due) or not one.found:
            continue
        left = _column(one)
        if left is not None:
            near = next((at for at in columns if abs(at - left) <= NEAR_MM), left)
            columns.setdefault(near, []).append(one)
    return [flow for left, own in columns.items() for flow in _blocks(_in_order(own, left), left, len(sides))]


def _in_order(own: Sequence[Sought], left: float) -> list[Sought]:
    """From the top: as they stand on sides that have both, else by where they stand on the average."""
    spots = [{at: _topmost(found, left) for at, found in one.found.items()} for one in own]

    def compared(first: int, second: int) -> int:
        both = spots[first].keys() & spots[second].keys()
        if both:
            return _sign(sum(spots[first][at] - spots[second][at] for at in both))
        return _sign(mean(spots[first].values()) - mean(spots[second].values()))

    return [own[at] for at in sorted(range(len(own)), key=cmp_to_key(compared))]


def _topmost(found: Sequence[Occurrence], left: float) -> float:
    return min((one.baseline for one in found if abs(one.left - left) <= 2 * NEAR_MM), default=0.0)


def _sign(value: float) -> int:
    return (value > 0) - (value < 0)


def _column(one: Sought) -> float | None:
    """The left edge that nearly all sides have; ``None`` if there is none, or several."""
    votes: Counter[float] = Counter()
    for found in one.found.values():
        votes.update({round(own.left * 2) / 2 for own in found} | {round(own.left * 2 + 0.5) / 2 for own in found})
    (best, most), *_ = votes.most_common(1)
    own = [[found.left for found in one.found[at] if abs(found.left - best) <= 2 * NEAR_MM] for at in one.found]
    if most < _LEAST_SHARE * len(one.found):
        return None
    if any(count >= most and abs(at - best) > 2 for at, count in votes.items()):
        return None
    return median(left for lefts in own for left in lefts)


def _blocks(own: Sequence[Sought], left: float, sides: int) -> list[Flow]:
    """Of items in one column, in their order: those that follow each other at one pitch on every side."""
    found: list[Flow] = []
    group: list[Sought] = []
    flow: Flow | None = None
    for one in own:
        wider = _flow([*group, one], left, sides)
        if wider is not None:
            group, flow = [*group, one], wider
            continue
        if flow is not None and len(group) > 1:
            found.append(flow)
        group = [one]
        flow = _flow(group, left, sides)
    if flow is not None and len(group) > 1:
        found.append(flow)
    return found


_Chain = list[tuple[int, Occurrence | None]]
"""The items of one side from the top, by their number; ``None`` for one that is due and was not found."""


def _flow(own: Sequence[Sought], left: float, sides: int) -> Flow | None:
    every = [_chain(own, at, left) for at in range(sides)]
    chains = [chain for chain in every if any(found is not None for _, found in chain)]
    starts = [found.baseline for found in (chain[0][1] for chain in chains) if found is not None]
    if not starts:
        return None
    base = median(starts)
    steps = [
        (after.baseline - before.lines[-1][0].y, before.first.em)
        for chain in chains
        for (_, before), (_, after) in pairwise(chain)
        if before is not None and after is not None
    ]
    steps += [
        ((one.lines[-1][0].y - one.baseline) / (len(one.lines) - 1), one.first.em)
        for chain in chains
        for _, one in chain
        if one is not None and len(one.lines) > 1
    ]
    pitch = median(step for step, _ in steps) if steps else 0.0
    even = sum(
        abs(step - pitch) <= NEAR_MM and _LEAST_PITCH_EM * em <= step <= _MOST_PITCH_EM * em for step, em in steps
    )
    if even < _LEAST_GOOD * len(steps):
        return None
    votes: list[dict[int, Occurrence]] = [{} for _ in own]
    good = 0
    for at, chain in enumerate(every):
        if _fits(chain, base, pitch):
            good += chain in chains
            for number, found in chain:
                if found is not None:
                    votes[number][at] = found
    if good < len(chains) * _LEAST_GOOD or not all(votes):
        return None
    places = {
        one.spec.id: Candidate(place_of(one, own_votes, "left"), own_votes)
        for one, own_votes in zip(own, votes, strict=True)
    }
    return Flow(tuple(one.spec.id for one in own), base, pitch, places)


def _fits(chain: _Chain, base: float, pitch: float) -> bool:
    """Whether each item stands where those before it leave off; one that was not found takes a line at least."""
    line, loose = 0, False
    for _, found in chain:
        if found is None:
            line, loose = line + 1, True
            continue
        if loose and pitch:
            line = max(line, round((found.baseline - base) / pitch))
        if abs(found.baseline - (base + line * pitch)) > NEAR_MM:
            return False
        line, loose = line + len(found.lines), False
    return True


def _chain(own: Sequence[Sought], at: int, left: float) -> _Chain:
    """Of an item that stands twice the one that comes next."""
    chain: _Chain = []
    foot = float("-inf")
    for number, one in enumerate(own):
        below = [
            found for found in one.found.get(at, ()) if abs(found.left - left) <= 2 * NEAR_MM and found.baseline > foot
        ]
        if below:
            chain.append((number, min(below, key=lambda found: found.baseline)))
            foot = min(found.baseline for found in below)
        elif at in one.due:
            chain.append((number, None))
    return chain
