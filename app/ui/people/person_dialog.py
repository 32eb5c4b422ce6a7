"""Asks what is to change about a person, and why."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QCheckBox,
    QCompleter,
    QDialog,
    QFormLayout,
    QLineEdit,
    QVBoxLayout,
    QWidget,
)

from app.errors import KenpanError
from app.language import tr
from app.signoff.roles import ROLE_NAMES, ROLES, WITH_CODE, Role
from app.ui.kit import tokens
from app.ui.kit.act_row import DialogButtons
from app.ui.kit.fitting import fit_when_shown
from app.ui.kit.focus import hand_back
from app.ui.kit.labels import Trouble, id_edit, plain, typed
from app.ui.kit.refusal import refuse
from app.ui.people.changes import Wanted


class PersonDialog(QDialog):
    """Fields are there for what is passed: ``login`` asks for an ID, ``name`` and ``roles`` are what they are now.

    ``check(wanted)`` refuses with ``KenpanError`` what cannot be done; once it agrees, the dialog closes with
    ``agreed(wanted)``.
    """

    agreed = Signal(object)

    def __init__(
        self,
        title: str,
        about: str,
        reasons: Sequence[str],
        check: Callable[[Wanted], object],
        parent: QWidget | None = None,
        *,
        login: bool = False,
        name: str | None = None,
        roles: frozenset[Role] | None = None,
    ) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(tr(title))
        self.setMinimumWidth(620)
        fit_when_shown(self)
        self.setStyleSheet(
            f"QCheckBox:focus {{ background: {tokens.CHOSEN}; border: 2px solid {tokens.BLUE}; padding: 1px; }}"
        )
        self._check = check
        self.login = id_edit("ID") if login else None
        self.name = QLineEdit(name) if name is not None else None
        self.roles = (
            {} if roles is None else {role: QCheckBox(tr(f"{ROLE_NAMES[role]}{_code(role)}")) for role in ROLES}
        )
        for role, box in self.roles.items():
            box.setChecked(role in (roles or ()))
        self.reason = ReasonEdit(reasons)
        self.trouble = Trouble()
        self.buttons = DialogButtons("署名へ進む　Enter")
        self.next = self.buttons.ok
        self._arrange(about)
        self.next.clicked.connect(self._try)
        self.buttons.rejected.connect(self.reject)

    def _arrange(self, about: str) -> None:
        form = QFormLayout()
        form.setVerticalSpacing(12)
        form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        if self.login is not None:
            self.login.setPlaceholderText(tr("半角の英数字と - _ .（2〜32 字）。あとから変えられません"))
            form.addRow("ID(&I)", self.login)
        if self.name is not None:
            self.name.setAccessibleName(tr("氏名"))
            form.addRow(tr("氏名(&M)"), self.name)
        if self.roles:
            boxes = QVBoxLayout()
            for box in self.roles.values():
                boxes.addWidget(box)
            form.addRow(tr("権限"), boxes)
        form.addRow(tr("理由(&W)"), self.reason)
        layout = QVBoxLayout(self)
        layout.setSpacing(14)
        layout.addWidget(plain(about))
        layout.addLayout(form)
        layout.addWidget(self.trouble)
        layout.addStretch(1)
        layout.addWidget(self.buttons)

    def wanted(self) -> Wanted:
        """What is filled in."""
        return Wanted(
            typed(self.login) if self.login is not None else "",
            self.name.text().strip() if self.name is not None else "",
            frozenset(role for role, box in self.roles.items() if box.isChecked()),
            self.reason.text().strip(),
        )

    def _try(self) -> None:
        try:
            wanted = self.wanted()
            self._check(wanted)
        except KenpanError as error:
            self.trouble.say(error)
            self.adjustSize()
            # Whoever pressed 署名へ進む types the password now: it must not become the ID, the name or the reason.
            hand_back(refuse(error, self), self._where(error).setFocus)
            self._where(error).setFocus()
        else:
            self.accept()
            self.agreed.emit(wanted)

    def _where(self, error: KenpanError) -> QWidget:
        """The field that has to be corrected."""
        fields = {
            "people.login": self.login,
            "people.name": self.name,
            "people.roles": next(iter(self.roles.values()), None),
        }
        return fields.get(error.code) or self.reason


def _code(role: Role) -> str:
    return "（確認コードが必要）" if role in WITH_CODE else ""


class ReasonEdit(QLineEdit):
    """↓ shows what is often said; anything else can be typed."""

    def __init__(self, reasons: Sequence[str]) -> None:
        super().__init__()
        self.setAccessibleName(tr("理由"))
        self.setPlaceholderText(tr("理由を入力するか、↓ で選ぶ"))
        self.often = QCompleter(list(reasons), self)
        self.often.setCompletionMode(QCompleter.CompletionMode.UnfilteredPopupCompletion)
        self.often.setWidget(self)
        self.often.activated.connect(self.setText)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Down:
            self.often.complete()
        else:
            super().keyPressEvent(event)
