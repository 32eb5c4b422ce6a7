"""Printed reports, A4: headings, facts, signs in large type and tables that flow over pages, with page numbers n / N.

The pages are laid out as plain marks first, then painted by PyMuPDF in one go. All text is drawn, none interpreted.
The same content gives the same bytes.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import groupby
from typing import Any, Literal

import pymupdf

from app.progress import Progress, no_progress
from app.reports.pdf_text import drawable, fitted, lines_of, width_pt
from app.sheet.glyph_text import packed_to_unicode
from app.sheet.glyphs import label_font
from app.sheet.mupdf_lock import MUPDF
from app.sheet.page_text import PageText

Colour = tuple[float, float, float]
BLACK, GREY, RED, BLUE = (0.0, 0.0, 0.0), (0.4, 0.4, 0.4), (0.72, 0.0, 0.0), (0.05, 0.25, 0.5)
_PALE, _LINE, _WATERMARK = (0.91, 0.94, 0.96), (0.6, 0.64, 0.68), (0.95, 0.9, 0.9)

MM = 72 / 25.4
WIDTH, HEIGHT = 210 * MM, 297 * MM
LEFT, RIGHT, TOP, BOTTOM = 12 * MM, 198 * MM, 18 * MM, 282 * MM
"""The page and, on it, the area that content keeps to; points from the top left."""

_PAD, _LEADING, _ASCENT = 2.0, 1.3, 0.88
_BODY = 7.0
_STAMP = 130 * MM
_LEAST = 60.0  # what is begun at the foot of a page shows at least this much there

Align = Literal["left", "centre", "right"]
Box = tuple[float, float, float, float]


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a table; ``width`` is a share, the columns together fill the line."""

    title: str
    width: float
    align: Align = "left"


@dataclass(frozen=True, slots=True)
class Cell:
    """Text of a table in another colour or size."""

    text: str
    colour: Colour = BLACK
    size: float = _BODY


Row = Sequence[str | Cell]


@dataclass(frozen=True, slots=True)
class _Text:
    x: float
    baseline: float
    text: str
    size: float
    colour: Colour


@dataclass(frozen=True, slots=True)
class _Rect:
    box: Box
    line: Colour | None
    fill: Colour | None
    width: float = 0.4


@dataclass(frozen=True, slots=True)
class _Page:
    texts: list[_Text] = field(default_factory=list)
    rects: list[_Rect] = field(default_factory=list)


class Report:
    """One report in the making. ``head`` stands at the top of every page, ``foot`` at its bottom, ``watermark`` large
    and pale behind everything: what a page must say even if it lies alone on a desk. ``number`` goes before n / N.
    """

    def __init__(self, title: str, head: str = "", foot: str = "", watermark: str = "", number: str = "") -> None:
        self._title, self._head, self._foot, self._watermark, self._number = title, head, foot, watermark, number
        self._pages: list[_Page] = []
        self._y = 0.0
        self.new_page()
        self._write(LEFT, title, 15, BLACK)
        self._y += 15 * _LEADING + 4

    @property
    def pages(self) -> int:
        """How many pages there are so far."""
        return len(self._pages)

    def new_page(self) -> None:
        """Go on at the top of a fresh page."""
        self._pages.append(_Page())
        self._y = TOP

    def keep(self, height: float) -> None:
        """Go to a new page unless ``height`` points are left on this one."""
        if self._y + height > BOTTOM:
            self.new_page()

    def heading(self, text: str) -> None:
        """A heading that never stands alone at the foot of a page."""
        self.keep(_LEAST)
        self._y += 8
        self._rect((LEFT, self._y, LEFT + 3, self._y + 12), None, BLUE)
        self._write(LEFT + 7, *fitted(text, RIGHT - LEFT - 7, 10), BLACK)
        self._y += 10 * _LEADING + 3

    def text(self, text: str, size: float = 8.0, colour: Colour = BLACK) -> None:
        """A paragraph over the whole width."""
        for line in lines_of(text, RIGHT - LEFT, size):
            self.keep(size * _LEADING)
            self._write(LEFT, line, size, colour)
            self._y += size * _LEADING
        self._y += 2

    def banner(self, sign: str, reasons: Sequence[str], colour: Colour) -> None:
        """A frame with a word in large type and, beside it, what there is to say about it."""
        sign_size, size = 26.0, 8.5
        left = LEFT + 16 + width_pt(drawable(sign), sign_size)
        lines = [line for reason in reasons for line in lines_of(reason, RIGHT - left - 8, size)]
        height = max(sign_size * _LEADING, len(lines) * size * _LEADING) + 10
        self.keep(min(height, _LEAST))
        room = int((BOTTOM - self._y - 10) / (size * _LEADING))
        if len(lines) > room:
            # Too much for a frame: the rest follows as plain text.
            shown, rest = lines[: min(room, 20)], lines[min(room, 20) :]
            self.banner(sign, shown, colour)
            for line in rest:
                self.text(line, size, colour)
            return
        self._rect((LEFT, self._y, RIGHT, self._y + height), colour, None, 1.6)
        top = self._y
        self._y = top + (height - sign_size) / 2
        self._write(LEFT + 8, drawable(sign), sign_size, colour)
        self._y = top + (height - len(lines) * size * _LEADING) / 2
        for line in lines:
            self._write(left, line, size, BLACK)
            self._y += size * _LEADING
        self._y = top + height + 5

    def facts(self, rows: Sequence[tuple[str, str]], across: int = 1) -> None:
        """Names and values, ``across`` pairs a line."""
        pairs = [(Cell(name, GREY, 7.5), Cell(value, size=8)) for name, value in rows]
        pairs += [(Cell(""), Cell(""))] * (-len(pairs) % across)
        lines = [[cell for pair in pairs[at : at + across] for cell in pair] for at in range(0, len(pairs), across)]
        self._rows([Column("", 22), Column("", 122 / across - 22)] * across, lines)

    def by_hand(self, names: Sequence[str], mark: str = "") -> None:
        """Names with room to write, or with ``mark`` (印) to put a seal; they stay together on a page."""
        room = Cell("\n".join(("\u3000", mark or "\u3000", "\u3000")), size=8)
        rows = [[Cell(name, GREY, 7.5), room] for name in names]
        self.keep(min(len(rows) * (3 * 8 * _LEADING + 2 * _PAD), BOTTOM - TOP))
        self._rows([Column("", 22), Column("", 100, "centre")], rows)

    def table(self, columns: Sequence[Column], rows: Sequence[Row], empty: str = "ありません。") -> None:
        """A table whose heading is repeated on every page; ``empty`` is said instead of no rows."""
        if not rows:
            self.text(empty, 8, GREY)
            return
        self._rows(columns, rows, heading=True)

    def picture(self, modules: Sequence[Sequence[int]], side: float) -> None:
        """A square of dark (1) and light modules, a QR code, with ``side`` points in the middle of the page; four
        modules around it stay white, or a reader may not find it.
        """
        step, left = side / len(modules), (LEFT + RIGHT - side) / 2
        self.keep(side + 8 * step)
        self._y += 4 * step
        for row, line in enumerate(modules):
            x, y = left, self._y + row * step
            for dark, run in groupby(line):
                width = sum(1 for _ in run) * step
                if dark:
                    # A little into the next row, or a hairline would show between them.
                    self._rect((x, y, x + width, y + step * 1.05), None, BLACK)
                x += width
        self._y += side + 4 * step

    def finish(self, progress: Progress = no_progress) -> bytes:
        """The report as PDF; its fonts are embedded as subsets."""
        with MUPDF:
            document = pymupdf.open()
            pen = pymupdf.Font(fontbuffer=label_font().data)
        for number, page in enumerate(self._pages, 1):
            progress("書き出し", number, len(self._pages))
            # Let go after every page, so that a window can draw meanwhile.
            with MUPDF:
                self._paint(document.new_page(width=WIDTH, height=HEIGHT), page, pen, number)
        with MUPDF, document:
            return saved_pdf(document, self._title)

    # Laying out

    def _write(self, x: float, text: str, size: float, colour: Colour) -> None:
        if text:
            self._pages[-1].texts.append(_Text(x, self._y + size * _ASCENT, text, size, colour))

    def _rect(self, box: Box, line: Colour | None, fill: Colour | None, width: float = 0.4) -> None:
        self._pages[-1].rects.append(_Rect(box, line, fill, width))

    def _rows(self, columns: Sequence[Column], rows: Sequence[Row], *, heading: bool = False) -> None:
        unit = (RIGHT - LEFT) / sum(column.width for column in columns)
        widths = [column.width * unit for column in columns]
        titles = [_laid(Cell(column.title), width) for column, width in zip(columns, widths, strict=True)]
        full = BOTTOM - TOP - (_height(titles) if heading else 0)
        if heading:
            self.keep(_LEAST)
            self._slice(columns, widths, titles, _PALE)
        for row in rows:
            cells = [_laid(cell, width) for cell, width in zip(row, widths, strict=True)]
            height = _height(cells)
            if self._y + height > BOTTOM and (height <= full or BOTTOM - self._y < _LEAST):
                self._next(columns, widths, titles if heading else None)
            while True:
                # A row that is higher than the page goes on on the next one.
                now, cells = _cut(cells, BOTTOM - self._y)
                self._slice(columns, widths, now, None)
                if not any(cell.lines for cell in cells):
                    break
                self._next(columns, widths, titles if heading else None)
        self._y += 4

    def _next(self, columns: Sequence[Column], widths: Sequence[float], titles: "Sequence[_Laid] | None") -> None:
        self.new_page()
        if titles is not None:
            self._slice(columns, widths, titles, _PALE)

    def _slice(
        self, columns: Sequence[Column], widths: Sequence[float], cells: "Sequence[_Laid]", fill: Colour | None
    ) -> None:
        top, height, x = self._y, _height(cells), LEFT
        for column, width, cell in zip(columns, widths, cells, strict=True):
            self._rect((x, top, x + width, top + height), _LINE, fill)
            self._y = top + _PAD
            for line in cell.lines:
                spare = width - 2 * _PAD - width_pt(line, cell.size)
                self._write(
                    x + _PAD + {"left": 0, "centre": spare / 2, "right": spare}[column.align],
                    line,
                    cell.size,
                    cell.colour,
                )
                self._y += cell.size * _LEADING
            x += width
        self._y = top + height

    # Painting

    def _paint(self, page: Any, marks: _Page, pen: Any, number: int) -> None:
        if self._watermark:
            _paint_watermark(page, pen, self._watermark)
        shape = page.new_shape()
        for rect in marks.rects:
            shape.draw_rect(pymupdf.Rect(*rect.box))
            shape.finish(color=rect.line, fill=rect.fill, width=rect.width)
        if marks.rects:
            shape.commit()
        for colour in dict.fromkeys(text.colour for text in marks.texts):
            writer = PageText(page.rect)
            for text in marks.texts:
                if text.colour == colour:
                    writer.append((text.x, text.baseline), text.text, font=pen, fontsize=text.size)
            writer.write_text(page, color=colour)
        self._paint_edges(page, pen, f"{self._number}{number} / {len(self._pages)}")

    def _paint_edges(self, page: Any, pen: Any, number: str) -> None:
        writer = PageText(page.rect)
        half = (RIGHT - LEFT) / 2
        for x, baseline, text, room in (
            (LEFT, 12 * MM, self._title, half - 4),
            (LEFT + half, 12 * MM, self._head, half),
            (LEFT, 289 * MM, self._foot, RIGHT - LEFT - 60),
            (RIGHT - 50, 289 * MM, number, 50),
        ):
            line, size = fitted(text, room, 8 if text is number else 6.5)
            spare = room - width_pt(line, size) if x > LEFT else 0
            if line:
                writer.append((x + spare, baseline), line, font=pen, fontsize=size)
        writer.write_text(page, color=GREY)


def stamped(cover: bytes, sheets: bytes, title: str, lines: Sequence[tuple[float, str]]) -> bytes:
    """A cover with finished sheets of one size behind it; every sheet gets the ``lines`` (baseline in points from the
    top, text), flush right.
    """
    with MUPDF, pymupdf.open("pdf", sheets) as behind:
        width, height = behind[0].rect.width, behind[0].rect.height
    with MUPDF, pymupdf.open() as document:
        page, pen = document.new_page(width=width, height=height), pymupdf.Font(fontbuffer=label_font().data)
        writer = PageText(page.rect)
        for baseline, text in lines:
            line, size = fitted(text, _STAMP, 8)
            writer.append((width - LEFT - width_pt(line, size), baseline), line, font=pen, fontsize=size)
        writer.write_text(page)
        stamp_data = saved_pdf(document, title)
    with MUPDF, pymupdf.open("pdf", cover) as whole, pymupdf.open("pdf", sheets) as behind:
        first = len(whole)
        whole.insert_pdf(behind)
        with pymupdf.open("pdf", stamp_data) as stamp:
            for number in range(first, len(whole)):
                whole[number].show_pdf_page(whole[number].rect, stamp, 0, overlay=False)
        whole.set_metadata({"title": title, "producer": "Kenpan", "creator": "Kenpan"})
        return bytes(whole.tobytes(garbage=3, deflate=True, no_new_id=True))


@dataclass(frozen=True, slots=True)
class _Laid:
    """A cell's lines."""

    lines: list[str]
    size: float
    colour: Colour


def _laid(cell: str | Cell, width: float) -> _Laid:
    own = Cell(cell) if isinstance(cell, str) else cell
    return _Laid(lines_of(own.text, width - 2 * _PAD, own.size), own.size, own.colour)


def _height(cells: Sequence[_Laid]) -> float:
    return max(len(cell.lines) * cell.size * _LEADING for cell in cells) + 2 * _PAD


def _cut(cells: Sequence[_Laid], room: float) -> tuple[list[_Laid], list[_Laid]]:
    """The lines that fit ``room`` points, at least one of each cell, and those that are left."""
    now, later = [], []
    for cell in cells:
        fits = max(1, int((room - 2 * _PAD) / (cell.size * _LEADING)))
        now.append(_Laid(cell.lines[:fits], cell.size, cell.colour))
        later.append(_Laid(cell.lines[fits:], cell.size, cell.colour))
    return now, later


def _paint_watermark(page: Any, pen: Any, text: str) -> None:
    size = min(150.0, 1.1 * (RIGHT - LEFT) / max(width_pt(text, 1), 1))
    middle = pymupdf.Point(WIDTH / 2, HEIGHT / 2)
    writer = PageText(page.rect)
    writer.append((middle.x - width_pt(text, size) / 2, middle.y + size * 0.38), text, font=pen, fontsize=size)
    writer.write_text(page, color=_WATERMARK, morph=(middle, pymupdf.Matrix(35)))


def saved_pdf(document: Any, title: str) -> bytes:
    """A document whose text is all in the label font, which is embedded as a subset."""
    # Several characters may share a glyph; reading the file must give back the one that was meant.
    texts = packed_to_unicode(label_font())
    for xref in {font[0] for page in document for font in page.get_fonts()}:
        _, target = document.xref_get_key(xref, "ToUnicode")
        cmap = int(target.split()[0])
        document.update_stream(cmap, texts, compress=False)
        document.xref_set_key(cmap, "Filter", "/FlateDecode")
    document.set_metadata({"title": title, "producer": "Kenpan", "creator": "Kenpan"})
    document.subset_fonts()
    return bytes(document.tobytes(garbage=3, deflate=True, no_new_id=True))
