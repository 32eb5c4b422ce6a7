"""Panel: the record's bytes, sixteen a row, with their text beside them and the fields as coloured bands."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFontInfo, QFontMetricsF, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractScrollArea, QWidget

from app.language import tr
from app.ui.kit import opaque, tokens
from app.ui.review.glyph_runs import GlyphRuns
from app.ui.review.hex_cells import HexRecord, describe, hex_record
from app.ui.review.hex_paint import ROW, GaijiFont, Grid, RowPainter, fitting_grid
from app.ui.review.selection import OffsetBase, Selection, Span

if TYPE_CHECKING:
    from app.month.looking.model import ShownRecord
    from app.sheet.fonts import FontFile

_MARGIN = 4
_CURSOR = 4


class HexView(QAbstractScrollArea):
    """A click picks the field, Shift or dragging picks bytes; arrows move by character, Tab by field.

    ``gaiji_font`` is the one font file whose 外字 are drawn. There is no copying: record data stays in the window.
    """

    def __init__(
        self,
        selection: Selection,
        base: OffsetBase,
        gaiji_font: "FontFile | None" = None,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._selection = selection
        self._base = base
        self._gaiji, self._runs = GaijiFont(gaiji_font), GlyphRuns()
        self._record: HexRecord | None = None
        self._painter: RowPainter | None = None
        self._grid = fitting_grid(0, 1)
        self._cursor = 0
        self._anchor = 0
        self.setAccessibleName(tr("バイト表示"))
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMouseTracking(True)
        opaque.make(self)
        self.viewport().setMouseTracking(True)
        self.viewport().setCursor(Qt.CursorShape.ArrowCursor)
        selection.rangeChanged.connect(self._follow)
        selection.hoverChanged.connect(self.viewport().update)
        base.changed.connect(self._lay_out)
        self._lay_out()

    def show_look(self, look: "ShownRecord | None") -> None:
        """Show another record; the rows scrolled to stay."""
        self._record = None if look is None or not look.raw else hex_record(look)
        self._cursor = self._anchor = 0
        self._lay_out()
        self._follow()

    def sizeHint(self) -> QSize:
        grid = Grid(QFontInfo(self.font()).pixelSize())
        return QSize(round(grid.width) + 30, round(grid.row_height * 24))

    # Layout

    def _lay_out(self) -> None:
        self._grid = fitting_grid(self.viewport().width() - 2 * _MARGIN, QFontInfo(self.font()).pixelSize())
        record = self._record
        self._painter = None
        if record is not None:
            self._painter = RowPainter(record, self._grid, self._gaiji, self._base.base, self._runs)
        rows = 0 if record is None else -(-len(record.raw) // ROW)
        shown = self._rows_shown()
        self.verticalScrollBar().setPageStep(shown)
        self.verticalScrollBar().setRange(0, max(0, rows - shown))
        room = self.viewport().width()
        self.horizontalScrollBar().setPageStep(room)
        self.horizontalScrollBar().setSingleStep(round(self._grid.em * 2))
        self.horizontalScrollBar().setRange(0, max(0, round(self._grid.width + 2 * _MARGIN) - room))
        self.viewport().update()

    def _ruler_height(self) -> float:
        return self._grid.row_height

    def _foot_height(self) -> float:
        return round(2.5 * QFontMetricsF(self.font()).height())

    def _rows_shown(self) -> int:
        room = self.viewport().height() - self._ruler_height() - self._foot_height()
        return max(1, int(room // self._grid.row_height))

    def _row_top(self, row: int) -> float:
        return self._ruler_height() + (row - self.verticalScrollBar().value()) * self._grid.row_height

    def _offset_at(self, point: QPointF) -> int | None:
        """The byte under a point of the viewport, in either pane."""
        x = point.x() - _MARGIN + self.horizontalScrollBar().value()
        y = point.y() - self._ruler_height()
        column = self._grid.column_at(x)
        if self._record is None or column is None or not 0 <= y < self._rows_shown() * self._grid.row_height:
            return None
        offset = (int(y // self._grid.row_height) + self.verticalScrollBar().value()) * ROW + column
        return offset if offset < len(self._record.raw) else None

    def resizeEvent(self, event) -> None:
        super().resizeEvent(event)
        self._lay_out()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange:
            self._lay_out()

    # Selection

    def _follow(self) -> None:
        """Bytes picked anywhere come into view, by their start."""
        span, record = self._selection.span, self._record
        if span is not None and record is not None and span.start < len(record.raw):
            if not span.start <= self._cursor < span.end:
                self._cursor = self._anchor = span.start
            self._reveal(span)
        self.setAccessibleDescription(tr("　".join(self._foot_lines())))
        self.viewport().update()

    def _reveal(self, span: Span) -> None:
        bar, shown = self.verticalScrollBar(), self._rows_shown()
        first, last = span.start // ROW, (span.end - 1) // ROW
        top = bar.value()
        if last >= top + shown:
            top = last - shown + 1
        bar.setValue(min(top, first))

    def _pick(self, offset: int, extend: bool) -> None:
        """Put the cursor on the character at ``offset`` and pick it, or all from the anchor to it."""
        assert self._record is not None
        here = self._record.char_span(offset)
        self._cursor = here.start
        if not extend:
            self._anchor = here.start
        other = self._record.char_span(self._anchor)
        span = Span(min(here.start, other.start), max(here.end, other.end))
        self._selection.select(span)
        self._reveal(here)

    # Mouse

    def mousePressEvent(self, event: QMouseEvent) -> None:
        offset = self._offset_at(event.position())
        if self._record is None or offset is None or event.button() != Qt.MouseButton.LeftButton:
            return
        if event.modifiers() & Qt.KeyboardModifier.ShiftModifier:
            self._pick(offset, extend=True)
            return
        self._cursor = self._anchor = self._record.char_span(offset).start
        self._selection.select(self._record.field_span(offset))
        self.viewport().update()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        offset = self._offset_at(event.position())
        if self._record is None or offset is None:
            self._selection.set_hover(None)
            return
        self._selection.set_hover(self._record.field_span(offset))
        dragging = event.buttons() & Qt.MouseButton.LeftButton
        if dragging and self._record.char_span(offset).start != self._cursor:
            self._pick(offset, extend=True)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """The press was the act; a release must not travel on to the window."""
        event.accept()

    def leaveEvent(self, event: QEvent) -> None:
        self._selection.set_hover(None)
        super().leaveEvent(event)

    # Keyboard

    def keyPressEvent(self, event: QKeyEvent) -> None:
        target = None if self._record is None else self._target(Qt.Key(event.key()), event.modifiers())
        if target is None:
            super().keyPressEvent(event)
        else:
            self._pick(target, bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier))

    def _target(self, key: Qt.Key, modifiers: Qt.KeyboardModifier) -> int | None:
        """The byte that a key moves the cursor to; ``None`` for keys that mean something else."""
        assert self._record is not None
        last = len(self._record.raw) - 1
        here = self._record.char_span(self._cursor)
        row = here.start // ROW * ROW
        whole = bool(modifiers & Qt.KeyboardModifier.ControlModifier)
        page = ROW * self._rows_shown()
        targets = {
            Qt.Key.Key_Left: here.start - 1,
            Qt.Key.Key_Right: here.end,
            Qt.Key.Key_Up: here.start - ROW,
            Qt.Key.Key_Down: here.start + ROW,
            Qt.Key.Key_PageUp: max(here.start - page, here.start % ROW),
            Qt.Key.Key_PageDown: min(here.start + page, last),
            Qt.Key.Key_Home: 0 if whole else row,
            Qt.Key.Key_End: last if whole else min(row + ROW - 1, last),
        }
        target = targets.get(key)
        if target is None:
            return None
        return target if 0 <= target <= last else here.start

    def focusNextPrevChild(self, forward: bool) -> bool:
        """Tab goes from field to field and leaves the panel after the last one."""
        span = None
        if self._record is not None and self.hasFocus():
            span = self._record.field_beside(self._cursor, 1 if forward else -1)
        if span is None:
            return super().focusNextPrevChild(forward)
        self._cursor = self._anchor = span.start
        self._selection.select(span)
        return True

    def focusInEvent(self, event) -> None:
        super().focusInEvent(event)
        self.viewport().update()

    def focusOutEvent(self, event) -> None:
        super().focusOutEvent(event)
        self.viewport().update()

    # Painting

    def paintEvent(self, event: QPaintEvent) -> None:
        opaque.fill(self, event)
        painter = QPainter(self.viewport())
        rows = self._painter
        if rows is None or self._record is None:
            painter.setPen(QColor(tokens.FAINT))
            painter.drawText(self.viewport().rect(), Qt.AlignmentFlag.AlignCenter, tr("表示するバイトはありません。"))
            return
        top = self.verticalScrollBar().value()
        shown = self._rows_shown()
        painter.save()
        painter.translate(_MARGIN - self.horizontalScrollBar().value(), 0)
        rows.paint_ruler(painter, self._ruler_height())
        painter.setClipRect(QRectF(-_MARGIN, self._ruler_height(), 1e5, shown * self._grid.row_height + 2))
        for row in range(top, min(top + shown, -(-len(self._record.raw) // ROW))):
            rows.paint_row(painter, row, self._row_top(row))
        self._paint_frames(painter, rows)
        painter.restore()
        self._paint_foot(painter)

    def _paint_frames(self, painter: QPainter, rows: RowPainter) -> None:
        origin = self._row_top(0)
        size = len(self._record.raw) if self._record else 0
        painter.setBrush(Qt.BrushStyle.NoBrush)
        hover, picked = self._selection.hover, self._selection.span
        if hover is not None and hover != picked and hover.start < size:
            painter.setPen(QPen(QColor(tokens.FRAME_HOVER), 1.6, Qt.PenStyle.DashLine))
            painter.drawPath(rows.outline(hover, origin))
        if picked is not None and picked.start < size:
            painter.setPen(QPen(QColor(tokens.FRAME_CHOSEN), 2.6))
            painter.drawPath(rows.outline(picked, origin))
        if self._record is not None and self.hasFocus():
            for area in rows.areas(self._record.char_span(self._cursor), origin):
                painter.fillRect(
                    QRectF(area.left(), area.bottom() - _CURSOR, area.width(), _CURSOR), QColor(tokens.INK)
                )

    def _foot_lines(self) -> tuple[str, str]:
        span = self._selection.hover or self._selection.span
        if self._record is None or span is None or span.start >= len(self._record.raw):
            return "", ""
        return describe(self._record, span, self._base.base)

    def _paint_foot(self, painter: QPainter) -> None:
        height = self._foot_height()
        area = QRectF(0, self.viewport().height() - height, self.viewport().width(), height)
        painter.fillRect(area, QColor(tokens.WINDOW))
        painter.setPen(QColor(tokens.LINE))
        painter.drawLine(area.topLeft(), area.topRight())
        painter.setPen(QColor(tokens.INK))
        painter.setFont(self.font())
        metrics = QFontMetricsF(self.font())
        for place, line in enumerate(self._foot_lines()):
            part = QRectF(_MARGIN * 2, area.top() + place * height / 2, area.width() - 4 * _MARGIN, height / 2)
            text = metrics.elidedText(tr(line), Qt.TextElideMode.ElideRight, part.width())
            painter.drawText(part, Qt.AlignmentFlag.AlignVCenter, tr(text))
