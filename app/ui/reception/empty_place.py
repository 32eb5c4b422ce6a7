"""受入 without a medium: what to do first, and what becomes of a medium that cannot be opened at all."""

from collections.abc import Callable

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from app.errors import KenpanError
from app.language import tr
from app.month.reception.unopened import REASONS, refused_unopened, unopened_draft, unopened_due, unopened_paper
from app.reports.reception_sheet import ReceptionPaper
from app.reports.signs import logins_of
from app.signoff.gates import RECEPTION, is_closed
from app.signoff.model import Month
from app.ui.kit import reasons
from app.ui.kit.labels import plain
from app.ui.kit.words import named_month
from app.ui.shell.desk import Desk


class EmptyPlace(QWidget):
    """``refused()``: a medium that nobody can open was refused; ``paperWanted(paper)``: its 受入判定書 is to be written
    out; ``failed`` hears why it was not. :meth:`show_text` says what to do first.
    """

    refused = Signal()
    paperWanted = Signal(object)

    def __init__(self, desk: Desk, failed: Callable[[KenpanError], None], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk, self._failed = desk, failed
        self._month: Month | None = None
        self.text, self.refusal = plain(), plain(role="alarm")
        self.refuse = QPushButton(tr("開けない媒体を受入不可にする(&U)…"))
        self.paper = QPushButton(tr("受入判定書を書き出す(&W)…"))
        buttons = QHBoxLayout()
        for button, act in ((self.refuse, self.refuse_medium), (self.paper, self._want_paper)):
            button.setAutoDefault(False)
            button.setMinimumHeight(36)
            button.clicked.connect(act)
            buttons.addWidget(button)
        buttons.addStretch(1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(40, 40, 40, 40)
        self.text.setAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        layout.addStretch(1)
        for widget in (self.text, self.refusal):
            layout.addWidget(widget)
        layout.addLayout(buttons)
        layout.addStretch(1)

    def show_text(self, text: str, month: Month | None = None) -> None:
        """What to do first; of a ``month`` whose medium was not taken, that it may be refused unopened."""
        self._month = month
        self.text.setText(tr(text))
        gone = None if month is None else refused_unopened(month)
        told = "" if gone is None else f"× 受入不可　{'、'.join(gone.reasons)}\n別紙9の期限　{gone.due}"
        self.refusal.setText(tr(told))
        self.refusal.setVisible(bool(told))
        self.paper.setVisible(gone is not None)
        is_open = month is not None and not is_closed(self._desk.state, month, RECEPTION)
        self.refuse.setVisible(is_open and self._desk.may("reception.refused"))

    def refuse_medium(self) -> None:
        """Ask why it cannot be opened, then for the signature."""
        month = self._month
        if month is not None and self.refuse.isEnabled():
            about = "媒体を開けないため、中身を見ずに受入不可とし、記録媒体不備報告書（別紙9）を出します。"
            reasons.ask(self, "開けない媒体", about, REASONS, lambda reason: self._sign(month, reason))

    def _sign(self, month: Month, reason: str) -> None:
        due = unopened_due(month)
        summary = (
            named_month(month),
            "受入不可　開けない媒体",
            f"・媒体を開けません：{reason}",
            f"別紙9の期限　{'なし' if due is None else due.text}",
        )
        try:
            unopened_draft(self._desk.state, "", month.id, reason)
        except KenpanError as error:
            self._failed(error)
            return
        act = lambda state, by: unopened_draft(state, by, month.id, reason)  # noqa: E731
        self._desk.sign(act, "reception.refused", summary, lambda _entries: self.refused.emit(), self)

    def _want_paper(self) -> None:
        month = None if self._month is None else self._desk.state.months.get(self._month.id)
        if month is not None:
            paper: ReceptionPaper = unopened_paper(self._desk.state, month, logins_of(self._desk.state.accounts))
            self.paperWanted.emit(paper)
