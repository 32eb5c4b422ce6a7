"""What stands on a printed page, for tests."""

import numpy as np
import pymupdf

PT = 72 / 25.4


def read_in(page, rect, turned=False):
    """Characters whose cell lies in this rectangle (mm), in reading order; blanks left out."""
    found = []
    near, far = (rect.x0 + 0.1, rect.x1 + 0.1) if turned else (rect.x0 - 0.1, rect.x1 - 0.1)
    for block in page.get_text("rawdict", flags=0)["blocks"]:
        for line in block["lines"]:
            for span in line["spans"]:
                for char in span["chars"]:
                    x, y = char["origin"][0] / PT, char["origin"][1] / PT
                    if near <= x <= far and rect.y0 <= y <= rect.y1:
                        found.append((-x if turned else x, char["c"]))
    text = "".join(char for _, char in sorted(found) if char.strip())
    return text.replace("\u2012", "-").replace("\u00a0", "")  # some programs give back a twin of the glyph


def squeezed(text):
    return "".join(text.split())


def pixels(page, rect, dpi=200):
    """The part of the page inside the rectangle (mm) as grey pixels."""
    clip = pymupdf.Rect(*(value * PT for value in rect))
    made = page.get_pixmap(dpi=dpi, clip=clip, colorspace=pymupdf.csGRAY, annots=False)
    return np.frombuffer(made.samples, np.uint8).reshape(made.height, made.width)


def ink(page, rect):
    """The share of dark pixels."""
    return float((pixels(page, rect) < 128).mean())
