"""Ink in the place of a code that is none of the code: dots between bars, lines through them, more in its picture."""

from collections.abc import Sequence

import cv2
import numpy as np
from numpy.typing import NDArray

from app.sheet.model import Rect

_SPARE = 51
"""Of 255: so much more ink than the code has there."""
_LEAST_PX, _MOST_ROOMS = 3, 8
_TOGETHER_MM = 1.0
_EDGE_PX = 2
_ALIKE = 0.9


def spare_ink(
    kind: str, grey: NDArray[np.uint8], dpi: float, code: Rect, pictures: Sequence[Rect], texts: Sequence[Rect]
) -> list[Rect]:
    """Where there is such ink in a code and in the pictures that show it (mm of this page). ``texts``: judged as text.

    The bars of a code stand upright on the page. A symbol of modules is looked at only around it.
    """
    pixel = dpi / 25.4
    areas = [code, *pictures]
    x0, y0 = (max(int(min(one[at] for one in areas) * pixel) - _EDGE_PX, 0) for at in (0, 1))
    x1, y1 = (int(np.ceil(max(one[at] for one in areas) * pixel)) + _EDGE_PX for at in (2, 3))
    ink = np.asarray(cv2.bitwise_not(grey[y0:y1, x0:x1]), np.uint8)
    if not ink.size:
        return []
    spare = np.zeros(ink.shape, bool)
    for picture in pictures:
        rows, columns = _pixels(picture, pixel, x0, y0, -_EDGE_PX)
        spare[rows, columns] = ink[rows, columns] > _SPARE
    rows, columns = _pixels(code, pixel, x0, y0, _EDGE_PX)
    spare[rows, columns] = False
    if kind in ("code128", "customer"):
        bars = ink[rows, columns]
        spare[rows, columns] = _beside_bars(bars) if kind == "code128" else _beside_states(bars)
    for text in texts:
        rows, columns = _pixels(text, pixel, x0, y0, 1)
        spare[rows, columns] = False
    return [
        Rect((x0 + left) / pixel, (y0 + top) / pixel, (x0 + right) / pixel, (y0 + foot) / pixel)
        for left, top, right, foot in _groups(spare, pixel)
    ]


def bar_rows(dark: NDArray[np.bool_], row: int) -> tuple[int, int]:
    """From which row to which one (half open) there are the same bars as in this one."""
    alike = (dark == dark[row]).mean(axis=1) > _ALIKE
    before, after = np.flatnonzero(~alike[:row]), np.flatnonzero(~alike[row:])
    return int(before[-1]) + 1 if before.size else 0, row + int(after[0]) if after.size else len(dark)


def _pixels(rect: Rect, pixel: float, x: int, y: int, grown: int) -> tuple[slice, slice]:
    x0, y0, x1, y1 = (round(value * pixel) for value in rect)
    return slice(max(y0 - y - grown, 0), max(y1 - y + grown, 0)), slice(max(x0 - x - grown, 0), max(x1 - x + grown, 0))


def _beside_bars(ink: NDArray[np.uint8]) -> NDArray[np.bool_]:
    """What is darker than its column is for the most part."""
    return np.asarray(ink > _usual(ink) + _SPARE)


def _usual(ink: NDArray[np.uint8]) -> NDArray[np.float64]:
    """The median of each column; the library's own looks at much that is not so here before it begins."""
    if not ink.size:
        return np.zeros(ink.shape[1])
    half = len(ink) // 2
    own = np.partition(ink, (max(half - 1, 0), half), axis=0)
    return np.asarray((own[half].astype(float) + own[half if len(ink) % 2 else half - 1]) / 2)


def _beside_states(ink: NDArray[np.uint8]) -> NDArray[np.bool_]:
    """The same of bars that all cross the middle and end where they will; and what hangs together with none of them."""
    third = max(len(ink) // 8, 1)
    middle = slice(len(ink) // 2 - third, len(ink) // 2 + third + 1)
    usual = _usual(ink[middle])
    count, labels = cv2.connectedComponents((ink > _SPARE).astype(np.uint8), connectivity=4)
    apart = np.ones(count, bool)
    apart[labels[middle]] = False
    return np.asarray((ink > usual + _SPARE) | ((ink > _SPARE) & apart[labels]))


def _groups(where: NDArray[np.bool_], pixel: float) -> list[tuple[int, int, int, int]]:
    """Bounds of what lies together and is more than a speck."""
    if int(where.sum()) < _LEAST_PX:
        return []
    reach = np.ones((2 * round(_TOGETHER_MM * pixel / 2) + 1,) * 2, np.uint8)
    count, labels = cv2.connectedComponents(cv2.dilate(where.astype(np.uint8), reach))
    found = []
    for number in range(1, count):
        ys, xs = np.nonzero((labels == number) & where)
        if len(ys) >= _LEAST_PX:
            found.append((int(xs.min()), int(ys.min()), int(xs.max()) + 1, int(ys.max()) + 1))
    return found[:_MOST_ROOMS]
