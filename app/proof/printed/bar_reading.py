"""Codes of bars as the stream writes them, three bars at a time: what was read once at a place is known there.

A code that is made of bars that all were read before, of codes that begin with the same bar and have as many, says
what these bars said. Any other one is read by its boxes, and what its bars are is remembered.
"""

import re
from collections.abc import Sequence
from itertools import pairwise
from typing import Any

from app.proof.printed.code_boxes import meaning, read_boxes, symbols_of
from app.proof.printed.skeleton import boxes_of
from app.proof.printed.template import PlacedCode, code_lies

_THREES = re.compile(rb"[^e]*+e[^e]*+e[^e]*+e|.++", re.DOTALL).findall
_STOP_CHUNKS = 2
_MODULES = 11
_STOP_MODULES = 13
_OFF = 0.06
"""Of a module or pitch: bars of several codes may stand together only where all stand on one grid."""
_MOST_GRIDS, _MOST_BARS = 100, 4_000

_Known = tuple[dict[bytes, Any], ...]
"""By place from the left, what three bars say there."""


class BarReader:
    """Reads one code of a template."""

    def __init__(self, own: PlacedCode) -> None:
        self._own = own
        self._grids: dict[tuple[bytes, int], _Grid] = {}

    def read(self, content: bytes) -> str | None:
        """What these rectangles (``x y w h re``, many) say, ``""`` if nothing; ``None`` if they lie elsewhere than the
        code lay, or are none.
        """
        chunks = _THREES(content)
        start = (content[: content.find(b"e")], len(chunks))
        grid = self._grids.get(start)
        if grid is not None:
            values = [known.get(chunk) for known, chunk in zip(grid.known, chunks, strict=True)]
            if None not in values:
                return grid.text(values)
        try:
            boxes = boxes_of(content)
        except ValueError:
            return None
        if not code_lies(boxes, self._own):
            return None
        text = read_boxes(self._own.code.kind, boxes, self._own.x[0], self._own.y[0])
        if text and self._own.x[0] > 0:
            if len(self._grids) >= _MOST_GRIDS:
                self._grids.clear()
            if grid is None:
                grid = _grid_of(self._own, boxes, len(chunks))
                if grid is None:
                    return text
                self._grids[start] = grid
            grid.enter(chunks, boxes, text)
        return text


class _Grid:
    """Codes that begin with one bar and have as many bars: where each has to stand."""

    def __init__(self, origin: float, step: float, count: int) -> None:
        self.origin, self.step = origin, step
        self.known: _Known = tuple([{} for _ in range(count)])

    def text(self, values: Sequence[Any]) -> str:
        raise NotImplementedError

    def enter(self, chunks: Sequence[bytes], boxes: tuple[float, ...], text: str) -> None:
        raise NotImplementedError

    def _keep(self, chunks: Sequence[bytes], values: Sequence[Any]) -> None:
        for known, chunk, value in zip(self.known, chunks, values, strict=True):
            if len(known) >= _MOST_BARS:
                known.clear()
            known[chunk] = value


class _Symbols(_Grid):
    """Code 128: three bars are a symbol; of the stop the last bar stands alone."""

    def __init__(self, boxes: tuple[float, ...], y_mm: float, count: int) -> None:
        own = symbols_of(boxes, y_mm)
        xs = boxes[0::4]
        module = (xs[-1] + boxes[-2] - xs[0]) / (len(own) * _MODULES + _STOP_MODULES)
        super().__init__(xs[0], module * _MODULES, count)
        self._y_mm = y_mm
        self._off = _OFF * module

    def text(self, values: Sequence[Any]) -> str:
        return meaning(tuple(values[:-_STOP_CHUNKS]))

    def enter(self, chunks: Sequence[bytes], boxes: tuple[float, ...], text: str) -> None:
        starts = [*boxes[0::12]][:-1]
        near = all(abs(x - self.origin - at * self.step) <= self._off for at, x in enumerate(starts))
        if near and _ascend(boxes):
            self._keep(chunks, [*symbols_of(boxes, self._y_mm), *[-1] * _STOP_CHUNKS])


class _Bars(_Grid):
    """The customer barcode, whose first bar has the height of all of them."""

    def __init__(self, boxes: tuple[float, ...], count: int) -> None:
        bars = len(boxes) // 4
        super().__init__(boxes[0], (boxes[-4] - boxes[0]) / (bars - 1), count)
        self._whole = boxes[:4]

    def text(self, values: Sequence[Any]) -> str:
        return "".join(values)

    def enter(self, chunks: Sequence[bytes], boxes: tuple[float, ...], text: str) -> None:
        off = _OFF * self.step
        x, y, width, height = self._whole
        near = all(
            abs(left - x - at * self.step) <= off
            and abs(w - width) <= off
            and y - off <= top
            and top + h <= y + height + off
            for at, (left, top, w, h) in enumerate(zip(boxes[0::4], boxes[1::4], boxes[2::4], boxes[3::4], strict=True))
        )
        if near and text[0] == "F":
            self._keep(chunks, [text[at : at + 3] for at in range(0, len(text), 3)])


def _grid_of(own: PlacedCode, boxes: tuple[float, ...], count: int) -> _Grid | None:
    if own.code.kind == "code128" and _ascend(boxes):
        return _Symbols(boxes, abs(own.y[0]), count)
    if own.code.kind == "customer" and _ascend(boxes):
        return _Bars(boxes, count)
    return None


def _ascend(boxes: tuple[float, ...]) -> bool:
    return all(left < right for left, right in pairwise(boxes[0::4]))
