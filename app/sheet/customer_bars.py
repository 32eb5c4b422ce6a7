"""The customer barcode as rectangles: permitted sizes and the shape of its 67 bars (日本郵便 マニュアル p12)."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from typing import NamedTuple

from app.resources import resource_bytes
from app.sheet.model import Rect
from app.toml_table import FileKind, Table

_TABLE = FileKind(
    "barcode.table",
    "カスタマバーコードの寸法表",
    "resources/customer_barcode.toml を元に戻すか、管理者に連絡してください。",
)
_EPSILON = 1e-9
_BARS = 67
_LEAST, _MOST_MM, _MOST_PT = 0.05, 50.0, 50.0


class Tolerance(NamedTuple):
    """Permitted range of a length in mm."""

    nominal: float
    min: float
    max: float

    def holds(self, value: float) -> bool:
        """Whether ``value`` mm is permitted (ends included)."""
        return self.min - _EPSILON <= value <= self.max + _EPSILON

    def scaled(self, by: float) -> "Tolerance":
        """The same range at another point size."""
        return Tolerance(self.nominal * by, self.min * by, self.max * by)


class Permitted(NamedTuple):
    """What the table permits at one point size."""

    long: Tolerance
    timing: Tolerance
    pitch: Tolerance
    bar: Tolerance
    space: Tolerance


class BarcodeTable(NamedTuple):
    """``resources/customer_barcode.toml``: the permitted lengths in mm at 10 points, and what does not scale."""

    bars: int
    size_pt: tuple[float, float]
    at_ten_points: Permitted
    semi_of_long: float
    source: str


@dataclass(frozen=True, slots=True)
class BarcodeSize:
    """One permitted way to print the code. ``width_mm`` runs from the first bar's left to the last bar's right edge."""

    size_pt: float
    pitch_mm: float
    bar_mm: float
    space_mm: float
    long_mm: float
    semi_mm: float
    timing_mm: float
    width_mm: float
    height_mm: float


@cache
def barcode_table() -> BarcodeTable:
    """The product's own table of permitted sizes."""
    return read_barcode_table(resource_bytes("customer_barcode.toml"))


def read_barcode_table(raw: bytes) -> BarcodeTable:
    """The table that these bytes are; ``KenpanError`` ``barcode.table`` if they are none, or no code can be so."""
    top = Table.of_bytes(_TABLE, "customer_barcode.toml", raw)
    size, items, semi = top.child("size_pt"), top.child("items"), top.child("semi_long")
    table = BarcodeTable(
        bars=top.whole("bars", _BARS, _BARS),
        size_pt=_range(size, _MOST_PT),
        at_ten_points=Permitted(*(_tolerance(items.child(name)) for name in Permitted._fields)),
        semi_of_long=semi.number("of_long", _LEAST, 1),
        source=top.words("source"),
    )
    top.number("quiet_mm", 0, _MOST_MM)
    top.done()
    return table


def _range(row: Table, most: float) -> tuple[float, float]:
    low = row.number("min", _LEAST, most)
    return low, row.number("max", low, most)


def _tolerance(row: Table) -> Tolerance:
    low, high = _range(row, _MOST_MM)
    return Tolerance(row.number("nominal", low, high), low, high)


def permitted(size_pt: float) -> Permitted:
    """Permitted lengths in mm at ``size_pt`` points; ``ValueError`` outside 8–11.5."""
    table = barcode_table()
    low, high = table.size_pt
    if not low <= size_pt <= high:
        raise ValueError(f"a customer barcode has {low}–{high} points, not {size_pt}")
    return Permitted(*(item.scaled(size_pt / 10) for item in table.at_ten_points))


def nominal_pitch(size_pt: float) -> float:
    """The pitch in mm that the table prefers at this size."""
    return permitted(size_pt).pitch.nominal


def barcode_size(size_pt: float, pitch_mm: float) -> BarcodeSize:
    """The bars of a code of this size and pitch; ``ValueError`` if the table does not permit it.

    Bar and space share the pitch equally, as in the nominal code; where that leaves a tolerance, the part
    beyond goes to the other one.
    """
    allowed, table = permitted(size_pt), barcode_table()
    if not allowed.pitch.holds(pitch_mm):
        raise ValueError(
            f"at {size_pt} points the pitch is {allowed.pitch.min:.3f}–{allowed.pitch.max:.3f} mm, not {pitch_mm}"
        )
    bar = min(max(pitch_mm / 2, allowed.bar.min, pitch_mm - allowed.space.max), allowed.bar.max)
    space = pitch_mm - bar
    if not (allowed.bar.holds(bar) and allowed.space.holds(space)):
        raise ValueError(f"at {size_pt} points no permitted bar and space make a pitch of {pitch_mm} mm")
    long = allowed.long.nominal
    return BarcodeSize(
        size_pt=size_pt,
        pitch_mm=pitch_mm,
        bar_mm=bar,
        space_mm=space,
        long_mm=long,
        semi_mm=long * table.semi_of_long,
        timing_mm=allowed.timing.nominal,
        width_mm=(table.bars - 1) * pitch_mm + bar,
        height_mm=long,
    )


def bar_rects(bars: str, size: BarcodeSize, x: float, y: float) -> tuple[Rect, ...]:
    """One rectangle a bar, in order, with the top left corner of the code at ``x``, ``y`` mm.

    ``bars``: letters ``F`` long, ``A`` semi-long up, ``D`` semi-long down, ``T`` timing; ``ValueError`` for others.
    """
    middle = (size.height_mm - size.timing_mm) / 2
    spans = {
        "F": (0.0, size.height_mm),
        "A": (0.0, size.semi_mm),
        "D": (size.height_mm - size.semi_mm, size.height_mm),
        "T": (middle, middle + size.timing_mm),
    }
    if not set(bars) <= spans.keys():
        raise ValueError(f"bars are F, A, D and T, not {bars!r}")
    lefts = [x + place * size.pitch_mm for place in range(len(bars))]
    return tuple(
        Rect(left, y + spans[kind][0], left + size.bar_mm, y + spans[kind][1])
        for left, kind in zip(lefts, bars, strict=True)
    )


def read_rects(rects: Iterable[Rect]) -> str:
    """Read a code back from the geometry of its bars, from left to right; any order of the rectangles.

    The first bar of every code is long (start ``FD``), but the letters come from geometry alone: a bar that
    reaches the top of the code goes up, one that reaches its foot goes down. ``""`` for no rectangles.
    """
    ordered = sorted(rects)
    if not ordered:
        return ""
    top, foot = min(rect.y0 for rect in ordered), max(rect.y1 for rect in ordered)
    near = (foot - top) / 6  # half of the step between a timing bar's end and a long bar's end
    letters = {(True, True): "F", (True, False): "A", (False, True): "D", (False, False): "T"}
    return "".join(letters[rect.y0 - top < near, foot - rect.y1 < near] for rect in ordered)
