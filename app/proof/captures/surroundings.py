"""The paper around the boxes: ink where none may be, and ink of the form that is not there."""

from collections.abc import Collection, Iterable

import cv2
import numpy as np
from numpy.typing import NDArray

from app.proof.captures.model import MM, Bytes, Grey, PaperSide, cell
from app.proof.captures.registration import FINE
from app.sheet.model import Rect

_DARK = 0.35
_HAS, _LEFT = 0.25, 0.4
"""Ink that a capture must show, fine and coloured lines with it, and how much of it at least."""
_AROUND_MM = 0.4
_BLOB_MM2 = 0.22
_HOLE_MM2 = 0.30


def outside(
    ink: Grey, want: Grey, side: PaperSide, shown: Bytes | None = None, read: Collection[str] = ()
) -> tuple[list[Rect], list[Rect]]:
    """Ink where none may be, and ink of the form that is not there; only where the paper is ``shown``.

    ``read``: codes that say what they must; what else is in the place of another one nobody can tell from its bars.
    """
    pixel = FINE / MM
    reach = 2 * round(_AROUND_MM * pixel) + 1
    allowed = cv2.dilate(want, np.ones((reach, reach), np.uint8)) > 0.1
    told = np.zeros(want.shape, bool)
    _enter(told, map(cell, side.boxes))
    if shown is not None:
        told[shown == 0] = True
    judged = told.copy()
    _enter(judged, (bars.rect for _, bars in side.bars))
    _enter(told, (bars.rect for _, bars in side.bars if bars.id not in read))
    near = round(1.0 * pixel)
    free = ~allowed & ~told
    free[:near], free[-near:], free[:, :near], free[:, -near:] = False, False, False, False
    soft = cv2.GaussianBlur(ink, (0, 0), 0.7)
    added = _blobs((soft > _DARK) & free, _BLOB_MM2)
    there = cv2.dilate(soft, np.ones((3, 3), np.uint8))
    must = cv2.GaussianBlur(want, (0, 0), 0.7)
    lost = _blobs((must > _HAS) & (there < _LEFT * must) & ~judged, _HOLE_MM2)
    return added, lost


def _enter(where: NDArray[np.bool_], rects: Iterable[Rect]) -> None:
    for rect in rects:
        x0, y0, x1, y1 = (round(value * FINE / MM) for value in rect.grown(0.2))
        where[max(y0, 0) : y1, max(x0, 0) : x1] = True


def _blobs(where: NDArray[np.bool_], least_mm2: float) -> list[Rect]:
    """What lies together within a millimetre and is large enough; hairs are not."""
    pixel = FINE / MM
    solid = cv2.morphologyEx(where.astype(np.uint8), cv2.MORPH_OPEN, np.ones((2, 2), np.uint8))
    if not solid.any():
        return []
    reach = round(1.0 * pixel)
    count, labels = cv2.connectedComponents(cv2.dilate(solid, np.ones((reach, reach), np.uint8)))
    found = []
    for number in range(1, count):
        ys, xs = np.nonzero((labels == number) & (solid > 0))
        if len(ys) / pixel**2 >= least_mm2:
            found.append(Rect(xs.min() / pixel, ys.min() / pixel, (xs.max() + 1) / pixel, (ys.max() + 1) / pixel))
    return found
