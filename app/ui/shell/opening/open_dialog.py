"""Choose a medium, its key and the files that came with it."""

from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QDialog,
    QFormLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QRadioButton,
    QVBoxLayout,
    QWidget,
)

from app.errors import KenpanError
from app.language import tr
from app.media.container import Container, OpenContainer
from app.media.media_key import IV_DIGITS, KEY_DIGITS, Key, parse_key
from app.media.model import Volume
from app.month.looking.entering import Wanted
from app.ui.kit.act_row import DialogButtons
from app.ui.shell.opening.path_row import PathRow
from app.ui.shell.opening.request import FoundMedium, look_at_medium
from app.ui.shell.workers import Jobs
from app.workstation.settings import Settings

LOOK_JOB = "open_dialog.look"
_LABEL_SOURCES = {"disc": "媒体のラベル", "folder": "フォルダー名から", "files": "収録ファイル名から推定"}
_CHOOSE_FOLDER = "ドライブまたは媒体の写しのフォルダーを選んでください。"


class OpenDialog(QDialog):
    """Accepted, it gives a :class:`Wanted` once. Shown again, it still holds all but the typed key."""

    looked = Signal()

    def __init__(self, settings: Settings, jobs: Jobs, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(tr("媒体を開く"))
        self.setMinimumWidth(760)
        self._settings = settings
        self._jobs = jobs
        self._rows, self._form = QVBoxLayout(self), QFormLayout()
        self._found: FoundMedium | None = None
        self._request: Wanted | None = None
        self.folder = PathRow("媒体のフォルダー（ドライブ）", folder=True)
        self.key_file = PathRow("鍵ファイル", pattern="鍵ファイル (*.toml);;すべて (*)")
        self.offices = PathRow("年金事務所一覧", pattern="Excel (*.xlsx);;すべて (*)")
        self.gaiji_font = PathRow("外字フォント", pattern="フォント (*.ttf *.otf *.tte *.ttc);;すべて (*)")
        self.found, self.container, self.trouble = note(), note(""), note("alarm")
        self.by_file = QRadioButton(tr("鍵ファイルを使う(&F)"))
        self.by_hand = QRadioButton(tr("鍵を入力する(&K)"))
        self.by_file.setChecked(True)
        self.key_hex = secret_edit(KEY_DIGITS, "鍵（16進 64 桁）")
        self.iv_hex = secret_edit(IV_DIGITS, "IV（16進 32 桁）")
        self.buttons = DialogButtons("開く　Enter")
        self.open_button = self.buttons.ok
        self._arrange()
        self.folder.edit.textChanged.connect(self._look_at_folder)
        self.by_hand.toggled.connect(self._switch_key)
        for edit in (self.key_file.edit, self.key_hex, self.iv_hex):
            edit.textEdited.connect(lambda _text: self._complain(None))
        self.buttons.accepted.connect(self._try)
        self.buttons.rejected.connect(self.reject)
        self._switch_key(False)
        self._look_at_folder()

    def _arrange(self) -> None:
        form = self._form
        form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        choice = QHBoxLayout()
        choice.addWidget(self.by_file)
        choice.addWidget(self.by_hand)
        choice.addStretch(1)
        form.addRow(tr("媒体(&M)"), self.folder)
        form.addRow("", self.found)
        form.addRow(tr("暗号の形式"), self.container)
        form.addRow(tr("鍵"), choice)
        form.addRow(tr("鍵ファイル(&L)"), self.key_file)
        form.addRow(tr("鍵(&H)"), self.key_hex)
        form.addRow("IV(&I)", self.iv_hex)
        form.addRow(tr("年金事務所一覧(&N)"), self.offices)
        form.addRow(tr("外字フォント(&G)"), self.gaiji_font)
        form.addRow(tr("郵便番号の辞書"), QLabel(tr(self._settings.postal_dictionary().edition)))
        self._rows.addLayout(form)
        self._rows.addWidget(self.trouble)
        self._rows.addStretch(1)
        self._rows.addWidget(self.buttons)

    def start_with(self, folder: Path | None, key_file: Path | None) -> None:
        """Begin anew, with what the command line or a dropped folder named; another disc may be in the drive by now."""
        if folder is not None:
            self.folder.set(folder)
        if key_file is not None:
            self.key_file.set(key_file)
        self._look_at_folder()
        self.folder.setFocus()

    def refuse(self, error: KenpanError) -> None:
        """Say why the medium could not be opened; everything but the typed key is still there."""
        self._complain(error)
        (self.key_hex if self.by_hand.isChecked() else self.key_file).setFocus()

    def _complain(self, error: KenpanError | None) -> None:
        """What is wrong; nothing once it is being put right."""
        self.trouble.setText(tr("" if error is None else str(error)))
        self._fit()

    def take_request(self) -> Wanted | None:
        """What to open, once accepted; the dialog forgets it, and the key with it."""
        request, self._request = self._request, None
        return request

    def done(self, result: int) -> None:
        """Close; a typed key does not stay behind."""
        for secret in (self.key_hex, self.iv_hex):
            secret.setText("")  # unlike clear(), this drops the undo history too
        super().done(result)

    def _switch_key(self, by_hand: bool) -> None:
        self._form.setRowVisible(self.key_file, not by_hand)
        self._form.setRowVisible(self.key_hex, by_hand)
        self._form.setRowVisible(self.iv_hex, by_hand)
        self._fit()

    def _fit(self) -> None:
        """Room for every row and for all lines of what is said."""
        self._rows.activate()
        needed = max(self._rows.totalHeightForWidth(self.width()), self._rows.totalMinimumSize().height())
        self.resize(self.width(), max(self.height(), needed))

    # The medium

    def _look_at_folder(self) -> None:
        """Say what lies in the folder, before any key is asked for."""
        self._found = None
        self.open_button.setEnabled(False)
        self.trouble.clear()
        folder = self.folder.path()
        if folder is None:
            self._jobs.cancel(LOOK_JOB)
            self._show_found(_CHOOSE_FOLDER)
            return
        self.found.setText(tr("媒体を調べています…"))
        self._jobs.start(
            look_at_medium,
            folder,
            on_done=self._medium_found,
            on_error=lambda error: self._show_found(str(error)),
            key=LOOK_JOB,
        )

    def _medium_found(self, found: FoundMedium) -> None:
        self._found = found
        self.open_button.setEnabled(True)
        self._show_found(_summary(found.volume, found.sample))

    def _show_found(self, text: str) -> None:
        companions = self._found.companions if self._found is not None else None
        self.key_file.suggest(companions.key if companions else None)
        self.offices.suggest((companions.offices if companions else None) or self._settings.offices)
        self.gaiji_font.suggest((companions.gaiji_font if companions else None) or self._settings.gaiji_font)
        self.container.setText(tr(self._container().label))
        self.found.setText(tr(text))
        self._fit()
        self.looked.emit()

    def _container(self) -> Container:
        """Our own samples are always in our own format, whatever program opens the agency's media here."""
        if self._found is not None and self._found.sample:
            return OpenContainer()
        return self._settings.container()

    # Opening

    def _try(self) -> None:
        if self._found is None:
            return
        try:
            key = self._typed_key()
        except KenpanError as error:
            self._complain(error)
            return
        self._request = Wanted(
            self._found.volume,
            key,
            None if self.by_hand.isChecked() else self.key_file.path(),
            self.offices.path(),
            self.gaiji_font.path(),
        )
        self.accept()

    def _typed_key(self) -> Key | None:
        return parse_key(self.key_hex.text(), self.iv_hex.text()) if self.by_hand.isChecked() else None


def _summary(volume: Volume, sample: bool) -> str:
    encrypted = sum(file.encrypted for file in volume.files)
    lines = [
        ("【見本データ】" if sample else "")
        + f"{volume.title}　{_LABEL_SOURCES[volume.label_source]}　"
        + f"ファイル {len(volume.files)} 本（暗号化 {encrypted} 本）"
    ]
    if volume.missing:
        lines.append(f"不足 {len(volume.missing)} 本：" + "、".join(file.name for file in volume.missing))
    if volume.unexpected:
        lines.append(f"余分なファイル {len(volume.unexpected)} 本")
    return "\n".join(lines)


def note(role: str = "note") -> QLabel:
    """A line of plain text that wraps."""
    label = QLabel()
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setWordWrap(True)
    label.setProperty("role", role)
    return label


def secret_edit(digits: int, name: str) -> QLineEdit:
    """A field for so many hexadecimal digits that nobody can read over a shoulder."""
    edit = QLineEdit()
    edit.setEchoMode(QLineEdit.EchoMode.Password)
    edit.setMaxLength(2 * digits)  # digits may come in groups with blanks between them
    edit.setAccessibleName(tr(name))
    edit.setPlaceholderText(tr(name))
    return edit
