"""封入ログ of one month: what the machines' logs leave to do, a piece's life as a line, one thing to do next."""

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFileDialog, QWidget

from app.errors import KenpanError
from app.language import tr
from app.lists.logs.model import Log, LogProblem
from app.month.logs.columns import known_logs
from app.month.logs.keeping import kept_logs
from app.month.logs.reading import MonthTally, open_logs, reason_of
from app.month.looking.workbench import Workbench
from app.month.parts_in_use import media_part
from app.notice.piece_id import read_piece_id
from app.proof.piece_codes import load_piece_codes
from app.proof.scanner import PLAIN, Scanner, read_scan
from app.proof.scans import meant_id
from app.signoff.gates import LOGS, is_closed, medium_of
from app.signoff.live_parts import Live
from app.signoff.log_standing import is_settled, log_work, logs_of, results_named
from app.signoff.model import Month
from app.tally.life import life_of
from app.tally.model import Lives
from app.tally.remaining import Left
from app.ui.kit.later import soon
from app.ui.kit.shortcuts import bind, keep_key
from app.ui.kit.words import named_month
from app.ui.shell.desk import Desk
from app.ui.shell.workers import Jobs
from app.ui.tally import log_keys, log_rows
from app.ui.tally.log_acts import LogActs
from app.ui.tally.log_parts import FILES, LEFT, WARNINGS, LogParts

READ_JOB = "logs.read"


class LogsPage(LogActs, LogParts):
    """``said(text)`` for the status line; ``leaveWanted()``; ``recordWanted(file, record)``: look at a notice.

    ``bench`` gives the open medium, ``stores`` where the months' stores lie.
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
        stores: Callable[[], Path],
        live: Callable[[], Live] = lambda: None,
        scanner: Scanner = PLAIN,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._desk, self._jobs, self._bench, self._stores = desk, jobs, bench, stores
        self._live, self._scanner = live, scanner
        self._codes = scanner.codes or load_piece_codes()
        self._month_id = ""
        self._folder: Path | None = None
        self.found: MonthTally | None = None
        self.notice: int | None = None
        self._opening = False
        self._next = log_rows.Next("", "")
        self._wire()

    def _wire(self) -> None:
        for table in self.tables:
            table.moved.connect(lambda _row: self._show_row())
            table.entered.connect(lambda _row: self.look_at())
            self.search.textChanged.connect(table.only)
        self.tabs.currentChanged.connect(lambda _at: self._show_row())
        self.search.returnPressed.connect(lambda: self.find(self.search.text()))
        for button, act in (
            (self.take, self.ask_folder),
            (self.columns, self.ask_columns),
            (self.record, self.record_now),
            (self.look, self.look_at),
            (self.act, self.act_now),
            (self.progress.stop, self.stop),
        ):
            button.clicked.connect(lambda _checked=False, act=act: act())
        self.empty.wanted.connect(self.act_now)
        bind(self, log_keys.ACT, self.act_now)
        keep_key(self, self.take)
        bind(self, log_keys.FIND, self.search.setFocus)
        bind(self, log_keys.BACK, self._back)
        self.renew_soon = soon(self, self.renew)
        self._desk.stateChanged.connect(self.renew_soon)
        self._desk.sessionChanged.connect(self.renew_soon)

    # What is shown

    @property
    def month(self) -> Month | None:
        """The month whose logs these are."""
        return self._desk.state.months.get(self._month_id)

    @property
    def is_done(self) -> bool:
        """Whether the gate is closed."""
        month = self.month
        return month is not None and is_closed(self._desk.state, month, LOGS)

    @property
    def lives(self) -> Lives | None:
        """What the logs say of each piece, once they are signed for."""
        return self.found.tally.lives if self.found is not None and self._signed() else None

    @property
    def logs(self) -> str:
        """The hash that stands for them, empty where there are none."""
        month = self.month
        known = None if month is None else logs_of(self._desk.state, month)
        return known.sha256 if known is not None and self.lives is not None else ""

    @property
    def row(self) -> Left | None:
        """What is in hand of what is left."""
        at, found = self.left.current, self.found
        shown = () if found is None or self.tabs.currentWidget() is not self.left else found.left
        return shown[at] if 0 <= at < len(shown) else None

    @property
    def problem(self) -> LogProblem | None:
        """The file in hand, if nobody knows its columns."""
        at, found = self.files.current, self.found
        if found is None or self.tabs.currentWidget() is not self.files or not 0 <= at < len(found.read.problems):
            return None
        one = found.read.problems[at]
        return one if one.rows else None

    @property
    def log(self) -> Log | None:
        """The log in hand."""
        found = self.found
        if found is None or self.tabs.currentWidget() is not self.files:
            return None
        at = self.files.current - len(found.read.problems)
        return found.read.logs[at] if 0 <= at < len(found.read.logs) else None

    def _there(self) -> bool:
        bench, month = self._bench(), self.month
        return bench is not None and month is not None and media_part(bench).sha256 == medium_of(month)

    def _signed(self) -> bool:
        month, found = self.month, self.found
        known = None if month is None else logs_of(self._desk.state, month)
        return known is not None and found is not None and found.sha256 == known.sha256

    def show_month(self, month_id: str) -> None:
        """The logs of this month: those that its store keeps."""
        if month_id != self._month_id:
            self._take_over(None)
        self._month_id = month_id
        self.renew()
        self._open_kept()

    def _open_kept(self) -> None:
        bench, month, root = self._bench(), self.month, self._stores()
        if self.found is not None or bench is None or month is None or self._opening or not self._there():
            return
        if logs_of(self._desk.state, month) is None or not self._desk.may("logs.read"):
            return
        codes = self._codes
        self._opening = True

        def done(found: MonthTally | None) -> None:
            self._opening = False
            self._take_over(found)
            self.renew()

        def refused(error: KenpanError) -> None:
            self._opening = False
            self._refuse(error)

        work = lambda book, session: kept_logs(book, session, root, bench, month, codes)  # noqa: E731
        self._desk.run_with(work, done, refused)

    def _take_over(self, found: MonthTally | None) -> None:
        self.found, self.notice = found, None
        if found is None:
            for table in self.tables:
                table.show_rows([])
            return
        problems = [log_rows.problem_cells(one) for one in found.read.problems]
        cut = frozenset(found.tally.cut)
        files = [*problems, *(log_rows.file_cells(one, one.name in cut) for one in found.read.logs)]
        self.files.show_rows(files)
        warnings = [one.finding.message for one in found.tally.items if one.finding.severity == "warning"]
        self.warnings.show_rows([("▲ 注意", one) for one in warnings])
        unread = f"（× {len(problems)} 本）" if problems else ""
        self.tabs.setTabText(FILES, tr("作業ログ {n_logs:,} 本{unread}", n_logs=len(found.read.logs), unread=unread))
        self.tabs.setTabText(WARNINGS, tr("時刻の警告 {n_warnings:,} 項目", n_warnings=len(warnings)))
        self.tabs.setCurrentIndex(LEFT if found.left else FILES)

    def renew(self) -> None:
        """Look again: the ledger went on, or another medium is open."""
        month = self.month
        if self.found is not None and not self._there():
            self._take_over(None)
        found = self.found
        self.title.setText(tr("封入ログ" if month is None else f"封入ログ　{named_month(month)}"))
        signed = self._signed()
        left = self._fill()
        self.tell_state(*log_rows.badge_of(self._desk.state, month, found, left, signed=signed))
        self.show_figures(() if found is None else log_rows.summary(found))
        self.sources.setText(tr("" if found is None else found.read.stand_in))
        account = self._desk.account
        by = "" if account is None else account.id
        self._next = log_rows.next_act(
            self._desk.state,
            month,
            found,
            there=self._there(),
            signed=signed,
            may=self._desk.may("logs.read"),
            decides=self._desk.may("gate.closed"),
            by=by,
            left=self._recordable(),
        )
        if found is None:
            text = "印字・封入・厚み・計量・差出・再印字のログを読み込み、1通ずつ1回だけか確かめます。"
            act = self._next.text if self._next.act == "read" else ""
            self.empty.say("作業ログがありません" if month is not None else "月がありません", text, act)
        self.stack.setCurrentWidget(self.empty if found is None else self.split)
        self._show_row()
        self._tell_next()

    def _recordable(self) -> list[Left]:
        account = self._desk.account
        return log_rows.recordable(
            self._desk.state,
            self.month,
            self.found if self._signed() else None,
            leads=self._desk.may("logs.settled"),
            by="" if account is None else account.id,
        )

    def _fill(self) -> int:
        """Rows of what is left; gives how many are not settled."""
        found, month, account = self.found, self.month, self._desk.account
        if found is None or month is None:
            return 0
        own, by = log_work(self._desk.state, month), "" if account is None else account.id
        self.left.show_rows([log_rows.left_cells(one, own, by) for one in found.left])
        count = sum(not is_settled(own, log_rows.item_of(one)) for one in found.left)
        self.tabs.setTabText(LEFT, tr(f"× 残り {count:,} 項目" if count else f"残り {count:,} 項目"))
        return count

    def _show_row(self) -> None:
        row, found, month = self.row, self.found, self.month
        if row is not None and found is not None and month is not None:
            self.notice = row.notice
            own = log_work(self._desk.state, month)
            self._show_life(row.about, log_rows.left_lines(row, own, reason_of(found, row)))
        elif self.tabs.currentWidget() is not self.left:
            self.notice = None
            log = self.log
            self._show_life("", () if log is None else log_rows.file_lines(log))
        self.record.setVisible(row is not None and row in self._recordable())
        log = self.log
        words = log is not None and bool(log.strange) and self._desk.may("result.named") and not self.is_done
        self.show_naming(columns=self.problem is not None, words=words)

    def _show_life(self, title: str, lines: tuple[tuple[str, str], ...]) -> None:
        found, notice = self.found, self.notice
        makings = () if found is None or notice is None else life_of(found.tally.lives, notice)
        self.piece.setText(tr(title if notice is not None else ""))
        self.life.setVisible(notice is not None)
        self.life.show_life(makings)
        self.show_lines((*lines, *log_rows.life_lines(makings)))
        self.look.setEnabled(notice is not None)

    def _tell_next(self) -> None:
        running = self._jobs.running(READ_JOB)
        self.act.setText(tr(self._next.text))
        self.act.setEnabled(bool(self._next.act) and not running)
        self.act.setVisible(self.stack.currentWidget() is self.split or not self._next.act)
        self.progress.setVisible(running)
        self.take.setEnabled(self._there() and not running and self._desk.may("logs.read"))
        self.take.setVisible(self._next.act != "read")  # nothing is offered twice

    def _say(self, text: str) -> None:
        self.note.setText(tr(f"▲ {text}" if text else ""))
        self.note.setVisible(bool(text))

    def _refuse(self, error: KenpanError) -> None:
        self.renew()
        self._say(str(error))

    # What people do

    def act_now(self) -> None:
        """The one thing to do."""
        todo = {"read": self.ask_folder, "sign": self.sign, "record": self.record_now, "close": self.close_gate}
        if self._next.act:
            todo[self._next.act]()

    def record_now(self) -> None:
        """What is in hand, else the first that this person can record."""
        able = self._recordable()
        row = self.row if self.row in able else next(iter(able), None)
        if row is not None:
            self.record_left(row)

    def ask_folder(self) -> None:
        """Choose where the machines' logs lie."""
        chosen = QFileDialog.getExistingDirectory(self, tr("作業ログのフォルダーを選ぶ"))
        if chosen:
            self.read(Path(chosen))

    def read(self, folder: Path) -> None:
        """Read every log there and hold it against the medium."""
        bench, month = self._bench(), self.month
        if bench is None or month is None or not self._there():
            self._say("当月の媒体を開いてください（Ctrl+O）。")
            return
        self._say("")
        known, codes, results = known_logs(self._stores()), self._codes, results_named(self._desk.state, month)

        def done(found: MonthTally) -> None:
            self._folder = folder
            self._take_over(found)
            self.renew()
            self.tabs.currentWidget().setFocus()

        self._jobs.start(
            lambda progress: open_logs(bench, folder, codes, month, known, progress, results),
            on_done=done,
            on_error=self._refuse,
            on_progress=self.progress.report,
            key=READ_JOB,
        )
        self._tell_next()

    def find(self, text: str) -> None:
        """A piece that was scanned: its life."""
        found, reading = self.found, read_scan(text, self._scanner)
        if found is None or not reading.is_id:
            return
        pieces = found.tally.lives.pieces
        try:
            own = found.left[0].about if found.left and found.left[0].notice is not None else ""
            ref = read_piece_id(meant_id(reading.text, own, self._scanner.codes))
            notice = pieces.find(ref.file, ref.record)
        except KenpanError as error:
            self._say(str(error))
            return
        if notice is None:
            self._say("この媒体にない現品です。")
            return
        self._say("")
        self.search.clear()
        self.notice = notice
        self._show_life(reading.text, (("レコード", "{} 番号 {}".format(*pieces.place(notice))),))

    def look_at(self) -> None:
        """The notice in hand, on the medium."""
        if self.found is not None and self.notice is not None:
            self.recordWanted.emit(*self.found.tally.lives.pieces.place(self.notice))

    def _back(self) -> None:
        if self.search.text():
            self.search.clear()
        else:
            self.leaveWanted.emit()

    def stop(self) -> None:
        """Not after all."""
        self._jobs.cancel(READ_JOB)
        self._tell_next()
        self._say("中止しました。")

    def leave(self) -> None:
        """Forget the medium and what was read."""
        self._jobs.cancel(READ_JOB)
        self._take_over(None)
        self.renew_soon()
