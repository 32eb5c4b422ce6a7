"""What can be done about a piece in hand, with its keys."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QStackedLayout, QWidget

from app.language import tr
from app.signoff.kinds import meaning_of
from app.ui.kit.cards import primary
from app.ui.rounds import screen_keys as keys
from app.ui.rounds.acts import LOOKS


class PieceButtons(QWidget):
    """Buttons only; what they do is the panel's."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.sign = primary(f"{meaning_of(LOOKS['check'])}の署名　{keys.SIGN}")
        self.withdraw = _button(f"検査を取り消す　{keys.WITHDRAW}")
        self.next, self.back = _button(f"次へ　{keys.NEXT}"), _button("一覧へ　Esc")
        self.sign.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self._main = QStackedLayout()  # never both; the room is the same for either
        self._main.addWidget(self.sign)
        self._main.addWidget(self.withdraw)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        for button in (self.next, self.back):
            layout.addWidget(button, 1)
        layout.addLayout(self._main, 2)  # the one thing to do stands at the right

    def show_for(self, meaning: str, *, signs: bool, withdraws: bool, goes_on: bool) -> None:
        """``meaning``: what a signature would say; where there is none to give, the button keeps what it said."""
        if meaning:
            self.sign.setText(tr("{meaning}の署名　{sign}", meaning=meaning, sign=keys.SIGN))
        self.sign.setEnabled(signs)
        self._main.setCurrentWidget(self.withdraw if withdraws else self.sign)
        self.next.setEnabled(goes_on)


def _button(text: str) -> QPushButton:
    button = QPushButton(tr(text))
    button.setAutoDefault(False)
    button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
    return button
