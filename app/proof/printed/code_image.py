"""Codes in an image of their place: Code 128, QR and DataMatrix, and the customer barcode by our own reader."""

from typing import NamedTuple

import cv2
import numpy as np
import zxingcpp
from numpy.typing import NDArray

from app.sheet.model import Rect

_FORMATS = {
    "code128": zxingcpp.BarcodeFormat.Code128,
    "qr": zxingcpp.BarcodeFormat.QRCode,
    "datamatrix": zxingcpp.BarcodeFormat.DataMatrix,
}
_DARK = 128
_BARS = 67
_LEAST_BARS = 60
_LEAST_ROWS = 3
_QUIET = 12
_TURN = str.maketrans("AD", "DA")


class CodeInImage(NamedTuple):
    """``text``: what it says (bars of a customer barcode), ``""`` if ink says nothing; ``rect`` mm in the image."""

    text: str
    rect: Rect
    confidence: float


def read_code(kind: str, grey: NDArray[np.uint8], dpi: float, *, turned: bool) -> CodeInImage | None:
    """The code in this part of a page; ``None`` if there is no ink. ``turned``: it is printed upside down."""
    if grey.size == 0 or not (grey < _DARK).any():
        return None
    scale = 25.4 / dpi
    if turned:
        grey = np.ascontiguousarray(grey[::-1, ::-1])
    found = _customer(grey) if kind == "customer" else _symbol(kind, grey)
    if found is None:
        return None
    text, (x0, y0, x1, y1), confidence = found
    if turned:
        height, width = grey.shape
        x0, y0, x1, y1 = width - x1, height - y1, width - x0, height - y0
    return CodeInImage(text, Rect(x0 * scale, y0 * scale, x1 * scale, y1 * scale), confidence)


def _bounds(dark: NDArray[np.bool_]) -> tuple[int, int, int, int]:
    rows, columns = np.flatnonzero(dark.any(axis=1)), np.flatnonzero(dark.any(axis=0))
    return int(columns[0]), int(rows[0]), int(columns[-1]) + 1, int(rows[-1]) + 1


def _symbol(kind: str, grey: NDArray[np.uint8]) -> tuple[str, tuple[int, int, int, int], float]:
    framed = cv2.copyMakeBorder(np.asarray(grey), _QUIET, _QUIET, _QUIET, _QUIET, cv2.BORDER_CONSTANT, value=255)
    larger = cv2.resize(framed, None, fx=2, fy=2, interpolation=cv2.INTER_CUBIC)
    codes = zxingcpp.read_barcodes(larger, formats=_FORMATS[kind], try_rotate=False, try_invert=False)
    bounds = _bounds(grey < _DARK)
    if len(codes) != 1:
        return "", bounds, 0.0
    corners = codes[0].position
    xs = [one.x / 2 - _QUIET for one in (corners.top_left, corners.top_right, corners.bottom_left)]
    ys = [one.y / 2 - _QUIET for one in (corners.top_left, corners.bottom_right, corners.bottom_left)]
    return str(codes[0].text), (int(min(xs)), int(min(ys)), int(max(xs)), int(max(ys))), 1.0


def _customer(grey: NDArray[np.uint8]) -> tuple[str, tuple[int, int, int, int], float] | None:
    """The 67 bars from left to right: each is dark in the middle band, and above or below it or both."""
    dark = grey < _DARK
    changes = (dark[:, 1:] & ~dark[:, :-1]).sum(axis=1) + dark[:, 0]
    rows = _band(np.flatnonzero(changes == _BARS))
    if len(rows) < _LEAST_ROWS:
        rows = _band(np.flatnonzero(changes >= _LEAST_BARS))
    if len(rows) < _LEAST_ROWS:
        return None
    middle = (255 - grey[rows[0] : rows[-1] + 1].astype(float)).mean(axis=0) > 110
    edges = np.flatnonzero(np.diff(np.concatenate([[False], middle, [False]]).astype(int)))
    starts, stops = edges[::2], edges[1::2]
    profile = np.stack([255 - grey[:, a:b].astype(float).mean(axis=1) for a, b in zip(starts, stops, strict=True)])
    inked = profile > 110
    low, high = rows[0], rows[-1]
    tops = np.array([_reach(bar, low, -1) for bar in inked])
    feet = np.array([_reach(bar, high, 1) for bar in inked])
    top, foot = tops.min(), feet.max()
    rect = (int(starts[0]), int(top), int(stops[-1]), int(foot) + 1)
    timing_top, timing_foot = np.median(tops[tops > top + 1]) if (tops > top + 1).any() else top + 1, foot
    step = max((timing_top - top), 1.0)
    timing_foot = np.median(feet[feet < foot - 1]) if (feet < foot - 1).any() else foot - 1
    fall = max((foot - timing_foot), 1.0)
    up, down = (tops - top) / step, (foot - feet) / fall
    letters = {(True, True): "F", (True, False): "A", (False, True): "D", (False, False): "T"}
    text = "".join(letters[bool(u < 0.5), bool(d < 0.5)] for u, d in zip(up, down, strict=True))
    away = np.minimum(np.abs(up - 0.5), np.abs(down - 0.5)) * 2
    return text, rect, float(np.clip(away.min(), 0, 1)) if len(text) == _BARS else 0.0


def _band(rows: NDArray[np.int64]) -> NDArray[np.int64]:
    """The longest series of neighbouring rows."""
    series = np.split(rows, np.flatnonzero(np.diff(rows) > 1) + 1)
    return max(series, key=len)


def _reach(bar: NDArray[np.bool_], start: int, step: int) -> int:
    """How far the ink goes on from this row."""
    at = start
    while 0 <= at + step < len(bar) and bar[at + step]:
        at += step
    return at
