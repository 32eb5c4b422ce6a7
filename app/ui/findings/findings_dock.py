"""検査結果 below the record and its sheet, so that walking the findings shows each of them at once."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtWidgets import QDockWidget, QMainWindow

from app.ui.shell.layout import Kept
from app.ui.shell.workers import Jobs

if TYPE_CHECKING:
    from app.checks.run import CheckResult
    from app.month.looking.workbench import Workbench
    from app.signoff.ledger import Entry
    from app.signoff.model import Evidence, Month
    from app.ui.findings.findings_page import FindingsPage
    from app.ui.findings.mark_book import Keeper
    from app.ui.shell.exports import Writer

_SHARE = 0.36
"""Of the window's height."""


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
        self._sized = False

    def show(self, bench: Workbench, keeper: Keeper | None, writer: Writer) -> FindingsPage:
        """The page of this volume, on screen and with the keyboard."""
        page = self.prepare(bench, keeper, writer)
        assert self.dock is not None
        page.panel.allow_decisions(self.may_decide())
        self.dock.show()
        if not self._sized:
            self._sized = True
            height = self._kept.size("findings") or round(_SHARE * self._window.height())
            self._window.resizeDocks([self.dock], [height], Qt.Orientation.Vertical)
        page.setFocus()
        return page

    def prepare(self, bench: Workbench, keeper: Keeper | None, writer: Writer) -> FindingsPage:
        """The page of this volume, out of sight as long as it was not asked for."""
        from app.ui.findings.findings_page import FindingsPage

        if self.page is None or self.dock is None:
            self.page = FindingsPage(bench, self._jobs, keeper=keeper, writer=writer)
            self.page.findingChosen.connect(self.findingChosen)
            self.page.recordMarks.connect(self.recordMarks)
            self.page.checkDone.connect(lambda result: self.counted.emit(len(result.findings)))
            self.page.panel.decisionWanted.connect(self.decisionWanted)
            self.dock = QDockWidget("検査結果", self._window)
            self.dock.setObjectName("findings")
            self.dock.setWidget(self.page)
            self._window.addDockWidget(Qt.DockWidgetArea.BottomDockWidgetArea, self.dock)
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
        """Out of sight, while something else than the review is on screen."""
        if self.dock is not None:
            self._keep_height(self.dock)
            self.dock.hide()

    def _keep_height(self, dock: QDockWidget) -> None:
        if dock.isVisible() and self._sized:
            self._kept.keep_size("findings", dock.height())

    def leave(self) -> None:
        """Forget the volume's findings."""
        if self.page is not None:
            self.page.leave()
        if self.dock is not None:
            self._keep_height(self.dock)
            self._window.removeDockWidget(self.dock)
            self.dock.deleteLater()
        self.page = self.dock = None
        self._sized = False
