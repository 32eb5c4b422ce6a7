"""Text for printed reports: what the bundled Gothic can draw, broken into lines that fit.

Nothing from outside is interpreted, and nothing disappears: a character that the font does not draw (a control
character, a change of writing direction, a picture) is written as its code, ``〔U+202E〕``.
"""

import re
from functools import cache
from itertools import accumulate

from app.sheet.glyphs import label_font

_WORDS = re.compile("[!-~]+|.", re.DOTALL)
_NOT_FIRST = frozenset("、。，．・：；？！）〕］｝」』】ー々〜～,.:;)]}")
_NOT_LAST = frozenset("（〔［｛「『【([{")
_BLANKS = frozenset(" \u3000")
_SMALLEST_PT = 5.0


def drawable(text: str) -> str:
    """The text with every character that would be missing or unseen as its code; line feeds stay."""
    return "".join(char if char == "\n" or _is_drawn(char) else f"〔U+{ord(char):04X}〕" for char in text)


@cache
def _is_drawn(char: str) -> bool:
    return char in _BLANKS or label_font().state(char) == "drawn"


@cache
def _em(char: str) -> float:
    font = label_font()
    return font.advance(font.glyph(char))


def width_pt(text: str, size: float) -> float:
    """Width of drawable text in points."""
    return sum(map(_em, text)) * size


def lines_of(text: str, width: float, size: float) -> list[str]:
    """Drawable lines, none wider than ``width`` points; at least one. Words of ASCII stay whole if they can."""
    return [line for paragraph in drawable(text).split("\n") for line in _broken(paragraph, width, size)]


def _broken(paragraph: str, width: float, size: float) -> list[str]:
    lines, line, used = [], "", 0.0
    for unit in _units(paragraph, width, size):
        wide = width_pt(unit, size)
        if line and used + wide > width:
            carried = _carried(line, unit)
            carried = carried if width_pt(carried, size) + wide <= width else ""
            lines.append(line[: len(line) - len(carried)].rstrip(" "))
            line = carried if unit == " " else carried + unit
            used = width_pt(line, size)
        else:
            line, used = line + unit, used + wide
    return [*lines, line]


def _units(paragraph: str, width: float, size: float) -> list[str]:
    """What is not broken: words of ASCII, and single characters."""
    words = _WORDS.findall(paragraph)
    return [unit for word in words for unit in ([word] if width_pt(word, size) <= width else word)]


def _carried(line: str, unit: str) -> str:
    """The last character of a line goes along to the next one: an opening sign, or what a closing sign follows."""
    if len(line) < 2:
        return ""
    goes = line[-1] in _NOT_LAST or (unit in _NOT_FIRST and not line[-1].isascii())
    return line[-1] if goes else ""


def fitted(text: str, width: float, size: float) -> tuple[str, float]:
    """One line and its size: smaller type if it must be, and cut with ``…`` if even that is too wide."""
    line = drawable(text.replace("\n", " "))
    size = max(_SMALLEST_PT, min(size, size * width / max(width_pt(line, size), 0.001)))
    if width_pt(line, size) > width + 0.01:
        ends = accumulate(map(_em, line), initial=_em("…"))
        kept = sum(1 for end in ends if end * size <= width) - 1
        line = line[: max(kept, 0)] + "…"
    return line, size


def grouped(hexadecimal: str, length: int = 8) -> str:
    """Hex digits in groups, to be read out and compared by eye."""
    return " ".join(hexadecimal[at : at + length] for at in range(0, len(hexadecimal), length))
