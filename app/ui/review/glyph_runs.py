"""Texts of tables as glyph runs: each text is shaped once, each row put together once, and drawn in one call."""

from collections.abc import Callable, Hashable, Iterable
from typing import Any, NamedTuple, TypeVar

from PySide6.QtCore import QPointF
from PySide6.QtGui import QFont, QFontMetricsF, QGlyphRun, QPainter, QRawFont

_MOST = 4096
"""Texts and rows that are kept; with more of them all are made anew, so that memory stays bounded."""
_Made = TypeVar("_Made")


class Shape(NamedTuple):
    """The glyphs of a text, where each begins (px), and how wide all are; no glyphs if the font lacks one of them."""

    glyphs: list[int]
    starts: list[float]
    width: float


class GlyphFont:
    """Glyphs of one font."""

    def __init__(self, font: QFont) -> None:
        metrics = QFontMetricsF(font)
        self._raw, self._down = QRawFont.fromFont(font), (metrics.ascent() - metrics.descent()) / 2
        self._chars: dict[str, tuple[int, float]] = {}
        self._known: dict[str, Shape] = {}

    def shape(self, text: str) -> Shape:
        """How a text is drawn: glyph after glyph, as cells are filled."""
        known = self._known.get(text)
        if known is None:
            glyphs, starts, width = [], [], 0.0
            for char in text:
                glyph, advance = self._chars.get(char) or self._read(char)
                glyphs.append(glyph)
                starts.append(width)
                width += advance
            known = Shape([], [], width) if 0 in glyphs else Shape(glyphs, starts, width)
            if len(self._known) >= _MOST:
                self._known.clear()
            self._known[text] = known
        return known

    def _read(self, char: str) -> tuple[int, float]:
        glyphs = self._raw.glyphIndexesForString(char)
        advances = self._raw.advancesForGlyphIndexes(glyphs)
        found = self._chars[char] = (glyphs[0] if len(glyphs) == 1 else 0, sum(one.x() for one in advances))
        return found

    def run(self, texts: Iterable[tuple[str, float]], height: float) -> QGlyphRun:
        """Texts, each from its left edge (px) on, in the middle of a row of this height that begins at 0;
        :meth:`shape` knows all of them.
        """
        glyphs: list[int] = []
        places: list[QPointF] = []
        base = height / 2 + self._down
        for text, left in texts:
            own = self.shape(text)
            glyphs += own.glyphs
            places += [QPointF(left + start, base) for start in own.starts]
        run = QGlyphRun()
        run.setRawFont(self._raw)
        run.setGlyphIndexes(glyphs)
        run.setPositions(places)
        return run


class GlyphRuns:
    """What one panel draws with: its fonts, each read once, and what was made of them."""

    def __init__(self) -> None:
        self._fonts: dict[str, GlyphFont] = {}
        self._kept: dict[Hashable, Any] = {}

    def of(self, font: QFont) -> GlyphFont:
        """The glyphs of a font."""
        key = font.key()
        if key not in self._fonts:
            self._fonts[key] = GlyphFont(font)
        return self._fonts[key]

    def kept(self, key: Hashable, make: Callable[[], _Made]) -> _Made:
        """What ``make`` gives, made once as long as it is kept; ``key`` says all that it depends on."""
        made: _Made | None = self._kept.get(key)
        if made is None:
            if len(self._kept) >= _MOST:
                self._kept.clear()
            made = self._kept[key] = make()
        return made


def draw(painter: QPainter, y: float, runs: Iterable[QGlyphRun]) -> None:
    """Runs of a row that begins at ``y``, in the painter's colour."""
    for run in runs:
        painter.drawGlyphRun(QPointF(0, y), run)
