"""The first start beside a ledger of an earlier format: one of its administrators takes it on."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFormLayout, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from app.errors import KenpanError
from app.language import tr
from app.ui.kit.cards import words
from app.ui.kit.labels import Trouble, big_button, forget, id_edit, plain, secret_edit, typed
from app.ui.login.front import on_card

_TITLE = "前の台帳（{count:,} 件）を引き継ぐ"
_POINTS = (
    "台帳の形式が新しくなりました。前の台帳はそのまま残り、「台帳」の画面でいつでも見て、検証できます。"
    "新しい台帳は、前の台帳の件数と最後のハッシュから始まります。",
    "前の台帳の管理者が、前の ID・パスワード・確認コードで引き継ぎます。ほかの人の ID・氏名・権限も引き継がれ、"
    "それぞれ最初のログインで、前のパスワードのあとに新しいパスワードを決めます。",
    "工程・検証品・承認は引き継がれません。続いている工程と月は、新しい台帳で登録し、承認し直してください。",
)


class CarryPage(QWidget):
    """``wanted(id, password, code)`` asks to take it on, ``stopped`` not to go on; :meth:`refuse` says why not."""

    wanted = Signal(str, str, str)
    stopped = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._busy = False
        self.title = words(step="title", wrap=True)
        self.login, self.code = id_edit("ID"), id_edit("確認コード")
        self.password = secret_edit("パスワード")
        self.code.setPlaceholderText(tr("認証アプリの 6 桁か、回復コード（登録してあるとき）"))
        self.button, self.stop = big_button("引き継ぐ　Enter"), QPushButton(tr("中止(&S)"))
        self.stop.setProperty("role", "big")
        self.note, self.trouble = plain(role="note"), Trouble()
        form = QFormLayout()
        form.setVerticalSpacing(12)
        form.addRow(tr("前の ID(&I)"), self.login)
        form.addRow(tr("前のパスワード(&P)"), self.password)
        form.addRow(tr("確認コード(&K)"), self.code)
        buttons = QHBoxLayout()
        buttons.addWidget(self.stop, 1)
        buttons.addWidget(self.button, 2)
        rows = QVBoxLayout()
        rows.setSpacing(16)
        rows.addWidget(self.title)
        for point in _POINTS:
            rows.addWidget(plain(point))
        rows.addLayout(form)
        rows.addLayout(buttons)
        rows.addWidget(self.note)
        rows.addWidget(self.trouble)
        on_card(self, rows, 76)
        for edit in (self.login, self.password, self.code):
            edit.textChanged.connect(self._tell)
            edit.returnPressed.connect(self._forward)
        self.button.clicked.connect(self._try)
        self.stop.clicked.connect(self._stop)
        self.trouble.over.connect(self._tell)
        self.setFocusProxy(self.login)
        self._tell()

    def begin(self, count: int) -> None:
        """For a ledger of so many entries."""
        self.title.setText(tr(_TITLE.format(count=count)))
        self._tell()

    def report(self, stage: str, done: int, total: int) -> None:
        """How far it is."""
        self.note.setText(tr("{stage}　{done:,} / {total:,} 件", stage=stage, done=done, total=total))

    def refuse(self, error: KenpanError) -> None:
        """Say why; a code that is missing or wrong does not cost the password."""
        self._ended()
        self.trouble.say(error)
        wants_code = error.code.startswith("login.code")
        forget(self.code, *(() if wants_code else (self.password,)))
        self._tell()
        (self.code if wants_code else self.password).setFocus()

    def forget(self) -> None:
        """Keep nothing of what was typed."""
        forget(self.login, self.password, self.code)
        self.trouble.clear()
        self._ended()

    def _forward(self) -> None:
        """Enter goes to the next field that is needed, or takes the ledger on."""
        if self.button.isEnabled():
            self._try()
        else:
            self.focusNextChild()

    def _try(self) -> None:
        self._busy = True
        self.trouble.clear()
        self.note.setText(tr("確かめています…"))
        self._tell()
        self.wanted.emit(typed(self.login), self.password.text(), typed(self.code))

    def _stop(self) -> None:
        self.stopped.emit()
        self._ended()

    def _ended(self) -> None:
        self._busy = False
        self.note.clear()
        self._tell()

    def _tell(self) -> None:
        filled = bool(typed(self.login) and self.password.text())
        self.button.setEnabled(filled and not self._busy and not self.trouble.waiting)
        for edit in (self.login, self.password, self.code):
            edit.setReadOnly(self._busy)
        self.stop.setVisible(self._busy)
        self.note.setVisible(self._busy)
