"""Binding a process or a month to what this workstation holds now: what differs, what becomes void, and why."""

from collections.abc import Sequence

from PySide6.QtWidgets import QFormLayout, QLineEdit, QWidget

from app.errors import KenpanError
from app.language import tr
from app.signoff import months, processes
from app.signoff.binding import MEDIA, SETTING, changes, differences, of_month, of_process
from app.signoff.gates import GATES, is_closed, resting
from app.signoff.ledger import Draft
from app.signoff.live_parts import named, without
from app.signoff.model import Month, Process, State
from app.signoff.processes import in_force, own_parts
from app.signoff.signed import Part
from app.ui.board.board_words import round_name
from app.ui.board.cells import CellView
from app.ui.board.detail_rows import compared_rows
from app.ui.board.form_dialog import FormDialog
from app.ui.board.medium_choice import MediumChoice
from app.ui.kit.labels import plain
from app.ui.kit.words import named_month, process_text
from app.ui.shell.desk import Desk

_HEADERS, _WIDTHS = ("もの", "前", "後", "結果"), (9, 0, 0, 5)


class BindDialog(FormDialog):
    """Needs a difference and a reason. ``medium`` asks what the open one is, where it matters."""

    def __init__(self, desk: Desk, one: Process | Month, live: Sequence[Part], parent: QWidget | None = None) -> None:
        super().__init__(desk, "結び付け直す", "変わるものを確かめて署名する　Enter", 820, parent)
        self._one, self._live = one, tuple(live)
        self._title = named_month(one) if isinstance(one, Month) else process_text(one)
        self.medium = MediumChoice(live, self)
        self.reason = QLineEdit(placeholderText=tr("例　機構から再作成された媒体を受領した"))
        self.reason.setAccessibleName(tr("理由"))
        self.table = CellView("変わるもの", _HEADERS, _WIDTHS)
        self.table.setMinimumHeight(280)
        self.effect = plain()
        form = QFormLayout()
        form.addRow(tr("対象"), plain(text=self._title))
        if isinstance(one, Month):
            form.addRow(tr("媒体"), self.medium)
        else:
            self.medium.hide()
        form.addRow(tr("理由(&R)"), self.reason)
        self.body.addLayout(form)
        self.body.addWidget(self.table, 1)
        self.body.addWidget(self.effect)
        self.reason.textChanged.connect(lambda _text: self._tell())
        self.medium.changed.connect(self._tell)
        self._tell()
        self.reason.setFocus()

    @property
    def _asked(self) -> bool:
        return isinstance(self._one, Month) and self.medium.is_month is None

    def _after(self) -> tuple[Part, ...]:
        """What it would be bound to: registered settings stay, and another medium than the month's does not count."""
        if isinstance(self._one, Process):
            return (*of_process(self._live), *(one for one in self._one.parts if one.name.startswith(SETTING)))
        now = of_month(self._live)
        if self.medium.is_month is True:
            return now
        own = named(self._one.parts, MEDIA)
        return (*((own,) if own is not None else ()), *without(now, MEDIA))

    def _act(self, state: State, by: str, reason: str) -> Draft:
        if isinstance(self._one, Process):
            return processes.bind(state, by, self._one.id, self._live, reason)
        return months.bind(state, by, self._one.id, self._after(), reason)

    def _tell(self) -> None:
        self.table.show_rows(compared_rows(self._one.parts, self._after()))
        self.effect.setText(tr("開いている媒体がどちらかを選んでください。" if self._asked else self._effect()))
        self.set_ready(not self._asked and self._refusal(self.reason.text()) is None)

    def _refusal(self, reason: str) -> KenpanError | None:
        try:
            self._act(self.desk.state, "", reason)
        except KenpanError as error:
            return error
        return None

    def _effect(self) -> str:
        """What binding makes void, or why there is nothing to bind."""
        refusal = self._refusal("理由")
        if refusal is not None:
            return str(refusal)
        return self._on_process(self._one) if isinstance(self._one, Process) else self._on_month(self._one)

    def _on_process(self, process: Process) -> str:
        state = self.desk.state
        version, rounds = in_force(state, process.id).version, state.rounds_of(process.id)
        last = version or (rounds[-1] if rounds else None)
        if last is None or last.state == "rejected":
            return "検証品はまだないので、失効するものはありません。"
        if not changes(own_parts(last), self._after(), None):
            return f"{round_name(last)}は失効しません。"
        return f"▲ {round_name(last)}は失効し、検証品の検査をやり直すことになります。"

    def _on_month(self, month: Month) -> str:
        state, after = self.desk.state, self._after()
        lost = [
            GATES[gate].label
            for gate in month.closed
            if is_closed(state, month, gate) and differences(resting(month.parts, gate), resting(after, gate))
        ]
        if not lost:
            return "失効する関門はありません。工程の承認は変わりません。"
        return f"▲ 失効する関門：{'、'.join(lost)}。工程の承認は変わりません。"

    def pressed(self) -> None:
        """Ask for the signature."""
        reason = self.reason.text()
        self.sign(
            lambda state, by: self._act(state, by, reason),
            "process.bound" if isinstance(self._one, Process) else "month.bound",
            (self._title, f"理由：{reason}", self.effect.text()),
        )
