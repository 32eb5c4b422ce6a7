"""How a row of the record list is drawn: all its cells at once, from glyph runs that are kept."""

from typing import NamedTuple

from PySide6.QtCore import QRect, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QFontMetricsF, QGlyphRun, QPainter

from app.ui.review import record_model as columns
from app.ui.review.glyph_runs import GlyphRuns, draw
from app.ui.review.marks import marks_width, paint_chips
from app.ui.review.record_model import ALIGNMENTS

_CHIPS = 2
"""Of the marks behind a name."""
_MARGIN = 3


class Cell(NamedTuple):
    """A column stands from ``left`` on in ``width`` px."""

    column: int
    left: int
    width: int


class _Row(NamedTuple):
    """A row that begins at 0; ``others`` are texts that the font lacks glyphs for."""

    run: QGlyphRun
    others: tuple[tuple[QRect, int, str], ...]


class RecordRows:
    """Draws rows of one table. Marks stand in their column; without one, behind the name."""

    def __init__(self, font: QFont) -> None:
        self._runs = GlyphRuns()
        self.set_font(font)

    def set_font(self, font: QFont) -> None:
        """Draw with another font from now on."""
        self._font = font
        self._glyphs = self._runs.of(font)

    def draw_row(
        self, painter: QPainter, area: QRect, cells: tuple[Cell, ...], texts: tuple[str, ...], marks: int, ink: QColor
    ) -> None:
        """One row; its ground is painted already."""
        behind = marks if all(cell.column != columns.MARK for cell in cells) else 0
        said = tuple(texts[cell.column] for cell in cells if cell.column != columns.MARK)
        key = (self._font.key(), cells, area.height(), said, behind)
        row = self._runs.kept(key, lambda: self._row(cells, area.height(), texts, behind))
        painter.setPen(ink)
        draw(painter, area.top(), [row.run])
        for room, column, text in row.others:
            painter.setFont(self._font)
            painter.drawText(room.translated(0, area.top()), ALIGNMENTS[column], text)
        if not marks:
            return
        for column, left, width in cells:
            if column == columns.MARK:
                self._chips(painter, QRectF(left, area.top(), width, area.height()), marks)
            elif behind and column == columns.NAME:
                wide = self._chips_width(behind)
                self._chips(painter, QRectF(left + width - wide, area.top(), wide, area.height()), marks)

    def _chips(self, painter: QPainter, area: QRectF, marks: int) -> None:
        painter.save()
        painter.setFont(self._font)
        painter.setClipRect(area)
        paint_chips(painter, area, marks)
        painter.restore()

    def _chips_width(self, marks: int) -> float:
        return marks_width(marks, _CHIPS, QFontMetricsF(self._font)) if marks else 0.0

    def _row(self, cells: tuple[Cell, ...], high: int, texts: tuple[str, ...], behind: int) -> _Row:
        said: list[tuple[str, float]] = []
        others = []
        for column, left, width in cells:
            if column == columns.MARK:
                continue
            taken = self._chips_width(behind) if column == columns.NAME else 0
            room = QRect(left + _MARGIN, 0, round(width - 2 * _MARGIN - taken), high)
            text, shape = texts[column], self._glyphs.shape(texts[column])
            if shape.width > room.width():
                text = QFontMetrics(self._font).elidedText(text, Qt.TextElideMode.ElideRight, room.width())
                shape = self._glyphs.shape(text)
            if text and not shape.glyphs:
                others.append((room, column, text))
                continue
            free = room.width() - shape.width
            shift = {Qt.AlignmentFlag.AlignRight: free, Qt.AlignmentFlag.AlignHCenter: free / 2}
            side = ALIGNMENTS[column] & Qt.AlignmentFlag.AlignHorizontal_Mask
            said.append((text, room.left() + shift.get(side, 0)))
        return _Row(self._glyphs.run(said, high), tuple(others))
