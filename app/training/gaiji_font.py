"""A font of made-up 外字 for samples: a frame with the code in it, so that it can never pass for the agency's font."""

from functools import cache
from io import BytesIO
from typing import Any

from fontTools.fontBuilder import FontBuilder
from fontTools.pens.ttGlyphPen import TTGlyphPen

from app.records.text import GAIJI_FIRST, GAIJI_LAST, code_to_char

FAMILY = "Kenpan Sample Gaiji（見本外字）"

GAIJI_CODES: tuple[int, ...] = tuple(
    code for code in range(GAIJI_FIRST, GAIJI_LAST + 1) if code_to_char(code) is not None
)
"""The 1,880 user-defined Shift-JIS codes F040–F9FC."""

MISSING_CODES: frozenset[int] = frozenset(code for code in GAIJI_CODES if code & 0xFF in (0x7E, 0xFC))
"""Codes that the sample font deliberately has no glyph for: two in each row, 20 in all."""

BLANK_CODE = 0xF0FB
"""A code that the sample font maps to a glyph without any outline."""

DRAWN_CODES: tuple[int, ...] = tuple(code for code in GAIJI_CODES if code not in MISSING_CODES and code != BLANK_CODE)
"""Codes that the sample font really draws."""

_EM = 1000
_ASCENT, _DESCENT = 880, -120
_EPOCH_2026 = 3850070400  # 2026-01-01 00:00 in seconds since 1904, the clock of the "head" table
_STROKE = 44
_DIGIT_WIDTH, _DIGIT_HEIGHT = 240, 330
_DIGIT_ORIGINS = ((170, 420), (590, 420), (170, -20), (590, -20))

# Segments a–g of a seven-segment display, as the letters that light up for each hex digit.
_SEGMENTS = (
    *("abcdef", "bc", "abged", "abgcd", "fgbc", "afgcd", "afgedc", "abc"),
    *("abcdefg", "abcdfg", "abcefg", "cdefg", "adef", "bcdeg", "adefg", "aefg"),
)


@cache
def build_gaiji_font() -> bytes:
    """The sample font as TrueType bytes, the same bytes every time; built once a process."""
    names = {code: f"gaiji{code:04X}" for code in (*DRAWN_CODES, BLANK_CODE)}
    digits = [f"digit{value:X}" for value in range(16)]
    order = [".notdef", "frame", *digits, *names.values()]
    glyphs: dict[str, Any] = {".notdef": _notdef(), "frame": _frame()}
    glyphs |= {name: _digit(_SEGMENTS[value]) for value, name in enumerate(digits)}
    glyphs |= {name: _coded(code, digits, glyphs) for code, name in names.items() if code != BLANK_CODE}
    glyphs[names[BLANK_CODE]] = TTGlyphPen(None).glyph()

    builder = FontBuilder(_EM, isTTF=True)
    builder.font.recalcTimestamp = False
    builder.setupGlyphOrder(order)
    builder.setupCharacterMap({ord(code_to_char(code) or ""): name for code, name in names.items()})
    builder.setupGlyf(glyphs)
    builder.setupHorizontalMetrics({name: (_EM, getattr(builder.font["glyf"][name], "xMin", 0)) for name in order})
    builder.setupHorizontalHeader(ascent=_ASCENT, descent=_DESCENT)
    builder.setupNameTable(_name_table(), mac=False)
    builder.setupOS2(sTypoAscender=_ASCENT, sTypoDescender=_DESCENT, usWinAscent=_ASCENT, usWinDescent=-_DESCENT)
    builder.setupPost()
    builder.updateHead(created=_EPOCH_2026, modified=_EPOCH_2026)
    out = BytesIO()
    builder.font.save(out, reorderTables=True)
    return out.getvalue()


def _name_table() -> dict[str, Any]:
    return {
        "familyName": FAMILY,
        "styleName": "Regular",
        "uniqueFontIdentifier": f"{FAMILY} 1",
        "fullName": FAMILY,
        "psName": "KenpanSampleGaiji",
        "version": "Version 1.0",
        "description": "Made-up characters for training samples. Not the agency's font.",
    }


def _rectangle(pen: TTGlyphPen, x0: int, y0: int, x1: int, y1: int, *, hole: bool = False) -> None:
    corners = [(x0, y0), (x0, y1), (x1, y1), (x1, y0)]
    first, *rest = reversed(corners) if hole else corners
    pen.moveTo(first)
    for point in rest:
        pen.lineTo(point)
    pen.closePath()


def _notdef() -> Any:
    pen = TTGlyphPen(None)
    _rectangle(pen, 100, 0, 900, 800)
    _rectangle(pen, 160, 60, 840, 740, hole=True)
    return pen.glyph()


def _frame() -> Any:
    """The frame of every sample character, with a mark in its upper right corner."""
    pen = TTGlyphPen(None)
    _rectangle(pen, 30, -90, 970, 850)
    _rectangle(pen, 60, -60, 940, 820, hole=True)
    pen.moveTo((830, 850))
    pen.lineTo((970, 850))
    pen.lineTo((970, 710))
    pen.closePath()
    return pen.glyph()


def _digit(segments: str) -> Any:
    width, height, thick = _DIGIT_WIDTH, _DIGIT_HEIGHT, _STROKE
    middle = height // 2
    places = {
        "a": (thick, height - thick, width - thick, height),
        "b": (width - thick, middle, width, height - thick // 2),
        "c": (width - thick, thick // 2, width, middle),
        "d": (thick, 0, width - thick, thick),
        "e": (0, thick // 2, thick, middle),
        "f": (0, middle, thick, height - thick // 2),
        "g": (thick, middle - thick // 2, width - thick, middle + thick // 2),
    }
    pen = TTGlyphPen(None)
    for segment in segments:
        _rectangle(pen, *places[segment])
    return pen.glyph()


def _coded(code: int, digits: list[str], glyphs: dict[str, Any]) -> Any:
    """Frame and four digits as components: nothing is drawn twice."""
    pen = TTGlyphPen(glyphs)
    pen.addComponent("frame", (1, 0, 0, 1, 0, 0))
    for place, (x, y) in enumerate(_DIGIT_ORIGINS):
        value = code >> (12 - 4 * place) & 0xF
        pen.addComponent(digits[value], (1, 0, 0, 1, x, y))
    return pen.glyph()
