"""Tables that paint their own ground: nothing under them is painted with them, and scrolling moves what is there.

A style sheet leaves the ground of a table to what lies behind it: then one new line paints the whole window.
"""

from PySide6.QtCore import Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractScrollArea


def make(view: QAbstractScrollArea) -> None:
    """Its ``paintEvent`` paints all of its ground first, as :func:`fill` does."""
    view.viewport().setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)


def fill(view: QAbstractScrollArea, event: QPaintEvent) -> None:
    """The ground of what is painted now."""
    painter = QPainter(view.viewport())
    painter.fillRect(event.rect(), view.palette().base())
    painter.end()
