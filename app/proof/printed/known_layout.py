"""How a page lies that was judged in every detail and is what it has to be: what of it stays, and what varies where."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from app.proof.printed.glyph_ledger import UNSURE, GlyphLedger
from app.proof.printed.matching import MatchedPage, MatchedPanel
from app.proof.printed.model import ReadCode
from app.proof.printed.page_wire import FLOAT, INT, rows_in
from app.proof.printed.template import MOVED_MM, Edge, PlacedBlock, PlacedCode, PlacedLine, PlacedPanel, near_edge
from app.sheet.measured_form import MeasuredBlock, MeasuredItem
from app.sheet.model import Rect

_CODE_MM = 0.5
INKLESS = "\u3000 "


class NotKnownError(Exception):
    """Nothing can be learned of this page."""


class Still(NamedTuple):
    """A run that every such page has: its right end, text and places as they were sent."""

    right: float
    text: str
    lefts: bytes


class Varying(NamedTuple):
    """A run of an item. On its panel ``x`` is ``origin + sign * left``; ``low``, ``high``: where its characters may
    stand there; ``after``: it goes on from the run of that number; ``edge``: of the line, told at its last run.
    """

    origin: float
    sign: float
    low: float
    high: float
    after: int
    edge: Edge | None


@dataclass(slots=True)
class KnownLayout:
    """How such pages lie. ``panels`` and ``leaves`` as a template has them; ``runs`` in the order of the page."""

    turn: int
    panels: tuple[PlacedPanel, ...]
    leaves: tuple[tuple[int, tuple[int, ...]], ...]
    runs: tuple[Still | Varying | None, ...]
    """``None``: blanks only."""
    low: NDArray[np.float64]
    high: NDArray[np.float64]
    """Of each graphic how its box may lie (mm)."""


class KnownPage:
    """A page as it was sent; ``key``: of all that lie like it, ``turn``: of the page that should come."""

    def __init__(self, raw: Mapping[str, Any], turn: int, ledger: GlyphLedger) -> None:
        if raw["hidden"] or raw["doubts"] or raw["notes"] or raw["mirrored"] or any(code[-1] for code in raw["codes"]):
            raise NotKnownError
        glyphs = ledger.plain(raw["glyphs"])
        if UNSURE in glyphs:
            raise NotKnownError
        marks, self.lefts = np.frombuffer(raw["marks"], INT), raw["lefts"]
        self.places = np.frombuffer(self.lefts, FLOAT)
        runs = rows_in(raw)
        self.rows = [(right, int(count)) for right, count in runs[:, 3:].tolist()]
        counts = [count for _, count in self.rows]
        if len(marks) != len(self.places) or sum(counts) != len(marks) or min(counts, default=1) < 1:
            raise ValueError("columns of a page")
        if len(marks) and not 0 <= marks.min() <= marks.max() < len(glyphs):
            raise ValueError("glyphs of a page")
        codes = np.array(glyphs, "<u4")
        self.text = codes[marks].tobytes().decode("utf-32-le", "surrogatepass") if len(marks) else ""
        self.boxes = np.frombuffer(raw["boxes"], FLOAT).reshape(-1, 5)[:, :4]
        self.codes = [
            ReadCode(str(name), str(text), Rect(*map(float, box)), sure) for name, text, *box, sure, _ in raw["codes"]
        ]
        self.heads = runs[:, :3]
        names = tuple([code.id for code in self.codes])
        self.kinds = tuple([str(kind) for kind in raw["kinds"]])
        self.key = (turn, raw["width"], raw["height"], self.kinds, names, self.heads.tobytes())


def layout_of(page: KnownPage, matched: MatchedPage) -> KnownLayout | None:
    """How this page lies; ``None`` if any of it cannot be told apart."""
    try:
        return _Learner(page, matched).layout()
    except (NotKnownError, KeyError, TypeError, ValueError, IndexError):
        return None


def middle_in(rect: Rect, area: Rect) -> bool:
    """Whether it lies there, more or less."""
    x, y = (rect.x0 + rect.x1) / 2, (rect.y0 + rect.y1) / 2
    return area.x0 <= x <= area.x1 and area.y0 <= y <= area.y1


def ends_of(text: str, xs: Sequence[float]) -> tuple[float, float]:
    """Where the last character that is no blank ends, and where its cell would if it is as wide as the one before."""
    last = len(text.rstrip(INKLESS)) - 1
    if last < 0:
        raise ValueError("blanks")
    return xs[last + 1], xs[last] + (xs[last] - xs[last - 1] if last else xs[1] - xs[0])


class _Learner:
    def __init__(self, page: KnownPage, matched: MatchedPage) -> None:
        self.page = page
        self.matched = matched
        self.panels: list[MatchedPanel] = [panel for leaf in matched.leaves for panel in leaf.panels]
        self.lines = {
            (number, char.x, char.y): (number, at, line)
            for number, panel in enumerate(self.panels)
            for at, (_, lines, _) in enumerate(panel.on_page.blocks)
            for line, one in enumerate(lines)
            for char in one.inked
        }
        self.taken: dict[tuple[int, int, int], list[int]] = {}
        """Runs of each line, by their number among the varying ones."""
        self.codes: set[int] = set()
        self.counts: dict[tuple[int, int, int], int] = {}

    def layout(self) -> KnownLayout:
        if self.matched.kind is None or not self.panels:
            raise NotKnownError
        for panel in self.panels:
            own = panel.on_page
            if own.panel.setting is not None or own.lacking or own.others or own.graphics or own.notes:
                raise NotKnownError
        runs, at, vary = list[Still | Varying | None](), 0, 0
        for (right, count), (base, _, turned) in zip(self.page.rows, self.page.heads.tolist(), strict=True):
            start, at = at, at + count
            run = self._run(base, right, bool(turned), slice(start, at), vary)
            vary += isinstance(run, Varying)
            runs.append(run)
        for (at_panel, block, line), count in self.counts.items():
            if count != len(self.panels[at_panel].on_page.blocks[block][1][line].inked):
                raise NotKnownError
        low, high = self._boxes()
        placed = tuple(self._panel(number) for number in range(len(self.panels)))
        numbers = [panel.placement.leaf for panel in placed]
        leaves = tuple(
            (leaf, tuple(at for at, own in enumerate(numbers) if own == leaf)) for leaf in dict.fromkeys(numbers)
        )
        if len(self.codes) != len(self.page.codes):
            raise NotKnownError
        return KnownLayout(self.matched.kind.turn, placed, leaves, tuple(runs), low, high)

    def _run(self, base: float, right: float, turned: bool, own_chars: slice, vary: int) -> Still | Varying | None:
        text, places = self.page.text[own_chars], self.page.places[own_chars]
        if not text.strip(INKLESS):
            return None
        within = [number for number in range(len(self.panels)) if self._holds(number, float(places[0]), base)]
        own = set()
        for number in within:
            origin, sign, y = self._moved(number, base)
            xs = (origin + sign * places).tolist()
            own |= {self.lines.get((number, x, y)) for x, char in zip(xs, text, strict=True) if char not in INKLESS}
        if not own or own == {None}:
            return Still(right, text, places.tobytes())
        if len(own) > 1 or len(within) > 1 or None in own:
            raise NotKnownError
        (line,) = own
        assert line is not None
        number, at, _ = line
        panel = self.panels[number].on_page
        block, lines, _ = panel.blocks[at]
        origin, sign, y = self._moved(number, base)
        if panel.placement.turned != turned:
            raise NotKnownError
        before = self.taken.setdefault(line, [])
        self.counts[line] = self.counts.get(line, 0) + len(text) - sum(char in INKLESS for char in text)
        low, high = self._room(panel.panel.blocks, block, y)
        edge = None
        if self.counts[line] == len(lines[line[2]].inked):
            first = lines[line[2]].inked[0].x
            xs = [origin + sign * one for one in (*places.tolist(), right)]
            item = _common(block)
            edge = near_edge(item.align, first, *ends_of(text, xs), item.anchor)
            if edge is None:
                raise NotKnownError
        after = before[-1] if before else -1
        before.append(vary)
        return Varying(origin, sign, low, high, after, edge)

    def _holds(self, number: int, x: float, y: float) -> bool:
        own = self.panels[number].on_page
        at = own.placement
        return at.x <= x <= at.x + own.panel.width and at.y <= y <= at.y + own.panel.height

    def _moved(self, number: int, base: float) -> tuple[float, float, float]:
        """Origin and direction of a panel along the page, and this baseline on it."""
        own = self.panels[number].on_page
        at = own.placement
        if at.turned:
            return at.x + own.panel.width, -1.0, at.y + own.panel.height - base
        return -at.x, 1.0, base - at.y

    @staticmethod
    def _room(blocks: Sequence[MeasuredBlock], block: MeasuredBlock, y: float) -> tuple[float, float]:
        """Where on this baseline whatever stands there is this block's."""
        low, high, before = block.rect.x0, block.rect.x1, True
        if not block.rect.y0 <= y <= block.rect.y1:
            raise NotKnownError
        for other in blocks:
            if other is block:
                before = False
            elif other.rect.y0 <= y <= other.rect.y1 and other.rect.x0 <= high and low <= other.rect.x1 and before:
                raise NotKnownError
        return low, high

    def _boxes(self) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """Those of codes may be wider or narrower, within the code's own place."""
        low, high = self.page.boxes.copy(), self.page.boxes.copy()
        for panel in self.panels:
            own = panel.on_page
            for code in own.panel.codes:
                rect = own.on_page(code.rect.grown(_CODE_MM))
                x0, y0, x1, y1 = rect
                boxes = self.page.boxes
                inside = (x0 <= boxes[:, 0]) & (y0 <= boxes[:, 1]) & (boxes[:, 2] <= x1) & (boxes[:, 3] <= y1)
                low[inside] = x0, y0, x0, y0
                high[inside] = x1, y1, x1, y1
        return low, high

    def _panel(self, number: int) -> PlacedPanel:
        panel = self.panels[number]
        own = panel.on_page
        singles, blocks, silent = list[PlacedBlock](), list[PlacedBlock](), list[MeasuredItem]()
        for at, (block, lines, lost) in enumerate(own.blocks):
            if lost:
                raise NotKnownError
            placed = tuple([PlacedLine(tuple(self.taken[number, at, line])) for line in range(len(lines))])
            if not placed:
                silent += block.items
            elif len(block.items) == 1:
                singles.append(PlacedBlock(block, placed))
            elif any(item.id.endswith("piece_id") for item in block.items):
                raise NotKnownError
            else:
                blocks.append(PlacedBlock(block, placed))
        items = [one.block.items[0] for one in singles] + silent + [item for one in blocks for item in one.block.items]
        area = own.on_page(Rect(0.0, 0.0, own.panel.width, own.panel.height))
        names = [code.id for code in self.page.codes]
        codes = []
        for code in own.panel.codes:
            read = own.codes.get(code.id)
            spots = [] if read is None else [
                at for at, name in enumerate(names) if name == code.id and middle_in(self.page.codes[at].rect, area)
            ]  # fmt: skip
            if read is not None and not spots:
                raise NotKnownError
            self.codes |= set(spots)
            # Both schemes may have a place for it: what was read in the last one counts.
            codes.append(PlacedCode(code, spots[-1] if spots else -1, area, (0.0, 0.0), (0.0, 0.0)))
        return PlacedPanel(
            own.panel,
            own.placement,
            panel.said,
            tuple(singles),
            tuple(blocks),
            tuple(silent),
            tuple(codes),
            tuple(items),
        )


def _common(block: MeasuredBlock) -> MeasuredItem:
    """An item of the block, if all stand alike."""
    first = block.items[0]
    for one in block.items:
        if one.align != first.align or one.pitch != first.pitch or abs(one.anchor - first.anchor) > MOVED_MM / 10:
            raise NotKnownError
    return first
