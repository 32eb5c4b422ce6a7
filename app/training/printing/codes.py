"""Piece codes as rectangles in mm: Code 128, QR, DataMatrix, as a contractor puts on its own pieces."""

from collections.abc import Iterable, Sequence
from functools import lru_cache
from itertools import groupby

import numpy as np
import segno
import zxingcpp
from numpy.typing import NDArray

from app.notice.model import NoticeContent
from app.sheet.model import Rect
from app.sheet.piece_bars import piece_modules
from app.training.printing.layout import CodePlace

_QR_ERROR = "m"
_QR_MASK = 3
_RECORDS = 10_000_000


def code_text(place: CodePlace, content: NoticeContent) -> str:
    """What the code says of this notice."""
    name = content.file
    parts = {"letter": name[4], "prefecture": name[6:8], "split": name[8:10]}
    return place.pattern.format(piece_id=content.piece_id, record=content.record % _RECORDS, **parts)


def code_rects(place: CodePlace, text: str) -> tuple[Rect, ...]:
    """Its dark parts on the panel."""
    if place.kind == "code128":
        return tuple(_bars(place, _modules(text)))
    grid = code_grid(place, text)
    return tuple(_cells(grid, place))


def code_bounds(place: CodePlace, text: str) -> Rect:
    """Bounds of the whole symbol, without quiet zone."""
    if place.kind == "code128":
        return Rect(place.x, place.y, place.x + len(_modules(text)) * place.module, place.y + place.height)
    rows, columns = code_grid(place, text).shape
    return Rect(place.x, place.y, place.x + columns * place.module, place.y + rows * place.module)


def code_grid(place: CodePlace, text: str) -> NDArray[np.bool_]:
    """``(rows, columns)``: which modules are dark; Code 128 has one row."""
    if place.kind == "qr":
        return _qr(text)
    if place.kind == "datamatrix":
        return _data_matrix(text)
    return np.array([[module == "1" for module in _modules(text)]])


@lru_cache(64)
def _modules(text: str) -> str:
    return piece_modules(text)


@lru_cache(64)
def _qr(text: str) -> NDArray[np.bool_]:
    made = segno.make_qr(text, error=_QR_ERROR, mask=_QR_MASK)
    return np.array([[bool(one) for one in row] for row in made.matrix])


@lru_cache(64)
def _data_matrix(text: str) -> NDArray[np.bool_]:
    """The library draws it with a module a pixel; its light frame is cut off."""
    made = zxingcpp.create_barcode(text, zxingcpp.BarcodeFormat.DataMatrix)
    dark = np.array(made.to_image(scale=1, add_quiet_zones=False)) < 128
    rows, columns = np.flatnonzero(dark.any(axis=1)), np.flatnonzero(dark.any(axis=0))
    return dark[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1]


def _bars(place: CodePlace, modules: str) -> Iterable[Rect]:
    at = 0
    for kind, run in groupby(modules):
        width = len(list(run))
        if kind == "1":
            left = place.x + at * place.module
            yield Rect(left, place.y, left + width * place.module, place.y + place.height)
        at += width


def _cells(grid: NDArray[np.bool_], place: CodePlace) -> Iterable[Rect]:
    """Runs of dark modules, row by row."""
    for row, cells in enumerate(grid):
        yield from _row_cells(list(cells), place, place.y + row * place.module)


def _row_cells(cells: Sequence[bool], place: CodePlace, top: float) -> Iterable[Rect]:
    at = 0
    for dark, run in groupby(cells):
        width = len(list(run))
        if dark:
            left = place.x + at * place.module
            yield Rect(left, top, left + width * place.module, top + place.module)
        at += width
