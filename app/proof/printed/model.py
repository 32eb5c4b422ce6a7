"""The words of reading and comparing a print. All lengths are mm unless a name ends in ``_pt``.

A page is seen as a reader sees it (after ``/Rotate``), origin top left, y downwards. A panel is one side of a notice;
its own coordinates start at its top left corner, upright, also where it is printed upside down.
"""

from dataclasses import dataclass
from typing import Any, Literal, NamedTuple

from app.notice.model import Side
from app.sheet.model import Rect

Severity = Literal["error", "warning"]


class Run(NamedTuple):
    """Characters side by side on one baseline, in reading order; blanks are characters.

    ``lefts`` and ``right``: where each cell begins along the line and where the last one ends; ``text`` as the
    glyphs are drawn, not as the file says they are to be read. ``turned``: half a turn. ``hidden``: for each
    character whether an eye does not find it (then why), else ``""``.
    """

    text: str
    lefts: tuple[float, ...]
    right: float
    baseline: float
    size_pt: float
    turned: bool
    hidden: tuple[str, ...] = ()
    doubts: tuple[str, ...] = ()


class Graphic(NamedTuple):
    """Anything drawn that is no text: ``fill-path``, ``stroke-path``, ``fill-image`` …, and what it bounds.

    ``ink``: the share of that which is inked on the paper, by whatever.
    """

    kind: str
    rect: Rect
    ink: float


class ReadCode(NamedTuple):
    """What stands where a form has a code; ``text`` is ``""`` for ink that says nothing, bars for the customer one.

    ``spare``: where there is ink within the code, or in the picture that shows it, that is none of it.
    """

    id: str
    text: str
    rect: Rect
    confidence: float
    spare: tuple[Rect, ...] = ()


@dataclass(frozen=True, slots=True)
class ReadPage:
    """One page of a print as it was read. ``number`` counts over all files in the order given.

    ``mirrored``: seen as in a mirror. ``notes``: annotations and fields, by their rectangles.
    """

    number: int
    file: str
    file_page: int
    width: float
    height: float
    runs: tuple[Run, ...]
    graphics: tuple[Graphic, ...]
    codes: tuple[ReadCode, ...]
    notes: tuple[Rect, ...] = ()
    mirrored: bool = False


class Notice(NamedTuple):
    """A record that was to be printed: the 0-based index of its ``01``."""

    file: str
    record: int


@dataclass(frozen=True, slots=True)
class Difference:
    """One finding of a comparison (DESIGN 5). ``file`` is that of the record, or of the print where it has none.

    ``page`` is ``None`` for what was not printed; ``rect``: on the page.
    """

    rule: str
    severity: Severity
    file: str
    record: int | None
    page: int | None
    side: Side | None
    item: str | None
    expected: str
    found: str
    rect: Rect | None
    message: str

    def as_json(self) -> dict[str, Any]:
        """As in the file that ``kenpan compare`` writes."""
        return {
            "rule": self.rule,
            "severity": self.severity,
            "file": self.file,
            "record": self.record,
            "page": self.page,
            "side": self.side,
            "item": self.item,
            "expected": self.expected,
            "found": self.found,
            "rect_mm": None if self.rect is None else [round(value, 2) for value in self.rect],
            "message": self.message,
        }


class Unreadable(NamedTuple):
    """A file (``page`` is ``None``) or a page of it that could not be read. ``page`` counts over all files."""

    file: str
    page: int | None
    reason: str
