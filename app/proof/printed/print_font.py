"""A font of a print as its glyphs' outlines are known: which character each code really draws, and how wide."""

import math
from binascii import unhexlify
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import accumulate
from typing import Any

import numpy as np
from numpy.typing import NDArray

from app.proof.printed.glyph_ledger import UNSURE, GlyphLedger

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
    _columns: tuple[NDArray[np.uint32], NDArray[np.float64]] | None = None

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

    def measured_all(self, strings: Sequence[bytes]) -> tuple[list[str], list[float]]:
        """The same of many strings in hexadecimal, none of them empty."""
        if self._columns is None:
            self._columns = self._as_columns()
        chars, wide = self._columns
        codes = np.frombuffer(unhexlify(b"".join(strings)), ">u2")
        stops = list(accumulate([len(string) // 4 for string in strings]))
        starts = [0, *stops[:-1]]
        text = chars.take(codes, mode="clip").tobytes().decode("utf-32-le", "surrogatepass")
        widths = np.add.reduceat(wide.take(codes, mode="clip"), starts).tolist()
        return [text[start:stop] for start, stop in zip(starts, stops, strict=True)], widths

    def _as_columns(self) -> tuple[NDArray[np.uint32], NDArray[np.float64]]:
        """By code the character and the width; what is behind the last one stands for all that nobody knows."""
        size = max([0, *self.widths]) + 2
        chars, wide = np.full(size, ord(_LOST), "<u4"), np.full(size, np.nan)
        wide[[*self.widths]] = [*self.widths.values()]
        chars[[*self.table]] = [ord(char) for char in self.table.values()]
        return chars, wide


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
        drawn = ledger.plain(raw["glyphs"])
        for code, word, width, char in zip(raw["codes"], raw["glyphs"], raw["widths"], drawn, strict=True):
            if not (0 <= code < 0xD800 and 0 <= width <= _MOST_EM):
                continue
            widths[code], shapes[code] = width / 1000, word
            if char != UNSURE:
                table[code] = chr(char)
        return PrintFont(table, widths, shapes)
    except (KeyError, TypeError, ValueError, IndexError):
        return None
