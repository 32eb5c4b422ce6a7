"""Who signs what, meaning what: shown together with the password field that makes it a signature."""

from collections.abc import Callable, Sequence
from datetime import datetime

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import QDialog, QFrame, QGridLayout, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from app.errors import KenpanError
from app.signoff.model import Account
from app.ui.kit import tokens
from app.ui.kit.labels import Trouble, big_button, forget, plain, secret_edit, sized
from app.ui.kit.words import person, role_names, shown_clock

_SECOND_MS = 1000
_BANNER = (
    f"QFrame#meaning {{ background: {tokens.PAPER}; border: 3px solid {tokens.FRAME_CHOSEN}; border-radius: 6px; }}"
)


class SignatureDialog(QDialog):
    """``passwordGiven(password)`` asks to sign; :meth:`finish` or :meth:`refuse` answers. Enter signs, Esc gives up."""

    passwordGiven = Signal(str)

    def __init__(
        self,
        account: Account,
        meaning: str,
        summary: Sequence[str],
        clock: Callable[[], datetime],
        parent: QWidget | None = None,
        *,
        hint: str = "",
    ) -> None:
        """``hint`` stands below the password: only a practice ledger has one."""
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle("署名")
        self.setMinimumWidth(620)
        self._clock = clock
        self._busy = False
        self.meaning = sized(plain(meaning), 3, bold=True)
        self.meaning.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.who, self.roles = sized(plain(person(account)), 1.4, bold=True), plain(role_names(account.roles), "note")
        self.what, self.time = plain("\n".join(summary)), plain()
        self.password = secret_edit("パスワード")
        self.hint = plain(hint, "note")
        self.trouble = Trouble()
        self.sign_button, self.cancel_button = big_button("署名する　Enter"), QPushButton("中止　Esc")
        self._arrange()
        self.password.textChanged.connect(self._tell)
        self.sign_button.clicked.connect(self._try)
        self.cancel_button.clicked.connect(self.reject)
        self.trouble.over.connect(self._tell)
        self._ticking = QTimer(self)
        self._ticking.timeout.connect(self._show_time)
        self._ticking.start(_SECOND_MS)
        self._show_time()
        self._tell()
        self.password.setFocus()

    def _arrange(self) -> None:
        banner = QFrame()
        banner.setObjectName("meaning")
        banner.setStyleSheet(_BANNER)
        QVBoxLayout(banner).addWidget(self.meaning)
        grid = QGridLayout()
        grid.setColumnStretch(1, 1)
        grid.setHorizontalSpacing(16)
        name = QLabel("パスワード(&P)")
        name.setBuddy(self.password)
        shown: list[tuple[QLabel, QWidget]] = [
            (QLabel("署名する人"), self.who),
            (QLabel(), self.roles),
            (QLabel("内容"), self.what),
            (QLabel("日時"), self.time),
            (name, self.password),
        ]
        for row, (label, widget) in enumerate(shown):
            top = widget is self.what
            grid.addWidget(label, row, 0, Qt.AlignmentFlag.AlignTop if top else Qt.AlignmentFlag.AlignVCenter)
            grid.addWidget(widget, row, 1)
        grid.addWidget(self.hint, len(shown), 1)
        self.hint.setHidden(not self.hint.text())
        buttons = QHBoxLayout()
        buttons.addWidget(self.sign_button, 2)
        buttons.addWidget(self.cancel_button, 1)
        self.cancel_button.setProperty("role", "big")
        self.cancel_button.setAutoDefault(False)
        layout = QVBoxLayout(self)
        layout.setSpacing(14)
        layout.addWidget(banner)
        layout.addLayout(grid)
        layout.addWidget(self.trouble)
        layout.addStretch(1)
        layout.addLayout(buttons)

    def refuse(self, error: KenpanError) -> None:
        """Say why it was not signed; everything but the password stays."""
        self._busy = False
        forget(self.password)
        self.trouble.say_password(error)
        self._tell()
        self.password.setFocus()
        self.adjustSize()

    def finish(self) -> None:
        """It is signed."""
        self._busy = False
        self.accept()

    def reject(self) -> None:
        """Give up, unless it is being signed at this moment."""
        if not self._busy:
            super().reject()

    def done(self, result: int) -> None:
        """Close; a typed password does not stay behind."""
        forget(self.password)
        self._ticking.stop()
        self.trouble.clear()
        super().done(result)

    def _try(self) -> None:
        password = self.password.text()
        if not password or self._busy or self.trouble.waiting:
            return
        self._busy = True
        self.trouble.clear()
        self._tell()
        self.passwordGiven.emit(password)

    def _tell(self) -> None:
        free = not self._busy and not self.trouble.waiting
        self.password.setReadOnly(not free)
        self.sign_button.setText("署名しています…" if self._busy else "署名する　Enter")
        self.sign_button.setEnabled(free and bool(self.password.text()))
        self.cancel_button.setEnabled(not self._busy)

    def _show_time(self) -> None:
        self.time.setText(shown_clock(self._clock()))
