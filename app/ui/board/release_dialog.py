"""本番開始: everything that will be used is read again and compared with what was approved."""

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QFormLayout,
    QFrame,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QScrollArea,
    QSplitter,
    QVBoxLayout,
    QWidget,
)

from app.errors import KenpanError
from app.signoff import jobs
from app.signoff.live_parts import for_run, without
from app.signoff.model import Job, Part, Round
from app.ui.board.cells import CellView
from app.ui.board.detail_rows import compared_rows
from app.ui.board.form_dialog import FormDialog, text_label
from app.ui.board.setting_input import SettingInput
from app.ui.board.words import DIFFERS, SAME, round_name, short_fingerprint
from app.ui.desk import Desk
from app.ui.words import job_text
from app.ui.workers import Jobs

_HEADERS, _WIDTHS = ("もの", "承認時", "今", "結果"), (9, 0, 0, 5)


class ReleaseDialog(FormDialog):
    """Can be signed only when everything is given again and nothing differs; the ledger asks once more by itself."""

    def __init__(self, desk: Desk, pool: Jobs, job: Job, live: Sequence[Part], parent: QWidget | None = None) -> None:
        super().__init__(desk, "本番を開始", "照合を確かめて署名する　Enter", 1100, parent)
        self._job, self._live = job, for_run(live)
        approved = [one for one in desk.state.rounds_of(job.id) if one.state == "approved"]
        self._round: Round | None = approved[-1] if approved else None
        self.inputs = {name: self._input(pool, one.label, bool(one.file)) for name, one in job.settings.items()}
        self.marks: dict[str, QLabel] = {}
        self.comment = QLineEdit(placeholderText="なくてもよい")
        self.comment.setAccessibleName("コメント")
        self.table = CellView("承認時と今", _HEADERS, _WIDTHS)
        self.state = text_label()
        self._arrange()
        self.resize(1100, 700)
        self._tell()
        if self.inputs:
            next(iter(self.inputs.values())).setFocus()

    def _input(self, pool: Jobs, label: str, as_file: bool) -> SettingInput:
        one = SettingInput(pool, label, as_file=as_file)
        one.changed.connect(self._tell)
        one.failed.connect(self.refuse)
        return one

    def _arrange(self) -> None:
        proof = "なし" if self._round is None else round_name(self._round)
        head = f"{job_text(self._job)}　　承認された検証品　{proof}"
        box = QWidget()
        lines = QVBoxLayout(box)
        for name, one in self.inputs.items():
            self.marks[name] = QLabel()
            line = QHBoxLayout()
            line.addWidget(QLabel(self._job.settings[name].label))
            line.addStretch(1)
            line.addWidget(self.marks[name])
            lines.addLayout(line)
            lines.addWidget(one)
            lines.addSpacing(8)
        lines.addStretch(1)
        scroll = QScrollArea()
        scroll.setWidgetResizable(True)
        scroll.setFrameShape(QFrame.Shape.NoFrame)
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        scroll.setWidget(box)
        left = QWidget()
        rows = QVBoxLayout(left)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.addWidget(text_label("note", "本番を行う機械から設定を読み直し、ひとつずつ示してください。"))
        rows.addWidget(scroll, 1)
        split = QSplitter(Qt.Orientation.Horizontal)
        split.setChildrenCollapsible(False)
        split.addWidget(left)
        split.addWidget(self.table)
        split.setSizes([480, 620])
        below = QFormLayout()
        below.addRow("コメント(&C)", self.comment)
        self.body.addWidget(text_label(text=head))
        self.body.addWidget(split, 1)
        self.body.addWidget(self.state)
        self.body.addLayout(below)

    # Comparing

    def _now(self) -> tuple[Part, ...]:
        """What will be used in the run, as far as it was given."""
        given = [
            one.given.part(name, self._job.settings[name].label)
            for name, one in self.inputs.items()
            if one.given is not None
        ]
        return (*without(self._live, *(part.name for part in given)), *given)

    def _approved(self) -> tuple[Part, ...]:
        """What was approved, with the month's medium that was bound since."""
        if self._round is None:
            return self._job.parts
        held = {part.name for part in self._round.parts}
        later = tuple(part for part in self._job.parts if part.name == jobs.MEDIA and part.name not in held)
        return (*without(self._round.parts, jobs.PROOF_MEDIA), *later)

    def _refusal(self) -> KenpanError | None:
        """Why not, asked of the ledger's own rules; what no setting can help comes first."""
        refusal = self._refused(self._now())
        if refusal is None or refusal.code != "release.settings":
            return refusal
        registered = tuple(part for part in self._job.parts if part.name in self._pending())
        return self._refused((*self._now(), *registered)) or refusal

    def _refused(self, now: Sequence[Part]) -> KenpanError | None:
        try:
            jobs.release(self.desk.state, "", self._job.id, now, self.comment.text())
        except KenpanError as error:
            return error
        return None

    def _pending(self) -> frozenset[str]:
        """Names of the settings that were not given yet."""
        return frozenset(jobs.SETTING + name for name, one in self.inputs.items() if one.given is None)

    def _tell(self) -> None:
        if not self.marks and self.inputs:
            return
        now = self._now()
        compared = compared_rows(self._approved(), now, self._pending())
        self.table.show_rows(compared)
        if compared:
            self.table.go_to(compared[0].key)
        known = {part.name: part.sha256 for part in self._approved()}
        for name, one in self.inputs.items():
            given = one.given
            same = given is not None and known.get(jobs.SETTING + name) == given.sha256
            self.marks[name].setText("まだ示していません" if given is None else SAME if same else DIFFERS)
            self.marks[name].setProperty("role", "alarm" if given is not None and not same else "note")
            self.marks[name].style().polish(self.marks[name])
        refusal = self._refusal()
        self.state.setText(f"● すべて一致　指紋 {short_fingerprint(now)}" if refusal is None else f"▲ {refusal}")
        self.state.setProperty("role", "alarm" if refusal is not None else "")
        self.state.style().polish(self.state)
        self.set_ready(refusal is None)

    def pressed(self) -> None:
        """Ask for the signature."""
        job, now, comment = self._job, self._now(), self.comment.text()
        summary = (
            job_text(job),
            "" if self._round is None else f"検証品　{round_name(self._round)}",
            f"指紋　{short_fingerprint(now)}（承認時とすべて一致）",
        )
        self.desk.sign(
            lambda state, by: jobs.release(state, by, job.id, now, comment),
            "job.released",
            summary,
            lambda _entries: self.close_done(),
            self,
        )

    def done(self, result: int) -> None:
        """Close; nothing is read any more."""
        for one in self.inputs.values():
            one.leave()
        super().done(result)
