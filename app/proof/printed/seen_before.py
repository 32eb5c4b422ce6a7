"""A page as far as it is a page that was seen before: what is drawn alike and has the same pixels looks the same again.

Only what is new about it is looked at; what is told of it is what would be told of it by itself. Runs in a limited
child.
"""

from collections import OrderedDict
from collections.abc import Sequence
from typing import Any, NamedTuple

import cv2
import numpy as np
from numpy.typing import NDArray

from app.proof.printed.drawing import Paper, paper_of
from app.proof.printed.page_wire import INT, text_columns
from app.proof.printed.seeing import DPI, ink_inside

Bounds = tuple[float, float, float, float]
Box = tuple[int, int, int, int]
"""Pixels: x0, y0, x1, y1."""
_MOST_KEPT, _MOST_NEW, _MOST_PIXELS = 24, 0.7, 6_000_000
_AROUND_PX = 2
_PX = DPI / 72
MARK = INT.itemsize
NOTHING = np.zeros(0, np.uint8)


class SpanLook(NamedTuple):
    """What is told of the characters of a span, as it is sent. ``marks``: the number of each one's glyph;
    ``above``: how many stand as in a mirror; ``box``: where its ink was looked for.
    """

    lefts: bytes
    marks: bytes
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
    """A page on which nothing is hidden or doubtful. ``boxes`` of its spans, ``places`` of other graphics in pixels,
    ``shares``: how much of each of these is inked.
    """

    spans: list[dict[str, Any]]
    looks: list[SpanLook]
    boxes: NDArray[np.int64]
    others: list[tuple[str, Bounds]]
    places: NDArray[np.int64]
    shares: NDArray[np.float64]
    paper: Paper


def page_look(
    spans: list[dict[str, Any]],
    looks: list[SpanLook],
    others: list[tuple[str, Bounds]],
    shares: NDArray[np.float64],
    grey: NDArray[np.uint8],
) -> PageLook:
    """The page as it is kept."""
    boxes, places = _rows([one.box for one in looks]), _rows([pixels_of(box) for _, box in others])
    height, width = grey.shape
    paper = paper_of(0, 0, width, height)
    paper.grey[:] = grey
    return PageLook(spans, looks, boxes, others, places, shares, paper)


class Fresh(NamedTuple):
    """What is new about a page: spans by number, where other ink than before may be, graphics to be looked at."""

    spans: list[int]
    graphics: list[int]


def text_told(look: TextLook, words: Sequence[str]) -> dict[str, Any]:
    """The spans of a page as they are sent (:mod:`app.proof.printed.page_wire`). ``words``: of glyphs by number."""
    marks = np.frombuffer(b"".join([one.marks for one in look.spans]), INT)
    used = np.zeros(len(words), bool)
    used[marks] = True
    own = (used.cumsum(dtype=INT) - 1)[marks]
    return {
        "glyphs": [words[number] for number in np.flatnonzero(used).tolist()],
        "runs": b"".join([one.runs for one in look.spans]),
        **text_columns(b"".join([one.lefts for one in look.spans]), own, look.hidden, look.doubts),
    }


_kept: OrderedDict[Any, PageLook] = OrderedDict()


def forget() -> None:
    """All pages."""
    _kept.clear()


def keepable(grey: NDArray[np.uint8]) -> bool:
    """Whether a page of this size is kept."""
    return grey.size <= _MOST_PIXELS


def remember(key: Any, look: PageLook) -> None:
    """Pages with this key may be like it."""
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
    if grey.shape != before.paper.grey.shape or len(others) != len(before.others):
        return None
    changed: list[int] = []
    if others != before.others:
        changed = [at for at, (one, other) in enumerate(zip(others, before.others, strict=True)) if one != other]
    if any(others[at][0] != before.others[at][0] for at in changed):
        return None
    regions = [*boxes, *(before.looks[at].box for at in new)]
    regions += [pixels_of(own[at][1]) for at in changed for own in (others, before.others)]
    if not _same_elsewhere(grey, before.paper.grey, regions):
        return None
    return due_in(before, regions, new, changed, others)


def due_in(
    before: PageLook,
    regions: Sequence[Box],
    new: Sequence[int],
    changed: Sequence[int],
    others: Sequence[tuple[str, Bounds]],
) -> Fresh:
    """What has to be looked at beside the spans that are new and the graphics that are changed, of all that lies in
    these regions.
    """
    places = before.places
    if changed:
        places = places.copy()
        places[changed] = [pixels_of(others[at][1]) for at in changed]
    there = _rows(regions)
    spans = set(_touched(before.boxes, there)).difference(new)
    return Fresh(sorted(spans), sorted({*_touched(places, there), *changed}))


def _same_elsewhere(grey: NDArray[np.uint8], before: NDArray[np.uint8], regions: Sequence[Box]) -> bool:
    """Whether all pixels but those of these regions are the same."""
    own = [(slice(max(y0, 0), max(y1, 0)), slice(max(x0, 0), max(x1, 0))) for x0, y0, x1, y1 in regions]
    kept = [grey[place].copy() for place in own]
    try:
        for place in own:
            grey[place] = before[place]
        # The memory is what this takes its time for: each pixel is read once, and none is written.
        return not cv2.norm(grey, before, cv2.NORM_INF)
    finally:
        for place, part in zip(own, kept, strict=True):
            grey[place] = part


def pixels_of(box: Sequence[float]) -> Box:
    """Where a graphic (points) may have ink."""
    (x0, x1), (y0, y1) = sorted((box[0], box[2])), sorted((box[1], box[3]))
    limit = 1 << 20
    low = [int(max(min(one * _PX, limit), -limit)) - _AROUND_PX for one in (x0, y0)]
    high = [int(max(min(one * _PX, limit), -limit)) + 1 + _AROUND_PX for one in (x1, y1)]
    return low[0], low[1], high[0], high[1]


def _rows(boxes: Sequence[Box]) -> NDArray[np.int64]:
    return np.array(boxes, np.int64).reshape(-1, 4)


def _touched(boxes: NDArray[np.int64], regions: NDArray[np.int64]) -> list[int]:
    """Which of the boxes meet any region."""
    own, other = boxes[:, None], regions[None]
    meet = (own[..., :2] < other[..., 2:]) & (other[..., :2] < own[..., 2:])
    return np.flatnonzero((meet[..., 0] & meet[..., 1]).any(axis=1)).tolist()


def share_inked(grey: NDArray[np.uint8], low: NDArray[np.float64], high: NDArray[np.float64]) -> float:
    """How much of the ink in a box of pixels there could be is there."""
    return ink_inside(grey, low, high) / max(float(np.prod(high - low + 1)), 1.0)
