"""検査結果: runs the checks on the open medium and shows what they found."""

from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import (
    QHBoxLayout,
    QMenu,
    QProgressBar,
    QPushButton,
    QStackedWidget,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from app import __version__
from app.errors import KenpanError
from app.filing.safe_write import write_safely
from app.language import tr
from app.month.findings.bits import finding_marks
from app.month.findings.checking import check as run_check
from app.month.findings.decisions import evidence_of
from app.month.looking.workbench import Workbench
from app.progress import Progress
from app.reports.findings_xlsx import CheckedMedia, Reviewed, findings_xlsx
from app.reports.media_defect import count_defects, media_defect_xlsx
from app.shown import shown
from app.signoff.ledger import Entry
from app.signoff.model import Evidence, Month
from app.ui.findings import screen_keys as keys
from app.ui.findings.check_work import Check, Checked, check_medium
from app.ui.findings.findings_panel import FindingsPanel
from app.ui.findings.mark_book import Keeper
from app.ui.findings.totals_tab import TotalsTab
from app.ui.kit.cards import EmptyState, words
from app.ui.kit.fitting import by_text
from app.ui.kit.page_stack import Tabs
from app.ui.kit.save_dialog import ask_where
from app.ui.shell.exports import Writer
from app.ui.shell.workers import Jobs

_LOW = "padding: 0 10px; min-height: 1.1em;"
_NONE = "指摘と合計が、紙面とバイトの隣に並びます。媒体の記録は変わりません。"
CHECK_JOB, EXPORT_JOB, MARKS_JOB = "findings.check", "findings.export", "findings.marks"


class FindingsPage(QWidget):
    """``findingChosen(finding)``: show its record and bytes; ``checkDone(result)``; ``recordMarks(marks)``: the bits of
    every record by file, after a check and whenever a finding was marked.

    ``keeper`` keeps the marks of findings, ``None`` where nobody can log in. ``check`` is given by tests.
    """

    findingChosen = Signal(object)
    checkDone = Signal(object)
    recordMarks = Signal(object)

    def __init__(
        self,
        bench: Workbench,
        jobs: Jobs,
        parent: QWidget | None = None,
        *,
        check: Check = run_check,
        keeper: Keeper | None = None,
        writer: Writer = lambda _kind: write_safely,
    ) -> None:
        super().__init__(parent)
        self.bench, self._jobs = bench, jobs
        self._check, self._keeper, self._writer = check, keeper, writer
        self._checked: Checked | None = None
        self._state, self._form, self._is_old = "", bench.equipment.form_note, False
        self.covers = QStackedWidget(self)
        self.tabs = Tabs(self.covers)
        self.panel = FindingsPanel(bench, keeper, self.tabs.room)
        self.totals = TotalsTab(self.tabs.room)
        self.state, self.note = words(step="head", wrap=True), words(wrap=True)
        self.bar, self.done = QProgressBar(), QProgressBar()
        self.run_button, self.stop = QPushButton(), QPushButton(tr("中止"))
        self.export = QToolButton(text=tr("書き出す"))
        self.empty = EmptyState("findings", parent=self.covers)
        self._arrange()
        self._wire()
        self._tell()
        self._say(f"まだ検査していません（{keys.RUN} で検査します）。", False)

    def _arrange(self) -> None:
        for bar in (self.bar, self.done):
            bar.setTextVisible(False)
            bar.setProperty("slim", True)
        self.done.setAccessibleName(tr("確認済の割合"))
        # Nothing below moves for it.
        by_text(self.note, lambda one: one.setMinimumHeight(one.fontMetrics().lineSpacing()))
        menu = QMenu(self.export)
        menu.addAction(tr("検査結果（Excel）(&X)…")).triggered.connect(self.export_findings)
        menu.addAction(tr("記録媒体不備報告書（Excel）(&D)…")).triggered.connect(self.export_defects)
        self.export.setMenu(menu)
        self.export.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        row = QHBoxLayout()
        row.addWidget(self.state, 1)
        row.addWidget(self.stop)
        self.tabs.addTab(self.panel, tr("指摘"))
        self.tabs.addTab(self.totals, tr("合計の照合"))
        # Beside the tabs: on a small screen every line is one finding less.
        corner = QWidget()
        buttons = QHBoxLayout(corner)
        buttons.setContentsMargins(0, 0, 0, 2)
        for button in (self.run_button, self.export):
            button.setStyleSheet(_LOW)
            buttons.addWidget(button)
        self.tabs.setCornerWidget(corner)
        self.covers.addWidget(self.empty)
        self.covers.addWidget(self.tabs)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(10, 6, 4, 4)
        layout.setSpacing(3)
        layout.addLayout(row)
        for widget in (self.bar, self.done, self.note):
            layout.addWidget(widget)
        layout.addWidget(self.covers, 1)

    def _wire(self) -> None:
        self.panel.findingChosen.connect(self.findingChosen)
        self.panel.said.connect(self._say)
        self.panel.list.moved.connect(self._forget_alarm)
        self.panel.marked.connect(self._tell)
        self.panel.marked.connect(self._mark_records)
        self.totals.exportWanted.connect(self.export_findings)
        self.run_button.clicked.connect(self.run)
        self.stop.clicked.connect(self.cancel)
        self.empty.wanted.connect(self.run)

    # Checking

    @property
    def checked(self) -> Checked | None:
        """The last check that was finished."""
        return self._checked

    def evidence(self, month: Month) -> tuple[Evidence, ...]:
        """What the gate 検査 of a month closes on; nothing before the check, and for another month's medium."""
        if self._checked is None or self._is_old:
            return ()
        return evidence_of(month, self._checked.tally)

    def take_form(self, bench: Workbench, *, other: bool) -> None:
        """The same medium by another form. Where notices look otherwise by it, what was found stays to be read, and
        closes nothing until it is checked anew.
        """
        self.bench = bench
        if not other:
            return
        running = self._jobs.running(CHECK_JOB)
        if running:
            self.run()
        elif self._checked is not None:
            self._is_old = True
            self._say(self._told_old(), True)

    def _told_old(self) -> str:
        """That what was found is of a form that holds no longer."""
        name = self._form.split("（", maxsplit=1)[0]
        return f"▲ 様式が変わりました。この検査は前の{name}によります（{keys.RUN} で再検査）。" if self._is_old else ""

    def run(self) -> None:
        """Check the medium, again if it was checked; what was found before stays until the new answer is there."""
        self._say("", False)
        bench = self.bench
        self._jobs.start(
            check_medium,
            bench,
            self._check,
            self._marks_in_ledger,
            on_done=lambda checked: self._done(checked, bench.equipment.form_note),
            on_error=self._failed,
            on_progress=self._report,
            key=CHECK_JOB,
        )
        self.bar.setRange(0, 0)
        self._tell()

    def _marks_in_ledger(self) -> tuple[Entry, ...]:
        return () if self._keeper is None else self._keeper.entries()

    def cancel(self) -> None:
        """Stop checking; an earlier result stays."""
        self._jobs.cancel(CHECK_JOB)
        self._tell()

    def leave(self) -> None:
        """End all work, before the page is thrown away."""
        self._jobs.cancel(CHECK_JOB)
        self._jobs.cancel(EXPORT_JOB)
        self._jobs.cancel(MARKS_JOB)

    def _report(self, stage: str, done: int, total: int) -> None:
        self.bar.setRange(0, max(total, 1))
        self.bar.setValue(done)
        self.state.setText(tr("検査中　{stage} {done}%", stage=stage, done=100 * done // max(total, 1)))

    def _done(self, checked: Checked, form: str) -> None:
        self._checked, self._form, self._is_old = checked, form, False
        self._state = f"{datetime.now():%H:%M}、{sum(checked.result.counts.values()):,} 件"
        self.panel.show_check(checked)
        self.totals.show_lines(checked.result.totals)
        self._tell()
        if checked.problem is not None:
            self._say(str(checked.problem), True)
        elif not checked.result.findings:
            self._say("○ 指摘はありません。", False)
        self._mark_records()
        self.checkDone.emit(checked.result)

    def _mark_records(self) -> None:
        """The marks of the record list follow: what was let stand by looking at it marks its record no more."""
        marks = self.panel.marks
        if self._checked is not None and marks is not None:
            counts = {name: len(file) for name, file in self.bench.notices.items()}
            spots, settled = self._checked.spots, marks.settled
            self._jobs.start(
                lambda progress: finding_marks(spots, counts, settled),
                on_done=self.recordMarks.emit,
                on_error=self._failed,
                key=MARKS_JOB,
            )

    def _failed(self, error: KenpanError) -> None:
        self._tell()
        self._say(str(error), True)

    def _tell(self) -> None:
        running = self._jobs.running(CHECK_JOB)
        marks = self.panel.marks
        if running:
            text = "検査中"
        elif marks is None:
            text = f"検査済（{self._state}）" if self._state else "未検査"
        else:
            done, together = len(marks.reviewed), int(marks.together.sum())
            told = f"、うち確認済 {done:,} 件" if done else ""
            more = f"（まとめて {together:,} 件）" if together else ""
            text = f"検査済（{self._state}{told}{more}）"
        self.state.setText(tr(text))
        again = "再検査" if self._checked is not None else "検査する"
        self.run_button.setText(tr(again))
        self.run_button.setToolTip(tr("{again}（{run}）", again=again, run=keys.RUN))
        known = self._checked is not None
        self.run_button.setEnabled(not running)
        self.export.setEnabled(known)
        if running:
            self.stop.show()
        self._cover(known, running)
        for widget in (self.bar, self.stop):  # what is hidden has given the keyboard on by now
            widget.setVisible(running)
        self.done.setVisible(known and not running)
        if marks is not None:
            self.done.setRange(0, max(len(marks.done), 1))
            self.done.setValue(int(marks.done.sum()))

    def _cover(self, known: bool, running: bool) -> None:
        """What stands there before anything was checked; the keyboard goes along."""
        wanted = self.panel if known else self.stop if running else self.empty.button
        has = self.window().focusWidget()
        follows = self.focusProxy() is not wanted and has is not None and self.isAncestorOf(has)
        if not known:
            title = "検査しています" if running else "この媒体はまだ検査していません"
            self.empty.say(title, _NONE, "" if running else f"検査する　{keys.RUN}")
        self.covers.setCurrentIndex(int(known))
        self.setFocusProxy(wanted)
        if follows:
            self.setFocus()

    def _say(self, text: str, alarm: bool) -> None:
        self.note.setText(tr(text))
        self.note.setProperty("role", "alarm" if alarm else "note")
        self.note.style().polish(self.note)

    def _forget_alarm(self) -> None:
        """What went wrong with one finding is over when people go on to another."""
        if self.note.property("role") == "alarm" and self._checked is not None and self._checked.problem is None:
            self._say(self._told_old(), self._is_old)

    # Walking, also with the keyboard elsewhere in the window

    # Writing out

    def export_findings(self) -> None:
        """Everything that was found, with marks and totals, as an Excel book."""
        book = self._book()
        if book is not None:
            self._export("検査結果", "findings", lambda progress: findings_xlsx(book, progress))

    def export_defects(self) -> None:
        """記録媒体不備報告書 of the errors that nobody marked 確認済."""
        book = self._book()
        if book is None:
            return
        open_ones = [one for number, one in enumerate(book.result.findings) if number not in book.reviewed]
        confirmed = count_defects(book.result.findings[number] for number in book.reviewed)
        label = book.media.volume.label
        make = lambda _progress: media_defect_xlsx(label, open_ones, book.made, confirmed)  # noqa: E731
        self._export("記録媒体不備報告書", "defects", make)

    def _book(self) -> CheckedMedia | None:
        marks = self.panel.marks
        if self._checked is None or marks is None:
            return None
        reviewed = {
            number: Reviewed(one.reason, one.who, one.when, one.how == "together")
            for number, one in marks.reviewed.items()
        }
        made = datetime.now(UTC)
        return CheckedMedia(self.bench.media, self._checked.result, reviewed, made, __version__, self._form)

    def _export(self, what: str, kind: str, make: Callable[[Progress], bytes]) -> None:
        name = f"{what}_{self.bench.media.volume.label}.xlsx"
        path = ask_where(self, f"{what}を書き出す", name, "Excel (*.xlsx)", ".xlsx")
        if path is None:
            return
        keep = self._writer(kind)

        def write(progress: Progress) -> Sequence[Path]:
            return [keep(path, make(progress))]

        self._say(f"{what}を書き出しています…", False)
        self._jobs.start(
            write,
            on_done=lambda paths: self._say(f"書き出しました：{shown(paths[0].name)}", False),
            on_error=lambda error: self._say(str(error), True),
            on_progress=lambda _stage, done, total: self._say(
                f"{what}を書き出しています… {100 * done // max(total, 1)}%", False
            ),
            key=EXPORT_JOB,
        )
