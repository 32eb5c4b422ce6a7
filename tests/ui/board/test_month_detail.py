"""The gates of a month as cards."""

from PySide6.QtCore import QSize
from PySide6.QtWidgets import QApplication, QFrame

from app.ui.board.month_detail import GateCards


class _Card(QFrame):
    def sizeHint(self):
        return QSize(100, 50)

    minimumSizeHint = sizeHint


def test_gates_that_have_no_width_yet_do_not_make_the_window_grow(qtbot, themed):
    cards = GateCards()
    qtbot.addWidget(cards)
    cards.resize(60, 30)
    cards.show_cards([_Card() for _ in range(10)])
    assert cards.minimumSizeHint().height() == 50
    cards.show()
    cards.resize(520, 200)
    QApplication.processEvents()
    assert 100 <= cards.minimumSizeHint().height() < 150
