"""Text put on a page of a PDF, much of it in a short time."""

from typing import Any

import pymupdf
from pymupdf import mupdf


class PageText(pymupdf.TextWriter):  # type: ignore[misc]
    """As its base, which measures all the text of the page anew after each piece that is put there."""

    def append(self, pos: tuple[float, float], text: str, *, font: Any, fontsize: float) -> None:
        """Put ``text`` at its left edge and baseline, in points from the page's top left corner."""
        place = mupdf.fz_make_matrix(fontsize, 0, 0, fontsize, pos[0], self.rect.height - pos[1])
        mupdf.fz_show_string(self.this, font.this, place, text, 0, 0, 0, mupdf.FZ_LANG_UNSET)
