"""Codes in an image of their place: Code 128, QR and DataMatrix, and the customer barcode by our own reader."""

from typing import NamedTuple

import cv2
import numpy as np
import zxingcpp
from numpy.typing import NDArray

from app.proof.printed.code_boxes import read_boxes
from app.proof.printed.code_spare import bar_rows
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
_LEAST_CHANGES, _LEAST_SERIES, _EVEN, _LEAST_PX = 30, 6, 24, 1.2
"""Of bars that are read by their widths: so many edges in so many rows alike, each bar and space so wide."""
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
    plain = _plain_bars(grey) if kind == "code128" else None
    if plain is not None:
        return plain
    framed = cv2.copyMakeBorder(np.asarray(grey), _QUIET, _QUIET, _QUIET, _QUIET, cv2.BORDER_CONSTANT, value=255)
    larger = cv2.resize(framed, None, fx=2, fy=2, interpolation=cv2.INTER_CUBIC)
    codes = zxingcpp.read_barcodes(
        larger, formats=_FORMATS[kind], try_rotate=False, try_invert=False, try_downscale=False
    )
    bounds = _bounds(grey < _DARK)
    if len(codes) != 1:
        return "", bounds, 0.0
    corners = codes[0].position
    xs = [one.x / 2 - _QUIET for one in (corners.top_left, corners.top_right, corners.bottom_left)]
    ys = [one.y / 2 - _QUIET for one in (corners.top_left, corners.bottom_right, corners.bottom_left)]
    left, top, right, foot = int(min(xs)), int(min(ys)), int(max(xs)), int(max(ys))
    if kind == "code128":  # only some of its rows were read
        row = min(max((top + foot) // 2, 0), len(grey) - 1)
        top, foot = bar_rows(grey[:, max(left, 0) : right + 1] < _DARK, row)
    return str(codes[0].text), (left, top, right, foot), 1.0


def _plain_bars(grey: NDArray[np.uint8]) -> tuple[str, tuple[int, int, int, int], float] | None:
    """A Code 128 whose bars are as sharp and even as they are drawn, by their widths; ``None`` for any other."""
    dark = grey < _DARK
    changes = (dark[:, 1:] != dark[:, :-1]).sum(axis=1)
    series = [own for own in np.split(np.arange(len(changes)), np.flatnonzero(np.diff(changes)) + 1)
              if changes[own[0]] >= _LEAST_CHANGES and len(own) > _LEAST_SERIES]  # fmt: skip
    if len(series) != 1:
        return None
    top, foot = int(series[0][0]), int(series[0][-1]) + 1
    band = grey[top + 1 : foot - 1]
    row = band[len(band) // 2]
    if int((cv2.absdiff(band, np.broadcast_to(row, band.shape))).max()) > _EVEN:
        return None
    ink, line = (255 - row.astype(float)) / 255, row < _DARK
    edges = np.flatnonzero(line[1:] != line[:-1])
    # Where an edge lies within its two pixels, what is dark in them says.
    both = ink[edges] + ink[edges + 1]
    places = np.where(line[edges], edges + both, edges + 2 - both)
    if line[0] or line[-1] or len(places) % 2:
        return None
    lefts, widths = places[::2], places[1::2] - places[::2]
    if min(widths.min(), (lefts[1:] - places[1:-1:2]).min()) < _LEAST_PX:
        return None
    boxes = np.column_stack([lefts, np.zeros(len(lefts)), widths, np.full(len(lefts), foot - top)])
    text = read_boxes("code128", boxes.reshape(-1).tolist(), 1.0, 1.0)
    return (text, (int(places[0]), top, int(np.ceil(places[-1])), foot), 1.0) if text else None


def _customer(grey: NDArray[np.uint8]) -> tuple[str, tuple[int, int, int, int], float] | None:
    """The 67 bars from left to right: each is dark in the middle band, and above or below it or both."""
    dark = grey < _DARK
    changes = (dark[:, 1:] & ~dark[:, :-1]).sum(axis=1) + dark[:, 0]
    rows = _band(np.flatnonzero(changes == _BARS))
    if len(rows) < _LEAST_ROWS:
        rows = _band(np.flatnonzero(changes >= _LEAST_BARS))
    if len(rows) < _LEAST_ROWS:
        return None
    ink = 255 - grey
    middle = ink[rows[0] : rows[-1] + 1].mean(axis=0) > 110
    edges = np.flatnonzero(np.diff(middle, prepend=False, append=False))
    starts, stops = edges[::2], edges[1::2]
    within = np.zeros((len(ink), ink.shape[1] + 1), np.int32)
    ink.cumsum(axis=1, dtype=np.int32, out=within[:, 1:])
    inked = (within[:, stops] - within[:, starts]) / (stops - starts) > 110
    low, high = rows[0], rows[-1]
    tops, feet = low - _reach(inked[:low][::-1]), high + _reach(inked[high + 1 :])
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


def _reach(inked: NDArray[np.bool_]) -> NDArray[np.int64]:
    """In how many rows from the first one on each bar goes on."""
    return np.asarray(np.logical_and.accumulate(inked, axis=0).sum(axis=0))
