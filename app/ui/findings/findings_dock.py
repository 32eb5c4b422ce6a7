"""検査: the findings beside the record and its sheet, so that walking them shows each of them at once."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtWidgets import QDockWidget, QMainWindow, QWidget

from app.language import tr
from app.ui.shell.layout import Kept
from app.ui.shell.workers import Jobs

if TYPE_CHECKING:
    from app.checks.model import Finding
    from app.checks.run import CheckResult
    from app.month.looking.workbench import Workbench
    from app.signoff.ledger import Entry
    from app.signoff.model import Evidence, Month
    from app.ui.findings.file_page import FilePage
    from app.ui.findings.findings_page import FindingsPage
    from app.ui.findings.mark_book import Keeper
    from app.ui.shell.exports import Writer

_SHARE = 0.385
"""Of the window's width: the findings beside the sheet. The wide table of totals has no sheet and takes all of it."""
_WIDTH, _WHOLE = "findings.width", 1000
"""What a person made of it is kept as a part of the whole: screens differ."""


class FindingsDock(QObject):
    """Makes the page when it is first asked for; its ``findingChosen(finding)``, ``recordMarks(marks)``,
    ``decisionWanted(findings)`` where ``may_decide`` says that they may be decided on."""

    findingChosen = Signal(object)
    recordMarks = Signal(object)
    decisionWanted = Signal(object)
    counted = Signal(int)

    def __init__(self, window: QMainWindow, jobs: Jobs, kept: Kept) -> None:
        super().__init__(window)
        self._window, self._jobs, self._kept = window, jobs, kept
        self.page: FindingsPage | None = None
        self.may_decide: Callable[[], bool] = lambda: False
        self.dock: QDockWidget | None = None
        self.file: FilePage | None = None
        window.installEventFilter(self)

    def show(self, bench: Workbench, keeper: Keeper | None, writer: Writer) -> FindingsPage:
        """The page of this volume, on screen and with the keyboard."""
        page = self.prepare(bench, keeper, writer)
        assert self.dock is not None
        page.panel.allow_decisions(self.may_decide())
        self.dock.show()
        self._resize(page.tabs.currentIndex())
        page.setFocus()
        return page

    @property
    def is_shown(self) -> bool:
        """Whether the findings are on screen."""
        return self.dock is not None and self.dock.isVisible()

    def _resize(self, tab: int) -> None:
        assert self.dock is not None
        self._show_sheet(not tab)
        if tab:
            return
        wide = round(_SHARE * self._window.width())
        if self._kept.size(_WIDTH):
            wide = round(self._kept.size(_WIDTH) * self._window.width() / _WHOLE)
        self._window.resizeDocks([self.dock], [wide], Qt.Orientation.Horizontal)

    def _show_sheet(self, on: bool) -> None:
        if (sheet := self._window.centralWidget()) is not None:
            sheet.setVisible(on)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Resize and self.is_shown and self.page is not None:
            self._resize(self.page.tabs.currentIndex())
        return False

    def _turned(self, tab: int) -> None:
        """The totals are a wide table; the sheet has its room back with the findings."""
        assert self.dock is not None
        if tab:
            self._keep_width(self.dock)
        if self.is_shown:
            self._resize(tab)

    def file_of(self, finding: Finding) -> FilePage:
        """What stands in place of the sheet for a finding about no record."""
        from app.ui.findings.file_page import FilePage

        assert self.page is not None
        if self.file is None:
            self.file = FilePage(self.page.bench)
        self.file.show_finding(finding, () if self.result is None else self.result.findings)
        return self.file

    def prepare(self, bench: Workbench, keeper: Keeper | None, writer: Writer) -> FindingsPage:
        """The page of this volume, out of sight as long as it was not asked for."""
        from app.ui.findings.findings_page import FindingsPage

        if self.page is None or self.dock is None:
            self.dock = QDockWidget(tr("検査"), self._window)  # first: whatever gets another parent is styled once more
            self.page = FindingsPage(bench, self._jobs, self.dock, keeper=keeper, writer=writer)
            self.page.findingChosen.connect(self.findingChosen)
            self.page.recordMarks.connect(self.recordMarks)
            self.page.checkDone.connect(lambda result: self.counted.emit(len(result.findings)))
            self.page.panel.decisionWanted.connect(self.decisionWanted)
            self.page.tabs.currentChanged.connect(self._turned)
            self.dock.setObjectName("findings")
            self.dock.setTitleBarWidget(QWidget())  # the page has a title of its own, and the rail puts it away
            self.dock.setFeatures(QDockWidget.DockWidgetFeature.NoDockWidgetFeatures)
            self.dock.setWidget(self.page)
            self._window.addDockWidget(Qt.DockWidgetArea.LeftDockWidgetArea, self.dock)
            self.dock.hide()
            self._kept.restore_page(self.page)
        return self.page

    @property
    def result(self) -> CheckResult | None:
        """What the last check of this volume found, if it was checked."""
        checked = None if self.page is None else self.page.checked
        return None if checked is None else checked.result

    @property
    def counts(self) -> Mapping[str, int] | None:
        """Findings of each rule, ``None`` as long as nothing was checked."""
        return None if self.result is None else self.result.counts

    def evidence(self, month: Month) -> tuple[Evidence, ...]:
        """What the check of a month's medium found, if it is the open one and was checked."""
        return () if self.page is None else self.page.evidence(month)

    def take_decisions(self, entries: Sequence[Entry]) -> None:
        """Show what was decided just now, if the findings are there."""
        if self.page is not None:
            self.page.panel.take_decisions(entries)

    def hide(self) -> None:
        """Out of sight, while something else than findings is on screen."""
        if self.dock is not None:
            self._keep_width(self.dock)
            self.dock.hide()
            self._show_sheet(True)

    def _keep_width(self, dock: QDockWidget) -> None:
        if dock.isVisible() and self.page is not None and self.page.tabs.currentIndex() == 0:
            self._kept.keep_size(_WIDTH, round(_WHOLE * dock.width() / self._window.width()))

    def take_form(self, bench: Workbench, *, other: bool) -> None:
        """The same volume by another form; ``other``: notices look otherwise."""
        if self.page is not None:
            self.page.take_form(bench, other=other)

    def leave(self) -> None:
        """Forget the volume's findings."""
        if self.page is not None:
            self.page.leave()
        if self.dock is not None:
            self._keep_width(self.dock)
            self._show_sheet(True)
            self._window.removeDockWidget(self.dock)
            self.dock.deleteLater()
        if self.file is not None:
            self.file.deleteLater()
        self.page = self.dock = self.file = None
