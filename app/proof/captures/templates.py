"""Glyphs as they look in a capture, and what of the ink each of them leaves unexplained.

A template forgives, each a little, a grey veil, a shift, a fainter or stronger print and thicker or thinner strokes:
these are projected out softly. Kept templates are bounded by their bytes.
"""

from collections import OrderedDict
from typing import NamedTuple

import cv2
import numpy as np
import pymupdf
from numpy.typing import NDArray

from app.proof.captures.model import MM, Grey
from app.sheet.fonts import FontSet
from app.sheet.glyphs import draw_char
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
_MOST_MASTERS = 1500
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
        self._masters: OrderedDict[tuple[str, int], Grey] = OrderedDict()
        self._kept: OrderedDict[tuple[str, str, Shape, Look], Template] = OrderedDict()
        self._kinds: OrderedDict[tuple[str, str, Shape, Look], tuple[Rival, ...]] = OrderedDict()
        self.bytes = 0

    def size(self, shape: Shape, dpi: int) -> tuple[int, int]:
        """Width and height in pixels of a box with a pixel around the cell."""
        pixel = dpi / MM / 100
        return int(np.ceil(shape.width * pixel)) + 2, int(np.ceil(shape.em * pixel)) + 2

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
        width, height = self.size(shape, look.dpi)
        if not char:
            return np.zeros((height, width), np.float32)
        font, glyph = self._fonts.find(char, role)
        em, cell = shape.em / 100, shape.width / 100
        advance = self._fonts.roles[font].advance(glyph) * em
        narrowed = cell / advance if advance > cell + 1e-6 else 1.0
        offset = max(0.0, cell - advance) / 2
        pixel = look.dpi / MM
        across, down = _EM_PX / (em * pixel * narrowed), _EM_PX / (em * pixel)
        spread = float(np.hypot(BLURS[look.blur], _PIXEL))
        master = cv2.GaussianBlur(self._master(font, char, glyph), (0, 0), spread * across, sigmaY=spread * down)
        matrix = np.array(
            [
                [across, 0, _PAD_PX + (0.5 - 1 - offset * pixel) * across - 0.5],
                [0, down, _PAD_PX + (0.5 - 1) * down - 0.5],
            ]
        )
        drawn = cv2.warpAffine(master, matrix, (width, height), flags=cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP)
        return np.asarray(np.minimum(drawn * (1 + GAINS[look.gain]), 1), np.float32)

    def _master(self, font: str, char: str, glyph: int) -> Grey:
        """The glyph, large; its em box begins a margin from the corner."""
        key = (font, glyph)
        found = self._masters.get(key)
        if found is None:
            side = _EM_PX + 2 * _PAD_PX
            with MUPDF, pymupdf.open() as document:
                shape = document.new_page(width=side, height=side).new_shape()
                draw_char(shape, self._fonts.roles[font], char, (_PAD_PX, _PAD_PX + 0.88 * _EM_PX), _EM_PX)
                shape.commit()
                pixels = document[0].get_pixmap(colorspace=pymupdf.csGRAY, alpha=False)
                grey = np.frombuffer(pixels.samples, np.uint8).reshape(pixels.height, pixels.stride)[:, :side]
            found = self._masters[key] = 1 - grey.astype(np.float32) / 255
            while len(self._masters) > _MOST_MASTERS:
                self._masters.popitem(last=False)
        return found


def unexplained(ink: Grey, template: Template) -> float:
    """Squared error of a box's ink after what is forgiven."""
    flat = ink.ravel()
    seen = template.rows @ flat
    whole = float(flat @ flat) - 2 * float(seen[0]) + float(template.own[0])
    away = seen[1:] - template.own[1:]
    return max(whole - float(away @ away), 0.0)
