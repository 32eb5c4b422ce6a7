"""One side of a sheet, large: a place is pointed at, and afterwards the place of the defect is lit."""

from collections.abc import Sequence

from PySide6.QtCore import QPointF, QRectF, Qt, Signal
from PySide6.QtGui import QColor, QFont, QImage, QKeyEvent, QPainter, QPen, QPixmap, QTransform
from PySide6.QtWidgets import QWidget

from app.language import tr
from app.sheet.model import Rect
from app.training.drill.making import Face
from app.ui.kit import tokens
from app.ui.kit.practice_mark import paint_mark
from app.ui.review.canvas import MillimetreCanvas

_EDGE_MM, _NEAR_MM, _FAR_MM = 2.0, 2.0, 15.0
_CROSS_PX, _STAND_OFF = 11, 0.8
_STEPS = {
    Qt.Key.Key_Left: (-1, 0),
    Qt.Key.Key_Right: (1, 0),
    Qt.Key.Key_Up: (0, -1),
    Qt.Key.Key_Down: (0, 1),
}


class DrillCanvas(MillimetreCanvas):
    """``named``: what stands beside the picture. ``spotted(x, y)``: this place (mm of the page) was pressed. Only where
    ``asks`` is set there is a cross, which keys move.
    """

    spotted = Signal(float, float)
    most_px_per_mm = 24.0

    def __init__(self, named: str, parent: QWidget | None = None, *, asks: bool = False) -> None:
        super().__init__(Rect(0, 0, 210, 115), parent)
        self.named, self.asks = named, asks
        self.cross: tuple[float, float] | None = None
        self.setAccessibleName(tr(named))
        self._face: Face | None = None
        self._picture = QPixmap()
        self._part = Rect(0, 0, 210, 115)
        self._lit: tuple[Rect, ...] = ()
        self._pointed: tuple[float, float] | None = None
        self.set_ruler(False)

    def show_face(self, face: Face | None, part: Rect) -> None:
        """Another picture, or none; ``part``: which part of the page (mm) it is."""
        self._face, self._part, self._lit, self._pointed = face, part, (), None
        self._picture = QPixmap() if face is None else QPixmap.fromImage(_image(face))
        self.cross = ((part.x0 + part.x1) / 2, (part.y0 + part.y1) / 2) if self.asks and face is not None else None
        self.set_extent(part.grown(_EDGE_MM))
        self.set_zoom("fit")
        self.viewport().update()

    def light(self, places: Sequence[Rect], pointed: tuple[float, float] | None) -> None:
        """Show where the defect is, and where it was said to be."""
        self._lit, self._pointed, self.cross = tuple(places), pointed, None
        self.viewport().update()

    @property
    def lit(self) -> tuple[Rect, ...]:
        """The places that are lit."""
        return self._lit

    def paint_content(self, painter: QPainter) -> None:
        if self._face is None:
            return
        page = self.rect_px(self._part)
        painter.fillRect(page, QColor(tokens.PAPER))
        painter.save()
        painter.setClipRect(page)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        a, b, c, d, e, f = self._face.affine
        to_page, _ = QTransform(a, d, b, e, c, f).inverted()
        origin = self.to_px(0, 0)
        painter.setTransform(to_page * QTransform(self.scale, 0, 0, self.scale, origin.x(), origin.y()))
        painter.drawPixmap(QPointF(0, 0), self._picture)
        painter.restore()
        paint_mark(painter, page, self.scale)  # also where a warm-up is done in a window of live work
        painter.setPen(QPen(QColor(tokens.EDGE), 1))
        painter.drawRect(page)
        for place in self._lit:
            painter.setPen(QPen(QColor(tokens.ALARM), 3.5))
            painter.drawRect(self.rect_px(place.grown(_STAND_OFF)))
        if self._pointed is not None:
            self._paint_cross(painter, self._pointed, tokens.FRAME_CHOSEN)
        if self.cross is not None:
            self._paint_cross(painter, self.cross, tokens.FRAME_HOVER)
        self._paint_name(painter, page)

    def _paint_cross(self, painter: QPainter, at: tuple[float, float], colour: str) -> None:
        place = self.to_px(*at)
        for width, ink in ((5.0, tokens.PAPER), (2.2, colour)):
            painter.setPen(QPen(QColor(ink), width))
            painter.drawLine(place - QPointF(_CROSS_PX, 0), place + QPointF(_CROSS_PX, 0))
            painter.drawLine(place - QPointF(0, _CROSS_PX), place + QPointF(0, _CROSS_PX))

    def _paint_name(self, painter: QPainter, page: QRectF) -> None:
        font = QFont(self.font())
        font.setBold(True)
        painter.setFont(font)
        metrics = painter.fontMetrics()
        size = metrics.horizontalAdvance(tr(self.named)) + 10, metrics.height()
        box = QRectF(max(page.left(), 2.0), max(page.top() - size[1], 0.0), *size)
        painter.fillRect(box, QColor(tokens.WINDOW))
        painter.setPen(QColor(tokens.INK))
        painter.drawText(box, Qt.AlignmentFlag.AlignCenter, tr(self.named))

    # Pointer and keys

    def pointed(self, x: float, y: float) -> None:
        self.viewport().setCursor(Qt.CursorShape.CrossCursor if self.cross is not None else Qt.CursorShape.ArrowCursor)

    def picked(self, x: float, y: float) -> None:
        part = self._part
        if self.cross is not None and part.x0 <= x <= part.x1 and part.y0 <= y <= part.y1:
            self.spotted.emit(x, y)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        step = _STEPS.get(Qt.Key(event.key()))
        if step is None or self.cross is None:
            super().keyPressEvent(event)
            return
        by = _FAR_MM if event.modifiers() & Qt.KeyboardModifier.ShiftModifier else _NEAR_MM
        x, y = self.cross[0] + by * step[0], self.cross[1] + by * step[1]
        part = self._part
        self.cross = min(max(x, part.x0), part.x1), min(max(y, part.y0), part.y1)
        self.show_mm(Rect(*self.cross, *self.cross).grown(_NEAR_MM))
        self.viewport().update()


def together(one: DrillCanvas, other: DrillCanvas) -> None:
    """Both show the same part in the same size."""
    for own, its in ((one, other), (other, one)):
        own.zoomChanged.connect(lambda _percent, own=own, its=its: _follow(own, its))
        for bar in ("horizontalScrollBar", "verticalScrollBar"):
            getattr(own, bar)().valueChanged.connect(getattr(its, bar)().setValue)


def _follow(own: DrillCanvas, its: DrillCanvas) -> None:
    if its.zoom() != own.zoom():
        its.set_zoom(own.zoom())


def _image(face: Face) -> QImage:
    kind = QImage.Format.Format_RGB888 if face.channels == 3 else QImage.Format.Format_Grayscale8
    return QImage(face.pixels, face.width, face.height, face.width * face.channels, kind).copy()
