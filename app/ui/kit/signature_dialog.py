"""Who signs what, meaning what: shown together with the password field, or that of a PIN, that makes it a signature."""

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Literal

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import QDialog, QFrame, QGridLayout, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from app.errors import KenpanError
from app.language import tr
from app.signoff.model import Account
from app.ui.kit.cards import primary
from app.ui.kit.fitting import fit, fit_when_shown
from app.ui.kit.labels import Trouble, forget, plain, secret_edit, sized
from app.ui.kit.pin_offer import PinOffer
from app.ui.kit.scrolling import Scrolled
from app.ui.kit.words import person, role_names, shown_clock

_SECOND_MS, _WIDE, _WIDE_EM, _SIGN = 1000, 600, 38, "署名する　Enter"
_LEAST = 5
"""Lines of what is signed that are in sight however low the window is; the rest scrolls, also by keys."""


Asked = Literal["password", "row", "pin"]
"""The password; the password, with the offer of a PIN for the pieces that follow; that PIN."""


class SignatureDialog(QDialog):
    """``passwordGiven(password)`` asks to sign; :meth:`finish` or :meth:`refuse` answers. Enter signs, Esc gives up.

    ``asked`` says what is typed into ``password``, ``new_pin`` what is to hold for the pieces after this one.
    """

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
        asked: Asked = "password",
    ) -> None:
        """``hint`` stands below the password: only a practice ledger has one."""
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(tr("署名"))
        fit_when_shown(self)
        self._clock = clock
        self._busy = False
        self.meaning = sized(plain(meaning), 3, bold=True)
        self.meaning.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.who, self.roles = sized(plain(person(account)), 1.4, bold=True), plain(role_names(account.roles), "note")
        self.what, self.time = plain("\n".join(summary)), plain()
        self.password = secret_edit("パスワード")
        self.hint = plain(hint, "note")
        self.trouble = Trouble()
        self.sign_button, self.cancel_button = primary(_SIGN), QPushButton(tr("中止　Esc"))
        self.sign_button.setAutoDefault(True)
        self.asked, self.new_pin = asked, ""
        self.offer, self.full = PinOffer(), QPushButton(tr("パスワードで署名(&W)"))
        self._name = QLabel()
        self._name.setBuddy(self.password)
        self._arrange()
        self._ask(asked)
        self.password.textChanged.connect(self._tell)
        self.sign_button.clicked.connect(self._try)
        self.cancel_button.clicked.connect(self.reject)
        self.full.clicked.connect(lambda: self._ask("row"))
        self.offer.changed.connect(self._resize)
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
        banner.setMinimumWidth(max(_WIDE, _WIDE_EM * self.fontMetrics().horizontalAdvance("漢")))
        QVBoxLayout(banner).addWidget(self.meaning)
        whole = Scrolled(self.what, _LEAST, by_keys=True)
        grid = QGridLayout()
        grid.setColumnStretch(1, 1)
        grid.setHorizontalSpacing(16)
        shown: list[tuple[QLabel, QWidget]] = [
            (QLabel(tr("署名する人")), self.who),
            (QLabel(), self.roles),
            (QLabel(tr("内容")), whole),
            (QLabel(tr("日時")), self.time),
            (self._name, self.password),
        ]
        for row, (label, widget) in enumerate(shown):
            top = widget is whole
            grid.addWidget(label, row, 0, Qt.AlignmentFlag.AlignTop if top else Qt.AlignmentFlag.AlignVCenter)
            grid.addWidget(widget, row, 1)
        grid.addWidget(self.hint, len(shown), 1)
        grid.addWidget(self.offer, len(shown) + 1, 1)
        buttons = QHBoxLayout()
        for button in (self.cancel_button, self.full):
            button.setProperty("role", "big")
            button.setAutoDefault(False)
            buttons.addWidget(button, 1)
        buttons.addWidget(self.sign_button, 2)  # the one thing to do stands at the right
        layout = QVBoxLayout(self)
        layout.setSpacing(14)
        layout.setSizeConstraint(QVBoxLayout.SizeConstraint.SetMinimumSize)  # also when the offer takes more room
        layout.addWidget(banner)
        layout.addLayout(grid)
        layout.addWidget(self.trouble)
        layout.addStretch(1)
        layout.addLayout(buttons)

    @property
    def busy(self) -> bool:
        """Whether it is being signed at this moment."""
        return self._busy

    def refuse(self, error: KenpanError) -> None:
        """Say why it was not signed; everything but the password stays."""
        self._busy = False
        forget(self.password)
        if error.code == "pin.over":
            self._ask("row")
        self.trouble.say_password(error)
        self._tell()
        self.password.setFocus()
        self._resize()

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
        self.offer.clear()
        self._ticking.stop()
        self.trouble.clear()
        super().done(result)

    def _try(self) -> None:
        password = self.password.text()
        if not password or self._busy or self.trouble.waiting:
            return
        try:
            self.new_pin = self.offer.chosen()
        except KenpanError as error:
            self.trouble.say(error)
            self.offer.clear()
            self.offer.pin.setFocus()
            return
        self._busy = True
        self.trouble.clear()
        self._tell()
        self.passwordGiven.emit(password)

    def _tell(self) -> None:
        free = not self._busy and not self.trouble.waiting
        self.password.setReadOnly(not free)
        self.offer.setEnabled(free)
        self.full.setEnabled(free)
        self.sign_button.setText(tr("署名しています…" if self._busy else _SIGN))
        self.sign_button.setEnabled(free and bool(self.password.text()))
        self.cancel_button.setEnabled(not self._busy)

    def _ask(self, asked: Asked) -> None:
        """Have another thing typed."""
        self.asked, by_pin = asked, asked == "pin"
        self._name.setText(tr("暗証番号(&P)" if by_pin else "パスワード(&P)"))
        self.password.setAccessibleName(tr("暗証番号" if by_pin else "パスワード"))
        self.offer.setVisible(asked == "row")
        self.full.setVisible(by_pin)
        self.hint.setHidden(by_pin or not self.hint.text())
        self.trouble.clear()
        forget(self.password)
        self.password.setFocus()
        self._resize()

    def _resize(self) -> None:
        if self.isVisible():
            self.adjustSize()
            fit(self)  # Qt alone goes no further than two thirds of the screen

    def _show_time(self) -> None:
        self.time.setText(tr(shown_clock(self._clock())))
