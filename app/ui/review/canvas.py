"""A scroll area that is measured in millimetres: zoom, ruler and coordinates for page and envelope alike."""

from typing import Literal

from PySide6.QtCore import QEvent, QPoint, QPointF, QRectF, QSettings, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QFontInfo,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPixmap,
    QResizeEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QAbstractScrollArea, QToolTip, QWidget

from app.sheet.model import Rect
from app.ui.kit import opaque, tokens
from app.ui.review.ruler import Ruler

Zoom = Literal["fit", "true", "400"] | float
"""A named zoom, or logical pixels a millimetre."""

MM_PER_INCH = 25.4
PX_PER_MM_LIMITS = (2.0, 9.0)
"""Screens of 51 to 229 dots to the inch."""
PX_PER_MM_KEY = "true_size/px_per_mm"
MARGIN_PX = 14
_STEP = 1.2
_LEAST_PX_PER_MM = 0.5
_DRAG_PX = 4
_LIT_SHARE = 0.5
"""Of the view, what is zoomed to takes so much."""


def screen_px_per_mm(widget: QWidget) -> float:
    """Pixels of one real millimetre on this screen: as the user measured it, else as the screen reports it."""
    measured = QSettings().value(PX_PER_MM_KEY, 0.0, float)
    least, most = PX_PER_MM_LIMITS
    if isinstance(measured, float) and least <= measured <= most:
        return measured
    dots = widget.screen().physicalDotsPerInch()
    if not least * MM_PER_INCH <= dots <= most * MM_PER_INCH:
        dots = widget.screen().logicalDotsPerInch()
    return float(dots) / MM_PER_INCH


class MillimetreCanvas(QAbstractScrollArea):
    """Shows ``extent`` (mm). Subclasses paint in :meth:`paint_content` and answer pointer and keys in the hooks.

    Ctrl and the wheel zoom at the pointer, dragging moves. ``zoomChanged(percent)``.
    """

    zoomChanged = Signal(float)

    def __init__(self, extent: Rect, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._extent = extent
        self._zoom: Zoom = "fit"
        self._scale = 1.0
        self._ruler = True
        self._drawn_ruler: tuple[object, tuple[QPixmap, QPixmap]] | None = None
        self._drag: QPoint | None = None
        self._pressed: QPoint | None = None
        self._pointer: QPointF | None = None
        self.viewport().setMouseTracking(True)
        opaque.make(self)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMinimumSize(200, 110)

    # Coordinates

    @property
    def scale(self) -> float:
        """Logical pixels per millimetre."""
        return self._scale

    @property
    def percent(self) -> float:
        """Zoom against true size."""
        return 100 * self._scale / screen_px_per_mm(self)

    def _ruler_px(self) -> int:
        return round(1.7 * QFontInfo(self.font()).pixelSize()) if self._ruler else 0

    def _origin(self) -> QPointF:
        view = self.viewport().size()
        ruler = self._ruler_px()
        width = self._extent.width * self._scale
        left = ruler + max(MARGIN_PX, (view.width() - ruler - width) / 2) - self.horizontalScrollBar().value()
        top = ruler + MARGIN_PX - self.verticalScrollBar().value()  # at the top: what comes below moves nothing
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

    def set_extent(self, extent: Rect) -> None:
        """Show something of another size."""
        if extent != self._extent:
            self._extent = extent
            self._layout()

    # Zoom and ruler

    def set_zoom(self, zoom: Zoom) -> None:
        """Whole page, true size, four times true size, or pixels a millimetre."""
        self._zoom = zoom
        self._layout()

    def zoom(self) -> Zoom:
        """The zoom in force."""
        return self._zoom

    def zoom_by(self, steps: float, at: QPointF | None = None) -> None:
        """Larger or smaller, so that what is at this place of the viewport (its middle) stays there."""
        at = QPointF(self.viewport().rect().center()) if at is None else at
        x, y = self.to_mm(at)
        self.set_zoom(min(max(self._scale * _STEP**steps, _LEAST_PX_PER_MM), self.most_px_per_mm))
        self._scroll_by(self.to_px(x, y) - at)

    def zoom_to(self, rect: Rect) -> None:
        """So large that ``rect`` takes half of the view, in its middle."""
        view = self.viewport().size()
        room = min(view.width() / max(rect.width, 1.0), view.height() / max(rect.height, 1.0))
        self.set_zoom(min(room * _LIT_SHARE, self.most_px_per_mm))
        self._scroll_by(self.rect_px(rect).center() - QPointF(self.viewport().rect().center()))

    def _scroll_by(self, shift: QPointF) -> None:
        horizontal, vertical = self.horizontalScrollBar(), self.verticalScrollBar()
        horizontal.setValue(horizontal.value() + round(shift.x()))
        vertical.setValue(vertical.value() + round(shift.y()))

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
        self._scroll_by(pixels.center() - view.center())

    def _layout(self) -> None:
        view = self.viewport().size()
        ruler = self._ruler_px()
        room_x, room_y = view.width() - ruler - 2 * MARGIN_PX, view.height() - ruler - 2 * MARGIN_PX
        if self._zoom == "fit":
            scale = min(room_x / self._extent.width, room_y / self._extent.height)
        elif isinstance(self._zoom, float):
            scale = self._zoom
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

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange:
            self._layout()

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self.viewport())
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.fillRect(self.viewport().rect(), QColor(tokens.DESK))
        self.paint_content(painter)
        if self._ruler:
            self._paint_ruler(painter)
        painter.end()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        self._pointer = event.position()
        here = event.position().toPoint()
        if self._pressed is not None and (here - self._pressed).manhattanLength() > _DRAG_PX:
            self._drag, self._pressed = self._pressed, None
            self.viewport().setCursor(Qt.CursorShape.ClosedHandCursor)
        if self._drag is not None:
            self._scroll_by(QPointF(self._drag - here))
            self._drag = here
            return
        self.pointed(*self.to_mm(event.position()))
        if self._ruler or self.follows_pointer:
            self.viewport().update()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.MiddleButton:
            self._drag = event.position().toPoint()
        elif event.button() == Qt.MouseButton.LeftButton and not self.begun(*self.to_mm(event.position())):
            self._pressed = event.position().toPoint()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if self._pressed is not None and event.button() == Qt.MouseButton.LeftButton:
            self.picked(*self.to_mm(QPointF(self._pressed)))
        elif self._drag is not None:
            self.viewport().setCursor(Qt.CursorShape.ArrowCursor)
        self._drag = self._pressed = None

    def viewportEvent(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Leave:
            self._pointer = None
            self.left()
            self.viewport().update()
        return bool(super().viewportEvent(event))

    def wheelEvent(self, event: QWheelEvent) -> None:
        if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self.zoom_by(event.angleDelta().y() / 120, event.position())
            event.accept()
            return
        super().wheelEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Space:
            self.stepped(-1 if event.modifiers() & Qt.KeyboardModifier.ShiftModifier else 1)
        else:
            super().keyPressEvent(event)

    def show_tip(self, x: float, y: float, text: str) -> None:
        """Say something (plain text, ``""`` to stop) beside a point in mm, and show whether it can be picked."""
        self.viewport().setCursor(Qt.CursorShape.PointingHandCursor if text else Qt.CursorShape.ArrowCursor)
        place = self.viewport().mapToGlobal(self.to_px(x, y) + QPointF(14, 18)).toPoint()
        QToolTip.showText(place, tokens.plain_tooltip(text), self.viewport())

    # Hooks

    most_px_per_mm = 60.0
    """How large the pointer's wheel may make it."""
    follows_pointer = False
    """Whether what is painted depends on where the pointer is."""

    def paint_content(self, painter: QPainter) -> None:
        """Paint what is shown; the desk is painted already, the ruler comes after."""
        raise NotImplementedError

    def pointed(self, x: float, y: float) -> None:
        """The pointer is at this place (mm)."""

    def begun(self, x: float, y: float) -> bool:
        """The left button went down here (mm); true if what follows is the canvas's own, not picking or moving."""
        return False

    def picked(self, x: float, y: float) -> None:
        """The left button was pressed and released at this place (mm)."""

    def stepped(self, by: int) -> None:
        """Space asks for the next thing (1), Shift+Space for the one before (-1)."""

    def left(self) -> None:
        """The pointer left the canvas."""

    def _paint_ruler(self, painter: QPainter) -> None:
        view = self.viewport().size()
        ruler = Ruler(self._ruler_px(), self._scale, self._origin().toTuple(), self._extent, view.toTuple())
        if self._drawn_ruler is None or self._drawn_ruler[0] != (ruler, tokens.PAPER, self.devicePixelRatioF()):
            key = (ruler, tokens.PAPER, self.devicePixelRatioF())
            self._drawn_ruler = (key, ruler.pictures(self.devicePixelRatioF()))
        for picture in self._drawn_ruler[1]:
            painter.drawPixmap(0, 0, picture)
        if self._pointer is not None:
            ruler.mark(painter, self._pointer)
