"""What a person decides by: the place on the paper and in the data enlarged, each box beside what else it could be."""

from typing import NamedTuple

import numpy as np

from app.proof.captures.model import MM, Bytes, Judged
from app.proof.compared.pictures import Pixels
from app.proof.compared.source import ShownPair
from app.proof.printed.model import Difference
from app.sheet.model import Rect

_ROOM_MM = (6.0, 2.0)
"""Across and down: what stands beside it tells what is expected."""
_NEAR_MM = 0.05


class Cell(NamedTuple):
    """A picture and what it is of; ``char`` is ``""`` for blank paper."""

    char: str
    picture: Bytes


class EnlargedBox(NamedTuple):
    """A box: the ink on the paper, what must be there, and what else it could be, the likeliest first."""

    paper: Bytes
    expected: Cell
    others: tuple[Cell, ...]


class Enlarged(NamedTuple):
    """A difference enlarged. ``paper`` and ``data``: the same place of the capture and of what had to be printed."""

    paper: Pixels
    data: Pixels
    boxes: tuple[EnlargedBox, ...]


def enlarged(shown: ShownPair, difference: Difference) -> Enlarged | None:
    """The place of a difference on its page; ``None`` for one that has none."""
    rect = difference.rect
    if rect is None:
        return None
    across, down = _ROOM_MM
    around = Rect(rect.x0 - across, rect.y0 - down, rect.x1 + across, rect.y1 + down)
    paper, data = (_part(picture, around, shown.pair.dpi) for picture in (shown.pair.printed, shown.pair.expected))
    own = [one for one in shown.boxes if one.box.item == difference.item and _within(one.rect, rect)]
    return Enlarged(paper, data, tuple(_box(one) for one in own))


def _part(picture: Pixels, rect: Rect, dpi: float) -> Pixels:
    x0, y0, x1, y1 = (round(value * dpi / MM) for value in rect)
    return np.ascontiguousarray(picture[max(y0, 0) : max(y1, 1), max(x0, 0) : max(x1, 1)])


def _within(inner: Rect, outer: Rect) -> bool:
    room = outer.grown(_NEAR_MM)
    return room.x0 <= inner.x0 and room.y0 <= inner.y0 and inner.x1 <= room.x1 and inner.y1 <= room.y1


def _box(one: Judged) -> EnlargedBox:
    if one.picture is None:
        nothing = np.full((1, 1), 255, np.uint8)
        return EnlargedBox(nothing, Cell(one.box.char.char, nothing), ())
    width = one.picture.shape[1] // (2 + len(one.others))
    cells = [np.ascontiguousarray(one.picture[:, at * width : (at + 1) * width]) for at in range(2 + len(one.others))]
    others = tuple(Cell(char, picture) for char, picture in zip(one.others, cells[2:], strict=True))
    return EnlargedBox(cells[0], Cell(one.box.char.char, cells[1]), others)
