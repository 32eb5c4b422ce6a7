"""The words of a measured form: where a print has each item, and what else stands there. All lengths are mm unless a
name ends in ``_pt``.

A page is seen as a reader sees it (after ``/Rotate``), origin top left, y downwards. A panel is one side of a notice;
its own coordinates start at its top left corner, upright, also where it is printed upside down.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal, NamedTuple, Protocol

from app.notice.model import NoticeContent, Side
from app.records.layouts import Scheme
from app.sheet.form_model import Align
from app.sheet.model import Rect

CodeKind = Literal["code128", "qr", "datamatrix", "customer"]


@dataclass(frozen=True, slots=True)
class MeasuredItem:
    """Where one item is printed on its panel, as measured.

    ``align`` says what stays where it is for values of all lengths: the left edge, the middle or the right edge at
    ``anchor``. ``baseline`` is that of the first line; further lines of a wrapped value stand ``pitch`` apart.
    ``least_pt`` is the smallest size for values that are shrunk. ``left_out``: wording of the item that the form's own
    artwork has (``円``, ``年``), ``before``: a sign printed before it. ``columns``: its parts stand in columns of their
    own. ``blanks``: whether blanks of the value are printed as blanks and so can be compared. ``spread_mm``: how far
    it strayed from its place on the pages that it was measured on.
    """

    id: str
    align: Align
    anchor: float
    baseline: float
    size_pt: float
    least_pt: float = 0.0
    pitch: float = 0.0
    left_out: frozenset[str] = frozenset()
    before: str = ""
    columns: bool = False
    blanks: bool = True
    font: str = "text"
    spread_mm: float | None = None


@dataclass(frozen=True, slots=True)
class MeasuredBlock:
    """Items one below the other in ``rect``, blank ones closed up; mostly a single one.

    ``rect`` bounds where origins of characters may stand, with room for longer values. ``fixed``: the first item
    always has its own baseline; in a flowing block the following ones stand where the ones before leave off.
    """

    items: tuple[MeasuredItem, ...]
    rect: Rect


@dataclass(frozen=True, slots=True)
class MeasuredCode:
    """A code on a panel. ``rect``: where it may lie; ``pattern``: ``{piece_id}``, ``{letter}{prefecture}{record}`` …"""

    id: str
    kind: CodeKind
    rect: Rect
    pattern: str = "{piece_id}"


@dataclass(frozen=True, slots=True)
class Background:
    """What is printed on every panel alike: characters (text, x, baseline) and graphics (kind, rect), 0.1 mm."""

    chars: frozenset[tuple[str, int, int]] = frozenset()
    graphics: frozenset[tuple[str, int, int, int, int]] = frozenset()


Origin = tuple[float, float]
"""x and baseline of a glyph on its panel."""


class Setting(Protocol):
    """Says of each notice where its items stand, where that follows from what they say."""

    def origins(self, content: NoticeContent) -> Mapping[str, Sequence[Origin]]:
        """Of each item the place of the first glyph with ink on each of its lines."""


@dataclass(frozen=True, slots=True)
class MeasuredPanel:
    """One side of a notice of one scheme, as printed by this program.

    ``unplaced``: items that are printed, and nobody could say where. ``setting``: where its items stand, for a form
    that is not measured but set.
    """

    side: Side
    scheme: Scheme
    width: float
    height: float
    blocks: tuple[MeasuredBlock, ...]
    codes: tuple[MeasuredCode, ...] = ()
    background: Background = Background()
    unplaced: tuple[str, ...] = ()
    setting: Setting | None = field(default=None, compare=False, repr=False)


class Placement(NamedTuple):
    """Where a side lies on a page. ``leaf``: panels with the same one are cut from the page as one piece of paper."""

    side: Side
    x: float
    y: float
    turned: bool = False
    leaf: int = 0


@dataclass(frozen=True, slots=True)
class MeasuredPage:
    """A kind of page. ``turn``: 0 for the first page of a piece, 1 for the one that follows it …"""

    width: float
    height: float
    placements: tuple[Placement, ...]
    turn: int = 0


class Zone(NamedTuple):
    """A part of a side (mm) where differences are only counted, and why; never those of critical items."""

    name: str
    reason: str
    side: Side
    rect: Rect


@dataclass(frozen=True, slots=True)
class MeasuredForm:
    """How a print lays out its notices. ``apart``: the pages of a piece lie in files of their own, in the same order.

    ``glyphs``: characters that a person confirmed, by the hash of their outline. ``drafts``: SHA-256 of the program's
    own forms, if it is these and nothing was measured. ``source``: what it was measured from, for people.
    """

    pages: tuple[MeasuredPage, ...]
    panels: Mapping[tuple[Side, Scheme], MeasuredPanel]
    apart: bool = False
    glyphs: Mapping[str, str] = field(default_factory=dict)
    zones: tuple[Zone, ...] = ()
    drafts: tuple[str, ...] = ()
    source: str = field(default="", compare=False)
