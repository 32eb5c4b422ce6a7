"""One-time codes: taking them into use, and the recovery codes."""

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QStackedWidget, QVBoxLayout, QWidget

from app.errors import KenpanError
from app.language import tr
from app.signoff.login import CodeOffer
from app.ui.kit.cards import words
from app.ui.kit.labels import Trouble, big_button, fixed_font, forget, id_edit, plain, typed
from app.ui.login.front import on_card
from app.ui.login.qr_code import QrCode
from app.ui.login.shown_once import ShownOnce

_ABOUT = (
    "品質責任者と管理者は、パスワードのほかに、自分の機器に出る 6 桁の確認コードでログインします。\n"
    "1　認証アプリ（ネットワークのいらない TOTP 方式のもの）で QR コードを読み取る\n"
    "2　アプリに出た 6 桁を入力する"
)
_RECOVERY = (
    "登録しました。機器をなくしたとき、確認コードの代わりに 1 つずつ使える回復コードです。1 つは 1 度しか使えません。\n"
    "この画面を離れると二度と表示できません。紙に控え、ほかの人の手に渡らないところに保管してください。"
)


class EnrolCode(QStackedWidget):
    """``wanted(code)`` asks to take the offer into use, ``done`` follows the recovery codes."""

    wanted = Signal(str)
    done = Signal()
    cancelled = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._busy = False
        self.qr, self.secret, self.code = QrCode(), QLabel(), id_edit("確認コード")
        self.trouble = Trouble()
        self.button, self.back = big_button("登録する　Enter"), QPushButton(tr("中止"))
        self.recovery = ShownOnce(_RECOVERY, "回復コードをすべて紙に控えました(&W)", "次へ", columns=2)
        self.addWidget(self._offer_page())
        self.addWidget(self._recovery_page())
        self.code.textChanged.connect(self._tell)
        self.code.returnPressed.connect(self._try)
        self.button.clicked.connect(self._try)
        self.back.clicked.connect(self._cancel)
        self.recovery.confirmed.connect(self.done)
        self._tell()

    def _offer_page(self) -> QWidget:
        page, rows, buttons, beside, codes = QWidget(), QVBoxLayout(), QHBoxLayout(), QVBoxLayout(), QHBoxLayout()
        self.secret.setTextFormat(Qt.TextFormat.PlainText)
        self.secret.setFont(fixed_font(self.font().pointSizeF() * 1.25))
        self.secret.setTextInteractionFlags(Qt.TextInteractionFlag.NoTextInteraction)
        self.back.setProperty("role", "big")
        buttons.addWidget(self.back, 1)
        buttons.addWidget(self.button, 2)
        name = QLabel(tr("確認コード(&K)"))
        name.setBuddy(self.code)
        for widget in (plain("カメラが使えないときは、次の文字をアプリに入力してください。", "note"), self.secret):
            beside.addWidget(widget)
        beside.addStretch(1)
        beside.addWidget(name)
        beside.addWidget(self.code)
        beside.addStretch(1)
        codes.addWidget(self.qr)
        codes.addSpacing(24)
        codes.addLayout(beside, 1)
        rows.setSpacing(16)
        rows.addWidget(words("確認コードの登録", "title"))
        rows.addWidget(plain(_ABOUT))
        rows.addLayout(codes)
        rows.addLayout(buttons)
        rows.addWidget(self.trouble)
        on_card(page, rows, 80)
        return page

    def _recovery_page(self) -> QWidget:
        page, rows = QWidget(), QVBoxLayout()
        rows.setSpacing(8)
        rows.addWidget(words("回復コード", "title"))
        rows.addWidget(self.recovery)
        on_card(page, rows, 76)
        return page

    def begin(self, offer: CodeOffer) -> None:
        """Show an offer."""
        self._busy = False
        self.trouble.clear()
        forget(self.code)
        self.qr.show_text(offer.uri)
        groups = _fours(offer.secret)
        self.secret.setText(tr("\n".join(" ".join(groups[at : at + 4]) for at in range(0, len(groups), 4))))
        self.setCurrentIndex(0)
        self._tell()
        self.code.setFocus()

    def show_recovery(self, codes: Sequence[str]) -> None:
        """It is taken into use: show the recovery codes, once."""
        self.forget()
        self.recovery.show_lines([" ".join(_fours(code)) for code in codes])
        self.setCurrentIndex(1)
        self.recovery.box.setFocus()

    def refuse(self, error: KenpanError) -> None:
        """Say why not."""
        self._busy = False
        forget(self.code)
        self.trouble.say(error)
        self._tell()
        self.code.setFocus()

    def forget(self) -> None:
        """Take the secret off the screen."""
        self._busy = False
        self.qr.show_text("")
        self.secret.clear()
        forget(self.code)
        self.trouble.clear()

    def _cancel(self) -> None:
        self.forget()
        self.cancelled.emit()

    def _try(self) -> None:
        if self.button.isEnabled():
            self._busy = True
            self.trouble.clear()
            self._tell()
            self.wanted.emit(typed(self.code))

    def _tell(self) -> None:
        self.button.setEnabled(bool(typed(self.code)) and not self._busy)
        self.back.setEnabled(not self._busy)


def _fours(text: str) -> list[str]:
    """Groups that can be copied by hand."""
    return [text[at : at + 4] for at in range(0, len(text), 4)]
