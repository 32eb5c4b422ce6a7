"""Pages of sample forms as PDF, with fonts that are really embedded."""

from collections.abc import Sequence
from typing import NamedTuple

import pymupdf

from app.reports.pdf_table import HEIGHT, LEFT, MM, TOP, WIDTH, saved_pdf
from app.sheet.glyphs import label_font
from app.sheet.mupdf_lock import MUPDF
from app.sheet.page_text import PageText

_COLUMNS = (LEFT, LEFT + 45 * MM, LEFT + 110 * MM)
_STEP, _SIZE = 16.0, 9.0


class FormRow(NamedTuple):
    """Cells from the left."""

    cells: tuple[str, ...]


class Sheet(NamedTuple):
    """A page: title, labels and values at the head, which page of how many, rows; ``hidden``: text nobody sees;
    ``stamp``: a round one that is drawn, and nobody reads.
    """

    title: str
    head: tuple[str, ...]
    place: tuple[int, int]
    rows: list[FormRow]
    hidden: str = ""
    stamp: bool = False

    @property
    def establishment(self) -> str:
        """Whose it is, as its head says."""
        return self.head[1]


def painted(sheets: Sequence[Sheet]) -> bytes:
    """All of them as one PDF."""
    with MUPDF, pymupdf.open() as document:
        pen = pymupdf.Font(fontbuffer=label_font().data)
        for sheet in sheets:
            page = document.new_page(width=WIDTH, height=HEIGHT)
            writer = PageText(page.rect)

            def put(x: float, y: float, text: str, size: float = _SIZE, writer: PageText = writer) -> None:
                writer.append((x, y), text, font=pen, fontsize=size)

            put(LEFT, TOP, sheet.title, 15)
            head = [f"{sheet.head[at]}：{sheet.head[at + 1]}" for at in range(0, len(sheet.head), 2)]
            put(LEFT, TOP + 24, "　".join(head))
            put(LEFT, HEIGHT - 12 * MM, "見本")
            put(WIDTH / 2, HEIGHT - 12 * MM, f"{sheet.place[0]} / {sheet.place[1]}")
            for at, row in enumerate(sheet.rows):
                for x, text in zip(_COLUMNS, row.cells, strict=False):
                    put(x, TOP + 56 + at * _STEP, text)
            writer.write_text(page)
            if sheet.stamp:
                page.draw_circle((WIDTH - 40 * MM, TOP + 20), 9 * MM, width=1.5)
            if sheet.hidden:
                white = PageText(page.rect)
                white.append((LEFT, HEIGHT - 30 * MM), sheet.hidden, font=pen, fontsize=_SIZE)
                white.write_text(page, color=(1, 1, 1))
        return saved_pdf(document, "見本")
