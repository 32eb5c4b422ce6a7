"""A font of a print as its glyphs' outlines are known: which character each code really draws, and how wide."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from app.proof.printed.glyph_ledger import GlyphLedger

_CODES = 0x10000
_MOST_EM = 10_000.0
_LOST = "\ufffe"
"""Stands for what nobody can read: it is in no text."""


@dataclass(slots=True)
class PrintFont:
    """``table``: characters by code as a text; ``widths``: ``(65536,)`` in 1/1000 em, NaN where there is no glyph.

    ``shapes``: outline, code and ink by code, as the full way tells them.
    """

    table: Mapping[int, str]
    widths: NDArray[np.float64]
    shapes: Mapping[int, tuple[str, int, bool]]
    known: dict[bytes, str] = field(default_factory=dict)

    def text(self, codes: bytes) -> str:
        """What these two-byte codes draw; a character that is in no text for what is not known."""
        return codes.decode("utf-16-be", "surrogatepass").translate(self.table)


class _Table(dict[int, str]):
    def __missing__(self, code: int) -> str:
        return _LOST


def print_font(raw: Any, ledger: GlyphLedger) -> PrintFont | None:
    """The font that the child told of; ``None`` for one that only the full way reads, or that cannot be."""
    try:
        if not raw:
            return None
        names = [str(shape) for shape in raw["shapes"]]
        table, widths, shapes = _Table(), np.full(_CODES, np.nan), {}
        for code, said, at, inked, width in raw["rows"]:
            if not (0 <= code < 0xD800 and 0 <= width <= _MOST_EM):
                continue
            text, known = ledger.read(names[at], int(said), bool(inked))
            widths[code] = float(width)
            shapes[int(code)] = names[at], int(said), bool(inked)
            if (known or not text.strip()) and len(text) == 1:
                table[int(code)] = text
        table[0xFFFF] = "\n"  # between the strings of a page
        return PrintFont(table, widths, shapes)
    except (KeyError, TypeError, ValueError, IndexError):
        return None
