"""The words of the sheet layer. All lengths are mm, origin top left of the page, unless a name ends in ``_pt``."""

from dataclasses import dataclass
from typing import Literal, NamedTuple, get_args

from app.notice.model import Edit, ItemState, Side, Source

Must = Literal["show", "hide"]
Fit = Literal["as_set", "shrunk", "wrapped", "overflow"]

SIDES: tuple[Side, ...] = get_args(Side)
PRACTICE = "練習"
"""What stands all over whatever is made in practice."""


class Rect(NamedTuple):
    """A rectangle in mm; ``x0 < x1``, ``y0 < y1``, y grows downwards."""

    x0: float
    y0: float
    x1: float
    y1: float

    @property
    def width(self) -> float:
        """mm."""
        return self.x1 - self.x0

    @property
    def height(self) -> float:
        """mm."""
        return self.y1 - self.y0

    def moved(self, dx: float, dy: float) -> "Rect":
        """The same rectangle somewhere else."""
        return Rect(self.x0 + dx, self.y0 + dy, self.x1 + dx, self.y1 + dy)

    def grown(self, by: float) -> "Rect":
        """Larger by ``by`` mm on every side (smaller if negative)."""
        return Rect(self.x0 - by, self.y0 - by, self.x1 + by, self.y1 + by)


@dataclass(frozen=True, slots=True)
class PlacedChar:
    """One character in its cell. ``font`` is a role of the form ("text", "label", "gaiji"); ``glyph`` 0 is no glyph."""

    char: str
    font: str
    glyph: int
    x: float
    baseline: float
    width: float


@dataclass(frozen=True, slots=True)
class PlacedRun:
    """Characters of one line that came from one part: same source, same edit."""

    text: str
    rect: Rect
    source: Source | None
    edit: Edit | None
    chars: tuple[PlacedChar, ...]


@dataclass(frozen=True, slots=True)
class PlacedItem:
    """A printed item in its place. ``rect`` bounds its cells; ``box`` is the room the form gives it."""

    id: str
    page: Side
    label: str
    text: str
    rect: Rect
    box: Rect
    runs: tuple[PlacedRun, ...]
    sources: tuple[Source, ...]
    edit: Edit | None
    state: ItemState
    size_pt: float
    colour: str
    fit: Fit
    must: Must | None


@dataclass(frozen=True, slots=True)
class PlacedBars:
    """A bar code as rectangles. ``rect`` bounds the bars, without the quiet zone."""

    id: str
    page: Side
    kind: Literal["customer", "piece_id"]
    text: str
    rect: Rect
    bars: tuple[Rect, ...]
    must: Must | None
    size_pt: float = 0.0
    pitch_mm: float = 0.0
    sources: tuple[Source, ...] = ()


@dataclass(frozen=True, slots=True)
class Page:
    """One printed panel: ``sheet`` 宛名面, ``front`` 通知 表, ``back`` 通知 裏."""

    name: Side
    width: float
    height: float
    items: tuple[PlacedItem, ...]
    bars: tuple[PlacedBars, ...]


@dataclass(frozen=True, slots=True)
class Sheet:
    """A notice with every item in its place on its three panels. ``form_note``: by which form, for people."""

    form: str
    form_status: Literal["draft", "official", "measured"]
    pages: tuple[Page, ...]
    barcode: PlacedBars | None
    barcode_reason: str | None
    form_note: str = ""

    def page(self, name: Side) -> Page:
        """The panel with this name."""
        return next(page for page in self.pages if page.name == name)
