"""Where frames and zones lie on the page that is shown."""

from app.month.printed.in_hand import Compared
from app.notice.model import Side
from app.proof.compared.shown_page import ShownPage, ShownSide
from app.sheet.model import Rect
from app.ui.comparison.pair_canvas import Mark, ShownZone


def marks_of(one: Compared, page: ShownPage, chosen: int) -> list[Mark]:
    """A frame for every difference on this page, numbered by their places in the findings, counted from 1."""
    marks = []
    for at in one.review.on_page(page.number):
        difference = one.result.findings[at]
        rect = difference.rect or _area(page, difference.side)
        if rect is not None:
            marks.append(Mark(at + 1, rect, at == chosen, difference.severity == "warning"))
    return marks


def zones_of(one: Compared, page: ShownPage) -> list[ShownZone]:
    """The zones on the sides of this page, each with what was counted there."""
    found = []
    for number, zone in enumerate(one.zones, 1):
        for side in page.sides:
            if side.side == zone.side:
                name = f"{zone.name}（違いのある {one.ignored(zone):,} 頁）"
                found.append(ShownZone(name, _on_page(zone.rect, side), number))
    return found


def side_at(page: ShownPage, rect: Rect) -> ShownSide | None:
    """The side that the middle of a rectangle is on."""
    x, y = (rect.x0 + rect.x1) / 2, (rect.y0 + rect.y1) / 2
    return next((one for one in page.sides if one.rect.x0 <= x < one.rect.x1 and one.rect.y0 <= y < one.rect.y1), None)


def on_side(rect: Rect, side: ShownSide) -> Rect:
    """A rectangle of the page as one of its side, which may lie upside down."""
    area = side.rect
    if side.turned:
        return Rect(area.x1 - rect.x1, area.y1 - rect.y1, area.x1 - rect.x0, area.y1 - rect.y0)
    return rect.moved(-area.x0, -area.y0)


def _on_page(rect: Rect, side: ShownSide) -> Rect:
    area = side.rect
    if side.turned:
        own = Rect(area.x1 - rect.x1, area.y1 - rect.y1, area.x1 - rect.x0, area.y1 - rect.y0)
    else:
        own = rect.moved(area.x0, area.y0)
    return Rect(max(own.x0, area.x0), max(own.y0, area.y0), min(own.x1, area.x1), min(own.y1, area.y1))


def _area(page: ShownPage, side: Side | None) -> Rect | None:
    """Where a side lies; the whole page for no side."""
    if side is None:
        return Rect(0, 0, page.width, page.height).grown(-2)
    own = next((one.rect for one in page.sides if one.side == side), None)
    return None if own is None else own.grown(-1)
