"""Whether an eye finds the characters of a page: what ink there is for each, in the page as it was drawn."""

from collections.abc import Callable, Sequence
from functools import lru_cache
from typing import Any, NamedTuple

import cv2
import numpy as np
from numpy.typing import NDArray

from app.proof.printed.page_wire import DOUBTS

cv2.setNumThreads(1)  # other workers have the other cores
DPI = 150
_LEAST_INKED = 5
"""Of 255: paler than that is no ink."""
_SETTING_PX = 0.6
_TINT = 0.1
"""What is tinted so far is a ground for text, not something over it."""
_LEAST_DARK = 0.35
"""A character must be at least so dark."""
_FULL_DARK = 0.6
_LEAST_PT, _LEAST_STRETCH = 3.0, 0.35
_LEAST_INK, _MOST_INK, _SPARE_PX = 0.6, 1.45, 4.0


class Chars(NamedTuple):
    """Columns over all characters of some spans; lengths in points as seen, y downwards.

    ``area``: of the outline, and ``bounds`` of that (em); ``above``: whether it stands on the wrong side of its line,
    as in a mirror.
    """

    at: NDArray[np.float64]
    box: NDArray[np.float64]
    way: NDArray[np.float64]
    size: NDArray[np.float64]
    code: NDArray[np.int64]
    area: NDArray[np.float64]
    bounds: NDArray[np.float64]
    above: NDArray[np.bool_]


def ink_above(grey: NDArray[np.uint8]) -> NDArray[Any]:
    """Ink above and left of each pixel, 255 for a black one. It is overwritten by the next page's of the same size."""
    ink, total = _room(*grey.shape)
    cv2.bitwise_not(grey, dst=ink)
    cv2.threshold(ink, _LEAST_INKED, 255, cv2.THRESH_TOZERO, dst=ink)
    return cv2.integral(ink, sum=total)


@lru_cache(1)
def _room(height: int, width: int) -> tuple[NDArray[np.uint8], NDArray[np.int32]]:
    return np.empty((height, width), np.uint8), np.empty((height + 1, width + 1), np.int32)


Inked = Callable[[NDArray[np.int64], NDArray[np.int64]], NDArray[np.float64]]
"""Says how much ink there is in boxes of pixels: their low and high corners."""


class Seeing:
    """How much ink there is for each character, and how much there should be."""

    def __init__(
        self,
        spans: list[dict[str, Any]],
        counts: Sequence[int],
        chars: Chars,
        picture: tuple[int, int],
        inked: Inked,
    ) -> None:
        """``counts``: of characters of each span; ``picture``: its height and width."""
        styles = np.array([(_darkness(span["color"]), span["type"], span["opacity"]) for span in spans], float)
        dark, self.modes, self.opacity = np.repeat(styles, counts, axis=0).T
        self.dark, self._chars, self._counts = dark, chars, counts
        self.wide = self.tall = chars.size
        turned = np.where(chars.above, -1.0, 1.0)
        self._along = chars.way * chars.size[:, None]
        self._up = np.stack([chars.way[:, 1] * turned, -chars.way[:, 0] * turned], axis=1)
        self._height, self._width = picture
        self._inked = inked
        self._weigh()

    def _weigh(self) -> None:
        box, up = self._chars.bounds, self._up * self.tall[:, None]
        one = self._chars.at + self._along * box[:, 0:1] + up * box[:, 1:2]
        other = self._chars.at + self._along * box[:, 2:3] + up * box[:, 3:4]
        self.low, self.high = np.minimum(one, other), np.maximum(one, other)
        low, high = self.low * (DPI / 72), self.high * (DPI / 72)
        self.first, self.last = pixels_around(low, high, self._width, self._height)
        expected = self._chars.area * self.wide * self.tall * (DPI / 72) ** 2
        ink = self._inked(self.first, self.last) / np.maximum(self.dark, 0.05)
        room = high - low + 2
        least = _LEAST_INK * np.minimum(1, self.dark / _FULL_DARK) * expected - 1.0
        most = _MOST_INK * expected + _SPARE_PX + _TINT * (room[:, 0] * room[:, 1])
        inked = self._chars.area > 0
        self.faint, self.thick = inked & (ink < least), inked & (ink > most)

    @property
    def doubtful(self) -> bool:
        """Whether there is too little or too much ink anywhere that should be seen."""
        return bool(((self.faint | self.thick) & (self.modes < 3)).any())

    def measure(self, heights: NDArray[np.float64]) -> None:
        """Look again, with these heights of the em."""
        self.tall = np.where(heights > 0, heights, self.tall)
        self._weigh()

    def reasons(self, width: float, height: float) -> tuple[NDArray[np.uint8], NDArray[np.uint8]]:
        """Why each character is not seen, as a letter's number, and what is doubtful, as bits of :data:`DOUBTS`."""
        hidden, doubts = np.zeros((2, len(self.wide)), np.uint8)
        off = (self.high <= 0.5).any(axis=1) | (self.low >= (width - 0.5, height - 0.5)).any(axis=1)
        tiny = (self.tall < _LEAST_PT) | (self.wide < _LEAST_STRETCH * self.tall) | (self.wide < _LEAST_PT / 2)
        why = (
            ("i", self.faint),
            ("p", off),
            ("t", tiny),
            ("c", self.dark < _LEAST_DARK),
            ("o", self.opacity < _LEAST_DARK),
            ("m", self.modes >= 3),
        )
        code = self._chars.code
        odd = (
            ("x", self.thick),
            ("u", (code <= 0) | (code == 0xFFFD)),
            ("g", np.abs(self._chars.way[:, 1]) > 0.01),
        )
        if np.logical_or.reduce([those for _, those in (*why, *odd)]).any():
            for letter, those in why:
                hidden[those] = ord(letter)
            for letter, those in odd:
                doubts[those] |= DOUBTS.index(letter)
        return hidden, doubts

    def boxes(self) -> list[tuple[int, int, int, int]]:
        """Of each span, where its ink was looked for (pixels)."""
        starts = np.concatenate([[0], np.cumsum(self._counts)[:-1]])
        low, high = np.minimum.reduceat(self.first, starts), np.maximum.reduceat(self.last, starts)
        return [(x0, y0, x1, y1) for (x0, y0), (x1, y1) in zip(low.tolist(), high.tolist(), strict=True)]


@lru_cache(1_000)
def _darkness(colour: Any) -> float:
    """How dark the colour of a span is, 0 white to 1 black."""
    if not isinstance(colour, tuple) or not colour:
        return 1.0
    if len(colour) == 3:
        red, green, blue = colour
        return float(1 - (0.299 * red + 0.587 * green + 0.114 * blue))
    if len(colour) == 4:
        return float(min(1.0, max(colour[3], sum(colour[:3]) / 3)))
    return float(1 - colour[0])


def pixels_around(
    low: NDArray[np.float64], high: NDArray[np.float64], width: int, height: int
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Corners of the pixels that such a box may have ink in, within a picture."""
    # The library sets glyphs to whole and quarter pixels.
    first = np.minimum(np.maximum(np.floor(low - _SETTING_PX).astype(np.int64), 0), (width, height))
    last = np.minimum(np.maximum(np.ceil(high + _SETTING_PX).astype(np.int64), 0), (width, height))
    return first, np.maximum(first, last)


def ink_in(total: NDArray[Any], first: NDArray[np.int64], last: NDArray[np.int64]) -> NDArray[np.float64]:
    """Ink in each box of pixels, in pixels of full black. ``total``: ink above and left of each pixel."""
    (x0, y0), (x1, y1) = first.T, last.T
    found = total[y1, x1].astype(np.int64) - total[y0, x1] - total[y1, x0] + total[y0, x0]
    return np.asarray(found / 255.0)


def ink_near(grey: NDArray[np.uint8], first: NDArray[np.int64], last: NDArray[np.int64]) -> NDArray[np.float64]:
    """The same for a few boxes of a page: only of the rows that these lie in anything is summed up."""
    total = _room(*grey.shape)[1]
    order = np.argsort(first[:, 1], kind="stable")
    tops, feet = first[order, 1], np.maximum.accumulate(last[order, 1])
    starts = np.concatenate([[0], np.flatnonzero(tops[1:] > feet[:-1]) + 1])
    stops = np.concatenate([starts[1:], [len(order)]]) - 1
    lefts, rights = np.minimum.reduceat(first[order, 0], starts), np.maximum.reduceat(last[order, 0], starts)
    bands = zip(tops[starts].tolist(), feet[stops].tolist(), lefts.tolist(), rights.tolist(), strict=True)
    for y0, y1, x0, x1 in bands:
        total[y0 : y1 + 1, x0 : x1 + 1] = cv2.integral(_ink(grey[y0:y1, x0:x1])) if y1 > y0 and x1 > x0 else 0
    return ink_in(total, first, last)


def ink_inside(grey: NDArray[np.uint8], low: NDArray[np.float64], high: NDArray[np.float64]) -> float:
    """The same of one box."""
    (x0, y0), (x1, y1) = pixels_around(low, high, grey.shape[1], grey.shape[0])
    return cv2.sumElems(_ink(grey[y0:y1, x0:x1]))[0] / 255.0 if y1 > y0 and x1 > x0 else 0.0


_INK = np.array([255 - grey if 255 - grey > _LEAST_INKED else 0 for grey in range(256)], np.uint8)


def _ink(grey: NDArray[np.uint8]) -> Any:
    return cv2.LUT(grey, _INK)
