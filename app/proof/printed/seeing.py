"""Whether an eye finds the characters of a page: what ink there is for each, in the page as it was drawn."""

from collections.abc import Callable
from functools import lru_cache
from typing import Any

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


class Chars:
    """Columns over all characters of a page; lengths in points as seen, y downwards."""

    def __init__(self, count: int) -> None:
        self.span = np.zeros(count, np.int32)
        self.code = np.zeros(count, np.int64)
        self.glyph = np.zeros(count, np.int64)
        self.at = np.zeros((count, 2))
        self.box = np.zeros((count, 4))
        self.area = np.zeros(count)
        """Of the outline, and the bounds of that (em)."""
        self.bounds = np.zeros((count, 4))


def ink_above(grey: NDArray[np.uint8]) -> NDArray[Any]:
    """Ink above and left of each pixel, 255 for a black one. It is overwritten by the next page's of the same size."""
    ink, total = _room(*grey.shape)
    cv2.bitwise_not(grey, dst=ink)
    cv2.threshold(ink, _LEAST_INKED, 255, cv2.THRESH_TOZERO, dst=ink)
    return cv2.integral(ink, sum=total)


@lru_cache(1)
def _room(height: int, width: int) -> tuple[NDArray[np.uint8], NDArray[np.int32]]:
    return np.empty((height, width), np.uint8), np.empty((height + 1, width + 1), np.int32)


Inked = Callable[[NDArray[np.float64], NDArray[np.float64]], NDArray[np.float64]]
"""Says how much ink there is in boxes of pixels: their low and high corners."""


class Seeing:
    """How much ink there is for each character, and how much there should be."""

    def __init__(
        self,
        spans: list[dict[str, Any]],
        chars: Chars,
        ways: NDArray[np.float64],
        inked: Inked,
    ) -> None:
        self.dark = np.array([_darkness(span) for span in spans])[chars.span]
        self.modes = np.array([span["type"] for span in spans])[chars.span]
        self.opacity = np.array([span["opacity"] for span in spans])[chars.span]
        self.wide = np.array([span["size"] for span in spans])[chars.span]
        self.tall = self.wide
        self.way = ways[chars.span]
        self.codes = chars.code
        self.at = chars.at
        self.area, self.bounds = chars.area, chars.bounds
        self._inked = inked
        side = chars.box[:, :2] / 2 + chars.box[:, 2:] / 2 - chars.at
        up = np.stack([self.way[:, 1], -self.way[:, 0]], axis=1)
        self.up = up * np.where((side * up).sum(axis=1) < 0, -1.0, 1.0)[:, None]
        self._weigh()

    def _weigh(self) -> None:
        box = self.bounds
        corners = [
            self.at + self.way * (x * self.wide)[:, None] + self.up * (y * self.tall)[:, None]
            for x, y in ((box[:, 0], box[:, 1]), (box[:, 2], box[:, 3]))
        ]
        self.low, self.high = np.minimum(*corners), np.maximum(*corners)
        self.expected = self.area * self.wide * self.tall * (DPI / 72) ** 2
        ink = self._inked(self.low * DPI / 72, self.high * DPI / 72) / np.maximum(self.dark, 0.05)
        inked, room = self.area > 0, np.prod((self.high - self.low) * DPI / 72 + 2, axis=1)
        self.faint = inked & (ink < _LEAST_INK * np.minimum(1, self.dark / _FULL_DARK) * self.expected - 1.0)
        self.thick = inked & (ink > _MOST_INK * self.expected + _SPARE_PX + _TINT * room)

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
        off = (self.high <= 0.5).any(axis=1) | (self.low >= np.array([width, height]) - 0.5).any(axis=1)
        tiny = (self.tall < _LEAST_PT) | (self.wide < _LEAST_STRETCH * self.tall) | (self.wide < _LEAST_PT / 2)
        hidden = np.zeros(len(off), np.uint8)
        for letter, those in (
            ("i", self.faint),
            ("p", off),
            ("t", tiny),
            ("c", self.dark < _LEAST_DARK),
            ("o", self.opacity < _LEAST_DARK),
            ("m", self.modes >= 3),
        ):
            hidden[those] = ord(letter)
        doubts = np.zeros(len(off), np.uint8)
        for letter, those in (
            ("x", self.thick),
            ("u", (self.codes <= 0) | (self.codes == 0xFFFD)),
            ("g", np.abs(self.way[:, 1]) > 0.01),
        ):
            doubts[those] |= DOUBTS.index(letter)
        return hidden, doubts


def _darkness(span: dict[str, Any]) -> float:
    """How dark the colour of a span is, 0 white to 1 black."""
    colour = span["color"]
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


def ink_in(total: NDArray[Any], low: NDArray[np.float64], high: NDArray[np.float64]) -> NDArray[np.float64]:
    """Ink in each box of pixels, in pixels of full black. ``total``: ink above and left of each pixel."""
    (x0, y0), (x1, y1) = (one.T for one in pixels_around(low, high, total.shape[1] - 1, total.shape[0] - 1))
    found = total[y1, x1].astype(np.int64) - total[y0, x1] - total[y1, x0] + total[y0, x0]
    return np.asarray(found / 255.0)


def ink_near(grey: NDArray[np.uint8], low: NDArray[np.float64], high: NDArray[np.float64]) -> NDArray[np.float64]:
    """The same for a few boxes of a page: only of the rows that these lie in anything is summed up."""
    height, width = grey.shape
    _, total = _room(height, width)
    first, last = pixels_around(low, high, width, height)
    rows = sorted(
        zip(first[:, 1].tolist(), last[:, 1].tolist(), first[:, 0].tolist(), last[:, 0].tolist(), strict=True)
    )
    band: list[int] = []
    for top, foot, left, right in [*rows, (height + 2, height + 2, 0, 0)]:
        if band and top <= band[1]:
            band = [band[0], max(band[1], foot), min(band[2], left), max(band[3], right)]
            continue
        if band:
            y0, y1, x0, x1 = band
            total[y0 : y1 + 1, x0 : x1 + 1] = cv2.integral(_ink(grey[y0:y1, x0:x1])) if y1 > y0 and x1 > x0 else 0
        band = [top, foot, left, right]
    return ink_in(total, low, high)


def ink_inside(grey: NDArray[np.uint8], low: NDArray[np.float64], high: NDArray[np.float64]) -> float:
    """The same of one box."""
    (x0, y0), (x1, y1) = pixels_around(low, high, grey.shape[1], grey.shape[0])
    return cv2.sumElems(_ink(grey[y0:y1, x0:x1]))[0] / 255.0 if y1 > y0 and x1 > x0 else 0.0


def _ink(grey: NDArray[np.uint8]) -> Any:
    return cv2.threshold(cv2.bitwise_not(grey), _LEAST_INKED, 255, cv2.THRESH_TOZERO)[1]
