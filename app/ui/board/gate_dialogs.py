"""Taking a month's media, closing a gate: what it rests on, said and signed."""

from collections.abc import Sequence

from PySide6.QtWidgets import QFormLayout, QLineEdit, QWidget

from app.errors import KenpanError
from app.signoff import months
from app.signoff.gates import GATES, RECEPTION, VIRUS, medium_of, receiving
from app.signoff.ledger import Draft
from app.signoff.model import Evidence, Month, Part, State, Told
from app.ui.board.cells import CellView, row
from app.ui.board.form_dialog import FormDialog, text_label
from app.ui.board.words import evidence_text, short_hash
from app.ui.kit.words import named_month
from app.ui.shell.desk import Desk

_COPIED = (
    ("title", "ラベルの件名"),
    ("side", "正・副"),
    ("volume", "巻"),
    ("created", "作成年月日"),
    ("contractor", "受託業者"),
    ("count", "件数（件）"),
)
_SLIPS = (
    ("brought", "持参した人"),
    ("received", "受け取った人"),
    ("at", "受け取った日時"),
    ("entrusted", "委託票の番号"),
    ("accepted", "受託票の番号"),
)
_SCAN = (("tool", "ウイルス検査の道具"), ("pattern", "定義の日付"), ("result", "ウイルス検査の結果"))


class ReceptionDialog(FormDialog):
    """What stands on label, case and slips, and that the medium was looked at for viruses: both signed at once."""

    def __init__(self, desk: Desk, month: Month, parent: QWidget | None = None) -> None:
        super().__init__(desk, "受入を記録", "内容を確かめて署名する　Enter", 640, parent)
        self._month = month
        self.fields = {name: QLineEdit() for name, _label in (*_COPIED, *_SLIPS, *_SCAN)}
        form = QFormLayout()
        form.addRow("月", text_label(text=named_month(month)))
        form.addRow("媒体の目録", text_label(text=short_hash(medium_of(month)) or "結び付いていません"))
        for name, label in (*_COPIED, *_SLIPS, *_SCAN):
            self.fields[name].setAccessibleName(label)
            self.fields[name].textChanged.connect(lambda _text: self._tell())
            form.addRow(label, self.fields[name])
        self.body.addLayout(form)
        note = "ラベルとケースに書かれたとおりに転記してください。媒体・件数表との突合せは、この版では人が行います。"
        self.body.addWidget(text_label("note", note))
        self._tell()
        self.fields["title"].setFocus()

    def _said(self, name: str) -> str:
        return self.fields[name].text().strip()

    def _tell(self) -> None:
        self.set_ready(bool(medium_of(self._month)) and all(self._said(name) for name in self.fields))

    def _acts(self, state: State, by: str) -> list[Draft]:
        copied = [Told(name, label, self._said(name)) for name, label in _COPIED]
        slips = (self._said(name) for name, _label in _SLIPS)
        told = [Told(name, label, self._said(name)) for name, label in _SCAN]
        return [
            months.record_reception(state, by, self._month.id, copied, *slips),
            months.state_that(state, by, self._month.id, RECEPTION, VIRUS, self._said("result"), told),
        ]

    def pressed(self) -> None:
        """Ask for the signature."""
        lines = [f"{label}：{self._said(name)}" for name, label in (*_COPIED, *_SLIPS, *_SCAN)]
        summary = (named_month(self._month), *lines)
        kinds = ("reception.recorded", "statement.made")
        self.desk.sign(self._acts, kinds, summary, lambda _entries: self.close_done(), self)


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
        self.comment = QLineEdit(placeholderText="なくてもよい")
        self.comment.setAccessibleName("コメント")
        self.table = CellView("根拠", ("根拠", "値"), (0, 0))
        self.table.setMinimumHeight(160)
        self.state = text_label()
        form = QFormLayout()
        form.addRow("月", text_label(text=named_month(month)))
        form.addRow("コメント(&C)", self.comment)
        self.body.addWidget(self.table, 1)
        self.body.addLayout(form)
        self.body.addWidget(self.state)
        self.table.show_rows([row(one.name, one.label, evidence_text(one)) for one in self._evidence])
        refusal = self._refusal()
        self.state.setText(f"▲ {refusal}" if refusal is not None else f"● {label}を完了できます。")
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


def reception_evidence(month: Month) -> tuple[Evidence, ...]:
    """What 受入 closes on: what was written down of the medium."""
    one = receiving(month)
    if one is None:
        return ()
    copied = (Evidence(each.name, each.label, text=each.value) for each in one.copied)
    slips = (
        Evidence("brought", "持参した人", text=one.brought),
        Evidence("received", "受け取った人", text=f"{one.received}　{one.at}"),
        Evidence("slips", "委託票・受託票", text=f"{one.entrusted}　{one.accepted}"),
    )
    return (*copied, *slips)
