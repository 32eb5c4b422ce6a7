"""件数 in its tabs: what the machines did with each piece, and where all numbers must agree."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QTabWidget, QVBoxLayout, QWidget

from app.ui.tally.counts_page import CountsPage

COUNTS_TAB = "件数"


class TallyPage(QWidget):
    """``leaveWanted()`` as its tabs say it. Every tab has ``show_month``, ``renew`` and ``leave``."""

    leaveWanted = Signal()

    def __init__(self, counts: CountsPage, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.tabs, self.counts = QTabWidget(), counts
        self.tabs.setDocumentMode(True)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.tabs)
        self.pages: list[CountsPage] = []
        self.add(COUNTS_TAB, counts)

    def add(self, title: str, page: CountsPage) -> None:
        """One more tab."""
        self.pages.append(page)
        self.tabs.addTab(page, title)
        page.leaveWanted.connect(self.leaveWanted)
        self.tabs.tabBar().setVisible(len(self.pages) > 1)

    def show_month(self, month_id: str) -> None:
        """The month of all tabs."""
        for page in self.pages:
            page.show_month(month_id)

    def renew(self) -> None:
        """Look again."""
        for page in self.pages:
            page.renew()

    def leave(self) -> None:
        """Forget the medium."""
        for page in self.pages:
            page.leave()
