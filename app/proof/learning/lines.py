"""What a page says, line by line, and where known values stand in it.

Spellings are folded (NFKC) here, for finding places only: whether a value is right is never judged on folded text.
"""

import unicodedata
from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

from app.notice.model import PrintItem
from app.proof.printed.model import ReadPage

_SAME_BASELINE_MM = 0.15
_EM_MM = 25.4 / 72
_TOUCHING_EM = 0.7


class Occurrence(NamedTuple):
    """A value on a page: from ``left`` to ``right`` on ``baseline``, mm of the page."""

    left: float
    right: float
    baseline: float
    size_pt: float
    turned: bool


class _Cell(NamedTuple):
    text: str
    left: float
    right: float
    size_pt: float


class TextLine(NamedTuple):
    """The visible characters on one baseline in reading order, without blanks; ``cells`` has one for each character."""

    text: str
    cells: tuple[_Cell, ...]
    baseline: float
    turned: bool


@lru_cache(1 << 16)
def folded(text: str) -> str:
    """Without blanks, one spelling for full and half width."""
    return "".join(unicodedata.normalize("NFKC", text).split())


def lines_of(page: ReadPage) -> list[TextLine]:
    """The lines of a page; what no eye finds is left out."""
    groups: list[tuple[float, bool, list[_Cell]]] = []
    for run in sorted(page.runs, key=lambda one: (one.turned, one.baseline)):
        last = groups[-1] if groups else None
        if last is None or last[1] != run.turned or run.baseline - last[0] > _SAME_BASELINE_MM:
            groups.append((run.baseline, run.turned, []))
        own = groups[-1][2]
        ends = (*run.lefts[1:], run.right)
        for at, (char, start, end) in enumerate(zip(run.text, run.lefts, ends, strict=True)):
            if run.hidden and run.hidden[at]:
                continue
            low, high = min(start, end), max(start, end)
            own.extend(_Cell(one, low, high, run.size_pt) for one in folded(char))
    found = []
    for baseline, turned, cells in groups:
        # The sort is stable: characters that came out of one (㈱) keep their order.
        cells.sort(key=lambda cell: -cell.right if turned else cell.left)
        found.append(TextLine("".join(cell.text for cell in cells), tuple(cells), baseline, turned))
    return found


def occurrences(lines: list[TextLine], value: str) -> Iterator[Occurrence]:
    """Where a folded value stands: not as the middle of a longer number or word that touches it."""
    for line in lines:
        at = line.text.find(value)
        while at >= 0:
            end = at + len(value)
            own = line.cells[at:end]
            if _free(line, at - 1, at) and _free(line, end - 1, end):
                left, right = min(cell.left for cell in own), max(cell.right for cell in own)
                yield Occurrence(left, right, line.baseline, own[0].size_pt, line.turned)
            at = line.text.find(value, at + 1)


def _free(line: TextLine, first: int, second: int) -> bool:
    """Whether a value may end between these two characters of a line."""
    if first < 0 or second >= len(line.cells):
        return True
    before, after = line.cells[first], line.cells[second]
    gap = max(after.left - before.right, before.left - after.right)
    if gap > _TOUCHING_EM * max(before.size_pt, after.size_pt) * _EM_MM:
        return True
    return _kind(before.text) != _kind(after.text)


def _kind(char: str) -> str:
    if char.isdigit() or char in ",.-":
        return "number"
    return "sign" if char in "¥円年月日()〒:" else "word"


def variants(item: PrintItem) -> list[str]:
    """How a form may print an item, the fullest first: with and without ¥, 円 and wording of the form's own."""
    whole = folded(item.text)
    sourced = folded("".join(part.text for part in item.parts if part.source is not None))
    tried = [whole, whole.removeprefix("¥"), whole.removesuffix("円"), whole.removeprefix("¥").removesuffix("円")]
    return [one for one in dict.fromkeys([*tried, sourced, sourced.removeprefix("¥")]) if one]
