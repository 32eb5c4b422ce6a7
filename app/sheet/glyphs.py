"""外字 as they are in the agency's font: which codes it draws, a large picture of one, and the proof of all 1,880.

Glyphs are drawn from the outlines of the named font file. What that file lacks is shown as lacking: no other font
ever stands in.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from functools import cache
from typing import Any, NamedTuple

import pymupdf

from app.errors import KenpanError
from app.records.text import GAIJI_FIRST, GAIJI_LAST, char_to_code, code_to_char
from app.sheet.fonts import FontFile, GlyphState, own_font
from app.sheet.mupdf_lock import MUPDF
from app.sheet.page_text import PageText

_BLACK, _GREY, _PALE, _RED = (0.0, 0.0, 0.0), (0.45, 0.45, 0.45), (0.78, 0.84, 0.9), (0.75, 0.0, 0.0)
Colour = tuple[float, float, float]


@dataclass(frozen=True, slots=True)
class GaijiGlyph:
    """One 外字 code in a font. ``same_as`` are other codes that the font draws with the same outline."""

    code: int
    char: str
    state: GlyphState
    outline_hash: str
    same_as: tuple[int, ...] = ()


Part = tuple[GaijiGlyph, ...]


@cache
def label_font() -> FontFile:
    """The product's Gothic font, for the wording around the glyphs."""
    return own_font("ipaexg.ttf")


def atlas(font: FontFile | None) -> tuple[GaijiGlyph, ...]:
    """All 1,880 codes F040–F9FC in order; without a font all are missing."""
    found = []
    for code in range(GAIJI_FIRST, GAIJI_LAST + 1):
        char = code_to_char(code)
        if char is not None:
            state: GlyphState = font.state(char) if font else "missing"
            found.append(GaijiGlyph(code, char, state, font.outline_hash(char) if font else ""))
    alike: defaultdict[str, list[int]] = defaultdict(list)
    for glyph in found:
        if glyph.state == "drawn":
            alike[glyph.outline_hash].append(glyph.code)
    return tuple(
        replace(glyph, same_as=tuple(code for code in alike[glyph.outline_hash] if code != glyph.code))
        if glyph.state == "drawn"
        else glyph
        for glyph in found
    )


def em_box(font: FontFile | None) -> tuple[float, float]:
    """Top and bottom of the em box over the baseline, in em; the usual Japanese 0.88/−0.12 if the font has no own."""
    if font is not None and abs(font.ascent - font.descent - 1) < 0.01:
        return font.ascent, font.descent
    return 0.88, -0.12


def glyph_picture(font: FontFile | None, char: str, px: int) -> tuple[int, int, bytes]:
    """A square picture of one character: width, height (both ``px``) and RGB bytes, top row first.

    The em box and its middle lines are drawn around the glyph. A missing glyph is a crossed box with its code, a
    blank one a dashed box that says so. Takes some milliseconds: keep the answer.
    """
    state: GlyphState = font.state(char) if font else "missing"
    with MUPDF:
        return _picture(font, char, px, state)


def _picture(font: FontFile | None, char: str, px: int, state: GlyphState) -> tuple[int, int, bytes]:
    margin = px * 0.1
    size = px - 2 * margin
    box = pymupdf.Rect(margin, margin, px - margin, px - margin)
    with pymupdf.open() as document:
        shape = document.new_page(width=px, height=px).new_shape()
        if state == "drawn" and font is not None:
            _guides(shape, box, px / 300)
            advance = font.advance(font.glyph(char))
            at = (margin + (1 - advance) / 2 * size, margin + em_box(font)[0] * size)
            draw_char(shape, font, char, at, size)
        else:
            _lack(shape, (box,), state, px / 120)
            code = char_to_code(char)
            lines = (
                f"U+{ord(char):04X}" if code is None else f"{code:04X}",
                "空白字形" if state == "blank" else "字形なし",
            )
            for place, line in enumerate(lines):
                _centred(shape, line, px / 2, px * (0.48 + 0.16 * place), px * 0.11)
        shape.commit()
        pixmap = document[0].get_pixmap(colorspace=pymupdf.csRGB, alpha=False)
        return pixmap.width, pixmap.height, bytes(pixmap.samples)


def draw_char(shape: Any, font: FontFile, char: str, at: tuple[float, float], size: float) -> None:
    """Fill the outline of ``char`` at ``size`` points; ``at`` is its left edge and baseline on the page in points.

    The path is written as the page has it: point by point, the library takes longer than for all the rest of a picture.
    """
    turn = shape.ipctm

    def place(point: tuple[float, float]) -> str:
        x, y = at[0] + point[0] * size, at[1] - point[1] * size
        return f"{x * turn.a + y * turn.c + turn.e:.4f} {x * turn.b + y * turn.d + turn.f:.4f}"

    ends = {"move": "m", "curve": "c"}
    lines = [
        f"{' '.join(map(place, points))} {ends.get(name, 'l')}" if points else "h"
        for name, points in font.outline(char) or ()
    ]
    if lines:
        shape.draw_cont += "\n".join((*lines, ""))
        shape.finish(color=None, fill=_BLACK, even_odd=False)


def _centred(shape: Any, text: str, x: float, baseline: float, size: float) -> None:
    """Wording in the label font, drawn as outlines, on a white ground so that no line runs through it."""
    font = label_font()
    widths = [font.advance(font.glyph(char)) * size for char in text]
    left = x - sum(widths) / 2
    shape.draw_rect(pymupdf.Rect(left - 1, baseline - size * 0.9, left + sum(widths) + 1, baseline + size * 0.15))
    shape.finish(color=None, fill=(1, 1, 1))
    for char, width in zip(text, widths, strict=True):
        draw_char(shape, font, char, (left, baseline), size)
        left += width


def _guides(shape: Any, box: pymupdf.Rect, width: float) -> None:
    middle = (box.tl + box.br) / 2
    shape.draw_line(pymupdf.Point(box.x0, middle.y), pymupdf.Point(box.x1, middle.y))
    shape.draw_line(pymupdf.Point(middle.x, box.y0), pymupdf.Point(middle.x, box.y1))
    shape.finish(color=_PALE, width=width, dashes=f"[{4 * width} {3 * width}] 0")
    shape.draw_rect(box)
    shape.finish(color=_PALE, width=width)


def _lack(shape: Any, boxes: Iterable[pymupdf.Rect], state: GlyphState, width: float) -> None:
    """Crossed for missing, dashed for blank: told apart without colour."""
    for box in boxes:
        if state == "missing":
            shape.draw_line(box.tl, box.br)
            shape.draw_line(box.bl, box.tr)
        shape.draw_rect(box)
    if shape.draw_cont:
        missing = {"color": _RED, "width": width}
        blank = {"color": _GREY, "width": width, "dashes": f"[{4 * width} {3 * width}] 0"}
        shape.finish(**missing if state == "missing" else blank)


_MM = 72 / 25.4
_PAGE = pymupdf.Rect(0, 0, 210 * _MM, 297 * _MM)
_COLUMNS, _ROWS = 8, 10
_LEFT, _TOP, _CELL_WIDTH, _CELL_HEIGHT = 13 * _MM, 29 * _MM, 23 * _MM, 24.8 * _MM
_GLYPH_PT = 43.0


def proof_pdf(font: FontFile | None, used: Mapping[int, int]) -> bytes:
    """The print of all 外字 (N 外字全件): every code in order with its glyph, as PDF, A4, fonts embedded as subsets.

    ``used`` counts how often each code F040–F9FC stands in the data. Raises ``font.unreadable`` if the PDF library
    would pick another glyph than the font's own character map.
    """
    glyphs = atlas(font)
    per_page = _COLUMNS * _ROWS
    sheets = [glyphs[at : at + per_page] for at in range(0, len(glyphs), per_page)]
    with MUPDF:
        pens = {"label": pymupdf.Font(fontbuffer=label_font().data)}
        if font is not None:
            pens["gaiji"] = _pdf_font(font, glyphs)
        document = pymupdf.open()
    summary = _summary(glyphs, used, has_font=font is not None)
    for number, part in enumerate(sheets, start=1):
        # Let go after every page, so that a window can draw meanwhile.
        with MUPDF:
            page = document.new_page(width=_PAGE.width, height=_PAGE.height)
            _head_and_foot(page, pens["label"], font, summary, f"{number} / {len(sheets)}")
            _cells(page, pens, font, part, used)
    with MUPDF:
        document.set_metadata({"title": "外字全件一覧", "producer": "Kenpan"})
        document.subset_fonts()
        data = bytes(document.tobytes(garbage=3, deflate=True, no_new_id=True))
        document.close()
    return data


def _pdf_font(font: FontFile, glyphs: Part) -> pymupdf.Font:
    """The font for the PDF, after making sure that it means the same glyphs: otherwise a stand-in could be printed."""
    pen = pymupdf.Font(fontbuffer=font.data)
    if any(pen.has_glyph(ord(one.char)) != font.glyph(one.char) for one in glyphs if one.state == "drawn"):
        raise KenpanError(
            "font.unreadable",
            "外字フォントの文字表が二通りに読めるため、印刷される字形を確定できません。",
            "フォントの提供元に確認してください。",
            file=font.path.name,
        )
    return pen


def _summary(glyphs: Part, used: Mapping[int, int], *, has_font: bool) -> str:
    states = [glyph.state for glyph in glyphs]
    kinds = sum(1 for glyph in glyphs if used.get(glyph.code))
    if not has_font:
        return f"全 {len(glyphs):,} 字　字形は判定していません（フォント指定なし）　使用 {kinds:,} 字"
    lacking = sum(1 for glyph in glyphs if used.get(glyph.code) and glyph.state != "drawn")
    return (
        f"全 {len(glyphs):,} 字　字形あり {states.count('drawn'):,} 字　空白字形 {states.count('blank'):,} 字　"
        f"字形なし {states.count('missing'):,} 字　使用 {kinds:,} 字（うち字形なし・空白 {lacking:,} 字）"
    )


def _head_and_foot(page: Any, label: pymupdf.Font, font: FontFile | None, summary: str, number: str) -> None:
    writer = PageText(page.rect)
    right = _PAGE.width - _LEFT
    writer.append((_LEFT, 15 * _MM), "外字全件一覧", font=label, fontsize=15)
    writer.append((_LEFT, 21 * _MM), summary, font=label, fontsize=8)
    legend = "太枠：データで使用　×印：字形なし　破線：空白字形　＝F040：F040 と同じ字形"
    writer.append((_LEFT, 25.5 * _MM), legend, font=label, fontsize=7)
    family = "指定なし" if font is None else _printable(font.family)
    writer.append((_LEFT, 284 * _MM), f"外字フォント　{family}", font=label, fontsize=7)
    if font is not None:
        writer.append((_LEFT, 288 * _MM), f"SHA-256　{font.sha256}", font=label, fontsize=7)
    writer.append((right - label.text_length(number, 9), 285 * _MM), number, font=label, fontsize=9)
    writer.write_text(page)


def _printable(text: str) -> str:
    """Names inside a font file may hold anything; what the label font lacks becomes 〓."""
    font = label_font()
    return "".join(char if font.glyph(char) else "〓" for char in text)[:60]


class _Canvas(NamedTuple):
    """What the cells of one page are drawn with: lines, black wording, red wording."""

    shape: Any
    ink: PageText
    alert: PageText
    pens: Mapping[str, pymupdf.Font]


def _cells(
    page: Any, pens: Mapping[str, pymupdf.Font], font: FontFile | None, part: Part, used: Mapping[int, int]
) -> None:
    canvas = _Canvas(page.new_shape(), PageText(page.rect), PageText(page.rect), pens)
    cells = [_cell(place) for place in range(len(part))]
    counts = [used.get(glyph.code, 0) for glyph in part]
    for is_used, colour, width in ((False, _PALE, 0.4), (True, _BLACK, 1.8)):
        framed = [cell for cell, count in zip(cells, counts, strict=True) if bool(count) == is_used]
        for cell in framed:
            canvas.shape.draw_rect(cell)
        if framed:
            canvas.shape.finish(color=colour, width=width)
    lacking: tuple[GlyphState, ...] = ("missing", "blank")
    for state in lacking:
        boxes = [_glyph_box(cell) for cell, glyph in zip(cells, part, strict=True) if glyph.state == state]
        _lack(canvas.shape, boxes, state, 0.8)
    for cell, glyph, count in zip(cells, part, counts, strict=True):
        if glyph.state == "drawn" and font is not None:
            _glyph_in(canvas, _glyph_box(cell), font, glyph)
        _words_in(canvas, cell, glyph, count)
    canvas.shape.commit()
    canvas.ink.write_text(page)
    if any(glyph.state != "drawn" for glyph in part):
        canvas.alert.write_text(page, color=_RED)


def _cell(place: int) -> pymupdf.Rect:
    row, column = divmod(place, _COLUMNS)
    x, y = _LEFT + column * _CELL_WIDTH, _TOP + row * _CELL_HEIGHT
    return pymupdf.Rect(x + 1.5, y + 1.5, x + _CELL_WIDTH - 1.5, y + _CELL_HEIGHT - 1.5)


def _glyph_box(cell: pymupdf.Rect) -> pymupdf.Rect:
    left, top = cell.x0 + (cell.width - _GLYPH_PT) / 2, cell.y0 + 2.5
    return pymupdf.Rect(left, top, left + _GLYPH_PT, top + _GLYPH_PT)


def _glyph_in(canvas: _Canvas, box: pymupdf.Rect, font: FontFile, glyph: GaijiGlyph) -> None:
    left = box.x0 + (1 - font.advance(font.glyph(glyph.char))) / 2 * _GLYPH_PT
    at = (left, box.y0 + em_box(font)[0] * _GLYPH_PT)
    canvas.ink.append(at, glyph.char, font=canvas.pens["gaiji"], fontsize=_GLYPH_PT)


def _words_in(canvas: _Canvas, cell: pymupdf.Rect, glyph: GaijiGlyph, count: int) -> None:
    label, x, y = canvas.pens["label"], cell.x0 + 3.5, cell.y0 + _GLYPH_PT + 10.5
    canvas.ink.append((x, y), f"{glyph.code:04X}", font=label, fontsize=8)
    unicode = f"U+{ord(glyph.char):04X}"
    canvas.ink.append((cell.x1 - 3.5 - _width(unicode, 6), y), unicode, font=label, fontsize=6)
    if note := _note(glyph):
        writer = canvas.ink if glyph.state == "drawn" else canvas.alert
        writer.append((x, y + 6.2), note, font=label, fontsize=6)
    if count:
        counted = f"使用 {count:,} 回"
        right = cell.x1 - 3.5 - _width(counted, 6)
        canvas.ink.append((right, y + 11.6), counted, font=label, fontsize=6)


def _width(text: str, size: float) -> float:
    """Of wording in the label font."""
    return sum(map(_advance, text)) * size


@cache
def _advance(char: str) -> float:
    font = label_font()
    return font.advance(font.glyph(char))


def _note(glyph: GaijiGlyph) -> str:
    if glyph.state != "drawn":
        return "空白字形" if glyph.state == "blank" else "字形なし"
    if not glyph.same_as:
        return ""
    more = "他" if len(glyph.same_as) > 1 else ""
    return f"＝{glyph.same_as[0]:04X}{more}"
