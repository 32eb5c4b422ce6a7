"""People at the board of a house."""

from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtTest import QTest

from app.signoff.process_settings import SettingKind
from app.ui.kit.signature_dialog import SignatureDialog
from app.ui.shell.desk import Desk
from tests.house import PASSWORD
from tests.ui.meanings import recorded_as_shown

PRESS = SettingKind("press", "pressの設定", "印刷機から書き出したファイル", True)
GLUE = SettingKind("glue", "glueの設定", "糊の品番", False)


class Desks:
    """Dialogs of somebody, and their ends."""

    def __init__(self, qtbot, pool, house):
        self.qtbot, self.pool, self.house, self.made = qtbot, pool, house, []

    def of(self, who):
        desk = Desk(self.house.book, self.pool)
        desk.session = self.house.sessions[who]
        self.made.append(desk)
        return desk

    def show(self, dialog):
        self.qtbot.addWidget(dialog)
        with self.qtbot.waitActive(dialog):
            dialog.open()
        return dialog

    def settle(self):
        self.qtbot.waitUntil(lambda: not self.pool.busy())
        QCoreApplication.processEvents()

    def press(self, dialog):
        QTest.keyClick(dialog, Qt.Key.Key_Return)
        self.settle()

    def sign(self, dialog, password=PASSWORD):
        """Give the password that the dialog asks for; returns what was signed."""
        signature = dialog.findChild(SignatureDialog)
        shown = f"{signature.meaning.text()}\n{signature.what.text()}"
        with recorded_as_shown(self.house.book, signature):
            QTest.keyClicks(signature.password, password)
            QTest.keyClick(signature.password, Qt.Key.Key_Return)
            self.settle()
        return shown
