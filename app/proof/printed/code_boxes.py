"""Codes that a print draws as rectangles, read from these: Code 128, the customer barcode, QR and DataMatrix.

What is told is what a scanner would read of the ink; ``""`` if there is any doubt: then the page is looked at.
"""

from collections.abc import Mapping, Sequence
from functools import cache, lru_cache
from itertools import count as counted
from itertools import pairwise
from operator import gt, mul, sub

import barcode.charsets.code128 as charset
import numpy as np
import zxingcpp
from numpy.typing import NDArray

_SYMBOL_STEPS, _SYMBOL_MODULES = 6, 11
_STOP_STEPS, _STOP_MODULES = 7, 13
_OFF, _PLAINLY_OFF = 0.3, 0.2
_BARS = 67
_DOTS = 2
_QUIET = 2
_GRIDS = {"qr": zxingcpp.BarcodeFormat.QRCode, "datamatrix": zxingcpp.BarcodeFormat.DataMatrix}
_MOST_MODULES = 200
_PAIRS = [f"{value:02}" for value in range(100)]
_OVER = str.maketrans("AD", "DA")
LEAST_MM, _LEAST_BAR_MM = 0.05, 1.0


def read_boxes(kind: str, boxes: Sequence[float], x_mm: float, y_mm: float) -> str:
    """What these boxes (x, y, width, height, flat) say as a code of this kind, upright.

    ``x_mm``, ``y_mm``: the unit's length, negative where it goes to the left or upwards.
    """
    up = y_mm < 0
    if x_mm < 0 or (up and kind in _GRIDS):
        boxes, up = _upright(boxes, x_mm < 0, up), False
    x_mm, y_mm = abs(x_mm), abs(y_mm)
    if min(boxes[2::4]) * x_mm < LEAST_MM or min(boxes[3::4]) * y_mm < LEAST_MM:
        return ""
    if kind == "code128":
        return _code128(boxes, y_mm)
    if kind == "customer":
        bars = _customer(boxes, y_mm)
        return bars.translate(_OVER) if up else bars
    return _grid(kind, boxes)


def _upright(boxes: Sequence[float], left: bool, up: bool) -> Sequence[float]:
    out = list(boxes)
    if left:
        out[0::4] = [-x - w for x, w in zip(boxes[0::4], boxes[2::4], strict=True)]
    if up:
        out[1::4] = [-y - h for y, h in zip(boxes[1::4], boxes[3::4], strict=True)]
    return out


@cache
def _symbols() -> tuple[Mapping[str, int], str]:
    """Values by the widths of a symbol's bars and spaces; those of the stop."""
    return {_steps(code): value for value, code in enumerate(charset.CODES)}, _steps(f"{charset.STOP}11")


def _steps(modules: str) -> str:
    """Widths of bars and spaces by turns."""
    out, last, count = "", "1", 0
    for one in modules:
        if one != last:
            out, last, count = out + str(count), one, 0
        count += 1
    return out + str(count)


def _digit(width: float) -> str:
    """A width in modules as a digit; a sign of no symbol where it is none."""
    whole = round(width)
    return str(whole) if 0 < whole < 5 and abs(whole - width) <= _OFF else "?"


@cache
def _texts() -> tuple[Mapping[int, str], Mapping[int, str]]:
    """Sets A and B by value."""
    return (
        {value: text for text, value in charset.A.items()},
        {value: text for text, value in charset.B.items()},
    )


def _code128(boxes: Sequence[float], y_mm: float) -> str:
    own = symbols_of(boxes, y_mm)
    return meaning(tuple(own)) if own else ""


def symbol_of(steps: Sequence[float]) -> int | None:
    """The value of the symbol whose bars and spaces by turns are so many modules wide; ``None`` where it is not plain.

    Of what is not plain only the whole code can say whether it is a symbol.
    """
    digits = [round(step) for step in steps]
    if any(abs(step - digit) > _PLAINLY_OFF for step, digit in zip(steps, digits, strict=True)):
        return None
    return _symbols()[0].get("".join(map(str, digits)))


def symbols_of(boxes: Sequence[float], y_mm: float) -> list[int]:
    """Values of the symbols of a Code 128 without its stop; none if it is not one."""
    if len(set(boxes[1::4])) > 1 or len(set(boxes[3::4])) > 1 or boxes[3] * y_mm < _LEAST_BAR_MM:
        return []
    xs, widths = boxes[0::4], boxes[2::4]
    if any(map(gt, xs, xs[1:])):
        xs, widths = zip(*sorted(zip(xs, widths, strict=True)), strict=True)
    count = 2 * len(xs) - 1
    symbols = (count - _STOP_STEPS) // _SYMBOL_STEPS
    if (count - _STOP_STEPS) % _SYMBOL_STEPS or symbols < 2:
        return []
    module = (xs[-1] + widths[-1] - xs[0]) / (symbols * _SYMBOL_MODULES + _STOP_MODULES)
    steps = [0.0] * count
    steps[0::2] = widths
    steps[1::2] = map(sub, map(sub, xs[1:], xs), widths)
    digits = {step: _digit(step / module) for step in set(steps)}
    return _values("".join([digits[step] for step in steps]))


def read_edges(places: NDArray[np.float64]) -> str:
    """What a Code 128 says whose bars begin and end there by turns; ``""`` for none."""
    count = len(places) - 1
    symbols = (count - _STOP_STEPS) // _SYMBOL_STEPS
    if (count - _STOP_STEPS) % _SYMBOL_STEPS or symbols < 2:
        return ""
    steps = (places[1:] - places[:-1]) * ((symbols * _SYMBOL_MODULES + _STOP_MODULES) / (places[-1] - places[0]))
    whole = np.rint(steps)
    if whole.min() < 1 or whole.max() > 4 or np.abs(whole - steps).max() > _OFF:
        return ""
    own = _values((whole.astype(np.uint8) + ord("0")).tobytes().decode("ascii"))
    return meaning(tuple(own)) if own else ""


def _values(text: str) -> list[int]:
    """Of symbols by the widths of their bars and spaces; none if any is none, or there is no stop."""
    count = len(text)
    known, stop = _symbols()
    if text[-_STOP_STEPS:] != stop:
        return []
    own = [known.get(text[at : at + _SYMBOL_STEPS], -1) for at in range(0, count - _STOP_STEPS, _SYMBOL_STEPS)]
    return [] if min(own) < 0 else own


@lru_cache(64)
def meaning(values: tuple[int, ...]) -> str:
    """The text of the symbols from the start to the check symbol; ``""`` if they say nothing."""
    start, *body, check = values
    if start not in (103, 104, 105) or (start + sum(map(mul, body, counted(1)))) % 103 != check:
        return ""
    sets, mode, out = _texts(), start, []
    if start == 104 and 99 in body:
        at = body.index(99)
        if max(body[:at], default=96) < 96 and max(body[at + 1 :], default=100) < 100:  # a letter and digits
            return "".join([sets[1][value] for value in body[:at]] + [_PAIRS[value] for value in body[at + 1 :]])
    for value in body:
        if value == {103: 100, 104: 101}.get(mode):  # the other one of A and B
            mode = 207 - mode
        elif value == 99 and mode != 105:
            mode = 105
        elif mode == 105:
            if value in (100, 101):
                mode = 204 - value
            elif value > 99:
                return ""
            else:
                out.append(f"{value:02}")
        elif value > 95:
            return ""
        else:
            out.append(sets[mode - 103][value])
    return "".join(out)


@lru_cache(64)
def saying(text: str) -> tuple[int, ...]:
    """The symbols, from the start to the check symbol, that a letter and digits are usually written in; none of any
    other text. There are other ways to say the same.
    """
    digits = text[1:]
    if not (text[:1].isascii() and text[:1].isupper() and digits.isascii() and digits.isdigit()):
        return ()
    body = [ord(text[0]) - 32, 99, *[int(digits[at : at + 2]) for at in range(0, len(digits) - 1, 2)]]
    if len(digits) % 2:
        body += (100, ord(digits[-1]) - 32)
    return 104, *body, (104 + sum(map(mul, body, counted(1)))) % 103


def _customer(boxes: Sequence[float], y_mm: float) -> str:
    """67 bars of even pitch; each is long, semi-long upwards or downwards, or short."""
    if len(boxes) != 4 * _BARS:
        return ""
    bars = sorted(zip(boxes[0::4], boxes[1::4], boxes[2::4], boxes[3::4], strict=True))
    steps = [b[0] - a[0] for a, b in pairwise(bars)]
    widths = boxes[2::4]
    mean = (bars[-1][0] - bars[0][0]) / (_BARS - 1)
    if max(steps) - min(steps) > 0.25 * mean or max(widths) > 0.75 * mean or max(widths) - min(widths) > 0.15 * mean:
        return ""
    spans = {(y, height) for _, y, _, height in bars}
    top, foot = min(y for y, _ in spans), max(y + height for y, height in spans)
    third = (foot - top) / 3
    if third * y_mm < _LEAST_BAR_MM / 2:
        return ""
    letters = {}
    for y, height in spans:
        up, down = (y - top) / third, (foot - y - height) / third
        if min(abs(up), abs(up - 1)) > _OFF or min(abs(down), abs(down - 1)) > _OFF:
            return ""
        letters[y, height] = "FADT"[(up > 0.5) * 2 + (down > 0.5)]
    return "".join([letters[y, height] for _, y, _, height in bars])


def _grid(kind: str, flat: Sequence[float]) -> str:
    boxes = np.array(flat).reshape(-1, 4)
    module = float(boxes[:, 2:].min())
    spots = np.concatenate([boxes[:, :2], boxes[:, :2] + boxes[:, 2:]], axis=1)
    spots -= np.tile(boxes[:, :2].min(axis=0), 2)
    module = float(spots.max()) / max(1, round(float(spots.max()) / module))
    spots /= module
    cells = np.rint(spots).astype(np.int64)
    size = int(cells.max())
    if size > _MOST_MODULES or np.abs(spots - cells).max() > _OFF:
        return ""
    edge = size + 2 * _QUIET + 1
    change = np.zeros(edge * edge, np.int32)
    x0, y0, x1, y1 = (cells + _QUIET).T
    for sign, row, column in ((1, y0, x0), (-1, y0, x1), (-1, y1, x0), (1, y1, x1)):
        np.add.at(change, row * edge + column, sign)
    dark = change.reshape(edge, edge).cumsum(axis=0).cumsum(axis=1) > 0
    picture = np.where(np.kron(dark, np.ones((_DOTS, _DOTS), bool)), 0, 255).astype(np.uint8)
    codes = zxingcpp.read_barcodes(
        picture, formats=_GRIDS[kind], try_rotate=False, try_invert=False, try_downscale=False, is_pure=True
    )
    return str(codes[0].text) if len(codes) == 1 else ""
