"""How near things printed on the insert come to the frame of a window, over every position of the insert.

The insert (w × h) slides and tilts inside the envelope. At tilt θ the nearest that a rectangle's side ever comes
to the envelope's wall on that side, over the whole play left at θ, is

    margin(θ) = a·cosθ + b·sin|θ|,   a, b ≥ 0 from the rectangle's distances to the insert's edges.

A rectangle that must show keeps ``margin`` − (wall to the window's near frame) on each of the four sides; one that
must hide keeps ``margin`` − (wall to the window's far frame) beyond at least one side. Each is concave in θ where it
can occur (a·cosθ + b·sinθ with a, b ≥ 0), so the smallest of the show margins lies at θ = 0 or at the widest tilt,
and the smallest of the *largest* hide margin there or where two of them are equal. Nothing is sampled.
"""

import math
from collections.abc import Sequence
from itertools import combinations
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from app.sheet.envelope_file import Envelope
from app.sheet.model import Must, Rect

Floats = NDArray[np.float64]

_LEFT, _TOP, _RIGHT, _BOTTOM = range(4)
_OPPOSITE = [_RIGHT, _BOTTOM, _LEFT, _TOP]
_PAIRS = np.array(list(combinations(range(4), 2)))


class Clearance(NamedTuple):
    """Worst clearance in mm from a window's frame, tolerances taken off; negative is hidden, resp. exposed.

    Of a rectangle that must show it is the distance of its nearest point to the frame, from inside. Of one
    that must hide it is its distance beyond the frame along the axis where that is larger; if negative, how far
    it has to be moved to be hidden at every position. A tilted rectangle counts with its upright bounding box.
    ``dx``, ``dy``: where the insert's bounding box then lies in the envelope; ``theta`` degrees, clockwise.
    """

    mm: float
    window: str
    dx: float
    dy: float
    theta: float


class Clearances(NamedTuple):
    """:class:`Clearance` of many rectangles at once: arrays ``(n,)``; ``window`` is an index."""

    mm: Floats
    window: NDArray[np.intp]
    dx: Floats
    dy: Floats
    theta: Floats


def as_array(rects: Sequence[Rect]) -> Floats:
    """Rectangles as an array ``(n, 4)``: x0, y0, x1, y1."""
    return np.array(rects, dtype=np.float64).reshape(-1, 4)


def play_at(envelope: Envelope, theta: Floats) -> tuple[Floats, Floats]:
    """Play in x and y that is left at tilt ``theta`` (radians); negative where the insert does not fit."""
    w, h, c, s = envelope.insert_width, envelope.insert_height, np.cos(theta), np.sin(np.abs(theta))
    return envelope.width - (w * c + h * s), envelope.height - (w * s + h * c)


def worst_clearance(rect: Rect, must: Must, envelope: Envelope, window: str | None = None) -> Clearance:
    """The smallest clearance of one rectangle of the panel over every feasible position of the insert.

    Without ``window``: of the window that shows it best, resp. that exposes it most.
    """
    found = clearances(as_array([rect]), must, envelope, window)
    name = envelope.windows[int(found.window[0])].name
    return Clearance(float(found.mm[0]), name, float(found.dx[0]), float(found.dy[0]), float(found.theta[0]))


def clearances(rects: Floats, must: Must, envelope: Envelope, window: str | None = None) -> Clearances:
    """:func:`worst_clearance` of rectangles ``(n, 4)`` in mm of the panel."""
    worst = _worst_show if must == "show" else _worst_hide
    asked = [number for number, one in enumerate(envelope.windows) if window in (None, one.name)]
    table = np.array([worst(rects, np.array(envelope.windows[number].rect), envelope) for number in asked])
    pick = table[:, 0].argmax(axis=0) if must == "show" else table[:, 0].argmin(axis=0)
    mm, dx, dy, theta = table[pick, :, np.arange(len(rects))].T.reshape(4, -1)
    return Clearances(mm, np.array(asked)[pick], dx, dy, np.degrees(theta))


def _margins(rects: Floats, envelope: Envelope, sign: int) -> tuple[Floats, Floats]:
    """``a`` and ``b`` of every side, ``(n, 4)`` in the order left, top, right, bottom, for tilt of this sign."""
    x0, y0, x1, y1 = rects.T
    right, bottom = envelope.insert_width - x1, envelope.insert_height - y1
    a = np.stack([x0, y0, right, bottom], axis=-1)
    # Clockwise the corner that comes nearest to a wall is the one that follows anticlockwise, and vice versa.
    b = np.stack([bottom, x0, y0, right], axis=-1) if sign > 0 else np.stack([y0, right, bottom, x0], axis=-1)
    return a, b


def _frame(window: Floats, envelope: Envelope) -> Floats:
    """Distance of each wall to the window's near frame, ``(4,)`` as left, top, right, bottom."""
    x0, y0, x1, y1 = window
    return np.array([x0, y0, envelope.width - x1, envelope.height - y1])


def _spread(envelope: Envelope) -> Floats:
    x, y = envelope.tolerance
    return np.array([x, y, x, y])


def _worst_show(rects: Floats, window: Floats, envelope: Envelope) -> tuple[Floats, Floats, Floats, Floats]:
    taken = _frame(window, envelope) + _spread(envelope)
    widest = math.radians(envelope.slide.tilt_deg)
    tilts = np.array([0.0, widest, -widest])
    margins = np.empty((len(rects), 3, 4))
    for place, sign in enumerate((1, 1, -1)):
        a, b = _margins(rects, envelope, sign)
        margins[:, place] = a * np.cos(tilts[place]) + b * np.sin(abs(tilts[place])) - taken
    worst = margins.min(axis=2)
    place = worst.argmin(axis=1)
    rows = np.arange(len(rects))
    left, top, right, bottom = margins[rows, place].T
    theta = tilts[place]
    play_x, play_y = (np.maximum(play, 0) for play in play_at(envelope, theta))
    return worst[rows, place], np.where(left <= right, 0, play_x), np.where(top <= bottom, 0, play_y), theta


def _worst_hide(rects: Floats, window: Floats, envelope: Envelope) -> tuple[Floats, Floats, Floats, Floats]:
    walls = np.array([envelope.width, envelope.height, envelope.width, envelope.height])
    taken = (walls - _frame(window, envelope))[_OPPOSITE] + _spread(envelope)
    widest, rows = math.radians(envelope.slide.tilt_deg), np.arange(len(rects))
    found: list[tuple[Floats, Floats]] = []
    for sign in (1, -1):
        a, b = _margins(rects, envelope, sign)
        tilts = _hide_tilts(a, b, taken, widest)
        margins = a[:, None] * np.cos(tilts)[..., None] + b[:, None] * np.sin(tilts)[..., None] - taken
        beyond = margins.max(axis=2)
        place = beyond.argmin(axis=1)
        found.append((beyond[rows, place], sign * tilts[rows, place]))
    (clockwise, theta), (anticlockwise, other) = found
    theta = np.where(clockwise <= anticlockwise, theta, other)
    dx, dy = _deepest(rects, window, envelope, theta)
    return np.minimum(clockwise, anticlockwise), dx, dy, theta


def _hide_tilts(a: Floats, b: Floats, taken: Floats, widest: float) -> Floats:
    """Tilts ``(n, 14)`` in 0…``widest`` where the largest margin can be smallest: the ends, and equal margins."""
    first, second = _PAIRS.T
    da, db, dk = a[:, first] - a[:, second], b[:, first] - b[:, second], taken[first] - taken[second]
    size = np.hypot(da, db)
    with np.errstate(divide="ignore", over="ignore", invalid="ignore"):
        spread = np.arccos(dk / size)
    middle = np.arctan2(db, da)
    equal = np.nan_to_num(np.concatenate([middle - spread, middle + spread], axis=1))
    ends = np.tile([0.0, widest], (len(a), 1))
    return np.concatenate([ends, np.clip(equal, 0.0, widest)], axis=1)


def _deepest(rects: Floats, window: Floats, envelope: Envelope, theta: Floats) -> tuple[Floats, Floats]:
    """The slide at each tilt that brings the rectangle's middle as near to the window's middle as it goes."""
    x0, y0, x1, y1 = rects.T
    w, h, c, s = envelope.insert_width, envelope.insert_height, np.cos(theta), np.sin(theta)
    middle_x, middle_y = (x0 + x1) / 2, (y0 + y1) / 2
    at_x = middle_x * c - middle_y * s + h * np.maximum(s, 0)
    at_y = middle_x * s + middle_y * c + w * np.maximum(-s, 0)
    play_x, play_y = play_at(envelope, theta)
    dx = np.clip((window[0] + window[2]) / 2 - at_x, 0, np.maximum(play_x, 0))
    dy = np.clip((window[1] + window[3]) / 2 - at_y, 0, np.maximum(play_y, 0))
    return dx, dy
