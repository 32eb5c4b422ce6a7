"""What the dialogs of the board have in common: one act, said to whom it cannot be done, closed when it is done."""

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QDialog, QVBoxLayout, QWidget
from shiboken6 import isValid

from app.errors import KenpanError
from app.language import tr
from app.signoff.book import Act
from app.ui.kit import refusal, tokens
from app.ui.kit.act_row import DialogButtons
from app.ui.kit.fitting import fit, fit_when_shown
from app.ui.kit.focus import hand_back
from app.ui.kit.labels import plain
from app.ui.shell.desk import Desk

_NOT_YET = "空いている欄、選んでいない項目、一致しない項目がないか確かめてください。"


def _focus_style() -> str:
    """The part that has the keyboard, also where the style hardly shows it."""
    return f"""
QRadioButton {{ padding: 3px; }}
QRadioButton:focus {{ outline: none; background: {tokens.CHOSEN}; border: 2px solid {tokens.BLUE}; padding: 1px; }}
QComboBox:focus {{ border: 2px solid {tokens.BLUE}; }}
"""


class FormDialog(QDialog):
    """``body`` is filled by the dialog; its button calls :meth:`pressed`. ``finishedAct`` is sent when it was kept."""

    finishedAct = Signal()

    def __init__(self, desk: Desk, title: str, button: str, width: int, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(tr(title))
        self.setMinimumWidth(width)
        self.desk = desk
        self._busy = False
        self._ready = False
        self.body = QVBoxLayout()
        self.body.setSpacing(10)
        self.trouble = plain(role="alarm")
        buttons = DialogButtons(button)
        self.ok, self.cancel = buttons.ok, buttons.leave
        layout = QVBoxLayout(self)
        layout.setSpacing(12)
        layout.addLayout(self.body, 1)
        layout.addWidget(self.trouble)
        layout.addWidget(buttons)
        self.trouble.hide()
        self.ok.clicked.connect(self._press)
        self.cancel.clicked.connect(self.reject)
        self.setStyleSheet(_focus_style())
        for signal in (desk.sessionChanged, desk.locked):
            signal.connect(self.shut)
        hand_back(self)
        fit_when_shown(self)

    def set_ready(self, ready: bool) -> None:
        """Whether everything is there that the act needs."""
        self._ready = ready
        self.ok.setEnabled(ready and not self._busy)

    def say(self, text: str) -> None:
        """What is wrong; nothing if the text is empty."""
        self.trouble.setText(tr(f"！ {text}" if text else ""))
        self.trouble.setVisible(bool(text))
        fit(self)

    def refuse(self, error: KenpanError) -> None:
        """The act was not done: say why, everything stays."""
        if isValid(self):
            self._working(False)
            self.say(str(error))

    def run(self, act: Act) -> None:
        """A routine entry; the dialog closes when it is kept."""
        self._working(True)
        self.desk.run(act, lambda _entries: self.close_done(), self.refuse)

    def sign(self, act: Act, signed: str, summary: Sequence[str]) -> None:
        """An entry of the kind ``signed``, signed with the password; the dialog closes when it is kept."""
        self.desk.sign(act, signed, summary, lambda _entries: self.close_done(), self)

    def pressed(self) -> None:
        """The button was pressed: overridden."""
        raise NotImplementedError

    def reject(self) -> None:
        """Give up, unless it is being written at this moment."""
        if not self._busy:
            super().reject()

    def shut(self) -> None:
        """Nobody finds the dialog of somebody else, nor one above a locked screen."""
        super().reject()

    def close_done(self) -> None:
        """What was wanted is in the ledger."""
        if isValid(self) and self.isVisible():
            self._busy = False
            self.finishedAct.emit()
            self.accept()

    def _press(self) -> None:
        if self._ready and not self._busy:
            self.say("")
            self.pressed()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter where it cannot be done yet: whoever types the password next must not type it into a field here."""
        enter = event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
        if enter and not self._ready and not self._busy:
            if not event.isAutoRepeat():
                refusal.refuse(KenpanError("form.open", "まだ行えません。", _NOT_YET), self)
        else:
            super().keyPressEvent(event)

    def _working(self, busy: bool) -> None:
        self._busy = busy
        self.ok.setEnabled(self._ready and not busy)
        self.cancel.setEnabled(not busy)
