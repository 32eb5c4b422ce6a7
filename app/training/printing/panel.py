"""One side of one notice, every item set in its place, with what a planted defect changes."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Literal

from app.notice.items import BARCODE_ID
from app.notice.model import NoticeContent, Side, TextPart
from app.sheet.customer_bars import bar_rects, barcode_size
from app.sheet.model import Rect
from app.training.printing.codes import code_bounds, code_rects, code_text
from app.training.printing.layout import BarcodePlace, BlockPlace, CodePlace, ItemPlace, PrintLayout
from app.training.printing.model import CodeKind
from app.training.printing.setting import Glyphs, SetItem, Setter, bounds


@dataclass(frozen=True, slots=True)
class Change:
    """What a planted defect does to one item; ``lie``: name of the way of writing it.

    ``parts``: printed instead of the item's own. ``bars``: the bars or the text of the code that are printed instead.
    ``seen``: what an eye finds, if neither says it.
    """

    parts: tuple[TextPart, ...] | None = None
    bars: str | None = None
    dx: float = 0.0
    dy: float = 0.0
    lie: str = ""
    seen: str | None = None


NO_CHANGE = Change()
NO_CHANGES: Mapping[str, Change] = {}


@dataclass(slots=True)
class SetBars:
    """A code set on its panel: dark rectangles, and its text beside it."""

    id: str
    expected: str
    printed: str
    kind: CodeKind | Literal["customer"]
    rects: tuple[Rect, ...]
    bounds: Rect
    runs: list[Glyphs] = field(default_factory=list)
    place: CodePlace | None = None


@dataclass(slots=True)
class SetPanel:
    """All that varies on one side. ``honest``: what stands beneath a lie, as it should be, by item."""

    items: list[SetItem]
    bars: list[SetBars]
    honest: dict[str, SetItem] = field(default_factory=dict)
    changes: Mapping[str, Change] = field(default_factory=dict)


class Composer:
    """Sets the notices of a layout."""

    def __init__(self, layout: PrintLayout, setter: Setter) -> None:
        self.layout = layout
        self.setter = setter

    def panel(self, content: NoticeContent, side: Side, changes: Mapping[str, Change]) -> SetPanel:
        """One side of this notice."""
        panel = SetPanel([], [], changes=changes)
        own = {item.id: item for item in content.items}
        for place in self.layout.items:
            if place.side == side and content.scheme in place.schemes and place.id in own:
                self._item(panel, place, own[place.id].parts, 0.0)
        barcode, foot = self.layout.barcode, 0.0
        for block in self.layout.blocks:
            if block.side == side:
                foot = self._block(panel, block, {item_id: item.parts for item_id, item in own.items()})
                barcode = block.barcode or barcode
                if block.barcode is not None:
                    barcode = replace(block.barcode, y=foot + block.barcode.gap)
        if side == "sheet" and barcode is not None:
            self._barcode(panel, barcode, content.barcode.bars)
        for code in self.layout.codes:
            if code.side == side:
                self._code(panel, code, code_text(code, content))
        return panel

    def _item(self, panel: SetPanel, place: ItemPlace, parts: Sequence[TextPart], dy: float) -> SetItem:
        expected = "".join(part.text for part in parts)
        change = panel.changes.get(place.id, NO_CHANGE)
        made = self.setter.item(place, parts if change.parts is None else change.parts, expected, dy)
        if change is not NO_CHANGE:
            panel.honest[place.id] = self.setter.item(place, parts, expected, dy)
        if change.seen is not None:
            made.printed = change.seen
        if change.dx or change.dy:
            made = made.moved(change.dx, change.dy)
        if made.runs or expected:
            panel.items.append(made)
        return made

    def _block(self, panel: SetPanel, block: BlockPlace, parts: Mapping[str, Sequence[TextPart]]) -> float:
        """The items of a block that print something, from its first line on; the foot of the last line."""
        dy, foot = 0.0, block.items[0].place.y
        for place in block.items:
            if not any(part.text.strip() for part in parts.get(place.id, ())):
                continue
            made = self._item(panel, place, parts[place.id], dy)
            lines = max(1, len({run.y for run in made.runs}))
            foot = place.place.y + dy + (lines - 1) * place.place.pitch + 0.12 * place.place.size_pt * 25.4 / 72
            dy += (lines - 1) * place.place.pitch + block.pitch
        return foot

    def _barcode(self, panel: SetPanel, place: BarcodePlace, expected: str) -> None:
        change = panel.changes.get(BARCODE_ID, NO_CHANGE)
        printed = expected if change.bars is None else change.bars
        if not printed:
            return
        x, y = place.x + change.dx, place.y + change.dy
        rects = bar_rects(printed, barcode_size(place.size_pt, place.pitch_mm), x, y)
        panel.bars.append(SetBars(BARCODE_ID, expected, printed, "customer", rects, bounds(rects)))

    def _code(self, panel: SetPanel, place: CodePlace, expected: str) -> None:
        change = panel.changes.get(place.id, NO_CHANGE)
        printed = expected if change.bars is None else change.bars
        made = SetBars(
            place.id,
            expected,
            printed,
            place.kind,
            code_rects(place, printed),
            code_bounds(place, printed),
            place=place,
        )
        if place.text is not None:
            made.runs = self.setter.text(printed, place.text)
        panel.bars.append(made)
