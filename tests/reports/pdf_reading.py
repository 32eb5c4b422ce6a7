"""Reading a report back: its text without blanks, and whether anything lies outside the paper's margins."""

import pymupdf

from app.reports.pdf_table import LEFT, RIGHT


def texts(data):
    """The text of each page, all blanks and line ends left out: where a cell breaks is not what is told.

    One glyph stands for both wave dashes, and is read back as that of the media.
    """
    with pymupdf.open("pdf", data) as document:
        return ["".join(page.get_text().split()).replace("～", "〜") for page in document]


def whole(data):
    return "".join(texts(data))


def outside(data):
    """Words beyond the edge of the page, and level text beyond the margins."""
    found = []
    with pymupdf.open("pdf", data) as document:
        for page in document:
            found += [word[4] for word in page.get_text("words") if pymupdf.Rect(word[:4]) not in page.rect]
            for block in page.get_text("dict")["blocks"]:
                for line in block.get("lines", ()):
                    x0, _, x1, _ = line["bbox"]
                    if line["dir"] == (1.0, 0.0) and not LEFT - 1 <= x0 <= x1 <= RIGHT + 1:
                        found.append("".join(span["text"] for span in line["spans"]))
    return found


def fonts(data):
    with pymupdf.open("pdf", data) as document:
        return {(font[1], font[2], font[3]) for page in document for font in page.get_fonts(full=True)}
