"""Which characters an outline may be: the only answer to a file that says something else of its own text.

Known are the fonts that the program prints with, the agency's 外字 font among them, and what a person confirmed.
"""

from collections.abc import Iterable, Iterator, Mapping
from functools import cached_property
from typing import Any

from app.proof.printed.page_wire import glyph_of
from app.sheet.fonts import GAIJI_FIRST, GAIJI_LAST, FontFile, FontSet, is_gaiji

_COMMON = [chr(code) for start, stop in ((0x20, 0x7F), (0xA5, 0xA6), (0xFF10, 0xFF1A)) for code in range(start, stop)]
_COMMON += ["〓", "年", "月", "日", "円", "元", "令", "和", "、", "。", "・", "ー"]
_GAIJI = [chr(code) for code in range(GAIJI_FIRST, GAIJI_LAST + 1)]
_MOST_TOLD = 100_000
UNKNOWN = "\ufffd"
"""Stands for a glyph that nobody knows, where the file itself does not say what it is either."""


UNSURE = -1
"""Stands for a glyph that is not known to be one character."""


class GlyphLedger:
    """Outlines by their hash. ``confirmed``: characters by outline, from a person; ``also``: further characters that a
    lying file is known to have drawn by their outline.
    """

    def __init__(self, fonts: FontSet, confirmed: Mapping[str, str] | None = None, also: Iterable[str] = ()) -> None:
        self._fonts = fonts
        self._also = sorted(set(also) - {*_COMMON})
        self._confirmed = dict(confirmed or {})
        self._read: dict[tuple[str, int], tuple[str, bool]] = {}
        self._told: dict[str, tuple[str, bool]] = {}
        self._plain = _Plain(self)
        self._alike: dict[tuple[str, str], bool] = {}

    def read(self, shape: str, code: int, inked: bool) -> tuple[str, bool]:
        """The character that is drawn, and whether that is known and not only what the file says.

        A glyph that is the file's own character is that one; else whichever character has this outline in a known
        font. One without ink is a blank, whatever the file says, and one with ink is none.
        """
        key = (shape, code)
        found = self._read.get(key)
        if found is None:
            found = self._read[key] = self._look(shape, code, inked)
        return found

    def told(self, word: str) -> tuple[str, bool]:
        """The same of a glyph as it is sent; ``ValueError`` for none."""
        found = self._told.get(word)
        if found is None:
            if len(self._told) >= _MOST_TOLD:
                self._told.clear()
            found = self._told[word] = self.read(*glyph_of(word))
        return found

    def plain(self, words: Iterable[Any]) -> list[int]:
        """Codes of the characters that are plainly drawn by glyphs as they are sent, or :data:`UNSURE`; ``ValueError``
        or ``TypeError`` for what is none.
        """
        if len(self._plain) >= _MOST_TOLD:
            self._plain.clear()
        plain = self._plain
        return [plain[word] for word in words]

    def _look(self, shape: str, code: int, inked: bool) -> tuple[str, bool]:
        said = chr(code) if 0 < code < 0x110000 and code != 0xFFFD else ""
        if shape and not inked:
            return said if said == "\u3000" else " ", True
        if not shape:
            return said or UNKNOWN, False
        if shape in self._confirmed:
            return self._confirmed[shape], True
        if said and any(font.outline_hash(said) == shape for font in self._fonts_of(said)):
            return said, True
        others = self._by_shape.get(shape)
        if others:
            return others[0], True
        return said if said.strip() else UNKNOWN, False

    def same(self, first: str, second: str) -> bool:
        """Whether two characters are drawn alike by a font of ours: nobody could tell them apart."""
        if first == second:
            return True
        key = (first, second)
        if key not in self._alike:
            self._alike[key] = is_gaiji(first) == is_gaiji(second) and any(
                font.glyph(first) and font.outline_hash(first) == font.outline_hash(second)
                for font in self._fonts_of(first)
            )
        return self._alike[key]

    def _fonts_of(self, char: str) -> Iterator[FontFile]:
        for role, font in self._fonts.roles.items():
            if (role == "gaiji") == is_gaiji(char):
                yield font

    @cached_property
    def _by_shape(self) -> dict[str, list[str]]:
        """Outlines of what is most often printed for something else; made when a file lies for the first time."""
        found: dict[str, list[str]] = {}
        for role, font in self._fonts.roles.items():
            for char in _GAIJI if role == "gaiji" else (*_COMMON, *self._also):
                if font.glyph(char):
                    found.setdefault(font.outline_hash(char), []).append(char)
        found.pop("", None)
        return found


class _Plain(dict[str, int]):
    def __init__(self, ledger: GlyphLedger) -> None:
        super().__init__()
        self._ledger = ledger

    def __missing__(self, word: str) -> int:
        text, known = self._ledger.told(str(word))
        found = self[word] = ord(text) if len(text) == 1 and (known or text.isspace()) else UNSURE
        return found
