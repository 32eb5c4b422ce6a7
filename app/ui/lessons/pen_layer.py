"""Something to draw on and to point with while others look at the projector."""

import math
from typing import Literal

from PySide6.QtCore import QEvent, QObject, QPointF, Qt
from PySide6.QtGui import QColor, QFontInfo, QMouseEvent, QPainter, QPainterPath, QPaintEvent, QPen
from PySide6.QtWidgets import QWidget

from app.ui.kit import tokens
from app.ui.kit.fitting import lies_over

Tool = Literal["pen", "arrow", "spot"]
_WIDTH, _HEAD = 4.0, 18.0
_SPOT_EM = 6.0
_DIM = 120  # of 255


class PenLayer(QWidget):
    """Lies over ``below`` and lets everything through until :meth:`hold`. Nothing of it is kept."""

    def __init__(self, below: QWidget) -> None:
        super().__init__(below)
        self._below = below
        lies_over(self)
        self.tool: Tool | None = None
        self._drawn: list[tuple[Tool, list[QPointF]]] = []
        self._spot: QPointF | None = None
        self.setMouseTracking(True)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setAttribute(Qt.WidgetAttribute.WA_NoSystemBackground)
        below.installEventFilter(self)

    def hold(self, tool: Tool | None) -> None:
        """Draw lines, draw arrows or light a spot with the pointer; with nothing in hand what was drawn goes."""
        self.tool = tool
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents, tool is None)
        self.setCursor(Qt.CursorShape.ArrowCursor if tool is None else Qt.CursorShape.CrossCursor)
        self._spot = QPointF(self.rect().center()) if tool == "spot" else None
        if tool is None:
            self._drawn.clear()
        self.raise_()
        self.update()

    def wipe(self) -> bool:
        """Take away what was drawn; whether there was anything."""
        had = bool(self._drawn)
        self._drawn.clear()
        self.update()
        return had

    @property
    def strokes(self) -> int:
        """How many lines and arrows there are."""
        return len(self._drawn)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """As large as what it lies on."""
        if event.type() == QEvent.Type.Resize and watched is self._below:
            self.setGeometry(self._below.rect())
        return super().eventFilter(watched, event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if self.tool in ("pen", "arrow"):
            self._drawn.append((self.tool, [event.position()]))

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if self.tool == "spot":
            self._spot = event.position()
            self.update()
        elif self._drawn and event.buttons() & Qt.MouseButton.LeftButton:
            tool, points = self._drawn[-1]
            if tool == "arrow":
                del points[1:]
            points.append(event.position())
            self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if self._spot is not None:
            self._paint_spot(painter, self._spot)
        colour = tokens.line("VERMILLION")
        painter.setPen(QPen(colour, _WIDTH, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap, Qt.PenJoinStyle.RoundJoin))
        for tool, points in self._drawn:
            painter.drawPolyline(points)
            if tool == "arrow" and len(points) == 2:
                painter.drawPolyline(_head(*points))
        painter.end()

    def _paint_spot(self, painter: QPainter, at: QPointF) -> None:
        """All but a disc is dimmed."""
        far = QFontInfo(self.font()).pixelSize() * _SPOT_EM
        whole, disc = QPainterPath(), QPainterPath()
        whole.addRect(self.rect())
        disc.addEllipse(at, far, far)
        painter.fillPath(whole.subtracted(disc), QColor(0, 0, 0, _DIM))
        painter.setPen(QPen(tokens.line("VERMILLION"), _WIDTH))
        painter.drawEllipse(at, far, far)


def _head(start: QPointF, end: QPointF) -> list[QPointF]:
    """The two strokes of an arrow's head, meeting at its end."""
    angle = math.atan2(end.y() - start.y(), end.x() - start.x())
    sides = [angle + math.pi - 0.45, angle + math.pi + 0.45]
    one, two = (QPointF(end.x() + _HEAD * math.cos(side), end.y() + _HEAD * math.sin(side)) for side in sides)
    return [one, end, two]
