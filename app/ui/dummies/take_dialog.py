"""Which list is taken in, and how many rows its 件数表 says there must be."""

from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QDialog, QFormLayout, QLineEdit, QVBoxLayout, QWidget

from app.errors import KenpanError
from app.language import tr
from app.lists.dummies import LIST, find_disc
from app.lists.tables import list_spec
from app.ui.kit.act_row import DialogButtons
from app.ui.kit.focus import hand_back
from app.ui.kit.labels import plain
from app.ui.shell.opening.path_row import PathRow

_PATTERN = "一覧 (*.xlsx *.csv)"


class TakeDialog(QDialog):
    """``chosen(list, counts)``: a path, and a path or a number."""

    chosen = Signal(object, object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(tr("機構ダミーの一覧を取り込む"))
        self.setMinimumWidth(640)
        self.disc = PathRow("一覧の媒体", folder=True)
        self.list = PathRow("機構ダミーデータ対象一覧", pattern=_PATTERN)
        self.counts = PathRow("件数表", pattern=_PATTERN)
        self.number = QLineEdit()
        self.number.setAccessibleName(tr("紙の件数表の件数"))
        self.number.setPlaceholderText(tr("件数表が紙のとき、その件数を入力"))
        self.trouble = plain(role="alarm")
        buttons = DialogButtons("照合する　Enter")
        self.ok = buttons.ok
        rows = QFormLayout()
        rows.addRow(tr("一覧の媒体(&D)"), self.disc)
        rows.addRow(tr("一覧(&L)"), self.list)
        rows.addRow(tr("件数表(&C)"), self.counts)
        rows.addRow(tr("件数（紙）(&N)"), self.number)
        layout = QVBoxLayout(self)
        layout.addLayout(rows)
        layout.addWidget(plain(list_spec(LIST).stand_in, "note"))
        layout.addWidget(self.trouble)
        layout.addWidget(buttons)
        self.trouble.hide()
        self.disc.edit.textChanged.connect(self._look)
        self.ok.clicked.connect(self._choose)
        buttons.rejected.connect(self.reject)
        hand_back(self)

    def _look(self, text: str) -> None:
        """List and 件数表 of a disc are found by themselves."""
        folder = Path(text.strip())
        if not text.strip() or not folder.is_dir():
            return
        try:
            found, counts = find_disc(folder)
        except (KenpanError, OSError) as error:
            self._say(str(error) if isinstance(error, KenpanError) else "媒体を読めません。")
            return
        self._say("")
        self.list.suggest(found)
        self.counts.suggest(counts)

    def _choose(self) -> None:
        path, counts, typed = self.list.path(), self.counts.path(), self.number.text().strip()
        if path is None:
            self._say("一覧を選んでください。")
        elif counts is not None:
            self.accept()
            self.chosen.emit(path, counts)
        elif typed.isascii() and typed.isdigit() and int(typed):
            self.accept()
            self.chosen.emit(path, int(typed))
        else:
            self._say("件数表のファイルを選ぶか、紙の件数表の件数を 1 以上の数字で入力してください。")

    def _say(self, text: str) -> None:
        self.trouble.setText(tr(f"！ {text}" if text else ""))
        self.trouble.setVisible(bool(text))
