"""Something to draw on with the mouse while others look at the projector."""

from PySide6.QtCore import QEvent, QObject, QPointF, Qt
from PySide6.QtGui import QColor, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QWidget

from app.ui.kit import tokens
from app.ui.kit.fitting import lies_over


class PenLayer(QWidget):
    """Lies over ``below`` and lets everything through until :meth:`hold`. Nothing of it is kept."""

    def __init__(self, below: QWidget) -> None:
        super().__init__(below)
        self._below = below
        lies_over(self)
        self._strokes: list[list[QPointF]] = []
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setAttribute(Qt.WidgetAttribute.WA_NoSystemBackground)
        below.installEventFilter(self)

    def hold(self, on: bool) -> None:
        """Draw with the pointer; without, what was drawn goes."""
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents, not on)
        self.setCursor(Qt.CursorShape.CrossCursor if on else Qt.CursorShape.ArrowCursor)
        self._strokes.clear()
        self.raise_()
        self.update()

    @property
    def strokes(self) -> int:
        """How many lines there are."""
        return len(self._strokes)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """As large as what it lies on."""
        if event.type() == QEvent.Type.Resize and watched is self._below:
            self.setGeometry(self._below.rect())
        return super().eventFilter(watched, event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self._strokes.append([event.position()])

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if self._strokes and event.buttons() & Qt.MouseButton.LeftButton:
            self._strokes[-1].append(event.position())
            self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(QColor(tokens.VERMILLION), 4, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap))
        for stroke in self._strokes:
            painter.drawPolyline(stroke)
        painter.end()
