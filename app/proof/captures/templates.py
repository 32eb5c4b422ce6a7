"""Glyphs as they look in a capture, and what of the ink each of them leaves unexplained.

A template forgives, each a little, a grey veil, a shift, a fainter or stronger print and thicker or thinner strokes:
these are projected out softly. Kept templates are bounded by their bytes.
"""

from collections import OrderedDict
from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

import cv2
import numpy as np
import pymupdf
from numpy.typing import NDArray

from app.proof.captures.model import MM, Bytes, Grey
from app.sheet.fonts import FontSet
from app.sheet.model import PlacedChar
from app.sheet.mupdf_lock import MUPDF

BLURS = (0.45, 0.6, 0.75, 0.95, 1.2, 1.5, 1.9)
"""Pixels at the working resolution; what a page has is rounded to one of these, or caches would never be hit."""
GAINS = (0.0, 0.15, 0.3)
_EM_PX = 144
_PAD_PX = 36
_PIXEL = 0.29  # spread of the square that a pixel is
_NOISE = 0.10
_FORGIVEN = (0.05, 0.5, 0.5, 0.12, 0.15)
_MOST_BYTES = 160 << 20
_MOST_MASTERS = 600
_MOST_SHARP = 6000
_MOST_KINDS = 20_000


class Look(NamedTuple):
    """How a page looks: its blur and ink gain (places in the tables above) and the working resolution."""

    blur: int
    gain: int
    dpi: int


class Shape(NamedTuple):
    """The cell that glyphs are set into, in hundredths of a mm: templates of one shape are compared."""

    width: int
    em: int


class Template(NamedTuple):
    """``rows``: the template, then what is projected out; ``own``: these for the template itself; ``ink``: as drawn."""

    rows: NDArray[np.float32]
    own: NDArray[np.float32]
    ink: Grey


class Rival(NamedTuple):
    """Another character, and what it leaves unexplained where the expected one was printed."""

    char: str
    apart: float


def shape_of(char: PlacedChar, size_pt: float) -> Shape:
    """Of the cell of a character."""
    return Shape(round(char.width * 100), round(size_pt * MM / 72 * 100))


class Templates:
    """Templates of the fonts in use."""

    def __init__(self, fonts: FontSet) -> None:
        self._fonts = fonts
        self._mupdf: dict[str, Any] = {}
        self._masters: OrderedDict[tuple[str, int], Bytes] = OrderedDict()
        self._sharps: OrderedDict[tuple[str, int, Shape, int], Grey] = OrderedDict()
        self._kept: OrderedDict[tuple[str, str, Shape, Look], Template] = OrderedDict()
        self._kinds: OrderedDict[tuple[str, str, Shape, Look], tuple[Rival, ...]] = OrderedDict()
        self.bytes = 0

    def size(self, shape: Shape, dpi: int) -> tuple[int, int]:
        """Width and height in pixels of a box with a pixel around the cell."""
        pixel = dpi / MM / 100
        return int(np.ceil(shape.width * pixel)) + 2, int(np.ceil(shape.em * pixel)) + 2

    def ink(self, char: str, role: str, shape: Shape, look: Look) -> Grey:
        """How a character looks in a cell, without keeping it."""
        return self._ink(char, role, shape, look)

    def get(self, char: str, role: str, shape: Shape, look: Look) -> Template:
        """The template of a character in a cell; ``""`` is blank paper."""
        key = (char, role, shape, look)
        found = self._kept.get(key)
        if found is None:
            found = self._kept[key] = self._made(char, role, shape, look)
            self.bytes += found.rows.nbytes + found.ink.nbytes
            while self.bytes > _MOST_BYTES:
                _, gone = self._kept.popitem(last=False)
                self.bytes -= gone.rows.nbytes + gone.ink.nbytes
        else:
            self._kept.move_to_end(key)
        return found

    def rivals(self, char: str, role: str, others: tuple[str, ...], shape: Shape, look: Look) -> tuple[Rival, ...]:
        """The others and blank paper, each with how far it is from this character."""
        key = (char, role, shape, look)
        found = self._kinds.get(key)
        if found is None:
            self._prepare(role, (char, *others), shape, look.dpi)
            ink = self.get(char, role, shape, look).ink
            found = tuple(Rival(one, unexplained(ink, self.get(one, role, shape, look))) for one in (*others, ""))
            self._kinds[key] = found
            while len(self._kinds) > _MOST_KINDS:
                self._kinds.popitem(last=False)
        return found

    def _made(self, char: str, role: str, shape: Shape, look: Look) -> Template:
        ink = self._ink(char, role, shape, look)
        flat = ink.ravel()
        columns = [np.ones_like(flat) * _FORGIVEN[0]]
        if char:
            down, right = np.gradient(ink)
            columns += [right.ravel() * _FORGIVEN[1], down.ravel() * _FORGIVEN[2], flat * _FORGIVEN[3]]
            columns.append(4 * flat * (1 - flat) * _FORGIVEN[4])
        free = np.stack(columns).astype(np.float64)
        lower = np.linalg.cholesky(free @ free.T + np.eye(len(free)) * _NOISE**2)
        projected = np.linalg.solve(lower, free)
        rows = np.concatenate([flat[None].astype(np.float64), projected])
        own = rows @ flat.astype(np.float64)
        return Template(rows.astype(np.float32), own.astype(np.float32), ink)

    def _ink(self, char: str, role: str, shape: Shape, look: Look) -> Grey:
        if not char:
            return np.zeros(self.size(shape, look.dpi)[::-1], np.float32)
        font, glyph = self._fonts.find(char, role)
        sharp = self._sharp(font, char, glyph, shape, look.dpi)
        soft = cv2.GaussianBlur(sharp, (0, 0), BLURS[look.blur], borderType=cv2.BORDER_CONSTANT)
        return np.asarray(np.minimum(soft * (1 + GAINS[look.gain]), 1), np.float32)

    def _sharp(self, font: str, char: str, glyph: int, shape: Shape, dpi: int) -> Grey:
        """The glyph in its cell as a perfect printer would leave it: how much of each pixel it covers."""
        key = (font, glyph, shape, dpi)
        found = self._sharps.get(key)
        if found is None:
            em, cell = shape.em / 100, shape.width / 100
            advance = self._fonts.roles[font].advance(glyph) * em
            narrowed = cell / advance if advance > cell + 1e-6 else 1.0
            offset = max(0.0, cell - advance) / 2
            pixel = dpi / MM
            across, down = _EM_PX / (em * pixel * narrowed), _EM_PX / (em * pixel)
            large: Grey = self._master(font, char, glyph).astype(np.float32) / 255
            large = cv2.GaussianBlur(large, (0, 0), _PIXEL * across, sigmaY=_PIXEL * down)
            x = _PAD_PX + (0.5 - 1 - offset * pixel) * across - 0.5
            matrix = np.array([[across, 0, x], [0, down, _PAD_PX + (0.5 - 1) * down - 0.5]])
            found = self._sharps[key] = np.asarray(
                cv2.warpAffine(large, matrix, self.size(shape, dpi), flags=cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP),
                np.float32,
            )
            while len(self._sharps) > _MOST_SHARP:
                self._sharps.popitem(last=False)
        return found

    def _master(self, font: str, char: str, glyph: int) -> Bytes:
        """The glyph, large; its em box begins a margin from the corner."""
        if (font, glyph) not in self._masters:
            self._draw(font, [char])
        self._masters.move_to_end((font, glyph))
        return self._masters[font, glyph]

    def _prepare(self, role: str, chars: Iterable[str], shape: Shape, dpi: int) -> None:
        """Draw what is not there yet all at once, which is many times faster than one by one."""
        due: dict[str, list[str]] = {}
        for char in chars:
            font, glyph = self._fonts.find(char, role)
            if (font, glyph) not in self._masters and (font, glyph, shape, dpi) not in self._sharps:
                due.setdefault(font, []).append(char)
        for font, own in due.items():
            self._draw(font, own)

    def _draw(self, font: str, chars: Sequence[str]) -> None:
        side = _EM_PX + 2 * _PAD_PX
        with MUPDF, pymupdf.open() as document:
            own = self._mupdf.get(font)
            if own is None:
                own = self._mupdf[font] = pymupdf.Font(fontbuffer=self._fonts.roles[font].data)
            page = document.new_page(width=side * len(chars), height=side)
            writer = pymupdf.TextWriter(page.rect)
            for place, char in enumerate(chars):
                writer.append((place * side + _PAD_PX, _PAD_PX + 0.88 * _EM_PX), char, font=own, fontsize=_EM_PX)
            writer.write_text(page)
            pixels = page.get_pixmap(colorspace=pymupdf.csGRAY, alpha=False)
            grey = np.frombuffer(pixels.samples, np.uint8).reshape(pixels.height, pixels.stride)
        for place, char in enumerate(chars):
            self._masters[font, self._fonts.roles[font].glyph(char)] = 255 - grey[:, place * side : (place + 1) * side]
        while len(self._masters) > _MOST_MASTERS:
            self._masters.popitem(last=False)


def unexplained(ink: Grey, template: Template) -> float:
    """Squared error of a box's ink after what is forgiven."""
    flat = ink.ravel()
    seen = template.rows @ flat
    whole = float(flat @ flat) - 2 * float(seen[0]) + float(template.own[0])
    away = seen[1:] - template.own[1:]
    return max(whole - float(away @ away), 0.0)
