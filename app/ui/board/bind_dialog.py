"""Binding a job to what this workstation holds now: what differs, what becomes void, and why."""

from collections.abc import Sequence

from PySide6.QtWidgets import QFormLayout, QLineEdit, QWidget

from app.errors import KenpanError
from app.signoff import jobs
from app.signoff.ledger import Draft
from app.signoff.live_parts import to_bind
from app.signoff.model import Job, Part
from app.signoff.process_settings import SETTING
from app.ui.board.cells import CellView
from app.ui.board.detail_rows import compared_rows
from app.ui.board.form_dialog import FormDialog, text_label
from app.ui.board.medium_choice import MediumChoice
from app.ui.board.words import month_text, round_name
from app.ui.desk import Desk

_HEADERS, _WIDTHS = ("もの", "前", "後", "結果"), (9, 0, 0, 5)


class BindDialog(FormDialog):
    """Needs a difference and a reason."""

    def __init__(self, desk: Desk, job: Job, live: Sequence[Part], parent: QWidget | None = None) -> None:
        super().__init__(desk, "結び付け直す", "変わるものを確かめて署名する　Enter", 820, parent)
        self._job, self._live = job, tuple(live)
        self.medium = MediumChoice(live)
        self.reason = QLineEdit(placeholderText="例　機構から再作成された媒体を受領した")
        self.reason.setAccessibleName("理由")
        self.table = CellView("変わるもの", _HEADERS, _WIDTHS)
        self.table.setMinimumHeight(280)
        self.effect = text_label()
        form = QFormLayout()
        form.addRow("仕事", text_label(text=f"{month_text(job.month)}　{job.title}"))
        form.addRow("媒体", self.medium)
        form.addRow("理由(&R)", self.reason)
        self.body.addLayout(form)
        self.body.addWidget(self.table, 1)
        self.body.addWidget(self.effect)
        self.reason.textChanged.connect(lambda _text: self._tell())
        self.medium.changed.connect(self._tell)
        self._tell()
        self.reason.setFocus()

    def _chosen_parts(self) -> tuple[Part, ...]:
        return to_bind(self._live, self._job.parts, month=self.medium.is_month is True)

    def _after(self) -> tuple[Part, ...]:
        """What the job would be bound to: registered settings stay."""
        kept = tuple(part for part in self._job.parts if part.name.startswith(SETTING))
        return (*self._chosen_parts(), *kept)

    def _act(self, reason: str) -> Draft:
        return jobs.bind(self.desk.state, "", self._job.id, self._chosen_parts(), reason)

    def _tell(self) -> None:
        after = self._after()
        self.table.show_rows(compared_rows(self._job.parts, after))
        asked = self.medium.is_month is None
        self.effect.setText("開いている媒体がどちらかを選んでください。" if asked else self._effect(after))
        self.set_ready(not asked and self._refusal(self.reason.text()) is None)

    def _refusal(self, reason: str) -> KenpanError | None:
        try:
            self._act(reason)
        except KenpanError as error:
            return error
        return None

    def _effect(self, after: Sequence[Part]) -> str:
        """What binding does to the last round, or why there is nothing to bind."""
        refusal = self._refusal("理由")
        if refusal is not None:
            return str(refusal)
        rounds = self.desk.state.rounds_of(self._job.id)
        if not rounds or rounds[-1].state == "rejected":
            return "検証品はまだないので、失効するものはありません。"
        found = jobs.changes(rounds[-1].parts, after, None)
        if not found:
            return f"{round_name(rounds[-1])}は失効しません。"
        return f"▲ {round_name(rounds[-1])}は失効し、検証品の検査をやり直すことになります。"

    def pressed(self) -> None:
        """Ask for the signature."""
        job, parts, reason = self._job, self._chosen_parts(), self.reason.text()
        self.sign(
            lambda state, by: jobs.bind(state, by, job.id, parts, reason),
            "job.bound",
            (f"{month_text(job.month)}　{job.title}", f"理由：{reason}", self.effect.text()),
        )
