"""Closing a gate: what it rests on, said and signed."""

from collections.abc import Sequence

from PySide6.QtWidgets import QFormLayout, QLineEdit, QWidget

from app.errors import KenpanError
from app.language import tr
from app.signoff import months
from app.signoff.gates import GATES
from app.signoff.ledger import Draft
from app.signoff.model import Evidence, Month, State
from app.signoff.signed import Part
from app.ui.board.board_words import evidence_text
from app.ui.board.cells import CellView, row
from app.ui.board.form_dialog import FormDialog
from app.ui.kit.labels import plain
from app.ui.kit.words import named_month
from app.ui.shell.desk import Desk


class GateDialog(FormDialog):
    """Closes a gate on the evidence that the program has for it; says why not where it cannot be closed."""

    def __init__(
        self,
        desk: Desk,
        month: Month,
        gate: str,
        evidence: Sequence[Evidence],
        live: Sequence[Part],
        parent: QWidget | None = None,
    ) -> None:
        label = GATES[gate].label
        super().__init__(desk, f"{label}を完了", "根拠を確かめて署名する　Enter", 640, parent)
        self._month, self._gate, self._evidence, self._live = month, gate, tuple(evidence), tuple(live)
        self.comment = QLineEdit(placeholderText=tr("なくてもよい"))
        self.comment.setAccessibleName(tr("コメント"))
        self.table = CellView("根拠", ("根拠", "値"), (0, 0))
        self.table.setMinimumHeight(160)
        self.state = plain()
        form = QFormLayout()
        form.addRow(tr("月"), plain(text=named_month(month)))
        form.addRow(tr("コメント(&C)"), self.comment)
        self.body.addWidget(self.table, 1)
        self.body.addLayout(form)
        self.body.addWidget(self.state)
        self.table.show_rows([row(one.name, one.label, evidence_text(one)) for one in self._evidence])
        refusal = self._refusal()
        self.state.setText(tr(f"▲ {refusal}" if refusal is not None else f"● {label}を完了できます。"))
        self.state.setProperty("role", "alarm" if refusal is not None else "")
        self.set_ready(refusal is None)

    def _act(self, state: State, by: str) -> Draft:
        told = self._evidence, self.comment.text(), self._live
        return months.close_gate(state, by, self._month.id, self._gate, *told)

    def _refusal(self) -> KenpanError | None:
        try:
            self._act(self.desk.state, "")
        except KenpanError as error:
            return error
        return None

    def pressed(self) -> None:
        """Ask for the signature."""
        lines = [f"{one.label}：{evidence_text(one)}" for one in self._evidence]
        self.sign(self._act, "gate.closed", (f"{named_month(self._month)}　{GATES[self._gate].label}", *lines))
