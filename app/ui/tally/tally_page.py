"""件数 in its tabs: what the machines did with each piece, and where all numbers must agree."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.language import tr
from app.ui.kit.page_stack import Tabs
from app.ui.tally.counts_page import CountsPage
from app.ui.tally.logs_page import LogsPage

LOGS_TAB, COUNTS_TAB = "封入ログ", "件数"


class TallyPage(QWidget):
    """``leaveWanted()`` as its tabs say it. Every tab has ``show_month``, ``renew`` and ``leave``; ``logs`` and
    ``counts`` are made in the room of the tabs.
    """

    leaveWanted = Signal()

    logs: LogsPage
    counts: CountsPage

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.tabs = Tabs(self)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.tabs)
        self._month_id = ""
        self.pages: list[LogsPage | CountsPage] = []

    def add(self, title: str, page: LogsPage | CountsPage) -> None:
        """One more tab."""
        self.pages.append(page)
        self.tabs.addTab(page, tr(title))
        page.leaveWanted.connect(self.leaveWanted)
        self.tabs.tabBar().setVisible(len(self.pages) > 1)

    def show_month(self, month_id: str) -> None:
        """The month of all tabs; of another month than before, the tab whose gate is open first."""
        is_other = month_id != self._month_id
        self._month_id = month_id
        for page in self.pages:
            page.show_month(month_id)
        if is_other:
            self.tabs.setCurrentWidget(self.counts if self.logs.is_done else self.logs)

    def renew(self) -> None:
        """Look again."""
        for page in self.pages:
            page.renew()

    def renew_soon(self) -> None:
        """Look again, when nobody waits for it."""
        for page in self.pages:
            page.renew_soon()

    def leave(self) -> None:
        """Forget the medium."""
        for page in self.pages:
            page.leave()
