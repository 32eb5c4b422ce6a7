"""ID, password and code."""

from collections.abc import Callable

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFormLayout, QGridLayout, QPushButton, QVBoxLayout, QWidget

from app.errors import KenpanError
from app.language import tr
from app.ui.kit.cards import words
from app.ui.kit.fitting import by_text
from app.ui.kit.labels import Trouble, big_button, forget, id_edit, plain, secret_edit, typed
from app.ui.login.front import on_card

_OFFERS_A_ROW = 3
TO_PRACTICE, BACK_TO_LIVE = "練習モードで開く(&R)", "練習を終えて本番のログインに戻る(&R)"
_CODE_HINT = "品質責任者・管理者だけ（6 桁か回復コード）"


class LoginForm(QWidget):
    """``wanted(id, password, code)`` asks to log in; :meth:`refuse` says why not. ``modeWanted()``: for practice, or
    back for live work.
    """

    wanted = Signal(str, str, str)
    modeWanted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._busy = self._given = False
        self.login, self.code = id_edit("ID"), id_edit("確認コード")
        self.password = secret_edit("パスワード")
        self.code.setPlaceholderText(tr(_CODE_HINT))
        self.note, self.hint, self.trouble = plain(role="note"), plain(role="note"), Trouble()
        self.button = big_button("ログイン　Enter")
        form = QFormLayout()
        form.setVerticalSpacing(12)
        form.addRow("ID(&I)", self.login)
        form.addRow(tr("パスワード(&P)"), self.password)
        form.addRow(tr("確認コード(&K)"), self.code)
        rows = QVBoxLayout()
        rows.setSpacing(16)
        rows.addWidget(words("ログイン", "title"))
        rows.addWidget(self.note)
        rows.addLayout(form)
        rows.addWidget(self.button)
        rows.addWidget(self.trouble)
        self.hint.hide()
        rows.addWidget(self.hint)
        self.offers = QGridLayout()
        rows.addLayout(self.offers)
        self.mode = QPushButton(tr(TO_PRACTICE))
        self.mode.setAutoDefault(False)
        self.mode.clicked.connect(self.modeWanted)
        rows.addWidget(self.mode)
        by_text(self.trouble, lambda one: one.setMinimumHeight(one.fontMetrics().lineSpacing() * 3))
        on_card(self, rows, 60)
        self.login.textEdited.connect(self._another)
        for edit in (self.login, self.password, self.code):
            edit.textChanged.connect(self._tell)
            edit.returnPressed.connect(self._forward)
        self.button.clicked.connect(self._try)
        self.trouble.over.connect(self._tell)
        self.setFocusProxy(self.login)
        self._tell()

    def offer(self, text: str, enter: Callable[[], tuple[str, str, str]]) -> None:
        """A button that logs somebody in with what ``enter`` gives: for practice, where nothing is secret."""
        button = QPushButton(tr(text))
        button.setAutoDefault(False)
        button.clicked.connect(lambda: self.wanted.emit(*enter()))
        self.offers.addWidget(button, *divmod(self.offers.count(), _OFFERS_A_ROW))

    def begin(self, note: str = "", login: str = "", password: str = "") -> None:
        """Begin anew, for ``login`` if it is known; ``note`` says what happened before. ``password``: the person typed
        it just now, only a code is wanted.
        """
        self._busy = False
        self.trouble.clear()
        self.note.setText(tr(note))
        self.note.setVisible(bool(note))
        self.login.setText(login)
        forget(self.password, self.code)
        self.password.setText(password)
        self._given = bool(password)
        self._tell()
        (self.code if password else self.password if login else self.login).setFocus()

    def refuse(self, error: KenpanError) -> None:
        """Say why; a code that is missing or wrong does not cost the password."""
        self._busy = False
        self.trouble.say(error)
        if error.code == "login.code_wrong":
            forget(self.code)
        elif error.code != "login.code":
            forget(self.password, self.code)
        self._tell()
        (self.code if error.code.startswith("login.code") else self.password).setFocus()

    def _another(self, _login: str) -> None:
        """A lock-out belongs to one ID, as a password does that was not typed here."""
        self.trouble.clear()
        if self._given:
            self._given = False
            forget(self.password)

    def _forward(self) -> None:
        """Enter goes to the first empty field that is needed, or logs in."""
        for edit in (self.login, self.password):
            if not edit.text():
                edit.setFocus()
                return
        self._try()

    def _try(self) -> None:
        if not self.button.isEnabled():
            return
        self._busy = True
        self.trouble.clear()
        self._tell()
        self.wanted.emit(typed(self.login), self.password.text(), typed(self.code))

    def _tell(self) -> None:
        for edit in (self.login, self.password, self.code):
            edit.setReadOnly(self._busy)
        self.button.setText(tr("確認しています…" if self._busy else "ログイン　Enter"))
        filled = bool(typed(self.login) and self.password.text())
        self.button.setEnabled(filled and not self._busy and not self.trouble.waiting)
