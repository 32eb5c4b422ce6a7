"""Whether text fits its room. Text stands on a half-em grid, so everything here depends on column counts only."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from app.sheet.form_model import EM_MM_PER_PT, Stack, Step

FITS, OVERFLOWS, LOOK = 0, 1, 2

_EPSILON = 1e-6
_SINGLE = frozenset("\u00a5\u203e") | {chr(code) for code in (*range(0x80), *range(0xFF61, 0xFFA0))}


def char_columns(char: str) -> int:
    """1 for a character of JIS X 0201 (half an em wide), 2 for every other (one em)."""
    return 1 if char in _SINGLE else 2


def text_columns(text: str) -> int:
    """Printed columns of a text."""
    return sum(map(char_columns, text))


def column_mm(size_pt: float) -> float:
    """Width of one column: half an em."""
    return size_pt * EM_MM_PER_PT / 2


def capacity(width_mm: float, size_pt: float) -> int:
    """Columns that stand side by side in this width."""
    return int(width_mm / column_mm(size_pt) + _EPSILON)


def most_lines(columns: int, room: int) -> int:
    """Lines that surely suffice for so many columns in lines of ``room`` ≥ 2 columns, however they wrap.

    A double-byte character that would straddle the end leaves one column of the line empty.
    """
    return 0 if columns <= 0 else 1 + max(0, -(-(columns - room) // (room - 1)))


def wrap(columns: Iterable[int], room: int) -> list[tuple[int, int]]:
    """Exact wrapping: half-open index ranges of the lines, no character split. ``room`` ≥ 2."""
    lines: list[tuple[int, int]] = []
    start, used, end = 0, 0, 0
    for end, width in enumerate(columns, 1):
        if used + width > room:
            lines.append((start, end - 1))
            start, used = end - 1, 0
        used += width
    if end > start:
        lines.append((start, end))
    return lines


@dataclass(frozen=True, slots=True)
class LineFit:
    """The setting of one box: the size, its columns a line, and whether it is the smallest and still too large."""

    size_pt: float
    room: int
    overflow: bool


def fit_lines(columns: int, width_mm: float, sizes_pt: Sequence[float], max_lines: int) -> LineFit:
    """Shrink, then wrap: as few lines as possible, and for those the first of ``sizes_pt`` (largest first)."""
    for lines in range(1, max_lines + 1):
        for size_pt in sizes_pt:
            room = capacity(width_mm, size_pt)
            if room >= 2 and most_lines(columns, room) <= lines:
                return LineFit(size_pt, room, overflow=False)
    return LineFit(sizes_pt[-1], max(2, capacity(width_mm, sizes_pt[-1])), overflow=True)


@dataclass(frozen=True, slots=True)
class StackFit:
    """The setting of a stack: its step, and per item the index ranges of its lines (``None`` takes no room)."""

    step: Step
    lines: tuple[tuple[tuple[int, int], ...], ...]
    overflow: bool


def item_room(stack: Stack, step: Step, *, name: bool) -> int:
    """Columns a line of this kind of item holds, at least 2."""
    return max(2, capacity(stack.rect.width, step.size(name=name)))


def block_height(step: Step, lines: int, names: int) -> float:
    """Height in mm of so many lines of each kind; the gap stands between the two kinds."""
    return lines * step.pitch_mm + names * step.name_pitch_mm + (step.gap_mm if lines and names else 0.0)


def fit_stack(stack: Stack, columns: Sequence[Sequence[int]], reserve_mm: float) -> StackFit:
    """Exact setting of a stack. ``columns``: for every item of the stack the width of each of its characters.

    ``reserve_mm`` stays free at the foot (the gap and the barcode). Shrink, then wrap: first the steps down to
    ``stack.whole_lines_pt`` that keep every item on one line, then the first step at which everything fits wrapped;
    if none does, the last step, marked.
    """
    wrapped: dict[Step, tuple[tuple[tuple[int, int], ...], ...]] = {}
    for whole in (True, False):
        for step in stack.steps:
            if whole and step.size_pt < stack.whole_lines_pt:
                continue
            if step not in wrapped:
                wrapped[step] = _stack_lines(stack, step, columns)
            lines = wrapped[step]
            if whole and max(map(len, lines)) > 1:
                continue
            names = sum(len(own) for item, own in zip(stack.items, lines, strict=True) if item.name)
            height = block_height(step, sum(map(len, lines)) - names, names)
            if height + reserve_mm <= stack.rect.height + _EPSILON:
                return StackFit(step, lines, overflow=False)
    return StackFit(stack.steps[-1], wrapped[stack.steps[-1]], overflow=True)


def _stack_lines(stack: Stack, step: Step, columns: Sequence[Sequence[int]]) -> tuple[tuple[tuple[int, int], ...], ...]:
    rooms = {name: item_room(stack, step, name=name) for name in (False, True)}
    return tuple(
        ((0, len(widths)),) if widths and sum(widths) <= rooms[item.name] else tuple(wrap(widths, rooms[item.name]))
        for item, widths in zip(stack.items, columns, strict=True)
    )


def block_fits(columns: NDArray[np.integer], stack: Stack, reserve_mm: float) -> NDArray[np.uint8]:
    """Over a whole month by column counts: ``(n,)`` of 0 fits surely, 1 surely overflows, 2 look exactly.

    ``columns``: ``(n, k)`` printed columns of the last ``k`` items of the stack (address 1–3 and name 1–2 of the
    addressee); the items before them (the postal code) take at most one line each. ``reserve_mm``: gap and height
    of the barcode. Rows printed without a barcode have more room: 1 is claimed only when that does not help either.
    Counts are of the text as printed: of a row with undecodable bytes ask :func:`fit_stack`.
    """
    counted = stack.items[len(stack.items) - columns.shape[1] :]
    before = stack.items[: len(stack.items) - columns.shape[1]]
    extra_names = sum(item.name for item in before)
    names = np.array([item.name for item in counted], dtype=bool)
    room = stack.rect.height + _EPSILON
    verdict = np.full(len(columns), OVERFLOWS, dtype=np.uint8)
    open_rows = np.arange(len(columns))
    for step in reversed(stack.steps):  # nearly every row fits at the smallest step, which settles it
        counts = columns[open_rows]
        rooms = np.array([item_room(stack, step, name=item.name) for item in counted], dtype=np.int64)
        most = np.where(counts > 0, 1 + np.maximum(0, -(-(counts - rooms) // (rooms - 1))), 0)
        surely = _heights(step, most, names, len(before) - extra_names, extra_names) + reserve_mm <= room
        possibly = _heights(step, -(-counts // rooms), names, 0, 0) <= room
        verdict[open_rows[possibly]] = LOOK
        verdict[open_rows[surely]] = FITS
        open_rows = open_rows[~surely]
    return verdict


def _heights(
    step: Step, lines: NDArray[np.int64], names: NDArray[np.bool_], more_lines: int, more_names: int
) -> NDArray[np.float64]:
    """:func:`block_height` over rows: ``lines`` is ``(n, k)``, ``names`` ``(k,)``."""
    plain, named = lines[:, ~names].sum(axis=1) + more_lines, lines[:, names].sum(axis=1) + more_names
    gap = np.where((plain > 0) & (named > 0), step.gap_mm, 0.0)
    return np.asarray(plain * step.pitch_mm + named * step.name_pitch_mm + gap, dtype=np.float64)
