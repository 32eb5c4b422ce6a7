"""What is printed where on pages of one skeleton, learned from a page that was read the full way and found equal.

Another page of that skeleton is what it has to be if every shown string is what its item must show, in the item's
place. Whatever is not plainly so is nobody's finding here: the full way says what it is.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import accumulate, pairwise
from operator import itemgetter
from typing import Any, NamedTuple

from app.notice.items import BARCODE_ID
from app.proof.printed.code_boxes import read_boxes
from app.proof.printed.index import KEYS
from app.proof.printed.interpret import Laid, Slot
from app.proof.printed.print_font import PrintFont
from app.proof.printed.shown import Shown, shown_by
from app.proof.printed.skeleton import Cut
from app.sheet.form_model import Align
from app.sheet.measured_form import MeasuredBlock, MeasuredCode, MeasuredItem, MeasuredPanel, Placement
from app.sheet.model import Rect

MOVED_MM, _STILL_MM, _CHAIN_MM = 0.28, 0.03, 0.25
"""A little less than what is tolerated: the full way decides about the rest."""
_LEAST_SIZE, _LEAST_PT, _LEAST_SCALE, _MOST_SCALE, _MOST_SPACING_EM = 0.6, 4.5, 50.0, 130.0, 0.35
_CODE_MM = 0.6
_EM_MM = 25.4 / 72

Fonts = Mapping[str, PrintFont]


class PlacedLine(NamedTuple):
    """A line of a block: its slots from left to right, as numbers among the varying ones."""

    slots: tuple[int, ...]


class PlacedBlock(NamedTuple):
    """A block with text on it."""

    block: MeasuredBlock
    lines: tuple[PlacedLine, ...]


class PlacedCode(NamedTuple):
    """A code of the form: the number of what was cut out for it, -1 where nothing is printed; ``rect`` on the panel."""

    code: MeasuredCode
    spot: int
    rect: Rect
    x: tuple[float, float]
    y: tuple[float, float]


@dataclass(frozen=True, slots=True)
class PlacedPanel:
    """A side on the page. ``singles``: blocks of one item; ``silent``: items without any text here."""

    panel: MeasuredPanel
    placement: Placement
    said: bool
    singles: tuple[PlacedBlock, ...]
    blocks: tuple[PlacedBlock, ...]
    silent: tuple[MeasuredItem, ...]
    codes: tuple[PlacedCode, ...]
    items: tuple[MeasuredItem, ...]
    """Those whose texts are asked for: of singles, then the silent ones, then those of the blocks in order."""
    coded: bool = field(init=False)
    """Whether a code on it says whose it is."""
    keys: tuple[tuple[int, str], ...] = field(init=False)
    first_keys: tuple[tuple[int, str], ...] = field(init=False)
    """Places and ids of single items, and of blocks' first items, whose values tell records apart."""
    pieces: tuple[tuple[int, str], ...] = field(init=False)
    """Places of single items that show a piece ID, and its pattern."""
    alone: int = field(init=False)
    cuts: tuple[slice, ...] = field(init=False)
    """How many of the items are no block's, and which those of each block are."""
    patterns: tuple[str | None, ...] = field(init=False)
    """Of each code; ``None`` for the customer barcode."""

    def __post_init__(self) -> None:
        alone = len(self.singles) + len(self.silent)
        stops = [*accumulate([len(own.block.items) for own in self.blocks], initial=alone)]
        told = {
            "alone": alone,
            "cuts": tuple(slice(*own) for own in pairwise(stops)),
            "patterns": tuple(None if is_barcode(own.code) else own.code.pattern for own in self.codes),
            "coded": any(own.spot >= 0 and not is_barcode(own.code) for own in self.codes),
            "keys": _keys(self.singles),
            "first_keys": _keys(self.blocks),
            "pieces": tuple(
                (at, next((own.code.pattern for own in self.codes if own.code.id == item.id), "{piece_id}"))
                for at, item in enumerate(self.items[: len(self.singles)])
                if item.id.endswith("piece_id")
            ),
        }
        for name, value in told.items():
            object.__setattr__(self, name, value)


def _keys(blocks: Sequence[PlacedBlock]) -> tuple[tuple[int, str], ...]:
    ids = [one.block.items[0].id for one in blocks]
    return tuple((at, item_id) for at, item_id in enumerate(ids) if item_id in KEYS)


class Edge(NamedTuple):
    """How it is told that a slot stands where it should: ``L``eft, ``R``ight, ``G``rid (a cell more), ``C``entre,
    or ``K``: it follows the slot before."""

    kind: str
    at: float
    tolerance: float


class TemplateRow(NamedTuple):
    """A varying slot along its line on its panel (mm): factor and offset of x; of y to its own baseline (0 there)."""

    font: str
    x: float
    x_offset: float
    y: float
    y_offset: float
    room: float
    kind: str
    at: float
    tolerance: float

    def follows(self, before: float, left: float) -> bool:
        """Whether it begins as far behind the end of the slot before as it should."""
        return -self.tolerance <= left - before - self.at <= self.tolerance


Scale = tuple[float, float, float]
Free = tuple[float, float, float]
Scales = tuple[Scale, ...]
"""Of each varying slot the em, a spacing and a unit of text space in mm."""


@dataclass(slots=True)
class Template:
    """``vary``: numbers of the slots that vary, with a row for each of them. ``turn``: of the kind of page."""

    turn: int
    panels: tuple[PlacedPanel, ...]
    laid: Laid
    vary: tuple[int, ...]
    still: tuple[int, ...]
    still_texts: tuple[str, ...]
    still_at: tuple[tuple[float, float], ...]
    learned: tuple[float, ...]
    """The free values of the page that it was learned from."""
    rows: tuple[TemplateRow, ...]
    same_still: dict[tuple[Any, ...], bool] = field(default_factory=dict)
    scales: dict[tuple[float, ...], Scales | None] = field(default_factory=dict)
    _get: Any = None
    _get_still: Any = None
    _still_fonts: tuple[str, ...] = ()
    fonts: frozenset[str] = frozenset()
    """Names of those that its text is set in."""
    leaves: tuple[tuple[int, tuple[int, ...]], ...] = ()
    """Each leaf with its panels, by number."""

    def __post_init__(self) -> None:
        self._get, self._get_still = getter(self.vary), getter(self.still)
        self.fonts = frozenset(slot.font for slot in self.laid.slots)
        numbers = [panel.placement.leaf for panel in self.panels]
        self.leaves = tuple(
            (leaf, tuple(at for at, own in enumerate(numbers) if own == leaf)) for leaf in dict.fromkeys(numbers)
        )
        self._still_fonts = tuple(dict.fromkeys(self.laid.slots[at].font for at in self.still))

    def __reduce__(self) -> tuple[Any, ...]:
        """Without what was kept of pages: it names fonts by their place in this process."""
        own = (self.turn, self.panels, self.laid, self.vary, self.still, self.still_texts, self.still_at)
        return Template, (*own, self.learned, self.rows)

    def texts(self, cut: Cut, fonts: Fonts) -> list[str] | None:
        """What the varying slots show, if all of them and all others stand where they should."""
        values = tuple([value for piece in cut.pieces for value in piece.values])
        scaled = self.scaled(values)
        if scaled is None or not self._is_still(cut, fonts):
            return None
        texts = []
        right = 0.0
        rows = zip(self.rows, scaled, self._get(cut.shown), self._get(cut.xs), self._get(cut.ys), strict=True)
        for row, scale, raw, x_raw, y_raw in rows:
            font = fonts[row.font]
            shown = font.shown.get(raw) or shown_by(font, raw)
            if shown is None:
                return None
            edges = edges_of(row, float(x_raw), float(y_raw), *widths_of(shown, scale))
            if edges is None or not (row.kind != "K" or row.follows(right, edges[0])):
                return None
            right = edges[1]
            texts.append(shown.text)
        return texts

    def scaled(self, values: tuple[float, ...]) -> Scales | None:
        """Of each varying slot the em, a spacing and a unit of text space in mm; ``None`` for odd sizes."""
        try:
            return self.scales[values]
        except KeyError:
            if len(self.scales) > 5_000:
                self.scales.clear()
            found = self.scales[values] = self._scales_of(values)
            return found

    def _scales_of(self, values: tuple[float, ...]) -> Scales | None:
        rows = []
        if len(values) != len(self.learned):
            return None
        for at, slot in enumerate(self.laid.slots):
            if at in self.still:
                if scale_of(slot, values) != scale_of(slot, self.learned):
                    return None
                continue
            made = scale_in(abs(slot.em), free_of(slot, values), free_of(slot, self.learned))
            if made is None:
                return None
            rows.append(made)
        return tuple(rows)

    def _is_still(self, cut: Cut, fonts: Fonts) -> bool:
        """Whether what does not vary is where it was and reads what it read; asked once for the same bytes."""
        if not self.still:
            return True
        get = self._get_still
        key = (get(cut.shown), get(cut.xs), get(cut.ys), tuple([id(fonts[name]) for name in self._still_fonts]))
        known = self.same_still.get(key)
        if known is None:
            if len(self.same_still) > 2_000:
                self.same_still.clear()
            known = self.same_still[key] = self._still_as_learned(cut, fonts)
        return known

    def _still_as_learned(self, cut: Cut, fonts: Fonts) -> bool:
        for at, text, (x, y) in zip(self.still, self.still_texts, self.still_at, strict=True):
            slot = self.laid.slots[at]
            found = shown_by(fonts[slot.font], cut.shown[at])
            if found is None or found.text != text:
                return False
            own = float(cut.xs[at]) * slot.x[0] + slot.x[1], float(cut.ys[at]) * slot.y[0] + slot.y[1]
            if not (abs(own[0] - x) <= _STILL_MM and abs(own[1] - y) <= _STILL_MM):
                return False
        return True

    def code_texts(self, cut: Cut, kinds: Sequence[tuple[float, ...]]) -> dict[int, str] | None:
        """What was cut out says, by its number; ``None`` if it lies elsewhere than where the code lay."""
        found: dict[int, str] = {}
        for panel in self.panels:
            for own in panel.codes:
                if own.spot < 0:
                    continue
                boxes = kinds[own.spot]
                if not code_lies(boxes, own):
                    return None
                found[own.spot] = read_boxes(own.code.kind, boxes, own.x[0], own.y[0])
        return found


def edges_of(row: TemplateRow, x_raw: float, y_raw: float, width: float, cells: float) -> tuple[float, float] | None:
    """Where a varying slot begins and ends on its panel (mm); ``None`` if it does not stand where it should, as far as
    that does not depend on the slot before. ``width``: of what it shows, ``cells``: with a last cell as wide as others.
    """
    x = left_of(row, x_raw, y_raw)
    right = None if x is None else right_of(row, x, width, cells)
    return None if x is None or right is None else (x, right)


def left_of(row: TemplateRow, x_raw: float, y_raw: float) -> float | None:
    """Where it begins; ``None`` if it does not stand on its baseline."""
    x = x_raw * row.x + row.x_offset
    return x if -_STILL_MM <= y_raw * row.y + row.y_offset <= _STILL_MM and x >= 0.0 else None


def right_of(row: TemplateRow, x: float, width: float, cells: float) -> float | None:
    """Where one that begins there ends; ``None`` if it does not stand at its edge."""
    _, _, _, _, _, room, kind, at, tolerance = row
    right = x + width
    if not right <= room:
        return None
    if kind == "R":
        off = right - at
    elif kind == "L":
        off = x - at
    elif kind == "K":
        return right
    elif kind == "C":
        off = (x + right) / 2 - at
    else:
        off = x + cells - at
    return right if -tolerance <= off <= tolerance else None


def widths_of(shown: Shown, scale: Scale) -> tuple[float, float]:
    """How wide it is (mm), and with a last cell as wide as those before."""
    em, space, unit = scale
    width = shown.em * em + shown.spaces * space + shown.units * unit
    return width, grid_right(shown, 0.0, width, em, space)


def code_lies(boxes: Sequence[float], own: PlacedCode) -> bool:
    """Whether these boxes lie where the code lay, on the panel: its bars may be more or fewer."""
    (fx, ox), (fy, oy) = own.x, own.y
    xs, ys = boxes[0::4], boxes[1::4]
    ends = [x + w for x, w in zip(xs, boxes[2::4], strict=True)]
    feet = [y + h for y, h in zip(ys, boxes[3::4], strict=True)]
    x0, x1 = sorted((min(xs) * fx + ox, max(ends) * fx + ox))
    y0, y1 = sorted((min(ys) * fy + oy, max(feet) * fy + oy))
    rect = own.rect
    return (
        abs(y0 - rect.y0) <= _CODE_MM
        and abs(y1 - rect.y1) <= _CODE_MM
        and abs(x0 - rect.x0) <= _CODE_MM
        and x1 <= rect.x1 + _CODE_MM
    )


def begins_aside(box: Sequence[float], own: PlacedCode) -> bool:
    """Whether the first of the boxes of a code (``x y w h``) is enough to say that they do not lie where it lay."""
    (fx, ox), (fy, oy) = own.x, own.y
    x, y, width, height = box
    x0, x1 = sorted((x * fx + ox, (x + width) * fx + ox))
    y0, y1 = sorted((y * fy + oy, (y + height) * fy + oy))
    rect = own.rect
    return x0 < rect.x0 - _CODE_MM or x1 > rect.x1 + _CODE_MM or y0 < rect.y0 - _CODE_MM or y1 > rect.y1 + _CODE_MM


def grid_right(shown: Shown, left: float, right: float, em: float, space: float) -> float:
    """Where the cell of the last character ends if it is as wide as those before."""
    if not shown.kerned:
        return right + space
    last = right - shown.last * em
    return last + (last - left) / max(len(shown.text) - 1, 1)


def free_of(slot: Slot, values: Sequence[float]) -> Free:
    """Its size, scale (%) and spacing."""
    return (
        values[slot.size] if slot.size >= 0 else 0.0,
        values[slot.scale] if slot.scale >= 0 else 100.0,
        values[slot.spacing] if slot.spacing >= 0 else 0.0,
    )


def scale_of(slot: Slot, values: Sequence[float]) -> Scale:
    """The em, a spacing and a unit of text space in mm along the line."""
    return _scale(abs(slot.em), free_of(slot, values))


def _scale(unit: float, free: Free) -> Scale:
    size, scale, spacing = free
    return size * unit * scale / 100, spacing * unit * scale / 100, unit


def scale_in(unit: float, free: Free, was: Free) -> Scale | None:
    """The same of a slot that varies, ``was`` when it was learned; ``None`` for odd sizes. ``unit``: of text space."""
    size, scale, spacing = free
    em, em_was = size * unit, was[0] * unit * was[1] / 100
    if not _LEAST_SCALE <= scale <= _MOST_SCALE or em < _LEAST_PT * _EM_MM or abs(spacing) > _MOST_SPACING_EM * size:
        return None
    if not _LEAST_SIZE * em_was <= em * was[1] / 100 <= 1.02 * em_was + 1e-6:
        return None
    return _scale(unit, free)


def getter(places: Sequence[int]) -> Any:
    """What gives a tuple of what stands at these places of a row."""
    if len(places) == 1:
        (only,) = places
        return lambda row: (row[only],)
    return itemgetter(*places) if places else lambda row: ()


def near_edge(align: Align, left: float, right: float, grid: float, anchor: float) -> Edge | None:
    """How a line stands at its anchor; ``None`` if it does not."""
    tried = {"left": (("L", left),), "right": (("R", right), ("G", grid)), "centre": (("C", (left + right) / 2),)}
    for kind, at in tried[align]:
        if abs(at - anchor) <= MOVED_MM:
            return Edge(kind, anchor, MOVED_MM)
    return None


def is_barcode(code: MeasuredCode) -> bool:
    """Whether it is the customer barcode."""
    return code.id == BARCODE_ID
