"""What scrolls only where there is no room for all of it."""

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QApplication, QScrollArea, QSizePolicy, QWidget

_NEAR_EM = 10
"""Lines above and below what has the keyboard that come into sight with it."""


class Scrolled(QScrollArea):
    """As high as its content where there is room, else no lower than ``least`` lines of text. ``by_keys``: Tab comes to
    it while there is something to scroll, where nothing in it has the keyboard.
    """

    def __init__(self, content: QWidget, least: int, parent: QWidget | None = None, *, by_keys: bool = False) -> None:
        super().__init__(parent)
        self._content, self._least = content, least
        self.setProperty("bare", True)
        self.setWidgetResizable(True)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Preferred)
        self.setWidget(content)
        app = QApplication.instance()
        if isinstance(app, QApplication):
            app.focusChanged.connect(self._follow)
        if by_keys:
            self.verticalScrollBar().rangeChanged.connect(self._reach)

    def _follow(self, _before: QWidget | None, now: QWidget | None) -> None:
        """Qt itself follows the keyboard only where Tab brings it."""
        if now is not None and self._content.isAncestorOf(now):
            self.ensureWidgetVisible(now, 0, _NEAR_EM * self.fontMetrics().lineSpacing())

    def _reach(self, _least: int, most: int) -> None:
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus if most else Qt.FocusPolicy.NoFocus)

    def _height(self) -> int:
        content = self._content
        inside = self.width() - 2
        wanted = content.heightForWidth(inside) if content.hasHeightForWidth() else -1
        return max(wanted, content.minimumSizeHint().height()) + 2

    def sizeHint(self) -> QSize:
        return QSize(self._content.sizeHint().width() + 2, self._height())

    def minimumSizeHint(self) -> QSize:
        bar = self.verticalScrollBar().sizeHint().width()
        lines = self._least * self.fontMetrics().lineSpacing()
        return QSize(self._content.minimumSizeHint().width() + bar + 2, min(lines, self._height()))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if event.size().width() != event.oldSize().width():
            self.updateGeometry()
