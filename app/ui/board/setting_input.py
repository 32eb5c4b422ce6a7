"""A process setting as it is now: a file of which only name, size and SHA-256 are kept, a typed value, or none."""

import hashlib
import os
from pathlib import Path
from typing import Literal

from PySide6.QtCore import Signal
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QFileDialog,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QStackedWidget,
    QWidget,
)

from app.bounded import open_regular, why
from app.errors import KenpanError
from app.language import tr
from app.progress import Progress
from app.shown import shown
from app.signoff.process_settings import ABSENT, NOTHING, Given, SettingKind, typed
from app.ui.board.board_words import short_hash, size_text
from app.ui.kit.labels import plain
from app.ui.kit.tokens import plain_tooltip
from app.ui.shell.workers import Jobs

_CHUNK = 1024 * 1024
How = Literal["file", "value", "absent"]
_HOW: dict[How, str] = {"file": "ファイル", "value": "値", "absent": ABSENT}


def read_setting_file(path: Path, progress: Progress) -> Given:
    """Name, size and hash of a file; ``KenpanError`` ``setting.unreadable`` or ``setting.empty``."""
    name = shown(path.name)
    whole, size = hashlib.sha256(), 0
    try:
        with open_regular(path) as stream:
            total = os.fstat(stream.fileno()).st_size
            while size < total and (chunk := stream.read(min(_CHUNK, total - size))):
                whole.update(chunk)
                size += len(chunk)
                progress("設定ファイルの読み取り", size, total)
    except OSError as error:
        raise KenpanError(
            "setting.unreadable",
            f"設定のファイルを読めません。{why(error)}",
            "場所と権限を確かめてください。",
            file=name,
        ) from error
    if not size:
        raise KenpanError("setting.empty", "設定のファイルが空です。", "機械から書き出し直してください。", file=name)
    return Given(whole.hexdigest(), file=name, size=size)


class SettingInput(QWidget):
    """``changed``: :attr:`given` is another one, or ``None`` while there is none; ``failed(error)``: a file is none.

    ``blind``: a typed value is given once it is finished (Enter, or the keyboard goes elsewhere), not letter by letter:
    what it is compared with is shown only then.
    """

    changed = Signal()
    failed = Signal(object)

    def __init__(self, jobs: Jobs, kind: SettingKind, *, blind: bool = False, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._jobs, self._kind, self._blind = jobs, kind, blind
        self._key = f"board.setting.{id(self)}"
        self._file: Given | None = None
        self._said: Given | None = None
        self.how = QComboBox()
        for how, label in _HOW.items():
            self.how.addItem(tr(label), how)
        self.how.setAccessibleName(tr("{kind_label}の示し方", kind_label=kind.label))
        self.value = QLineEdit()
        self.value.setAccessibleName(tr("{kind_label}の値", kind_label=kind.label))
        self.value.setPlaceholderText(tr("値を入力"))
        self.value.setToolTip(plain_tooltip(kind.help))
        self.button = QPushButton(tr("ファイルを選ぶ…"))
        self.button.setAccessibleName(tr("{kind_label}のファイルを選ぶ", kind_label=kind.label))
        self.button.setAutoDefault(False)
        self.button.setToolTip(plain_tooltip(kind.help))
        self.name: QLabel = plain(role="note")
        self.none = QCheckBox(tr("この工程にないことを確かめた"))
        self.none.setAccessibleName(tr("{kind_label}がないことを確かめた", kind_label=kind.label))
        self.stack = QStackedWidget()
        self._arrange()
        self._wire()
        self.show_how("file" if kind.file else "value")

    def _arrange(self) -> None:
        self._forget_file()
        chooser = QWidget()
        inner = QHBoxLayout(chooser)
        inner.setContentsMargins(0, 0, 0, 0)
        inner.addWidget(self.button)
        inner.addWidget(self.name, 1)
        for page in (chooser, self.value, self.none):
            self.stack.addWidget(page)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.how)
        layout.addWidget(self.stack, 1)

    def _wire(self) -> None:
        self.how.currentIndexChanged.connect(self._show_page)
        self.value.textChanged.connect(self._typing)
        self.value.editingFinished.connect(self._typed)
        self.none.toggled.connect(lambda _on: self.changed.emit())
        self.button.clicked.connect(self._choose)

    @property
    def given(self) -> Given | None:
        """What was given, ``None`` as long as there is nothing."""
        match self.how.currentData():
            case "file":
                return self._file
            case "value":
                return self._said if self._blind else typed(self.value.text())
        return NOTHING if self.none.isChecked() else None

    def show_how(self, how: How) -> None:
        """Ask for a file, for a value, or whether there is none."""
        self.how.setCurrentIndex(self.how.findData(how))
        self._show_page()

    def _show_page(self) -> None:
        self.stack.setCurrentIndex(self.how.currentIndex())
        self.changed.emit()

    def take_keyboard(self) -> None:
        """To what is to be given. No focus proxy: Tab would then pass by how it is given."""
        (self.button, self.value, self.none)[self.how.currentIndex()].setFocus()

    # A value

    def type_value(self, value: str) -> None:
        """Type a value to its end."""
        self.show_how("value")
        self.value.setText(value)
        self._typed()

    def _typing(self) -> None:
        if self._said is not None or not self._blind:
            self._said = None
            self.changed.emit()

    def _typed(self) -> None:
        if self._blind:
            said = typed(self.value.text())
            if said != self._said:
                self._said = said
                self.changed.emit()

    # A file

    def take(self, path: Path) -> None:
        """Hash a file in a worker."""
        self.show_how("file")
        self._file = None
        self.name.setText(tr("読み取っています…"))
        self.changed.emit()
        self._jobs.start(
            read_setting_file,
            path,
            on_done=self._taken,
            on_error=self._refused,
            on_progress=lambda _stage, done, total: self.name.setText(
                tr("読み取っています… {done}%", done=100 * done // max(total, 1))
            ),
            key=self._key,
        )

    def leave(self) -> None:
        """Stop reading."""
        self._jobs.cancel(self._key)

    def _choose(self) -> None:
        chosen, _ = QFileDialog.getOpenFileName(self, tr("{kind_label}のファイル", kind_label=self._kind.label))
        if chosen:
            self.take(Path(chosen))

    def _forget_file(self) -> None:
        self._file = None
        self.name.setText(tr(self._kind.help if self._kind.file and not self._blind else "まだ選ばれていません"))

    def _taken(self, given: Given) -> None:
        self._file = given
        self.name.setText(
            tr(
                "{file}\n{size_text}　{short_hash}",
                file=given.file,
                size_text=size_text(given.size),
                short_hash=short_hash(given.sha256),
            )
        )
        self.changed.emit()

    def _refused(self, error: KenpanError) -> None:
        self._forget_file()
        self.failed.emit(error)
