"""A page whose stream says what that of one before says but for some strings, their places, and bars of codes.

All else is then drawn as it was: the operators are the same, none of them clips or makes later ones depend on what a
string is (:func:`interpret` knows no other ones), and what they refer to is the same object of the same file. So only
what differs is drawn and looked at again. Runs in a limited child.
"""

from collections import OrderedDict
from collections.abc import Sequence
from typing import Any, NamedTuple

import cv2
import numpy as np
from numpy.typing import NDArray

from app.proof.printed.drawing import Box as Bounds
from app.proof.printed.interpret import MM, Laid, OddError, Slot, Spot, interpret
from app.proof.printed.seeing import DPI
from app.proof.printed.seen_before import Box, PageLook, pixels_of
from app.proof.printed.skeleton import Cut

_NEAR_PT = 0.05
_ASCENT_EM, _DESCENT_EM, _AROUND_PX = 0.95, 0.2, 2
_MOST_KEPT, _APART_PX = 32, 16
_PX = DPI / 72
Place = tuple[float, float]


class StreamLook(NamedTuple):
    """A page that was looked at, on which nothing is hidden or doubtful. ``drawn``: what its stream says of each span;
    ``bars``: rows of boxes, ``at`` their numbers among its other graphics.
    """

    look: PageLook
    laid: Laid
    drawn: list[tuple[Any, ...]]
    bars: list[tuple[float, ...]]
    at: list[int]


class Change(NamedTuple):
    """What is drawn elsewhere or otherwise than before: spans and rows of boxes by their number, and where they must be
    now (points); ``rows`` of pixels in which all of it lies, as it was and as it is.
    """

    spans: list[int]
    places: list[Place]
    bars: list[int]
    bounds: list[Bounds]
    rows: list[tuple[int, int]]


def stream_look(look: PageLook, cut: Cut, height: float) -> StreamLook | None:
    """``None`` where it is not plain which span each string is, or which graphic a row of boxes."""
    try:
        laid = interpret(cut, height)
        drawn, bars = _drawn(cut, laid), _bars(cut)
        places = [_place(slot, own) for slot, own in zip(laid.slots, drawn, strict=True)]
        if len(places) != len(look.spans):
            return None
        for place, span in zip(places, look.spans, strict=True):
            if _apart(place, span["chars"][0][2]) > _NEAR_PT:
                return None
        at = [_graphic(_bounds(spot, boxes), look.others) for spot, boxes in zip(laid.spots, bars, strict=True)]
    except (OddError, ValueError, IndexError):
        return None
    return StreamLook(look, laid, drawn, bars, at)


def change_of(before: StreamLook, cut: Cut) -> Change | None:
    """What differs on a page with the same skeleton."""
    try:
        drawn, bars = _drawn(cut, before.laid), _bars(cut)
        spans = [at for at, (one, other) in enumerate(zip(drawn, before.drawn, strict=True)) if one != other]
        rows: list[tuple[int, int]] = []
        places = []
        for at in spans:
            slot = before.laid.slots[at]
            places.append(_place(slot, drawn[at]))
            em = slot.em * drawn[at][3] / MM
            up, down = (_ASCENT_EM * em, _DESCENT_EM * em) if em > 0 else (-_DESCENT_EM * em, -_ASCENT_EM * em)
            y = places[-1][1]
            rows.append((int((y - up) * _PX) - _AROUND_PX, int((y + down) * _PX) + 1 + _AROUND_PX))
            rows.append((before.look.looks[at].box[1], before.look.looks[at].box[3]))
        other = [at for at, (one, two) in enumerate(zip(bars, before.bars, strict=True)) if one != two]
        bounds = [_bounds(before.laid.spots[at], bars[at]) for at in other]
        rows += [pixels_of(box)[1::2] for box in bounds]
        rows += [pixels_of(before.look.others[before.at[at]][1])[1::2] for at in other]
    except (ValueError, IndexError, OverflowError):
        return None
    return Change(spans, places, other, bounds, _together(rows, len(before.look.paper.grey)))


def spans_at(change: Change, told: Sequence[Sequence[dict[str, Any]]]) -> list[dict[str, Any]] | None:
    """The spans that must be there, of those that were told of each band of rows; ``None`` if any is not just there."""
    found = []
    for place in change.places:
        row = int(place[1] * _PX)
        near = [
            span
            for (first, stop), own in zip(change.rows, told, strict=True)
            if first <= row < stop
            for span in own
            if span["chars"] and _apart(place, span["chars"][0][2]) <= _NEAR_PT
        ]
        if len(near) != 1:
            return None
        found.append(near[0])
    return found


def graphics_at(change: Change, told: Sequence[Sequence[tuple[str, Bounds]]]) -> list[tuple[str, Bounds]] | None:
    """The same of rows of boxes, each of which was asked for by itself."""
    try:
        return [own[_graphic(box, own)] for box, own in zip(change.bounds, told, strict=True)]
    except ValueError:
        return None


def bands(rows: Sequence[tuple[int, int]]) -> list[Bounds]:
    """Rows of pixels as areas of the page (points)."""
    return [(-1e6, first / _PX, 1e6, stop / _PX) for first, stop in rows]


def within(rows: Sequence[tuple[int, int]], box: Box) -> bool:
    """Whether these pixels are all in one band of rows."""
    return any(first <= box[1] and box[3] <= stop for first, stop in rows)


def same_but_in(now: NDArray[np.uint8], before: NDArray[np.uint8], first: int, regions: Sequence[Box]) -> bool:
    """Whether two pictures of rows from ``first`` on differ in these regions only."""
    unlike = cv2.absdiff(now, before)
    for x0, y0, x1, y1 in regions:
        unlike[max(y0 - first, 0) : max(y1 - first, 0), max(x0, 0) : max(x1, 0)] = 0
    return not cv2.countNonZero(unlike)


class Kept:
    """Pages by what is the same in their streams; ``None`` for those of which nothing can be told so."""

    def __init__(self) -> None:
        self._kept: OrderedDict[Any, StreamLook | None] = OrderedDict()

    def clear(self) -> None:
        """Forget all pages."""
        self._kept.clear()

    def __contains__(self, key: Any) -> bool:
        return key in self._kept

    def of(self, key: Any) -> StreamLook | None:
        """The page that was seen with this key."""
        found = self._kept.get(key)
        if found is not None:
            self._kept.move_to_end(key)
        return found

    def keep(self, key: Any, own: StreamLook | None) -> None:
        """Pages with this key may be drawn like it."""
        if len(self._kept) >= _MOST_KEPT:
            self._kept.popitem(last=False)
        self._kept[key] = own


def _drawn(cut: Cut, laid: Laid) -> list[tuple[Any, ...]]:
    """Of each slot what the stream says: place, string, and the free values that it is set with."""
    values: list[float | None] = [value for piece in cut.pieces for value in piece.values]
    values.append(None)  # what a slot has none of is the last one
    return [
        (x, y, shown, values[slot.size], values[slot.scale], values[slot.spacing])
        for x, y, shown, slot in zip(cut.xs, cut.ys, cut.shown, laid.slots, strict=True)
    ]


def _bars(cut: Cut) -> list[tuple[float, ...]]:
    return [boxes for piece in cut.pieces for boxes in piece.boxes]


def _place(slot: Slot, drawn: Sequence[Any]) -> Place:
    """Where its first character stands (points, y downwards)."""
    return (slot.x[0] * float(drawn[0]) + slot.x[1]) / MM, (slot.y[0] * float(drawn[1]) + slot.y[1]) / MM


def _apart(place: Place, other: Sequence[float]) -> float:
    return max(abs(place[0] - other[0]), abs(place[1] - other[1]))


def _bounds(spot: Spot, boxes: Sequence[float]) -> Bounds:
    xs = [*boxes[0::4], *[x + width for x, width in zip(boxes[0::4], boxes[2::4], strict=True)]]
    ys = [*boxes[1::4], *[y + height for y, height in zip(boxes[1::4], boxes[3::4], strict=True)]]
    x0, x1 = sorted([(spot.x[0] * x + spot.x[1]) / MM for x in (min(xs), max(xs))])
    y0, y1 = sorted([(spot.y[0] * y + spot.y[1]) / MM for y in (min(ys), max(ys))])
    return x0, y0, x1, y1


def _graphic(bounds: Bounds, others: Sequence[tuple[str, Bounds]]) -> int:
    """Which of them has these bounds; ``ValueError`` if that is not plainly one."""
    (at,) = [
        at
        for at, (kind, box) in enumerate(others)
        if kind == "fill-path" and max([abs(one - other) for one, other in zip(bounds, box, strict=True)]) <= _NEAR_PT
    ]
    return at


def _together(rows: Sequence[tuple[int, int]], height: int) -> list[tuple[int, int]]:
    """As bands that are far enough from each other to be drawn each by itself, within the page."""
    found: list[tuple[int, int]] = []
    for first, stop in sorted([(max(first, 0), min(stop, height)) for first, stop in rows]):
        if found and first <= found[-1][1] + _APART_PX:
            found[-1] = found[-1][0], max(found[-1][1], stop)
        elif first < stop:
            found.append((first, stop))
    return found
