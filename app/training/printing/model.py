"""What was printed where: the truth about a print job, for whoever reads the print and must find what is wrong in it.

All lengths are mm, origin top left of the page as a reader sees it (after ``/Rotate``), y downwards. Pages count from 0
over all files of the job in their order.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Literal

from app.notice.model import Side
from app.records.layouts import Scheme
from app.sheet.model import Rect

CodeKind = Literal["none", "code128", "qr", "datamatrix"]


@dataclass(frozen=True, slots=True)
class PrintedRun:
    """Characters side by side on one line, in one font. ``role``: the font set's ("text", "label", "gaiji").

    ``lefts``: where each character's origin lies from the first one's, in reading direction; ``baseline``: of the page;
    ``stretch``: horizontal scale of the glyphs. On a turned panel the first origin is at ``rect.x1``, else at ``x0``.
    """

    text: str
    rect: Rect
    role: str
    size_pt: float
    lefts: tuple[float, ...]
    baseline: float
    stretch: float


@dataclass(frozen=True, slots=True)
class PrintedItem:
    """One item where it stands on its page; ``id`` of ``notice_items.csv``.

    ``expected`` is what the notice must show (``NoticeContent``: the item's text; the 67 bars of the customer barcode;
    the piece ID), ``printed`` what an eye finds on the paper: the same but where a defect was planted. The layout may
    leave the item's own wording to the pre-printed form (``円``, ``¥``, ``年月日``): ``runs`` are what was printed
    variably, line by line from the left; of bars there are none. ``rect`` bounds the cells of all runs, or the bars.
    """

    id: str
    expected: str
    printed: str
    rect: Rect
    runs: tuple[PrintedRun, ...]
    code: CodeKind | Literal["customer"] = "none"


@dataclass(frozen=True, slots=True)
class PrintedPanel:
    """One side of one notice on a page: the record it was printed from, and where the panel lies.

    ``record`` is the 0-based index in ``file``, -1 for a page of no record of the month. ``turned``: upside down.
    """

    scheme: Scheme
    file: str
    record: int
    side: Side
    rect: Rect
    items: tuple[PrintedItem, ...]
    turned: bool = False

    def item(self, item_id: str) -> PrintedItem:
        """The item with this id; ``KeyError`` if it is not printed here."""
        for one in self.items:
            if one.id == item_id:
                return one
        raise KeyError(item_id)


@dataclass(frozen=True, slots=True)
class PrintedPage:
    """A page of the job: its file, its page there (0-based), its size as seen, and the panels on it.

    ``leaves``: the pieces of paper that are cut from it, one unless it is imposed.
    """

    number: int
    file_name: str
    file_page: int
    width: float
    height: float
    panels: tuple[PrintedPanel, ...]
    leaves: tuple[Rect, ...]


@dataclass(frozen=True, slots=True)
class PlantedDefect:
    """A defect in the print. ``rules``: a comparison must raise exactly one of these (DESIGN 6), the first if it can.

    None: nothing may be raised. ``page`` is ``None`` for a lost page; ``item`` for a defect of a whole side or page.
    ``expected`` and ``found`` as in :class:`PrintedItem`.
    """

    name: str
    rules: tuple[str, ...]
    file: str
    record: int
    side: Side
    page: int | None
    item: str | None = None
    expected: str = ""
    found: str = ""
    rect: Rect | None = None


@dataclass(frozen=True, slots=True)
class PrintFile:
    """One file of the job."""

    name: str
    data: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class PrintedJob:
    """What came out of the printer: files, the truth about their pages in order, and what is wrong in them."""

    layout: str
    files: tuple[PrintFile, ...]
    pages: tuple[PrintedPage, ...]
    defects: tuple[PlantedDefect, ...]

    @property
    def pdf(self) -> bytes:
        """The only file; ``ValueError`` if there are several or none."""
        if len(self.files) != 1:
            raise ValueError(f"the job has {len(self.files)} files")
        return self.files[0].data

    def panels(self) -> Iterator[tuple[PrintedPage, PrintedPanel]]:
        """Every panel with its page."""
        for page in self.pages:
            for panel in page.panels:
                yield page, panel
