"""What the characters of a page look like, span by span: their glyphs, where they stand, and whether an eye finds them.

Runs in a limited child.
"""

from collections.abc import Callable, Mapping, Sequence
from itertools import accumulate, pairwise
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from app.proof.printed.glyph_table import FontGlyphs, GlyphTable
from app.proof.printed.page_wire import FLOAT, INT
from app.proof.printed.seeing import Chars, Inked, Seeing
from app.proof.printed.seen_before import SpanLook, TextLook

MM = 25.4 / 72
_GAP_EM, _BACK_EM, _STEP_EM = 0.8, 0.5, 0.08
_MOST_NAME = 31


class Turn(NamedTuple):
    """How a page is turned: ``(2, 2)`` and ``(2,)``."""

    linear: NDArray[np.float64]
    moved: NDArray[np.float64]


class Looking:
    """``fonts``: the page's by their name as :func:`cut_name` has it, ``none`` what stands for any other; ``heights``
    asks for the em of characters, which the trace does not tell; ``width``, ``height``: of the page in points.
    """

    def __init__(
        self,
        table: GlyphTable,
        fonts: Mapping[bytes, FontGlyphs | None],
        none: FontGlyphs,
        width: float,
        height: float,
        turn: Turn | None,
        heights: Callable[[NDArray[np.float64]], NDArray[np.float64]],
    ) -> None:
        self._table, self._fonts, self._none = table, fonts, none
        self._width, self._height = width, height
        self._turn, self._heights = turn, heights
        self._named: dict[str, FontGlyphs] = {}

    def look(self, spans: list[dict[str, Any]], inked: Inked, picture: tuple[int, int]) -> TextLook:
        """Of these spans. ``picture``: height and width of the page in pixels."""
        if not spans:
            return TextLook([])
        counts = [len(span["chars"]) for span in spans]
        numbers = self._numbers(spans)
        chars = self._chars(spans, counts, numbers)
        seeing = Seeing(spans, counts, chars, picture, inked)
        # The trace tells widths only; heights, which differ in squeezed text, are asked for where they matter.
        doubtful = seeing.doubtful
        if doubtful:
            seeing.measure(self._heights(chars.at))
        hidden, doubts = seeing.reasons(self._width, self._height)
        begins = [0, *accumulate(counts)]
        above = np.add.reduceat(chars.above, begins[:-1], dtype=np.int64).tolist()
        lefts = np.round(chars.at[:, 0] * MM, 3).astype(FLOAT).tobytes()
        marks = numbers.astype(INT).tobytes()
        runs = _runs(counts, begins, chars)
        told = zip(pairwise(begins), runs, above, seeing.boxes(), strict=True)
        looks = [
            SpanLook(lefts[8 * start : 8 * stop], marks[4 * start : 4 * stop], own, over, box)
            for (start, stop), own, over, box in told
        ]
        return TextLook(looks, hidden, doubts, plain=not (doubtful or hidden.any() or doubts.any()))

    def _numbers(self, spans: list[dict[str, Any]]) -> NDArray[np.int64]:
        """Of the glyph of each character."""
        found: list[int] = []
        for span in spans:
            name = span["font"]
            own = self._named.get(name)
            if own is None:
                own = self._fonts.get(cut_name(name))
                own = self._named[name] = self._none if own is None else own
            found += [own[glyph, code] for code, glyph, _, _ in span["chars"]]
        return np.array(found)

    def _chars(self, spans: list[dict[str, Any]], counts: Sequence[int], numbers: NDArray[np.int64]) -> Chars:
        rows = [(*at, *box, code) for span in spans for code, _, at, box in span["chars"]]
        columns = np.array(rows, float)
        at, box = columns[:, :2], columns[:, 2:6]
        own = np.array([(*span["dir"], span["size"]) for span in spans], float)
        if self._turn is not None:
            linear, moved = self._turn
            at = at @ linear + moved
            corners = np.stack([box[:, :2] @ linear + moved, box[:, 2:] @ linear + moved])
            box = np.concatenate([corners.min(axis=0), corners.max(axis=0)], axis=1)
            own[:, :2] = own[:, :2] @ linear
        own = np.repeat(own, counts, axis=0)
        way, middle = own[:, :2], (box[:, :2] + box[:, 2:]) / 2 - at
        above = middle[:, 0] * way[:, 1] - middle[:, 1] * way[:, 0] < 0
        area, bounds = self._table.area[numbers], self._table.bounds[numbers]
        return Chars(at, box, way, own[:, 2], columns[:, 6].astype(np.int64), area, bounds, above)


def _runs(counts: Sequence[int], begins: Sequence[int], chars: Chars) -> list[bytes]:
    """Of each span rows of baseline, size, whether upside down, right end and number of characters."""
    at, box, sizes = chars.at * MM, chars.box * MM, chars.size
    back, em = chars.way[:, 0] < 0, sizes * MM
    right = np.where(back, box[:, 0], box[:, 2])
    step = at[1:, 0] - right[:-1]
    along = np.where(back[1:], -step, step)
    new = np.ones(len(em), bool)
    new[1:] = (along <= -_BACK_EM * em[1:]) | (along >= _GAP_EM * em[1:])
    new[begins[:-1]] = True
    _stepped(new, at[:, 1], em)
    starts = np.flatnonzero(new)
    stops = np.concatenate([starts[1:], [len(em)]])
    rows = np.stack((at[starts, 1], sizes[starts], back[starts], right[stops - 1], stops - starts), axis=1)
    told, width = rows.astype(FLOAT).tobytes(), FLOAT.itemsize * rows.shape[1]
    if len(starts) == len(counts):
        return [told[place : place + width] for place in range(0, len(told), width)]
    ends = (np.searchsorted(starts, begins) * width).tolist()
    return [told[begin:end] for begin, end in pairwise(ends)]


def _stepped(new: NDArray[np.bool_], y: NDArray[np.float64], em: NDArray[np.float64]) -> None:
    """A run begins, too, where a character leaves the baseline of the first one."""
    moved = y[1:] != y[:-1]
    if not (moved & ~new[1:]).any():
        return
    base = 0.0
    for at in np.union1d(np.flatnonzero(new), np.flatnonzero(moved) + 1).tolist():
        if new[at] or abs(y[at] - base) > _STEP_EM * em[at]:
            new[at] = True
            base = y[at]


def cut_name(name: str) -> bytes:
    """As much of a font's name as MuPDF keeps of it with its text."""
    return name.encode("utf-8", "replace")[:_MOST_NAME]
