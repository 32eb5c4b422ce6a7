"""The word of practice all over whatever picture of paper a window of practice shows, beneath its ink."""

from math import ceil

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QPainter
from PySide6.QtWidgets import QWidget

from app.language import tr
from app.ui.kit import tokens

WORD = "練習"
_OF = "practice"
_SIZE_MM, _STEP_MM, _TURN = 15.0, (62.0, 34.0), -24.0


def set_practice(window: QWidget, *, on: bool) -> None:
    """Whether everything in this window, and in dialogs over it, is practice."""
    window.setProperty(_OF, on)


def is_practice(widget: QWidget) -> bool:
    """Whether a widget is in a window of practice, or in a dialog over one."""
    own: QWidget | None = widget
    while own is not None:
        if own.isWindow() and own.property(_OF):
            return True
        own = own.parentWidget()
    return False


def paint_mark_in(painter: QPainter, picture: QRectF) -> None:
    """The word in a piece cut out of a page, however small and at whatever scale it is shown."""
    side = min(picture.width(), picture.height())
    paint_mark(painter, picture, side / _STEP_MM[1])


def paint_mark(painter: QPainter, page: QRectF, px_per_mm: float) -> None:
    """The word all over a ``page`` (px) that is painted already; what is black on it stays black."""
    painter.save()
    painter.setClipRect(page, Qt.ClipOperation.IntersectClip)
    painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_Multiply)
    font = QFont(painter.font())
    font.setBold(True)
    font.setPixelSize(max(1, round(_SIZE_MM * px_per_mm)))
    painter.setFont(font)
    painter.setPen(QColor(tokens.PRACTICE_MARK))
    step_x, step_y = (step * px_per_mm for step in _STEP_MM)
    for down in range(ceil(page.height() / step_y) + 1):
        for right in range(-1, ceil(page.width() / step_x) + 1):
            painter.save()
            shift = 0.5 if down % 2 else 0.0
            painter.translate(page.left() + (right + shift) * step_x, page.top() + (down + 0.8) * step_y)
            painter.rotate(_TURN)
            painter.drawText(QPointF(0, 0), tr(WORD))
            painter.restore()
    painter.restore()
