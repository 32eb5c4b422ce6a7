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
from pymupdf import mupdf

from app.proof.captures.model import MM, Bytes, Grey
from app.sheet.fonts import FontSet
from app.sheet.model import PlacedChar
from app.sheet.mupdf_lock import MUPDF

BLURS = (0.45, 0.6, 0.75, 0.95, 1.2, 1.5, 1.9)
"""Pixels at the working resolution; what a page has is rounded to one of these, or caches would never be hit."""
GAINS = (0.0, 0.15, 0.3)
_EM_PX = 144
_PAD_PX = 20
_PIXEL = 0.29  # spread of the square that a pixel is
_NOISE = 0.10
_FORGIVEN = (0.05, 0.5, 0.5, 0.12, 0.15)
_STRANGE = 0.35
_FIRM = np.diag([0.05, 0.05, 1e-3, 1e-3])
_MOST_BYTES = 160 << 20
_MOST_MASTERS = 600
_MOST_SHARP = 16_000


class GlyphLook(NamedTuple):
    """How a page looks: its blur and ink gain (places in the tables above) and the working resolution."""

    blur: int
    gain: int
    dpi: int


class GlyphShape(NamedTuple):
    """The cell that glyphs are set into, in hundredths of a mm: templates of one shape are compared."""

    width: int
    em: int


class BoxKind(NamedTuple):
    """Templates of a character and of all that could stand in its place, the expected one first, blank paper last.

    ``rows``: the templates (float32, a row each), then their squares; ``own``, ``free``: their energy, and what is
    forgiven of each as seen by itself; ``whiten``: makes what is forgiven independent; ``apart``: what each leaves
    unexplained where the expected one was printed. ``lean``: how the expected one grows to the right, down, blacker and
    under a veil (float32, a row each), ``normal`` how alike these are, ``solved`` its inverse.
    """

    chars: tuple[str, ...]
    size: tuple[int, int]
    rows: NDArray[np.float32]
    own: NDArray[Any]
    free: NDArray[Any]
    whiten: NDArray[Any]
    apart: NDArray[Any]
    lean: NDArray[np.float32]
    normal: NDArray[Any]
    solved: NDArray[Any]

    def ink(self, number: int) -> Grey:
        """How one of them looks."""
        return np.asarray(self.rows[number].reshape(self.size))

    @property
    def nbytes(self) -> int:
        """What keeping this takes."""
        return self.rows.nbytes + self.whiten.nbytes + self.lean.nbytes + 4096


def shape_of(char: PlacedChar, size_pt: float) -> GlyphShape:
    """Of the cell of a character."""
    return GlyphShape(round(char.width * 100), round(size_pt * MM / 72 * 100))


class Templates:
    """Templates of the fonts in use."""

    def __init__(self, fonts: FontSet) -> None:
        self._fonts = fonts
        self._mupdf: dict[str, Any] = {}
        self._found: dict[tuple[str, str], tuple[str, int]] = {}
        self._masters: OrderedDict[tuple[str, int], Bytes] = OrderedDict()
        self._sharps: OrderedDict[tuple[str, int, GlyphShape, int], Bytes] = OrderedDict()
        self._kinds: OrderedDict[tuple[str, str, GlyphShape, GlyphLook], BoxKind] = OrderedDict()
        self.bytes = 0

    def size(self, shape: GlyphShape, dpi: int) -> tuple[int, int]:
        """Width and height in pixels of a box with a pixel around the cell."""
        pixel = dpi / MM / 100
        return int(np.ceil(shape.width * pixel)) + 2, int(np.ceil(shape.em * pixel)) + 2

    def ink(self, char: str, role: str, shape: GlyphShape, look: GlyphLook) -> Grey:
        """How a character looks in a cell, without keeping it."""
        return np.asarray(self._inks((char,), role, shape, look)[0])

    def sharp(self, char: str, role: str, shape: GlyphShape, dpi: int) -> Bytes:
        """How much of each pixel a character covers."""
        if not char:
            return np.zeros(self.size(shape, dpi)[::-1], np.uint8)
        font, glyph = self._find(char, role)
        return self._sharp(font, char, glyph, shape, dpi)

    def prepare(self, boxes: Iterable[tuple[str, str, GlyphShape]], dpi: int) -> None:
        """Draw characters, each of a role and in a cell, that will be asked for."""
        due: dict[tuple[str, GlyphShape], set[str]] = {}
        for char, role, shape in boxes:
            due.setdefault((role, shape), set()).add(char)
        for (role, shape), chars in due.items():
            self._prepare(role, sorted(chars), shape, dpi)

    def kind(self, char: str, role: str, others: tuple[str, ...], shape: GlyphShape, look: GlyphLook) -> BoxKind:
        """The templates of a character, of the others and of blank paper."""
        key = (char, role, shape, look)
        found = self._kinds.get(key)
        if found is None:
            self._prepare(role, (char, *others), shape, look.dpi)
            chars = (char, *others, "")
            found = self._kinds[key] = _kind(chars, self._inks(chars, role, shape, look))
            self.bytes += found.nbytes
            while self.bytes > _MOST_BYTES and len(self._kinds) > 1:
                self.bytes -= self._kinds.popitem(last=False)[1].nbytes
        else:
            self._kinds.move_to_end(key)
        return found

    def _find(self, char: str, role: str) -> tuple[str, int]:
        found = self._found.get((char, role))
        if found is None:
            found = self._found[char, role] = self._fonts.find(char, role)
        return found

    def _inks(self, chars: Sequence[str], role: str, shape: GlyphShape, look: GlyphLook) -> Grey:
        """How these look: one picture each."""
        return blurred(np.stack([self.sharp(char, role, shape, look.dpi) for char in chars]), look)

    def _sharp(self, font: str, char: str, glyph: int, shape: GlyphShape, dpi: int) -> Bytes:
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
            large = cv2.GaussianBlur(self._master(font, char, glyph), (0, 0), _PIXEL * across, sigmaY=_PIXEL * down)
            x = _PAD_PX + (0.5 - 1 - offset * pixel) * across - 0.5
            matrix = np.array([[across, 0, x], [0, down, _PAD_PX + (0.5 - 1) * down - 0.5]])
            found = self._sharps[key] = np.asarray(
                cv2.warpAffine(large, matrix, self.size(shape, dpi), flags=cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP),
                np.uint8,
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

    def _prepare(self, role: str, chars: Iterable[str], shape: GlyphShape, dpi: int) -> None:
        """Draw what is not there yet all at once, which is many times faster than one by one."""
        due: dict[str, list[str]] = {}
        for char in chars:
            font, glyph = self._find(char, role)
            if (font, glyph) not in self._masters and (font, glyph, shape, dpi) not in self._sharps:
                due.setdefault(font, []).append(char)
        for font, own in due.items():
            self._draw(font, own)

    def _draw(self, font: str, chars: Sequence[str]) -> None:
        side = _EM_PX + 2 * _PAD_PX
        with MUPDF:
            own = self._mupdf.get(font)
            if own is None:
                own = self._mupdf[font] = pymupdf.Font(fontbuffer=self._fonts.roles[font].data)
            pixels = mupdf.fz_new_pixmap(mupdf.fz_device_gray(), side * len(chars), side, mupdf.FzSeparations(), 0)
            mupdf.fz_clear_pixmap_with_value(pixels, 255)
            text = mupdf.fz_new_text()
            for place, char in enumerate(chars):
                at = mupdf.FzMatrix(_EM_PX, 0, 0, -_EM_PX, place * side + _PAD_PX, _PAD_PX + 0.88 * _EM_PX)
                glyph = self._fonts.roles[font].glyph(char)
                mupdf.fz_show_glyph(text, own.this, at, glyph, ord(char), 0, 0, mupdf.FZ_BIDI_LTR, mupdf.FZ_LANG_UNSET)
            device = mupdf.fz_new_draw_device(mupdf.FzMatrix(), pixels)
            mupdf.fz_fill_text(
                device, text, mupdf.FzMatrix(), mupdf.fz_device_gray(), (0.0,), 1.0, mupdf.FzColorParams()
            )
            mupdf.fz_close_device(device)
            seen = pymupdf.Pixmap("raw", pixels)
            grey = np.frombuffer(seen.samples, np.uint8).reshape(seen.height, seen.stride)
        for place, char in enumerate(chars):
            self._masters[font, self._fonts.roles[font].glyph(char)] = 255 - grey[:, place * side : (place + 1) * side]
        while len(self._masters) > _MOST_MASTERS:
            self._masters.popitem(last=False)


def blurred(sharp: Grey, look: GlyphLook) -> Grey:
    """Glyphs (0 to 255, one picture each) as a page of this look shows them: all at once, with room between them."""
    count, rows, columns = sharp.shape
    room = int(np.ceil(4 * BLURS[look.blur])) + 1
    stack = np.zeros((count, rows + room, columns), np.float32)
    np.multiply(sharp, np.float32(1 / 255), out=stack[:, :rows], casting="unsafe")
    tall = stack.reshape(-1, columns)
    soft = cv2.GaussianBlur(tall, (0, 0), BLURS[look.blur], borderType=cv2.BORDER_CONSTANT)
    made = soft.reshape(stack.shape)[:, :rows]
    return np.asarray(np.minimum(made * np.float32(1 + GAINS[look.gain]), 1), np.float32)


def _slopes(ink: Grey) -> tuple[Grey, Grey]:
    """To the right and down, nothing being around; so that moving the difference to the other factor only turns its
    sign."""
    right, down = np.zeros_like(ink), np.zeros_like(ink)
    right[..., :-1] += 0.5 * ink[..., 1:]
    right[..., 1:] -= 0.5 * ink[..., :-1]
    down[..., :-1, :] += 0.5 * ink[..., 1:, :]
    down[..., 1:, :] -= 0.5 * ink[..., :-1, :]
    return right, down


def _kind(chars: tuple[str, ...], stack: Grey) -> BoxKind:
    count, pixels = len(stack), stack[0].size
    free = np.empty((count, len(_FORGIVEN), pixels), np.float32)
    rows = np.concatenate([stack, stack * stack]).reshape(2 * count, pixels)
    right, down = _slopes(stack)
    free[:, 0] = _FORGIVEN[0]
    free[:, 1] = right.reshape(count, -1) * _FORGIVEN[1]
    free[:, 2] = down.reshape(count, -1) * _FORGIVEN[2]
    free[:, 3] = rows[:count] * _FORGIVEN[3]
    free[:, 4] = (rows[:count] - rows[count:]) * (4 * _FORGIVEN[4])
    gram = (free @ free.transpose(0, 2, 1)).astype(np.float64) + np.eye(len(_FORGIVEN)) * _NOISE**2
    seen = (free @ rows[:count, :, None])[:, :, 0].astype(np.float64)
    own = np.einsum("ij,ij->i", rows[:count], rows[:count], dtype=np.float64)
    lean = np.stack([right[0].ravel(), down[0].ravel(), rows[0], np.ones(pixels, np.float32)])
    whiten = np.linalg.inv(np.linalg.cholesky(gram))
    normal = (lean @ lean.T).astype(np.float64)
    solved = np.linalg.inv(normal + _FIRM)
    kind = BoxKind(chars, stack[0].shape, rows, own, seen, whiten, own, lean, normal, solved)
    return kind._replace(apart=unexplained(stack[0], kind))


def unexplained(ink: Grey, kind: BoxKind) -> NDArray[Any]:
    """Squared error of a box's ink by each template after what is forgiven."""
    right, down = _slopes(ink)
    seen = (kind.rows @ np.stack([ink.ravel(), right.ravel(), down.ravel()], axis=1)).astype(np.float64)
    count = len(kind.chars)
    flat, square = seen[:count], seen[count:, 0]
    free = np.empty((count, len(_FORGIVEN)))
    free[:, 0] = float(ink.sum()) * _FORGIVEN[0]
    free[:, 1] = flat[:, 1] * -_FORGIVEN[1]
    free[:, 2] = flat[:, 2] * -_FORGIVEN[2]
    free[:, 3] = flat[:, 0] * _FORGIVEN[3]
    free[:, 4] = (flat[:, 0] - square) * (4 * _FORGIVEN[4])
    away = (kind.whiten @ (free - kind.free)[:, :, None])[:, :, 0]
    whole = float(np.vdot(ink, ink)) - 2 * flat[:, 0] + kind.own
    return np.asarray(np.maximum(whole - (away * away).sum(axis=1), 0.0))


def drift(ink: Grey, kind: BoxKind) -> tuple[float, float, float, float]:
    """How far (px) ink lies from the expected glyph to the right and down, and how well each is told.

    Ink of another glyph tells nothing.
    """
    flat = ink.ravel()
    seen = (kind.lean @ flat).astype(np.float64)
    answer = kind.solved @ seen
    energy = float(np.vdot(flat, flat))
    left = energy - 2 * float(answer @ seen) + float(answer @ kind.normal @ answer)
    if answer[2] < 0.2 or left > _STRANGE * (energy - seen[3] ** 2 / flat.size):
        return 0.0, 0.0, 0.0, 0.0
    dx, dy = -answer[:2] / answer[2]
    return float(dx), float(dy), float(kind.normal[0, 0]), float(kind.normal[1, 1])
