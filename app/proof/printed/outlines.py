"""What the glyphs of a print's own fonts look like, by number. Runs in a limited child.

The hash of an outline is the one that :meth:`app.sheet.fonts.FontFile.outline_hash` gives for the same shape, so that
a glyph can be recognised whatever the file says that it is to be read as.
"""

import hashlib
import io
import struct
from functools import cached_property
from typing import Any, NamedTuple

from fontTools.ttLib import TTFont

from app.sheet.font_data import Outline, read_outline

_MOST_KNOWN = 40_000
_CURVE_STEPS = 4
NO_FONT = ""


class GlyphShape(NamedTuple):
    """``shape``: hash of the outline, ``""`` if it cannot be read; area and bounds in em, y upwards.

    ``area`` is 0 for a glyph without ink. ``advance`` in em.
    """

    shape: str
    area: float
    bounds: tuple[float, float, float, float]
    advance: float


NO_GLYPH = GlyphShape("", 0.0, (0.0, 0.0, 0.0, 0.0), 0.0)
_known: dict[tuple[int, bytes], tuple[str, float, tuple[float, float, float, float]]] = {}


class EmbeddedFont:
    """One font program of a file; glyphs are looked at when first asked for."""

    def __init__(self, data: bytes) -> None:
        self._glyphs: dict[int, GlyphShape] = {}
        self._data = data
        self._loca: tuple[int, ...] = ()
        self._glyf = b""
        self._advances: list[float] = []
        self._em = 0
        try:
            tables = _tables(data)
            head = tables["head"]
            self._em = struct.unpack(">H", head[18:20])[0]
            self._advances = _advances(tables["hhea"], tables["hmtx"], self._em)
            if "glyf" in tables:
                self._glyf = tables["glyf"]
                self._loca = _locations(tables["loca"], long=head[50:52] != b"\0\0")
        except (KeyError, ValueError, ZeroDivisionError, struct.error):  # damaged: none of its glyphs is known then
            self._em = 0

    @cached_property
    def _font(self) -> Any:
        """For glyphs whose outline nobody looked at before; ``None`` if it cannot be read."""
        try:
            return TTFont(io.BytesIO(self._data), lazy=True)
        except Exception:  # fontTools raises whatever a damaged font leads to
            return None

    def glyph(self, number: int) -> GlyphShape:
        """The glyph with this number."""
        found = self._glyphs.get(number)
        if found is None:
            found = self._glyphs[number] = self._look(number)
        return found

    def _look(self, number: int) -> GlyphShape:
        if not self._em or number < 0:
            return NO_GLYPH
        advance = self._advances[min(number, len(self._advances) - 1)] if self._advances else 0.0
        body = self._glyf[self._loca[number] : self._loca[number + 1]] if 0 <= number < len(self._loca) - 1 else None
        simple = body is not None and body[:2] != b"\xff\xff"
        key = (self._em, body or b"")
        if simple and key in _known:
            return GlyphShape(*_known[key], advance)
        outline = None if self._font is None else read_outline(self._font, number)
        if outline is None:
            return NO_GLYPH
        made = _measured(outline)
        if simple:
            if len(_known) >= _MOST_KNOWN:
                _known.clear()
            _known[key] = made
        return GlyphShape(*made, advance)


def _tables(data: bytes) -> dict[str, bytes]:
    """Of a TrueType or OpenType font (ISO 14496-22, 4.5)."""
    (count,) = struct.unpack(">H", data[4:6])
    rows = [struct.unpack(">4s4xLL", data[at : at + 16]) for at in range(12, 12 + 16 * count, 16)]
    return {tag.decode("latin-1"): data[offset : offset + length] for tag, offset, length in rows}


def _locations(raw: bytes, *, long: bool) -> tuple[int, ...]:
    count = len(raw) // (4 if long else 2)
    found = struct.unpack(f">{count}{'L' if long else 'H'}", raw[: count * (4 if long else 2)])
    return found if long else tuple(2 * one for one in found)


def _advances(heads: bytes, raw: bytes, em: int) -> list[float]:
    (longs,) = struct.unpack(">H", heads[34:36])
    return [one / em for one in struct.unpack(f">{2 * longs}H", raw[: 4 * longs])[::2]]


def _measured(outline: Outline) -> tuple[str, float, tuple[float, float, float, float]]:
    area, xs, ys = 0.0, [0.0], [0.0]
    for contour in _contours(outline):
        xs += [x for x, _ in contour]
        ys += [y for _, y in contour]
        area += sum(x * v - u * y for (x, y), (u, v) in zip(contour, contour[1:] + contour[:1], strict=True)) / 2
    found = hashlib.sha256(repr(outline).encode()).hexdigest()
    bounds = (min(xs[1:]), min(ys[1:]), max(xs[1:]), max(ys[1:])) if len(xs) > 1 else (0.0, 0.0, 0.0, 0.0)
    return found, abs(area), bounds


def _contours(outline: Outline) -> list[list[tuple[float, float]]]:
    """Each closed line as points, curves by a few of theirs."""
    contours: list[list[tuple[float, float]]] = []
    for name, points in outline:
        if name == "move":
            contours.append([points[0]])
        elif name == "line" and contours:
            contours[-1].append(points[0])
        elif name == "curve" and contours:
            start = contours[-1][-1]
            contours[-1] += [_on_curve((start, *points), step / _CURVE_STEPS) for step in range(1, _CURVE_STEPS + 1)]
    return contours


def _on_curve(points: tuple[tuple[float, float], ...], at: float) -> tuple[float, float]:
    weights = ((1 - at) ** 3, 3 * at * (1 - at) ** 2, 3 * at * at * (1 - at), at**3)
    return (
        sum(weight * x for weight, (x, _) in zip(weights, points, strict=True)),
        sum(weight * y for weight, (_, y) in zip(weights, points, strict=True)),
    )
