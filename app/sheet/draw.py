"""Sheets as pictures and as PDF (PyMuPDF). All ink is vectors and embedded fonts; nothing is a bitmap."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby
from typing import Any

import pymupdf

from app.notice.model import Side
from app.sheet.fonts import FontSet
from app.sheet.form_model import Form
from app.sheet.glyph_text import PrintFonts, packed_to_unicode, print_fonts
from app.sheet.ink import PT_PER_MM, font_name, form_ink, in_mm, page_ink
from app.sheet.model import SIDES, Rect, Sheet
from app.sheet.mupdf_lock import MUPDF
from app.sheet.watermark import mark_ink

_HARDLY = 1e-7
_GROUNDS = 6
"""Pictures kept: every face of a sheet on screen at once, and one in another size."""
_TITLE = "保険料納入告知額・領収済額通知書"


@dataclass(frozen=True, slots=True)
class Picture:
    """Pixels of one page: ``rgb`` holds ``height`` rows of ``width`` × 3 bytes."""

    width: int
    height: int
    rgb: bytes


def unsnapped(dpi: float) -> pymupdf.Matrix:
    """The matrix of this resolution, turned by next to nothing: else baselines would be moved to whole pixels."""
    return pymupdf.Matrix(dpi / 72, _HARDLY, -_HARDLY, dpi / 72, 0.0, 0.0)


class Drawer:
    """Draws sheets of the given forms. One document with the fonts in it is kept for all pictures."""

    def __init__(self, fonts: FontSet, forms: Iterable[Form], mark: str = "") -> None:
        """``mark``: a word that stands all over the pictures, beneath the print; files are marked when they leave."""
        self._fonts = print_fonts(fonts)
        self._forms = {form.name: form for form in forms}
        self._mark = mark
        self._ink: dict[tuple[str, Side], str] = {}
        self._canvas = _Canvas(self._fonts, read=False)
        self._pages: dict[tuple[str, Side], _CanvasPage] = {}
        self._own: dict[tuple[str, Side], _CanvasPage] = {}
        self._grounds: dict[tuple[Any, ...], pymupdf.Pixmap] = {}
        self._sides: dict[tuple[str, int], _CanvasPage] = {}

    def prepare(self) -> None:
        """Put the fonts in and lay a page for each face: what the first picture would wait for. For a worker."""
        with MUPDF:
            for form in self._forms.values():
                for side in SIDES:
                    self._blank(form, side)

    def picture(self, sheet: Sheet, page: Side, dpi: float, clip: Rect | None = None) -> Picture:
        """One panel, or the part of it inside ``clip`` (mm), as pixels. ``KeyError`` if its form was not given."""
        with MUPDF:
            return self._picture(sheet, page, dpi, clip)

    def _picture(self, sheet: Sheet, page: Side, dpi: float, clip: Rect | None) -> Picture:
        form = self._forms[sheet.form]
        panel = form.panel(page)
        target = self._blank(form, page)
        self._canvas.write(target, in_mm(page_ink(sheet.page(page), form, self._fonts), panel.height))
        part = None if clip is None else pymupdf.Rect(*(value * PT_PER_MM for value in clip))
        pixels = _print_over(self._ground(form, page, dpi, part), self._canvas.document[target.number], dpi)
        return Picture(pixels.width, pixels.height, bytes(pixels.samples_mv))

    def _blank(self, form: Form, page: Side) -> "_CanvasPage":
        """The page that holds what is printed on this face, and nothing of the form."""
        if (form.name, page) not in self._own:
            panel = form.panel(page)
            self._own[form.name, page] = self._canvas.add(panel.width, panel.height, [])
        return self._own[form.name, page]

    def _ground(self, form: Form, page: Side, dpi: float, part: pymupdf.Rect | None) -> pymupdf.Pixmap:
        """What all sheets of a form have in common there: it takes longer to draw than what is printed over it."""
        key = (form.name, page, dpi, None if part is None else tuple(part))
        found = self._grounds.get(key)
        if found is None:
            at = (form.name, page)
            if at not in self._pages:
                panel = form.panel(page)
                mark = in_mm(mark_ink(self._mark, panel.width, panel.height), panel.height) if self._mark else b""
                self._pages[at] = self._canvas.add(panel.width, panel.height, [(form, page, (0.0, 0.0))], mark)
                self._canvas.write(self._pages[at], self._stream(None, page, panel.height, (0.0, 0.0), form))
            shown = self._canvas.document[self._pages[at].number]
            found = shown.get_pixmap(matrix=pymupdf.Matrix(dpi / 72, dpi / 72), clip=part)
            while len(self._grounds) >= _GROUNDS:
                del self._grounds[next(iter(self._grounds))]
            self._grounds[key] = found
        return found

    def grey(self, form: Form, side: int, sheet: Sheet | None, dpi: float) -> Picture:
        """One side of the paper (0, 1) in grey, ``rgb`` a byte a pixel; without a sheet what all notices share."""
        with MUPDF:
            key = (form.name, side)
            width, height, panels = list(_pages(form, imposed=True))[side]
            if key not in self._sides:
                self._sides[key] = self._canvas.add(width, height, [(form, panel, at) for panel, at in panels])
            target = self._sides[key]
            streams = [self._stream(sheet, panel, height, at, form) for panel, at in panels]
            self._canvas.write(target, b"".join(streams))
            page = self._canvas.document[target.number]
            pixels = page.get_pixmap(matrix=unsnapped(dpi), colorspace=pymupdf.csGRAY)
            return Picture(pixels.width, pixels.height, bytes(pixels.samples))

    def pdf(self, sheets: Iterable[Sheet], *, imposed: bool = False) -> bytes:
        """Three pages (宛名面, 表, 裏) a sheet, or with ``imposed`` the two sides of the paper as it is printed.

        At least one sheet. The same sheets give the same bytes; the metadata say nothing of the notices.
        """
        with MUPDF:
            return self._pdf(sheets, imposed=imposed)

    def _pdf(self, sheets: Iterable[Sheet], *, imposed: bool) -> bytes:
        canvas = _Canvas(self._fonts)
        for sheet in sheets:
            form = self._forms[sheet.form]
            for width, height, panels in _pages(form, imposed=imposed):
                target = canvas.add(width, height, [(form, side, at) for side, at in panels])
                streams = [self._stream(sheet, side, height, at) for side, at in panels]
                canvas.write(target, b"".join(streams))
        return canvas.save()

    def _stream(
        self, sheet: Sheet | None, side: Side, height_mm: float, at: tuple[float, float], form: Form | None = None
    ) -> bytes:
        form = self._forms[sheet.form] if sheet is not None else form
        assert form is not None
        key = (form.name, side)
        if key not in self._ink:
            self._ink[key] = form_ink(form, side, self._fonts)
        own = "" if sheet is None else page_ink(sheet.page(side), form, self._fonts)
        return in_mm(f"{self._ink[key]}\n{own}", height_mm, at)


def _pages(form: Form, *, imposed: bool) -> Iterator[tuple[float, float, list[tuple[Side, tuple[float, float]]]]]:
    """Width, height (mm) and panels of every page that one sheet makes."""
    paper = form.paper
    if not imposed:
        for side in SIDES:
            yield form.panel(side).width, form.panel(side).height, [(side, (0.0, 0.0))]
        return
    for _, spots in groupby(paper.spots, key=lambda spot: spot.page):
        places = [(spot.panel, paper.panels[spot.panel]) for spot in spots]
        yield paper.width, paper.height, [(side, (place.x0, place.y0)) for side, place in places]


def _print_over(ground: pymupdf.Pixmap, page: Any, dpi: float) -> pymupdf.Pixmap:
    """A copy of ``ground`` with the page's ink over it, as if both had been drawn at once."""
    mupdf = pymupdf.mupdf
    pixels = pymupdf.Pixmap(ground, 0)
    scale = dpi / 72
    device = mupdf.fz_new_draw_device(mupdf.FzMatrix(scale, 0, 0, scale, 0, 0), pixels.this)
    everywhere = mupdf.FzRect(mupdf.FzRect.Fixed_INFINITE)
    listed = page.get_displaylist()
    mupdf.fz_run_display_list(listed.this, device, mupdf.FzMatrix(), everywhere, mupdf.FzCookie())
    mupdf.fz_close_device(device)
    return pixels


@dataclass(frozen=True, slots=True)
class _CanvasPage:
    """A page of a canvas: its number and the stream that holds the ink."""

    number: int
    xref: int
    height_mm: float


class _Canvas:
    """A document whose pages take ready-made content streams; each font is put in once."""

    def __init__(self, fonts: PrintFonts, *, read: bool = True) -> None:
        """``read``: whether anybody may want the text back, and not only the pictures."""
        self.document: Any = pymupdf.open()
        self._read = read
        self._fonts = fonts
        self._font_table = ""
        self._artwork: dict[str, Any] = {}

    def add(
        self, width: float, height: float, panels: list[tuple[Form, Side, tuple[float, float]]], beneath: bytes = b""
    ) -> _CanvasPage:
        """A new page (mm), with the official artwork of those panels whose form has one, and a stream over that which
        stays there beneath the ink.
        """
        document = self.document
        page = document.new_page(width=width * PT_PER_MM, height=height * PT_PER_MM)
        for form, side, at in panels:
            if form.background is not None:
                self._show_artwork(page, form, side, at)
        if not self._font_table:
            self._font_table = self._embed(page)
        kind, value = document.xref_get_key(page.xref, "Resources")
        owner, key = (int(value.split()[0]), "Font") if kind == "xref" else (page.xref, "Resources/Font")
        document.xref_set_key(owner, key, self._font_table)
        own = [self._new_stream(content) for content in (beneath, b" ") if content]
        contents = [*page.get_contents(), *own]
        document.xref_set_key(page.xref, "Contents", "[" + " ".join(f"{xref} 0 R" for xref in contents) + "]")
        return _CanvasPage(page.number, own[-1], height)

    def _new_stream(self, content: bytes) -> int:
        xref: int = self.document.get_new_xref()
        self.document.update_object(xref, "<<>>")
        self.document.update_stream(xref, content, new=True)
        return xref

    def _embed(self, page: Any) -> str:
        """Put the fonts in. It needs a page; their objects are then shared by all pages through this table."""
        entries = []
        for role, font in self._fonts.fonts.roles.items():
            xref = page.insert_font(fontname=font_name(role), fontbuffer=font.data)
            entries.append(f"/{font_name(role)} {xref} 0 R")
            if not self._read:
                continue
            _, target = self.document.xref_get_key(xref, "ToUnicode")
            cmap = int(target.split()[0])
            self.document.update_stream(cmap, packed_to_unicode(font), compress=False)
            self.document.xref_set_key(cmap, "Filter", "/FlateDecode")
        return f"<<{''.join(entries)}>>"

    def _show_artwork(self, page: Any, form: Form, side: Side, at: tuple[float, float]) -> None:
        if form.name not in self._artwork:
            self._artwork[form.name] = pymupdf.open(stream=form.artwork, filetype="pdf")
        panel = form.panel(side)
        corners = (at[0], at[1], at[0] + panel.width, at[1] + panel.height)
        place = pymupdf.Rect(*(value * PT_PER_MM for value in corners))
        page.show_pdf_page(place, self._artwork[form.name], SIDES.index(side))

    def write(self, page: _CanvasPage, stream: bytes) -> None:
        """Replace the page's ink. What is only looked at is read again at once: packing it would take longer."""
        self.document.update_stream(page.xref, stream, compress=self._read)

    def save(self) -> bytes:
        """The document with only those glyphs that are used."""
        self.document.set_metadata({"title": _TITLE, "producer": "Kenpan", "creator": "Kenpan"})
        self.document.subset_fonts()
        data: bytes = self.document.tobytes(garbage=3, deflate=True, no_new_id=True)
        return data
