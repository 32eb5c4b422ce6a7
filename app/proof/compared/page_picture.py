"""One page of a print as a picture, made in a limited child."""

from typing import Any

import pymupdf

from app.proof.printed.documents import open_document

PICTURE = "app.proof.compared.page_picture:picture"
_MOST_PIXELS = 60_000_000


def picture(path: str, number: int, dpi: float) -> dict[str, Any]:
    """Page ``number`` (0-based) of the file: ``{width, height, rgb}`` in pixels, and its size in mm, as seen.

    ``KenpanError`` ``print.unreadable``; ``ValueError`` for a page too large to be drawn.
    """
    page = open_document(path)[number]
    width, height = page.rect.width, page.rect.height
    if width * height * (dpi / 72) ** 2 > _MOST_PIXELS:
        raise ValueError("too large")
    pixels = page.get_pixmap(matrix=pymupdf.Matrix(dpi / 72, dpi / 72), colorspace=pymupdf.csRGB, annots=True)
    mm = 25.4 / 72
    return {
        "width": pixels.width,
        "height": pixels.height,
        "rgb": bytes(pixels.samples),
        "width_mm": width * mm,
        "height_mm": height * mm,
    }
