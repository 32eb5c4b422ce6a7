"""A font of a print as its glyphs' outlines are known: which character each code really draws, and how wide."""

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from app.proof.printed.glyph_ledger import GlyphLedger

_MOST_EM = 10_000.0
_ORDER = b"\xfe\xff"
"""Before two-byte codes: the first byte is the high one."""
_LOST = "\ufffe"
"""Stands for what nobody can read: it is in no text."""


@dataclass(slots=True)
class PrintFont:
    """``table``: characters by code as a text; ``widths`` by code, in em.

    ``shapes``: glyphs by code, as the full way tells them; ``shown``: strings that were looked at.
    """

    table: Mapping[int, str]
    widths: Mapping[int, float]
    shapes: Mapping[int, str]
    shown: dict[bytes, Any] = field(default_factory=dict)
    _wide: dict[str, float] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._wide = _Wide({chr(code): width for code, width in self.widths.items()})

    def width(self, code: int) -> float:
        """How far a code goes, in em; not a number for one that nobody knows."""
        return self.widths.get(code, math.nan)

    def text(self, codes: bytes) -> str:
        """What these two-byte codes draw; a character that is in no text for what is not known."""
        return str(_ORDER + codes, "utf-16", "surrogatepass").translate(self.table)

    def measured(self, codes: bytes) -> tuple[str, float]:
        """The same, with the width of all of them in em."""
        own = str(_ORDER + codes, "utf-16", "surrogatepass")
        return own.translate(self.table), sum(map(self._wide.__getitem__, own))


class _Table(dict[int, str]):
    def __missing__(self, code: int) -> str:
        return _LOST


class _Wide(dict[str, float]):
    def __missing__(self, code: str) -> float:
        return math.nan


def print_font(raw: Any, ledger: GlyphLedger) -> PrintFont | None:
    """The font that the child told of; ``None`` for one that only the full way reads, or that cannot be."""
    try:
        if not raw:
            return None
        table, widths, shapes = _Table(), dict[int, float](), dict[int, str]()
        for code, word, width in zip(raw["codes"], raw["glyphs"], raw["widths"], strict=True):
            if not (0 <= code < 0xD800 and 0 <= width <= _MOST_EM):
                continue
            text, known = ledger.told(word)
            widths[code], shapes[code] = width / 1000, word
            if (known or not text.strip()) and len(text) == 1:
                table[code] = text
        return PrintFont(table, widths, shapes)
    except (KeyError, TypeError, ValueError, IndexError):
        return None
