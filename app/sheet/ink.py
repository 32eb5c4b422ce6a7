"""PDF content streams in mm: characters by glyph number, bars and rules as vectors. Knows pages, not documents.

Every stream starts by scaling to millimetres with y growing downwards, as everywhere in this layer, so the numbers
in the PDF are the numbers of the form.
"""

from collections.abc import Iterable

from app.notice.model import Side
from app.sheet.fit import capacity
from app.sheet.form_model import EM_MM_PER_PT, FixedText, Form, Frame
from app.sheet.glyph_text import PrintFonts
from app.sheet.model import Page, PlacedChar, Rect
from app.sheet.typeset import break_paragraph, set_line

PT_PER_MM = 72 / 25.4
RGB = tuple[float, float, float]

_EPSILON = 1e-6
_CROSS_LINE = 0.06  # of an em: the box that stands for a character without a glyph


def font_name(role: str) -> str:
    """Name of a font role in the page's resources."""
    return f"K{role}"


def _n(value: float) -> str:
    return f"{value:.4f}".rstrip("0").rstrip(".")


def _colour(rgb: RGB) -> str:
    values = " ".join(map(_n, rgb))
    return f"{values} rg {values} RG"


def chars_ink(chars: Iterable[PlacedChar], size_pt: float, rgb: RGB, fonts: PrintFonts) -> list[str]:
    """Characters in their cells: a wider glyph is narrowed to its cell, a narrower one stands in its middle."""
    em = size_pt * EM_MM_PER_PT
    out, boxes, font, scale = [f"{_colour(rgb)} BT"], [], "", 100.0
    for char in chars:
        if not char.glyph:
            boxes += _crossed_box(char, em)
            continue
        if char.font != font:
            font = char.font
            out.append(f"/{font_name(font)} {_n(em)} Tf")
        advance = fonts.fonts.roles[font].advance(char.glyph) * em
        needed = 100.0 * char.width / advance if advance > char.width + _EPSILON else 100.0
        if needed != scale:
            scale = needed
            out.append(f"{_n(scale)} Tz")
        x = char.x + max(0.0, char.width - advance) / 2
        show = f"1 0 0 -1 {_n(x)} {_n(char.baseline)} Tm <{char.glyph:04x}> Tj"
        out.append(show if fonts.gives_back(font, char.glyph, char.char) else _actual_text(char.char, show))
    out.append("100 Tz ET" if scale != 100.0 else "ET")
    return out + boxes


def _actual_text(char: str, show: str) -> str:
    """A glyph that would be read as another character says what it stands for."""
    return f"/Span <</ActualText <feff{char.encode('utf-16-be').hex()}>>> BDC {show} EMC"


def _crossed_box(char: PlacedChar, em: float) -> list[str]:
    """Nobody may take a character without a glyph for a blank."""
    inset = em * 0.08
    x0, x1 = char.x + inset, char.x + char.width - inset
    y0, y1 = char.baseline - 0.88 * em + inset, char.baseline + 0.12 * em - inset
    box = f"{_n(x0)} {_n(y0)} {_n(x1 - x0)} {_n(y1 - y0)} re"
    cross = f"{_n(x0)} {_n(y0)} m {_n(x1)} {_n(y1)} l {_n(x0)} {_n(y1)} m {_n(x1)} {_n(y0)} l"
    return [f"{_n(em * _CROSS_LINE)} w {box} {cross} S"]


def bars_ink(bars: Iterable[Rect], rgb: RGB) -> list[str]:
    """Filled rectangles."""
    rects = [f"{_n(bar.x0)} {_n(bar.y0)} {_n(bar.width)} {_n(bar.height)} re" for bar in bars]
    return [_colour(rgb), *rects, "f"] if rects else []


def page_ink(page: Page, form: Form, fonts: PrintFonts) -> str:
    """What belongs to this one notice: items and bars."""
    out: list[str] = []
    for item in page.items:
        chars = [char for run in item.runs for char in run.chars]
        if chars:
            out += chars_ink(chars, item.size_pt, form.colours[item.colour], fonts)
    for bars in page.bars:
        out += bars_ink(bars.bars, form.colours["black"])
    return "\n".join(out)


def form_ink(form: Form, side: Side, fonts: PrintFonts) -> str:
    """What is the same on every notice: fills, rules, wording. Nothing if official artwork is used instead."""
    if form.background is not None:
        return ""
    frames = [frame for frame in form.frames if frame.page == side]
    out: list[str] = []
    for frame in frames:
        if frame.fill:
            out += bars_ink([frame.rect], form.colours[frame.fill])
    for frame in frames:
        out += _frame_ink(frame, form)
    for text in form.texts:
        if text.page == side:
            out += _text_ink(text, form, fonts)
    return "\n".join(out)


def _frame_ink(frame: Frame, form: Form) -> list[str]:
    x0, y0, x1, y1 = frame.rect
    box = f"{_n(x0)} {_n(y0)} {_n(x1 - x0)} {_n(y1 - y0)} re S"
    return [f"{_colour(form.colours[frame.colour])} {_n(frame.line_mm)} w {box}"]


def _text_ink(text: FixedText, form: Form, fonts: PrintFonts) -> list[str]:
    style, size_pt = text.style, text.style.sizes_pt[0]
    lines = text.text.split("\n")
    if text.width:
        room = capacity(text.width, size_pt)
        lines = [line for paragraph in lines for line in break_paragraph(paragraph, room)]
    chars: list[PlacedChar] = []
    for number, line in enumerate(lines):
        top = text.y + number * style.pitch(size_pt)
        own = set_line(line, 0.0, top, font=style.font, size_pt=size_pt, fonts=fonts.fonts)
        width = own[-1].x + own[-1].width if own else 0.0
        left = text.x - {"left": 0.0, "centre": width / 2, "right": width}[style.align]
        chars += set_line(line, left, top, font=style.font, size_pt=size_pt, fonts=fonts.fonts)
    return chars_ink(chars, size_pt, form.colours[style.colour], fonts)


def in_mm(ink: str, page_height_mm: float, at: tuple[float, float] = (0.0, 0.0)) -> bytes:
    """The stream with its coordinate system: mm from the top left of a panel that lies ``at`` mm on the page."""
    x, y = at[0] * PT_PER_MM, (page_height_mm - at[1]) * PT_PER_MM
    return f"q {PT_PER_MM:.6f} 0 0 {-PT_PER_MM:.6f} {_n(x)} {_n(y)} cm\n{ink}\nQ\n".encode("ascii")
