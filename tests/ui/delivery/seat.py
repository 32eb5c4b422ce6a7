"""One side of the exchange: a desk with its page."""

from dataclasses import replace

from PySide6.QtCore import Qt

from app.ui.delivery.delivery_page import DeliveryPage
from app.ui.kit.columns_dialog import ColumnsDialog
from app.ui.kit.signature_dialog import SignatureDialog
from app.ui.shell.desk import Desk
from tests.house import PASSWORD
from tests.ui.proof_desk import ProofDesk, dialog_of, give_password, shown


class Seat:
    """One side: a desk with its page."""

    def __init__(self, side, jobs, qtbot):
        self.side = side
        self.place = ProofDesk(side.house, Desk(side.house.book, jobs), None)
        self.page = DeliveryPage(self.place.desk, jobs, lambda: side.root)
        shown(qtbot, self.page)
        self.qtbot = qtbot

    def sit(self, who):
        own = self.place.house.sessions
        own[who] = replace(own[who], with_code=True)  # while forms are exchanged, everybody logs in with a code
        self.place.sit(who)
        self.settle()

    def settle(self):
        self.place.settle(self.qtbot)

    def go(self, tab):
        self.page.tabs.setCurrentIndex(list(self.page.tables).index(tab))

    def sign(self):
        self.settle()
        told = give_password(self.qtbot, self.place, self.page)
        self.settle()
        return told

    def sign_alone(self):
        """The password, where a file that is written out is an entry beside the signed one."""
        self.settle()
        dialog = dialog_of(SignatureDialog, self.page)
        said = dialog.meaning.text()
        self.qtbot.keyClicks(dialog.password, PASSWORD)
        self.qtbot.keyClick(dialog.password, Qt.Key.Key_Return)
        self.settle()
        return said

    def name_columns(self):
        self.settle()
        (dialog,) = self.page.findChildren(ColumnsDialog)
        for box, column in zip(dialog.choices.values(), (0, 1, 2), strict=True):
            box.setCurrentIndex(box.findData(column))
        dialog.ok.click()
        self.settle()

    def first(self, tab):
        return self.page.tables[tab].lines.index(0, 0).data()

    def leave(self):
        self.page.leave()
        self.place.desk.leave()

    def lines(self):
        """What is said of the line in hand."""
        cells = self.page.detail.cells
        return [(cells.index(at, 0).data(), cells.index(at, 1).data() or "") for at in range(cells.rowCount())]
