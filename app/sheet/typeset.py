"""Characters on the half-em grid: a double-byte character is one em wide, a single-byte one half an em."""

from collections.abc import Iterable, Sequence
from itertools import groupby

from app.notice.model import TextPart
from app.sheet.fit import char_columns, column_mm
from app.sheet.fonts import FontSet
from app.sheet.form_model import EM_MM_PER_PT
from app.sheet.model import PlacedChar, PlacedRun, Rect

ASCENT_EM = 0.88  # of an em box above the baseline, as Japanese fonts are drawn

# The marks around undecodable bytes are in no Japanese font; these look alike and are in every one.
_STAND_INS = {"⟦": "〔", "⟧": "〕"}

Typed = tuple[str, TextPart]


def set_line(
    text: Iterable[str], x: float, top: float, *, font: str, size_pt: float, fonts: FontSet
) -> tuple[PlacedChar, ...]:
    """Characters side by side from ``x``; ``top`` is the top of the em box (mm), ``font`` a role."""
    placed = []
    column, baseline = column_mm(size_pt), top + ASCENT_EM * size_pt * EM_MM_PER_PT
    for char in text:
        role, glyph = _find(char, font, fonts)
        width = char_columns(char) * column
        placed.append(PlacedChar(char, role, glyph, x, baseline, width))
        x += width
    return tuple(placed)


def _find(char: str, role: str, fonts: FontSet) -> tuple[str, int]:
    """Font role and glyph; a 外字 that is mapped but draws nothing counts as no glyph, or a hole would go unseen."""
    font, glyph = fonts.find(_STAND_INS.get(char, char), role)
    if font == "gaiji" and glyph and fonts.roles[font].state(char) != "drawn":
        return font, 0
    return font, glyph


def typed(parts: Iterable[TextPart]) -> list[Typed]:
    """An item's characters, each with the part it came from."""
    return [(char, part) for part in parts for char in part.text]


def set_runs(
    line: Sequence[Typed], x: float, top: float, *, font: str, size_pt: float, fonts: FontSet
) -> list[PlacedRun]:
    """One line as runs, each of one part."""
    runs = []
    for _, group in groupby(line, key=lambda pair: id(pair[1])):
        own = list(group)
        part = own[0][1]
        text = "".join(char for char, _ in own)
        chars = set_line(text, x, top, font=font, size_pt=size_pt, fonts=fonts)
        end = chars[-1].x + chars[-1].width
        rect = Rect(x, top, end, top + size_pt * EM_MM_PER_PT)
        runs.append(PlacedRun(text, rect, part.source, part.edit, chars))
        x = end
    return runs


def bounds(rects: Iterable[Rect]) -> Rect:
    """The smallest rectangle around all of them; at least one."""
    x0, y0, x1, y1 = zip(*rects, strict=True)
    return Rect(min(x0), min(y0), max(x1), max(y1))


_NEVER_FIRST = frozenset("、。，．・）〕」』】")
_NEVER_LAST = frozenset("（〔「『【")


def break_paragraph(text: str, room: int) -> list[str]:
    """Lines of the form's own running text: ``room`` columns, closing marks never first, opening ones never last.

    Only for fixed wording; text of the media is wrapped exactly at the grid (:func:`app.sheet.fit.wrap`).
    """
    lines = []
    while text:
        end, used = 0, 0
        while end < len(text) and used + char_columns(text[end]) <= room:
            used += char_columns(text[end])
            end += 1
        while 1 < end < len(text) and (text[end] in _NEVER_FIRST or text[end - 1] in _NEVER_LAST):
            end -= 1
        end = max(end, 1)
        lines.append(text[:end])
        text = text[end:]
    return lines
