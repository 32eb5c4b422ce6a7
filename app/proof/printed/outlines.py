"""What the glyphs of a print's own fonts look like, by number. Runs in a limited child.

The hash of an outline is the one that :meth:`app.sheet.fonts.FontFile.outline_hash` gives for the same shape, so that
a glyph can be recognised whatever the file says that it is to be read as.
"""

import io
from collections.abc import Mapping
from functools import cached_property
from typing import Any, NamedTuple

from fontTools.ttLib import TTFont

from app.proof.printed.page_wire import glyph_word
from app.sheet.font_data import Outline, outline_hash, read_outline
from app.sheet.glyf_outline import PlainGlyphs, simple_outline

_MOST_KNOWN = 40_000
_CURVE_STEPS = 4
_CURVE_WEIGHTS = [
    ((1 - at) ** 3, 3 * at * (1 - at) ** 2, 3 * at * at * (1 - at), at**3)
    for at in (step / _CURVE_STEPS for step in range(1, _CURVE_STEPS + 1))
]
NO_FONT = ""


class GlyphShape(NamedTuple):
    """``shape``: hash of the outline, ``""`` if it cannot be read; area and bounds in em, y upwards.

    ``area`` is 0 for a glyph without ink.
    """

    shape: str
    area: float
    bounds: tuple[float, float, float, float]


Drawn = tuple[str, float, tuple[float, float, float, float]]
NOT_DRAWN: Drawn = ("", 0.0, (0.0, 0.0, 0.0, 0.0))
NO_GLYPH = GlyphShape(*NOT_DRAWN)
_known: dict[tuple[int, tuple[bytes, int]], Drawn] = {}
_words: dict[tuple[int, tuple[bytes, int], int], str] = {}


class EmbeddedFont:
    """One font program of a file; glyphs are looked at when first asked for."""

    def __init__(self, data: bytes) -> None:
        self._glyphs: dict[int, GlyphShape] = {}
        self._data = data
        self._plain = PlainGlyphs(data)

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
            drawn = self.drawn(number)
            found = self._glyphs[number] = NO_GLYPH if drawn is None else GlyphShape(*drawn)
        return found

    def drawn(self, number: int) -> Drawn | None:
        """Hash, area and bounds of the glyph with this number; ``None`` if it cannot be read."""
        body = self._plain.body(number)
        if body is None:
            return self._composed(number)
        key = (self._plain.em, body)
        found = _known.get(key)
        if found is None:
            outline = simple_outline(body[0], self._plain.em, body[1])
            found = self._composed(number) if outline is None else _measured(outline)
            if found is not None:
                if len(_known) >= _MOST_KNOWN:
                    _known.clear()
                _known[key] = found
        return found

    def words(self, codes: Mapping[int, int]) -> list[str]:
        """Glyphs as they are sent (:func:`glyph_word`), by number, each with the character that the file says it is."""
        em, found = self._plain.em, list[str]()
        for (number, code), body in zip(codes.items(), self._plain.bodies([*codes]), strict=True):
            word = None if body is None else _words.get((em, body, code))
            if word is None:
                shape, area, _ = self.drawn(number) or NOT_DRAWN
                word = glyph_word(shape, code, inked=area > 0)
                if body is not None:
                    if len(_words) >= _MOST_KNOWN:
                        _words.clear()
                    _words[em, body, code] = word
            found.append(word)
        return found

    def _composed(self, number: int) -> Drawn | None:
        if not self._plain.em or number < 0 or self._font is None:
            return None
        outline = read_outline(self._font, number)
        return None if outline is None else _measured(outline)


def _measured(outline: Outline) -> Drawn:
    area, xs, ys = 0.0, [0.0], [0.0]
    for contour in _contours(outline):
        xs += [x for x, _ in contour]
        ys += [y for _, y in contour]
        area += sum(x * v - u * y for (x, y), (u, v) in zip(contour, contour[1:] + contour[:1], strict=True)) / 2
    bounds = (min(xs[1:]), min(ys[1:]), max(xs[1:]), max(ys[1:])) if len(xs) > 1 else (0.0, 0.0, 0.0, 0.0)
    return outline_hash(outline), abs(area), bounds


def _contours(outline: Outline) -> list[list[tuple[float, float]]]:
    """Each closed line as points, curves by a few of theirs."""
    contours: list[list[tuple[float, float]]] = []
    for name, points in outline:
        if name == "move":
            contours.append([points[0]])
        elif name == "line" and contours:
            contours[-1].append(points[0])
        elif name == "curve" and contours:
            (a, b), ((c, d), (e, f), (g, h)) = contours[-1][-1], points
            contours[-1] += [
                (p * a + q * c + r * e + s * g, p * b + q * d + r * f + s * h) for p, q, r, s in _CURVE_WEIGHTS
            ]
    return contours
