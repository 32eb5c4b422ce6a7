"""Where everything of the byte view stands, and how one row of it is drawn."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from PySide6.QtCore import QByteArray, QLineF, QPointF, QRectF, Qt
from PySide6.QtGui import (
    QColor,
    QFont,
    QFontMetricsF,
    QGlyphRun,
    QPainter,
    QPainterPath,
    QPen,
    QPolygonF,
    QRawFont,
)

from app.language import tr
from app.records.text import Char, CharKind
from app.ui.kit import tokens
from app.ui.review.glyph_runs import GlyphFont, GlyphRuns, draw
from app.ui.review.hex_cells import LINE_ENDS, HexRecord
from app.ui.review.selection import Span
from app.ui.review.texts import offset_texts

if TYPE_CHECKING:
    from app.sheet.fonts import FontFile

ROW = 16
_WIDTH_EM = 37.9
_OFFSETS_RIGHT = (2.3, 4.8)
_OUTLINE_PX = 100.0
_BLANK = 0x20


@dataclass(frozen=True, slots=True)
class Grid:
    """Places in px for one em size. ``y`` is always the top of a row; x grows from the left edge of the content."""

    em: float

    @property
    def row_height(self) -> float:
        """px."""
        return round(self.em * 1.62)

    @property
    def half(self) -> float:
        """Width of a single-byte cell of the text pane."""
        return self.em * 0.55

    @property
    def pitch(self) -> float:
        """Width of a byte of the hex pane."""
        return self.em * 1.37

    @property
    def bytes_left(self) -> float:
        """Left edge of the hex pane."""
        return self.em * 5.3

    @property
    def text_left(self) -> float:
        """Left edge of the text pane."""
        return self.bytes_left + ROW * self.pitch + self.em * 1.1

    @property
    def width(self) -> float:
        """Width of it all, with room for a double-byte character that begins in the last column."""
        return self.em * _WIDTH_EM

    def byte_rect(self, y: float, column: int, count: int = 1) -> QRectF:
        """``count`` bytes of the hex pane; a small gap stands after the eighth."""
        left, right = self.byte_x(column), self.byte_x(column + count - 1) + self.pitch
        return QRectF(left, y, right - left, self.row_height)

    def byte_x(self, column: int) -> float:
        """Left edge of a byte of the hex pane."""
        return self.bytes_left + column * self.pitch + (self.em * 0.4 if column >= ROW // 2 else 0)

    def text_rect(self, y: float, column: int, count: int = 1) -> QRectF:
        """``count`` cells of the text pane."""
        return QRectF(self.text_left + column * self.half, y, count * self.half, self.row_height)

    def column_at(self, x: float) -> int | None:
        """The column under ``x`` in either pane."""
        if x >= self.text_left:
            column = int((x - self.text_left) // self.half)
            return column if column < ROW else None
        for column in range(ROW):
            if self.byte_x(column) <= x < self.byte_x(column) + self.pitch:
                return column
        return None


def fitting_grid(width: float, base_px: float) -> Grid:
    """The grid that fills ``width`` px, but not smaller or larger than is good to read at this text size."""
    return Grid(min(max(width / _WIDTH_EM, base_px * 0.64), base_px * 1.5))


class GaijiFont:
    """Outlines of one font file, never of a substitute. Without a file nothing has a glyph."""

    def __init__(self, font: "FontFile | None") -> None:
        self._file = font
        self._font = QRawFont()
        self._outlines: dict[str, QPainterPath | None] = {}
        if font is not None:
            self._font.loadFromData(QByteArray(font.data), _OUTLINE_PX, QFont.HintingPreference.PreferNoHinting)

    def outline(self, char: str) -> QPainterPath | None:
        """The glyph at 100 px to the em, baseline at 0; empty for a blank glyph, ``None`` if there is none."""
        if char not in self._outlines:
            self._outlines[char] = self._read(char)
        return self._outlines[char]

    def _read(self, char: str) -> QPainterPath | None:
        state = "missing" if self._file is None or not self._font.isValid() else self._file.state(char)
        if state == "missing":
            return None
        glyphs = self._font.glyphIndexesForString(char)
        return self._font.pathForGlyph(glyphs[0]) if state == "drawn" and glyphs else QPainterPath()


class RowPainter:
    """Draws rows of one record with one grid; what rows of other records say as well is kept in ``runs``."""

    def __init__(self, record: HexRecord, grid: Grid, gaiji: GaijiFont, base: int, runs: GlyphRuns) -> None:
        self._record = record
        self._grid = grid
        self._gaiji = gaiji
        self._base = base
        self._runs = runs
        self._font = tokens.cell_font(grid.em)
        self._small = tokens.cell_font(grid.em * 0.52)
        self._letters, self._numbers = runs.of(self._font), runs.of(tokens.cell_font(grid.em * 0.92))

    def paint_row(self, painter: QPainter, row: int, y: float) -> None:
        """One row: offsets, field bands, bytes, text."""
        start = row * ROW
        end = min(start + ROW, len(self._record.raw))
        self._offsets(painter, start, y)
        self._bands(painter, start, end, y)
        self._bytes(painter, start, end, y)
        self._texts(painter, start, end, y)

    def paint_ruler(self, painter: QPainter, height: float) -> None:
        """Headings of the columns."""
        painter.setFont(self._font)
        painter.setPen(QColor(tokens.FAINT))
        key = ("ruler", self._grid.em, height)
        draw(painter, 0, [self._runs.kept(key, lambda: self._letters.run(self._columns(), height))])
        for right, text in zip(_OFFSETS_RIGHT, ("位置", "16進"), strict=True):
            area = QRectF(0, 0, self._grid.em * right, height)
            painter.drawText(area, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, tr(text))
        area = QRectF(self._grid.text_left, 0, ROW * self._grid.half, height)
        painter.drawText(area, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, tr("文字"))

    def _columns(self) -> list[tuple[str, float]]:
        names = [f"+{column:X}" for column in range(ROW)]
        return [(name, self._middle(self._letters, name, at)) for at, name in enumerate(names)]

    def _middle(self, font: GlyphFont, text: str, column: int) -> float:
        """Where a text in the middle of a byte of the hex pane begins."""
        return self._grid.byte_x(column) + (self._grid.pitch - font.shape(text).width) / 2

    def outline(self, span: Span, y_of_row_0: float) -> QPainterPath:
        """The edge around some bytes in both panes."""
        path = QPainterPath()
        for area in self.areas(span, y_of_row_0):
            path.addRect(area)
        return path.simplified()

    def areas(self, span: Span, y_of_row_0: float) -> Iterator[QRectF]:
        """The places of some bytes, two for each row: hex pane and text pane."""
        for row in range(span.start // ROW, (min(span.end, len(self._record.raw)) - 1) // ROW + 1):
            first = max(span.start - row * ROW, 0)
            count = min(span.end - row * ROW, ROW) - first
            y = y_of_row_0 + row * self._grid.row_height
            yield self._grid.byte_rect(y, first, count)
            yield self._grid.text_rect(y, first, self._cells(row * ROW + first, count))

    def _cells(self, offset: int, count: int) -> int:
        """Cells of the text pane for ``count`` bytes: one more where the last character runs into the next row."""
        end = offset + count
        cut = end % ROW == 0 and end < len(self._record.raw) and self._record.char(end).offset < end
        return count + cut

    def _offsets(self, painter: QPainter, start: int, y: float) -> None:
        painter.setPen(QColor(tokens.FAINT))
        key = ("offsets", self._grid.em, start, self._base)
        draw(painter, y, [self._runs.kept(key, lambda: self._offsets_run(start))])

    def _offsets_run(self, start: int) -> QGlyphRun:
        said = zip(_OFFSETS_RIGHT, offset_texts(start, self._base), strict=True)
        placed = [(text, self._grid.em * right - self._letters.shape(text).width) for right, text in said]
        return self._letters.run(placed, self._grid.row_height)

    def _bands(self, painter: QPainter, start: int, end: int, y: float) -> None:
        """The field's colour behind its bytes and a line where a field begins."""
        places = self._record.field_at[max(start - 1, 0) : end]
        key = ("bands", self._grid.em, start > 0, places, self._cells(start, end - start))
        bands, lines = self._runs.kept(key, lambda: self._row_bands(start, end))
        painter.translate(0, y)
        for index, areas in bands:
            tint = _tint(self._record.fields[index].section, 0.36 if index % 2 else 0.2)
            for area in areas:
                painter.fillRect(area, tint)
        painter.setPen(QPen(QColor(tokens.FAINT), 1))
        painter.drawLines(lines)
        painter.translate(0, -y)

    def _row_bands(self, start: int, end: int) -> tuple[list[tuple[int, tuple[QRectF, QRectF]]], list[QLineF]]:
        """Of a row that begins at 0: the areas of each field, and the lines where fields begin."""
        bands, lines, places = [], [], self._record.field_at
        first = start
        for offset in range(start + 1, end + 1):
            if offset < end and places[offset] == places[first]:
                continue
            index = places[first]
            if index >= 0:
                areas = (
                    self._grid.byte_rect(0, first - start, offset - first),
                    self._grid.text_rect(0, first - start, self._cells(first, offset - first)),
                )
                bands.append((index, areas))
                if self._record.fields[index].offset == first:
                    lines += [QLineF(area.topLeft(), area.bottomLeft()) for area in areas]
            first = offset
        return bands, lines

    def _bytes(self, painter: QPainter, start: int, end: int, y: float) -> None:
        raw = self._record.raw[start:end]
        blank, others = self._runs.kept(("bytes", self._grid.em, raw), lambda: self._byte_runs(raw))
        painter.setPen(QColor(tokens.ON_BAND))
        draw(painter, y, [blank])
        painter.setPen(QColor(tokens.INK))
        draw(painter, y, [others])

    def _byte_runs(self, raw: bytes) -> tuple[QGlyphRun, QGlyphRun]:
        """Blanks, and all else."""
        texts = [f"{byte:02X}" for byte in raw]
        cells = [(text, self._middle(self._numbers, text, column)) for column, text in enumerate(texts)]
        blank, high = f"{_BLANK:02X}", self._grid.row_height
        return (
            self._numbers.run([cell for cell in cells if cell[0] == blank], high),
            self._numbers.run([cell for cell in cells if cell[0] != blank], high),
        )

    def _texts(self, painter: QPainter, start: int, end: int, y: float) -> None:
        """Every character whole at its first byte; where it began in the row above, a small arrow says so."""
        offset, plain = start, []
        while offset < end:
            char = self._record.char(offset)
            if char.offset < offset:
                self._continued(painter, self._grid.text_rect(y, 0))
            elif not self._is_blank(char):
                if self._is_plain(char):
                    plain.append((char.text, offset - start, char.length))
                else:
                    self._char(painter, char, self._grid.text_rect(y, offset - start, char.length))
            offset = char.offset + char.length
        cells = tuple(plain)
        painter.setPen(QColor(tokens.INK))
        draw(painter, y, self._runs.kept(("text", self._grid.em, cells), lambda: self._text_runs(cells)))

    def _text_runs(self, cells: Sequence[tuple[str, int, int]]) -> list[QGlyphRun]:
        """Letters in the middle of their cells, one run for each width of letters: what is wider than its cell is
        narrowed, because a cell is a byte, whatever the font thinks.
        """
        by_font: dict[int, list[tuple[str, float]]] = {}
        for text, column, count in cells:
            room, wide = count * self._grid.half, self._letters.shape(text).width
            stretch = 100 if wide <= room + 0.5 else max(1, int(100 * room / wide))
            wide = self._stretched(stretch).shape(text).width
            left = self._grid.text_left + column * self._grid.half + (room - wide) / 2
            by_font.setdefault(stretch, []).append((text, left))
        return [self._stretched(stretch).run(own, self._grid.row_height) for stretch, own in by_font.items()]

    def _stretched(self, percent: int) -> GlyphFont:
        font = QFont(self._font)
        font.setStretch(percent)
        return self._runs.of(font)

    @staticmethod
    def _is_blank(char: Char) -> bool:
        return char.text == " " and char.kind not in (CharKind.UNDECODABLE, CharKind.GAIJI)

    def _is_plain(self, char: Char) -> bool:
        """Whether the font draws it."""
        return char.kind not in (CharKind.UNDECODABLE, CharKind.GAIJI) and bool(self._letters.shape(char.text).glyphs)

    def _char(self, painter: QPainter, char: Char, area: QRectF) -> None:
        if char.kind is CharKind.UNDECODABLE:
            self._marked(painter, area, crossed=char.code not in LINE_ENDS)
        elif char.kind is CharKind.GAIJI:
            self._gaiji_char(painter, char, area)
        else:
            painter.setFont(self._font)
            painter.setPen(QColor(tokens.INK))
            self._by_another_font(painter, char.text, area)

    def _by_another_font(self, painter: QPainter, text: str, area: QRectF) -> None:
        """In its cell, whatever the system draws it with."""
        advance = QFontMetricsF(self._font).horizontalAdvance(text)
        painter.save()
        painter.translate(area.left(), 0)
        painter.scale(min(1.0, area.width() / max(advance, 1.0)), 1)
        wide = max(advance, area.width())
        painter.drawText(QRectF(0, area.top(), wide, area.height()), Qt.AlignmentFlag.AlignCenter, text)
        painter.restore()

    def _gaiji_char(self, painter: QPainter, char: Char, area: QRectF) -> None:
        """The named font's glyph, a dashed box if it is blank, the code in small digits if there is none."""
        outline = self._gaiji.outline(char.text)
        if outline is not None and not outline.isEmpty():
            scale = self._grid.em / _OUTLINE_PX
            painter.save()
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            metrics = QFontMetricsF(self._font)
            baseline = area.center().y() + (metrics.ascent() - metrics.descent()) / 2
            painter.translate(area.center().x() - self._grid.em / 2, baseline)
            painter.scale(scale, scale)
            painter.fillPath(outline, QColor(tokens.INK))
            painter.restore()
            return
        box = area.adjusted(1.5, 2.5, -1.5, -2.5)
        style = Qt.PenStyle.SolidLine if outline is None else Qt.PenStyle.DashLine
        painter.setPen(QPen(QColor(tokens.ALARM), 1, style))
        painter.setBrush(QColor(tokens.PAPER))
        painter.drawRect(box)
        if outline is None:
            painter.setFont(self._small)
            painter.setPen(QColor(tokens.INK))
            painter.drawText(box, Qt.AlignmentFlag.AlignCenter, f"{char.code >> 8:02X}\n{char.code & 0xFF:02X}")

    def _marked(self, painter: QPainter, area: QRectF, crossed: bool) -> None:
        box = area.adjusted(1, 3, -1, -3)
        painter.setPen(QPen(QColor(tokens.ALARM if crossed else tokens.FAINT), 1.4))
        painter.setBrush(QColor(tokens.PAPER))
        painter.drawRect(box)
        if crossed:
            painter.drawLine(box.topLeft(), box.bottomRight())
            painter.drawLine(box.topRight(), box.bottomLeft())

    def _continued(self, painter: QPainter, area: QRectF) -> None:
        middle, reach = area.center(), self._grid.em * 0.16
        arrow = QPolygonF(
            [
                QPointF(middle.x() - reach, middle.y()),
                QPointF(middle.x() + reach, middle.y() - reach),
                QPointF(middle.x() + reach, middle.y() + reach),
            ]
        )
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(tokens.FAINT))
        painter.drawPolygon(arrow)


@cache
def _tint(section: str, strength: float) -> QColor:
    """Colours of sections are the same in every theme."""
    return tokens.tint(tokens.section_colour(section), strength)
