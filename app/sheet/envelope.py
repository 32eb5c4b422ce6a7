"""What the envelope's windows show of a sheet, wherever it slides (N 封筒仕様書; 日本郵便 マニュアル p13)."""

import math
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np

from app.notice.model import Side
from app.sheet.clearance import Clearance, as_array, clearances, play_at, worst_clearance
from app.sheet.customer_bars import BarcodeSize, barcode_size, barcode_table, nominal_pitch, permitted
from app.sheet.envelope_file import Envelope, ShowThrough, Slide, Tolerance, Window, load_envelope
from app.sheet.model import Must, PlacedBars, PlacedItem, Rect, Sheet

__all__ = [
    "BarcodeChoice",
    "BarcodeClearance",
    "Clearance",
    "Envelope",
    "EnvelopeReport",
    "ItemClearance",
    "Position",
    "ShowThrough",
    "Slide",
    "Tolerance",
    "Window",
    "Zone",
    "analyse",
    "choose_barcode",
    "load_envelope",
    "position",
    "report_json",
    "worst_clearance",
    "zones",
]

_EPSILON = 1e-9

Thing = PlacedItem | PlacedBars


@dataclass(frozen=True, slots=True)
class Zone:
    """What one window shows. ``always``/``ever``: parts of the panel (mm, origin top left) seen at every/some slide."""

    window: str
    envelope_rect: Rect
    always: Rect | None
    ever: Rect


class Position(NamedTuple):
    """One position of the insert. Panel (x, y) lies at (a·x + c·y + e, b·x + d·y + f) in the envelope.

    ``feasible``: the insert lies inside the envelope; ``play`` mm in x and y is what this tilt leaves.
    """

    a: float
    b: float
    c: float
    d: float
    e: float
    f: float
    feasible: bool
    play: tuple[float, float]

    def point(self, x: float, y: float) -> tuple[float, float]:
        """Where a point of the panel lies in the envelope."""
        return self.a * x + self.c * y + self.e, self.b * x + self.d * y + self.f


@dataclass(frozen=True, slots=True)
class ItemClearance:
    """How one item fares at its worst. ``rect`` in panel coordinates, for a ``show_through`` item as seen there.

    ``judged`` is false where the text to print is not known, or does not fit: only the room of the form was measured.
    """

    id: str
    text: str
    page: Side
    rect: Rect
    must: Must
    worst: Clearance
    required: float
    show_through: bool = False
    judged: bool = True

    @property
    def ok(self) -> bool:
        """Whether it keeps what is required at every position, as far as it was ``judged``."""
        return self.worst.mm >= self.required - _EPSILON


@dataclass(frozen=True, slots=True)
class BarcodeClearance:
    """The customer barcode's own line."""

    item: ItemClearance
    size_pt: float
    pitch_mm: float

    @property
    def ok(self) -> bool:
        """Whether it stays clear of the frame at every position."""
        return self.item.ok


@dataclass(frozen=True, slots=True)
class EnvelopeReport:
    """Every item that a window must show or must not show. ``hidden``/``exposed`` are those that fail."""

    slide: Slide
    tolerance: tuple[float, float]
    zones: tuple[Zone, ...]
    items: tuple[ItemClearance, ...]
    barcode: BarcodeClearance | None

    @property
    def hidden(self) -> tuple[ItemClearance, ...]:
        """Must show, but comes too near to a frame or behind it; with the barcode."""
        barcode = (self.barcode.item,) if self.barcode else ()
        return tuple(item for item in (*self.items, *barcode) if item.must == "show" and not item.ok)

    @property
    def unjudged(self) -> tuple[ItemClearance, ...]:
        """Neither right nor wrong: what will be printed there is not known."""
        return tuple(item for item in self.items if not item.judged)

    @property
    def exposed(self) -> tuple[ItemClearance, ...]:
        """Must hide, but can be seen in a window."""
        return tuple(item for item in self.items if item.must == "hide" and not item.ok)


@dataclass(frozen=True, slots=True)
class BarcodeChoice:
    """The size to print the customer barcode in and its top left corner, or why none fits.

    ``clearance_mm`` is the worst to the frame, tolerances taken off; without a ``size`` that of the smallest code.
    """

    size: BarcodeSize | None
    x: float
    y: float
    clearance_mm: float
    reason: str | None


def zones(envelope: Envelope) -> tuple[Zone, ...]:
    """What each window shows of the panel when the insert slides with its full play, without tilt and tolerances."""
    slide = envelope.slide
    panel = Rect(0.0, 0.0, envelope.insert_width, envelope.insert_height)
    found = []
    for window in envelope.windows:
        x0, y0, x1, y1 = window.rect
        always = _common(Rect(x0, y0, x1 - slide.x, y1 - slide.y), panel)
        ever = Rect(max(x0 - slide.x, 0), max(y0 - slide.y, 0), min(x1, panel.x1), min(y1, panel.y1))
        found.append(Zone(window.name, window.rect, always, ever))
    return tuple(found)


def _common(one: Rect, other: Rect) -> Rect | None:
    rect = Rect(max(one.x0, other.x0), max(one.y0, other.y0), min(one.x1, other.x1), min(one.y1, other.y1))
    return rect if rect.x0 < rect.x1 and rect.y0 < rect.y1 else None


def position(envelope: Envelope, dx: float, dy: float, theta_deg: float = 0.0) -> Position:
    """The insert tilted clockwise by ``theta_deg``, its bounding box ``dx``, ``dy`` mm from the envelope's top left."""
    theta = math.radians(theta_deg)
    cos, sin = math.cos(theta), math.sin(theta)
    play_x, play_y = (float(play[0]) for play in play_at(envelope, np.array([theta])))
    inside = -_EPSILON <= dx <= play_x + _EPSILON and -_EPSILON <= dy <= play_y + _EPSILON
    left = envelope.insert_height * max(sin, 0.0)
    top = envelope.insert_width * max(-sin, 0.0)
    return Position(cos, sin, -sin, cos, dx + left, dy + top, inside, (play_x, play_y))


def choose_barcode(
    envelope: Envelope, room: Rect | None = None, *, x: float | None = None, y: float | None = None
) -> BarcodeChoice:
    """The customer barcode that stays clear of the window's frame at every position of the insert.

    ``room``: the form's box for it in mm of the panel, by default the part that is always visible; ``x``, ``y``: its
    top left corner if the form fixes it, else the middle of what is always visible, as far as the room allows.
    The largest size at nominal proportions that fits; if none does, the smallest size with the widest pitch that
    fits, which is as near to nominal as the window lets it come.
    """
    zone = next(zone for zone in zones(envelope) if zone.window == envelope.barcode_window)
    seen = zone.always or zone.ever
    room = room or seen
    sizes = [size for size in _sizes(envelope) if size.width_mm <= room.width and size.height_mm <= room.height]
    if not sizes:
        return BarcodeChoice(None, room.x0, room.y0, 0.0, "様式のバーコード欄が、許容される最小の寸法より狭い。")
    rects = [_place(size, room, seen, x, y) for size in sizes]
    worst = clearances(as_array(rects), "show", envelope, envelope.barcode_window).mm
    for size, rect, clearance in zip(sizes, rects, worst, strict=True):
        if clearance >= envelope.barcode_mm - _EPSILON:
            return BarcodeChoice(size, rect.x0, rect.y0, float(clearance), None)
    best = int(worst.argmax())
    reason = (
        f"許容される最小の寸法でも、窓枠から {envelope.barcode_mm:.1f} mm を保てない（最小 {worst[best]:.1f} mm）。"
    )
    return BarcodeChoice(None, rects[best].x0, rects[best].y0, float(worst[best]), reason)


def _sizes(envelope: Envelope) -> list[BarcodeSize]:
    """Sizes in order of preference: nominal ones from large to small, then the smallest with ever narrower pitch."""
    low, high = barcode_table().size_pt
    count = int((high - low) / envelope.size_step_pt + _EPSILON)
    points = [low + step * envelope.size_step_pt for step in range(count, -1, -1)]
    nominal = [barcode_size(size_pt, nominal_pitch(size_pt)) for size_pt in points]
    pitch, step = permitted(low).pitch, envelope.pitch_step_mm
    first, last = math.ceil(pitch.min / step - _EPSILON), math.ceil(pitch.nominal / step - _EPSILON)
    narrow = [barcode_size(low, round(number * step, 6)) for number in range(last - 1, first - 1, -1)]
    return nominal + narrow


def _place(size: BarcodeSize, room: Rect, seen: Rect, x: float | None, y: float | None) -> Rect:
    """The code at its fixed corner, or in the middle of ``seen`` pushed into the room."""
    middle_x, middle_y = (seen.x0 + seen.x1 - size.width_mm) / 2, (seen.y0 + seen.y1 - size.height_mm) / 2
    left = min(max(middle_x, room.x0), room.x1 - size.width_mm) if x is None else x
    top = min(max(middle_y, room.y0), room.y1 - size.height_mm) if y is None else y
    return Rect(left, top, left + size.width_mm, top + size.height_mm)


def analyse(sheet: Sheet, envelope: Envelope) -> EnvelopeReport:
    """Worst clearance of every item with a ``must`` on the panel that faces the windows, and of show-through ones.

    Items of the other panels do not face a window; only those that the envelope file lists can show through.
    """
    page = sheet.page(envelope.panel)
    things: list[Thing] = [*page.items, *(bars for bars in page.bars if bars.kind != "customer")]
    shown = [(thing, thing.rect, False) for thing in things if thing.must == "show"]
    hiding = [(thing, thing.rect, False) for thing in things if thing.must == "hide"]
    hiding += [(thing, rule.seen_at(thing.rect), True) for rule in envelope.show_through for thing in _of(sheet, rule)]
    items = [*_measure(shown, "show", envelope), *_measure(hiding, "hide", envelope)]
    order = {thing.id: place for place, thing in enumerate(things)}
    items.sort(key=lambda item: (item.show_through, order.get(item.id, 0)))
    return EnvelopeReport(
        slide=envelope.slide,
        tolerance=envelope.tolerance,
        zones=zones(envelope),
        items=tuple(items),
        barcode=None if sheet.barcode is None else _barcode(sheet.barcode, envelope),
    )


def _of(sheet: Sheet, rule: ShowThrough) -> list[Thing]:
    return [item for item in sheet.page(rule.page).items if item.id == rule.item]


def _measure(things: list[tuple[Thing, Rect, bool]], must: Must, envelope: Envelope) -> list[ItemClearance]:
    """All items with the same demand at once."""
    if not things:
        return []
    found = clearances(as_array([rect for _, rect, _ in things]), must, envelope)
    measured = []
    for (thing, rect, through), mm, number, dx, dy, theta in zip(
        things, *(column.tolist() for column in found), strict=True
    ):
        window = envelope.windows[number]
        required = window.text_mm if must == "show" else envelope.hide_mm
        worst = Clearance(mm, window.name, dx, dy, theta)
        judged = not isinstance(thing, PlacedItem) or (thing.state != "missing" and thing.fit != "overflow")
        measured.append(ItemClearance(thing.id, thing.text, thing.page, rect, must, worst, required, through, judged))
    return measured


def _barcode(bars: PlacedBars, envelope: Envelope) -> BarcodeClearance:
    worst = worst_clearance(bars.rect, "show", envelope, envelope.barcode_window)
    item = ItemClearance(bars.id, bars.text, bars.page, bars.rect, "show", worst, envelope.barcode_mm)
    return BarcodeClearance(item, bars.size_pt, bars.pitch_mm)


def report_json(report: EnvelopeReport) -> dict[str, Any]:
    """The report as ``kenpan envelope --json`` prints it: mm with three decimals, rectangles as x0, y0, x1, y1."""
    return {
        "play_mm": [_mm(report.slide.x), _mm(report.slide.y)],
        "tilt_deg": _mm(report.slide.tilt_deg),
        "tolerance_mm": [_mm(value) for value in report.tolerance],
        "windows": [
            {
                "name": zone.window,
                "envelope_mm": _rect(zone.envelope_rect),
                "always_mm": None if zone.always is None else _rect(zone.always),
                "ever_mm": _rect(zone.ever),
            }
            for zone in report.zones
        ],
        "items": [_item_json(item) for item in report.items],
        "barcode": None
        if report.barcode is None
        else {
            "size_pt": report.barcode.size_pt,
            "pitch_mm": _mm(report.barcode.pitch_mm),
            "width_mm": _mm(report.barcode.item.rect.width),
            "rect_mm": _rect(report.barcode.item.rect),
            **_worst_json(report.barcode.item),
        },
        "unjudged": [item.id for item in report.unjudged],
        "hidden": [item.id for item in report.hidden],
        "exposed": [item.id for item in report.exposed],
    }


def _item_json(item: ItemClearance) -> dict[str, Any]:
    return {
        "id": item.id,
        "page": item.page,
        "text": item.text,
        "rect_mm": _rect(item.rect),
        "must": item.must,
        "show_through": item.show_through,
        **_worst_json(item),
    }


def _worst_json(item: ItemClearance) -> dict[str, Any]:
    worst = item.worst
    return {
        "window": worst.window,
        "worst_clearance_mm": _mm(worst.mm),
        "required_mm": _mm(item.required),
        "worst_at": {"dx_mm": _mm(worst.dx), "dy_mm": _mm(worst.dy), "tilt_deg": _mm(worst.theta)},
        "judged": item.judged,
        "ok": item.ok and item.judged,
    }


def _mm(value: float) -> float:
    return round(value, 3) + 0.0  # never -0.0


def _rect(rect: Rect) -> list[float]:
    return [_mm(value) for value in rect]
