"""All pieces of a round in two thin rows: how each stands, and which is in hand."""

from collections.abc import Mapping

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QHelpEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from app.language import tr
from app.ui.kit import tokens
from app.ui.rounds.piece_words import Face, ground_and_ink

_COLUMNS, _LINE, _GAP = 20, 1.0, 2.0


class PieceStrip(QWidget):
    """``wanted(number)`` when a piece is pressed; paints only."""

    wanted = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._faces: Mapping[int, Face] = {}
        self._told: Mapping[int, str] = {}
        self._current = 0
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(tr("この回の現品"))

    def show_faces(self, faces: Mapping[int, Face], told: Mapping[int, str], current: int) -> None:
        """``told``: what the pointer is told of a piece."""
        if (faces, told, current) == (self._faces, self._told, self._current):
            return
        self._faces, self._told, self._current = faces, told, current
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        rows = max(1, -(-len(self._faces) // _COLUMNS))
        return QSize(10, round(rows * self.fontMetrics().height() * _LINE))

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def _cell(self, at: int) -> QRectF:
        rows = max(1, -(-len(self._faces) // _COLUMNS))
        width, height = self.width() / _COLUMNS, self.height() / rows
        cell = QRectF(at % _COLUMNS * width, at // _COLUMNS * height, width, height)
        return cell.adjusted(_GAP / 2, _GAP / 2, -_GAP / 2, -_GAP / 2)

    def _at(self, point: QPointF) -> int:
        """The piece's number, 0 where there is none."""
        numbers = sorted(self._faces)
        return next((number for at, number in enumerate(numbers) if self._cell(at).contains(point)), 0)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        number = self._at(event.position())
        if number:
            self.wanted.emit(number)

    def event(self, event: QEvent) -> bool:
        if isinstance(event, QHelpEvent):
            number = self._at(QPointF(event.pos()))
            QToolTip.showText(event.globalPos(), tokens.plain_tooltip(self._told.get(number, "")), self)
            return True
        return super().event(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        for at, number in enumerate(sorted(self._faces)):
            self._paint(painter, self._cell(at), self._faces[number], number == self._current)

    def _paint(self, painter: QPainter, cell: QRectF, face: Face, current: bool) -> None:
        ground, ink = ground_and_ink(face.tone)
        painter.setPen(QPen(QColor(tokens.ACCENT if current else tokens.LINE), 2.5 if current else 1))
        painter.setBrush(QColor(ground))
        painter.drawRoundedRect(cell, 3, 3)
        font = QFont(self.font())
        font.setPixelSize(max(7, round(min(cell.width(), cell.height()) * 0.8)))
        font.setBold(current)
        if QFontMetricsF(font).horizontalAdvance(tr(face.sign)) <= cell.width():
            painter.setFont(font)
            painter.setPen(QColor(ink))
            painter.drawText(cell, Qt.AlignmentFlag.AlignCenter, tr(face.sign))
