"""続行 or 別紙9, with a reason: asked before a lead signs it."""

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QLineEdit, QRadioButton, QWidget

from app.checks.model import Finding
from app.errors import KenpanError
from app.language import tr
from app.month.findings.decisions import Decision, decision_draft, months_of
from app.month.looking.workbench import Workbench
from app.signoff.ledger import Draft, Entry
from app.signoff.model import State
from app.signoff.wording import DECISIONS
from app.ui.board.form_dialog import FormDialog
from app.ui.kit.labels import plain
from app.ui.kit.words import named_month
from app.ui.shell.desk import Desk


class DecisionDialog(FormDialog):
    """Decides on all of ``findings``: errors one by one, the others by their rules. ``decided(entries)`` once the
    ledger has it.
    """

    decided = Signal(object)

    def __init__(
        self, desk: Desk, bench: Workbench, findings: Sequence[Finding], parent: QWidget | None = None
    ) -> None:
        super().__init__(desk, "指摘の決定", "内容を確かめて署名する　Enter", 560, parent)
        self._bench, self._findings = bench, tuple(findings)
        self.go_on, self.report = QRadioButton(tr("続行(&1)")), QRadioButton(tr("別紙9で機構へ報告(&2)"))
        self._group = QButtonGroup(self)
        self.reason = QLineEdit(placeholderText=tr("例　原本も同じ内容で、機構が続行を指示した"))
        self.reason.setAccessibleName(tr("理由"))
        line = QHBoxLayout()
        for button in (self.go_on, self.report):
            self._group.addButton(button)
            line.addWidget(button)
        self.state = plain()
        self._about = self._told()
        self._refusal = self._refused()
        self.body.addWidget(plain(text=self._about))
        self.body.addLayout(line)
        self.body.addWidget(self.reason)
        self.body.addWidget(self.state)
        self._group.buttonToggled.connect(lambda *_: self._tell())
        self.reason.textChanged.connect(lambda _text: self._tell())
        self._tell()
        self.go_on.setFocus()

    def _told(self) -> str:
        errors = sum(one.severity == "error" for one in self._findings)
        others = len(self._findings) - errors
        months = months_of(self.desk.state, self._bench)
        counted = [f"誤り {errors:,} 件（1件ずつ記録）"] if errors else []
        counted += [f"注意・情報 {others:,} 件（規則ごとに記録）"] if others else []
        return "\n".join((named_month(months[0]) if months else "月なし", *counted))

    def _decision(self) -> Decision | None:
        return "go_on" if self.go_on.isChecked() else "report" if self.report.isChecked() else None

    def _act(self, state: State, by: str) -> Draft:
        return decision_draft(state, by, self._bench, self._findings, self._decision() or "go_on", self.reason.text())

    def _refused(self) -> KenpanError | None:
        """Why these findings cannot be decided on, whatever is decided and why: asked once, there may be thousands."""
        try:
            decision_draft(self.desk.state, "", self._bench, self._findings, "go_on", "－")
        except KenpanError as error:
            return error
        return None

    def _tell(self) -> None:
        self.state.setText(tr(f"▲ {self._refusal}" if self._refusal is not None else ""))
        whole = self._decision() is not None and bool(self.reason.text().strip())
        self.set_ready(self._refusal is None and whole)

    def pressed(self) -> None:
        """Ask for the signature."""
        decision = self._decision()
        assert decision is not None
        summary = (self._about, f"決定：{DECISIONS[decision]}", f"理由：{self.reason.text().strip()}")
        self.desk.sign(self._act, "finding.decided", summary, self._kept, self)

    def _kept(self, entries: tuple[Entry, ...]) -> None:
        self.decided.emit(entries)
        self.close_done()
