"""A record drawn for a projector: its fields side by side, its characters in rows, or these over their hex digits."""

from bisect import bisect_right
from collections.abc import Iterator
from typing import Literal, NamedTuple

from PySide6.QtCore import QEvent, QPointF, QRectF, Qt, Signal
from PySide6.QtGui import QColor, QFontInfo, QFontMetricsF, QMouseEvent, QPainter, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import QAbstractScrollArea, QWidget

from app.language import tr
from app.month.looking.model import ShownRecord
from app.ui.kit import tokens
from app.ui.review.hex_cells import HexRecord, hex_record
from app.ui.review.selection import OffsetBase, Selection, Span

Mode = Literal["fields", "characters", "digits"]

_ROW = 50
_CELL_EM = 0.78
_PAD = 8.0
_LINES = {"fields": 4.2, "characters": 2.4, "digits": 4.4}


class Cell(NamedTuple):
    """A character and where it is drawn, px; ``span`` its bytes, ``row`` the line it stands in."""

    span: Span
    text: str
    rect: QRectF


class RecordBands(QAbstractScrollArea):
    """Fields in their stable colours; a click picks a field's bytes, and ``asked(offset)`` says which byte it was."""

    asked = Signal(int)

    def __init__(self, mode: Mode, selection: Selection, base: OffsetBase, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._mode: Mode = mode
        self._selection, self._base = selection, base
        self._record: HexRecord | None = None
        self._edges: list[float] = []
        self.setAccessibleName(tr({"fields": "横並び", "characters": "文字", "digits": "三段"}[mode]))
        self.viewport().setMouseTracking(True)
        selection.rangeChanged.connect(self._follow)
        selection.hoverChanged.connect(self.viewport().update)
        base.changed.connect(lambda _base: self.viewport().update())

    def show_look(self, look: ShownRecord | None) -> None:
        """Another record."""
        self._record = None if look is None or not look.raw else hex_record(look)
        self._lay_out()

    # Places

    @property
    def _em(self) -> float:
        return float(QFontInfo(self.font()).pixelSize())

    @property
    def _cell(self) -> float:
        return self._em * _CELL_EM

    @property
    def _line(self) -> float:
        return self._em * _LINES[self._mode]

    def _lay_out(self) -> None:
        """Left edges of all bytes in one line (``fields``), and how far to scroll."""
        size = 0 if self._record is None else len(self._record.raw)
        self._edges = [0.0]
        if self._mode == "fields" and self._record is not None:
            metrics = QFontMetricsF(self.font())
            names = {row.offset: metrics.horizontalAdvance(tr(row.name)) + _PAD for row in self._record.fields}
            ends = {row.offset + row.length: row.offset for row in self._record.fields}
            starts: dict[int, float] = {0: 0.0}
            x = 0.0
            for offset in range(1, size + 1):
                x += self._cell
                if offset in ends:
                    first = ends[offset]
                    x = max(x, starts.get(first, 0.0) + names[first]) + 3
                starts[offset] = x
                self._edges.append(x)
        view = self.viewport().size()
        rows = 1 if self._mode == "fields" else -(-size // _ROW)
        for bar, length, room in (
            (self.horizontalScrollBar(), self._width(), view.width()),
            (self.verticalScrollBar(), rows * self._line + self._em * 2, view.height()),
        ):
            bar.setRange(0, max(0, round(length + 2 * _PAD) - room))
            bar.setPageStep(max(1, room))
            bar.setSingleStep(round(self._em))
        self.viewport().update()

    def _width(self) -> float:
        return self._edges[-1] if self._mode == "fields" else _ROW * self._cell + self._em * 3.4

    def _origin(self) -> QPointF:
        left = _PAD if self._mode == "fields" else _PAD + self._em * 3.4
        top = self._em * 1.6
        return QPointF(left - self.horizontalScrollBar().value(), top - self.verticalScrollBar().value())

    def byte_rect(self, offset: int, count: int = 1) -> QRectF:
        """px of ``count`` bytes of one line, in the viewport."""
        origin = self._origin()
        if self._mode == "fields":
            left = self._edges[offset]
            return QRectF(origin.x() + left, origin.y(), count * self._cell, self._line)
        row, column = divmod(offset, _ROW)
        count = min(count, _ROW - column)
        return QRectF(origin.x() + column * self._cell, origin.y() + row * self._line, count * self._cell, self._line)

    def byte_at(self, point: QPointF) -> int | None:
        """The byte under a point of the viewport."""
        if self._record is None:
            return None
        origin, size = self._origin(), len(self._record.raw)
        x, y = point.x() - origin.x(), point.y() - origin.y()
        if self._mode == "fields":
            offset = bisect_right(self._edges, x) - 1
            return offset if 0 <= y < self._line and 0 <= offset < size else None
        column, row = int(x // self._cell), int(y // self._line)
        offset = row * _ROW + column
        return offset if 0 <= column < _ROW and 0 <= offset < size else None

    def _follow(self, span: Span | None) -> None:
        if span is not None and self._record is not None and span.start < len(self._record.raw):
            rect = self.byte_rect(span.start, 1)
            view = QRectF(self.viewport().rect())
            if not view.contains(rect):
                shift = rect.center() - view.center()
                for bar, by in ((self.horizontalScrollBar(), shift.x()), (self.verticalScrollBar(), shift.y())):
                    bar.setValue(bar.value() + round(by))
        self.viewport().update()

    # Painting

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self.viewport())
        painter.fillRect(self.viewport().rect(), QColor(tokens.PAPER))
        if self._record is None:
            painter.end()
            return
        painter.setFont(self.font())
        if self._mode != "fields":
            self._paint_ruler(painter)
        for span, row in self._pieces():
            self._paint_ground(painter, span, None if row is None else self._record.fields[row])
        painter.setFont(tokens.cell_font(self._em * 0.98))
        painter.setPen(QColor(tokens.INK))
        for cell in self._cells():
            self._paint_cell(painter, cell)
        for framed, colour, width in (
            (self._selection.hover, tokens.FRAME_HOVER, 2.0),
            (self._selection.span, tokens.FRAME_CHOSEN, 3.0),
        ):
            if framed is not None:
                painter.setBrush(Qt.BrushStyle.NoBrush)
                painter.setPen(QPen(QColor(colour), width))
                for part in self._in_rows(framed):
                    painter.drawRect(self._span_rect(part).adjusted(0.5, 0.5, -0.5, -1.5))
        painter.end()

    def _span_rect(self, span: Span) -> QRectF:
        rect = self.byte_rect(span.start, span.end - span.start)
        if self._mode == "fields":
            rect.setRight(self._origin().x() + self._edges[span.end] - 3)
        return rect

    def _in_rows(self, span: Span) -> Iterator[Span]:
        end = min(span.end, 0 if self._record is None else len(self._record.raw))
        if self._mode == "fields":
            yield Span(span.start, end)
            return
        at = span.start
        while at < end:
            stop = min(end, (at // _ROW + 1) * _ROW)
            yield Span(at, stop)
            at = stop

    def _pieces(self) -> Iterator[tuple[Span, int | None]]:
        """Bytes of one field in one line, those in sight."""
        assert self._record is not None
        view = QRectF(self.viewport().rect())
        for index, row in enumerate(self._record.fields):
            for span in self._in_rows(Span(row.offset, row.offset + row.length)):
                if self._span_rect(span).intersects(view):
                    yield span, index
        if not self._record.fields:
            for span in self._in_rows(Span(0, len(self._record.raw))):
                yield span, None

    def _paint_ground(self, painter: QPainter, span: Span, row) -> None:
        rect = self._span_rect(span)
        ground = QColor(tokens.FREE) if row is None else tokens.tint(tokens.section_colour(row.section), 0.26)
        painter.fillRect(rect.adjusted(0, 0, 0, -2), ground)
        painter.setPen(QPen(QColor(tokens.EDGE), 1))
        painter.drawLine(rect.topLeft(), QPointF(rect.left(), rect.bottom() - 2))
        if self._mode == "fields" and row is not None:
            base = self._base.base
            painter.setPen(QColor(tokens.INK))
            name = QRectF(rect.left() + 3, rect.top(), rect.width(), self._em * 1.4)
            painter.drawText(name, Qt.AlignmentFlag.AlignVCenter, row.name)
            place = f"{row.offset + base}〜{row.offset + row.length - 1 + base}　{row.item}"
            below = QRectF(rect.left() + 3, rect.top() + self._em * 2.8, rect.width(), self._em * 1.3)
            painter.setPen(QColor(tokens.FAINT))
            painter.drawText(below, Qt.AlignmentFlag.AlignVCenter, place)

    def _cells(self) -> Iterator[Cell]:
        assert self._record is not None
        view = QRectF(self.viewport().rect())
        for char in self._record.chars:
            rect = self.byte_rect(char.offset, char.length)
            if rect.intersects(view):
                yield Cell(Span(char.offset, char.offset + char.length), char.text, rect)

    def _paint_cell(self, painter: QPainter, cell: Cell) -> None:
        assert self._record is not None
        top = cell.rect.top() + (self._em * 1.4 if self._mode == "fields" else 0)
        blank = cell.text == " "
        painter.setPen(QColor(tokens.FAINT if blank else tokens.INK))
        box = QRectF(cell.rect.left(), top, cell.rect.width(), self._em * 1.5)
        painter.drawText(box, Qt.AlignmentFlag.AlignCenter, "·" if blank else cell.text)
        if self._mode != "digits":
            return
        for offset in range(cell.span.start, cell.span.end):
            place = self.byte_rect(offset)
            for line, digit in enumerate(f"{self._record.raw[offset]:02X}"):
                box = QRectF(place.left(), place.top() + self._em * (1.5 + 1.15 * line), place.width(), self._em * 1.2)
                painter.drawText(box, Qt.AlignmentFlag.AlignCenter, digit)

    def _paint_ruler(self, painter: QPainter) -> None:
        """Tens above, the offset of each line at its left."""
        assert self._record is not None
        origin, base = self._origin(), self._base.base
        painter.setPen(QColor(tokens.FAINT))
        for row in range(-(-len(self._record.raw) // _ROW)):
            place = QRectF(0, origin.y() + row * self._line, origin.x() - 6, self._em * 1.5)
            painter.drawText(place, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, str(row * _ROW + base))
        for column in range(0, _ROW, 10):
            place = QRectF(origin.x() + column * self._cell, origin.y() - self._em * 1.5, self._em * 3, self._em * 1.4)
            painter.drawText(place, Qt.AlignmentFlag.AlignVCenter, f"+{column}")

    # Events

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        offset = self.byte_at(event.position())
        span = None if offset is None or self._record is None else self._record.field_span(offset)
        self._selection.set_hover(span)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        offset = self.byte_at(event.position())
        if offset is not None and self._record is not None:
            self._selection.select(self._record.field_span(offset))
            self.asked.emit(offset)

    def leaveEvent(self, event: QEvent) -> None:
        self._selection.set_hover(None)
        super().leaveEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._lay_out()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange:
            self._lay_out()
