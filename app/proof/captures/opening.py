"""The sealed envelope in a capture: where it lies, where its windows are, and what can be seen through them."""

from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple

import cv2
import numpy as np

from app.proof.captures.model import MM, Bytes, Grey, PoorCaptureError
from app.proof.captures.registration import (
    ROUGH,
    Levels,
    Matrix,
    Rough,
    fitted,
    patch,
    peak_of,
    refuse_poor,
    resolution,
    tried,
)
from app.sheet.envelope import Envelope
from app.sheet.model import Rect

_SKEWS = np.arange(-2.0, 2.01, 0.4)
_FINER = (-0.2, 0.2)
_ROOM_MM = 8.0
_EDGE_DPI = 75
_REACH_MM = 2.0
_PARTS = 4
_LIKE_AN_ENVELOPE = 0.45
_SHADE = 0.9
_GUARD_MM = 0.9
"""Of the edge of a window that is not looked at: its cut throws a shadow."""
_SOLID_MM = 5.0
_DARK = 0.7
_NO_ENVELOPE = (
    "封筒の窓が見つかりません。封筒全体を、窓を上にして取り込んでください。"
    "白い封筒は、中の紙と見分けられないので判定できません。"
)


class Opened(NamedTuple):
    """An envelope with all but the sight through its windows made bare paper.

    ``shown``: 255 where a window shows the insert; ``level``: how bright bare paper is there. All as large as the
    capture. ``matrix``: mm of the envelope to its pixels.
    """

    levels: Levels
    shown: Bytes
    level: Bytes
    matrix: Matrix


def opened(image: Bytes, envelope: Envelope) -> Opened:
    """Find this envelope; :class:`PoorCaptureError` for a capture that shows none, or too poorly."""
    dpi = resolution(image, envelope.width, envelope.height)
    refuse_poor(image, dpi)
    levels = Levels(image, dpi)
    levels.at(2 * _EDGE_DPI)
    windows = tuple(window.rect for window in envelope.windows)
    matrix = _by_edges(levels, _placed(levels, envelope), windows)
    shown = np.zeros(image.shape, np.uint8)
    for window in windows:
        cv2.fillConvexPoly(shown, _corners(matrix, window.grown(-_GUARD_MM)), 255)
    small, _ = levels.at(_EDGE_DPI)
    fine, _ = levels.at(2 * _EDGE_DPI)
    seen = _without_solid(fine, _nearest(shown, fine))
    bare = _bare(small, _nearest(seen, small))
    level = np.asarray(cv2.resize(bare, image.shape[::-1], interpolation=cv2.INTER_LINEAR), np.uint8)
    shown &= _nearest(seen, image)
    free = np.where(shown > 0, image, level)
    return Opened(Levels(np.asarray(free, np.uint8), dpi), shown, level, matrix)


def _placed(levels: Levels, envelope: Envelope) -> Matrix:
    """From mm of the envelope to pixels, by its windows, whichever way up it lies."""
    small, scale = levels.at(ROUGH)
    dark = 1 - small.astype(np.float32) / 255
    pixel = ROUGH / MM
    want = np.ones((round(envelope.height * pixel), round(envelope.width * pixel)), np.float32)
    for window in envelope.windows:
        x0, y0, x1, y1 = (round(value * pixel) for value in window.rect)
        want[y0:y1, x0:x1] = 0
    room = round(_ROOM_MM * pixel)

    def at(degrees: float) -> tuple[Rough, float]:
        return tried(dark, want, degrees, room, scale), degrees

    best, degrees = max((at(turn + skew) for turn in (0.0, 180.0) for skew in _SKEWS), key=lambda one: one[0].likeness)
    best, _ = max((best, degrees), *(at(degrees + finer) for finer in _FINER), key=lambda one: one[0].likeness)
    if best.likeness < _LIKE_AN_ENVELOPE:
        raise PoorCaptureError(_NO_ENVELOPE)
    return best.matrix


class _Edge(NamedTuple):
    """Part of an edge: place, how far (mm) it lies to the right and down, how sharp it is, and what is before it.

    An edge tells nothing along itself: there its weight is none.
    """

    x: float
    y: float
    right: float
    down: float
    sharp_right: float
    sharp_down: float
    before: float


def _by_edges(levels: Levels, matrix: Matrix, windows: Sequence[Rect]) -> Matrix:
    """The place made better by where the edges of the windows are seen."""
    for _ in range(2):
        edges = np.array([edge for window in windows for edge in _edges(levels, matrix, window)], np.float64)
        # Where no sheet lies behind, it grows bright at the sheet's edge, not at the window's: darker than an envelope.
        envelope = np.median(edges[:, 6])
        edges[edges[:, 6] < envelope * _SHADE, 4:6] = 0.0
        matrix = matrix @ fitted(edges[:, :6])
    return matrix


def _edges(levels: Levels, matrix: Matrix, window: Rect) -> Iterator[_Edge]:
    """Parts of the four edges of a window."""
    small, scale = levels.at(_EDGE_DPI * 2)
    pixel = 2 * _EDGE_DPI / MM
    around = window.grown(_REACH_MM)
    size = (round(around.width * pixel), round(around.height * pixel))
    seen = patch(small, matrix * scale, around.x0, around.y0, size, 2 * _EDGE_DPI).astype(np.float32)
    for across, length, breadth in ((True, window.height, window.width), (False, window.width, window.height)):
        parts = np.linspace(_REACH_MM + 1, _REACH_MM + length - 1, _PARTS + 1) * pixel
        for low, high in pairwise(parts.round().astype(int)):
            line = np.median((seen if across else seen.T)[low:high], axis=0)
            along = (low + high) / 2 / pixel - _REACH_MM
            for place, sign in ((0.0, 1), (breadth, -1)):
                # The far edge begins where the picture ends.
                at, sharp, before = _step(line[::sign][: round(2 * _REACH_MM * pixel)])
                moved = (at / pixel - _REACH_MM) * sign
                if across:
                    yield _Edge(window.x0 + place, window.y0 + along, moved, 0.0, sharp, 0.0, before)
                else:
                    yield _Edge(window.x0 + along, window.y0 + place, 0.0, moved, 0.0, sharp, before)


def _step(profile: Grey) -> tuple[float, float, float]:
    """Where a profile grows bright fastest (px), by how much, and how bright it is well before."""
    slope = np.diff(cv2.GaussianBlur(profile[None, :], (0, 0), 1.5)[0])
    best = int(slope[1:-1].argmax()) + 1
    peak, _ = peak_of(*slope[best - 1 : best + 2])
    return best + peak + 1.0, max(float(slope[best]), 0.0) / 8, float(np.median(profile[: max(best - 4, 1)][-6:]))


def _corners(matrix: Matrix, rect: Rect) -> Matrix:
    ends = ((rect.x0, rect.y0), (rect.x1, rect.y0), (rect.x1, rect.y1), (rect.x0, rect.y1))
    return np.array([matrix @ (x, y, 1.0) for x, y in ends]).round().astype(np.int32)


def _nearest(mask: Bytes, like: Bytes) -> Bytes:
    """A mask as large as another picture."""
    return np.asarray(cv2.resize(mask, like.shape[::-1], interpolation=cv2.INTER_NEAREST), np.uint8)


def _without_solid(fine: Bytes, shown: Bytes) -> Bytes:
    """What windows show without what is dark all over: no sheet lies behind, or something covers it.

    At 150 dpi, where the wide spaces of a bar code are still bright.
    """
    bright = float(np.percentile(fine[shown > 0], 80)) if shown.any() else 255.0
    dark = ((fine < _DARK * bright) | (shown == 0)).astype(np.uint8)
    side = round(_SOLID_MM * 2 * _EDGE_DPI / MM)
    solid = cv2.morphologyEx(dark, cv2.MORPH_OPEN, np.ones((side, side), np.uint8), borderValue=1)
    return np.asarray((cv2.dilate(solid, np.ones((5, 5), np.uint8)) == 0) * np.uint8(255), np.uint8)


def _bare(small: Bytes, shown: Bytes) -> Bytes:
    """How bright bare paper is, carried on beyond the windows."""
    step = _EDGE_DPI // ROUGH
    size = (small.shape[1] // step, small.shape[0] // step)
    own = cv2.resize(np.where(shown > 0, small, 0), size, interpolation=cv2.INTER_AREA)
    share = (cv2.resize(shown, size, interpolation=cv2.INTER_AREA) > 250).astype(np.float32)
    bright = cv2.dilate(np.where(share > 0, own, 0).astype(np.uint8), np.ones((5, 5), np.uint8)).astype(np.float32)
    total = float((bright * share).sum()) / max(float(share.sum()), 1.0)
    weight = cv2.GaussianBlur(share, (0, 0), 4) + 1e-3
    level: Grey = (cv2.GaussianBlur(bright * share, (0, 0), 4) + 1e-3 * total) / weight
    return np.asarray(np.clip(level, 20, 255), np.uint8)
