"""Making a template of a page that was read the full way and is what it has to be."""

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from app.proof.printed.code_boxes import read_boxes
from app.proof.printed.interpret import Laid, Slot
from app.proof.printed.judging import bare
from app.proof.printed.matching import MatchedPage, MatchedPanel
from app.proof.printed.page_wire import glyph_of, runs_in
from app.proof.printed.panel_text import within
from app.proof.printed.print_font import PrintFont
from app.proof.printed.shown import lefts_of, shown_by
from app.proof.printed.skeleton import Cut
from app.proof.printed.template import (
    MOVED_MM,
    Edge,
    PlacedBlock,
    PlacedCode,
    PlacedLine,
    PlacedPanel,
    Template,
    TemplateRow,
    grid_right,
    near_edge,
    scale_of,
)
from app.sheet.measured_form import MeasuredBlock, MeasuredItem, Placement
from app.sheet.model import Rect

_NEAR_MM = 0.06
_CODE_MM = 0.6
_CHAIN_MM, _CHAINED = 0.2, 0.25
_SIDE_MM = 0.3
_ROOM_MM, _ASCENT = 2.0, 0.75

Fonts = Mapping[str, PrintFont]
_Cells = dict[tuple[Any, ...], list[tuple[Any, ...]]]


class _At(NamedTuple):
    """Where a slot is: panel, block and line, as numbers; its text and edges on the panel."""

    panel: int
    block: int
    line: int
    text: str
    left: float
    right: float
    grid: float


class _Not(Exception):
    """Nothing can be learned of this page."""


def learn(cut: Cut, laid: Laid, fonts: Fonts, raw: Mapping[str, Any], matched: MatchedPage) -> Template | None:
    """The template of this page; ``None`` if any of it cannot be told apart."""
    try:
        return _Learner(cut, laid, fonts, raw, matched).template()
    except (_Not, KeyError, ValueError, IndexError):
        return None


class _Learner:
    def __init__(
        self,
        cut: Cut,
        laid: Laid,
        fonts: Fonts,
        raw: Mapping[str, Any],
        matched: MatchedPage,
    ) -> None:
        self.cut, self.laid, self.fonts, self.raw = cut, laid, fonts, raw
        self.matched = matched
        self.panels = [panel for leaf in matched.leaves for panel in leaf.panels]
        self.values = tuple(value for piece in cut.pieces for value in piece.values)
        self.boxes = [boxes for piece in cut.pieces for boxes in piece.boxes]

    def template(self) -> Template:
        if self.matched.kind is None or len(self.boxes) != len(self.laid.spots):
            raise _Not
        self._agree()
        found = [self._where(at) for at in range(len(self.laid.slots))]
        vary = tuple(at for at, one in enumerate(found) if one is not None)
        if vary and min(vary) < self.laid.under:
            raise _Not  # something is painted over what varies
        own = [one for one in found if one is not None]
        spots: set[int] = set()
        placed = tuple(self._panel(number, own, spots) for number in range(len(self.panels)))
        if len(spots) != len(self.boxes):
            raise _Not
        still = tuple(at for at, one in enumerate(found) if one is None)
        slots = self.laid.slots
        rows = []
        for at, one, edge in zip(vary, own, self._edges(own), strict=True):
            slot, panel = slots[at], self.panels[one.panel]
            x, x_offset = self._row(slot, panel)
            room = panel.on_page.panel.width
            y, y_offset = slot.y[0], slot.y[1] - self._at(at)[1]
            rows.append(TemplateRow(slot.font, x, x_offset, y, y_offset, room, *edge))
        places = [self._at(at) for at in still]
        return Template(
            turn=self.matched.kind.turn,
            panels=placed,
            laid=self.laid,
            vary=vary,
            still=still,
            still_texts=tuple(self._text(at) for at in still),
            still_at=tuple(places),
            learned=self.values,
            rows=tuple(rows),
        )

    def _text(self, at: int) -> str:
        found = shown_by(self.fonts[self.laid.slots[at].font], self.cut.shown[at])
        if found is None:
            raise _Not
        return found.text

    def _at(self, at: int) -> tuple[float, float]:
        slot = self.laid.slots[at]
        x = float(self.cut.xs[at]) * slot.x[0] + slot.x[1]
        return x, float(self.cut.ys[at]) * slot.y[0] + slot.y[1]

    def _row(self, slot: Slot, panel: MatchedPanel) -> tuple[float, float]:
        """Factor and offset along the line on the panel."""
        placement, width = panel.on_page.placement, panel.on_page.panel.width
        factor, offset = slot.x
        if (slot.em < 0) != placement.turned:
            raise _Not
        return (-factor, placement.x + width - offset) if placement.turned else (factor, offset - placement.x)

    def _agree(self) -> None:
        """Every shown character was seen where it should be, by its outline."""
        cells: dict[tuple[Any, ...], list[tuple[float, float]]] = {}
        for y, _, _, _, lefts, indices, hidden, doubts in runs_in(self.raw):
            if hidden or doubts:
                raise _Not
            for at, x in zip(indices, lefts, strict=True):
                shape, code, inked = glyph_of(self.raw["glyphs"][at])
                cells.setdefault((shape, code, inked, round(x), round(y)), []).append((x, y))
        for at, slot in enumerate(self.laid.slots):
            font = self.fonts[slot.font]
            em, space, unit = scale_of(slot, self.values)
            x, y = self._at(at)
            sign = -1.0 if slot.em < 0 else 1.0
            for code, left in lefts_of(font, self.cut.shown[at], em, space, unit):
                if not _take(cells, glyph_of(font.shapes[code]), x + sign * left, y):
                    raise _Not
        if not self.laid.objects and any(cells.values()):
            raise _Not

    def _where(self, at: int) -> _At | None:
        """The line of a block that a slot is a part of; ``None`` for one of the form's own text."""
        slot = self.laid.slots[at]
        x, y = self._at(at)
        em, space, unit = scale_of(slot, self.values)
        font = self.fonts[slot.font]
        text = self._text(at)
        lefts = lefts_of(font, self.cut.shown[at], em, space, unit)
        sign = -1.0 if slot.em < 0 else 1.0
        spots = [
            self._line_of(char, x + sign * left, y) for char, (_, left) in zip(text, lefts, strict=True) if char.strip()
        ]
        if not spots or all(one is None for one in spots):
            return None
        if any(one != spots[0] for one in spots) or spots[0] is None:
            raise _Not
        panel, block, line = spots[0]
        factor, offset = self._row(slot, self.panels[panel])
        left = float(self.cut.xs[at]) * factor + offset
        last = lefts[-1][1]
        right = left + last + font.width(lefts[-1][0]) * em
        step = last - lefts[-2][1] if len(lefts) > 1 else right - left - last
        if step <= 0:
            raise _Not
        shown = shown_by(font, self.cut.shown[at])
        if shown is None:
            raise _Not
        grid = grid_right(shown, left, right, em, space)
        return _At(panel, block, line, text, left, right, grid)

    def _line_of(self, char: str, x: float, y: float) -> tuple[int, int, int] | None:
        for number, panel in enumerate(self.panels):
            on_page = panel.on_page
            own = _own(x, y, on_page.placement, on_page.panel.width, on_page.panel.height)
            for block, (_, lines, _) in enumerate(on_page.blocks):
                for line, one in enumerate(lines):
                    for other in one.chars:
                        near = abs(other.x - own[0]) <= _NEAR_MM and abs(other.y - own[1]) <= _NEAR_MM
                        if other.text == char and near:
                            return number, block, line
        return None

    def _panel(self, number: int, own: Sequence[_At], spots: set[int]) -> PlacedPanel:
        panel = self.panels[number]
        on_page = panel.on_page
        singles: list[PlacedBlock] = []
        blocks: list[PlacedBlock] = []
        silent: list[MeasuredItem] = []
        for at, (block, lines, lost) in enumerate(on_page.blocks):
            if lost:
                raise _Not
            placed = []
            for line in range(len(lines)):
                slots = [spot for spot, one in enumerate(own) if (one.panel, one.block, one.line) == (number, at, line)]
                slots.sort(key=lambda spot: own[spot].left)
                whole = "".join(own[spot].text for spot in slots)
                if bare(whole) != bare(lines[line].text):
                    raise _Not
                placed.append(PlacedLine(tuple(slots)))
            if not placed:
                silent += block.items
            elif len(block.items) == 1:
                singles.append(PlacedBlock(block, tuple(placed)))
            elif any(item.id.endswith("piece_id") for item in block.items):
                raise _Not
            else:
                blocks.append(PlacedBlock(block, tuple(placed)))
        codes = tuple(self._codes(panel, spots))
        items = [one.block.items[0] for one in singles] + silent + [item for one in blocks for item in one.block.items]
        return PlacedPanel(
            on_page.panel,
            on_page.placement,
            panel.said,
            tuple(singles),
            tuple(blocks),
            tuple(silent),
            codes,
            tuple(items),
        )

    def _codes(self, panel: MatchedPanel, spots: set[int]) -> list[PlacedCode]:
        on_page = panel.on_page
        placement, width, height = on_page.placement, on_page.panel.width, on_page.panel.height
        made = []
        for code in on_page.panel.codes:
            read = on_page.codes.get(code.id)
            if read is None:
                made.append(PlacedCode(code, -1, code.rect, (0.0, 0.0), (0.0, 0.0)))
                continue
            for at, (boxes, spot) in enumerate(zip(self.boxes, self.laid.spots, strict=True)):
                x, y = spot.x, spot.y
                if placement.turned:
                    x, y = (-x[0], placement.x + width - x[1]), (-y[0], placement.y + height - y[1])
                else:
                    x, y = (x[0], x[1] - placement.x), (y[0], y[1] - placement.y)
                rect = _bounds(boxes, x, y)
                if within(rect, code.rect.grown(0.1)) and read_boxes(code.kind, boxes, x[0], y[0]) == read.text:
                    around = Rect(rect.x0, rect.y0, rect.x1 + _ROOM_MM, rect.y1)
                    self._free_of_text(panel, around)
                    spots.add(at)
                    made.append(PlacedCode(code, at, around, x, y))
                    break
            else:
                raise _Not
        return made

    def _free_of_text(self, panel: MatchedPanel, rect: Rect) -> None:
        """A code lies on no text, and no text can grow into its place."""
        on_page = panel.on_page
        for at, slot in enumerate(self.laid.slots):
            em, space, unit = scale_of(slot, self.values)
            x, y = _own(*self._at(at), on_page.placement, on_page.panel.width, on_page.panel.height)
            lefts = lefts_of(self.fonts[slot.font], self.cut.shown[at], em, space, unit)
            right = x + (lefts[-1][1] + em if lefts else 0.0)
            if y > rect.y0 and y - _ASCENT * em < rect.y1 and x < rect.x1 and right > rect.x0:
                raise _Not

    def _edges(self, own: Sequence[_At]) -> list[Edge]:
        """How it is told of each varying slot that it stands where it should."""
        made: list[Edge | None] = [None] * len(own)
        for number, panel in enumerate(self.panels):
            for at, (block, lines, _) in enumerate(panel.on_page.blocks):
                item = _common(block)
                for line in range(len(lines)):
                    slots = [s for s, one in enumerate(own) if (one.panel, one.block, one.line) == (number, at, line)]
                    slots.sort(key=lambda spot: own[spot].left)
                    if slots:
                        self._line_edges(item, slots, own, made)
        if any(one is None for one in made):
            raise _Not
        return [one for one in made if one is not None]

    def _line_edges(
        self, item: MeasuredItem, slots: Sequence[int], own: Sequence[_At], made: list[Edge | None]
    ) -> None:
        first, last = own[slots[0]], own[slots[-1]]
        edge = near_edge(item.align, first.left, last.right, last.grid, item.anchor)
        if edge is None or (item.align == "centre" and len(slots) > 1):
            raise _Not
        main = slots[-1] if item.align == "right" else slots[0]
        for before, spot in zip((None, *slots), slots, strict=False):
            one = own[spot]
            if spot == main:
                made[spot] = edge
            elif item.align == "right" and item.columns:
                made[spot] = Edge("R", one.right, _SIDE_MM)
            elif before is not None and before == spot - 1 and abs(one.left - own[before].right) <= _CHAIN_MM:
                made[spot] = Edge("K", one.left - own[before].right, _CHAINED)
            elif item.align == "right":
                # The next one stands right of it: it is tied to that one, or stands by its own edge.
                made[spot] = Edge("R", one.right, _SIDE_MM)
            else:
                made[spot] = Edge("L", one.left, _SIDE_MM)


def _common(block: MeasuredBlock) -> MeasuredItem:
    """An item of the block, if all stand by the same edge."""
    first = block.items[0]
    if any(one.align != first.align or abs(one.anchor - first.anchor) > MOVED_MM / 10 for one in block.items):
        raise _Not
    return first


def _own(x: float, y: float, at: Placement, width: float, height: float) -> tuple[float, float]:
    return (at.x + width - x, at.y + height - y) if at.turned else (x - at.x, y - at.y)


def _bounds(boxes: Sequence[float], x: tuple[float, float], y: tuple[float, float]) -> Rect:
    xs = [one * x[0] + x[1] for one in boxes[0::4]] + [
        (one + width) * x[0] + x[1] for one, width in zip(boxes[0::4], boxes[2::4], strict=True)
    ]
    ys = [one * y[0] + y[1] for one in boxes[1::4]] + [
        (one + height) * y[0] + y[1] for one, height in zip(boxes[1::4], boxes[3::4], strict=True)
    ]
    return Rect(min(xs), min(ys), max(xs), max(ys))


def _take(cells: _Cells, glyph: tuple[str, int, bool], x: float, y: float) -> bool:
    """Take a character that stands here out of them; whether there was one."""
    for column in {round(x - _NEAR_MM), round(x + _NEAR_MM)}:
        for row in {round(y - _NEAR_MM), round(y + _NEAR_MM)}:
            spots = cells.get((*glyph, column, row), [])
            for at, (u, v) in enumerate(spots):
                if abs(u - x) <= _NEAR_MM and abs(v - y) <= _NEAR_MM:
                    del spots[at]
                    return True
    return False
