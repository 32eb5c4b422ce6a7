"""Choose a medium, its key and the files that came with it."""

from pathlib import Path

from PySide6.QtCore import QStorageInfo, Qt
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QFileDialog,
    QFormLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QRadioButton,
    QVBoxLayout,
    QWidget,
)

from app.errors import KenpanError
from app.media.keys import Key, parse_key, read_key_file
from app.media.model import Volume
from app.media.volume import find_volume
from app.ui.opening.request import OpenRequest
from app.workbench import Settings, find_companions

_LIST_SOURCES = {"disc": "媒体のラベル", "folder": "フォルダ名", "files": "収録ファイル名から推定"}


def disc_label(folder: Path) -> str | None:
    """The label of the disc that *is* this folder (its root), not of the disc it merely lies on."""
    storage = QStorageInfo(str(folder))
    storage.refresh()
    if not storage.isReady() or Path(storage.rootPath()) != folder.resolve():
        return None
    return storage.name() or None


class OpenDialog(QDialog):
    """Returns an :class:`OpenRequest` through :meth:`request` once accepted."""

    def __init__(self, settings: Settings, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle("媒体を開く")
        self.setMinimumWidth(760)
        self._settings = settings
        self._volume: Volume | None = None
        self._sample = False
        self._request: OpenRequest | None = None
        self.folder = _PathRow("媒体のフォルダ（ドライブ）", folder=True)
        self.key_file = _PathRow("鍵ファイル", pattern="鍵ファイル (*.toml);;すべて (*)")
        self.offices = _PathRow("年金事務所一覧", pattern="Excel (*.xlsx);;すべて (*)")
        self.gaiji_font = _PathRow("外字フォント", pattern="フォント (*.ttf *.otf *.tte *.ttc);;すべて (*)")
        self.found = _note()
        self.trouble = _note("alarm")
        self.by_file = QRadioButton("鍵ファイルを使う(&F)")
        self.by_hand = QRadioButton("鍵を入力する(&K)")
        self.by_file.setChecked(True)
        self.key_hex = _secret(64, "鍵（16進 64 桁）")
        self.iv_hex = _secret(32, "IV（16進 32 桁）")
        self.buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Open | QDialogButtonBox.StandardButton.Cancel)
        self.buttons.button(QDialogButtonBox.StandardButton.Open).setText("開く(&O)")
        self.buttons.button(QDialogButtonBox.StandardButton.Cancel).setText("中止")
        self._arrange()
        self.folder.edit.textChanged.connect(self._look_at_folder)
        self.by_hand.toggled.connect(self._switch_key)
        self.buttons.accepted.connect(self._try)
        self.buttons.rejected.connect(self.reject)
        for row, path in ((self.offices, settings.offices), (self.gaiji_font, settings.gaiji_font)):
            row.set(path)
        self._switch_key(False)
        self._look_at_folder()

    def _arrange(self) -> None:
        form = QFormLayout()
        form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        container = QLabel(self._settings.container().label)
        container.setTextFormat(Qt.TextFormat.PlainText)
        container.setWordWrap(True)
        form.addRow("媒体(&M)", self.folder)
        form.addRow("", self.found)
        form.addRow("暗号の形式", container)
        choice = QHBoxLayout()
        choice.addWidget(self.by_file)
        choice.addWidget(self.by_hand)
        choice.addStretch(1)
        form.addRow("鍵", choice)
        form.addRow("鍵ファイル", self.key_file)
        form.addRow("鍵", self.key_hex)
        form.addRow("IV", self.iv_hex)
        form.addRow("年金事務所一覧", self.offices)
        form.addRow("外字フォント", self.gaiji_font)
        self._form = form
        layout = QVBoxLayout(self)
        layout.addLayout(form)
        layout.addWidget(self.trouble)
        layout.addWidget(self.buttons)

    def start_with(self, folder: Path | None, key_file: Path | None) -> None:
        """Fill in what the command line named."""
        if folder is not None:
            self.folder.set(folder)
        if key_file is not None:
            self.key_file.set(key_file)

    def request(self) -> OpenRequest | None:
        """What to open, once accepted. The typed key is wiped from the dialog."""
        return self._request

    def _switch_key(self, by_hand: bool) -> None:
        self._form.setRowVisible(self.key_file, not by_hand)
        self._form.setRowVisible(self.key_hex, by_hand)
        self._form.setRowVisible(self.iv_hex, by_hand)

    def _look_at_folder(self) -> None:
        """Say at once what lies in the folder, before any key is asked for."""
        self._volume, self._sample = None, False
        folder = self.folder.path()
        button = self.buttons.button(QDialogButtonBox.StandardButton.Open)
        if folder is None:
            self.found.setText("ドライブまたは媒体の写しのフォルダを選んでください。")
            button.setEnabled(False)
            return
        try:
            self._volume = find_volume(folder, disc_label(folder))
        except KenpanError as error:
            self.found.setText(str(error))
            button.setEnabled(False)
            return
        companions = find_companions(self._volume.folder)
        self._sample = companions.sample
        for row, path in (
            (self.key_file, companions.key),
            (self.offices, companions.offices),
            (self.gaiji_font, companions.gaiji_font),
        ):
            if path is not None:
                row.set(path)
        self.found.setText(_summary(self._volume, self._sample))
        button.setEnabled(True)

    def _try(self) -> None:
        try:
            key = self._key()
        except KenpanError as error:
            self.trouble.setText(str(error))
            return
        if self._volume is None:
            return
        self._request = OpenRequest(
            self._volume, key, self._settings.container(), self.offices.path(), self.gaiji_font.path(), self._sample
        )
        self.key_hex.clear()
        self.iv_hex.clear()
        self.accept()

    def _key(self) -> Key | None:
        if self.by_hand.isChecked():
            return parse_key(self.key_hex.text(), self.iv_hex.text())
        path = self.key_file.path()
        return None if path is None else read_key_file(path)


def _summary(volume: Volume, sample: bool) -> str:
    encrypted = sum(file.encrypted for file in volume.files)
    side = "正" if volume.side == "A" else "副"
    lines = [
        ("【見本データ】" if sample else "")
        + f"{volume.label}（{side}）　{_LIST_SOURCES[volume.label_source]}　"
        + f"ファイル {len(volume.files)}（暗号化 {encrypted}）"
    ]
    if volume.missing:
        lines.append("不足：" + "、".join(file.name for file in volume.missing))
    if volume.unexpected:
        lines.append(f"余分なファイル：{len(volume.unexpected)}")
    return "\n".join(lines)


class _PathRow(QWidget):
    """A path to type or choose."""

    def __init__(self, name: str, *, folder: bool = False, pattern: str = "") -> None:
        super().__init__()
        self._name, self._folder, self._pattern = name, folder, pattern
        self.edit = QLineEdit()
        self.edit.setAccessibleName(name)
        self.edit.setClearButtonEnabled(True)
        button = QPushButton("選択…")
        button.setAccessibleName(f"{name}を選ぶ")
        button.clicked.connect(self._choose)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.edit, 1)
        layout.addWidget(button)
        self.setFocusProxy(self.edit)

    def path(self) -> Path | None:
        """What is written there."""
        text = self.edit.text().strip()
        return Path(text) if text else None

    def set(self, path: Path | None) -> None:
        """Write a path."""
        self.edit.setText("" if path is None else str(path))

    def _choose(self) -> None:
        if self._folder:
            chosen = QFileDialog.getExistingDirectory(self, self._name, self.edit.text())
        else:
            chosen, _ = QFileDialog.getOpenFileName(self, self._name, self.edit.text(), self._pattern)
        if chosen:
            self.edit.setText(chosen)


def _note(role: str = "note") -> QLabel:
    label = QLabel()
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setWordWrap(True)
    label.setProperty("role", role)
    return label


def _secret(digits: int, name: str) -> QLineEdit:
    edit = QLineEdit()
    edit.setEchoMode(QLineEdit.EchoMode.Password)
    edit.setMaxLength(digits + 8)
    edit.setAccessibleName(name)
    edit.setPlaceholderText(name)
    return edit
