"""The window: it only wires opening, review and 外字 screens together."""

from pathlib import Path

from PySide6.QtCore import QSettings, Qt
from PySide6.QtGui import QAction, QCloseEvent, QKeySequence
from PySide6.QtWidgets import (
    QApplication,
    QFileDialog,
    QLabel,
    QMainWindow,
    QMessageBox,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from app import __version__
from app.errors import KenpanError
from app.sheet.glyphs import proof_pdf
from app.ui import theme
from app.ui.atlas.atlas_page import AtlasPage
from app.ui.opening.open_dialog import OpenDialog
from app.ui.opening.pages import ProgressPage, WelcomePage
from app.ui.opening.problems import ProblemsBar
from app.ui.opening.request import OpenRequest, open_request
from app.ui.review.review_page import ReviewPage
from app.ui.review.true_size import TrueSizeDialog
from app.ui.shortcuts import ShortcutList
from app.ui.workers import Jobs
from app.workbench import Look, Settings, Workbench, gaiji_uses, render_files, write_safely

_OPENING = "opening"
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
        self.resize(1920, 1040)
        self._settings = settings
        self.jobs = Jobs(self)
        self.review: ReviewPage | None = None
        self.atlas: AtlasPage | None = None
        self.welcome = WelcomePage()
        self.progress = ProgressPage()
        self.problems = ProblemsBar()
        self.stack = QStackedWidget()
        self.stack.addWidget(self.welcome)
        self.stack.addWidget(self.progress)
        centre = QWidget()
        layout = QVBoxLayout(centre)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.problems)
        layout.addWidget(self.stack, 1)
        self.setCentralWidget(centre)
        self.welcome.openWanted.connect(self.choose_medium)
        self.welcome.sampleWanted.connect(self.open_sample)
        self.progress.cancelled.connect(self._cancel)
        self._status()
        self._actions()
        self._enable(False)

    # Menus and status line

    def _actions(self) -> None:
        files = self.menuBar().addMenu("ファイル(&F)")
        self._action(files, "媒体を開く(&O)…", "Ctrl+O", self.choose_medium)
        self._action(files, "見本データを開く(&S)", "", self.open_sample)
        self.close_action = self._action(files, "媒体を閉じる(&C)", "", self.close_volume)
        files.addSeparator()
        self.export_action = self._action(files, "この通知を PDF に書き出す(&E)…", "Ctrl+E", self.export_notice)
        self.proof_action = self._action(files, "外字全件一覧を PDF に書き出す(&G)…", "", self.export_proof)
        files.addSeparator()
        self._action(files, "終了(&X)", "Ctrl+Q", self.close)
        view = self.menuBar().addMenu("表示(&V)")
        self.review_action = self._action(view, "レコードと紙面(&R)", "Ctrl+R", self.show_review)
        self.atlas_action = self._action(view, "外字一覧(&J)", "Ctrl+J", self.show_atlas)
        view.addSeparator()
        self.large_action = self._action(view, "文字を大きく（研修・投影用）(&L)", "Ctrl+L", self._resize_text)
        self.large_action.setCheckable(True)
        self.base_action = self._action(view, "位置を 1 から数える(&1)", "", self._rebase)
        self.base_action.setCheckable(True)
        self._action(view, "実寸の調整(&T)…", "", self._true_size)
        self._action(view, "全画面(&F)", "F11", self._full_screen)
        help_menu = self.menuBar().addMenu("ヘルプ(&H)")
        self._action(help_menu, "キー操作の一覧(&K)", "F1", lambda: ShortcutList(self).exec())
        self._action(help_menu, "検版について(&A)", "", self._about)

    def _action(self, menu, text: str, key: str, slot) -> QAction:
        action = QAction(text, self)
        if key:
            action.setShortcut(QKeySequence(key))
        action.triggered.connect(slot)
        menu.addAction(action)
        return action

    def _status(self) -> None:
        self.place = QLabel()
        self.sample = QLabel()
        self.container = QLabel()
        for label in (self.place, self.sample, self.container):
            label.setTextFormat(Qt.TextFormat.PlainText)
        self.sample.setProperty("role", "alarm")
        self.statusBar().addWidget(self.place, 1)
        self.statusBar().addPermanentWidget(self.sample)
        self.statusBar().addPermanentWidget(self.container)

    def _enable(self, opened: bool) -> None:
        for action in (
            self.close_action,
            self.export_action,
            self.proof_action,
            self.review_action,
            self.atlas_action,
            self.base_action,
        ):
            action.setEnabled(opened)

    # Opening

    def choose_medium(self, folder: Path | None = None, key_file: Path | None = None) -> None:
        """Ask for a medium and open it."""
        dialog = OpenDialog(self._settings, self)
        dialog.start_with(folder or None, key_file)
        if dialog.exec() == OpenDialog.DialogCode.Accepted:
            request = dialog.request()
            if request is not None:
                self.open_volume(request)

    def open_volume(self, request: OpenRequest) -> None:
        """Open in a worker; what is open now stays until the new volume is there."""
        self.progress.start(f"{request.volume.label} を開いています")
        self.stack.setCurrentWidget(self.progress)
        self.jobs.start(
            open_request,
            request,
            on_done=lambda bench: self.show_volume(bench, sample=request.sample),
            on_error=self._failed,
            on_progress=self.progress.report,
            key=_OPENING,
        )

    def open_sample(self) -> None:
        """Make the sample volume in a private folder and open it."""
        from app.ui.sample import sample_request

        self.progress.start("見本データを作っています")
        self.stack.setCurrentWidget(self.progress)
        self.jobs.start(
            sample_request,
            self._settings,
            on_done=self.open_volume,
            on_error=self._failed,
            on_progress=self.progress.report,
            key=_OPENING,
        )

    def show_volume(self, bench: Workbench, *, sample: bool) -> None:
        """Put an open volume on screen and go to its first notice."""
        self.close_volume()
        self.review = ReviewPage(bench, self.jobs)
        self.review.lookChanged.connect(self._show_place)
        self.stack.addWidget(self.review)
        self.stack.setCurrentWidget(self.review)
        self.problems.show_problems((*bench.media.problems, *bench.equipment.problems))
        self.container.setText(f"暗号：{bench.media.container_label}")
        self.sample.setText("見本データ（実在しない事業所）" if sample else "")
        self.setWindowTitle(f"検版 — {bench.media.volume.label}")
        self._enable(True)
        self._rebase()
        self.review.go_to_first_notice()
        self.review.records.setFocus()

    def close_volume(self) -> None:
        """Forget the open volume; its plaintext goes with it."""
        for page in (self.review, self.atlas):
            if page is not None:
                self.stack.removeWidget(page)
                page.deleteLater()
        self.review = self.atlas = None
        self.problems.hide()
        self.setWindowTitle("検版")
        for label in (self.place, self.sample, self.container):
            label.clear()
        self._enable(False)
        self.stack.setCurrentWidget(self.welcome)

    def _cancel(self) -> None:
        self.jobs.cancel(_OPENING)
        self.stack.setCurrentWidget(self.review or self.welcome)

    def _failed(self, error: KenpanError) -> None:
        self.stack.setCurrentWidget(self.review or self.welcome)
        self.welcome.trouble.setText(str(error))
        if self.review is not None:
            self.problems.show_problems([error])

    # Screens

    def show_review(self) -> None:
        """レコードと紙面."""
        if self.review is not None:
            self.stack.setCurrentWidget(self.review)

    def show_atlas(self) -> None:
        """外字一覧 of this volume's font and uses."""
        if self.review is None:
            return
        if self.atlas is None:
            self.atlas = AtlasPage(self.review.bench, self.jobs)
            self.atlas.recordWanted.connect(self._go_to)
            self.stack.addWidget(self.atlas)
        self.stack.setCurrentWidget(self.atlas)

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
        look = self.review.look if self.review is not None else None
        if self.review is None or look is None or look.sheet is None or look.content is None:
            QMessageBox.information(self, "検版", "書き出す紙面がありません。明細（01）のレコードを選んでください。")
            return
        chosen = self._ask_file("通知を書き出す（個人情報を含みます）", f"{look.content.piece_id}.pdf")
        if chosen is not None:
            self._export(lambda: render_files(self.review.drawer, look, chosen, png=None, items=None, imposed=False))

    def export_proof(self) -> None:
        """Write the all-glyph proof of the loaded 外字 font."""
        if self.review is None:
            return
        bench = self.review.bench
        chosen = self._ask_file("外字全件一覧を書き出す", "外字全件一覧.pdf")
        if chosen is None:
            return

        def make(progress) -> Path:
            used = {code: use.count for code, use in gaiji_uses(bench, progress).items()}
            return write_safely(chosen, proof_pdf(bench.equipment.fonts.roles.get("gaiji"), used))

        self.statusBar().showMessage("外字全件一覧を作っています…")
        self.jobs.start(
            make,
            on_done=lambda path: self.statusBar().showMessage(f"書き出しました：{path.name}", 8000),
            on_error=lambda error: self.problems.show_problems([error]),
            key="proof",
        )

    def _ask_file(self, title: str, name: str) -> Path | None:
        chosen, _ = QFileDialog.getSaveFileName(self, title, name, "PDF (*.pdf)")
        return Path(chosen) if chosen else None

    def _export(self, write) -> None:
        try:
            written = write()
        except KenpanError as error:
            self.problems.show_problems([error])
            return
        self.statusBar().showMessage("書き出しました：" + "、".join(path.name for path in written), 8000)

    # View

    def _resize_text(self) -> None:
        app = QApplication.instance()
        assert isinstance(app, QApplication)
        theme.apply_theme(app, "large" if self.large_action.isChecked() else "normal")

    def _rebase(self) -> None:
        if self.review is not None:
            self.review.offsets.set_base(1 if self.base_action.isChecked() else 0)

    def _true_size(self) -> None:
        if TrueSizeDialog(self).exec() and self.review is not None:
            self.review.rezoom()

    def _full_screen(self) -> None:
        self.setWindowState(self.windowState() ^ Qt.WindowState.WindowFullScreen)

    def _about(self) -> None:
        QMessageBox.about(self, "検版について", _ABOUT.format(version=__version__))

    def closeEvent(self, event: QCloseEvent) -> None:
        self.jobs.drain()
        QSettings().sync()
        super().closeEvent(event)
