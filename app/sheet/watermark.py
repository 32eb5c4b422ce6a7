"""What stands all over a sheet that was made in practice: one word, on screen beneath the print, in a file over it."""

from collections.abc import Iterator
from functools import cache
from math import cos, radians, sin

import pymupdf

from app.sheet.glyphs import label_font
from app.sheet.model import PRACTICE
from app.sheet.mupdf_lock import MUPDF

SUBJECT = "練習（証拠にならない）"
"""What a file says of itself, so that it is marked once."""
_SIZE_MM, _STEP_MM, _TURN = 15.0, (62.0, 34.0), radians(-24.0)
_PALE, _STRONG, _OPACITY = (1.0, 0.925, 0.80), (0.90, 0.55, 0.0), 0.24
_MM = 72 / 25.4

Place = tuple[float, float]


def mark_ink(text: str, width: float, height: float) -> str:
    """The marks of a panel (mm), pale, for a stream in mm from the top left (:func:`app.sheet.ink.in_mm`)."""
    red, green, blue = _PALE
    lines = [f"{red:g} {green:g} {blue:g} rg"]
    for at in _places(width, height):
        for name, points in _commands(text):
            told = " ".join(f"{x:.2f} {y:.2f}" for x, y in (_turned(point, at) for point in points))
            lines.append(f"{told} {_OPERATORS[name]}".strip())
        lines.append("f")
    return "\n".join(lines)


_OPERATORS = {"move": "m", "line": "l", "curve": "c", "close": "h"}


def marked_pdf(data: bytes) -> bytes:
    """The document with the marks on every page; as it is where it has them."""
    with MUPDF, pymupdf.open("pdf", data) as document:
        if document.metadata.get("subject") == SUBJECT:
            return data
        for page in document:
            with pymupdf.open() as stamp:
                own = stamp.new_page(width=page.rect.width, height=page.rect.height)
                shape = own.new_shape()
                for at in _places(page.rect.width / _MM, page.rect.height / _MM):
                    _draw(shape, at)
                shape.finish(color=None, fill=_STRONG, fill_opacity=_OPACITY, even_odd=False)
                shape.commit()
                page.show_pdf_page(page.rect, stamp, 0, overlay=True)
        document.set_metadata({**document.metadata, "subject": SUBJECT})
        return bytes(document.tobytes(garbage=3, deflate=True, no_new_id=True))


def _draw(shape: "pymupdf.Shape", at: Place) -> None:
    start = here = pymupdf.Point(0, 0)
    for name, points in _commands(PRACTICE):
        placed = [pymupdf.Point(*(value * _MM for value in _turned(point, at))) for point in points]
        if name == "move":
            start = here = placed[0]
        elif name == "curve":
            here = shape.draw_bezier(here, *placed)
        else:
            here = shape.draw_line(here, placed[0] if placed else start)


def _places(width: float, height: float) -> Iterator[Place]:
    """Where the word begins (mm), in rows that are shifted against each other; wherever one looks there is one."""
    across, down = _STEP_MM
    for row in range(int(height // down) + 1):
        for column in range(int(width // across) + 1):
            yield column * across + 8.0 + (row % 2) * across / 2, row * down + _SIZE_MM + 6.0


@cache
def _commands(text: str) -> tuple[tuple[str, tuple[Place, ...]], ...]:
    """The outlines of the word, in em, one character after the other."""
    found = []
    for number, char in enumerate(text):
        for name, points in label_font().outline(char) or ():
            found.append((name, tuple((x + number, y) for x, y in points)))
    return tuple(found)


def _turned(point: Place, at: Place) -> Place:
    x, y = point[0] * _SIZE_MM, -point[1] * _SIZE_MM
    return at[0] + x * cos(_TURN) - y * sin(_TURN), at[1] + x * sin(_TURN) + y * cos(_TURN)
