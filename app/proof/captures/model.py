"""The words of captures. Lengths are mm of the paper, origin top left of the upright side, unless a name ends in
``_px`` or ``_pt``; a pixel's middle is at ``.5``.
"""

from dataclasses import dataclass, field
from typing import Any, Literal, NamedTuple

import numpy as np
from numpy.typing import NDArray

from app.notice.model import Side
from app.proof.printed.model import Notice
from app.sheet.form_model import Form
from app.sheet.measured_form import CodeKind
from app.sheet.model import PlacedBars, PlacedChar, Rect, Sheet

Grey = NDArray[Any]
"""Floats: 0 paper, 1 ink, or greys of an image."""
Bytes = NDArray[np.uint8]
Verdict = Literal["same", "changed", "undecided", "unproved"]
"""一致, 相違, 判定できない; ``unproved``: same but for a glyph that nobody can tell from it at this resolution."""

MM = 25.4


class Box(NamedTuple):
    """One character where it must stand. ``ink``: of its colour, 1 black; ``line``: characters that move together.

    ``turned``: it stands upside down; its em box is where it would be if it did not.
    """

    item: str
    side: Side
    char: PlacedChar
    size_pt: float
    ink: float
    line: int
    turned: bool = False


class CodePlace(NamedTuple):
    """Where a code lies that says whose a side is (mm of the paper); ``turned``: upside down."""

    id: str
    kind: CodeKind
    rect: Rect
    turned: bool = False


@dataclass(frozen=True, slots=True)
class PaperSide:
    """One side of the paper (0, 1 …) of a notice. ``boxes``: its characters that are no blanks; ``turned``: panels that
    are upside down on it.
    """

    notice: Notice
    form: Form
    number: int
    sheet: Sheet
    boxes: tuple[Box, ...]
    bars: tuple[tuple[Side, PlacedBars], ...]
    turned: frozenset[Side] = frozenset()


class Judged(NamedTuple):
    """What was said of a box. ``margin``: 1 for exactly the expected glyph, -1 for exactly ``rival``.

    ``rival``: the character that explains the ink best beside it, ``""`` for blank paper; of ``unproved`` all
    those that cannot be told apart. ``picture``, for a person: the ink, the expected glyph and each of ``others``, the
    likeliest first, side by side in cells of one width.
    """

    box: Box
    verdict: Verdict
    margin: float
    rival: str
    picture: Bytes | None = None
    others: tuple[str, ...] = ()

    @property
    def rect(self) -> Rect:
        """The box."""
        return cell(self.box)


class Unseen(NamedTuple):
    """An item or a bar code that is not judged, or not all of it: it cannot be seen. ``must``: but must be."""

    item: str
    side: Side
    text: str
    rect: Rect
    must: bool


@dataclass(slots=True)
class JudgedSide:
    """One capture, judged. ``added``: ink where none may be; ``lost``: none where the form has some.

    ``codes``: what each bar code says, ``""`` if it says nothing. ``trials``: boxes judged as if another character
    were expected there, with the one that really is. ``seconds``: of the processor, without these. ``unseen``:
    what of the side a sealed envelope hides.
    """

    side: PaperSide
    boxes: list[Judged] = field(default_factory=list)
    added: list[Rect] = field(default_factory=list)
    lost: list[Rect] = field(default_factory=list)
    codes: dict[str, str] = field(default_factory=dict)
    trials: list[tuple[Judged, str]] = field(default_factory=list)
    seconds: float = 0.0
    unseen: list[Unseen] = field(default_factory=list)


class SeenSide(NamedTuple):
    """A capture beside what must be there, both upright, of one size and of this resolution. ``ink``: the capture with
    its paper made white.
    """

    judged: JudgedSide
    paper: Bytes
    ink: Bytes
    expected: Bytes
    dpi: float


class PoorCaptureError(Exception):
    """A capture that nothing can be said of; its text is a Japanese reason."""


def cell(box: Box) -> Rect:
    """The em box of a character."""
    em = box.size_pt * MM / 72
    top = box.char.baseline - 0.88 * em
    return Rect(box.char.x, top, box.char.x + box.char.width, top + em)
