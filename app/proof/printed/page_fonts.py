"""Fonts of pages as their glyphs are told, and all glyphs that were met. Runs in a limited child."""

import pymupdf

from app.proof.printed.glyph_table import FontGlyphs, GlyphTable
from app.proof.printed.looking import cut_name
from app.proof.printed.outlines import EmbeddedFont

_FONTS: dict[tuple[str, int], FontGlyphs] = {}
_FONTS_OF: dict[tuple[str, str], dict[bytes, FontGlyphs | None]] = {}
_MOST_FONTS = 400


class _Met:
    """Glyphs that were met; ``none``: those of a font that nobody knows."""

    def __init__(self) -> None:
        self.table = GlyphTable()
        self.none = self.of(EmbeddedFont(b""))

    def of(self, font: EmbeddedFont) -> FontGlyphs:
        return FontGlyphs(font, self.table.number)


met = _Met()


def begin_anew() -> None:
    """Forget all fonts, and the numbers of all glyphs."""
    met.__init__()  # type: ignore[misc]
    _FONTS.clear()
    _FONTS_OF.clear()


def fonts_of(document: pymupdf.Document, path: str, page: pymupdf.Page) -> dict[bytes, FontGlyphs | None]:
    """The page's fonts by their name; ``None`` for a name that two different ones have."""
    kind, text = document.xref_get_key(page.xref, "Resources")
    key = (path, text)
    found = _FONTS_OF.get(key)
    if found is None:
        found = _named(document, path, page)
        if kind in ("xref", "dict"):  # and not those of a page tree
            if len(_FONTS_OF) >= _MOST_FONTS:
                _FONTS_OF.clear()
            _FONTS_OF[key] = found
    return found


def _named(document: pymupdf.Document, path: str, page: pymupdf.Page) -> dict[bytes, FontGlyphs | None]:
    found: dict[bytes, FontGlyphs | None] = {}
    numbers: dict[bytes, int] = {}
    for number, _, _, full_name, *_ in page.get_fonts(full=True):
        name = cut_name(full_name)
        if name in numbers and numbers[name] != number:
            found[name] = None
            continue
        numbers[name] = number
        key = (path, number)
        if key not in _FONTS:
            if len(_FONTS) >= _MOST_FONTS:
                _FONTS.clear()
            _FONTS[key] = met.of(EmbeddedFont(document.extract_font(number)[3]))
        found[name] = _FONTS[key]
    return found
