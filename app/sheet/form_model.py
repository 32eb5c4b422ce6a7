"""The words of a form: where every item and every fixed word stands, in mm."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal, NamedTuple

from app.notice.model import Side
from app.sheet.model import Must, Rect
from app.sheet.paper import Paper

Align = Literal["left", "centre", "right"]
Status = Literal["draft", "official"]
MEASURED: Literal["measured"] = "measured"
"""What the files of a measured form say of themselves, which is none to print by."""

FONTS = ("text", "label")
EM_MM_PER_PT = 25.4 / 72


@dataclass(frozen=True, slots=True)
class Style:
    """How text is set. ``sizes_pt`` largest first; ``pitch_mm`` from line to line, 0 = one and a quarter em."""

    font: str
    sizes_pt: tuple[float, ...]
    colour: str
    align: Align
    max_lines: int
    pitch_mm: float
    must: Must | None

    def pitch(self, size_pt: float) -> float:
        """From line to line at this size, mm."""
        return self.pitch_mm or 1.25 * size_pt * EM_MM_PER_PT


class Wording(NamedTuple):
    """What a print has otherwise than the item says: words that its own artwork has, and a sign before the value."""

    left_out: frozenset[str] = frozenset()
    before: str = ""

    def shown(self, text: str, *, form_word: bool) -> str:
        """What is printed variably of a part of an item; ``form_word``: it is the form's own word."""
        if form_word and text in self.left_out:
            return ""
        return text[1:] if "¥" in self.left_out and text.startswith("¥") else text


@dataclass(frozen=True, slots=True)
class Box:
    """The room of one item. ``text`` is printed when the content does not carry the item (stand-in of the seal).

    ``filled``: what is printed fills the room (a seal), so the placed item is as large as the room. ``from_top``: the
    first line stands at the top of the room, else the lines are in the middle of it.
    """

    id: str
    label: str
    page: Side
    rect: Rect
    style: Style
    text: str = ""
    filled: bool = False
    from_top: bool = False
    wording: Wording | None = None


@dataclass(frozen=True, slots=True)
class Step:
    """One permitted setting of a stack: sizes in points, pitches from line to line and the gap in mm."""

    size_pt: float
    pitch_mm: float
    name_pt: float
    name_pitch_mm: float
    gap_mm: float

    def size(self, *, name: bool) -> float:
        """Points of this kind of item."""
        return self.name_pt if name else self.size_pt

    def pitch(self, *, name: bool) -> float:
        """From line to line for this kind of item, mm."""
        return self.name_pitch_mm if name else self.pitch_mm


@dataclass(frozen=True, slots=True)
class StackItem:
    """One item of a stack; ``name`` items are set in the step's name size."""

    id: str
    name: bool
    wording: Wording | None = None


@dataclass(frozen=True, slots=True)
class StackBarcode:
    """The customer barcode flows directly below the text of its stack, ``gap_mm`` away from it, or stands ``at`` one
    place whatever the text is.
    """

    id: str
    gap_mm: float
    at: tuple[float, float] | None = None


@dataclass(frozen=True, slots=True)
class Stack:
    """Items that flow from the top of one room at ONE of the permitted steps (largest first).

    Down to ``whole_lines_pt`` text is rather set smaller than wrapped; below that it is wrapped.
    """

    id: str
    label: str
    page: Side
    rect: Rect
    items: tuple[StackItem, ...]
    steps: tuple[Step, ...]
    whole_lines_pt: float
    font: str
    colour: str
    must: Must | None
    barcode: StackBarcode | None


@dataclass(frozen=True, slots=True)
class FixedText:
    """Wording of the form. ``at``: top of the first em box, x by ``style.align``; ``width`` 0 = not wrapped."""

    page: Side
    text: str
    x: float
    y: float
    width: float
    style: Style


@dataclass(frozen=True, slots=True)
class Frame:
    """A box of the form's tables; ``fill`` is a colour name or ``""``."""

    page: Side
    rect: Rect
    line_mm: float
    colour: str
    fill: str


@dataclass(frozen=True, slots=True)
class PieceCode:
    """Room for the piece ID as Code 128 and for its human text."""

    id: str
    label: str
    page: Side
    bars: Rect
    text: Rect
    style: Style


@dataclass(frozen=True, slots=True)
class PieceBarRule:
    """``modules_mm``: permitted module widths, widest first; quiet zone in modules on both sides."""

    modules_mm: tuple[float, ...]
    quiet_modules: int
    min_height_mm: float


@dataclass(frozen=True, slots=True)
class Form:
    """One layout of the notice on its ``paper``. ``background``: official artwork drawn instead of ``frames`` and
    ``texts``, a page for each panel in the order of :data:`SIDES`.

    ``artwork`` are its bytes, ``sha256`` binds them and exactly the bytes of every file that the form was read from.
    ``measured``: the items stand where a print was found to have them, on sides of these ``sizes``; ``unmeasured``
    are those that do not.
    """

    name: str
    layout_no: Literal[1, 2]
    status: Status | Literal["measured"]
    title: str
    source: str
    paper: Paper
    colours: dict[str, tuple[float, float, float]]
    frames: tuple[Frame, ...]
    texts: tuple[FixedText, ...]
    boxes: tuple[Box, ...]
    stacks: tuple[Stack, ...]
    pieces: tuple[PieceCode, ...]
    piece_bars: PieceBarRule
    background: Path | None
    artwork: bytes = field(default=b"", repr=False)
    sha256: str = ""
    sizes: Mapping[Side, tuple[float, float]] = field(default_factory=dict)
    unmeasured: tuple[str, ...] = ()

    def panel(self, name: Side) -> Rect:
        """The panel with this name, mm, origin top left of itself."""
        if name in self.sizes:
            return Rect(0.0, 0.0, *self.sizes[name])
        own = self.paper.panels[name]
        return Rect(0.0, 0.0, own.width, own.height)

    @property
    def addressee(self) -> Stack:
        """The stack that the customer barcode belongs to."""
        return next(stack for stack in self.stacks if stack.barcode is not None)
