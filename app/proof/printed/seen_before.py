"""A page as far as it is a page that was seen before: what is drawn alike and has the same pixels looks the same again.

Only what is new about it is looked at; what is told of it is what would be told of it by itself. Runs in a limited
child.
"""

from collections import OrderedDict
from collections.abc import Sequence
from functools import lru_cache
from typing import Any, NamedTuple

import cv2
import numpy as np
from numpy.typing import NDArray

from app.proof.printed.page_wire import INT, text_columns
from app.proof.printed.seeing import DPI, ink_inside

Bounds = tuple[float, float, float, float]
Box = tuple[int, int, int, int]
"""Pixels: x0, y0, x1, y1."""
_MOST_KEPT, _MOST_NEW, _MOST_PIXELS = 24, 0.7, 6_000_000
_AROUND_PX = 2
_PX = DPI / 72
NOTHING = np.zeros(0, np.uint8)


class SpanLook(NamedTuple):
    """What is told of the characters of a span, as it is sent. ``glyphs``: of each;
    ``above``: how many stand as in a mirror; ``box``: where its ink was looked for.
    """

    lefts: bytes
    glyphs: Sequence[str]
    runs: bytes
    above: int
    box: Box


class TextLook(NamedTuple):
    """Some spans. ``hidden``, ``doubts``: why each character is not seen, or doubtful; ``plain``: none is."""

    spans: list[SpanLook]
    hidden: NDArray[np.uint8] = NOTHING
    doubts: NDArray[np.uint8] = NOTHING
    plain: bool = True


class PageLook(NamedTuple):
    """A page on which nothing is hidden or doubtful. ``places``, ``shares``: of other graphics, how much of each is
    inked.
    """

    spans: list[dict[str, Any]]
    looks: list[SpanLook]
    others: list[tuple[str, Bounds]]
    places: list[Box]
    shares: NDArray[np.float64]
    grey: NDArray[np.uint8]


class Fresh(NamedTuple):
    """What is new about a page: spans by number, where other ink than before may be, graphics to be looked at."""

    spans: list[int]
    graphics: list[int]


def text_told(look: TextLook) -> dict[str, Any]:
    """The spans of a page as they are sent (:mod:`app.proof.printed.page_wire`)."""
    numbers: dict[str, int] = {}
    marks = [numbers.setdefault(glyph, len(numbers)) for one in look.spans for glyph in one.glyphs]
    return {
        "glyphs": [*numbers],
        "runs": b"".join([one.runs for one in look.spans]),
        **text_columns(b"".join([one.lefts for one in look.spans]), np.array(marks, INT), look.hidden, look.doubts),
    }


_kept: OrderedDict[Any, PageLook] = OrderedDict()


def remember(key: Any, look: PageLook) -> None:
    """Pages with this key may be like it."""
    if look.grey.size > _MOST_PIXELS:
        return
    if len(_kept) >= _MOST_KEPT:
        _kept.popitem(last=False)
    _kept[key] = look


def like(key: Any) -> PageLook | None:
    """The page that was seen with this key."""
    found = _kept.get(key)
    if found is not None:
        _kept.move_to_end(key)
    return found


def new_spans(before: PageLook, spans: Sequence[dict[str, Any]]) -> list[int] | None:
    """Which spans are not drawn as before; ``None`` if that is most of them."""
    found = [at for at, (one, other) in enumerate(zip(spans, before.spans, strict=True)) if one != other]
    return found if len(found) <= _MOST_NEW * len(spans) else None


def fresh(
    before: PageLook,
    grey: NDArray[np.uint8],
    new: Sequence[int],
    boxes: Sequence[Box],
    others: Sequence[tuple[str, Bounds]],
) -> Fresh | None:
    """What else has to be looked at; ``None`` if pixels differ elsewhere than where (``boxes``) they may."""
    if grey.shape != before.grey.shape or len(others) != len(before.others):
        return None
    changed = [at for at, (one, other) in enumerate(zip(others, before.others, strict=True)) if one != other]
    if any(others[at][0] != before.others[at][0] for at in changed):
        return None
    regions = [*boxes, *(before.looks[at].box for at in new)]
    regions += [pixels_of(own[at][1]) for at in changed for own in (others, before.others)]
    apart = cv2.absdiff(grey, before.grey, dst=_room(*grey.shape))
    for x0, y0, x1, y1 in regions:
        apart[max(y0, 0) : max(y1, 0), max(x0, 0) : max(x1, 0)] = 0
    if cv2.countNonZero(apart):
        return None
    held = set(new)
    touched = _touched([look.box for look in before.looks], regions)
    places = before.places
    if changed:
        places = [pixels_of(own[1]) if at in changed else places[at] for at, own in enumerate(others)]
    graphics = _touched(places, regions)
    return Fresh([at for at in touched if at not in held], sorted({*graphics, *changed}))


@lru_cache(1)
def _room(height: int, width: int) -> NDArray[np.uint8]:
    return np.empty((height, width), np.uint8)


def pixels_of(box: Sequence[float]) -> Box:
    """Where a graphic (points) may have ink."""
    (x0, x1), (y0, y1) = sorted((box[0], box[2])), sorted((box[1], box[3]))
    limit = 1 << 20
    low = [int(max(min(one * _PX, limit), -limit)) - _AROUND_PX for one in (x0, y0)]
    high = [int(max(min(one * _PX, limit), -limit)) + 1 + _AROUND_PX for one in (x1, y1)]
    return low[0], low[1], high[0], high[1]


def _touched(boxes: Sequence[Box], regions: Sequence[Box]) -> list[int]:
    if not boxes or not regions:
        return []
    own, other = np.array(boxes)[:, None], np.array(regions)[None]
    meet = (own[..., :2] < other[..., 2:]).all(axis=2) & (other[..., :2] < own[..., 2:]).all(axis=2)
    return [int(at) for at in np.flatnonzero(np.logical_or.reduce(meet, axis=1))]


def share_inked(grey: NDArray[np.uint8], low: NDArray[np.float64], high: NDArray[np.float64]) -> float:
    """How much of the ink in a box of pixels there could be is there."""
    return ink_inside(grey, low, high) / max(float(np.prod(high - low + 1)), 1.0)
