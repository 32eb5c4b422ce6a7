"""The stamped slip, typed from its copy: a number a row, the day of the stamp, and its image."""

from collections.abc import Sequence
from datetime import date
from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QDialog,
    QFileDialog,
    QFormLayout,
    QLineEdit,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from app.errors import KenpanError
from app.filing.slip_files import SUFFIXES
from app.language import tr
from app.lists.slip import read_slip
from app.month.counts.gathering import slips_of
from app.tally.slip_model import Slip, SlipKey
from app.ui.kit.act_row import DialogButtons
from app.ui.kit.fitting import fit_when_shown
from app.ui.kit.focus import hand_back
from app.ui.kit.labels import plain
from app.ui.shell.opening.path_row import PathRow

_MOST = 9
_IMAGES = f"差出票（写） ({' '.join(f'*{one}' for one in SUFFIXES)})"


class SlipDialog(QDialog):
    """``typed(slip, on, image)``: 通 by row, the day of the stamp as ``2026-12-17``, the path of the image."""

    typed = Signal(object, str, object)

    def __init__(self, keys: Sequence[SlipKey], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(tr("差出票（写）の転記"))
        self.setMinimumWidth(660)
        fit_when_shown(self)
        self.edits: dict[SlipKey, QLineEdit] = {}
        self._rows = QFormLayout()
        for key in keys:
            self._add(key)
        inner = QWidget()
        inner.setLayout(self._rows)
        area = QScrollArea()
        area.setWidget(inner)
        area.setWidgetResizable(True)
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.on = QLineEdit()
        self.on.setAccessibleName(tr("受付印の日付"))
        self.on.setPlaceholderText("2026-12-17")
        self.image = PathRow("差出票（写）の画像", pattern=_IMAGES)
        more = QFormLayout()
        more.addRow(tr("受付印の日付(&D)"), self.on)
        more.addRow(tr("写しの画像(&G)"), self.image)
        self.trouble = plain(role="alarm")
        self.table = QPushButton(tr("表から読み込む(&T)…"))
        buttons = DialogButtons("転記する　Enter", beside=(self.table,))
        self.ok = buttons.ok
        layout = QVBoxLayout(self)
        layout.addWidget(plain("日付印のある写しを見て入力します。下書きの数は見せません。ない区分は 0 です。", "note"))
        layout.addWidget(area, 1)
        layout.addLayout(more)
        layout.addWidget(self.trouble)
        layout.addWidget(buttons)
        self.trouble.hide()
        self.ok.clicked.connect(self._done)
        self.table.clicked.connect(self._ask_table)
        buttons.rejected.connect(self.reject)
        hand_back(self)

    def _add(self, key: SlipKey) -> QLineEdit:
        edit = QLineEdit()
        edit.setAccessibleName(tr(key.name))
        edit.setPlaceholderText(tr("通"))
        edit.setMaximumWidth(160)
        self.edits[key] = edit
        self._rows.addRow(tr(key.name), edit)
        return edit

    def _ask_table(self) -> None:
        chosen, _ = QFileDialog.getOpenFileName(self, tr("差出票の表"), "", tr("表 (*.xlsx *.csv)"))
        if chosen:
            self.take_table(Path(chosen))

    def take_table(self, path: Path) -> None:
        """Fill in what a table says, with rows that the draft does not have."""
        try:
            _, stamped = slips_of(read_slip(path).lines)
        except KenpanError as error:
            self._say(str(error), self.table)
            return
        self.trouble.hide()
        for key in sorted(stamped, key=lambda one: one.order):
            (self.edits.get(key) or self._add(key)).setText(str(stamped[key]))

    def _done(self) -> None:
        wrong = next((key for key, edit in self.edits.items() if _count(edit) is None), None)
        image = self.image.path()
        if wrong is not None:
            self._say(f"{wrong.name}の通数を数字で入力してください（ない区分は 0）。", self.edits[wrong])
        elif not _is_day(self.on.text().strip()):
            self._say("受付印の日付を 2026-12-17 の形で入力してください。", self.on)
        elif image is None or not image.is_file():
            self._say("写しの画像を選んでください。", self.image)
        else:
            slip: Slip = {key: count for key, edit in self.edits.items() if (count := _count(edit))}
            if not slip:
                self._say("すべて 0 です。通数を入力してください。", next(iter(self.edits.values())))
                return
            self.accept()
            self.typed.emit(slip, self.on.text().strip(), image)

    def _say(self, text: str, at: QWidget) -> None:
        self.trouble.setText(tr("！ {text}", text=text))
        self.trouble.show()
        at.setFocus()


def _count(edit: QLineEdit) -> int | None:
    text = edit.text().strip().replace(",", "")
    return int(text) if text.isascii() and text.isdigit() and len(text) <= _MOST else None


def _is_day(text: str) -> bool:
    try:
        return date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False
