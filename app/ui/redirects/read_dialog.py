"""Which archive is read, its password, and how many workbooks the agency says are in it."""

from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QDialog, QFormLayout, QLineEdit, QVBoxLayout, QWidget

from app.language import tr
from app.lists.list_zip import FOLDERS, LIST
from app.lists.tables import list_spec
from app.ui.kit.act_row import DialogButtons
from app.ui.kit.focus import hand_back
from app.ui.kit.labels import plain
from app.ui.shell.opening.path_row import PathRow


class ReadDialog(QDialog):
    """``chosen(zip, password, stated)``: a path, a text, and the workbooks (本) of each scheme."""

    chosen = Signal(object, str, object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(tr("別送・引き抜きリストを読み込む"))
        self.setMinimumWidth(640)
        self.zip = PathRow("リストの ZIP", pattern="ZIP (*.zip)")
        self.password = QLineEdit()
        self.password.setEchoMode(QLineEdit.EchoMode.Password)
        self.password.setAccessibleName(tr("ZIP のパスワード"))
        self.stated = {scheme: QLineEdit() for scheme in FOLDERS}
        rows = QFormLayout()
        rows.addRow(tr("リストの ZIP(&Z)"), self.zip)
        rows.addRow(tr("パスワード(&P)"), self.password)
        for (scheme, edit), letter in zip(self.stated.items(), "KS", strict=True):
            edit.setAccessibleName(tr("機構が提示した{folders}のファイル数", folders=FOLDERS[scheme]))
            edit.setPlaceholderText(tr("機構が提示した Excel の本数"))
            rows.addRow(tr("提示された本数　{folders}(&{letter})", folders=FOLDERS[scheme], letter=letter), edit)
        self.trouble = plain(role="alarm")
        buttons = DialogButtons("読み込む　Enter")
        self.ok = buttons.ok
        layout = QVBoxLayout(self)
        layout.addLayout(rows)
        layout.addWidget(plain(list_spec(LIST).stand_in, "note"))
        layout.addWidget(self.trouble)
        layout.addWidget(buttons)
        self.trouble.hide()
        self.ok.clicked.connect(self._choose)
        buttons.rejected.connect(self.reject)
        hand_back(self)

    def _choose(self) -> None:
        path = self.zip.path()
        stated = {scheme: edit.text().strip() for scheme, edit in self.stated.items()}
        wrong = next((scheme for scheme, text in stated.items() if not (text.isascii() and text.isdigit())), None)
        if path is None or not Path(path).is_file():
            self._say("リストの ZIP を選んでください。", self.zip)
        elif wrong is not None:
            self._say(f"{FOLDERS[wrong]}の本数を数字で入力してください（ないときは 0）。", self.stated[wrong])
        else:
            self.accept()
            self.chosen.emit(path, self.password.text(), {scheme: int(text) for scheme, text in stated.items()})

    def _say(self, text: str, at: QWidget) -> None:
        self.trouble.setText(tr("！ {text}", text=text))
        self.trouble.show()
        at.setFocus()
