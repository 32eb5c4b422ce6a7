"""Where the lines of a stack stand, by the widths of their characters alone: no glyph is looked up.

The setting itself is :func:`app.sheet.fit.fit_stack`, as on the sheet.
"""

from typing import NamedTuple

from app.sheet.fit import StackFit, column_mm, fit_stack, item_room
from app.sheet.form_model import EM_MM_PER_PT, Stack
from app.sheet.model import Rect

Widths = tuple[tuple[int, ...], ...]
_EPSILON = 1e-6


class Flow(NamedTuple):
    """Where :func:`app.sheet.place.place` puts each item of a stack (``None``: it prints nothing), where the text ends,
    and of which items a line is cut off.
    """

    rects: tuple[Rect | None, ...]
    foot: float
    cut: tuple[bool, ...]


def flow_rects(stack: Stack, widths: Widths, reserve: float) -> Flow:
    """A stack set with these character widths of each item; ``reserve`` mm stay free at its foot."""
    fit = fit_stack(stack, widths, reserve)
    limit, y = stack.rect.y1 - reserve, stack.rect.y0
    rects: list[Rect | None] = []
    cut: list[bool] = []
    name: bool | None = None
    for item, own, lines in zip(stack.items, widths, fit.lines, strict=True):
        if not own:
            rects.append(None)
            cut.append(False)
            continue
        if name not in (None, item.name):
            y += fit.step.gap_mm
        name = item.name
        pitch = fit.step.pitch(name=name)
        kept = [line for number, line in enumerate(lines, 1) if y + number * pitch <= limit + _EPSILON]
        rects.append(_item_rect(stack, fit, own, kept, name=name, y=y))
        cut.append(len(kept) < len(lines))
        y += len(lines) * pitch
    return Flow(tuple(rects), min(y, limit), tuple(cut))


def _item_rect(
    stack: Stack, fit: StackFit, widths: tuple[int, ...], kept: list[tuple[int, int]], *, name: bool, y: float
) -> Rect:
    if not kept:
        return stack.rect
    size, pitch = fit.step.size(name=name), fit.step.pitch(name=name)
    wide = max(sum(widths[start:end]) for start, end in kept) * column_mm(size)
    x0 = stack.rect.x0
    return Rect(x0, y, x0 + wide, y + (len(kept) - 1) * pitch + size * EM_MM_PER_PT)


def stack_bound(stack: Stack) -> Rect:
    """What no text of the stack ever passes."""
    wide = max(
        item_room(stack, step, name=name) * column_mm(step.size(name=name))
        for step in stack.steps
        for name in (False, True)
    )
    x0, y0, x1, y1 = stack.rect
    return Rect(x0, y0, max(x1, x0 + wide), y1 + _EPSILON)
