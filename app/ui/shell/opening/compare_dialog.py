"""正副を比べる: the open medium beside the other side of its pair, file by file and byte by byte."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import (
    QDialog,
    QFormLayout,
    QHBoxLayout,
    QLabel,
    QPlainTextEdit,
    QProgressBar,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from app.errors import KenpanError
from app.language import tr
from app.media.comparing import MediaComparison
from app.media.media_key import IV_DIGITS, KEY_DIGITS, parse_key
from app.media.model import OpenedMedia
from app.month.looking.comparing import compare_folder
from app.month.looking.who import NOBODY, Who
from app.ui.kit.act_row import DialogButtons
from app.ui.review.texts import visible
from app.ui.shell.opening.open_dialog import note, secret_edit
from app.ui.shell.opening.path_row import PathRow
from app.ui.shell.workers import Jobs
from app.workstation.network import Interfaces, interfaces_up
from app.workstation.settings import Settings

COMPARE_JOB = "compare_dialog"
_NEEDS_KEY = ("key.needed", "file.key")
_HINT = "もう一方の媒体（ドライブまたは写しのフォルダー）を選ぶと、全ファイルの内容を比べます。"
_KEY_HINT = "媒体上のデータが違うファイルがあるため、復号して比べます。鍵ファイルを選ぶか、鍵を入力してください。"


class CompareDialog(QDialog):
    """Shows the result and keeps it; the key is asked for only where the bytes on the discs differ.

    ``finishedComparing`` is sent after each result or refusal.
    """

    finishedComparing = Signal()

    def __init__(
        self,
        media: OpenedMedia,
        settings: Settings,
        jobs: Jobs,
        parent: QWidget | None = None,
        *,
        who: Who = NOBODY,
        interfaces: Interfaces = interfaces_up,
    ) -> None:
        super().__init__(parent)
        self.setObjectName("compare")
        self._who, self._interfaces = who, interfaces
        self.setWindowTitle(tr("正・副を比べる"))
        self.setMinimumWidth(820)
        self._media, self._settings, self._jobs = media, settings, jobs
        self.folder = PathRow("比べる媒体のフォルダー（ドライブ）", folder=True)
        self.key_file = PathRow("鍵ファイル", pattern="鍵ファイル (*.toml);;すべて (*)")
        self.key_hex = secret_edit(KEY_DIGITS, "鍵（16進 64 桁）")
        self.iv_hex = secret_edit(IV_DIGITS, "IV（16進 32 桁）")
        self.hint, self.verdict = note(), QLabel()
        self.details = QPlainTextEdit(readOnly=True)
        self.details.setAccessibleName(tr("違う箇所"))
        self.details.setTabChangesFocus(True)
        self.bar = QProgressBar()
        self.bar.setRange(0, 1000)
        self.stop = QPushButton(tr("中止(&S)"))
        self.stop.setAutoDefault(False)
        self.buttons = DialogButtons("比べる　Enter", "閉じる　Esc")
        self.compare = self.buttons.ok
        self._form = QFormLayout()
        self._arrange()
        self.compare.clicked.connect(self._start)
        self.stop.clicked.connect(self._stopped)
        self.buttons.rejected.connect(self.reject)
        self.folder.edit.textChanged.connect(self._forget)
        self._ask_key(False)
        self._enable()

    def _arrange(self) -> None:
        own = QLabel(tr(self._media.volume.title))
        self._form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        self._form.addRow(tr("開いている媒体"), own)
        self._form.addRow(tr("比べる媒体(&M)"), self.folder)
        self._form.addRow(tr("鍵ファイル(&L)"), self.key_file)
        self._form.addRow(tr("鍵(&H)"), self.key_hex)
        self._form.addRow("IV(&I)", self.iv_hex)
        self.verdict.setProperty("type", "title")
        self.verdict.setWordWrap(True)
        running = QHBoxLayout()
        running.addWidget(self.bar, 1)
        running.addWidget(self.stop)
        self.details.setMinimumHeight(round(self.fontMetrics().height() * 6))
        self._rows = layout = QVBoxLayout(self)
        layout.addLayout(self._form)
        layout.addWidget(self.hint)
        layout.addLayout(running)
        layout.addWidget(self.verdict)
        layout.addWidget(self.details, 1)
        layout.addWidget(self.buttons)

    def _enable(self) -> None:
        running = self._jobs.running(COMPARE_JOB)
        self.compare.setEnabled(self.folder.path() is not None and not running)
        for widget in (self.bar, self.stop):
            widget.setVisible(running)
        self.details.setVisible(bool(self.details.toPlainText()))
        self._fit()

    def _fit(self) -> None:
        """Room for every row and for all lines of what is said."""
        self._rows.activate()
        needed = max(self._rows.totalHeightForWidth(self.width()), self._rows.totalMinimumSize().height())
        self.resize(self.width(), max(self.height(), needed))

    def _ask_key(self, asked: bool) -> None:
        for row in (self.key_file, self.key_hex, self.iv_hex):
            self._form.setRowVisible(row, asked)
        self.hint.setText(tr(_KEY_HINT if asked else _HINT))

    def _forget(self) -> None:
        """Another medium: what was said is not about it."""
        self._jobs.cancel(COMPARE_JOB)
        self._say("", "")

    def _start(self) -> None:
        folder = self.folder.path()
        if folder is None:
            return
        try:
            key = parse_key(self.key_hex.text(), self.iv_hex.text()) if self.key_hex.text() else None
        except KenpanError as error:
            self._refused(error)
            return
        self._say("", "")
        self.bar.setValue(0)
        media, settings, key_file = self._media, self._settings, self.key_file.path()
        who, interfaces = self._who, self._interfaces
        self._jobs.start(
            lambda progress: compare_folder(
                media, folder, settings, key=key, key_file=key_file, who=who, progress=progress, interfaces=interfaces
            ),
            on_done=self._compared,
            on_error=self._refused,
            on_progress=lambda _stage, done, total: self.bar.setValue(round(1000 * done / total) if total else 0),
            key=COMPARE_JOB,
        )
        self._enable()

    def _stopped(self) -> None:
        self._jobs.cancel(COMPARE_JOB)
        self._say("比べていません（途中で止めました）。", "")

    def _compared(self, result: MediaComparison) -> None:
        head, *rest = result.text.split("\n")
        if result.sealed_apart:
            rest.append(f"媒体上のデータは違い、復号した内容は同じファイル：{'、'.join(result.sealed_apart)}")
        self._say(head, "\n".join(rest), alarm=not result.equal)
        self.finishedComparing.emit()

    def _refused(self, error: KenpanError) -> None:
        if error.code in _NEEDS_KEY:
            self._ask_key(True)
        self._say(f"比べられません：{error}", "", alarm=True)
        self.finishedComparing.emit()

    def _say(self, verdict: str, details: str, *, alarm: bool = False) -> None:
        self.verdict.setText(tr(visible(verdict)))
        self.verdict.setProperty("role", "alarm" if alarm else "")
        self.verdict.style().polish(self.verdict)
        self.details.setPlainText(visible(details))
        self._enable()

    def done(self, result: int) -> None:
        """Close; what is still being compared stops, and a typed key does not stay behind."""
        self._jobs.cancel(COMPARE_JOB)
        for secret in (self.key_hex, self.iv_hex):
            secret.setText("")
        super().done(result)
