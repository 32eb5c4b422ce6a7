"""Where characters of an item may stand: where they were seen and some more, as far as nothing else needs the room."""

from collections.abc import Sequence
from dataclasses import replace

from app.sheet.measured_form import MeasuredBlock
from app.sheet.model import Rect

_MARGIN_MM, _ABOVE_MM, _BELOW_MM = 4.0, 3.0, 1.0
_MORE_LINES = 5
_HAIR = 0.01
_STILL_MM = 1.0
"""What was seen within this does not move with lines of text."""


def room(rects: Sequence[Rect], first: float, last: float) -> Rect:
    """Around values whose first baseline is ``first`` and whose last one is ``last``."""
    area = around(rects)
    return Rect(area.x0 - _MARGIN_MM, first - _ABOVE_MM, area.x1 + _MARGIN_MM, last + _BELOW_MM)


def around(rects: Sequence[Rect]) -> Rect:
    """The smallest rectangle around all of them; at least one."""
    return Rect(
        min(rect.x0 for rect in rects),
        min(rect.y0 for rect in rects),
        max(rect.x1 for rect in rects),
        max(rect.y1 for rect in rects),
    )


def with_more_lines(blocks: Sequence[MeasuredBlock], height: float) -> list[MeasuredBlock]:
    """Blocks with room for more lines, down to whatever stands below them."""
    made = []
    for block in blocks:
        rect, pitch = block.rect, block.items[0].pitch
        below = [
            other.rect.y0
            for other in blocks
            if other is not block and other.rect.y0 > rect.y0 and other.rect.x0 < rect.x1 and rect.x0 < other.rect.x1
        ]
        foot = min([rect.y1 + _MORE_LINES * pitch + 2.0, height, *below])
        made.append(replace(block, rect=rect._replace(y1=max(foot, rect.y1))))
    return made


def below_lines(rects: Sequence[Rect], blocks: Sequence[MeasuredBlock], margin: float) -> Rect:
    """Around what stands alone, ``rects`` as it was seen, and some more; what moves up and down with the lines of a
    block as far as the lines may go.
    """
    seen = around(rects)
    area = seen.grown(margin)
    beside = [block for block in blocks if block.rect.x0 < seen.x1 and seen.x0 < block.rect.x1]
    above = [block for block in beside if block.rect.y0 < seen.y0 < block.rect.y1]
    if max(rect.y0 for rect in rects) - min(rect.y0 for rect in rects) <= _STILL_MM or not above:
        return area
    block = min(above, key=lambda one: seen.y0 - one.rect.y0)
    pitch = max(item.pitch for item in block.items)
    below = [other.rect.y0 for other in beside if other.rect.y0 > area.y1]
    foot = min([area.y1 + _MORE_LINES * pitch, max(block.rect.y1, area.y1), *below])
    return area._replace(y0=max(area.y0 - pitch, block.rect.y0), y1=foot)


def apart(blocks: Sequence[MeasuredBlock]) -> list[MeasuredBlock]:
    """Rooms that overlap give way by half, across or down, whichever costs less."""
    rects = [block.rect for block in blocks]
    for i in range(len(rects)):
        for j in range(len(rects)):
            a, b = rects[i], rects[j]
            across, down = min(a.x1, b.x1) - max(a.x0, b.x0), min(a.y1, b.y1) - max(a.y0, b.y0)
            if i == j or across <= 0 or down <= 0:
                continue
            low, high = ("x0", "x1") if across < down else ("y0", "y1")
            middle = (max(getattr(a, low), getattr(b, low)) + min(getattr(a, high), getattr(b, high))) / 2
            before = getattr(a, low) + getattr(a, high) < getattr(b, low) + getattr(b, high)
            first, second = (i, j) if before else (j, i)
            rects[first] = rects[first]._replace(**{high: middle - _HAIR})
            rects[second] = rects[second]._replace(**{low: middle + _HAIR})
    return [replace(block, rect=rect) for block, rect in zip(blocks, rects, strict=True)]
