"""Fonts in a print file: TrueType subsets whose codes are handed out as characters are first printed (Identity-H)."""

import hashlib
import struct
from collections.abc import Iterable
from functools import lru_cache
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from app.sheet.fonts import FontFile
from app.training.printing.pdf import PdfFile

_KEPT = ("cvt ", "fpgm", "prep")
_WORDS, _SCALE, _MORE, _XY_SCALE, _TWO_BY_TWO = 0x1, 0x8, 0x20, 0x40, 0x80
_BLOCK = 100


class _Tables(NamedTuple):
    """What a TrueType file holds: raw tables, glyph offsets in ``glyf`` and units per em."""

    raw: dict[str, bytes]
    loca: NDArray[np.int64]
    em: int


@lru_cache(8)
def _tables(data: bytes) -> _Tables:
    count = struct.unpack(">H", data[4:6])[0]
    raw = {}
    for at in range(12, 12 + 16 * count, 16):
        tag, _, offset, length = struct.unpack(">4sLLL", data[at : at + 16])
        raw[tag.decode("ascii")] = data[offset : offset + length]
    long = struct.unpack(">h", raw["head"][50:52])[0]
    loca = np.frombuffer(raw["loca"], ">u4" if long else ">u2").astype(np.int64) * (1 if long else 2)
    return _Tables(raw, loca, struct.unpack(">H", raw["head"][18:20])[0])


class SubsetFont:
    """One font of one print file; ``name`` in its resources. Code 0 is .notdef.

    ``odd_text``: where characters share a glyph, reading gives back the one with the highest code (``-`` comes back
    as U+2012), as some programs write it; else the first one printed. ``readable`` off: without ToUnicode.
    """

    def __init__(self, font: FontFile, name: str, seed: str, *, odd_text: bool = False, readable: bool = True) -> None:
        self.font = font
        self.name = name
        self._number = 0
        self._tables = _tables(font.data)
        self._seed = seed
        self._odd = _odd_texts(font) if odd_text else {}
        self._readable = readable
        self._codes: dict[tuple[int, str], int] = {}
        self._glyphs: list[int | None] = [0]
        self._texts: list[str] = [""]
        self._advances: list[float] = [1.0]

    def reserve(self, pdf: PdfFile) -> int:
        """The number that the font will have in this file."""
        self._number = self._number or pdf.reserve()
        return self._number

    @property
    def used(self) -> bool:
        """Whether it prints anything yet."""
        return len(self._glyphs) > 1

    def code(self, char: str) -> int:
        """The code that prints this character; 0 if the font has no glyph for it."""
        glyph = self.font.glyph(char)
        if not glyph:
            return 0
        found = self._codes.get((glyph, ""))
        return self._new(glyph, self._odd.get(glyph, char), "") if found is None else found

    def false_code(self, shown: str, read_as: str) -> int:
        """A code that prints one character (``""``: nothing) and is read as another."""
        glyph = self.font.glyph(shown) if shown else None
        found = self._codes.get((-1 if glyph is None else glyph, read_as))
        return self._new(glyph, read_as, read_as, self.font.glyph(read_as)) if found is None else found

    def _new(self, glyph: int | None, text: str, key: str, measure: int = 0) -> int:
        code = len(self._glyphs)
        self._codes[-1 if glyph is None else glyph, key] = code
        self._glyphs.append(glyph)
        self._texts.append(text)
        self._advances.append(self.font.advance(measure or glyph or 0))
        return code

    def write(self, pdf: PdfFile) -> None:
        """Write font, descriptor, program and ToUnicode."""
        data = _program(self._tables, self._glyphs, self._advances)
        family = "".join(char for char in self.font.family if char.isascii() and char.isalnum()) or "Font"
        name = f"{_tag(self._seed + family)}+{family}"
        program = pdf.stream(data, f"/Length1 {len(data)}")
        ascent, descent = round(self.font.ascent * 1000), round(self.font.descent * 1000)
        descriptor = pdf.add(
            f"<</Type/FontDescriptor/FontName/{name}/Flags 4/FontBBox[-200 {descent} 1200 {ascent}]/ItalicAngle 0"
            f"/Ascent {ascent}/Descent {descent}/CapHeight {ascent}/StemV 80/FontFile2 {program} 0 R>>"
        )
        widths = " ".join(str(round(advance * 1000)) for advance in self._advances)
        below = pdf.add(
            f"<</Type/Font/Subtype/CIDFontType2/BaseFont/{name}/FontDescriptor {descriptor} 0 R/DW 1000/W[0[{widths}]]"
            "/CIDSystemInfo<</Registry(Adobe)/Ordering(Identity)/Supplement 0>>/CIDToGIDMap/Identity>>"
        )
        mapped = f"/ToUnicode {pdf.stream(_to_unicode(self._texts))} 0 R" if self._readable else ""
        pdf.add(
            f"<</Type/Font/Subtype/Type0/BaseFont/{name}/Encoding/Identity-H/DescendantFonts[{below} 0 R]{mapped}>>",
            self.reserve(pdf),
        )


def _tag(seed: str) -> str:
    """The six letters of a subset."""
    digest = hashlib.sha256(seed.encode()).digest()
    return "".join(chr(65 + byte % 26) for byte in digest[:6])


@lru_cache(8)
def _odd_texts(font: FontFile) -> dict[int, str]:
    """The character with the highest code for each glyph that several characters of the basic plane share."""
    texts: dict[int, list[str]] = {}
    for code in range(0x20, 0xD800):
        glyph = font.glyph(chr(code))
        if glyph:
            texts.setdefault(glyph, []).append(chr(code))
    return {glyph: chars[-1] for glyph, chars in texts.items() if len(chars) > 1}


def _program(tables: _Tables, glyphs: Iterable[int | None], advances: list[float]) -> bytes:
    """The font program that holds these glyphs in this order, and after them what they are composed of."""
    order = list(glyphs)
    advances = list(advances)
    number = {glyph: at for at, glyph in reversed(list(enumerate(order))) if glyph is not None}
    bodies: list[bytes] = []
    metrics: list[bytes] = []
    at = 0
    while at < len(order):
        glyph = order[at]
        body = b"" if glyph is None else tables.raw["glyf"][tables.loca[glyph] : tables.loca[glyph + 1]]
        if body[:2] == b"\xff\xff":
            body = _renumbered(body, number, order)
        if at >= len(advances):
            advances.append(0.0)
        bodies.append(body + b"\0" * (-len(body) % 4))
        bearing = struct.unpack(">h", body[2:4])[0] if body else 0
        metrics.append(struct.pack(">Hh", round(advances[at] * tables.em), bearing))
        at += 1
    loca = np.concatenate([[0], np.cumsum([len(body) for body in bodies])]).astype(">u4").tobytes()
    head, hhea, maxp = (bytearray(tables.raw[name]) for name in ("head", "hhea", "maxp"))
    head[8:12], head[50:52] = b"\0\0\0\0", b"\0\1"
    hhea[34:36] = maxp[4:6] = struct.pack(">H", len(order))
    made = {name: tables.raw[name] for name in _KEPT if name in tables.raw}
    made |= {"head": bytes(head), "hhea": bytes(hhea), "maxp": bytes(maxp), "loca": loca}
    made |= {"glyf": b"".join(bodies), "hmtx": b"".join(metrics)}
    return _file(made)


def _renumbered(body: bytes, number: dict[int, int], order: list[int | None]) -> bytes:
    """A composed glyph that names its components by their new numbers; those not yet there are put at the end."""
    out, at = bytearray(body), 10
    while True:
        flags, component = struct.unpack(">HH", body[at : at + 4])
        if component not in number:
            number[component] = len(order)
            order.append(component)
        out[at + 2 : at + 4] = struct.pack(">H", number[component])
        at += 4 + (4 if flags & _WORDS else 2)
        at += 2 if flags & _SCALE else 4 if flags & _XY_SCALE else 8 if flags & _TWO_BY_TWO else 0
        if not flags & _MORE:
            return bytes(out)


def _file(tables: dict[str, bytes]) -> bytes:
    """A TrueType file of these tables."""
    count = len(tables)
    power = 1 << (count.bit_length() - 1)
    out = [struct.pack(">LHHHH", 0x10000, count, power * 16, power.bit_length() - 1, (count - power) * 16)]
    at = 12 + 16 * count
    for name, data in sorted(tables.items()):
        padded = data + b"\0" * (-len(data) % 4)
        check = int(np.frombuffer(padded, ">u4").sum(dtype=np.uint64)) & 0xFFFFFFFF
        out.append(struct.pack(">4sLLL", name.encode("ascii"), check, at, len(data)))
        at += len(padded)
    out += [data + b"\0" * (-len(data) % 4) for _, data in sorted(tables.items())]
    return b"".join(out)


def _to_unicode(texts: list[str]) -> bytes:
    """The CMap that reading asks (PDF 32000-1, 9.10.3)."""
    rows = [f"<{code:04X}><{text.encode('utf-16-be').hex()}>" for code, text in enumerate(texts) if text]
    blocks = [rows[start : start + _BLOCK] for start in range(0, len(rows), _BLOCK)]
    lists = [f"{len(block)} beginbfchar\n" + "\n".join(block) + "\nendbfchar" for block in blocks]
    head = (
        "/CIDInit/ProcSet findresource begin 12 dict begin begincmap\n/CMapName/R def/CMapType 2 def\n"
        "1 begincodespacerange<0000><FFFF>endcodespacerange"
    )
    return "\n".join([head, *lists, "endcmap CMapName currentdict/CMap defineresource pop end end"]).encode("ascii")
