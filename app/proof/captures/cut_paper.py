"""The pieces of paper that a print is cut into, and where its panels lie on them."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property

from app.notice.model import Side
from app.sheet.measured_form import MeasuredForm, Placement
from app.sheet.model import Rect
from app.sheet.paper import Paper

SIZE_MM = 1.0


@dataclass(frozen=True)
class LaidPaper(Paper):
    """Paper with its panels where a print has them."""

    laid: Mapping[Side, Rect] = field(default_factory=dict)

    @cached_property
    def panels(self) -> dict[Side, Rect]:
        """Where each panel lies on its side of the paper, mm."""
        return dict(self.laid)


def papers(measured: MeasuredForm) -> dict[int, Rect]:
    """The paper of the first leaf of each kind of page, by its turn."""
    return {page.turn: cut(measured, page.placements[0]) for page in sorted(measured.pages, key=lambda one: one.turn)}


def cut(measured: MeasuredForm, place: Placement) -> Rect:
    """The piece of paper that a side is cut from: the page, or what is printed above and below it on any side of the
    sheet.
    """
    if all(len({one.leaf for one in page.placements}) == 1 for page in measured.pages):
        page = next(page for page in measured.pages if place in page.placements)
        return Rect(0, 0, page.width, page.height)
    rects = [_rect(measured, one) for page in measured.pages for one in page.placements]
    own = _rect(measured, place)
    rects = [one for one in rects if abs(one.x0 - own.x0) <= SIZE_MM]
    return Rect(min(r.x0 for r in rects), min(r.y0 for r in rects), max(r.x1 for r in rects), max(r.y1 for r in rects))


def _rect(measured: MeasuredForm, place: Placement) -> Rect:
    panel = next(panel for (side, _), panel in measured.panels.items() if side == place.side)
    return Rect(place.x, place.y, place.x + panel.width, place.y + panel.height)
