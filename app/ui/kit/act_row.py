"""The row of buttons below a screen or a dialog: the one thing to do filled at the right, everything else outlined at
the left.
"""

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QSizePolicy, QWidget

from app.language import tr
from app.ui.kit import tokens
from app.ui.kit.flow import FlowLayout


class ActRow(QWidget):
    """Each as wide as its words; the outlined ones go on in the next line where there is no room."""

    def __init__(
        self, buttons: Sequence[QPushButton], lead: QPushButton | None = None, running: QWidget | None = None
    ) -> None:
        """``running`` stands between them while something runs."""
        super().__init__()
        self._buttons, self._lead = tuple(buttons), lead
        self._quiet, self._right = FlowLayout(tokens.SPACE["small"]), QHBoxLayout()
        row = QHBoxLayout(self)
        row.setContentsMargins(0, tokens.SPACE["tight"], 0, 0)
        row.setSpacing(tokens.SPACE["medium"])
        row.addLayout(self._quiet, 1)
        if running is not None:
            row.addWidget(running, 1)
        row.addLayout(self._right)
        for button in self._buttons:
            button.setAutoDefault(False)
            button.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
            self._place(button)

    def lead_with(self, lead: QPushButton | None) -> None:
        """Which of them is the one thing to do now, if any."""
        if lead is self._lead:
            return
        before, self._lead = self._lead, lead
        has = next((one for one in self._buttons if one.hasFocus()), None)
        for one in self._buttons:  # all anew: the quiet ones keep their order
            (self._right if one is before else self._quiet).removeWidget(one)
        for one in self._buttons:
            self._place(one)
        if has is not None:
            has.setFocus()

    def click_lead(self) -> None:
        """Do what comes next, if anything does."""
        if self._lead is not None:
            self._lead.click()

    def _place(self, button: QPushButton) -> None:
        lead = button is self._lead
        (self._right if lead else self._quiet).addWidget(button)
        role = "primary" if lead else ""
        if button.property("role") != role:
            button.setProperty("role", role)
            button.style().polish(button)
            button.updateGeometry()


class DialogButtons(ActRow):
    """The foot of a dialog: ``accepted`` by what it is for, ``rejected`` by what leaves it, and others ``beside``."""

    accepted = Signal()
    rejected = Signal()

    def __init__(self, ok: str, leave: str = "中止　Esc", beside: Sequence[QPushButton] = ()) -> None:
        self.ok, self.leave = QPushButton(tr(ok)), QPushButton(tr(leave))
        super().__init__((self.leave, *beside, self.ok), self.ok)
        self.ok.setDefault(True)
        self.ok.clicked.connect(self.accepted)
        self.leave.clicked.connect(self.rejected)
