"""The first start: the first administrator makes the own account."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFormLayout, QLineEdit, QVBoxLayout, QWidget

from app.errors import KenpanError
from app.language import tr
from app.ui.kit.cards import words
from app.ui.kit.labels import Trouble, big_button, forget, id_edit, plain, typed
from app.ui.login.front import on_card
from app.ui.login.password_pair import PasswordPair

_ABOUT = (
    "この検版端末の台帳には、まだ誰も登録されていません。最初の管理者を登録します。"
    "管理者が、ほかの人を登録し、権限を与えます。ID はひとりにひとつで、ほかの人が使い回すことはできません。"
)


class FirstStart(QWidget):
    """``wanted(id, name, password)`` asks to register; :meth:`refuse` says why not."""

    wanted = Signal(str, str, str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._busy = False
        self.login, self.name = id_edit("ID"), QLineEdit()
        self.name.setAccessibleName(tr("氏名"))
        self.login.setPlaceholderText(tr("半角の英数字と - _ .（2〜32 字）"))
        self.pair, self.trouble = PasswordPair(self), Trouble()
        self.button = big_button("管理者を登録する　Enter")
        form = QFormLayout()
        form.setVerticalSpacing(12)
        form.addRow("ID(&I)", self.login)
        form.addRow(tr("氏名(&M)"), self.name)
        self.pair.add_to(form)
        rows = QVBoxLayout()
        rows.setSpacing(16)
        rows.addWidget(words("最初の管理者", "title"))
        rows.addWidget(plain(_ABOUT))
        rows.addLayout(form)
        rows.addWidget(self.button)
        rows.addWidget(self.trouble)
        self.front = on_card(self, rows, 58)
        self.login.textChanged.connect(self._name_login)
        self.name.textChanged.connect(self._tell)
        self.pair.changed.connect(self._tell)
        self.button.clicked.connect(self._try)
        for edit in (self.login, self.name, self.pair.first, self.pair.second):
            edit.returnPressed.connect(self._forward)
        self.setFocusProxy(self.login)
        self._tell()

    def refuse(self, error: KenpanError) -> None:
        """Say why; everything stays to be corrected."""
        self._busy = False
        self.trouble.say(error)
        self._tell()
        (self.name if error.code == "people.name" else self.login).setFocus()

    def forget(self) -> None:
        """Keep nothing of what was typed."""
        self._busy = False
        self.pair.forget()
        forget(self.login, self.name)
        self.trouble.clear()

    def _name_login(self, _text: str) -> None:
        self.pair.about(typed(self.login))

    def _forward(self) -> None:
        """Enter goes to the next field, or registers."""
        if self.button.isEnabled():
            self._try()
        else:
            self.focusNextChild()

    def _try(self) -> None:
        self._busy = True
        self.trouble.clear()
        self._tell()
        self.wanted.emit(typed(self.login), self.name.text().strip(), self.pair.password)

    def _tell(self) -> None:
        filled = bool(typed(self.login) and self.name.text().strip()) and self.pair.ready
        self.button.setEnabled(filled and not self._busy)
