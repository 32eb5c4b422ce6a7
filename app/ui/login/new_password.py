"""A new password: after an initial one, after 90 days, or because the person wants it."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFormLayout, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from app.errors import KenpanError
from app.language import tr
from app.ui.kit.cards import words
from app.ui.kit.labels import Trouble, big_button, forget, id_edit, plain, typed
from app.ui.login.front import on_card
from app.ui.login.password_pair import PasswordPair

_ABOUT = "ID「{login}」の新しいパスワードを決めます。ほかの人に教えないでください。署名はこのパスワードで行います。"


class NewPassword(QWidget):
    """``wanted(new, code)`` asks to change it, ``cancelled`` to leave it. A code has its field once it is asked for."""

    wanted = Signal(str, str)
    cancelled = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._busy = False
        self.about, self.pair, self.trouble = plain(), PasswordPair(self), Trouble()
        self.code = id_edit("確認コード")
        self.code.setPlaceholderText(tr("認証アプリの 6 桁か、回復コード"))
        self.button, self.back = big_button("パスワードを変える　Enter"), QPushButton(tr("中止"))
        self.back.setProperty("role", "big")
        self._form = QFormLayout()
        self._form.setVerticalSpacing(12)
        self.pair.add_to(self._form)
        self._form.addRow(tr("確認コード(&K)"), self.code)
        buttons = QHBoxLayout()
        buttons.addWidget(self.back, 1)
        buttons.addWidget(self.button, 2)
        rows = QVBoxLayout()
        rows.setSpacing(16)
        rows.addWidget(words("新しいパスワード", "title"))
        rows.addWidget(self.about)
        rows.addLayout(self._form)
        rows.addLayout(buttons)
        rows.addWidget(self.trouble)
        on_card(self, rows, 58)
        self.pair.changed.connect(self._tell)
        self.code.textChanged.connect(self._tell)
        self.button.clicked.connect(self._try)
        self.back.clicked.connect(self.cancelled)
        for edit in (self.pair.first, self.pair.second, self.code):
            edit.returnPressed.connect(self._forward)
        self.setFocusProxy(self.pair.first)

    def begin(self, login: str, old: str) -> None:
        """For this person, who typed ``old`` just now."""
        self.forget()
        self.about.setText(tr(_ABOUT.format(login=login)))
        self.pair.about(login, old)
        self._form.setRowVisible(self.code, False)
        self._tell()
        self.pair.first.setFocus()

    def refuse(self, error: KenpanError) -> None:
        """Say why; a code is asked for from then on if that was it."""
        self._busy = False
        self.trouble.say(error)
        forget(self.code)
        wants_code = error.code.startswith("login.code")
        if wants_code:
            self._form.setRowVisible(self.code, True)
        self._tell()
        (self.code if wants_code else self.pair.first).setFocus()

    def forget(self) -> None:
        """Keep nothing of what was typed."""
        self._busy = False
        self.pair.forget()
        forget(self.code)
        self.trouble.clear()

    def _forward(self) -> None:
        if self.button.isEnabled():
            self._try()
        else:
            self.focusNextChild()

    def _try(self) -> None:
        self._busy = True
        self.trouble.clear()
        self._tell()
        self.wanted.emit(self.pair.password, typed(self.code))

    def _tell(self) -> None:
        wants_code = self._form.isRowVisible(self.code)
        filled = self.pair.ready and (not wants_code or bool(typed(self.code)))
        self.button.setEnabled(filled and not self._busy)
        self.back.setEnabled(not self._busy)
