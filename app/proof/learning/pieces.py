"""Which pages a piece has, which sides lie where on them, and which notice each side was printed from."""

from collections import Counter, defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import NamedTuple

from app.notice.model import NoticeContent, Side
from app.proof.learning.sightings import SIGNS, SeenPage, Token, sides_shown, unique, values_of
from app.proof.printed.model import Notice, ReadPage
from app.records.layouts import Scheme
from app.sheet.measured_form import MeasuredPage, Placement
from app.sheet.model import Rect

_MOST_TURNS = 6
_ALIKE, _LEAST_ALIKE = 0.9, 0.7
_SAME_MM = 1.0
_LEAST_APART_MM = 40.0
_HEM_MM = 1.0
_LEAST_SHOWN = 0.1
_LEAST_VOTES = 2
_RARE = 0.05
_VARIABLE: tuple[Side, ...] = ("sheet", "front")
"""The sides that have values of the record; the back has none."""


class SideSeen(NamedTuple):
    """One side on one page, and the notice that it was printed from."""

    page: ReadPage
    placement: Placement
    notice: Notice


@dataclass(slots=True)
class Pieces:
    """``sizes``: width and height of each side. ``apart``: pages of a piece lie in files of their own."""

    pages: list[MeasuredPage] = field(default_factory=list)
    sides: dict[tuple[Side, Scheme], list[SideSeen]] = field(default_factory=dict)
    sizes: dict[Side, tuple[float, float]] = field(default_factory=dict)
    apart: bool = False


class _Sighting(NamedTuple):
    seen: SeenPage
    notice: Notice
    content: NoticeContent
    sides: frozenset[Side]
    found: Mapping[str, Token]
    """By item: what stands only once on the page and is the value of no other side."""


_Kind = frozenset[Side]


def pieces_of(seen: Sequence[SeenPage], content: Callable[[Notice], NoticeContent]) -> Pieces:
    """The pieces of a print. Pages that fit no turn of it are left out."""
    sightings = {at: [_sighting(one, notice, content(notice)) for notice in one.notices] for at, one in enumerate(seen)}
    kinds = [
        frozenset().union(*(sighting.sides for sighting in sightings[at])) if sightings[at] else frozenset()
        for at in range(len(seen))
    ]
    made = Pieces()
    turns, made.apart = _turns(seen, kinds)
    owners: dict[tuple[int, int], list[tuple[Notice, int]]] = {}
    bare: list[tuple[int, list[int]]] = []
    by_turn = sorted(enumerate(turns), key=lambda one: -sum(len(sightings[at]) for at in one[1]))
    for turn, own in by_turn:
        shown = Counter(side for at in own for side in kinds[at])
        kind: _Kind = frozenset(side for side, count in shown.items() if count >= max(1, _LEAST_SHOWN * len(own)))
        if kind:
            grid = _grid([sightings[at] for at in own])
            if len(grid.cells) == 1 and owners:
                sightings |= _as_beside(own, seen, sightings, owners, by_turn[0][0], content)
            _enter(made, turn, own, kind, sightings, grid, owners)
        else:
            bare.append((turn, own))
    if bare and "back" not in made.sizes:
        _enter_back(made, *bare[0], seen, turns, owners, content)
    return made


def _as_beside(
    own: Sequence[int],
    seen: Sequence[SeenPage],
    sightings: Mapping[int, Sequence[_Sighting]],
    owners: Mapping[tuple[int, int], Sequence[tuple[Notice, int]]],
    face: int,
    content: Callable[[Notice], NoticeContent],
) -> dict[int, list[_Sighting]]:
    """Pages that tell less about their notice than another page of the piece belong to that one's."""
    found = {}
    for order, at in enumerate(own):
        beside = owners.get((face, order), ())
        if len(beside) == 1 and [one.notice for one in sightings[at]] != [beside[0][0]]:
            found[at] = [_sighting(seen[at], beside[0][0], content(beside[0][0]))]
    return found


def _sighting(seen: SeenPage, notice: Notice, content: NoticeContent) -> _Sighting:
    on_page = {token.text.strip(SIGNS) for token in seen.tokens}
    once = unique(seen.tokens)
    values = values_of(content)
    sides_of: dict[str, set[Side]] = defaultdict(set)
    for side, value in values.values():
        sides_of[value].add(side)
    sides = sides_shown(values, on_page)
    spots = {
        item_id: token
        for item_id, (_, value) in values.items()
        if len(sides_of[value]) == 1 and (token := once.get(value) or once.get(value.strip(SIGNS))) is not None
    }
    return _Sighting(seen, notice, content, sides, spots)


def _turns(seen: Sequence[SeenPage], kinds: Sequence[_Kind]) -> tuple[list[list[int]], bool]:
    """Pages by their turn in the piece, and whether each turn has a file of its own."""
    everything = list(range(len(seen)))
    for count in range(1, _MOST_TURNS + 1):
        turns = [everything[turn::count] for turn in range(count)]
        if _alike(turns, kinds) and any(kinds[at] for at in turns[0]):
            return turns, False
    files: dict[str, list[int]] = defaultdict(list)
    for at, one in enumerate(seen):
        files[one.page.file].append(at)
    turns = sorted(files.values(), key=lambda own: not any(kinds[at] for at in own))
    if 1 < len(turns) <= _MOST_TURNS and _alike(turns, kinds):
        return turns, True
    return [[at for at in everything if kinds[at]]], False


def _alike(turns: Sequence[Sequence[int]], kinds: Sequence[_Kind]) -> bool:
    return all(own and _alike_kinds([kinds[at] for at in own]) for own in turns)


def _alike_kinds(own: Sequence[_Kind]) -> bool:
    """Whether these are one kind of page: most show values of the same sides, or none shows any."""
    most = Counter(own).most_common(1)[0][0]
    if not most:
        return own.count(most) >= _ALIKE * len(own)
    return sum(bool(kind) and (kind <= most or most <= kind) for kind in own) >= _LEAST_ALIKE * len(own)


class _Grid(NamedTuple):
    """Places of the pieces of paper on a page, how far each is from that of ``first``, which lies in the first."""

    cells: list[Rect]
    offsets: list[tuple[float, float]]
    first: _Sighting


def _grid(own: Sequence[Sequence[_Sighting]]) -> _Grid:
    """``own``: what each page of a turn shows."""
    most = max(map(len, own))
    full = [sorted(page, key=_spot) for page in own if len(page) == most]
    first = max((page[0] for page in full), key=lambda one: len(one.found))
    width, height = first.seen.page.width, first.seen.page.height
    offsets = [(0.0, 0.0)]
    for at in range(1, most):
        votes: Counter[tuple[float, float]] = Counter()
        for page in full:
            votes += _votes(page[0], page[at])
        if not votes:
            continue
        # Tables of two schemes have the same value in different rows: what lies straight beside it is meant.
        top = max(votes.values())
        moved = min((one for one in votes if 2 * votes[one] >= top), key=lambda one: min(map(abs, one)))
        if max(map(abs, moved)) > _LEAST_APART_MM and not any(_near(moved, other) for other in offsets):
            offsets.append(moved)
    columns, rows = _apart(sorted(dx for dx, _ in offsets)), _apart(sorted(dy for _, dy in offsets))
    step_x = min((b - a for a, b in pairwise(columns)), default=width)
    step_y = min((b - a for a, b in pairwise(rows)), default=height)
    left, top_ = (width - step_x * len(columns)) / 2, (height - step_y * len(rows)) / 2
    # Marks for cutting lie between the pieces of paper and belong to none of them.
    hem_x, hem_y = (_HEM_MM if len(columns) > 1 else 0.0), (_HEM_MM if len(rows) > 1 else 0.0)
    cells = []
    for dx, dy in offsets:
        x, y = left + (dx - columns[0]), top_ + (dy - rows[0])
        cells.append(Rect(x + hem_x, y + hem_y, x + step_x - hem_x, y + step_y - hem_y))
    return _Grid(cells, offsets, first)


def _spot(one: _Sighting) -> tuple[int, float]:
    """Where its values lie on the page: row by row, from left to right."""
    rects = [_on_page(token, one.seen.page) for token in one.found.values()]
    if not rects:
        return 0, 0.0
    around = _around(rects)
    return round((around.y0 + around.y1) / 2 / _LEAST_APART_MM), around.x0


def _apart(values: Sequence[float]) -> list[float]:
    found: list[float] = []
    for value in values:
        if not found or value - found[-1] > _SAME_MM:
            found.append(value)
    return found


def _near(one: tuple[float, float], other: tuple[float, float]) -> bool:
    return abs(one[0] - other[0]) < _SAME_MM and abs(one[1] - other[1]) < _SAME_MM


def _votes(first: _Sighting, other: _Sighting) -> Counter[tuple[float, float]]:
    """By how much each item of the second lies elsewhere on its page."""
    votes: Counter[tuple[float, float]] = Counter()
    for item_id, token in first.found.items():
        its = other.found.get(item_id)
        if its is None or its.turned != token.turned:
            continue
        sign = -1 if token.turned else 1
        dy = sign * (its.chars[0].y - token.chars[0].y)
        edges = (its.chars[0].x - token.chars[0].x, its.chars[-1].right - token.chars[-1].right)
        votes.update({(round(2 * sign * dx) / 2, round(2 * dy) / 2) for dx in edges})
    return votes


def _enter(
    made: Pieces,
    turn: int,
    own: Sequence[int],
    kind: _Kind,
    sightings: Mapping[int, Sequence[_Sighting]],
    grid: _Grid,
    owners: dict[tuple[int, int], list[tuple[Notice, int]]],
) -> None:
    """Enter the pages of a turn that show values."""
    all_own = [sighting for at in own for sighting in sightings[at]]
    cell = grid.cells[0]
    frames = _frames(kind, all_own, cell, grid)
    placements = []
    for leaf, one in enumerate(grid.cells):
        for side, (frame, turned) in frames.items():
            placements.append(Placement(side, frame.x0 + one.x0 - cell.x0, frame.y0 + one.y0 - cell.y0, turned, leaf))
    for side, (frame, _) in frames.items():
        made.sizes[side] = (frame.width, frame.height)
    page = all_own[0].seen.page
    made.pages.append(MeasuredPage(page.width, page.height, tuple(placements), turn))
    for order, at in enumerate(own):
        for sighting in sightings[at]:
            own_leaf = _leaf_of(sighting, grid)
            if own_leaf is None:
                continue
            owners.setdefault((turn, order), []).append((sighting.notice, own_leaf))
            for placement in placements:
                if placement.leaf == own_leaf:
                    seen = SideSeen(sighting.seen.page, placement, sighting.notice)
                    made.sides.setdefault((placement.side, sighting.content.scheme), []).append(seen)


def _leaf_of(other: _Sighting, grid: _Grid) -> int | None:
    """In which cell it lies: tables of the schemes differ, so some items may lie elsewhere in their cell."""
    if len(grid.cells) == 1:
        return 0
    votes = _votes(grid.first, other)
    counts = [sum(count for moved, count in votes.items() if _near(moved, offset)) for offset in grid.offsets]
    best = max(range(len(counts)), key=counts.__getitem__)
    return best if counts[best] >= _LEAST_VOTES else None


def _frames(kind: _Kind, sightings: Sequence[_Sighting], cell: Rect, grid: _Grid) -> dict[Side, tuple[Rect, bool]]:
    """Where each side lies in the cell of the first sighting, and whether upside down."""
    hulls: dict[Side, list[Rect]] = defaultdict(list)
    turned: Counter[tuple[Side, bool]] = Counter()
    for one in sightings:
        leaf = _leaf_of(one, grid)
        if leaf is None:
            continue
        dx, dy = grid.offsets[leaf]
        page = one.seen.page
        for side in kind:
            rects = []
            for item_id, token in one.found.items():
                if item_id.startswith(f"{side}."):
                    turned[side, token.turned] += 1
                    rects.append(_on_page(token, page).moved(-dx, -dy))
            if rects:
                hulls[side].append(_around(rects))
    sides = {side: turned[side, True] > turned[side, False] for side in hulls}
    if len(sides) == 1:
        return {side: (cell, upside) for side, upside in sides.items()}
    around = {side: _around(own) for side, own in hulls.items()}
    usual = {side: _around(own, _RARE) for side, own in hulls.items()}
    for low, high in (("y0", "y1"), ("x0", "x1")):
        ordered = sorted(sides, key=lambda side: getattr(usual[side], low))
        # A value that its own place cuts off may stand once on another side, as a value of none of its items.
        wholly, mostly = (
            [(getattr(own[a], high), getattr(own[b], low)) for a, b in pairwise(ordered)] for own in (around, usual)
        )
        gaps = wholly if all(end <= start for end, start in wholly) else mostly
        if all(end <= start for end, start in gaps):
            return _cut(cell, ordered, gaps, mostly, low, high, sides)
    best = max(sides, key=lambda side: len(hulls[side]))
    return {best: (cell, sides[best])}


def _cut(
    cell: Rect,
    ordered: Sequence[Side],
    gaps: Sequence[tuple[float, float]],
    usual: Sequence[tuple[float, float]],
    low: str,
    high: str,
    turned: Mapping[Side, bool],
) -> dict[Side, tuple[Rect, bool]]:
    """Panels of one size where equal parts of the cell allow it, else cut in the middle of what is free.

    ``gaps``: what is free between them; ``usual``: what is on nearly all pages.
    """
    begin, end = getattr(cell, low), getattr(cell, high)
    cuts = [begin]
    for at, ((foot, head), (usual_foot, usual_head)) in enumerate(zip(gaps, usual, strict=True)):
        even = begin + (end - begin) * (at + 1) / len(ordered)
        cuts.append(even if usual_foot < even < usual_head else (foot + head) / 2)
    cuts.append(end)
    return {
        side: (cell._replace(**{low: cuts[at], high: cuts[at + 1]}), turned[side]) for at, side in enumerate(ordered)
    }


def _on_page(token: Token, page: ReadPage) -> Rect:
    rects = [char.rect() for char in token.chars]
    rect = _around(rects)
    if token.turned:
        return Rect(page.width - rect.x1, page.height - rect.y1, page.width - rect.x0, page.height - rect.y0)
    return rect


def _around(rects: Sequence[Rect], rare: float = 0.0) -> Rect:
    """What bounds them all; each edge but for this share of them."""
    but = int(rare * len(rects))
    x0, y0, x1, y1 = (sorted(edges) for edges in zip(*rects, strict=True))
    return Rect(x0[but], y0[but], x1[-1 - but], y1[-1 - but])


def _enter_back(
    made: Pieces,
    turn: int,
    own: Sequence[int],
    seen: Sequence[SeenPage],
    turns: Sequence[Sequence[int]],
    owners: Mapping[tuple[int, int], Sequence[tuple[Notice, int]]],
    content: Callable[[Notice], NoticeContent],
) -> None:
    """Enter pages that show no value: the backs of the pieces whose other pages stand beside them."""
    face = next((at for at in range(len(turns)) if any(key[0] == at for key in owners)), None)
    if face is None:
        return
    kind = next(page for page in made.pages if page.turn == face)
    cells = _cells(kind, made)
    page = seen[own[0]].page
    middle = page.width
    placements = []
    for leaf, cell in enumerate(cells):
        left = middle - cell.x1 if len(cells) > 1 else 0.0  # the paper is turned over its long edge
        placements.append(Placement("back", left, cell.y0 if len(cells) > 1 else 0.0, False, leaf))
    size = (cells[0].width, cells[0].height) if len(cells) > 1 else (page.width, page.height)
    made.sizes["back"] = size
    made.pages.append(MeasuredPage(page.width, page.height, tuple(placements), turn))
    for order, at in enumerate(own):
        for notice, leaf in owners.get((face, order), ()):
            scheme = content(notice).scheme
            one = SideSeen(seen[at].page, placements[leaf], notice)
            made.sides.setdefault(("back", scheme), []).append(one)


def _cells(kind: MeasuredPage, made: Pieces) -> list[Rect]:
    found = []
    for leaf in sorted({one.leaf for one in kind.placements}):
        rects = [
            Rect(one.x, one.y, one.x + made.sizes[one.side][0], one.y + made.sizes[one.side][1])
            for one in kind.placements
            if one.leaf == leaf
        ]
        found.append(_around(rects))
    return found
