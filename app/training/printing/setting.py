"""From an item's text to characters in their places on a panel, by the layout's own habits."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from typing import NamedTuple

from app.errors import KenpanError
from app.notice.model import TextPart
from app.sheet.fit import char_columns
from app.sheet.fonts import FontSet
from app.sheet.form_model import EM_MM_PER_PT
from app.sheet.model import Rect
from app.training.printing.layout import Align, ItemPlace, Spacing, TextPlace
from app.training.printing.model import PrintedRun

ASCENT_EM = 0.88
_HALF = 0.5
_SHRINK = 0.5  # pt a step
_SMALLEST = 5.0
_MOST_SET = 20_000


class Glyphs(NamedTuple):
    """Characters of one font side by side: left edges from the run's own, advances (mm) and horizontal scale."""

    text: str
    role: str
    size_pt: float
    x: float
    y: float
    lefts: tuple[float, ...]
    width: float
    stretch: float = 1.0

    def rect(self) -> Rect:
        """Its cells on the panel."""
        em = self.size_pt * EM_MM_PER_PT
        top = self.y - ASCENT_EM * em
        return Rect(self.x, top, self.x + self.width, top + em)

    def part(self, start: int, stop: int) -> "Glyphs":
        """Some of its characters."""
        ends = (*self.lefts, self.width)
        lefts = tuple(left - ends[start] for left in self.lefts[start:stop])
        width = ends[stop] - ends[start]
        return self._replace(text=self.text[start:stop], x=self.x + ends[start], lefts=lefts, width=width)


@dataclass(slots=True)
class SetItem:
    """An item set on its panel; ``expected`` and ``printed`` as in :class:`PrintedItem`."""

    id: str
    expected: str
    printed: str
    runs: list[Glyphs] = field(default_factory=list)

    def rect(self) -> Rect:
        """Bounds of all runs; there is at least one."""
        return bounds(run.rect() for run in self.runs)

    def moved(self, dx: float, dy: float) -> "SetItem":
        """The same somewhere else."""
        return replace(self, runs=[run._replace(x=run.x + dx, y=run.y + dy) for run in self.runs])


def bounds(rects: Iterable[Rect]) -> Rect:
    """The smallest rectangle around all of them; at least one."""
    x0, y0, x1, y1 = zip(*rects, strict=True)
    return Rect(min(x0), min(y0), max(x1), max(y1))


def _no_font(char: str) -> KenpanError:
    what = f"外字（U+{ord(char):04X}）を印字する外字フォントが読み込まれていません。"
    return KenpanError("print.gaiji", what, "外字フォントを指定して（--gaiji-font）、もう一度印刷してください。")


class Setter:
    """Sets text with these fonts. Natural: the fonts' own advances; grid: half an em for a single-byte character.

    A gaiji without the agency's font at hand raises ``KenpanError`` ``print.gaiji``.
    """

    def __init__(self, fonts: FontSet, spacing: Spacing) -> None:
        self.fonts = fonts
        self._grid = spacing == "grid"
        self._found: dict[tuple[str, str], tuple[str, float, float]] = {}
        self._set: dict[tuple[str, TextPlace], list[Glyphs]] = {}

    def _char(self, char: str, role: str) -> tuple[str, float, float]:
        """Role of the font that prints it, advance in em, horizontal scale."""
        found = self._found.get((char, role))
        if found is None:
            own, glyph = self.fonts.find(char, role)
            if own not in self.fonts.roles:
                raise _no_font(char)
            advance = self.fonts.roles[own].advance(glyph) if glyph else 1.0
            stretch = 1.0
            if self._grid:
                cell = char_columns(char) * _HALF
                stretch = self._half_stretch(own) if cell == _HALF and advance != cell else 1.0
                advance = cell
            found = self._found[char, role] = (own, advance, stretch)
        return found

    def _half_stretch(self, role: str) -> float:
        """One scale for all characters of half an em: that of the digits."""
        font = self.fonts.roles[role]
        return round(_HALF / font.advance(font.glyph("0")), 4)

    def width(self, text: str, place: TextPlace, size_pt: float) -> float:
        """Width in mm as set, the spacing after the last character left out."""
        em = size_pt * EM_MM_PER_PT
        return sum(self._char(char, place.font)[1] for char in text) * em + place.tracking * max(len(text) - 1, 0)

    def line(
        self, text: str, x: float, y: float, place: TextPlace, size_pt: float, squeeze: float = 1.0
    ) -> list[Glyphs]:
        """Runs of one font from ``x`` on."""
        em = size_pt * EM_MM_PER_PT
        runs: list[Glyphs] = []
        chars: list[str] = []
        lefts: list[float] = []
        state: tuple[str, float] = ("", 1.0)
        start, at = x, x
        for char in text:
            own, advance, stretch = self._char(char, place.font)
            if (own, stretch) != state and chars:
                runs.append(Glyphs("".join(chars), state[0], size_pt, start, y, tuple(lefts), at - start, state[1]))
                chars, lefts, start = [], [], at
            state = (own, stretch)
            chars.append(char)
            lefts.append(at - start)
            at += advance * em * squeeze + place.tracking
        if chars:
            width = at - start - place.tracking
            runs.append(Glyphs("".join(chars), state[0], size_pt, start, y, tuple(lefts), width, state[1]))
        return [run._replace(stretch=run.stretch * squeeze) for run in runs] if squeeze != 1.0 else runs

    def lines(self, text: str, place: TextPlace) -> tuple[list[str], float, float]:
        """The lines that a text makes in its room, the size (pt) and the horizontal scale at which it is set."""
        size, room = place.size_pt, place.room
        width = self.width(text, place, size)
        if not room or width <= room or place.fit == "none":
            return [text], size, 1.0
        if place.fit == "squeeze":
            return [text], size, max(0.5, room / width)
        if place.fit == "wrap":
            return self._wrapped(text, place), size, 1.0
        while size > _SMALLEST and self.width(text, place, size) > room:
            size -= _SHRINK
        return [text], size, 1.0

    def _wrapped(self, text: str, place: TextPlace) -> list[str]:
        lines, start = [], 0
        for end in range(1, len(text) + 1):
            if self.width(text[start:end], place, place.size_pt) > place.room and end - 1 > start:
                lines.append(text[start : end - 1])
                start = end - 1
        return [*lines, text[start:]]

    def text(self, text: str, place: TextPlace) -> list[Glyphs]:
        """A text in its place, on as many lines as it takes. Dates and offices come again and again."""
        found = self._set.get((text, place))
        if found is None:
            if len(self._set) >= _MOST_SET:
                self._set.clear()
            found = self._set[text, place] = self._text(text, place)
        return list(found)

    def _text(self, text: str, place: TextPlace) -> list[Glyphs]:
        lines, size, squeeze = self.lines(text, place)
        runs: list[Glyphs] = []
        for at, line in enumerate(lines):
            width = self.width(line, place, size) * squeeze
            x = _left(place.align, place.x, width)
            runs += self.line(line, x, place.y + at * place.pitch, place, size, squeeze)
        return runs

    def item(self, place: ItemPlace, parts: Sequence[TextPart], expected: str, dy: float = 0.0) -> SetItem:
        """An item of these parts; nothing is printed of what the artwork has."""
        printed = "".join(part.text for part in parts)
        shown = shown_parts(place, parts)
        at = place.place if not dy else replace(place.place, y=place.place.y + dy)
        made = SetItem(place.id, expected, printed)
        if not any(shown):
            return made
        if place.columns and len(shown) == len(place.columns):
            for right, text in zip(place.columns, shown, strict=True):
                if text.strip():
                    made.runs += self.text(text.strip(), replace(at, x=right, align="right"))
        else:
            made.runs = self.text(place.before + "".join(shown), at)
        return made


def shown_parts(place: ItemPlace, parts: Sequence[TextPart]) -> list[str]:
    """What is printed of each part: ``""`` for wording that the artwork has, parts of the form's wording left out."""
    shown = []
    for part in parts:
        if part.source is None and part.text in place.preprinted:
            continue
        text = part.text
        shown.append(text[1:] if "¥" in place.preprinted and text.startswith("¥") else text)
    return shown


def _left(align: Align, x: float, width: float) -> float:
    return x - {"left": 0.0, "centre": width / 2, "right": width}[align]


def printed_runs(runs: Iterable[Glyphs], moved: "Placing") -> tuple[PrintedRun, ...]:
    """The runs on their page."""
    return tuple(
        PrintedRun(
            run.text,
            moved.rect(run.rect()),
            run.role,
            run.size_pt,
            run.lefts,
            moved.point(run.x, run.y)[1],
            run.stretch,
        )
        for run in runs
    )


class Placing(NamedTuple):
    """Where a panel of this size lies on its page; ``turned``: upside down."""

    x: float
    y: float
    width: float
    height: float
    turned: bool = False

    def point(self, x: float, y: float) -> tuple[float, float]:
        """A point of the panel on the page."""
        if self.turned:
            return self.x + self.width - x, self.y + self.height - y
        return self.x + x, self.y + y

    def rect(self, own: Rect) -> Rect:
        """A rectangle of the panel on the page."""
        x0, y0 = self.point(own.x0, own.y0)
        x1, y1 = self.point(own.x1, own.y1)
        return Rect(min(x0, x1), min(y0, y1), max(x0, x1), max(y0, y1))
