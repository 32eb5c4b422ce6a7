"""A page of a document as it is shown beside what was read of it."""

from PySide6.QtCore import QRectF
from PySide6.QtGui import QImage, QPainter, QPixmap
from PySide6.QtWidgets import QWidget

from app.delivery.pictures import PagePicture
from app.ui.kit.practice_mark import is_practice, paint_mark

_ABOUT_MM = 210
"""A page is about as wide: the mark of practice has its size by it."""


def page_pixmap(picture: PagePicture, shown_by: QWidget) -> QPixmap:
    """The picture, with the mark of practice where ``shown_by`` stands in a practice window."""
    grey = QImage(picture.pixels, picture.width, picture.height, picture.width, QImage.Format.Format_Grayscale8)
    pixmap = QPixmap.fromImage(grey.copy())
    if is_practice(shown_by):
        painter = QPainter(pixmap)
        paint_mark(painter, QRectF(pixmap.rect()), picture.width / _ABOUT_MM)
        painter.end()
    return pixmap
