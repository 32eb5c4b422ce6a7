"""The window: it only wires opening, review and 外字 screens together."""

import gc
from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QSettings, QSize, Qt
from PySide6.QtGui import QCloseEvent, QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import (
    QApplication,
    QDialog,
    QDockWidget,
    QLabel,
    QMainWindow,
    QMessageBox,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from app import __version__
from app.checks.model import Finding
from app.checks.run import CheckResult
from app.errors import KenpanError
from app.progress import Progress
from app.sheet.draw import Drawer
from app.ui import theme
from app.ui.atlas.atlas_page import AtlasPage
from app.ui.exports import Exports
from app.ui.findings.findings_page import FindingsPage
from app.ui.findings.going import show_in_review
from app.ui.menus import make_menus
from app.ui.opening.open_dialog import OpenDialog
from app.ui.opening.pages import ProgressPage, WelcomePage
from app.ui.opening.problems import ProblemsBar
from app.ui.opening.request import OpenRequest, ReadyVolume, make_ready, open_request
from app.ui.review.review_page import ReviewPage
from app.ui.review.true_size import TrueSizeDialog
from app.ui.sample import open_sample
from app.ui.workers import Jobs
from app.workbench import Look, Settings, Workbench

_OPENING = "opening"
_SIZE = QSize(1920, 1040)
_SAID_MS = 8000
_ABOUT = (
    "検版 {version}\n\n"
    "納入告知額・領収済額通知書の検証端末（AGPL-3.0）\n\n"
    "通知書の様式は公開資料から推定した草案です。正式な版下ではありません。\n"
    "暗号形式・外字・様式の扱いは README の「推定と代用」にあります。"
)


class MainWindow(QMainWindow):
    """Welcome, progress, or the open volume."""

    def __init__(self, settings: Settings, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle("検版")
        self.resize(_SIZE)
        self.setAcceptDrops(True)
        self._settings = settings
        self.jobs = Jobs(self)
        self.exports = Exports(self.jobs, self)
        self.review: ReviewPage | None = None
        self.atlas: AtlasPage | None = None
        self.findings: FindingsPage | None = None
        self.findings_dock: QDockWidget | None = None
        self.open_dialog: OpenDialog | None = None
        self.welcome = WelcomePage()
        self.progress = ProgressPage()
        self.problems = ProblemsBar()
        self.stack = QStackedWidget()
        self.stack.addWidget(self.welcome)
        self.stack.addWidget(self.progress)
        centre = QWidget()
        layout = QVBoxLayout(centre)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self.problems)
        layout.addWidget(self.stack, 1)
        self.setCentralWidget(centre)
        self._status()
        self.menus = make_menus(self)
        self._wire()
        self._enable()

    def _wire(self) -> None:
        self.welcome.openWanted.connect(self.choose_medium)
        self.welcome.sampleWanted.connect(self.open_sample)
        self.progress.cancelled.connect(self._cancel)
        self.exports.said.connect(lambda text: self.statusBar().showMessage(text, _SAID_MS))
        self.exports.failed.connect(self.problems.add)

    # Status line and actions

    def _status(self) -> None:
        self.place = QLabel()
        self.sample = QLabel()
        self.container = QLabel()
        for label in (self.place, self.sample, self.container):
            label.setTextFormat(Qt.TextFormat.PlainText)
        self.sample.setProperty("role", "alarm")
        self.container.setMinimumWidth(1)  # its end may be cut off rather than anything else
        self.statusBar().addWidget(self.place)
        self.statusBar().addPermanentWidget(self.sample)
        self.statusBar().addPermanentWidget(self.container, 1)

    def _enable(self) -> None:
        """Actions follow what is on screen; while a medium opens, only stopping and leaving make sense."""
        opening = self.stack.currentWidget() is self.progress
        for action in self.menus.starting:
            action.setEnabled(not opening)
        for action in self.menus.with_volume:
            action.setEnabled(self.review is not None and not opening)

    def _show(self, page: QWidget) -> None:
        self.stack.setCurrentWidget(page)
        self._enable()

    # Opening

    def choose_medium(self, folder: Path | None = None, key_file: Path | None = None) -> None:
        """Ask for a medium; once chosen it is opened."""
        if self.open_dialog is None:
            self.open_dialog = OpenDialog(self._settings, self.jobs, self)
            self.open_dialog.accepted.connect(self._open_chosen)
        self.open_dialog.start_with(folder, key_file)
        self.open_dialog.open()

    def _open_chosen(self) -> None:
        request = self.open_dialog.take_request() if self.open_dialog is not None else None
        if request is not None:
            self.open_volume(request)

    def open_volume(self, request: OpenRequest) -> None:
        """Open in a worker; what is open now stays until the new volume is there."""
        sample = request.sample
        self._start(
            f"{request.volume.label} を開いています",
            lambda progress: open_request(request, progress),
            lambda ready: self.show_volume(ready.bench, sample=sample, drawer=ready.drawer),
            self._refused,
        )

    def open_sample(self) -> None:
        """Make a sample volume and open it."""
        self._start(
            "見本データを作っています",
            open_sample,
            lambda ready: self.show_volume(ready.bench, sample=True, drawer=ready.drawer),
            self._failed,
        )

    def _start(
        self,
        what: str,
        work: Callable[[Progress], Workbench],
        on_done: Callable[[ReadyVolume], None],
        on_error: Callable[[KenpanError], None],
    ) -> None:
        self.welcome.trouble.clear()
        self.progress.start(what)
        self._show(self.progress)
        self.jobs.start(
            lambda progress: make_ready(work(progress)),
            on_done=on_done,
            on_error=on_error,
            on_progress=self.progress.report,
            key=_OPENING,
        )

    def show_volume(self, bench: Workbench, *, sample: bool, drawer: Drawer | None = None) -> None:
        """Put an open volume on screen and go to its first notice."""
        self.close_volume()
        self.review = ReviewPage(bench, self.jobs, drawer)
        self.review.lookChanged.connect(self._show_place)
        self.review.offsets.changed.connect(lambda base: self.menus.base.setChecked(base == 1))
        self.stack.addWidget(self.review)
        self._show(self.review)
        self.problems.show_problems(bench.problems)
        self.container.setText(f"暗号：{bench.media.container_label}")
        self.container.setToolTip(theme.plain_tooltip(bench.media.container_label))
        self.sample.setText("見本データ（実在しない事業所）" if sample else "")
        self.setWindowTitle(f"検版 — {bench.media.volume.label}")
        self.rebase()
        self.review.go_to_first_notice()
        # What stays for the volume's whole life need not be gone through between two key presses.
        gc.collect()
        gc.freeze()
        self.review.records.setFocus()

    def close_volume(self) -> None:
        """Forget the open volume; its plaintext goes with it."""
        if self.review is not None:
            self.review.records.set_file(None)  # ends its search
        if self.findings is not None:
            self.findings.leave()
        if self.findings_dock is not None:
            self.removeDockWidget(self.findings_dock)
            self.findings_dock.deleteLater()
        for page in (self.review, self.atlas):
            if page is not None:
                self.stack.removeWidget(page)
                page.deleteLater()
        self.review = self.atlas = self.findings = self.findings_dock = None
        self.problems.show_problems(())
        self.welcome.trouble.clear()
        self.setWindowTitle("検版")
        for label in (self.place, self.sample, self.container):
            label.clear()
        gc.unfreeze()
        self._show(self.welcome)

    def _cancel(self) -> None:
        self.jobs.cancel(_OPENING)
        self._show(self.review or self.welcome)

    def _refused(self, error: KenpanError) -> None:
        """Back to where the medium was chosen: nothing but the key has to be typed again."""
        if self.open_dialog is None or self.review is None:
            self._failed(error)
        if self.open_dialog is not None:
            self._show(self.review or self.welcome)
            self.open_dialog.refuse(error)
            self.open_dialog.open()

    def _failed(self, error: KenpanError) -> None:
        """The volume that was open before stays."""
        self._show(self.review or self.welcome)
        if self.review is None:
            self.welcome.trouble.setText(str(error))
        else:
            self.problems.add(error)

    def report_fault(self, error: KenpanError) -> None:
        """Say that something went wrong inside the program; what is on screen stays."""
        self.problems.add(error)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if self.menus.open.isEnabled() and _dropped(event) is not None:
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        folder = _dropped(event)
        if folder is not None:
            event.acceptProposedAction()
            self.choose_medium(folder)

    # Screens

    def show_review(self) -> None:
        """レコードと紙面."""
        if self.review is not None:
            self._show(self.review)

    def show_atlas(self) -> None:
        """外字一覧 of this volume's font and uses."""
        if self.review is None:
            return
        if self.atlas is None:
            self.atlas = AtlasPage(self.review.bench, self.jobs)
            self.atlas.recordWanted.connect(self._go_to)
            self.stack.addWidget(self.atlas)
        self._show(self.atlas)

    def show_findings(self) -> None:
        """検査結果 below the record and its sheet, so that walking the findings shows each of them at once."""
        page = self._findings_page()
        if page is not None and self.findings_dock is not None:
            self.show_review()
            self.findings_dock.show()
            page.setFocus()

    def run_check(self) -> None:
        """Check the whole volume and show what is found."""
        self.show_findings()
        if self.findings is not None:
            self.findings.run()

    def _findings_page(self) -> FindingsPage | None:
        if self.findings is None and self.review is not None:
            self.findings = FindingsPage(self.review.bench, self.jobs)
            self.findings.findingChosen.connect(self._go_to_finding)
            self.findings.checkDone.connect(self._mark_findings)
            self.findings_dock = QDockWidget("検査結果", self)
            self.findings_dock.setWidget(self.findings)
            self.addDockWidget(Qt.DockWidgetArea.BottomDockWidgetArea, self.findings_dock)
            self.resizeDocks([self.findings_dock], [round(0.36 * self.height())], Qt.Orientation.Vertical)
        return self.findings

    def _go_to_finding(self, finding: Finding) -> None:
        if self.review is not None and show_in_review(self.review, finding):
            self.show_review()

    def step_finding(self, step: int) -> None:
        """Walk the findings from wherever the keyboard is."""
        if self.findings is None or self.findings.checked is None:
            self.show_findings()
        else:
            self.findings.panel.step(step)

    def explain_rule(self) -> None:
        """Explain the rule of the finding that is chosen."""
        if self.findings is None:
            self.show_findings()
        else:
            self.findings.panel.explain()

    def _mark_findings(self, result: CheckResult) -> None:
        if self.review is not None:
            self.review.show_finding_marks(result.findings)

    def _go_to(self, file: str, record: int) -> None:
        if self.review is not None:
            self.show_review()
            self.review.selection.set_record(file, record)

    def _show_place(self, look: Look | None) -> None:
        if look is None:
            self.place.clear()
            return
        piece = f"　現品ID {look.content.piece_id}" if look.content is not None else ""
        self.place.setText(f"{look.file}　番号 {look.record + 1:,}（0 始まり {look.record:,}）{piece}")

    # Exports

    def export_notice(self) -> None:
        """Write the notice on screen as PDF, after asking where."""
        if self.review is not None:
            self.exports.notice(self.review.look, self.review.drawer)

    def export_proof(self) -> None:
        """Write the all-glyph proof of the loaded 外字 font, after asking where."""
        if self.review is not None:
            self.exports.proof(self.review.bench)

    # View

    def resize_text(self) -> None:
        """Large or normal text, as the menu says."""
        app = QApplication.instance()
        assert isinstance(app, QApplication)
        theme.apply_theme(app, "large" if self.menus.large.isChecked() else "normal")

    def rebase(self) -> None:
        """Count positions from 0 or 1, as the menu says."""
        if self.review is not None:
            self.review.offsets.set_base(1 if self.menus.base.isChecked() else 0)

    def adjust_true_size(self) -> None:
        """Let the user measure the screen."""
        dialog = TrueSizeDialog(self)
        dialog.accepted.connect(lambda: self.review.rezoom() if self.review is not None else None)
        self.pop_up(dialog)

    def pop_up(self, dialog: QDialog) -> None:
        """Show a dialog that goes away with its window."""
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.open()

    def toggle_full_screen(self) -> None:
        """Full screen or a window."""
        self.setWindowState(self.windowState() ^ Qt.WindowState.WindowFullScreen)

    def show_about(self) -> None:
        """検版について."""
        box = QMessageBox(QMessageBox.Icon.NoIcon, "検版について", _ABOUT.format(version=__version__), parent=self)
        box.setTextFormat(Qt.TextFormat.PlainText)
        box.addButton("閉じる", QMessageBox.ButtonRole.AcceptRole)
        self.pop_up(box)

    def closeEvent(self, event: QCloseEvent) -> None:
        self.jobs.drain()
        QSettings().sync()
        super().closeEvent(event)


def _dropped(event: QDropEvent) -> Path | None:
    """The one folder or file that is dragged in."""
    urls = event.mimeData().urls()
    return Path(urls[0].toLocalFile()) if len(urls) == 1 and urls[0].isLocalFile() else None
