"""Fonts of a print as the fast way needs them: what a code draws, what it is read as, how far it goes.

Only the kind that composition programs write as a rule: Type 0 with two-byte codes that are glyph numbers, TrueType
outlines and a ToUnicode table. Runs in a limited child.
"""

import re
from dataclasses import dataclass, field

import pymupdf

from app.proof.printed.outlines import EmbeddedFont

_HEX = re.compile(r"<([0-9A-Fa-f\s]*)>|(\[)|(\])")
_BLOCK = re.compile(r"beginbf(char|range)(.*?)endbf", re.DOTALL)
_PAIRS = re.compile(r"<([0-9A-Fa-f]{4})>\s*<([0-9A-Fa-f]{4})>")
_MOST_RANGE = 65_536


@dataclass(slots=True)
class SketchFont:
    """``kind``: what of it is part of a skeleton. ``texts``: character codes by code; ``widths`` in 1/1000 em."""

    kind: str
    outlines: EmbeddedFont
    texts: dict[int, int]
    widths: dict[int, float]
    usual: float
    _known: dict[int, tuple[tuple[str, int, bool], float]] = field(default_factory=dict)

    def glyph(self, code: int) -> tuple[tuple[str, int, bool], float]:
        """Outline, character and whether it has ink; and its width. ``KeyError``: nobody says how it is to be read."""
        found = self._known.get(code)
        if found is None:
            shape = self.outlines.glyph(code)
            glyph = (shape.shape, self.texts[code], shape.area > 0)
            found = self._known[code] = (glyph, self.widths.get(code, self.usual))
        return found


def font_of(document: pymupdf.Document, number: int) -> SketchFont | None:
    """The font object with this number; ``None`` for another kind."""
    below = re.findall(r"(\d+) 0 R", document.xref_get_key(number, "DescendantFonts")[1])
    said = document.xref_get_key(number, "ToUnicode")
    if len(below) != 1 or said[0] != "xref":
        return None
    own = int(below[0])
    wanted = {"Subtype": "/CIDFontType2", "CIDToGIDMap": "/Identity"}
    if document.xref_get_key(number, "Encoding")[1] != "/Identity-H":
        return None
    if any(document.xref_get_key(own, key)[1] != value for key, value in wanted.items()):
        return None
    if any(document.xref_get_key(own, key)[0] != "null" for key in ("DW2", "W2")):
        return None
    data = document.extract_font(number)[3]
    usual = document.xref_get_key(own, "DW")
    widths = document.xref_get_key(own, "W")
    text = document.xref_object(int(widths[1].split()[0]), compressed=True) if widths[0] == "xref" else widths[1]
    family = document.xref_get_key(number, "BaseFont")[1].split("+")[-1]
    return SketchFont(
        kind=family,
        outlines=EmbeddedFont(data),
        texts=_texts(document.xref_stream(int(said[1].split()[0])).decode("latin-1")),
        widths=_widths(text),
        usual=float(usual[1]) if usual[0] in ("int", "float", "real") else 1000.0,
    )


def _widths(text: str) -> dict[int, float]:
    """``[c [w …] c d w …]`` (PDF 32000-1, 9.7.4.3)."""
    words = re.findall(r"[-+.\d]+|[\[\]]", text.strip()[1:-1])
    found: dict[int, float] = {}
    at = 0
    while at < len(words):
        first = int(words[at])
        if words[at + 1] == "[":
            stop = words.index("]", at)
            found |= {first + step: float(word) for step, word in enumerate(words[at + 2 : stop])}
            at = stop + 1
        else:
            last = min(int(words[at + 1]), first + _MOST_RANGE)
            found |= dict.fromkeys(range(first, last + 1), float(words[at + 2]))
            at += 3
    return found


def _texts(table: str) -> dict[int, int]:
    """Characters by code; codes that stand for several are left out."""
    found: dict[int, int] = {}
    for kind, body in _BLOCK.findall(table):
        pairs = _PAIRS.findall(body) if kind == "char" else []
        if pairs and 2 * len(pairs) == body.count("<"):
            found |= {int(code, 16): int(char, 16) for code, char in pairs if not _is_half(char)}
            continue
        rows: list[str | list[str]] = []
        opened: list[str] | None = None
        for word, begins, ends in _HEX.findall(body):
            if begins:
                opened = []
            elif ends:
                rows.append(opened or [])
                opened = None
            else:
                (rows if opened is None else opened).append("".join(word.split()))
        if kind == "char":
            for row, text in zip(rows[::2], rows[1::2], strict=False):
                _enter(found, int(str(row), 16), str(text), 0)
            continue
        for low, high, text in zip(rows[::3], rows[1::3], rows[2::3], strict=False):
            first, last = int(str(low), 16), min(int(str(high), 16), int(str(low), 16) + _MOST_RANGE)
            for at in range(last + 1 - first):
                if isinstance(text, str):
                    _enter(found, first + at, text, at)
                elif at < len(text):
                    _enter(found, first + at, text[at], 0)
    return found


def _is_half(char: str) -> bool:
    """Of a pair of surrogates: no character."""
    return char[0] in "dD" and char[1] in "89abcdefABCDEF"


def _enter(found: dict[int, int], code: int, text: str, more: int) -> None:
    chars = bytes.fromhex(text).decode("utf-16-be", "replace")
    if len(chars) == 1:
        found[code] = ord(chars) + more
