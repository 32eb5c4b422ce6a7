"""A page of a print as paper that is captured: its ink, and exactly how each glyph is set. Runs in a limited child."""

from typing import Any

import pymupdf

from app.proof.printed.documents import open_document
from app.sheet.draw import unsnapped

PAPER = "app.proof.captures.print_page:paper"
GLYPHS = "app.proof.captures.print_page:glyphs"
MARKS = "app.proof.captures.print_page:marks"
_MOST_PIXELS = 60_000_000
_MOST_GLYPHS = 40_000
_MOST_MARKS = 400
_MARK_MM, _THIN_MM = (1.5, 25.0), 0.6
"""How long marks for cutting are, and how thick at most."""
_MM = 25.4 / 72
_FLAGS = pymupdf.TEXT_PRESERVE_WHITESPACE | pymupdf.TEXT_PRESERVE_LIGATURES | pymupdf.TEXT_MEDIABOX_CLIP
_LUMINANCE = (0.299, 0.587, 0.114)


def paper(path: str, number: int, dpi: float) -> dict[str, Any]:
    """Page ``number`` (0-based) of the file in grey: ``{width, height, grey}``, a byte a pixel.

    ``KenpanError`` ``print.unreadable``; ``ValueError`` for a page too large to be drawn.
    """
    page = open_document(path)[number]
    if page.rect.get_area() * (dpi / 72) ** 2 > _MOST_PIXELS:
        raise ValueError("too large")
    pixels = page.get_pixmap(matrix=unsnapped(dpi), colorspace=pymupdf.csGRAY, annots=False)
    return {"width": pixels.stride, "height": pixels.height, "grey": bytes(pixels.samples)}


def glyphs(path: str, number: int) -> list[list[Any]]:
    """Each character of the page: where its origin is, how wide it goes and how high its em is (mm, as seen), its ink
    (1 black), whether it is upside down, and the name of its font.
    """
    found: list[list[Any]] = []
    for block in open_document(path)[number].get_text("rawdict", flags=_FLAGS)["blocks"]:
        for line in block.get("lines", ()):
            across, down = line["dir"]
            if abs(down) > abs(across):
                continue  # nothing that must be printed runs down the page
            for span in line["spans"]:
                rise = max(span["ascender"] - span["descender"], 0.01)
                parts = (span["color"] >> 16 & 255, span["color"] >> 8 & 255, span["color"] & 255)
                ink = 1 - sum(part / 255 * share for part, share in zip(parts, _LUMINANCE, strict=True))
                for char in span["chars"]:
                    x0, y0, x1, y1 = char["bbox"]
                    x, y = char["origin"]
                    own = (x * _MM, y * _MM, (x1 - x0) * _MM, (y1 - y0) / rise * _MM, ink)
                    found.append([*(round(value, 4) for value in own), across < 0, str(span["font"])])
                    if len(found) >= _MOST_GLYPHS:
                        return found
    return found


def marks(path: str, number: int) -> list[list[float]]:
    """The short straight lines of the page, as rectangles (mm): those for cutting are among them. The longest of more
    than can be looked at are left out.
    """
    found: set[tuple[float, ...]] = set()
    for drawing in open_document(path)[number].get_cdrawings():
        for kind, *own in drawing["items"]:
            if kind == "l":
                (x0, y0), (x1, y1) = own[0], own[1]
            elif kind == "re":
                x0, y0, x1, y1 = own[0]
            else:
                continue
            rect = tuple(round(value * _MM, 3) for value in (min(x0, x1), min(y0, y1), max(x0, x1), max(y0, y1)))
            sides = sorted((rect[2] - rect[0], rect[3] - rect[1]))
            if sides[0] <= _THIN_MM and _MARK_MM[0] <= sides[1] <= _MARK_MM[1]:
                found.add(rect)
    ordered = sorted(found, key=lambda one: (max(one[2] - one[0], one[3] - one[1]), one))
    return [list(rect) for rect in ordered[:_MOST_MARKS]]
