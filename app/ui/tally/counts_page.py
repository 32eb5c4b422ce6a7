"""件数 of one month: every number side by side, the slip, what goes into the envelopes, and one thing to do next."""

from collections.abc import Callable
from functools import partial
from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFileDialog, QWidget

from app.errors import KenpanError
from app.language import tr
from app.month.counts.gathering import CountedMonth, open_print, tally
from app.month.counts.standing import Beside, beside, printed_as_signed
from app.month.looking.workbench import Workbench
from app.month.parts_in_use import media_part
from app.progress import Progress
from app.proof.compared.result_file import ReadResult
from app.signoff.count_standing import resting_on
from app.signoff.gates import COUNTS, is_closed, medium_of
from app.signoff.live_parts import Live
from app.signoff.model import Month
from app.tally.counts import OfficeRow
from app.tally.model import Lives
from app.tally.planner import Combination
from app.tally.slip_model import SlipRow
from app.ui.kit.later import soon
from app.ui.kit.shortcuts import bind
from app.ui.kit.words import named_month
from app.ui.shell.desk import Desk
from app.ui.shell.workers import Jobs
from app.ui.tally import count_keys, count_rows
from app.ui.tally.count_acts import CountActs
from app.ui.tally.count_parts import DIFFERS, OFFICES, CountParts

COUNT_JOB, RESULT_JOB = "counts.tally", "counts.result"


class CountsPage(CountActs, CountParts):
    """``said(text)`` for the status line; ``leaveWanted()``; ``recordWanted(file, record)``: look at a notice.

    ``bench`` gives the open medium; ``lives`` what the machines' logs of the month say, if they were read, and ``logs``
    the hash that stands for them: logs that nobody signed for do not count.
    """

    said = Signal(str)
    leaveWanted = Signal()
    recordWanted = Signal(str, int)

    def __init__(
        self,
        desk: Desk,
        jobs: Jobs,
        *,
        bench: Callable[[], Workbench | None],
        live: Callable[[], Live] = lambda: None,
        lives: Callable[[], Lives | None] = lambda: None,
        logs: Callable[[], str] = lambda: "",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._desk, self._jobs, self._bench, self._live = desk, jobs, bench, live
        self._lives, self._logs, self._rests = lives, logs, ("", "", "")
        self._month_id = ""
        self._result: tuple[str, bytes, ReadResult] | None = None
        self.found: CountedMonth | None = None
        self.own: Beside | None = None
        self._lines: tuple[count_rows.Line, ...] = ()
        self._next = count_rows.Next("", "")
        self._wire()

    def _wire(self) -> None:
        for table in self.tables:
            table.moved.connect(lambda _row: self._show_line())
            table.entered.connect(lambda _row: self.look_at())
            self.search.textChanged.connect(table.only)
        self.tabs.currentChanged.connect(lambda _at: self._show_line())
        for button, act in (
            (self.compared, self.ask_result),
            (self.again, self.count),
            (self.type, self.ask_slip),
            (self.explain, self.ask_reason),
            (self.export, self.ask_export),
            (self.look, self.look_at),
            (self.act, self.act_now),
            (self.progress.stop, self.stop),
        ):
            button.clicked.connect(lambda _checked=False, act=act: act())
        self.empty.wanted.connect(self.act_now)
        bind(self, count_keys.ACT, self.act_now)
        bind(self, count_keys.FIND, self.search.setFocus)
        bind(self, count_keys.AGAIN, self.count)
        bind(self, count_keys.BACK, self._back)
        self.renew_soon = soon(self, self.renew)
        self._desk.stateChanged.connect(self.renew_soon)
        self._desk.sessionChanged.connect(self.renew_soon)

    # What is shown

    @property
    def month(self) -> Month | None:
        """The month whose numbers these are."""
        return self._desk.state.months.get(self._month_id)

    @property
    def line(self) -> count_rows.Line | None:
        """The difference in hand."""
        at = self.differs.current
        return self._lines[at] if self.tabs.currentIndex() == DIFFERS and 0 <= at < len(self._lines) else None

    @property
    def combination(self) -> Combination | None:
        """The combination of inserts in hand."""
        at, found = self.plan.current, self.found
        if found is None or self.tabs.currentWidget() is not self.plan:
            return None
        return found.plan.combinations[at] if 0 <= at < len(found.plan.combinations) else None

    @property
    def office(self) -> OfficeRow | None:
        """The office in hand."""
        at, found = self.offices.current, self.found
        rows = () if found is None or self.tabs.currentWidget() is not self.offices else found.table.rows
        return rows[at] if 0 <= at < len(rows) else None

    @property
    def slip_row(self) -> SlipRow | None:
        """The row of the slip in hand."""
        at, own = self.slip.current, self.own
        rows = () if own is None or self.tabs.currentWidget() is not self.slip else own.slip.rows
        return rows[at] if 0 <= at < len(rows) else None

    def _there(self) -> bool:
        bench, month = self._bench(), self.month
        return bench is not None and month is not None and media_part(bench).sha256 == medium_of(month)

    def show_month(self, month_id: str) -> None:
        """The numbers of this month."""
        if month_id != self._month_id:
            self._forget()
            self._result = None
        self._month_id = month_id
        self.renew()

    def renew(self) -> None:
        """Look again: the ledger went on, or another medium is open."""
        month = self.month
        if not self._there() or (month is not None and self._rests != resting_on(self._desk.state, month)):
            self._forget()
        self.title.setText(tr("件数" if month is None else f"件数　{named_month(month)}"))
        found = self.found
        self.own = None if month is None or found is None else beside(self._desk.state, month, found)
        self._lines = (
            () if found is None or self.own is None else (*found.table.differences, *self.own.slip.differences)
        )
        self._fill()
        account = self._desk.account
        self._next = count_rows.next_act(
            self._desk.state,
            month,
            found,
            self.own,
            there=self._there(),
            may=self._desk.may("counts.taken"),
            decides=self._desk.may("gate.closed"),
            by="" if account is None else account.id,
        )
        self.tell_state(*count_rows.badge_of(self._desk.state, month, found, self._left()))
        self.show_figures(() if found is None else count_rows.summary(found))
        self._tell_sources()
        if found is None:
            text = "媒体・件数表・印刷照合・リスト・封入ログ・差出票の数を、事務所ごとに突き合わせます。"
            act = self._next.text if self._next.act == "count" else ""
            self.empty.say("まだ突き合わせていません" if month is not None else "月がありません", text, act)
        self.stack.setCurrentWidget(self.empty if found is None else self.split)
        self._show_line()
        self._tell_next()

    def _left(self) -> tuple[count_rows.Line, ...]:
        known = count_rows.reasons_of(self._desk.state, self.month)
        return tuple(one for one in self._lines if one.key not in known)

    def _fill(self) -> None:
        found, own = self.found, self.own
        known = count_rows.reasons_of(self._desk.state, self.month)
        self.differs.show_rows([count_rows.difference_cells(one, one.key in known) for one in self._lines])
        self.slip.show_rows([] if own is None else [count_rows.slip_cells(one) for one in own.slip.rows])
        mark = (
            f"× 合わない件数 {len(self._lines):,} 項目" if self._left() else f"合わない件数 {len(self._lines):,} 項目"
        )
        self.tabs.setTabText(DIFFERS, tr(mark))
        if found is None:
            for table in (self.offices, self.plan, self.flyers):
                table.show_rows([])

    def _fill_found(self, found: CountedMonth) -> None:
        """What follows from the numbers alone."""
        self.offices.show_rows([count_rows.office_cells(one) for one in found.table.rows])
        self.plan.show_rows([count_rows.plan_cells(one) for one in found.plan.combinations])
        self.flyers.show_rows([count_rows.flyer_cells(one) for one in found.plan.flyers])
        self.tabs.setCurrentIndex(DIFFERS if found.table.differences else OFFICES)

    def _tell_sources(self) -> None:
        """What the numbers rest on, and what nobody has told yet."""
        own, found = self.own, self.found
        if own is None or found is None:
            self.sources.setText("")
            return
        told = [f"まだない件数：{'・'.join(own.untold)}"] if own.untold else []
        told += [f"▲ 未確認　{one}（署名された照合結果ではありません）" for one in own.unconfirmed]
        if found.printed is not None and found.printed.why:
            told.append(f"▲ {found.printed.name}：{found.printed.why}")
        if self._rests[-1] and found.lives is None:
            told.append("▲ 取り込んだ作業ログを開いていません（封入ログのタブで開き、突き合わせ直してください）")
        told += [f"▲ 封筒：{one}" for one in found.plan.misfits]
        if leaving := found.plan.leaving:
            told.append(f"▲ 同封計画：要確認 {len(leaving):,} 組・{sum(one.envelopes for one in leaving):,} 通")
        told += [found.plan.inferred] if found.plan.inferred else []
        self.sources.setText(tr("　／　".join(told)))

    def _show_line(self) -> None:
        line, combination = self.line, self.combination
        lines: tuple[tuple[str, str], ...] = ()
        if line is not None:
            known = count_rows.reasons_of(self._desk.state, self.month)
            lines = count_rows.told_of(line, known.get(line.key, ""))
        elif combination is not None:
            lines = count_rows.plan_lines(combination)
        elif self.office is not None and self.found is not None:
            lines = count_rows.office_lines(self.office, self.found.table.differences)
        elif self.slip_row is not None and self.own is not None:
            lines = count_rows.slip_lines(self.slip_row, self.own.slip.differences)
        self.show_lines(lines)
        self.look.setEnabled(bool(self._goal()))
        self.explain.setVisible(line is not None and self._desk.may("count.explained"))

    def _goal(self) -> tuple[str, int] | None:
        """The record that the line in hand leads to, if it stands on the medium."""
        bench, line, combination, found = self._bench(), self.line, self.combination, self.found
        own = () if line is None else count_rows.places(line)
        first = own[0] if own else None if combination is None else combination.first
        if first is None and found is not None and self.office is not None:
            first = count_rows.place_of(self.office, found)
        if first is None and found is not None and self.slip_row is not None:
            first = found.drawn.first.get(self.slip_row.key)
        known = bench is not None and first is not None and (first[0] in bench.notices or first[0] in bench.counts)
        return first if known else None

    def _tell_next(self) -> None:
        running = any(self._jobs.running(key) for key in (COUNT_JOB, RESULT_JOB))
        month = self.month
        done = month is not None and is_closed(self._desk.state, month, COUNTS)
        self.act.setText(tr(self._next.text))
        self.act.setEnabled(bool(self._next.act) and not running)
        self.act.setVisible(self.stack.currentWidget() is self.split or not self._next.act)
        self.progress.setVisible(running)
        self.compared.setEnabled(self._there() and not running)
        self.again.setEnabled(self._there() and not running)
        self.type.setEnabled(self.found is not None and not running and not done and self._desk.may("slip.stamped"))
        self.export.setEnabled(self.found is not None and not running)

    def _say(self, text: str) -> None:
        self.note.setText(tr(f"▲ {text}" if text else ""))
        self.note.setVisible(bool(text))

    def _refuse(self, error: KenpanError) -> None:
        self.renew()
        self._say(str(error))

    # What people do

    def act_now(self) -> None:
        """The one thing to do."""
        todo = {"count": self.count, "draft": self.sign_draft, "stamp": self.ask_slip, "take": self.sign_counts}
        todo |= {"explain": self.ask_reason, "close": self.close_gate, "export": self.ask_export}
        if self._next.act:
            todo[self._next.act]()

    def count(self) -> None:
        """Set all numbers side by side, once more."""
        bench, month = self._bench(), self.month
        if bench is None or month is None or not self._there():
            self._say("当月の媒体を開いてください（Ctrl+O）。")
            return
        self._say("")
        state, result, rests = self._desk.state, self._result, resting_on(self._desk.state, month)
        lives = self._lives() if self._logs() == rests[-1] else None

        def work(progress: Progress) -> CountedMonth:
            return tally(bench, result, lives, progress, signed=partial(printed_as_signed, state, month))

        def done(found: CountedMonth) -> None:
            self.found, self._rests = found, rests
            self._fill_found(found)
            self.renew()
            self.tabs.currentWidget().setFocus()

        self._jobs.start(work, on_done=done, on_error=self._refuse, on_progress=self.progress.report, key=COUNT_JOB)
        self._tell_next()

    def ask_result(self) -> None:
        """Choose the result of a comparison."""
        chosen, _ = QFileDialog.getOpenFileName(self, tr("照合結果を選ぶ"), "", tr("照合結果 (*.json)"))
        if chosen:
            self.take_result(Path(chosen))

    def take_result(self, path: Path) -> None:
        """Read it, and count anew with what it says of each notice."""

        def done(result: tuple[str, bytes, ReadResult]) -> None:
            self._result = result
            self.count()

        self._say("")
        self._jobs.start(
            lambda progress: open_print(path),
            on_done=done,
            on_error=self._refuse,
            on_progress=self.progress.report,
            key=RESULT_JOB,
        )
        self._tell_next()

    def look_at(self) -> None:
        """The record that the line in hand leads to."""
        goal = self._goal()
        if goal is not None:
            self.recordWanted.emit(*goal)

    def _back(self) -> None:
        if self.search.text():
            self.search.clear()
        else:
            self.leaveWanted.emit()

    def stop(self) -> None:
        """Not after all."""
        for key in (COUNT_JOB, RESULT_JOB):
            self._jobs.cancel(key)
        self._tell_next()
        self._say("中止しました。")

    def _forget(self) -> None:
        self.found, self.own = None, None

    def leave(self) -> None:
        """Forget the medium and what was counted."""
        for key in (COUNT_JOB, RESULT_JOB):
            self._jobs.cancel(key)
        self._forget()
        self._result = None
        self.renew_soon()
