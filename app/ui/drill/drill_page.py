"""欠陥を見つける練習: set up, sheet by sheet, result; the warm-up before live checking is one of these."""

import time
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QStackedWidget, QWidget

from app.errors import KenpanError
from app.filing.safe_write import write_safely
from app.japan_time import JST
from app.month.looking.workbench import Workbench
from app.signoff.warm_up_model import Required
from app.signoff.warm_ups import day_of, passed
from app.training.drill.making import DrillSheet, Maker
from app.training.drill.plan import Plan, warm_up_plan
from app.training.drill.results import Results, default_place
from app.training.drill.scoring import Judged
from app.training.drill.session import Clock, Drill
from app.training.drill.table import KINDS, DrillKind
from app.ui.drill import screen_keys as keys
from app.ui.drill.preparing import Preparing
from app.ui.drill.result_panel import ResultPanel
from app.ui.drill.setup_panel import SetupPanel
from app.ui.drill.sheet_panel import SheetPanel
from app.ui.kit.save_dialog import ask_where
from app.ui.kit.shortcuts import bind
from app.ui.shell.desk import Desk
from app.ui.shell.workers import Jobs

SAMPLE_JOB, RESULTS_JOB, AGAIN_JOB, EXPORT_JOB = "drill.sample", "drill.results", "drill.again", "drill.export"
_WAIT = "見本データを作っています…"


class DrillPage(QStackedWidget):
    """``open_sample(progress=)`` makes the sample; ``leaveWanted()``, ``said(text)`` for the status line, and
    ``warmedUp()``: the warm-up is in the ledger.
    """

    leaveWanted = Signal()
    said = Signal(str)
    warmedUp = Signal()

    def __init__(
        self,
        desk: Desk,
        jobs: Jobs,
        open_sample: Callable[..., Workbench],
        parent: QWidget | None = None,
        *,
        clock: Clock = time.monotonic,
        results: Results | None = None,
    ) -> None:
        super().__init__(parent)
        self._desk, self._jobs, self._open, self._clock = desk, jobs, open_sample, clock
        self._results = results or Results(default_place())
        self._maker: Maker | None = None
        self._preparing: Preparing | None = None
        self._required: Required | None = None
        self.drill: Drill | None = None
        self.setup, self.sheet, self.result = SetupPanel(), SheetPanel(), ResultPanel()
        for panel in (self.setup, self.sheet, self.result):
            self.addWidget(panel)
        self._wire()

    def _wire(self) -> None:
        self.setup.begun.connect(self._begin)
        self.setup.warmUpWanted.connect(self.begin_warm_up)
        self.setup.exportWanted.connect(self._export)
        self.setup.left.connect(self.leaveWanted)
        self.sheet.answered.connect(self._answer)
        self.sheet.nextWanted.connect(self._next)
        self.sheet.stopped.connect(self.stop)
        self.result.wanted.connect(self._again)
        self.result.leftWanted.connect(self._over)
        bind(self, keys.SOUND, self.sheet.say_sound)
        bind(self, keys.WRONG, self.sheet.say_wrong)
        bind(self, keys.STOP, self._back)
        bind(self, keys.BEGIN, self._press_begin)
        bind(self, keys.WARM_UP, self.begin_warm_up)
        bind(self, keys.EXPORT, self._export)
        self._desk.stateChanged.connect(self._look)
        self._desk.sessionChanged.connect(self._come_or_gone)

    # Who, and what is asked of them

    def begin(self, required: Required | None = None) -> None:
        """Show what can be done; ``required``: the warm-up that somebody was led here for."""
        self._required = required
        if self.drill is None:
            self._look()
            self._show_results()
            self.setCurrentWidget(self.setup)
            (self.setup.warm_up if self.lacking is not None else self.setup.begin).setFocus()

    @property
    def lacking(self) -> Required | None:
        """The warm-up that this person has not passed today."""
        account = self._desk.account
        if account is None or not self._desk.may("warmup.passed"):
            return None
        day, mine = self._today(), self._desk.state.warmed.get(account.id, ())
        asked = [self._required] if self._required is not None else list(self._desk.state.warm_ups.values())
        return next((one for one in asked if not any(own.does_for(one, day) for own in mine)), None)

    def _today(self) -> str:
        return day_of(self._desk.book.clock())

    def _look(self) -> None:
        self.setup.show_asked(self.lacking)

    def _come_or_gone(self) -> None:
        if self._desk.session is None:
            self._end()
            self._required = None
            self.setCurrentWidget(self.setup)

    # A drill

    def _press_begin(self) -> None:
        if self.currentWidget() is self.setup:
            self.setup.begin.click()

    def begin_warm_up(self) -> None:
        """The one that a lead asks for."""
        one = self.lacking
        if one is not None and self.currentWidget() is self.setup:
            self.run(warm_up_plan(_kind(one.drill), one.sheets, one.mark, self._seed()))

    def _begin(self, kind: str, count: int, rate: int, each: bool) -> None:
        self.run(Plan(_kind(kind), count, rate, self._seed(), each))

    def _seed(self) -> int:
        return time.time_ns() & 0x7FFF_FFFF

    def run(self, plan: Plan) -> None:
        """Begin this drill; the sample is made first where there is none yet."""
        if self._maker is not None:
            self._run(plan)
            return
        if self._jobs.running(SAMPLE_JOB):
            return
        self.setup.say(_WAIT)
        self._jobs.start(
            lambda progress: Maker(self._open(progress=progress)),
            on_done=lambda maker: self._have(maker, plan),
            on_error=self._failed,
            key=SAMPLE_JOB,
        )

    def use(self, bench: Workbench, results: Results) -> None:
        """Sheets of this sample; what comes of them is kept there."""
        self._maker, self._results = Maker(bench), results

    def _have(self, maker: Maker, plan: Plan) -> None:
        self._maker = maker
        self.setup.say("")
        if self._desk.session is not None:
            self._run(plan)

    def _run(self, plan: Plan) -> None:
        assert self._maker is not None
        self.drill = Drill(plan, self._clock)
        self._preparing = Preparing(self._jobs, self._maker, plan, self._failed)
        self.setCurrentWidget(self.sheet)
        self._next()

    def _next(self) -> None:
        drill, preparing = self.drill, self._preparing
        if drill is None or preparing is None:
            return
        task = drill.task
        if task is None:
            self._finish(stopped=False)
        elif not preparing.want(task, self._show):
            self.sheet.wait(task.number, len(drill.tasks))

    def _show(self, sheet: DrillSheet) -> None:
        if self.drill is not None:
            self.sheet.show_sheet(sheet, sheet.task.number, len(self.drill.tasks))
            self.drill.shown()

    def _answer(self, at: tuple[float, float] | None) -> None:
        drill, sheet = self.drill, self.sheet.sheet
        if drill is None or sheet is None:
            return
        judged = drill.answer(sheet.task, sheet.places, at)
        if drill.plan.each:
            self.sheet.show_verdict(judged)
        else:
            self._next()

    def stop(self) -> None:
        """No more of it: what was answered is shown, and not kept."""
        if self.drill is not None:
            self._finish(stopped=True)

    def _finish(self, *, stopped: bool) -> None:
        drill = self.drill
        assert drill is not None
        if self._preparing is not None:
            self._preparing.stop()
        self.setCurrentWidget(self.result)
        self.result.show_drill(drill.plan, drill.judged, stopped=stopped)
        if stopped:
            return
        self._keep(drill)
        if drill.is_passed:
            self._record(drill)
        elif drill.plan.warm_up:
            self.result.show_verdict("不合格　もう一度行ってください", good=False)

    def _record(self, drill: Drill) -> None:
        """In the ledger: that it was passed, when and how well; nothing of what was on the sheets."""
        draft = passed(self._today(), drill.plan.kind, drill.plan.mark, drill.score)

        def done(_entries: object) -> None:
            self.result.show_verdict("合格　台帳に記録しました", good=True)
            self.warmedUp.emit()

        self._desk.run(lambda _state, _by: draft, done, self._failed)

    def _keep(self, drill: Drill) -> None:
        account, at = self._desk.account, self._desk.book.clock().astimezone(JST)
        if account is not None:
            who, judged = (account.id, account.name), list(drill.judged)
            self._jobs.start(
                lambda progress: self._results.keep(*who, drill.plan, judged, at),
                on_done=lambda _nothing: self._show_results(),
                on_error=self._failed,
                key=RESULTS_JOB,
            )

    def _again(self, judged: Judged) -> None:
        drill, maker = self.drill, self._maker
        if drill is None or maker is None:
            return
        self._jobs.start(
            lambda progress: maker.make(drill.plan, drill.tasks[judged.task.number - 1]),
            on_done=lambda sheet: self.result.show_sheet(sheet, judged),
            on_error=self._failed,
            key=AGAIN_JOB,
        )

    def _over(self) -> None:
        led_here = self._required is not None and self.lacking is None
        self._end()
        if led_here:
            self._required = None
            self.leaveWanted.emit()
        else:
            self.begin(self._required)

    def _end(self) -> None:
        if self._preparing is not None:
            self._preparing.stop()
        self.drill = self._preparing = None

    def _back(self) -> None:
        if self.currentWidget() is self.sheet:
            self.stop()
        elif self.currentWidget() is self.result:
            self._over()
        else:
            self.leaveWanted.emit()

    def keyPressEvent(self, event) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            if self.currentWidget() is self.sheet and self.sheet.next.isVisible():
                self._next()
            elif self.currentWidget() is self.result:
                self._over()
        else:
            super().keyPressEvent(event)

    def _failed(self, error: KenpanError) -> None:
        self.setup.say(str(error))
        self.said.emit(error.what)

    # Results

    def _show_results(self) -> None:
        account = self._desk.account
        if account is None:
            return
        own = self._results
        self._jobs.start(
            lambda progress: (own.history(account.id), own.by_defect(account.id), own.by_rate(account.id)),
            on_done=lambda told: self.setup.show_results(*told),
            on_error=self._failed,
            key=f"{RESULTS_JOB}.read",
        )

    def _export(self) -> None:
        account = self._desk.account
        if self.currentWidget() is not self.setup or account is None or not self.setup.export.isEnabled():
            return
        path = ask_where(self, "成績を書き出す", f"練習の成績_{account.name}.xlsx", "Excel (*.xlsx)", ".xlsx")
        if path is not None:
            self.write(path, account.id)

    def write(self, path: Path, person: str) -> None:
        """One person's results as an Excel book."""
        from app.training.drill.history_book import history_xlsx

        made: datetime = self._desk.book.clock().astimezone(JST)
        self._jobs.start(
            lambda progress: write_safely(path, history_xlsx(self._results, person, made)),
            on_done=lambda written: self.said.emit(f"{written.name} に書き出しました。"),
            on_error=self._failed,
            key=EXPORT_JOB,
        )


def _kind(name: str) -> DrillKind:
    return next(kind for kind in KINDS if kind == name)
