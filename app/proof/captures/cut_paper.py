"""The pieces of paper that a print is cut into, and where its panels lie on them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import combinations

from app.errors import KenpanError
from app.notice.model import Side
from app.sheet.measured_form import MeasuredForm, Placement
from app.sheet.model import Rect
from app.sheet.paper import Paper

SIZE_MM = 1.0
_LEAST_MM = 40.0
_NEAR_MM = 15.0
_THIN_MM = 0.6
_LEVEL_MM = 0.15
"""How far the marks for one cut may lie from one line."""

Marks = Mapping[int, Sequence[Rect]]
"""By the turn of a page: its short straight lines (mm), of which some say where it is cut."""


@dataclass(frozen=True)
class LaidPaper(Paper):
    """Paper with its panels where a print has them."""

    laid: Mapping[Side, Rect] = field(default_factory=dict)

    @cached_property
    def panels(self) -> dict[Side, Rect]:
        """Where each panel lies on its side of the paper, mm."""
        return dict(self.laid)


def is_imposed(measured: MeasuredForm) -> bool:
    """Whether several pieces of paper are cut from a page."""
    return any(len({one.leaf for one in page.placements}) > 1 for page in measured.pages)


def papers(measured: MeasuredForm, marks: Marks) -> dict[int, Rect]:
    """The paper of the first leaf of each kind of page, by its turn."""
    pages = sorted(measured.pages, key=lambda one: one.turn)
    return {page.turn: cut(measured, page.placements[0], marks) for page in pages}


def cut(measured: MeasuredForm, place: Placement, marks: Marks) -> Rect:
    """The piece of paper that a side is cut from: the page, or what marks for cutting stand around.

    ``KenpanError`` ``print.form`` where several pieces lie on a page and no marks say where each is cut.
    """
    page = next(page for page in measured.pages if place in page.placements)
    if not is_imposed(measured):
        return Rect(0, 0, page.width, page.height)
    own = _rect(measured, place)
    found = trimmed(((own.x0 + own.x1) / 2, (own.y0 + own.y1) / 2), marks.get(page.turn, ()))
    if found is None:
        raise KenpanError(
            "print.form",
            "この印刷は一枚に何通かを面付けしていますが、紙を裁つ位置を示す印（トンボ）を頁から読めません。",
            "一通ずつの頁の印刷データ（面付け前）から様式を測り、それを「紙の印刷データ」に指定してください。",
        )
    return found


def trimmed(inside: tuple[float, float], lines: Sequence[Rect]) -> Rect | None:
    """The smallest rectangle around this point that has two marks beside each of its corners, outside of it."""
    x, y = inside
    upright = [one for one in lines if one.width <= _THIN_MM < one.height]
    level = [one for one in lines if one.height <= _THIN_MM < one.width]
    across = _places([(one.x0 + one.x1) / 2 for one in upright])
    down = _places([(one.y0 + one.y1) / 2 for one in level])
    found = [
        Rect(x0, y0, x1, y1)
        for x0, x1 in combinations(across, 2)
        if x0 < x < x1 and x1 - x0 >= _LEAST_MM
        for y0, y1 in combinations(down, 2)
        if y0 < y < y1 and y1 - y0 >= _LEAST_MM
    ]
    found.sort(key=lambda one: one.width * one.height)
    return next((one for one in found if _is_marked(one, upright, level)), None)


def _is_marked(rect: Rect, upright: Sequence[Rect], level: Sequence[Rect]) -> bool:
    """Whether each corner has a mark above or below it and one beside it."""

    def before(end: float, edge: float) -> bool:
        return -_LEVEL_MM <= edge - end <= _NEAR_MM

    tops = all(
        any(abs((one.x0 + one.x1) / 2 - x) <= _LEVEL_MM and before(one.y1, rect.y0) for one in upright)
        and any(abs((one.x0 + one.x1) / 2 - x) <= _LEVEL_MM and before(-one.y0, -rect.y1) for one in upright)
        for x in (rect.x0, rect.x1)
    )
    return tops and all(
        any(abs((one.y0 + one.y1) / 2 - y) <= _LEVEL_MM and before(one.x1, rect.x0) for one in level)
        and any(abs((one.y0 + one.y1) / 2 - y) <= _LEVEL_MM and before(-one.x0, -rect.x1) for one in level)
        for y in (rect.y0, rect.y1)
    )


def _places(values: Sequence[float]) -> list[float]:
    """Where lines are, each place once."""
    found: list[float] = []
    for value in sorted(values):
        if not found or value - found[-1] > _LEVEL_MM:
            found.append(value)
    return found


def _rect(measured: MeasuredForm, place: Placement) -> Rect:
    panel = next(panel for (side, _), panel in measured.panels.items() if side == place.side)
    return Rect(place.x, place.y, place.x + panel.width, place.y + panel.height)
