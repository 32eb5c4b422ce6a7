"""A page as the library draws it, interpreted once: its text, whatever else is drawn, and its pixels. Runs in a limited
child.
"""

import math
from collections.abc import Sequence
from functools import cached_property, lru_cache
from typing import Any, NamedTuple

import numpy as np
import pymupdf
from numpy.typing import NDArray
from pymupdf import extra, mupdf

Box = tuple[float, float, float, float]
_FAR, _AROUND_PX = 1e6, 2
EVERYWHERE: Box = (-math.inf, -math.inf, math.inf, math.inf)


class Drawing:
    """Places are in points, before any rotation of the page."""

    def __init__(self, page: pymupdf.Page, *, annotated: bool) -> None:
        """``annotated``: whether there are annotations or fields; these have text, but are left out of the pixels."""
        self._page = page
        self._kept: list[pymupdf.Pixmap] = []
        self._drawn: Any = None if page.rotation else mupdf.fz_new_display_list_from_page_contents(page.this)
        self._whole = self._drawn
        if annotated and not page.rotation:
            self._whole = mupdf.fz_new_display_list_from_page(page.this)

    @cached_property
    def text(self) -> list[dict[str, Any]]:
        """Spans as ``Page.get_texttrace`` has them."""
        if self._drawn is None:
            return list(self._page.get_texttrace())
        return self.text_in([EVERYWHERE])[0]

    @cached_property
    def others(self) -> list[tuple[str, Box]]:
        """Kind and bounds of everything else, as ``Page.get_bboxlog`` has them."""
        if self._drawn is None:
            return [(kind, tuple(box)) for kind, box in self._page.get_bboxlog() if not kind.endswith("-text")]
        return self.others_in([EVERYWHERE])[0]

    def text_in(self, areas: Sequence[Box]) -> list[list[dict[str, Any]]]:
        """For each area (points) the spans that may have ink there, each of them whole; no turned page."""
        found: list[list[dict[str, Any]]] = []
        for area in areas:
            found.append([])
            tracing = extra.JM_new_texttrace_device(found[-1])
            tracing.ptm = mupdf.FzMatrix(1, 0, 0, -1, 0, self._page.rect.y1)
            _run(self._whole, tracing, area)
        return found

    def others_in(self, areas: Sequence[Box]) -> list[list[tuple[str, Box]]]:
        """The same of everything else."""
        found: list[list[tuple[str, Box]]] = []
        for area in areas:
            found.append([])
            _run(self._whole, _Others(found[-1]), area)
        return found

    def grey(self, dpi: int) -> NDArray[np.uint8]:
        """``(height, width)``: the page on white. It is overwritten by the next page's of the same size."""
        if self._drawn is None:
            return self._levels(self._page.get_pixmap(dpi=dpi, colorspace=pymupdf.csGRAY, annots=False))
        box = mupdf.fz_round_rect(mupdf.fz_transform_rect(mupdf.fz_bound_display_list(self._drawn), _scale(dpi)))
        paper = _shared_paper(box.x0, box.y0, box.x1, box.y1)
        self._draw(paper.raw, dpi, EVERYWHERE)
        return paper.grey

    def redraw(self, dpi: int, paper: "Paper", rows: Sequence[tuple[int, int]]) -> None:
        """Draw these rows of the page anew on a paper of its size."""
        left, right = paper.raw.x(), paper.raw.x() + paper.raw.w()
        for first, stop in rows:
            box = mupdf.FzIrect(left, paper.raw.y() + first, right, paper.raw.y() + stop)
            low, high = ((paper.raw.y() + row) * 72 / dpi for row in (first - _AROUND_PX, stop + _AROUND_PX))
            self._draw(mupdf.fz_new_pixmap_from_pixmap(paper.raw, box), dpi, (-_FAR, low, _FAR, high))

    def _draw(self, raw: Any, dpi: int, area: Box) -> None:
        mupdf.fz_clear_pixmap_with_value(raw, 255)
        _run(self._drawn, mupdf.fz_new_draw_device(_scale(dpi), raw), area)

    def part(self, dpi: int, rect: pymupdf.Rect) -> NDArray[np.uint8]:
        """A part of the page as it is seen."""
        return self._levels(self._page.get_pixmap(dpi=dpi, colorspace=pymupdf.csGRAY, annots=False, clip=rect))

    def _levels(self, pixels: pymupdf.Pixmap) -> NDArray[np.uint8]:
        self._kept.append(pixels)  # what is seen of it does not keep it
        return np.frombuffer(pixels.samples_mv, np.uint8).reshape(pixels.height, pixels.stride)[:, : pixels.width]


class Paper(NamedTuple):
    """Room for a picture, and how it is seen."""

    raw: Any
    grey: NDArray[np.uint8]


def paper_of(x0: int, y0: int, x1: int, y1: int) -> Paper:
    """Paper with these pixels."""
    raw = mupdf.fz_new_pixmap_with_bbox(mupdf.fz_device_gray(), mupdf.FzIrect(x0, y0, x1, y1), mupdf.FzSeparations(), 0)
    levels = np.frombuffer(mupdf.fz_pixmap_samples_memoryview(raw), np.uint8)
    return Paper(raw, levels.reshape(y1 - y0, raw.stride())[:, : x1 - x0])


_shared_paper = lru_cache(1)(paper_of)


@lru_cache(4)
def _scale(dpi: int) -> Any:
    return mupdf.FzMatrix(dpi / 72, 0, 0, dpi / 72, 0, 0)


def _run(drawn: Any, device: Any, area: Box) -> None:
    where = mupdf.FzRect(mupdf.FzRect.Fixed_INFINITE) if area is EVERYWHERE else mupdf.FzRect(*area)
    mupdf.fz_run_display_list(drawn, device, mupdf.FzMatrix(), where, mupdf.FzCookie())
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
