"""A page as the library draws it, interpreted once: its text, whatever else is drawn, and its pixels. Runs in a limited
child.
"""

from functools import lru_cache
from typing import Any

import numpy as np
import pymupdf
from numpy.typing import NDArray
from pymupdf import extra, mupdf

Box = tuple[float, float, float, float]


class Drawing:
    """``text``: spans as ``Page.get_texttrace`` has them; ``others``: kind and bounds of everything else, as
    ``Page.get_bboxlog`` has them. Places are in points, before any rotation of the page.
    """

    def __init__(self, page: pymupdf.Page, *, annotated: bool) -> None:
        """``annotated``: whether there are annotations or fields; these have text, but are left out of the pixels."""
        self._page = page
        self._drawn: Any = None
        self._kept: list[pymupdf.Pixmap] = []
        self.text: list[dict[str, Any]] = []
        self.others: list[tuple[str, Box]] = []
        if page.rotation:
            self.text = page.get_texttrace()
            self.others = [(kind, tuple(box)) for kind, box in page.get_bboxlog() if not kind.endswith("-text")]
            return
        self._drawn = mupdf.fz_new_display_list_from_page_contents(page.this)
        whole = mupdf.fz_new_display_list_from_page(page.this) if annotated else self._drawn
        tracing = extra.JM_new_texttrace_device(self.text)
        tracing.ptm = mupdf.FzMatrix(1, 0, 0, -1, 0, page.rect.y1)
        _run(whole, tracing)
        _run(whole, _Others(self.others))

    def grey(self, dpi: int) -> NDArray[np.uint8]:
        """``(height, width)``: the page on white. It is overwritten by the next page's of the same size."""
        if self._drawn is None:
            return self._levels(self._page.get_pixmap(dpi=dpi, colorspace=pymupdf.csGRAY, annots=False))
        matrix = mupdf.FzMatrix(dpi / 72, 0, 0, dpi / 72, 0, 0)
        box = mupdf.fz_round_rect(mupdf.fz_transform_rect(mupdf.fz_bound_display_list(self._drawn), matrix))
        raw, seen = _paper(box.x0, box.y0, box.x1, box.y1)
        mupdf.fz_clear_pixmap_with_value(raw, 255)
        device = mupdf.fz_new_draw_device(matrix, raw)
        everywhere = mupdf.FzRect(mupdf.FzRect.Fixed_INFINITE)
        mupdf.fz_run_display_list(self._drawn, device, mupdf.FzMatrix(), everywhere, mupdf.FzCookie())
        mupdf.fz_close_device(device)
        return seen

    def part(self, dpi: int, rect: pymupdf.Rect) -> NDArray[np.uint8]:
        """A part of the page as it is seen."""
        return self._levels(self._page.get_pixmap(dpi=dpi, colorspace=pymupdf.csGRAY, annots=False, clip=rect))

    def _levels(self, pixels: pymupdf.Pixmap) -> NDArray[np.uint8]:
        self._kept.append(pixels)  # what is seen of it does not keep it
        return np.frombuffer(pixels.samples_mv, np.uint8).reshape(pixels.height, pixels.stride)[:, : pixels.width]


@lru_cache(1)
def _paper(x0: int, y0: int, x1: int, y1: int) -> tuple[Any, NDArray[np.uint8]]:
    """Room for a picture, and how it is seen."""
    raw = mupdf.fz_new_pixmap_with_bbox(mupdf.fz_device_gray(), mupdf.FzIrect(x0, y0, x1, y1), mupdf.FzSeparations(), 0)
    levels = np.frombuffer(mupdf.fz_pixmap_samples_memoryview(raw), np.uint8)
    return raw, levels.reshape(y1 - y0, raw.stride())[:, : x1 - x0]


def _run(drawn: Any, device: Any) -> None:
    everywhere = mupdf.FzRect(mupdf.FzRect.Fixed_INFINITE)
    mupdf.fz_run_display_list(drawn, device, mupdf.FzMatrix(), everywhere, mupdf.FzCookie())
    mupdf.fz_close_device(device)


class _Others(mupdf.FzDevice2):  # type: ignore[misc]
    """Is told of everything but text."""

    def __init__(self, found: list[tuple[str, Box]]) -> None:
        super().__init__()
        self._found = found
        self.use_virtual_fill_path()
        self.use_virtual_stroke_path()
        self.use_virtual_fill_shade()
        self.use_virtual_fill_image()
        self.use_virtual_fill_image_mask()

    def _enter(self, kind: str, rect: Any) -> None:
        self._found.append((kind, (rect.x0, rect.y0, rect.x1, rect.y1)))

    def _image(self, kind: str, matrix: Any) -> None:
        """The unit square where it lies."""
        xs = (matrix.e, matrix.e + matrix.a, matrix.e + matrix.c, matrix.e + matrix.a + matrix.c)
        ys = (matrix.f, matrix.f + matrix.b, matrix.f + matrix.d, matrix.f + matrix.b + matrix.d)
        self._found.append((kind, (min(xs), min(ys), max(xs), max(ys))))

    def fill_path(self, _context: Any, path: Any, _even_odd: Any, matrix: Any, *_: Any) -> None:
        self._enter("fill-path", mupdf.ll_fz_bound_path(path, None, matrix))

    def stroke_path(self, _context: Any, path: Any, stroke: Any, matrix: Any, *_: Any) -> None:
        self._enter("stroke-path", mupdf.ll_fz_bound_path(path, stroke, matrix))

    def fill_shade(self, _context: Any, shade: Any, matrix: Any, *_: Any) -> None:
        self._enter("fill-shade", mupdf.ll_fz_bound_shade(shade, matrix))

    def fill_image(self, _context: Any, _image: Any, matrix: Any, *_: Any) -> None:
        self._image("fill-image", matrix)

    def fill_image_mask(self, _context: Any, _image: Any, matrix: Any, *_: Any) -> None:
        self._image("fill-imgmask", matrix)
