"""The window: it only wires opening, review and 外字 screens together."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QSettings, QSize, Qt, QTimer
from PySide6.QtGui import QCloseEvent, QDragEnterEvent, QDropEvent, QShowEvent
from PySide6.QtWidgets import QDialog, QVBoxLayout, QWidget

from app.errors import KenpanError
from app.language import tr
from app.month.looking.who import Who
from app.ui.findings.findings_dock import FindingsDock
from app.ui.kit import sounds
from app.ui.kit.page_stack import PageStack
from app.ui.shell.check_acts import CheckActs
from app.ui.shell.exports import Exports
from app.ui.shell.framed import Framed
from app.ui.shell.layout import Kept, keep_window
from app.ui.shell.menus import make_menus
from app.ui.shell.opening.drop import dropped_path
from app.ui.shell.opening.pages import ProgressPage, WelcomePage
from app.ui.shell.opening.problems import ProblemsBar
from app.ui.shell.rail import Rail
from app.ui.shell.reading_ahead import leave_alone
from app.ui.shell.seeking import Seeking
from app.ui.shell.signoff import SignoffScreens
from app.ui.shell.status_line import StatusLine
from app.ui.shell.title_bar import TitleBar
from app.ui.shell.view_acts import ViewActs
from app.ui.shell.workers import Jobs
from app.workstation.settings import Settings

if TYPE_CHECKING:
    from app.filing.safe_write import Write
    from app.month.looking.entering import Wanted
    from app.month.looking.workbench import Workbench
    from app.progress import Progress
    from app.sheet.draw import Drawer
    from app.signoff.book import Book
    from app.training.sample_ahead import SampleAhead
    from app.ui.atlas.atlas_page import AtlasPage
    from app.ui.review.review_page import ReviewPage
    from app.ui.shell.opening.open_dialog import OpenDialog

_OPENING = "opening"
_SOON_MS = 700
"""Until whoever goes from record to record rests for a moment."""
_SIZE = QSize(1920, 1040)


class MainWindow(CheckActs, ViewActs, Framed):
    """Welcome, progress, or the open volume."""

    review: ReviewPage | None
    signoff: SignoffScreens

    def __init__(self, settings: Settings, book: Book, parent: QWidget | None = None) -> None:
        """``book`` is the ledger that everybody works in, or one to practise in."""
        super().__init__(parent)
        self.setWindowTitle(tr("検版"))
        self.resize(_SIZE)
        self.setAcceptDrops(True)
        self._settings = settings
        self.jobs = Jobs(self)
        self.exports = Exports(self.jobs, self.writer, self)
        self.review = None
        self.atlas: AtlasPage | None = None
        self.sample_defects: frozenset[str] = frozenset()
        self.sample_ahead: SampleAhead | None = None
        self.kept = Kept()
        self.findings = FindingsDock(self, self.jobs, self.kept)
        self.open_dialog: OpenDialog | None = None
        self.welcome = WelcomePage()
        self.progress = ProgressPage()
        self.problems = ProblemsBar()
        self.stack = PageStack()
        self.rail, self.title = Rail(self), TitleBar(self)
        self.seeking = Seeking(self, settings.scanner)
        self.stack.addWidget(self.welcome)
        self.stack.addWidget(self.progress)
        centre = QWidget()
        layout = QVBoxLayout(centre)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self.problems)
        layout.addWidget(self.stack, 1)
        self.setCentralWidget(centre)
        self.menuBar().setCornerWidget(self.title)
        self.addToolBar(Qt.ToolBarArea.LeftToolBarArea, self.rail)
        self.rail.hide()
        self.title.hide()
        self.title.show_mode(book.practice)
        self.title.show_place("", "")
        self.status = StatusLine(self.statusBar())
        self._settled = QTimer(self, singleShot=True, interval=_SOON_MS, timeout=self._leave_alone)
        self.signoff = SignoffScreens(self, book, settings)
        self.menus = make_menus(self)
        if book.practice:
            self.show_practice()
        self._wire()
        self._enable()
        self.take_look()
        self.signoff.begin()

    def _wire(self) -> None:
        self.welcome.openWanted.connect(self.choose_medium)
        self.welcome.sampleWanted.connect(self.open_sample)
        self.progress.cancelled.connect(self.stop_opening)
        self.exports.said.connect(self.say)
        self.exports.failed.connect(self.problems.add)
        self.findings.findingChosen.connect(self._go_to_finding)
        self.findings.recordMarks.connect(self._mark_records)
        self.findings.counted.connect(lambda count: self.rail.count("findings", count))
        self.title.searchWanted.connect(self.seeking.search)
        self.menus.sounds.setChecked(sounds.sounds_on())

    # What is on screen

    def _enable(self) -> None:
        """Actions follow what is on screen; while a medium opens, only stopping and leaving make sense."""
        opening = self.stack.currentWidget() is self.progress
        known = self.signoff.desk.session is not None
        for action in (*self.menus.starting, *self.menus.with_person):
            action.setEnabled(known and not opening)
        for action in self.menus.with_volume:
            action.setEnabled(known and self.review is not None and not opening)

    def _show(self, page: QWidget) -> None:
        self.stack.setCurrentWidget(page)
        self.status.place_shown(page is self.review)
        beside = "findings" if self.findings.is_shown else "round" if self.signoff.holds_piece else ""
        self.rail.mark(beside or self.signoff.screen_of(page))
        self.show_place()
        self._enable()

    def show_page(self, page: QWidget) -> None:
        """A screen that is not about one record: what stands beside the review goes out of sight."""
        self.hide_findings()
        self._show(page)

    def say(self, text: str) -> None:
        """A line in the status bar, for a while."""
        self.status.say(text)

    @property
    def _home(self) -> QWidget:
        """What is shown without a volume."""
        return self.signoff.login if self.signoff.desk.session is None else self.signoff.home

    # Opening

    def choose_medium(self, folder: Path | None = None, key_file: Path | None = None) -> None:
        """Ask for a medium; once chosen it is opened."""
        from app.ui.shell.opening.open_dialog import OpenDialog

        if self.open_dialog is None:
            self.open_dialog = OpenDialog(self._settings, self.jobs, self)
            self.open_dialog.accepted.connect(self._open_chosen)
        self.open_dialog.start_with(folder, key_file)
        self.open_dialog.open()

    def _open_chosen(self) -> None:
        request = self.open_dialog.take_request() if self.open_dialog is not None else None
        if request is not None:
            self.open_volume(request)

    def open_volume(self, request: Wanted) -> None:
        """Open in a worker; what is open now stays until the new volume is there."""
        from app.month.looking.opening import open_for

        who, settings = self._who(), self._settings
        self._start(
            f"{request.volume.label} を開いています",
            lambda progress: open_for(who, request, settings, progress, self.interfaces),
            self._refused,
        )

    def open_sample(self) -> None:
        """Make a sample volume and open it."""
        who, settings, ahead, self.sample_ahead = self._who(), self._settings, self.sample_ahead, None

        def work(progress: Progress) -> Workbench:
            from app.ui.shell.sample import open_sample

            return open_sample(progress, who, settings, self.interfaces, self.sample_defects, ahead)

        self._start("見本データを作っています", work, self._failed)

    def _who(self) -> Who:
        return self.signoff.opener()

    def interfaces(self) -> tuple[str, ...]:
        """Networks that are connected; asked in a worker."""
        return self.signoff.interfaces()

    def _start(self, what: str, work: Callable[[Progress], Workbench], on_error: Callable[[KenpanError], None]) -> None:
        from app.ui.shell.opening.request import make_ready

        self.progress.start(what)
        self._show(self.progress)
        self.jobs.start(
            lambda progress: make_ready(self.signoff.with_lists(work(progress), progress), self.signoff.desk.mark),
            on_done=lambda ready: self.show_volume(ready.bench, drawer=ready.drawer),
            on_error=on_error,
            on_progress=self.progress.report,
            key=_OPENING,
        )

    def show_volume(self, bench: Workbench, *, drawer: Drawer | None = None) -> None:
        """Put an open volume on screen and go to its first notice."""
        from app.ui.review.review_page import ReviewPage
        from app.ui.shell.opening.request import make_ready

        self._forget_volume()
        drawer = drawer or make_ready(bench, self.signoff.desk.mark).drawer
        bench = replace(bench, run=self.signoff.run_here)
        self.review = ReviewPage(bench, self.jobs, drawer, self.stack)
        self.review.lookChanged.connect(self.status.show_place)
        self.review.lookChanged.connect(self._wait_on)
        self.review.offsets.changed.connect(lambda base: self.menus.base.setChecked(base == 1))
        self.stack.addWidget(self.review)
        self.kept.restore_page(self.review)
        self._show(self.review)
        self.problems.show_problems(bench.problems)
        self.status.show_volume(bench)
        self.setWindowTitle(tr("検版 — {volume_label}", volume_label=bench.media.volume.label))
        self.rebase()
        self.review.go_to_first_notice()
        self.review.records.setFocus()
        self._settled.start()
        self.signoff.volume_opened(bench)

    def _wait_on(self) -> None:
        if self._settled.isActive():
            self._settled.start()

    def _leave_alone(self) -> None:
        """No key press waits for what can be done before it."""
        if self.review is not None:
            leave_alone(self.review.bench, self.jobs)

    def close_volume(self) -> None:
        """Forget the open volume; its plaintext goes with it."""
        self._forget_volume()
        self._show(self._home)

    def _forget_volume(self) -> None:
        self._settled.stop()
        self.signoff.volume_closed()
        if self.review is not None:
            self.review.stop_searching()
        self.kept.keep_page(self)
        self.findings.leave()
        self.seeking.forget()
        self.rail.count("findings", 0)
        for dialog in self.findChildren(QDialog, "compare"):  # it holds on to the plaintext
            dialog.reject()
        for page in (self.review, self.atlas):
            if page is not None:
                self.stack.removeWidget(page)
                page.deleteLater()
        self.review = self.atlas = None
        self.problems.show_problems(())
        self.setWindowTitle(tr("検版"))
        self.status.clear()

    def compare_media(self) -> None:
        """Compare the open medium with its other side."""
        from app.ui.shell.opening.compare_dialog import CompareDialog

        if self.review is None:
            return
        dialog = CompareDialog(
            self.review.bench.media, self._settings, self.jobs, self, who=self._who(), interfaces=self.interfaces
        )
        dialog.finishedComparing.connect(self.signoff.desk.refresh)
        self.pop_up(dialog)

    def stop_opening(self) -> None:
        """Open nothing after all; what is open stays."""
        self.jobs.cancel(_OPENING)
        if self.open_dialog is not None:
            self.open_dialog.reject()
        if self.stack.currentWidget() is self.progress:
            self._show(self.review or self._home)

    def _refused(self, error: KenpanError) -> None:
        """Back to where the medium was chosen: nothing but the key has to be typed again."""
        if self.open_dialog is None:
            self._failed(error)
            return
        self._show(self.review or self._home)
        self.open_dialog.refuse(error)
        self.open_dialog.open()

    def _failed(self, error: KenpanError) -> None:
        """The volume that was open before stays."""
        self._show(self.review or self._home)
        self.problems.add(error)

    def report_fault(self, error: KenpanError) -> None:
        """Say that something went wrong inside the program; what is on screen stays."""
        self.problems.add(error)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if self.menus.open.isEnabled() and dropped_path(event) is not None:
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        folder = dropped_path(event)
        if folder is not None:
            event.acceptProposedAction()
            self.choose_medium(folder)

    # Screens

    def show_review(self) -> None:
        """レコードと紙面."""
        if self.review is not None:
            self._show(self.review)

    def show_media(self) -> None:
        """The open medium, or how to open one."""
        if self.review is not None:
            self.hide_findings()
            self.signoff.put_piece_away()
            self.show_review()
            self.review.records.setFocus()
        else:
            self.show_page(self.welcome)
            self.welcome.open_button.setFocus()

    def show_place(self) -> None:
        """Month and volume in the title."""
        volume = "" if self.review is None else self.review.bench.media.volume.label
        self.title.show_place(self.signoff.month_here(), volume)

    def show_atlas(self) -> None:
        """外字一覧 of this volume's font and uses."""
        from app.ui.atlas.atlas_page import atlas_of

        if self.review is not None:
            self._show(atlas_of(self))

    def go_to(self, file: str, record: int) -> None:
        """A record and its sheet."""
        if self.review is not None:
            self.hide_findings()
            self.show_review()
            self.review.selection.set_record(file, record)

    def shown_record(self) -> tuple[str, int] | None:
        """The record that the review shows, if any."""
        look = None if self.review is None else self.review.look
        return None if look is None else (look.file, look.record)

    # Exports

    def writer(self, kind: str) -> Write:
        """How a file is written out: with its entry in the ledger."""
        return self._who().write(kind)

    def export_notice(self) -> None:
        """Write the notice on screen as PDF, after asking where."""
        if self.review is not None:
            self.exports.notice(self.review.look, self.review.drawer)

    def export_proof(self) -> None:
        """Write the all-glyph proof of the loaded 外字 font, after asking where."""
        if self.review is not None:
            self.exports.proof(self.review.bench)

    def pop_up(self, dialog: QDialog) -> None:
        """Show a dialog that goes away with its window."""
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.open()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.seeking.watch(self.windowHandle())

    def closeEvent(self, event: QCloseEvent) -> None:
        self.signoff.desk.leave()
        self._settled.stop()
        self.kept.keep_page(self)
        keep_window(self)
        self.jobs.drain()
        QSettings().sync()
        super().closeEvent(event)
