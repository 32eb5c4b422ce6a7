"""Screens one over the other, of which only the one in front needs room."""

from PySide6.QtCore import QSize
from PySide6.QtWidgets import QStackedWidget, QTabWidget, QWidget


class PageStack(QStackedWidget):
    """A screen that is out of sight must not keep what stands beside the one in front from its room."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.currentChanged.connect(lambda _at: self.updateGeometry())

    def sizeHint(self) -> QSize:
        current = self.currentWidget()
        return super().sizeHint() if current is None else current.sizeHint()

    def minimumSizeHint(self) -> QSize:
        current = self.currentWidget()
        return super().minimumSizeHint() if current is None else current.minimumSizeHint()

    def hasHeightForWidth(self) -> bool:
        current = self.currentWidget()
        return current is not None and current.hasHeightForWidth()

    def heightForWidth(self, width: int) -> int:
        """Not the highest of all, which Qt would lay out each time, one after the other."""
        current = self.currentWidget()
        return -1 if current is None else current.heightForWidth(width)


class Tabs(QTabWidget):
    """Tabs whose pages are made where they will stand, in ``room``: what gets another parent is styled once more, with
    all that it holds.
    """

    def __init__(self, parent: QWidget | None = None, *, document: bool = True) -> None:
        super().__init__(parent)
        self.setDocumentMode(document)
        # Kept: Python takes what is made in it along when it lets go of it.
        self.room: QWidget = next(one for one in self.children() if isinstance(one, QStackedWidget))
