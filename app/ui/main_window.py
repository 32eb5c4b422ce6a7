"""The window: it only wires opening, review and 外字 screens together."""

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QSettings, QSize, Qt
from PySide6.QtGui import QAction, QCloseEvent, QDragEnterEvent, QDropEvent, QKeySequence
from PySide6.QtWidgets import (
    QApplication,
    QDialog,
    QLabel,
    QMainWindow,
    QMenu,
    QMessageBox,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from app import __version__
from app.errors import KenpanError
from app.ui import shortcuts as keys
from app.ui import theme
from app.ui.atlas.atlas_page import AtlasPage
from app.ui.exports import Exports
from app.ui.opening.open_dialog import OpenDialog
from app.ui.opening.pages import ProgressPage, WelcomePage
from app.ui.opening.problems import ProblemsBar
from app.ui.opening.request import OpenRequest, open_request
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
        self._menus()
        self._wire()
        self._enable()

    def _wire(self) -> None:
        self.welcome.openWanted.connect(self.choose_medium)
        self.welcome.sampleWanted.connect(self.open_sample)
        self.progress.cancelled.connect(self._cancel)
        self.exports.said.connect(lambda text: self.statusBar().showMessage(text, _SAID_MS))
        self.exports.failed.connect(self.problems.add)

    # Menus and status line

    def _menus(self) -> None:
        files = self.menuBar().addMenu("ファイル(&F)")
        self.open_action = self._action(files, "媒体を開く(&O)…", keys.OPEN, self.choose_medium)
        self.sample_action = self._action(files, "見本データを開く(&S)", "", self.open_sample)
        self.close_action = self._action(files, "媒体を閉じる(&C)", "", self.close_volume)
        files.addSeparator()
        self.export_action = self._action(files, "この通知を PDF に書き出す(&E)…", keys.EXPORT, self.export_notice)
        self.proof_action = self._action(files, "外字全件一覧を PDF に書き出す(&G)…", "", self.export_proof)
        files.addSeparator()
        self._action(files, "終了(&X)", keys.QUIT, self.close)
        view = self.menuBar().addMenu("表示(&V)")
        self.review_action = self._action(view, "レコードと紙面(&R)", keys.REVIEW, self.show_review)
        self.atlas_action = self._action(view, "外字一覧(&J)", keys.ATLAS, self.show_atlas)
        self.problems_action = self._action(view, "問題の一覧(&P)", "", lambda: self.problems.setVisible(True))
        view.addSeparator()
        self.large_action = self._action(view, "文字を大きく（研修・投影用）(&L)", keys.LARGE, self._resize_text)
        self.large_action.setCheckable(True)
        self.base_action = self._action(view, "位置を 1 から数える(&1)", "", self._rebase)
        self.base_action.setCheckable(True)
        self._action(view, "実寸の調整(&T)…", "", self._true_size)
        self._action(view, "全画面(&F)", keys.FULL_SCREEN, self._full_screen)
        help_menu = self.menuBar().addMenu("ヘルプ(&H)")
        self._action(help_menu, "キー操作の一覧(&K)", keys.HELP, lambda: self._pop_up(keys.ShortcutList(self)))
        self._action(help_menu, "検版について(&A)", "", self._about)

    def _action(self, menu: QMenu, text: str, key: str, slot: Callable[[], object]) -> QAction:
        action = QAction(text, self)
        if key:
            action.setShortcut(QKeySequence(key))
        action.triggered.connect(lambda _checked: slot())
        menu.addAction(action)
        return action

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
        for action in (self.open_action, self.sample_action):
            action.setEnabled(not opening)
        for action in (
            self.close_action,
            self.export_action,
            self.proof_action,
            self.review_action,
            self.atlas_action,
            self.problems_action,
            self.base_action,
        ):
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
            lambda bench: self.show_volume(bench, sample=sample),
            self._refused,
        )

    def open_sample(self) -> None:
        """Make a sample volume and open it."""
        self._start(
            "見本データを作っています", open_sample, lambda bench: self.show_volume(bench, sample=True), self._failed
        )

    def _start(
        self,
        what: str,
        work: Callable[..., Workbench],
        on_done: Callable[[Workbench], None],
        on_error: Callable[[KenpanError], None],
    ) -> None:
        self.welcome.trouble.clear()
        self.progress.start(what)
        self._show(self.progress)
        self.jobs.start(work, on_done=on_done, on_error=on_error, on_progress=self.progress.report, key=_OPENING)

    def show_volume(self, bench: Workbench, *, sample: bool) -> None:
        """Put an open volume on screen and go to its first notice."""
        self.close_volume()
        self.review = ReviewPage(bench, self.jobs)
        self.review.lookChanged.connect(self._show_place)
        self.review.offsets.changed.connect(lambda base: self.base_action.setChecked(base == 1))
        self.stack.addWidget(self.review)
        self._show(self.review)
        self.problems.show_problems(bench.problems)
        self.container.setText(f"暗号：{bench.media.container_label}")
        self.container.setToolTip(theme.plain_tooltip(bench.media.container_label))
        self.sample.setText("見本データ（実在しない事業所）" if sample else "")
        self.setWindowTitle(f"検版 — {bench.media.volume.label}")
        self._rebase()
        self.review.go_to_first_notice()
        self.review.records.setFocus()

    def close_volume(self) -> None:
        """Forget the open volume; its plaintext goes with it."""
        if self.review is not None:
            self.review.records.set_file(None)  # ends its search
        for page in (self.review, self.atlas):
            if page is not None:
                self.stack.removeWidget(page)
                page.deleteLater()
        self.review = self.atlas = None
        self.problems.show_problems(())
        self.welcome.trouble.clear()
        self.setWindowTitle("検版")
        for label in (self.place, self.sample, self.container):
            label.clear()
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
        if self.open_action.isEnabled() and _dropped(event) is not None:
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

    def _resize_text(self) -> None:
        app = QApplication.instance()
        assert isinstance(app, QApplication)
        theme.apply_theme(app, "large" if self.large_action.isChecked() else "normal")

    def _rebase(self) -> None:
        if self.review is not None:
            self.review.offsets.set_base(1 if self.base_action.isChecked() else 0)

    def _true_size(self) -> None:
        dialog = TrueSizeDialog(self)
        dialog.accepted.connect(lambda: self.review.rezoom() if self.review is not None else None)
        self._pop_up(dialog)

    def _pop_up(self, dialog: QDialog) -> None:
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.open()

    def _full_screen(self) -> None:
        self.setWindowState(self.windowState() ^ Qt.WindowState.WindowFullScreen)

    def _about(self) -> None:
        box = QMessageBox(QMessageBox.Icon.NoIcon, "検版について", _ABOUT.format(version=__version__), parent=self)
        box.setTextFormat(Qt.TextFormat.PlainText)
        box.addButton("閉じる", QMessageBox.ButtonRole.AcceptRole)
        self._pop_up(box)

    def closeEvent(self, event: QCloseEvent) -> None:
        self.jobs.drain()
        QSettings().sync()
        super().closeEvent(event)


def _dropped(event: QDropEvent) -> Path | None:
    """The one folder or file that is dragged in."""
    urls = event.mimeData().urls()
    return Path(urls[0].toLocalFile()) if len(urls) == 1 and urls[0].isLocalFile() else None
