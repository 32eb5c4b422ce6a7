"""What a side says, line by line, and where known values stand on it.

Spellings are folded (NFKC) here, for finding places only: whether a value is right is never judged on folded text.
"""

import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import NamedTuple

from app.notice.model import TextPart
from app.proof.printed.panel_rows import Char
from app.proof.printed.panel_text import Line

TOUCHING_EM = 0.7
NEAR_MM = 0.35
_MOST_LINES = 5
_LEAST_WRAPPED, _LEAST_CUT = 3, 8
_MOST_BLANKS = 2
_DASHES = dict.fromkeys([*range(0x2010, 0x2016), 0x2212], "-")
_LEAST_PITCH_EM, _MOST_PITCH_EM = 0.9, 2.4


class Occurrence(NamedTuple):
    """A value on a side: its characters, line by line; ``spelled``: as it is, not only when folded."""

    lines: tuple[tuple[Char, ...], ...]
    spelled: bool

    @property
    def first(self) -> Char:
        """Its first character."""
        return self.lines[0][0]

    @property
    def left(self) -> float:
        """Left edge of its first line."""
        return self.lines[0][0].x

    @property
    def right(self) -> float:
        """Right edge of its first line."""
        return self.lines[0][-1].right

    @property
    def rights(self) -> tuple[float, ...]:
        """The same, and where it would be on a grid, whose cells are as wide as the one before the last."""
        line = self.lines[0]
        return (self.right, 2 * line[-1].x - line[-2].x) if len(line) > 1 else (self.right,)

    @property
    def baseline(self) -> float:
        """Baseline of its first line."""
        return self.lines[0][0].y

    @property
    def chars(self) -> list[Char]:
        """All of them."""
        return [char for line in self.lines for char in line]


@dataclass(frozen=True, eq=False)
class TextRow:
    """The characters on one baseline: ``cells`` has for each of the folded ``text`` the one that it came from."""

    line: Line

    @cached_property
    def cells(self) -> list[Char]:
        """One for each character of the text."""
        return [char for char in self.line.inked for _ in folded(char.text)]

    @cached_property
    def text(self) -> str:
        """Without blanks, folded."""
        return "".join(folded(char.text) for char in self.line.inked)

    @cached_property
    def bare(self) -> str:
        """Without blanks, as it is."""
        return "".join(char.text for char in self.line.inked)

    def chunks(self) -> list[list[Char]]:
        """Characters that stand together; a blank or two of the text itself is no gap."""
        found: list[list[Char]] = []
        last: Char | None = None
        blanks = 0
        for char in self.line.chars:
            touches = last is not None and char.x - last.right <= TOUCHING_EM * char.em and blanks <= _MOST_BLANKS
            last = char
            if not char.text.strip():
                blanks = blanks + 1 if touches else _MOST_BLANKS + 1
                continue
            blanks = 0
            if found and touches:
                found[-1].append(char)
            else:
                found.append([char])
        return found

    def ends(self, at: int) -> bool:
        """Whether a value may end before this place of the text: not inside of a number or word."""
        if at <= 0 or at >= len(self.cells):
            return True
        before, after = self.cells[at - 1], self.cells[at]
        if before is after:
            return False
        if after.x - before.right > TOUCHING_EM * max(before.em, after.em):
            return True
        return _kind(folded(before.text)) != _kind(folded(after.text))

    def left_of(self, char: Char) -> float:
        """Where the text that this character begins was set: blanks before it count."""
        chars = self.line.chars
        at = next(number for number, one in enumerate(chars) if one is char)
        while at and not chars[at - 1].text.strip() and chars[at].x - chars[at - 1].right < TOUCHING_EM * char.em:
            at -= 1
        return chars[at].x


@lru_cache(1 << 16)
def folded(text: str) -> str:
    """Without blanks, one spelling for full and half width and for dashes, which share a glyph."""
    return "".join(unicodedata.normalize("NFKC", text).split()).translate(_DASHES)


def _kind(char: str) -> str:
    if char[-1:].isdigit() or char in ",.-":
        return "number"
    return "sign" if char in "¥円年月日()〒:" else "word"


def occurrences(rows: Sequence[TextRow], value: str, bare: str) -> list[Occurrence]:
    """Where a folded value stands, on one line or wrapped; ``bare``: as it is spelled."""
    whole = [Occurrence((tuple(cells),), bare in row.bare) for row in rows for cells in _spans(row, value)]
    if whole or len(value) < 2 * _LEAST_WRAPPED:
        return whole
    return list(_wrapped(rows, value, bare))


def cut_off(rows: Sequence[TextRow], value: str) -> list[Occurrence]:
    """Where a value begins that is nowhere whole: too long for its place, it was cut off. Only if in one place."""
    begun = [
        tuple(chunk)
        for row in rows
        for chunk in row.chunks()
        if len(text := "".join(folded(char.text) for char in chunk)) >= _LEAST_CUT and value.startswith(text)
    ]
    return [Occurrence((chunk,), spelled=True) for chunk in begun] if len(begun) == 1 else []


def _spans(row: TextRow, value: str) -> Iterator[list[Char]]:
    at = row.text.find(value)
    while at >= 0:
        end = at + len(value)
        if row.ends(at) and row.ends(end):
            yield list(dict.fromkeys(row.cells[at:end]))
        at = row.text.find(value, at + 1)


def _wrapped(rows: Sequence[TextRow], value: str, bare: str) -> Iterator[Occurrence]:
    for number, row in enumerate(rows):
        for chunk in row.chunks():
            text = "".join(folded(char.text) for char in chunk)
            if len(text) < _LEAST_WRAPPED or not value.startswith(text):
                continue
            lines = [tuple(chunk)]
            rest = value[len(text) :]
            left = row.left_of(chunk[0])
            below = number + 1
            while rest and len(lines) < _MOST_LINES:
                found = _goes_on(rows[below:], lines[-1][0], left, rest)
                if found is None:
                    break
                lines.append(found)
                rest = rest[len("".join(folded(char.text) for char in found)) :]
                below = next(at for at, other in enumerate(rows) if found[0] in other.line.chars) + 1
            if not rest:
                yield Occurrence(tuple(lines), "".join(char.text for line in lines for char in line) == bare)


def _goes_on(rows: Sequence[TextRow], above: Char, left: float, rest: str) -> tuple[Char, ...] | None:
    for row in rows:
        down = (row.line.chars[0].y - above.y) / max(above.em, 0.1)
        if down > _MOST_PITCH_EM:
            return None
        if down < _LEAST_PITCH_EM:
            continue
        for chunk in row.chunks():
            text = "".join(folded(char.text) for char in chunk)
            if rest.startswith(text) and min(abs(chunk[0].x - left), abs(row.left_of(chunk[0]) - left)) <= NEAR_MM:
                return tuple(chunk)
    return None


class Way(NamedTuple):
    """A way to print an item: the words of the form that are left out, and the sign before it."""

    left_out: frozenset[str] = frozenset()
    before: str = ""


class Variant(NamedTuple):
    """An item as it is printed in one way, folded and bare."""

    value: str
    bare: str
    way: Way


def variants(parts: Sequence[TextPart], before: str = "") -> list[Variant]:
    """How a form may print an item, the fullest first: with and without ¥, 円, 年月日; ``before``: a sign before it."""
    words = list(dict.fromkeys(part.text for part in parts if part.source is None))
    if len(words) == len(parts):
        words = []
    if any(part.text.startswith("¥") for part in parts):
        words.append("¥")
    found = []
    for mask in sorted(range(1 << min(len(words), 5)), key=lambda mask: (mask.bit_count(), mask)):
        omitted = frozenset(word for at, word in enumerate(words) if mask >> at & 1)
        shown = []
        for part in parts:
            if part.source is None and part.text in omitted:
                continue
            shown.append(part.text[1:] if "¥" in omitted and part.text.startswith("¥") else part.text)
        bare = "".join("".join(shown).split())
        if bare and before:
            found.append(Variant(folded(before + bare), before + bare, Way(omitted, before)))
        if bare:
            found.append(Variant(folded(bare), bare, Way(omitted)))
    return found
