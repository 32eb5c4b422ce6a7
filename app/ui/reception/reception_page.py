"""受入 of one month: transcribe on the left, the judgement on the right, one thing to do next."""

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QHBoxLayout,
    QProgressBar,
    QPushButton,
    QSplitter,
    QVBoxLayout,
    QWidget,
)

from app.checks.run import CheckResult
from app.errors import KenpanError
from app.language import tr
from app.month.findings.checking import check
from app.month.looking.workbench import Workbench
from app.month.reception.facts import Medium, medium_facts
from app.month.reception.judging import Verdict, judge
from app.month.reception.ledger import MEDIA_KINDS, Traces, plan_of, traces_of, typed_of
from app.month.reception.model import Plan
from app.month.reception.typed import Transcription, Typed, read_transcription
from app.month.schedule.gate_dues import gate_dues
from app.progress import Progress
from app.reports.reception_sheet import ReceptionPaper, reception_pdf
from app.reports.signs import moment
from app.signoff.gates import RECEPTION, is_closed, medium_of
from app.signoff.live_parts import Live, for_run
from app.signoff.model import Month
from app.ui.kit.act_row import ActRow
from app.ui.kit.labels import plain, sized
from app.ui.kit.later import soon
from app.ui.kit.page_stack import PageStack
from app.ui.kit.save_dialog import ask_where
from app.ui.kit.shortcuts import bind
from app.ui.kit.words import named_month
from app.ui.reception import acts, rows
from app.ui.reception import screen_keys as keys
from app.ui.reception.empty_place import EmptyPlace
from app.ui.reception.form import TypedForm
from app.ui.reception.verdict_panel import VerdictPanel
from app.ui.shell.desk import Desk
from app.ui.shell.exports import Writer
from app.ui.shell.workers import Jobs

READ_JOB, TRACES_JOB, EXPORT_JOB = "reception.read", "reception.traces", "reception.export"
_NO_MEDIUM = (
    "当月の媒体が開かれていません。\n\n"
    "1　ウイルススキャンを終えた媒体を開きます（Ctrl+O）\n"
    "2　ラベル・件数表・票を見て、ここに転記します\n"
    "3　検査員が記録に署名し、品質責任者が判定します"
)
_NOT_BOUND = (
    "この月には、まだ媒体が結び付いていません。\n\n"
    "品質責任者が月と工程の一覧で「結び付け直す」を行うと、受入を始められます。"
)
_ANOTHER = "開いている媒体は、この月の媒体ではありません。\n\n当月の媒体を開いてください（Ctrl+O）。"


class ReceptionPage(QWidget):
    """``leaveWanted()``: back to where one came from; ``compareWanted()``: compare the open medium with its other side,
    which makes an entry; ``said(text)`` for the status line.

    ``bench`` gives the open medium, ``checked`` what its check found if it was checked, ``live`` the parts that this
    workstation holds, ``writer`` how a file is written out; ``contractor`` is this company's name on labels. Call
    :meth:`renew` when another medium is open or none.
    """

    leaveWanted = Signal()
    compareWanted = Signal()
    said = Signal(str)

    def __init__(
        self,
        desk: Desk,
        jobs: Jobs,
        *,
        bench: Callable[[], Workbench | None],
        checked: Callable[[], CheckResult | None] = lambda: None,
        live: Callable[[], Live] = lambda: None,
        writer: Writer,
        contractor: str = "",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._desk, self._jobs, self._bench, self._checked, self._live = desk, jobs, bench, checked, live
        self._writer, self._contractor = writer, contractor
        self._month_id = ""
        self._read: tuple[Workbench, Medium] | None = None
        self._traces = Traces()
        self._drafts: dict[tuple[str, str], dict[str, str]] = {}
        self._plan: Plan | None = None
        self.verdict: Verdict | None = None
        self._next = rows.Next("", "")
        self.title, self.note = sized(plain(), 1.3, bold=True), plain()
        self.empty = EmptyPlace(desk, self._refuse)
        self.panel = VerdictPanel()
        self.bar, self.stop = QProgressBar(), QPushButton(tr("中止(&S)"))
        self.back, self.compare = QPushButton(tr("戻る　Esc")), QPushButton(tr("正・副を比べる(&M)…"))
        self.export, self.act = QPushButton(tr("判定書を書き出す(&E)…")), QPushButton()
        self.split, self.stack = QSplitter(Qt.Orientation.Horizontal), PageStack()
        self._arrange()
        self._wire()

    def _arrange(self) -> None:
        self.stop.setAutoDefault(False)
        running = QHBoxLayout()
        running.addWidget(self.bar, 1)
        running.addWidget(self.stop)
        buttons = ActRow((self.back, self.compare, self.export, self.act), self.act)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(8, 8, 8, 8)
        layout.addWidget(self.title)
        layout.addWidget(self.stack, 1)
        for page in (self.split, self.empty):
            self.stack.addWidget(page)
        self.form = TypedForm(self.split)  # so many fields: made where they belong, they are given their style once
        for widget in (self.form, self.panel):
            self.split.addWidget(widget)
        self.split.setSizes([500, 500])
        self.split.setChildrenCollapsible(False)
        layout.addLayout(running)
        layout.addWidget(self.note)
        layout.addWidget(buttons)
        self._say("")

    def _wire(self) -> None:
        self.form.changed.connect(self._typed)
        self.panel.fieldWanted.connect(self.form.go_to)
        self.empty.refused.connect(self._refused_unopened)
        self.empty.paperWanted.connect(self._ask_for_paper)
        self.stop.clicked.connect(self._stopped)
        self.back.clicked.connect(self.leaveWanted)
        self.compare.clicked.connect(self.compareWanted)
        self.export.clicked.connect(self.export_paper)
        self.act.clicked.connect(self.act_now)
        bind(self, keys.ACT, self.act_now)
        bind(self, keys.BACK, self.leaveWanted.emit)
        self.renew_soon = soon(self, self.renew)
        self._desk.stateChanged.connect(self._ledger_went_on)
        self._desk.sessionChanged.connect(self._another_person)

    # What is shown

    @property
    def month(self) -> Month | None:
        """The month that is received."""
        return self._desk.state.months.get(self._month_id)

    @property
    def medium(self) -> Medium | None:
        """What is known of the open medium, once it was read."""
        return None if self._read is None else self._read[1]

    def fill_in(self, texts: Typed) -> None:
        """Type these as well, as a person would."""
        if self._read is not None:
            self.form.show_typed({**self.form.typed, **texts}, self._read[1].lines)
            self._typed()

    def show_month(self, month_id: str) -> None:
        """受入 of this month; what was typed and not signed is still there."""
        self._month_id = month_id
        self._say("")
        self.renew()

    def renew(self) -> None:
        """Look again at what is open; the medium is read in a worker, once."""
        month, bench = self.month, self._bench()
        self.verdict = None
        if month is None:
            self._read = None
            return
        self.title.setText(tr("受入　{named_month}", named_month=named_month(month)))
        if self._read is not None and self._read[0] is not bench:
            self._read = None
        if bench is None or not medium_of(month):
            self._show_empty(_NOT_BOUND if not medium_of(month) else _NO_MEDIUM, month if bench is None else None)
        elif self._read is None:
            self._show_empty("媒体を読んでいます。")
            self._start_reading(bench)
        elif self._read[1].sha256 != medium_of(month):
            self._show_empty(_ANOTHER)
        else:
            self._fill(month, self._read[1])

    def _start_reading(self, bench: Workbench) -> None:
        result, book = self._checked(), self._desk.book

        def work(progress: Progress) -> tuple[Medium, Traces]:
            found = result if result is not None else check(bench, progress)
            medium = medium_facts(bench.media, bench.counts, found, is_sample=bench.is_sample)
            return medium, traces_of(medium, book.history(MEDIA_KINDS))

        def done(read: tuple[Medium, Traces]) -> None:
            self._read, self._traces = (bench, read[0]), read[1]
            self.renew()
            if self.isVisible():
                self.form.take_keyboard()

        self._jobs.start(work, on_done=done, on_error=self._refuse, on_progress=self._report, key=READ_JOB)
        self._tell_work()

    def _report(self, stage: str, done: int, total: int) -> None:
        self.bar.setRange(0, max(total, 1))
        self.bar.setValue(done)
        self.empty.show_text(f"媒体を読んでいます。　{stage} {100 * done // max(total, 1)}%")

    def _stopped(self) -> None:
        self._jobs.cancel(READ_JOB)
        self._show_empty("媒体を読むのを中止しました。\n\n戻って開き直すと、もう一度読みます。")

    def _show_empty(self, text: str, month: Month | None = None) -> None:
        self.empty.show_text(text, month)
        self.stack.setCurrentWidget(self.empty)
        self.form.setEnabled(False)
        self._next = rows.Next("", "媒体を開いてください")
        self._tell_next()
        self._tell_work()

    def _fill(self, month: Month, medium: Medium) -> None:
        self.stack.setCurrentWidget(self.split)
        self.form.setEnabled(True)
        wanted = self._drafts.get(self._key, typed_of(month))
        if self.form.typed != wanted or not self.form.shows(medium.lines):
            self.form.show_typed(wanted, medium.lines)
        self._judge()
        self._tell_work()

    @property
    def _key(self) -> tuple[str, str]:
        account = self._desk.account
        return self._month_id, "" if account is None else account.id

    def _typed(self) -> None:
        self._drafts[self._key] = dict(self.form.typed)
        self._judge()

    # The judgement

    def _judge(self) -> None:
        month = self.month
        if month is None or self._read is None:
            return
        state, medium = self._desk.state, self._read[1]
        decision = rows.decision_of(state, month)
        now = self._desk.book.clock() if decision is None else moment(decision.time)
        try:
            self._plan = plan_of(state, month, medium, now, self._contractor, self._traces.opened)
            self.verdict = judge(medium, self._transcription(medium), self._plan, self._traces.comparison)
        except KenpanError as error:
            self._refuse(error)
            return
        verdict, typed = self.verdict, self.form.typed
        self.form.show_marks(lambda name: rows.mark_of(verdict, typed, name), rows.cell_marks(verdict, typed))
        self.panel.show_verdict(verdict, typed, taken=is_closed(state, month, RECEPTION))
        self.panel.show_signs(rows.signatures(state, month))
        due = verdict.defect_due
        self.panel.show_dues(gate_dues(month)[RECEPTION], "" if due is None or not verdict.faulty else due.text)
        records, decides = self._desk.may("reception.recorded"), self._desk.may("gate.closed")
        self._next = rows.next_act(state, month, verdict, typed, records=records, decides=decides)
        self.form.set_writable(records and self._next.act != "export")
        self._tell_next()

    def _transcription(self, medium: Medium) -> Transcription:
        return read_transcription(self.form.typed, medium.lines)

    def _tell_next(self) -> None:
        self.act.setText(tr(self._next.text))
        self.act.setEnabled(bool(self._next.act))
        for button in (self.compare, self.export):
            button.setEnabled(self.verdict is not None)

    def _tell_work(self) -> None:
        running = self._jobs.running(READ_JOB)
        for widget in (self.bar, self.stop):
            widget.setVisible(running)

    # What people do

    def act_now(self) -> None:
        """The one thing to do."""
        self.form.commit()
        month, verdict = self.month, self.verdict
        if month is None or verdict is None or not self._next.act:
            return
        self._say("")
        try:
            {"record": self._record, "accept": self._accept, "refuse": self._refuse_medium, "export": self._export}[
                self._next.act
            ](month, verdict)
        except KenpanError as error:
            self._refuse(error)

    def _record(self, month: Month, verdict: Verdict) -> None:
        acts.record(self._desk, month, verdict, dict(self.form.typed), self._recorded, self)

    def _recorded(self) -> None:
        self._drafts.pop(self._key, None)
        self.said.emit("受入を記録しました。")

    def _accept(self, month: Month, verdict: Verdict) -> None:
        live, done = for_run(self._live() or ()), lambda: self.said.emit("受入可としました。")
        acts.accept(self._desk, month, verdict, dict(self.form.typed), live, done, self)

    def _refuse_medium(self, month: Month, verdict: Verdict) -> None:
        done = lambda: self.said.emit("受入不可としました。")  # noqa: E731
        acts.refuse(self._desk, month, verdict, dict(self.form.typed), done, self)

    def _refused_unopened(self) -> None:
        self.said.emit("受入不可としました。")
        self.renew()

    def _export(self, _month: Month, _verdict: Verdict) -> None:
        self.export_paper()

    def export_paper(self) -> None:
        """受入判定書 as PDF, after asking where."""
        paper = self._paper()
        if paper is not None:
            self._ask_for_paper(paper)

    def _ask_for_paper(self, paper: ReceptionPaper) -> None:
        label = self.verdict.medium.label if self.verdict is not None else "開けない媒体"
        name = f"受入判定書_{'' if self.month is None else self.month.period}_{label}.pdf"
        path = ask_where(self, "受入判定書を書き出す", name, "PDF (*.pdf)", ".pdf")
        if path is not None:
            self.write_paper(path, paper)

    def _paper(self) -> ReceptionPaper | None:
        month, verdict, plan = self.month, self.verdict, self._plan
        if month is None or verdict is None or plan is None:
            return None
        if not verdict.go and is_closed(self._desk.state, month, RECEPTION):
            self._refuse(acts.another_judgement())
            return None
        return acts.paper_of(self._desk.state, month, verdict, self._transcription(verdict.medium), plan)

    def write_paper(self, path: Path, paper: ReceptionPaper | None = None) -> None:
        """受入判定書 of what is judged now, with the signatures that there are; the export is an entry."""
        paper = paper or self._paper()
        if paper is None:
            return
        write = self._writer("reception_sheet")
        self.said.emit("受入判定書を書き出しています…")
        self._jobs.start(
            lambda progress: write(path, reception_pdf(paper)),
            on_done=lambda done: self.said.emit(f"書き出しました：{done.name}"),
            on_error=self._refuse,
            key=EXPORT_JOB,
        )

    # From elsewhere

    def _ledger_went_on(self) -> None:
        if self._read is None or not self.isVisible():
            return
        medium, book = self._read[1], self._desk.book

        def done(traces: Traces) -> None:
            self._traces = traces
            if self._read is not None:
                self.renew()

        self._jobs.start(
            lambda progress: traces_of(medium, book.history(MEDIA_KINDS)),
            on_done=done,
            on_error=self._refuse,
            key=TRACES_JOB,
        )

    def showEvent(self, event) -> None:
        super().showEvent(event)
        self._ledger_went_on()

    def _another_person(self) -> None:
        """What one person typed is not what another one signs."""
        self.form.show_typed({}, ())
        self._say("")
        self.renew_soon()

    def leave(self) -> None:
        """Forget the medium; its plaintext is in nobody's hands here."""
        for key in (READ_JOB, TRACES_JOB):
            self._jobs.cancel(key)
        self._read, self._traces, self.verdict = None, Traces(), None
        self.renew_soon()

    def _refuse(self, error: KenpanError) -> None:
        self._tell_work()
        self._say(f"！ {error}", alarm=True)

    def _say(self, text: str, *, alarm: bool = False) -> None:
        self.note.setText(tr(text))
        self.note.setVisible(bool(text))
        self.note.setProperty("role", "alarm" if alarm else "note")
        self.note.style().polish(self.note)
