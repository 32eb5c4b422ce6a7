"""Codes in an image of their place: Code 128, QR and DataMatrix, and the customer barcode by our own reader."""

from itertools import pairwise
from typing import NamedTuple

import cv2
import numpy as np
import zxingcpp
from numpy.typing import NDArray

from app.proof.printed.code_boxes import read_edges
from app.proof.printed.code_spare import bar_rows
from app.sheet.model import Rect

_FORMATS = {
    "code128": zxingcpp.BarcodeFormat.Code128,
    "qr": zxingcpp.BarcodeFormat.QRCode,
    "datamatrix": zxingcpp.BarcodeFormat.DataMatrix,
}
_DARK, _PALE = 128, 250
_AROUND = 2
"""Pixels beside what is not white."""
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
    place = None if grey.size == 0 else _near_ink(grey)
    if place is None or int(grey[place].min()) >= _DARK:
        return None
    scale = 25.4 / dpi
    if turned:
        grey = np.ascontiguousarray(grey[::-1, ::-1])
        place = tuple([slice(size - own.stop, size - own.start) for own, size in zip(place, grey.shape, strict=True)])
    found = _customer(grey[place]) if kind == "customer" else _plain_bars(grey[place]) if kind == "code128" else None
    if found is not None:
        text, (x0, y0, x1, y1), confidence = found
        x0, y0, x1, y1 = (
            x0 + place[1].start,
            y0 + place[0].start,
            x1 + place[1].start,
            y1 + place[0].start,
        )
    elif kind == "customer":
        return None
    else:
        text, (x0, y0, x1, y1), confidence = _symbol(kind, grey)
    if turned:
        height, width = grey.shape
        x0, y0, x1, y1 = width - x1, height - y1, width - x0, height - y0
    return CodeInImage(text, Rect(x0 * scale, y0 * scale, x1 * scale, y1 * scale), confidence)


def _near_ink(grey: NDArray[np.uint8]) -> tuple[slice, ...] | None:
    """Rows and columns of whatever is not white, with some around it; ``None`` if there is nothing."""
    x, y, width, height = cv2.boundingRect(cv2.threshold(grey, _PALE - 1, 255, cv2.THRESH_BINARY_INV)[1])
    if not width:
        return None
    rows, columns = grey.shape
    return (
        slice(max(y - _AROUND, 0), min(y + height + _AROUND, rows)),
        slice(max(x - _AROUND, 0), min(x + width + _AROUND, columns)),
    )


def _bounds(dark: NDArray[np.bool_]) -> tuple[int, int, int, int]:
    rows, columns = np.flatnonzero(dark.any(axis=1)), np.flatnonzero(dark.any(axis=0))
    return int(columns[0]), int(rows[0]), int(columns[-1]) + 1, int(rows[-1]) + 1


def _symbol(kind: str, grey: NDArray[np.uint8]) -> tuple[str, tuple[int, int, int, int], float]:
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
    if len(grey) <= _LEAST_SERIES:
        return None
    dark = grey < _DARK
    changes = np.count_nonzero(dark[:, 1:] != dark[:, :-1], axis=1)
    starts = [0, *(np.flatnonzero(changes[1:] != changes[:-1]) + 1).tolist(), len(changes)]
    series = [own for own in pairwise(starts) if changes[own[0]] >= _LEAST_CHANGES and own[1] - own[0] > _LEAST_SERIES]
    if len(series) != 1:
        return None
    top, foot = series[0]
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
    if (places[1:] - places[:-1]).min() < _LEAST_PX:
        return None
    text = read_edges(places)
    return (text, (int(places[0]), top, int(np.ceil(places[-1])), foot), 1.0) if text else None


def _customer(grey: NDArray[np.uint8]) -> tuple[str, tuple[int, int, int, int], float] | None:
    """The 67 bars from left to right: each is dark in the middle band, and above or below it or both."""
    dark = grey < _DARK
    changes = np.count_nonzero(dark[:, 1:] > dark[:, :-1], axis=1) + dark[:, 0]
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
    timing_top, timing_foot = _middle(tops[tops > top + 1], top + 1), foot
    step = max((timing_top - top), 1.0)
    timing_foot = _middle(feet[feet < foot - 1], foot - 1)
    fall = max((foot - timing_foot), 1.0)
    up, down = (tops - top) / step, (foot - feet) / fall
    text = "".join(["TDAF"[letter] for letter in (2 * (up < 0.5) + (down < 0.5)).tolist()])
    away = np.minimum(np.abs(up - 0.5), np.abs(down - 0.5)) * 2
    return text, rect, float(np.clip(away.min(), 0, 1)) if len(text) == _BARS else 0.0


def _middle(values: NDArray[np.int64], otherwise: float) -> float:
    """The median, if there are any."""
    own = sorted(values.tolist())
    return (own[(len(own) - 1) // 2] + own[len(own) // 2]) / 2 if own else float(otherwise)


def _band(rows: NDArray[np.int64]) -> NDArray[np.int64]:
    """The longest series of neighbouring rows."""
    series = np.split(rows, np.flatnonzero(np.diff(rows) > 1) + 1)
    return max(series, key=len)


def _reach(inked: NDArray[np.bool_]) -> NDArray[np.int64]:
    """In how many rows from the first one on each bar goes on."""
    return np.asarray(np.logical_and.accumulate(inked, axis=0).sum(axis=0))
