"""The customer barcode in a window, wherever it has slid: found by its even teeth and read without expecting any."""

from typing import NamedTuple

import cv2
import numpy as np

from app.proof.captures.codes import read_bars
from app.proof.captures.model import MM, Grey
from app.proof.captures.opening import Opened
from app.proof.captures.registration import patch
from app.sheet.customer_bars import BarcodeSize, bar_rects, barcode_table
from app.sheet.model import PlacedBars, Rect

_DPI = 200
_TILTS = np.arange(-1.6, 1.61, 0.4)
_FINER = (-0.3, -0.15, 0.15, 0.3)
_LEAST = 0.35
_START, _STOP = "FD", "DF"


class _Seen(NamedTuple):
    """Teeth at this tilt: how even, and where in the picture (mm) they begin."""

    likeness: float
    degrees: float
    x: float
    y: float
    ink: Grey


def find_bars(opened: Opened, window: Rect, size: BarcodeSize) -> str:
    """Letters of the code that this window shows, ``""`` if it shows none. They may be wrong: nothing is judged yet."""
    teeth = _teeth(size)

    def at(degrees: float) -> _Seen:
        ink = _ink(opened, window, degrees)
        if ink.shape[0] <= teeth.shape[0] or ink.shape[1] <= teeth.shape[1]:
            return _Seen(0.0, degrees, 0.0, 0.0, ink)
        likeness = cv2.matchTemplate(ink, teeth, cv2.TM_CCOEFF_NORMED)
        _, best, _, (x, y) = cv2.minMaxLoc(likeness)
        return _Seen(float(best), degrees, x * MM / _DPI, y * MM / _DPI, ink)

    seen = [at(degrees) for degrees in _TILTS]
    best = max(seen, key=lambda one: one.likeness)
    if best.likeness < _LEAST:
        return ""
    near = [best, *(at(best.degrees + finer) for finer in _FINER)]
    # Beside its place by one bar, a code is nearly as even as in it.
    read = [_read(one, by * size.pitch_mm, size) for one in near for by in (0, -1, 1)]
    return max(read, key=lambda one: one[1])[0]


def _read(seen: _Seen, by: float, size: BarcodeSize) -> tuple[str, float]:
    """The letters if the code begins so much further to the right, and how sure; not at all without start and stop."""
    x, y = seen.x + by, seen.y - (size.height_mm - size.timing_mm) / 2
    rects = bar_rects("F" * barcode_table().bars, size, x, y)
    whole = Rect(x, y, x + size.width_mm, y + size.height_mm)
    text, sure = read_bars(seen.ink, _DPI, (0.0, 0.0), PlacedBars("", "sheet", "customer", "", whole, rects, None))
    framed = text.startswith(_START) and text.endswith(_STOP)
    return (text, sure) if framed else ("", 0.0)


def _teeth(size: BarcodeSize) -> Grey:
    """What all bars have in common: their middle."""
    pixel = _DPI / MM
    larger = 8
    wide, high = round(size.width_mm * pixel), max(2, round(size.timing_mm * pixel))
    row = np.zeros(wide * larger, np.float32)
    for place in range(barcode_table().bars):
        left = place * size.pitch_mm * pixel * larger
        row[round(left) : round(left + size.bar_mm * pixel * larger)] = 1
    return np.asarray(np.repeat(row.reshape(wide, larger).mean(axis=1)[None, :], high, axis=0), np.float32)


def _ink(opened: Opened, window: Rect, degrees: float) -> Grey:
    """Ink in a window as seen by somebody who tilts the head by so much."""
    turn, middle = np.deg2rad(degrees), np.array([(window.x0 + window.x1) / 2, (window.y0 + window.y1) / 2])
    cos, sin = np.cos(turn), np.sin(turn)
    own = np.array([[cos, -sin, 0.0], [sin, cos, 0.0], [0.0, 0.0, 1.0]])
    own[:2, 2] = middle - own[:2, :2] @ middle
    matrix = opened.matrix @ own
    size = (round(window.width * _DPI / MM), round(window.height * _DPI / MM))
    image, scale = opened.levels.working(_DPI)
    seen = patch(image, matrix * scale, window.x0, window.y0, size, _DPI).astype(np.float32)
    level = patch(opened.level, matrix, window.x0, window.y0, size, _DPI).astype(np.float32)
    return np.asarray(np.clip((level - seen) / np.maximum(level, 20), -0.2, 1), np.float32)
