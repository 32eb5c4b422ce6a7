"""How high a line is printed that is narrower than its form says: the print's text tells widths only.

What was made smaller to fit is as much lower as it is narrower; what was squeezed (長体) is as high as ever. The ink
says which: above what the smaller size reaches there is some, or none.
"""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from app.proof.compared.shown_page import ASCENT, DESCENT, Cell, ShownPage
from app.sheet.fit import char_columns
from app.sheet.form_model import EM_MM_PER_PT
from app.sheet.model import Rect

_DARK = 150
_REACH = {1: 0.74, 2: 0.83}
"""How far (em) above its line the ink of half-width and of full-width characters reaches."""
_TALLER = 1.03
_INKED = 0.02
"""What is no dust: so much of a line's columns have ink in a row of pixels."""
_SAME_MM, _NEAR_MM = 0.3, 2.0

Line = tuple[str | None, float]


def as_high_as_printed(page: ShownPage, printed: NDArray[np.uint8], dpi: float) -> ShownPage:
    """The page with its characters as high as the picture ``(height, width, 3)`` has them, and with the room that they
    take.
    """
    lines: dict[Line, list[Cell]] = {}
    for cell in page.printed:
        if cell.tall_pt > cell.size_pt * _TALLER:
            lines.setdefault((cell.item, _step(cell)), []).append(cell)
    all_lines = sorted({(_step(cell), cell.rect.x0, cell.rect.x1) for cell in page.printed})
    tall = {line: cells for line, cells in lines.items() if _is_tall(cells, all_lines, printed, dpi / 25.4)}
    if not tall:
        return page
    expected = tuple(_tall(cell) if _is_of(cell, tall) else cell for cell in page.expected)
    room = tuple(_tall(cell).rect for cells in tall.values() for cell in cells)
    return page._replace(expected=expected, variable=(*page.variable, *room))


def _baseline(cell: Cell) -> float:
    under = DESCENT * cell.size_pt * EM_MM_PER_PT
    return cell.rect.y0 + under if cell.turned else cell.rect.y1 - under


def _step(cell: Cell) -> float:
    return round(_baseline(cell) / _SAME_MM) * _SAME_MM


def _is_of(cell: Cell, tall: dict[Line, list[Cell]]) -> bool:
    return any(item == cell.item and abs(at - _baseline(cell)) <= _NEAR_MM for item, at in tall)


def _tall(cell: Cell) -> Cell:
    """The same as high as its form says."""
    at, em = _baseline(cell), cell.tall_pt * EM_MM_PER_PT
    above, below = (DESCENT, ASCENT) if cell.turned else (ASCENT, DESCENT)
    rect = Rect(cell.rect.x0, at - above * em, cell.rect.x1, at + below * em)
    return cell._replace(rect=rect, size_pt=cell.tall_pt)


def _is_tall(
    cells: Sequence[Cell], others: Sequence[tuple[float, float, float]], printed: NDArray[np.uint8], scale: float
) -> bool:
    """Whether its ink reaches as high as its form says, and not only as the smaller size. ``others``: every character's
    line and from where to where it stands; ``scale``: px per mm.
    """
    first, at = cells[0], _baseline(cells[0])
    small, tall = first.size_pt * EM_MM_PER_PT, first.tall_pt * EM_MM_PER_PT
    x0, x1 = min(cell.rect.x0 for cell in cells), max(cell.rect.x1 for cell in cells)
    over = [abs(line - at) for line, left, right in others if left < x1 and right > x0 and _is_over(line, at, first)]
    if any(away < ASCENT * tall for away in over):
        return False  # it would stand in the line over it
    y0, y1 = (at, at + ASCENT * tall) if first.turned else (at - ASCENT * tall, at)
    rows, columns = (slice(max(round(low * scale), 0), round(high * scale)) for low, high in ((y0, y1), (x0, x1)))
    part = printed[rows, columns]
    if not part.size:
        return False
    inked = np.flatnonzero((part.min(axis=2) < _DARK).mean(axis=1) > _INKED)
    if not len(inked):
        return False
    top = (inked[-1] + 1 if first.turned else len(part) - inked[0]) / scale
    reach = _REACH[max(char_columns(cell.text) for cell in cells)]
    return bool(top / reach > (small + tall) / 2)


def _is_over(line: float, at: float, cell: Cell) -> bool:
    """Whether a line stands over the one at ``at``, as the page is read."""
    return (line - at if cell.turned else at - line) > _SAME_MM
