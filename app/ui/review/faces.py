"""The faces of a sheet under one row of tabs: one large, or all beside each other."""

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QGridLayout, QTabBar, QVBoxLayout, QWidget

from app.language import tr

ALL_FACES = "四面"
_COLUMNS = 2


class Faces(QWidget):
    """One tab a face, and one for all of them. A face lives once: turning to another only hides it.

    ``currentChanged(index)`` as of a ``QTabWidget``; the last index shows all.
    """

    currentChanged = Signal(int)

    def __init__(self, faces: Sequence[tuple[str, QWidget]], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._faces = [view for _, view in faces]
        self._bar = QTabBar()
        self._bar.setDrawBase(False)
        self._bar.setExpanding(False)
        self._bar.setAccessibleName(tr("面"))
        for title in (*(title for title, _ in faces), ALL_FACES):
            self._bar.addTab(tr(title))
        self._grid = QGridLayout()
        self._grid.setSpacing(4)
        for at, view in enumerate(self._faces):
            self._grid.addWidget(view, at // _COLUMNS, at % _COLUMNS)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addLayout(self._grid, 1)
        self._bar.currentChanged.connect(self._turn)
        self._turn(0)

    def tabBar(self) -> QTabBar:
        """The tabs; whoever shows the faces puts them where they belong."""
        return self._bar

    def currentIndex(self) -> int:
        """The tab in front."""
        return self._bar.currentIndex()

    def setCurrentIndex(self, index: int) -> None:
        """Turn to a face, or to all."""
        self._bar.setCurrentIndex(index)

    def currentWidget(self) -> QWidget:
        """The face that takes the keyboard: of all, the first."""
        return self._faces[self.currentIndex() % len(self._faces)]

    def tabText(self, index: int) -> str:
        """The face's name."""
        return self._bar.tabText(index)

    def count(self) -> int:
        """Tabs, the one for all among them."""
        return self._bar.count()

    @property
    def shows_all(self) -> bool:
        """Whether the faces stand beside each other."""
        return self.currentIndex() == len(self._faces)

    def _turn(self, index: int) -> None:
        for at, view in enumerate(self._faces):
            view.setVisible(self.shows_all or at == index)
        rows = -(-len(self._faces) // _COLUMNS)
        for row in range(rows):
            shown = self.shows_all or index // _COLUMNS == row
            self._grid.setRowStretch(row, int(shown))
        for column in range(_COLUMNS):
            self._grid.setColumnStretch(column, int(self.shows_all or index % _COLUMNS == column))
        self._grid.activate()  # whoever turned here may point at what it shows now
        self.currentChanged.emit(index)
