"""Where everything of the byte view stands, and how one row of it is drawn."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
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
        left, right = self._byte_x(column), self._byte_x(column + count - 1) + self.pitch
        return QRectF(left, y, right - left, self.row_height)

    def _byte_x(self, column: int) -> float:
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
            if self._byte_x(column) <= x < self._byte_x(column) + self.pitch:
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


class CellGlyphs:
    """Glyphs of one font: characters in the middle of their cells, many of them drawn at once."""

    def __init__(self, font: QFont) -> None:
        metrics = QFontMetricsF(font)
        self._raw, self._down = QRawFont.fromFont(font), (metrics.ascent() - metrics.descent()) / 2
        self._known: dict[str, tuple[list[int], list[float], float]] = {}

    def shape(self, text: str) -> tuple[list[int], list[float], float]:
        """Its glyphs, where each begins, and how wide (px) all are; none if the font lacks one of them."""
        known = self._known.get(text)
        if known is None:
            glyphs = list(self._raw.glyphIndexesForString(text))
            wide = [one.x() for one in self._raw.advancesForGlyphIndexes(glyphs)]
            starts = [sum(wide[:at]) for at in range(len(wide))]
            known = self._known[text] = ([], [], 0.0) if 0 in glyphs else (glyphs, starts, sum(wide))
        return known

    def draw(self, painter: QPainter, cells: Sequence[tuple[str, QRectF]], colour: QColor) -> None:
        """Texts, each in the middle of its cell; :meth:`shape` knows them all."""
        glyphs: list[int] = []
        places: list[QPointF] = []
        for text, area in cells:
            own, starts, wide = self.shape(text)
            left, base = area.x() + (area.width() - wide) / 2, area.y() + area.height() / 2 + self._down
            glyphs += own
            places += [QPointF(left + start, base) for start in starts]
        if glyphs:
            run = QGlyphRun()
            run.setRawFont(self._raw)
            run.setGlyphIndexes(glyphs)
            run.setPositions(places)
            painter.setPen(colour)
            painter.drawGlyphRun(QPointF(), run)


class Glyphs:
    """Those of the fonts in use, each read once."""

    def __init__(self) -> None:
        self._fonts: dict[int, CellGlyphs] = {}

    def of(self, font: QFont) -> CellGlyphs:
        """Of one of :func:`app.ui.kit.tokens.cell_font`."""
        if font.pixelSize() not in self._fonts:
            self._fonts[font.pixelSize()] = CellGlyphs(font)
        return self._fonts[font.pixelSize()]


class RowPainter:
    """Draws rows of one record with one grid."""

    def __init__(self, record: HexRecord, grid: Grid, gaiji: GaijiFont, base: int, glyphs: Glyphs) -> None:
        self._record = record
        self._grid = grid
        self._gaiji = gaiji
        self._base = base
        self._font = tokens.cell_font(grid.em)
        self._digits = tokens.cell_font(grid.em * 0.92)
        self._small = tokens.cell_font(grid.em * 0.52)
        self._metrics = QFontMetricsF(self._font)
        self._letters, self._numbers = glyphs.of(self._font), glyphs.of(self._digits)
        self._tints = tuple(
            tokens.tint(tokens.section_colour(row.section), 0.36 if place % 2 else 0.2)
            for place, row in enumerate(record.fields)
        )

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
        cells = [(f"+{column:X}", self._grid.byte_rect(0, column)) for column in range(ROW)]
        for _, area in cells:
            area.setHeight(height)
        self._letters.draw(painter, cells, QColor(tokens.FAINT))
        for right, text in zip(_OFFSETS_RIGHT, ("位置", "16進"), strict=True):
            area = QRectF(0, 0, self._grid.em * right, height)
            painter.drawText(area, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, tr(text))
        area = QRectF(self._grid.text_left, 0, ROW * self._grid.half, height)
        painter.drawText(area, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, tr("文字"))

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
        painter.setFont(self._font)
        painter.setPen(QColor(tokens.FAINT))
        for right, text in zip(_OFFSETS_RIGHT, offset_texts(start, self._base), strict=True):
            area = QRectF(0, y, self._grid.em * right, self._grid.row_height)
            painter.drawText(area, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, text)

    def _bands(self, painter: QPainter, start: int, end: int, y: float) -> None:
        """The field's colour behind its bytes and a line where a field begins."""
        places = self._record.field_at
        first = start
        for offset in range(start + 1, end + 1):
            if offset < end and places[offset] == places[first]:
                continue
            index = places[first]
            if index >= 0:
                areas = (
                    self._grid.byte_rect(y, first - start, offset - first),
                    self._grid.text_rect(y, first - start, self._cells(first, offset - first)),
                )
                for area in areas:
                    painter.fillRect(area, self._tints[index])
                if self._record.fields[index].offset == first:
                    painter.setPen(QPen(QColor(tokens.FAINT), 1))
                    painter.drawLines([QLineF(area.topLeft(), area.bottomLeft()) for area in areas])
            first = offset

    def _bytes(self, painter: QPainter, start: int, end: int, y: float) -> None:
        raw = self._record.raw
        cells = [(f"{raw[offset]:02X}", self._grid.byte_rect(y, offset - start)) for offset in range(start, end)]
        blank = f"{_BLANK:02X}"
        self._numbers.draw(painter, [cell for cell in cells if cell[0] == blank], QColor(tokens.ON_BAND))
        self._numbers.draw(painter, [cell for cell in cells if cell[0] != blank], QColor(tokens.INK))

    def _texts(self, painter: QPainter, start: int, end: int, y: float) -> None:
        """Every character whole at its first byte; where it began in the row above, a small arrow says so."""
        offset, plain = start, []
        while offset < end:
            char = self._record.char(offset)
            if char.offset < offset:
                self._continued(painter, self._grid.text_rect(y, 0))
            elif not self._is_blank(char):
                area = self._grid.text_rect(y, offset - start, char.length)
                if self._is_plain(char, area.width()):
                    plain.append((char.text, area))
                else:
                    self._char(painter, char, area)
            offset = char.offset + char.length
        self._letters.draw(painter, plain, QColor(tokens.INK))

    @staticmethod
    def _is_blank(char: Char) -> bool:
        return char.text == " " and char.kind not in (CharKind.UNDECODABLE, CharKind.GAIJI)

    def _is_plain(self, char: Char, room: float) -> bool:
        """Whether the font draws it, and in its cell."""
        if char.kind in (CharKind.UNDECODABLE, CharKind.GAIJI):
            return False
        glyphs, _, wide = self._letters.shape(char.text)
        return bool(glyphs) and wide <= room + 0.5

    def _char(self, painter: QPainter, char: Char, area: QRectF) -> None:
        if char.kind is CharKind.UNDECODABLE:
            self._marked(painter, area, crossed=char.code not in LINE_ENDS)
        elif char.kind is CharKind.GAIJI:
            self._gaiji_char(painter, char, area)
        else:
            painter.setFont(self._font)
            painter.setPen(QColor(tokens.INK))
            self._centred(painter, char.text, area)

    def _centred(self, painter: QPainter, text: str, area: QRectF) -> None:
        """Letters wider than their cell are narrowed: a cell is a byte, whatever the font thinks."""
        advance = self._metrics.horizontalAdvance(text)
        if advance <= area.width() + 0.5:
            painter.drawText(area, Qt.AlignmentFlag.AlignCenter, text)
            return
        squeeze = area.width() / advance
        painter.save()
        painter.translate(area.left(), 0)
        painter.scale(squeeze, 1)
        cell = QRectF(0, area.top(), advance, area.height())
        if self._letters.shape(text)[0]:
            self._letters.draw(painter, [(text, cell)], QColor(tokens.INK))
        else:
            painter.drawText(cell, Qt.AlignmentFlag.AlignCenter, text)
        painter.restore()

    def _gaiji_char(self, painter: QPainter, char: Char, area: QRectF) -> None:
        """The named font's glyph, a dashed box if it is blank, the code in small digits if there is none."""
        outline = self._gaiji.outline(char.text)
        if outline is not None and not outline.isEmpty():
            scale = self._grid.em / _OUTLINE_PX
            painter.save()
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            baseline = area.center().y() + (self._metrics.ascent() - self._metrics.descent()) / 2
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
