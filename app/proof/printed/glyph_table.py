"""Glyphs that were met, each distinct one with a number: what is told of it, and how much ink there should be of it.

Runs in a limited child.
"""

from collections.abc import Callable

import numpy as np

from app.proof.printed.outlines import EmbeddedFont
from app.proof.printed.page_wire import glyph_word

_MOST_GLYPHS = 60_000
_FIRST_ROOM = 1_024


class GlyphTable:
    """``words``: as they are sent, by number; ``area`` of each outline and ``bounds`` of it (em)."""

    def __init__(self) -> None:
        self.words: list[str] = []
        self._numbers: dict[str, int] = {}
        self.area = np.zeros(_FIRST_ROOM)
        self.bounds = np.zeros((_FIRST_ROOM, 4))

    @property
    def full(self) -> bool:
        """Whether it should be begun anew."""
        return len(self.words) >= _MOST_GLYPHS

    def number(self, font: EmbeddedFont, glyph: int, code: int) -> int:
        """Of a glyph of a font, and the character that the file says it is."""
        shape = font.glyph(glyph)
        word = glyph_word(shape.shape, code, inked=shape.area > 0)
        found = self._numbers.get(word)
        if found is None:
            found = self._numbers[word] = len(self.words)
            self.words.append(word)
            if found >= len(self.area):
                self.area = np.concatenate([self.area, np.zeros_like(self.area)])
                self.bounds = np.concatenate([self.bounds, np.zeros_like(self.bounds)])
            self.area[found], self.bounds[found] = shape.area, shape.bounds
        return found


class FontGlyphs(dict[tuple[int, int], int]):
    """Numbers of a font's glyphs, by glyph and character."""

    def __init__(self, font: EmbeddedFont, number: Callable[[EmbeddedFont, int, int], int]) -> None:
        super().__init__()
        self._font, self._number = font, number

    def __missing__(self, key: tuple[int, int]) -> int:
        found = self[key] = self._number(self._font, *key)
        return found
