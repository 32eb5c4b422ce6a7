"""A process setting as it is now: a typed value, or a file of which only name, size and SHA-256 are kept."""

import hashlib
import os
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QLabel, QLineEdit, QPushButton, QStackedWidget, QWidget

from app.bounded import open_regular, why
from app.errors import KenpanError
from app.progress import Progress
from app.shown import shown
from app.signoff.canonical import digest
from app.signoff.jobs import SETTING
from app.signoff.model import Part
from app.ui.board.form_dialog import text_label
from app.ui.board.words import short_hash, size_text
from app.ui.workers import Jobs

_CHUNK = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Given:
    """What a person gave: ``value`` or ``file`` (its name), with the SHA-256 of its bytes."""

    sha256: str
    value: str = ""
    file: str = ""
    size: int = 0

    def part(self, name: str, label: str) -> Part:
        """The same as a part of the fingerprint."""
        return Part(SETTING + name, label, self.sha256, self.file or self.value)


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
    """``changed``: :attr:`given` is another one, or ``None`` while there is none; ``failed(error)``: a file is none."""

    changed = Signal()
    failed = Signal(object)

    def __init__(self, jobs: Jobs, label: str, *, as_file: bool = False, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._jobs, self._label = jobs, label
        self._key = f"board.setting.{id(self)}"
        self._file: Given | None = None
        self.value = QLineEdit()
        self.value.setAccessibleName(f"{label}の値")
        self.value.setPlaceholderText("値を入力")
        self.button = QPushButton("ファイルを選ぶ…")
        self.button.setAccessibleName(f"{label}のファイルを選ぶ")
        self.button.setAutoDefault(False)
        self.name: QLabel = text_label("note", "まだ選ばれていません")
        chooser = QWidget()
        inner = QHBoxLayout(chooser)
        inner.setContentsMargins(0, 0, 0, 0)
        inner.addWidget(self.button)
        inner.addWidget(self.name, 1)
        self.stack = QStackedWidget()
        self.stack.addWidget(self.value)
        self.stack.addWidget(chooser)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.stack)
        self.value.textChanged.connect(lambda _text: self.changed.emit())
        self.button.clicked.connect(self._choose)
        self.set_as_file(as_file)

    @property
    def given(self) -> Given | None:
        """What was given, ``None`` as long as there is nothing."""
        if self.stack.currentIndex() == 1:
            return self._file
        value = self.value.text().strip()
        return Given(digest(value), value=value) if value else None

    def set_as_file(self, as_file: bool) -> None:
        """Ask for a file, or for a value."""
        self.stack.setCurrentIndex(int(as_file))
        self.setFocusProxy(self.button if as_file else self.value)
        self.changed.emit()

    def take(self, path: Path) -> None:
        """Hash a file in a worker."""
        self._file = None
        self.name.setText("読み取っています…")
        self.changed.emit()
        self._jobs.start(
            read_setting_file,
            path,
            on_done=self._taken,
            on_error=self._refused,
            on_progress=lambda _stage, done, total: self.name.setText(
                f"読み取っています… {100 * done // max(total, 1)}%"
            ),
            key=self._key,
        )

    def leave(self) -> None:
        """Stop reading."""
        self._jobs.cancel(self._key)

    def _choose(self) -> None:
        chosen, _ = QFileDialog.getOpenFileName(self, f"{self._label}のファイル")
        if chosen:
            self.take(Path(chosen))

    def _taken(self, given: Given) -> None:
        self._file = given
        self.name.setText(f"{given.file}\n{size_text(given.size)}　{short_hash(given.sha256)}")
        self.changed.emit()

    def _refused(self, error: KenpanError) -> None:
        self.name.setText("まだ選ばれていません")
        self.failed.emit(error)
