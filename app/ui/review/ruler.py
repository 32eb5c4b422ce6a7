"""The millimetre ruler of a canvas: drawn once for a place and size, most paintings change only what it measures."""

from typing import NamedTuple

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen, QPixmap

from app.sheet.model import Rect
from app.ui.kit import tokens

_TICKS_MM = (1, 5, 10)


class Ruler(NamedTuple):
    """``size`` px high above a view (px) of ``extent`` (mm), whose 0 is at ``origin`` (px); ``scale`` px per mm."""

    size: int
    scale: float
    origin: tuple[float, float]
    extent: Rect
    view: tuple[int, int]

    def pictures(self, ratio: float) -> tuple[QPixmap, QPixmap]:
        """Its two arms, both to be drawn at the view's corner; the second has the corner."""
        return self._drawn(self.view[0], self.size, ratio), self._drawn(self.size, self.view[1], ratio)

    def mark(self, painter: QPainter, pointer: QPointF) -> None:
        """Where the pointer is."""
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
        painter.setPen(QPen(tokens.line("VERMILLION"), 1))
        if pointer.x() >= self.size:
            painter.drawLine(QPointF(pointer.x(), 0), QPointF(pointer.x(), self.size))
        if pointer.y() >= self.size:
            painter.drawLine(QPointF(0, pointer.y()), QPointF(self.size, pointer.y()))
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)

    def _drawn(self, width: int, height: int, ratio: float) -> QPixmap:
        picture = QPixmap(max(1, round(width * ratio)), max(1, round(height * ratio)))
        picture.setDevicePixelRatio(ratio)
        picture.fill(QColor(tokens.PAPER))
        painter = QPainter(picture)
        painter.setFont(tokens.cell_font(self.size * 0.46))
        painter.setPen(QPen(QColor(tokens.FAINT), 1))
        step = next((tick for tick in _TICKS_MM if tick * self.scale >= 4), 20)
        labelled = next((each for each in (10, 20, 50) if each * self.scale >= self.size * 1.1), 100)
        if height == self.size:
            self._draw_across(painter, step, labelled)
        else:
            self._draw_down(painter, step, labelled)
        painter.fillRect(0, 0, self.size, self.size, QColor(tokens.PAPER))
        painter.drawText(QRectF(0, 0, self.size, self.size), Qt.AlignmentFlag.AlignCenter, "mm")
        painter.end()
        return picture

    def _draw_across(self, painter: QPainter, step: int, labelled: int) -> None:
        size, half = self.size, round(self.size / 2)
        for millimetre in range(int(self.extent.x0), int(self.extent.x1) + 1, step):
            x = round(self.origin[0] + millimetre * self.scale)
            if size <= x <= self.view[0]:
                painter.drawLine(x, size, x, size - _tick(millimetre))
                if millimetre % labelled == 0:
                    place = QRectF(x - size, 0, 2 * size, half)
                    painter.drawText(place, Qt.AlignmentFlag.AlignCenter, str(millimetre))

    def _draw_down(self, painter: QPainter, step: int, labelled: int) -> None:
        size, half = self.size, round(self.size / 2)
        for millimetre in range(int(self.extent.y0), int(self.extent.y1) + 1, step):
            y = round(self.origin[1] + millimetre * self.scale)
            if size <= y <= self.view[1]:
                painter.drawLine(size, y, size - _tick(millimetre), y)
                if millimetre % labelled == 0:
                    place = QRectF(0, y - half, size - 4, half)
                    painter.drawText(place, Qt.AlignmentFlag.AlignRight, str(millimetre))


def _tick(millimetre: int) -> int:
    return 11 if millimetre % 10 == 0 else 7 if millimetre % 5 == 0 else 4
