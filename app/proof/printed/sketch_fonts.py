"""Fonts of a print as the fast way needs them: what a code draws, what it is read as, how far it goes.

Only the kind that composition programs write as a rule: Type 0 with two-byte codes that are glyph numbers, TrueType
outlines and a ToUnicode table. Runs in a limited child.
"""

import re
from dataclasses import dataclass
from typing import Any

import numpy as np
import pymupdf
from pymupdf import mupdf

from app.proof.printed.documents import inner_of
from app.proof.printed.outlines import EmbeddedFont

_HEX = re.compile(r"<([0-9A-Fa-f\s]*)>|(\[)|(\])")
_BLOCK = re.compile(r"beginbf(char|range)(.*?)endbf", re.DOTALL)
_PAIRS = re.compile(r"\s*(?:<[0-9A-Fa-f]{4}>\s*<[0-9A-Fa-f]{4}>\s*)+").fullmatch
_WIDTHS = re.compile(r"\s*\[\s*(\d+)\s*\[([-+.\d\s]*)\]\s*\]\s*").fullmatch
_NO_SIGNS = str.maketrans("", "", "<>")
_HALF = 0xD800
"""Five bits of a half of a pair of surrogates, which is no character."""
_MOST_RANGE = 65_536


@dataclass(slots=True)
class SketchFont:
    """``texts``: character codes by code; ``widths`` in 1/1000 em."""

    outlines: EmbeddedFont
    texts: dict[int, int]
    widths: dict[int, float]
    usual: float


def font_of(document: pymupdf.Document, number: int) -> SketchFont | None:
    """The font object with this number; ``None`` for another kind."""
    font = mupdf.pdf_load_object(inner_of(document), number)
    below, said = _of(font, "DescendantFonts"), _of(font, "ToUnicode")
    if mupdf.pdf_array_len(below) != 1 or not mupdf.pdf_is_indirect(said) or _name(font, "Encoding") != "Identity-H":
        return None
    own = mupdf.pdf_array_get(below, 0)
    if _name(own, "Subtype") != "CIDFontType2" or _name(own, "CIDToGIDMap") != "Identity":
        return None
    if not all(mupdf.pdf_is_null(_of(own, key)) for key in ("DW2", "W2")):
        return None
    usual = _of(own, "DW")
    return SketchFont(
        outlines=EmbeddedFont(_program(document, number, own)),
        texts=_texts(document.xref_stream(mupdf.pdf_to_num(said)).decode("latin-1")),
        widths=_widths(_words(document, own, "W")),
        usual=float(mupdf.pdf_to_real(usual)) if mupdf.pdf_is_number(usual) else 1000.0,
    )


def _of(table: Any, key: str) -> Any:
    return mupdf.pdf_dict_gets(table, key)


def _name(table: Any, key: str) -> str:
    found = _of(table, key)
    return str(mupdf.pdf_to_name(found)) if mupdf.pdf_is_name(found) else ""


def _program(document: pymupdf.Document, number: int, own: Any) -> bytes:
    """The font program, by the plain way to it where there is no other one."""
    about = _of(own, "FontDescriptor")
    file = _of(about, "FontFile2")
    if mupdf.pdf_is_indirect(file) and all(mupdf.pdf_is_null(_of(about, key)) for key in ("FontFile", "FontFile3")):
        return bytes(document.xref_stream(mupdf.pdf_to_num(file)))
    return bytes(document.extract_font(number)[3])


def _words(document: pymupdf.Document, own: Any, key: str) -> str:
    found = _of(own, key)
    if mupdf.pdf_is_indirect(found):
        return str(document.xref_object(mupdf.pdf_to_num(found), compressed=True))
    number = mupdf.pdf_to_num(own)
    return str(document.xref_get_key(number, key)[1]) if number else ""


def _widths(text: str) -> dict[int, float]:
    """``[c [w …] c d w …]`` (PDF 32000-1, 9.7.4.3)."""
    plain = _WIDTHS(text)
    if plain is not None:
        first = int(plain[1])
        return dict(enumerate(map(float, plain[2].split()), first))
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
        if kind == "char" and _PAIRS(body) is not None:
            values = np.frombuffer(bytes.fromhex(body.translate(_NO_SIGNS)), ">u2")
            codes, chars = values[::2], values[1::2]
            whole = chars & 0xF800 != _HALF
            found |= zip(codes[whole].tolist(), chars[whole].tolist(), strict=True)
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


def _enter(found: dict[int, int], code: int, text: str, more: int) -> None:
    chars = bytes.fromhex(text).decode("utf-16-be", "replace")
    if len(chars) == 1:
        found[code] = ord(chars) + more
