"""Both pages as pictures of one size: printed, expected, one over the other, and only what differs.

The expected page is drawn from the record and the form: every item and code is set anew; of the print it takes only the
form's own lines and words, each of which the comparison found where the form has it.
"""

from collections.abc import Sequence
from itertools import groupby
from typing import Any, NamedTuple

import cv2
import numpy as np
import pymupdf
from numpy.typing import NDArray

from app.proof.compared.heights import as_high_as_printed
from app.proof.compared.shown_page import Cell, ShownCode, ShownPage
from app.sheet.fonts import FontSet
from app.sheet.model import Rect
from app.sheet.mupdf_lock import MUPDF
from app.sheet.piece_bars import piece_modules

Pixels = NDArray[np.uint8]
"""``(height, width, 3)``, RGB."""
_PT = 72 / 25.4
_DARK, _GREY = 150, 205
_ROOMY, _NARROWEST = 1.02, 0.2
_NEAR_MM, _SPECK_PX = 0.15, 4
"""Ink so near to ink of the other page is no difference to look at."""
ONLY_EXPECTED, ONLY_PRINTED = (0x00, 0x72, 0xB2), (0xD5, 0x5E, 0x00)
_BARS = {"F": (0.0, 1.0), "A": (0.0, 2 / 3), "D": (1 / 3, 1.0), "T": (1 / 3, 2 / 3)}


class Pair(NamedTuple):
    """The pictures of a page, all of one size."""

    expected: Pixels
    printed: Pixels
    overlay: Pixels
    difference: Pixels
    dpi: float


class Painter:
    """Draws what should be on a page with the program's own fonts; safe from several threads."""

    def __init__(self, fonts: FontSet) -> None:
        self._fonts = fonts
        self._made: dict[str, Any] = {}

    def layer(self, page: ShownPage, dpi: float) -> Pixels:
        """The variable print alone, black on white."""
        with MUPDF, pymupdf.open() as document:
            target = document.new_page(width=page.width * _PT, height=page.height * _PT)
            groups: dict[tuple[bool, float], list[Cell]] = {}
            for one in page.expected:
                groups.setdefault((one.turned, self._squeezed(one)), []).append(one)
            for (turned, squeezed), cells in groups.items():
                self._write(target, page, cells, turned=turned, squeezed=squeezed)
            for code in page.codes:
                for bar in bars_of(code):
                    target.draw_rect(pymupdf.Rect(*(value * _PT for value in bar)), color=None, fill=(0, 0, 0))
            pixels = target.get_pixmap(matrix=pymupdf.Matrix(dpi / 72, dpi / 72), colorspace=pymupdf.csRGB)
            return np.frombuffer(pixels.samples, np.uint8).reshape(pixels.height, pixels.width, 3).copy()

    def _squeezed(self, cell: Cell) -> float:
        """How much narrower than by itself a character is set, as digits at half an em are; 1 where there is room."""
        font, char = self._font(cell)
        natural = font.glyph_advance(ord(char)) * cell.size_pt
        room = cell.rect.width * _PT
        return 1.0 if natural <= room * _ROOMY else max(round(room / natural, 2), _NARROWEST)

    def _write(self, target: Any, page: ShownPage, cells: list[Cell], *, turned: bool, squeezed: float) -> None:
        writer = pymupdf.TextWriter(target.rect)
        for cell in cells:
            rect = cell.rect
            if turned:  # written upright on the page as it lies the other way round, which is then turned
                rect = Rect(page.width - rect.x1, page.height - rect.y1, page.width - rect.x0, page.height - rect.y0)
            font, char = self._font(cell)
            baseline = rect.y1 - 0.12 * cell.size_pt / _PT
            writer.append((rect.x0 * _PT / squeezed, baseline * _PT), char, font=font, fontsize=cell.size_pt)
        writer.write_text(target, color=(0, 0, 0), morph=_laid(target.rect, turned=turned, squeezed=squeezed))

    def _font(self, cell: Cell) -> tuple[Any, str]:
        role, glyph = self._fonts.find(cell.text, self.role(cell.font))
        return self._of(role), cell.text if glyph else "〓"

    def _of(self, role: str) -> Any:
        if role not in self._made:
            self._made[role] = pymupdf.Font(fontbuffer=self._fonts.roles[role].data)
        return self._made[role]

    def role(self, font: str) -> str:
        """Which of the program's fonts a form means: a measured one names it as the print does."""
        named = (role for role in self._fonts.roles if role == font or self._of(role).name.split(" ")[0] == font)
        return next(named, "text") if font else "text"


def _laid(whole: Any, *, turned: bool, squeezed: float) -> Any:
    """Where what was written wider lies on the page: a point that stays, and what is done about it."""
    if turned:
        # About the middle of what was written, which lies to the right of the page's own.
        return pymupdf.Point(0, 0), pymupdf.Matrix(-squeezed, 0, 0, -1, whole.width, -whole.height)
    return (pymupdf.Point(0, 0), pymupdf.Matrix(squeezed, 1)) if squeezed != 1 else None


def bars_of(code: ShownCode) -> list[Rect]:
    """The bars of a code in its place (mm)."""
    rect = code.rect
    if code.customer:
        pitch = rect.width / max(len(code.text) - 0.5, 1)
        rows = [
            (rect.x0 + at * pitch, pitch / 2, *(rect.y0 + share * rect.height for share in _BARS[kind]))
            for at, kind in enumerate(code.text)
            if kind in _BARS
        ]
        bars = [Rect(x, y0, x + width, y1) for x, width, y0, y1 in rows]
    elif code.text.isascii() and code.text.isprintable():
        modules = piece_modules(code.text)
        width, bars, at = rect.width / len(modules), [], 0
        for kind, run in groupby(modules):
            count = len(list(run))
            if kind == "1":
                bars.append(Rect(rect.x0 + at * width, rect.y0, rect.x0 + (at + count) * width, rect.y1))
            at += count
    else:
        bars = []
    if not code.turned:
        return bars
    across, down = rect.x0 + rect.x1, rect.y0 + rect.y1
    return [Rect(across - bar.x1, down - bar.y1, across - bar.x0, down - bar.y0) for bar in bars]


def pair_of(printed: Pixels, page: ShownPage, painter: Painter, dpi: float) -> Pair:
    """All pictures of a page whose print looks like this."""
    page = as_high_as_printed(page, printed, dpi)
    expected = _without(printed, page.variable, dpi)
    layer = painter.layer(page, dpi)
    height, width = min(layer.shape[0], printed.shape[0]), min(layer.shape[1], printed.shape[1])
    expected[:height, :width] = np.minimum(expected[:height, :width], layer[:height, :width])
    return pair_from(expected, printed, printed, dpi, [code.rect for code in page.codes])


def pair_from(expected: Pixels, printed: Pixels, ink: Pixels, dpi: float, codes: Sequence[Rect] = ()) -> Pair:
    """All pictures of two that are of one size. ``ink``: what is compared of the printed one; ``codes``: where bars
    stand (mm), whose corners are grey by chance.
    """
    want, got = _dark(expected), _dark(ink)
    near = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (2 * round(_NEAR_MM / 25.4 * dpi) + 1,) * 2)
    overlay = np.full_like(printed, 255)
    overlay[want & got] = (0x30, 0x30, 0x30)
    overlay[want & ~got] = ONLY_EXPECTED
    overlay[got & ~want] = ONLY_PRINTED
    # Thin strokes of the other page are grey.
    lost = want & ~_grown(_dark(ink, _GREY), near)
    more = got & ~_grown(_dark(expected, _GREY), near)
    for rect in codes:
        for mask in (lost, more):
            _without_specks(mask, rect, dpi / 25.4)
    difference = np.full_like(printed, 255)
    difference[want & got] = (0xE4, 0xE4, 0xE4)
    # What is left of a stroke is shown whole, or nobody finds it.
    difference[_grown(lost, near) & want] = ONLY_EXPECTED
    difference[_grown(more, near) & got] = ONLY_PRINTED
    return Pair(expected, printed, overlay, difference, dpi)


def _dark(pixels: Pixels, below: int = _DARK) -> NDArray[np.bool_]:
    return np.asarray(pixels.min(axis=2) < below)


def _grown(mask: NDArray[np.bool_], by: Any) -> NDArray[np.bool_]:
    return np.asarray(cv2.dilate(mask.astype(np.uint8), by) > 0)


def _without_specks(mask: NDArray[np.bool_], rect: Rect, scale: float) -> None:
    """Take what is smaller than any part of a bar out of a mask within a rectangle (mm)."""
    rows = slice(max(int(rect.y0 * scale) - 2, 0), int(rect.y1 * scale) + 3)
    columns = slice(max(int(rect.x0 * scale) - 2, 0), int(rect.x1 * scale) + 3)
    part = mask[rows, columns]
    if not part.any():
        return
    _, which, figures, _ = cv2.connectedComponentsWithStats(part.astype(np.uint8))
    mask[rows, columns] = part & (figures[:, cv2.CC_STAT_AREA] > _SPECK_PX)[which]


def _without(printed: Pixels, rects: tuple[Rect, ...], dpi: float) -> Pixels:
    """The print without what varies: each place in the colour that is around it."""
    out = printed.copy()
    scale = dpi / 25.4
    height, width = out.shape[:2]
    for rect in rects:
        x0, y0 = max(int(rect.x0 * scale) - 1, 0), max(int(rect.y0 * scale) - 1, 0)
        x1, y1 = min(int(rect.x1 * scale) + 2, width), min(int(rect.y1 * scale) + 2, height)
        if x1 <= x0 or y1 <= y0:
            continue
        edge = np.concatenate([printed[y0, x0:x1], printed[y1 - 1, x0:x1], printed[y0:y1, x0], printed[y0:y1, x1 - 1]])
        out[y0:y1, x0:x1] = np.percentile(edge, 75, axis=0).astype(np.uint8)
    return out
