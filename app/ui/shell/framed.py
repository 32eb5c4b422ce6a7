"""What the window is as a window: the band of practice around it, the way of Tab, text that follows its size."""

from PySide6.QtGui import QColor, QPainter, QPaintEvent, QRegion, QResizeEvent
from PySide6.QtWidgets import QMainWindow, QMenu

from app.ui.kit import tokens
from app.ui.kit.focus import next_by_tab
from app.ui.kit.practice_mark import set_practice
from app.ui.shell.menus import Menus

BAND = 4
"""Pixels around a window of practice, whose whole line of menus is a band besides."""


class Framed(QMainWindow):
    """A part of the window."""

    menus: Menus

    def band(self) -> None:
        """The band of practice across the whole window, whatever screen is in it: it takes no room from any."""
        menus = self.menuBar()
        menus.setProperty("practice", True)
        set_practice(self, on=True)
        menus.style().polish(menus)

    def frame(self) -> None:
        """The same colour around it."""
        self.setContentsMargins(BAND, BAND, BAND, BAND)
        self.update()

    def resize_text(self) -> None:
        """Large or normal text."""
        raise NotImplementedError

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if self.menus.large.isChecked():
            self.resize_text()

    def focusNextPrevChild(self, forward: bool) -> bool:
        """Tab and Shift+Tab."""
        return next_by_tab(self, forward=forward)

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        around = self.contentsMargins()
        if around.left():
            painter = QPainter(self)
            painter.setClipRegion(QRegion(self.rect()) - QRegion(self.rect().marginsRemoved(around)))
            painter.fillRect(self.rect(), QColor(tokens.BAND))

    def createPopupMenu(self) -> QMenu | None:
        """Rail and title are always there."""
        return None
