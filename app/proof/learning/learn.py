"""Places of items by votes: each notice says where its own values stand, and what all agree on is the place.

Nothing is placed that could be wrong: not what has a rival place, not what shares its place with another item, and not
what has the same value everywhere, which may be wording of the form. Those are asked, with their candidates.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from statistics import median
from typing import Any, NamedTuple

from app.notice.model import NoticeContent, Side
from app.progress import Progress, no_progress
from app.proof.learning.lines import Occurrence, TextLine, lines_of, occurrences, variants
from app.proof.printed.model import Align, Notice, ReadPage
from app.records.layouts import Scheme
from app.sheet.model import Rect

STAGE = "様式の測定"
LEAST_PAGES = 5
_LEAST_VALUES = 3
_LEAST_SHARE = 0.9
_RIVAL_SHARE = 0.2
_NEAR_MM = 0.3
_APART_MM = 1.0
_TRIED = 6
_TELLING = 6
_EM_MM = 25.4 / 72


class Place(NamedTuple):
    """A place where an item may be printed: on pages of this size, what of it stays put, and who voted for it.

    ``values``: how many different values were seen there. ``spread``: from the least to the largest anchor, mm.
    """

    width: float
    height: float
    turned: bool
    align: Align
    anchor: float
    baseline: float
    size_pt: float
    rect: Rect
    pages: int
    values: int
    spread: float


class LearnedItem(NamedTuple):
    """An item of a scheme and its place."""

    item: str
    side: Side
    scheme: Scheme
    place: Place


@dataclass(frozen=True, slots=True)
class Learned:
    """``asked``: candidates of items that only a person can place; ``unplaced``: no place, or too few values."""

    pages: int
    matched: int
    items: tuple[LearnedItem, ...]
    asked: Mapping[tuple[Scheme, str], tuple[Place, ...]]
    unplaced: tuple[tuple[Scheme, str], ...]


class _Seen(NamedTuple):
    page: ReadPage
    lines: list[TextLine]
    notice: Notice


class _Vote(NamedTuple):
    notice: Notice
    value: str
    width: float
    height: float
    at: Occurrence


def learn(
    pages: Sequence[ReadPage],
    notices: Sequence[Notice],
    content: Callable[[Notice], NoticeContent],
    progress: Progress = no_progress,
) -> Learned:
    """Where this print of (some of) these notices has each item."""
    contents = {notice: content(notice) for notice in notices}
    telling = _telling(contents)
    seen = []
    for number, page in enumerate(pages):
        lines = lines_of(page)
        owner = _owner(lines, telling)
        if owner is not None and not page.mirrored:
            seen.append(_Seen(page, lines, owner))
        progress(STAGE, number + 1, len(pages))
    placed: list[LearnedItem] = []
    asked: dict[tuple[Scheme, str], tuple[Place, ...]] = {}
    unplaced: list[tuple[Scheme, str]] = []
    for scheme in ("kounen", "senpo"):
        own = [one for one in seen if contents[one.notice].scheme == scheme]
        sides = {item.id: item.side for one in own for item in contents[one.notice].items}
        for item_id, side in sides.items():
            places, sure = _places(item_id, own, contents)
            if not places:
                unplaced.append((scheme, item_id))
            elif sure:
                placed.append(LearnedItem(item_id, side, scheme, places[0]))
            else:
                asked[scheme, item_id] = tuple(places)
    for one in [one for one in placed if any(_claimed(one, other) for other in placed if other is not one)]:
        asked[one.scheme, one.item] = (one.place,)
    kept = tuple(one for one in placed if (one.scheme, one.item) not in asked)
    return Learned(len(pages), len(seen), kept, asked, tuple(unplaced))


def _telling(contents: Mapping[Notice, NoticeContent]) -> dict[str, Notice]:
    """Values that only one notice has."""
    owners: dict[str, set[Notice]] = defaultdict(set)
    for notice, content in contents.items():
        for item in content.items:
            for value in variants(item)[:1]:
                if len(value) >= _TELLING:
                    owners[value].add(notice)
    return {value: next(iter(own)) for value, own in owners.items() if len(own) == 1}


def _owner(lines: Sequence[TextLine], telling: Mapping[str, Notice]) -> Notice | None:
    """Whose page it is; ``None`` if it says so of nobody, or of several."""
    text = "\n".join(line.text for line in lines)
    votes = Counter(notice for value, notice in telling.items() if value in text)
    if not votes:
        return None
    (first, most), *others = votes.most_common(2)
    return first if most > 3 * sum(count for _, count in others) else None


def _places(item_id: str, seen: Sequence[_Seen], contents: Mapping[Notice, NoticeContent]) -> tuple[list[Place], bool]:
    """Candidates for an item, the best first, and whether the first one is certain."""
    votes: list[_Vote] = []
    due: set[Notice] = set()
    for one in seen:
        item = next((item for item in contents[one.notice].items if item.id == item_id), None)
        if item is None or item.state != "ok" or not item.text.strip():
            continue
        due.add(one.notice)
        for value in variants(item):
            found = list(occurrences(one.lines, value))
            votes += [_Vote(one.notice, value, one.page.width, one.page.height, at) for at in found]
            if found:
                break
    if len(due) < LEAST_PAGES or not votes:
        return [], False
    tried = list(dict.fromkeys(vote.notice for vote in votes))[:_TRIED]
    places = [
        place
        for vote in votes
        if vote.notice in tried
        for align in ("left", "right", "centre")
        if (place := _voted(vote, align, votes)) is not None
    ]
    # A value of one length has all its edges in place: numbers then count as set to the right.
    number = sum(vote.value[-1].isdigit() for vote in votes) * 2 > len(votes)
    order = {"right": 0, "left": 1, "centre": 2} if number else {"left": 0, "right": 1, "centre": 2}
    places.sort(key=lambda place: (-place.pages, round(place.spread, 1), order[place.align]))
    apart: list[Place] = []
    for place in places:
        if not any(_same(place, other) for other in apart):
            apart.append(place)
    best = apart[0]
    rivals = [place for place in apart[1:] if place.pages >= _RIVAL_SHARE * best.pages]
    sure = not rivals and best.pages >= max(LEAST_PAGES, _LEAST_SHARE * len(due)) and best.values >= _LEAST_VALUES
    return [best, *rivals], sure


def _anchor(at: Occurrence, align: Align) -> float:
    return {"left": at.left, "right": at.right, "centre": (at.left + at.right) / 2}[align]


def _voted(first: _Vote, align: Align, votes: Sequence[_Vote]) -> Place:
    """The place that this occurrence stands for, with all that agree with it."""
    anchor = _anchor(first.at, align)
    own = [
        vote
        for vote in votes
        if (vote.width, vote.height, vote.at.turned) == (first.width, first.height, first.at.turned)
        and abs(vote.at.baseline - first.at.baseline) <= _NEAR_MM
        and abs(_anchor(vote.at, align) - anchor) <= _NEAR_MM
    ]
    anchors = [_anchor(vote.at, align) for vote in own]
    baseline, size = median(vote.at.baseline for vote in own), median(vote.at.size_pt for vote in own)
    up, down = 0.88 * size * _EM_MM, 0.12 * size * _EM_MM
    if first.at.turned:
        up, down = down, up
    return Place(
        first.width,
        first.height,
        first.at.turned,
        align,
        median(anchors),
        baseline,
        size,
        Rect(min(v.at.left for v in own), baseline - up, max(v.at.right for v in own), baseline + down),
        len({vote.notice for vote in own}),
        len({vote.value for vote in own}),
        max(anchors) - min(anchors),
    )


def _same(one: Place, other: Place) -> bool:
    return (
        (one.width, one.height, one.turned) == (other.width, other.height, other.turned)
        and abs(one.baseline - other.baseline) < _APART_MM
        and min(one.rect.x1, other.rect.x1) > max(one.rect.x0, other.rect.x0)
    )


def _claimed(one: LearnedItem, other: LearnedItem) -> bool:
    """Whether another item of the scheme lies where this one does and is not merely a part of it."""
    if one.scheme != other.scheme or not _same(one.place, other.place):
        return False
    mine, its = one.place.rect, other.place.rect
    return mine.width <= its.width + _NEAR_MM


def learned_json(learned: Learned) -> dict[str, Any]:
    """As written to ``learned.json`` (DESIGN 5), with the scheme and what a person has to choose from."""
    return {
        "pages": learned.pages,
        "matched": learned.matched,
        "items": [
            {"item": one.item, "side": one.side, "scheme": one.scheme, **_place_json(one.place)}
            for one in learned.items
        ],
        "asked": [
            {"item": item, "scheme": scheme, "candidates": [_place_json(place) for place in places]}
            for (scheme, item), places in learned.asked.items()
        ],
        "unplaced": [{"item": item, "scheme": scheme} for scheme, item in learned.unplaced],
    }


def _place_json(place: Place) -> dict[str, Any]:
    return {
        "page_mm": [round(place.width, 2), round(place.height, 2)],
        "rect_mm": [round(value, 2) for value in place.rect],
        "turned": place.turned,
        "align": place.align,
        "anchor_mm": round(place.anchor, 3),
        "baseline_mm": round(place.baseline, 3),
        "size_pt": round(place.size_pt, 2),
        "pages": place.pages,
        "spread_mm": round(place.spread, 3),
    }
