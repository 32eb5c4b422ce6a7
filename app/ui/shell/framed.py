"""What the window is as a window: the band of practice around it, the way of Tab, text that follows its size."""

from PySide6.QtCore import QEvent, QRect, Qt
from PySide6.QtGui import QColor, QFont, QPainter, QPaintEvent, QRegion, QResizeEvent
from PySide6.QtWidgets import QMainWindow, QMenu

from app.ui.kit import tokens
from app.ui.kit.focus import next_by_tab
from app.ui.shell.menus import Menus

BAND, _AIR = 4, 4
"""Pixels around a window of practice, and those above and below what stands at its top."""
BAND_TEXT = "練習モード　　本番の記録は残りません　　機構の媒体は開けません"


class Framed(QMainWindow):
    """A part of the window."""

    menus: Menus

    banded = False

    def band(self) -> None:
        """Put the band of practice around the whole window, above every screen, and say in it what this is."""
        self.banded = True
        self._fit_band()
        self.update()

    def _fit_band(self) -> None:
        if self.banded:
            self.setContentsMargins(BAND, self.fontMetrics().lineSpacing() + _AIR, BAND, BAND)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() in (QEvent.Type.FontChange, QEvent.Type.StyleChange):
            self._fit_band()

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
        if not self.banded:
            return
        painter, around = QPainter(self), self.contentsMargins()
        painter.setClipRegion(QRegion(self.rect()) - QRegion(self.rect().marginsRemoved(around)))
        painter.fillRect(self.rect(), QColor(tokens.BAND))
        font = QFont(self.font())
        font.setBold(True)
        painter.setFont(font)
        painter.setPen(QColor(tokens.INK))
        painter.drawText(QRect(0, 0, self.width(), around.top()), Qt.AlignmentFlag.AlignCenter, BAND_TEXT)

    def createPopupMenu(self) -> QMenu | None:
        """Rail and title are always there."""
        return None
