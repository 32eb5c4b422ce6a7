"""Looking at a foreign font file before it is used, in a limited child: does it hold together, and what is drawn of it.

The library that reads outlines and the library that draws pages are two; a font can please the one and break the
other. So the very steps of drawing (embedding, showing, reducing to what is used, saving) are gone through here once,
with every 外字 of the font, and each is looked at on the page.
"""

from typing import Any

import pymupdf

from app.sheet.font_data import read_font

GAIJI = range(0xE000, 0xE758)
_CELL, _SIZE, _COLUMNS, _ROWS = 24, 14.0, 40, 47
_WHITE = 255


def drawn_codes(data: bytes) -> list[int]:
    """Character codes of the 外字 that MuPDF puts ink on a page for, with the glyph that the font's own map names.

    Raises whatever the libraries raise for a font that they cannot use.
    """
    read = read_font(data)
    read.font.getGlyphSet()  # decodes what every outline needs
    pen = pymupdf.Font(fontbuffer=data)
    shown = {code: read.glyphs[code] for code in GAIJI if code in read.glyphs}
    codes = [code for code, glyph in shown.items() if glyph and pen.has_glyph(code) == glyph]
    inked: list[int] = []
    per_page = _COLUMNS * _ROWS
    with pymupdf.open() as document:
        for start in range(0, len(codes), per_page):
            part = codes[start : start + per_page]
            page = document.new_page(width=_COLUMNS * _CELL, height=_ROWS * _CELL)
            page.insert_font(fontname="F", fontbuffer=data)
            stream = document.get_new_xref()
            document.update_object(stream, "<<>>")
            document.update_stream(stream, _ink([shown[code] for code in part]), new=True)
            document.xref_set_key(page.xref, "Contents", f"[{stream} 0 R]")
            inked += _with_ink(page, part)
        document.subset_fonts()
        document.tobytes(garbage=3, deflate=True)
    return inked


def _place(number: int) -> tuple[int, int]:
    row, column = divmod(number, _COLUMNS)
    return column * _CELL, row * _CELL


def _ink(glyphs: list[int]) -> bytes:
    """A content stream with each glyph in a cell of its own, from the top left."""
    inset = (_CELL - _SIZE) / 2
    words = ["BT", f"/F {_SIZE} Tf"]
    for number, glyph in enumerate(glyphs):
        x, y = _place(number)
        words.append(f"1 0 0 1 {x + inset} {_ROWS * _CELL - y - inset - _SIZE * 0.88:.2f} Tm <{glyph:04x}> Tj")
    return "\n".join([*words, "ET"]).encode("ascii")


def _with_ink(page: Any, codes: list[int]) -> list[int]:
    pixels = page.get_pixmap(colorspace=pymupdf.csGRAY, alpha=False)
    samples, stride = pixels.samples, pixels.stride
    blank = bytes([_WHITE]) * _CELL
    found = []
    for number, code in enumerate(codes):
        x, y = _place(number)
        if any(samples[row * stride + x : row * stride + x + _CELL] != blank for row in range(y, y + _CELL)):
            found.append(code)
    return found
