"""One panel of a page as its form sees it: which characters belong to which item, and what belongs to none."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from operator import itemgetter

from app.proof.printed.code_rooms import strangers
from app.proof.printed.model import Graphic, ReadCode, ReadPage
from app.proof.printed.panel_rows import TENTHS, Char, PageRows, near, unlike
from app.proof.printed.reading import placed
from app.sheet.measured_form import MeasuredBlock, MeasuredItem, MeasuredPanel, Placement
from app.sheet.model import Rect

_SAME_LINE_EM = 0.35
_NEXT_EM = 1.3
_TOUCH = 0.05
_MOST_LINES = 6
_BY_X, _BY_Y, _BY_Y_X = itemgetter(1), itemgetter(2), itemgetter(2, 1)


@dataclass(slots=True)
class Line:
    """Characters on one baseline, from left to right; they stay what they are."""

    chars: list[Char]
    _inked: list[Char] | None = field(default=None, repr=False, compare=False)

    @property
    def text(self) -> str:
        """With blanks."""
        return "".join([char.text for char in self.chars])

    @property
    def inked(self) -> list[Char]:
        """Without blanks."""
        if self._inked is None:
            self._inked = [char for char in self.chars if not char.text.isspace()]
        return self._inked


@dataclass(slots=True)
class FoundItem:
    """What stands in the place of an item. ``unseen``: characters that are there and that no eye finds.

    ``at``: number of the first of its lines in its block; ``lost``: of the items before it there, those that are
    missing: the lines below may have closed up or not.
    """

    item: MeasuredItem
    block: MeasuredBlock
    lines: list[Line] = field(default_factory=list)
    unseen: list[Char] = field(default_factory=list)
    at: int = 0
    lost: int = 0

    @property
    def bare(self) -> str:
        """Its characters without blanks."""
        return "".join([char.text for line in self.lines for char in line.inked])

    @property
    def text(self) -> str:
        """With blanks."""
        return "".join(line.text for line in self.lines)

    @property
    def chars(self) -> list[Char]:
        """All of them that are no blanks."""
        return [char for line in self.lines for char in line.inked]

    def rect(self) -> Rect:
        """Where it stands, or where it should, on the panel."""
        own = self.chars or self.unseen
        if not own:
            return self.block.rect
        rects = [char.rect() for char in own]
        return Rect(
            min(r.x0 for r in rects), min(r.y0 for r in rects), max(r.x1 for r in rects), max(r.y1 for r in rects)
        )


@dataclass(slots=True)
class PanelOnPage:
    """One side where it lies on a page, with all that was found on it. Places are those of the panel."""

    panel: MeasuredPanel
    placement: Placement
    blocks: list[tuple[MeasuredBlock, list[Line], list[Char]]]
    codes: dict[str, ReadCode]
    others: list[Line]
    graphics: list[Graphic]
    notes: list[Rect]
    seen: int
    """Characters of the background that are there."""
    lacking: int
    """Parts of the background that are not there."""

    def on_page(self, rect: Rect) -> Rect:
        """A rectangle of the panel on its page."""
        at = self.placement
        return placed(rect, at.x, at.y, self.panel.width, self.panel.height, at.turned)


def panel_on_page(
    page: ReadPage, panel: MeasuredPanel, placement: Placement, least: float = 0.0, rows: PageRows | None = None
) -> PanelOnPage | None:
    """What this page shows where a side of this form would lie; ``None`` if less of its background is there.

    ``rows``: the page's, for those who ask for several panels.
    """
    moved = (rows or PageRows(page)).on(placement, panel.width, panel.height)
    seen, chars = unlike(moved, panel)
    if seen < least * len(panel.background.chars):
        return None
    visible = [char for char in chars if not char.hidden] if moved.hidden else chars
    unseen = [char for char in chars if char.hidden and char.text.strip()] if moved.hidden else []
    claimed, rest = _claims(visible, panel.blocks)
    hidden: Sequence[list[Char]] = _claims(unseen, panel.blocks)[0] if unseen else [[] for _ in panel.blocks]
    blocks = [(block, _lines(own), lost) for block, own, lost in zip(panel.blocks, claimed, hidden, strict=True)]
    area = Rect(placement.x, placement.y, placement.x + panel.width, placement.y + panel.height)
    inside = [one for one in page.graphics if _middle_in(one.rect, area)]
    graphics = [one._replace(rect=_own(one.rect, panel, placement)) for one in inside]
    read = [_own_code(code, panel, placement) for code in page.codes]
    unknown, lines_seen = _unknown(graphics, panel, read)
    lacking = max(len(panel.background.chars) - seen, 0) + max(len(panel.background.graphics) - lines_seen, 0)
    return PanelOnPage(
        panel=panel,
        placement=placement,
        blocks=blocks,
        codes={
            code.id: own
            for code, own in zip(page.codes, read, strict=True)
            if any(code.id == one.id for one in panel.codes) and _middle_in(code.rect, area)
        },
        others=[line for line in _lines(rest) if line.inked],
        graphics=unknown,
        notes=[_own(note, panel, placement) for note in page.notes if _middle_in(note, area)],
        seen=seen,
        lacking=lacking,
    )


def _own(rect: Rect, panel: MeasuredPanel, at: Placement) -> Rect:
    if at.turned:
        x1, y1 = at.x + panel.width, at.y + panel.height
        return Rect(x1 - rect.x1, y1 - rect.y1, x1 - rect.x0, y1 - rect.y0)
    return rect.moved(-at.x, -at.y)


def _own_code(code: ReadCode, panel: MeasuredPanel, at: Placement) -> ReadCode:
    spare = tuple([_own(rect, panel, at) for rect in code.spare])
    return code._replace(rect=_own(code.rect, panel, at), spare=spare)


def _middle_in(rect: Rect, area: Rect) -> bool:
    x, y = (rect.x0 + rect.x1) / 2, (rect.y0 + rect.y1) / 2
    return area.x0 <= x <= area.x1 and area.y0 <= y <= area.y1


def _claims(chars: Sequence[Char], blocks: Sequence[MeasuredBlock]) -> tuple[list[list[Char]], list[Char]]:
    """The characters in each block, those that go on from there with them; and the rest."""
    claimed: list[list[Char]] = [[] for _ in blocks]
    rest: list[Char] = []
    rects = [block.rect for block in blocks]
    for row in _rows(chars):
        low, high = min(map(_BY_Y, row)), max(map(_BY_Y, row))
        owners: list[int | None]
        near = [(at, r) for at, r in enumerate(rects) if r.y0 <= high and low <= r.y1]
        owners = [
            next((at for at, r in near if r.x0 <= char.x <= r.x1 and r.y0 <= char.y <= r.y1), None) for char in row
        ] if near else [None] * len(row)  # fmt: skip
        if any(owner is not None for owner in owners):
            for order in (range(1, len(row)), range(len(row) - 2, -1, -1)):
                step = order.step
                for at in order:
                    if owners[at] is None and _adjoins(row[at], row[at - step]):
                        owners[at] = owners[at - step]
        for char, owner in zip(row, owners, strict=True):
            (rest if owner is None else claimed[owner]).append(char)
    return claimed, rest


def _rows(chars: Iterable[Char]) -> list[list[Char]]:
    """Characters that share a baseline, from left to right."""
    rows: list[list[Char]] = []
    for char in sorted(chars, key=_BY_Y):
        if rows and abs(char.y - rows[-1][-1].y) <= _SAME_LINE_EM * char.em / 2:
            rows[-1].append(char)
        else:
            rows.append([char])
    for row in rows:
        row.sort(key=_BY_X)
    return rows


def _adjoins(char: Char, held: Char) -> bool:
    gap = char.x - held.right if char.x > held.x else held.x - char.right
    return gap < _NEXT_EM * held.em


def _lines(chars: Iterable[Char]) -> list[Line]:
    lines: list[list[Char]] = []
    for char in sorted(chars, key=_BY_Y_X):
        if lines and abs(char.y - lines[-1][0].y) <= _SAME_LINE_EM * lines[-1][-1].em:
            lines[-1].append(char)
        else:
            lines.append([char])
    for line in lines:
        line.sort(key=_BY_X)
    return [line for line in map(Line, lines) if line.inked]


def _unknown(graphics: Sequence[Graphic], panel: MeasuredPanel, codes: Sequence[ReadCode]) -> tuple[list[Graphic], int]:
    """What is no part of the background and no code, and how many parts of the background are there."""
    known = near(panel)[1]
    unknown = [one for one in graphics if (one.kind, *[round(value * TENTHS) for value in one.rect]) not in known]
    return strangers(unknown, codes), len(graphics) - len(unknown)


def within(rect: Rect, outer: Rect) -> bool:
    """Whether all of it lies inside."""
    return outer.x0 <= rect.x0 and rect.x1 <= outer.x1 and outer.y0 <= rect.y0 and rect.y1 <= outer.y1


def overlaps(rect: Rect, other: Rect) -> bool:
    """Whether they share more than a hair."""
    across = min(rect.x1, other.x1) - max(rect.x0, other.x0)
    down = min(rect.y1, other.y1) - max(rect.y0, other.y0)
    return across > _TOUCH and down > _TOUCH


def found_items(on_page: PanelOnPage, expected: dict[str, str]) -> list[FoundItem]:
    """Lines given to the items of each block. ``expected``: what each shows, without blanks."""
    found = []
    for block, lines, lost in on_page.blocks:
        own = [FoundItem(item, block) for item in block.items]
        if len(own) == 1:
            own[0].lines = lines
        else:
            _share(own, lines, expected)
        for item in own:
            if not item.lines and expected.get(item.item.id, ""):
                item.unseen = lost
        if len(own) == 1:
            own[0].unseen = lost
        found += own
    return found


def _share(items: list[FoundItem], lines: list[Line], expected: dict[str, str]) -> None:
    """Lines to items in their order: first those that are exactly what is expected, the rest to those between."""
    wanted = [item for item in items if expected.get(item.item.id, "")]
    bare = ["".join(char.text for char in line.inked) for line in lines]
    at = 0
    open_items: list[FoundItem] = []
    for number, item in enumerate(wanted):
        spot = _spot(bare, at, expected[item.item.id], more=len(wanted) - number)
        if spot is None:
            open_items.append(item)
            continue
        start, stop = spot
        _fill(open_items, lines[at:start], at, expected)
        open_items = []
        item.lines, item.at, at = lines[start:stop], start, stop
    if open_items:
        _fill(open_items, lines[at:], at, expected)
    elif at < len(lines):
        spare = next((item for item in items if item not in wanted), items[-1])
        spare.lines, spare.at = spare.lines + lines[at:], at
    lost = 0
    for item in wanted:
        item.lost = lost
        lost += not item.lines


def _spot(bare: list[str], at: int, text: str, more: int) -> tuple[int, int] | None:
    for start in range(at, min(len(bare), at + more + _MOST_LINES)):
        joined = ""
        for stop in range(start, min(len(bare), start + _MOST_LINES)):
            joined += bare[stop]
            if joined == text:
                return start, stop + 1
    return None


def _fill(items: list[FoundItem], lines: list[Line], at: int, expected: dict[str, str]) -> None:
    """Lines between two certain items to the items between them, each to the one that it is most like."""
    if not items:
        return
    low = 0
    for offset, line in enumerate(lines):
        text = "".join(char.text for char in line.inked)
        ratios = [SequenceMatcher(None, text, expected[item.item.id]).ratio() for item in items[low:]]
        low += max(range(len(ratios)), key=ratios.__getitem__)
        if not items[low].lines:
            items[low].at = at + offset
        items[low].lines = [*items[low].lines, line]
