"""Which text a printed glyph stands for, so that a PDF gives back the characters that were printed."""

import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from app.sheet.fonts import FontFile, FontSet

_LAST = 0xFFFF
_SURROGATES = range(0xD800, 0xE000)
_KEPT = 8  # fonts
_BLOCK = 100  # entries that one bfchar list may hold


@dataclass(frozen=True, slots=True)
class PrintFonts:
    """The fonts and, for every role, the character that each glyph gives back when the PDF is read."""

    fonts: FontSet
    texts: Mapping[str, Mapping[int, str]]

    def gives_back(self, role: str, glyph: int, char: str) -> bool:
        """Whether reading this glyph yields this character."""
        return self.texts[role].get(glyph) == char


def print_fonts(fonts: FontSet) -> PrintFonts:
    """Reverse the character maps of all fonts."""
    return PrintFonts(fonts, {role: glyph_texts(font) for role, font in fonts.roles.items()})


@lru_cache(maxsize=_KEPT)
def glyph_texts(font: FontFile) -> dict[int, str]:
    """One character for each glyph of the basic plane.

    Several characters may share a glyph (U+002D and U+2012, 一 and the radical U+2F00): those of CP932, which the
    media are written in, come first, then the lowest code.
    """
    texts: dict[int, str] = {}
    for code, glyph in font.mapped():
        if not 0x20 <= code <= _LAST or code in _SURROGATES:
            continue
        char = chr(code)
        if glyph not in texts or (_in_cp932(char) and not _in_cp932(texts[glyph])):
            texts[glyph] = char
    return texts


def _in_cp932(char: str) -> bool:
    """Whether decoding the media yields this character (〜 U+301C can be encoded, but ～ U+FF5E comes back)."""
    return char.encode("cp932", "ignore").decode("cp932") == char


def to_unicode(texts: Mapping[int, str]) -> bytes:
    """The ToUnicode CMap of a font whose codes are glyph numbers (PDF 32000-1, 9.10.3)."""
    entries = [f"<{glyph:04x}> <{ord(char):04x}>" for glyph, char in sorted(texts.items())]
    lists = [f"{len(block)} beginbfchar\n" + "\n".join(block) + "\nendbfchar" for block in _blocks(entries)]
    head = (
        "/CIDInit /ProcSet findresource begin\n12 dict begin\nbegincmap\n"
        "/CIDSystemInfo <</Registry(Adobe)/Ordering(UCS)/Supplement 0>> def\n"
        "/CMapName /Adobe-Identity-UCS def\n/CMapType 2 def\n"
        "1 begincodespacerange\n<0000> <ffff>\nendcodespacerange"
    )
    foot = "endcmap\nCMapName currentdict /CMap defineresource pop\nend\nend"
    return "\n".join([head, *lists, foot]).encode("ascii")


@lru_cache(maxsize=_KEPT)
def packed_to_unicode(font: FontFile) -> bytes:
    """:func:`to_unicode` of all its glyphs, deflated: every PDF takes the same."""
    return zlib.compress(to_unicode(glyph_texts(font)))


def _blocks(entries: list[str]) -> list[list[str]]:
    return [entries[start : start + _BLOCK] for start in range(0, len(entries), _BLOCK)]
