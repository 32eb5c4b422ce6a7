"""A scroll area that is measured in millimetres: zoom, ruler and coordinates for page and envelope alike."""

from typing import Literal

from PySide6.QtCore import QEvent, QPoint, QPointF, QRectF, QSettings, Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen, QResizeEvent, QWheelEvent
from PySide6.QtWidgets import QAbstractScrollArea, QWidget

from app.sheet.model import Rect
from app.ui import theme

Zoom = Literal["fit", "true", "400"]

MM_PER_INCH = 25.4
RULER_PX = 26
MARGIN_PX = 14
DESK = QColor("#D9DDE0")
_TICKS_MM = (1, 5, 10)


def screen_px_per_mm(widget: QWidget) -> float:
    """Pixels of one real millimetre on this screen: as the user measured it, else as the screen reports it."""
    measured = QSettings().value("true_size/px_per_mm", 0.0)
    if float(str(measured)) > 0:
        return float(str(measured))
    dots = widget.screen().physicalDotsPerInch()
    if not 50 <= dots <= 600:
        dots = widget.screen().logicalDotsPerInch()
    return float(dots) / MM_PER_INCH


class MillimetreCanvas(QAbstractScrollArea):
    """Shows ``extent`` (mm). Subclasses paint in :meth:`paint_content` and answer the pointer in the two hooks."""

    zoomChanged = Signal(float)

    def __init__(self, extent: Rect, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._extent = extent
        self._zoom: Zoom = "fit"
        self._scale = 1.0
        self._ruler = True
        self._drag: QPoint | None = None
        self.viewport().setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMinimumSize(280, 180)

    # Coordinates

    @property
    def scale(self) -> float:
        """Logical pixels per millimetre."""
        return self._scale

    @property
    def percent(self) -> float:
        """Zoom against true size."""
        return 100 * self._scale / screen_px_per_mm(self)

    def _origin(self) -> QPointF:
        view = self.viewport().size()
        ruler = RULER_PX if self._ruler else 0
        width, height = self._extent.width * self._scale, self._extent.height * self._scale
        left = ruler + max(MARGIN_PX, (view.width() - ruler - width) / 2) - self.horizontalScrollBar().value()
        top = ruler + max(MARGIN_PX, (view.height() - ruler - height) / 2) - self.verticalScrollBar().value()
        # Whole pixels, so that the rendered page is not resampled.
        return QPointF(round(left - self._extent.x0 * self._scale), round(top - self._extent.y0 * self._scale))

    def to_px(self, x: float, y: float) -> QPointF:
        """Where a point in mm is in the viewport."""
        origin = self._origin()
        return QPointF(origin.x() + x * self._scale, origin.y() + y * self._scale)

    def to_mm(self, point: QPointF) -> tuple[float, float]:
        """Which point in mm is at this place of the viewport."""
        origin = self._origin()
        return (point.x() - origin.x()) / self._scale, (point.y() - origin.y()) / self._scale

    def rect_px(self, rect: Rect) -> QRectF:
        """A rectangle in mm as pixels of the viewport."""
        return QRectF(self.to_px(rect.x0, rect.y0), self.to_px(rect.x1, rect.y1))

    def visible_mm(self) -> Rect:
        """The part of the extent that the viewport shows."""
        x0, y0 = self.to_mm(QPointF(0, 0))
        x1, y1 = self.to_mm(QPointF(self.viewport().width(), self.viewport().height()))
        e = self._extent
        return Rect(max(e.x0, x0), max(e.y0, y0), min(e.x1, x1), min(e.y1, y1))

    # Zoom and ruler

    def set_zoom(self, zoom: Zoom) -> None:
        """Whole page, true size, or four times true size."""
        self._zoom = zoom
        self._layout()

    def zoom(self) -> Zoom:
        """The zoom in force."""
        return self._zoom

    def set_ruler(self, shown: bool) -> None:
        """Show or hide the mm ruler."""
        self._ruler = shown
        self._layout()

    def show_mm(self, rect: Rect) -> None:
        """Scroll so that ``rect`` can be seen."""
        pixels = self.rect_px(rect)
        view = QRectF(self.viewport().rect())
        if view.contains(pixels):
            return
        shift = pixels.center() - view.center()
        horizontal, vertical = self.horizontalScrollBar(), self.verticalScrollBar()
        horizontal.setValue(horizontal.value() + round(shift.x()))
        vertical.setValue(vertical.value() + round(shift.y()))

    def _layout(self) -> None:
        view = self.viewport().size()
        ruler = RULER_PX if self._ruler else 0
        room_x, room_y = view.width() - ruler - 2 * MARGIN_PX, view.height() - ruler - 2 * MARGIN_PX
        if self._zoom == "fit":
            scale = min(room_x / self._extent.width, room_y / self._extent.height)
        else:
            scale = screen_px_per_mm(self) * (4 if self._zoom == "400" else 1)
        self._scale = max(0.2, scale)
        for bar, length, room in (
            (self.horizontalScrollBar(), self._extent.width * self._scale, room_x),
            (self.verticalScrollBar(), self._extent.height * self._scale, room_y),
        ):
            bar.setRange(0, max(0, round(length - room)))
            bar.setPageStep(max(1, room))
            bar.setSingleStep(max(1, round(5 * self._scale)))
        self.viewport().update()
        self.zoomChanged.emit(self.percent)

    # Events

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._layout()

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self.viewport())
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.fillRect(self.viewport().rect(), DESK)
        self.paint_content(painter)
        if self._ruler:
            self._paint_ruler(painter)
        painter.end()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if self._drag is not None:
            step = event.position().toPoint() - self._drag
            self._drag = event.position().toPoint()
            self.horizontalScrollBar().setValue(self.horizontalScrollBar().value() - step.x())
            self.verticalScrollBar().setValue(self.verticalScrollBar().value() - step.y())
            return
        self.pointed(*self.to_mm(event.position()))
        if self._ruler:
            self.viewport().update()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.MiddleButton:
            self._drag = event.position().toPoint()
        elif event.button() == Qt.MouseButton.LeftButton:
            self.picked(*self.to_mm(event.position()))

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.MiddleButton:
            self._drag = None

    def viewportEvent(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Leave:
            self.left()
        return bool(super().viewportEvent(event))

    def wheelEvent(self, event: QWheelEvent) -> None:
        if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            order: tuple[Zoom, ...] = ("fit", "true", "400")
            step = 1 if event.angleDelta().y() > 0 else -1
            self.set_zoom(order[max(0, min(2, order.index(self._zoom) + step))])
            event.accept()
            return
        super().wheelEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        steps = {
            Qt.Key.Key_Left: (self.horizontalScrollBar(), -1),
            Qt.Key.Key_Right: (self.horizontalScrollBar(), 1),
            Qt.Key.Key_Up: (self.verticalScrollBar(), -1),
            Qt.Key.Key_Down: (self.verticalScrollBar(), 1),
        }
        step = steps.get(Qt.Key(event.key()))
        if step is None or event.modifiers() != Qt.KeyboardModifier.NoModifier:
            super().keyPressEvent(event)
            return
        bar, sign = step
        bar.setValue(bar.value() + sign * bar.singleStep())

    # Hooks

    def paint_content(self, painter: QPainter) -> None:
        """Paint what is shown; the desk is painted already, the ruler comes after."""
        raise NotImplementedError

    def pointed(self, x: float, y: float) -> None:
        """The pointer is at this place (mm)."""

    def picked(self, x: float, y: float) -> None:
        """The left button was pressed at this place (mm)."""

    def left(self) -> None:
        """The pointer left the canvas."""

    def _paint_ruler(self, painter: QPainter) -> None:
        view = self.viewport().rect()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
        painter.fillRect(0, 0, view.width(), RULER_PX, QColor(theme.PAPER))
        painter.fillRect(0, 0, RULER_PX, view.height(), QColor(theme.PAPER))
        painter.setFont(theme.cell_font(11))
        painter.setPen(QPen(QColor(theme.FAINT), 1))
        step = next((tick for tick in _TICKS_MM if tick * self._scale >= 4), 20)
        origin = self._origin()
        for millimetre in range(int(self._extent.x0), int(self._extent.x1) + 1, step):
            x = round(origin.x() + millimetre * self._scale)
            if RULER_PX <= x <= view.width():
                painter.drawLine(x, RULER_PX, x, RULER_PX - _tick(millimetre))
                if millimetre % 10 == 0:
                    painter.drawText(QRectF(x - 20, 0, 40, 13), Qt.AlignmentFlag.AlignCenter, str(millimetre))
        for millimetre in range(int(self._extent.y0), int(self._extent.y1) + 1, step):
            y = round(origin.y() + millimetre * self._scale)
            if RULER_PX <= y <= view.height():
                painter.drawLine(RULER_PX, y, RULER_PX - _tick(millimetre), y)
                if millimetre % 10 == 0:
                    painter.drawText(QRectF(0, y - 13, RULER_PX - 6, 13), Qt.AlignmentFlag.AlignRight, str(millimetre))
        painter.fillRect(0, 0, RULER_PX, RULER_PX, QColor(theme.PAPER))
        painter.drawText(QRectF(0, 0, RULER_PX, RULER_PX), Qt.AlignmentFlag.AlignCenter, "mm")
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)


def _tick(millimetre: int) -> int:
    return 11 if millimetre % 10 == 0 else 7 if millimetre % 5 == 0 else 4
