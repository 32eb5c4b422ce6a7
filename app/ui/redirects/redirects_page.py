"""別送引抜 of one month: the lists on the left, one row with its reason on the right, one thing to do next."""

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFileDialog, QWidget

from app.errors import KenpanError
from app.filing.recorded_file import write_with_entry
from app.language import tr
from app.lists.list_zip import ListFile
from app.lists.redirects import ListedRow, RedirectLists
from app.month.lists.applying import with_lists
from app.month.lists.bundles import Bundle, plan_bundles
from app.month.lists.keeping import entry_of, keep_lists
from app.month.lists.reporting import papers
from app.month.looking.workbench import Workbench
from app.month.parts_in_use import media_part
from app.notice.piece_id import PieceRun
from app.proof.scanner import PLAIN, Scanner
from app.signoff.gates import LISTS, is_closed, medium_of
from app.signoff.list_model import ListsRead
from app.signoff.list_standing import bundles_of, lists_of
from app.signoff.live_parts import Live
from app.signoff.model import Month
from app.signoff.redirect_lists import take_lists
from app.ui.kit import tokens
from app.ui.kit.later import soon
from app.ui.kit.lines import LinesTable
from app.ui.kit.shortcuts import bind, keep_key
from app.ui.kit.words import named_month
from app.ui.redirects import rows, screen_keys
from app.ui.redirects.bundle_acts import BundleActs
from app.ui.redirects.page_parts import ALL, BUNDLES, FILES, OPEN, PageParts
from app.ui.redirects.reading_acts import READ_JOB, ReadingActs
from app.ui.shell.desk import Desk
from app.ui.shell.workers import Jobs

CARRY_JOB, PLAN_JOB = "lists.carry", "lists.plan"


class RedirectsPage(ReadingActs, BundleActs, PageParts):
    """``said(text)`` for the status line; ``leaveWanted()``; ``recordWanted(file, record)``: look at a notice;
    ``carried(bench)``: the open medium with its lists.

    ``bench`` gives the open medium, ``stores`` where the months' stores lie.
    """

    said = Signal(str)
    leaveWanted = Signal()
    recordWanted = Signal(str, int)
    carried = Signal(object)

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
        self.plan: tuple[Bundle, ...] = ()
        self._planned: tuple[str, PieceRun | None] | None = None
        self._month_id = ""
        self._stated: dict[str, int] = {"kounen": 0, "senpo": 0}
        self.found: RedirectLists | None = None
        self._next = rows.Next("", "")
        self._wire()

    def _wire(self) -> None:
        for table in (self.open, self.all):
            table.moved.connect(lambda _row: self._show_row())
            table.entered.connect(lambda _row: self.look_at())
            self.search.textChanged.connect(table.only)
        for table in (self.files, self.bundles):
            self.search.textChanged.connect(table.only)
        self.bundles.entered.connect(lambda _row: self.pack())
        for table in (self.files, self.bundles):
            table.moved.connect(lambda _row: self._show_row())
        self.tabs.currentChanged.connect(lambda _at: self._show_row())
        for button, act in (
            (self.take, self.ask_zip),
            (self.export, self.ask_export),
            (self.look, self.look_at),
            (self.sheets, self.ask_sheets),
            (self.columns, self.ask_columns),
            (self.again, self.reopen),
            (self.act, self.act_now),
            (self.progress.stop, self.stop),
        ):
            button.clicked.connect(act)
        self.empty.wanted.connect(self.act_now)
        bind(self, screen_keys.ACT, self.act_now)
        keep_key(self, self.take)
        keep_key(self, self.export)
        bind(self, screen_keys.FIND, self.search.setFocus)
        bind(self, screen_keys.BACK, self._back)
        self.renew_soon = soon(self, self.renew)
        self._desk.stateChanged.connect(self.renew_soon)
        self._desk.sessionChanged.connect(self.renew_soon)

    # What is shown

    @property
    def month(self) -> Month | None:
        """The month whose lists these are."""
        return self._desk.state.months.get(self._month_id)

    @property
    def known(self) -> ListsRead | None:
        """The lists that were signed for."""
        return None if self.month is None else lists_of(self._desk.state, self.month)

    @property
    def row(self) -> ListedRow | None:
        """The row in hand."""
        table, lists = self.tabs.currentWidget(), self.found
        shown = () if lists is None else lists.rows if table is self.all else lists.open_rows
        if table in (self.files, self.bundles):
            return None
        at = table.current if isinstance(table, LinesTable) else -1
        return shown[at] if 0 <= at < len(shown) else None

    @property
    def file(self) -> ListFile | None:
        """The workbook in hand."""
        at, lists = self.files.current, self.found
        shown = () if lists is None or self.tabs.currentWidget() is not self.files else lists.read.files
        return shown[at] if 0 <= at < len(shown) else None

    def _there(self) -> bool:
        bench, month = self._bench(), self.month
        return bench is not None and month is not None and media_part(bench).sha256 == medium_of(month)

    def _signed(self) -> bool:
        known, found = self.known, self.found
        return (
            known is not None
            and found is not None
            and (known.sha256, known.carried)
            == (
                found.read.sha256,
                found.carried,
            )
        )

    def show_month(self, month_id: str) -> None:
        """The lists of this month: those that the open medium carries."""
        if month_id != self._month_id:
            self.found = None
        self._month_id = month_id
        bench = self._bench()
        if self.found is None and bench is not None and self._there():
            self._take_over(bench.lists)
        self.renew()

    def _take_over(self, lists: RedirectLists | None) -> None:
        self.found, self.plan, self._planned = lists, (), None
        self.open.show_rows([] if lists is None else [rows.row_cells(one) for one in lists.open_rows])
        self.all.show_rows([] if lists is None else [rows.row_cells(one) for one in lists.rows])
        self.files.show_rows([] if lists is None else [rows.file_cells(one) for one in lists.read.files])
        if lists is not None:
            problems = len(lists.read.problems)
            self.tabs.setTabText(OPEN, tr("合わない {n_open_rows:,} 行", n_open_rows=len(lists.open_rows)))
            self.tabs.setTabText(ALL, tr("すべて {n_rows:,} 行", n_rows=len(lists.rows)))
            self.tabs.setTabText(
                FILES, tr(f"ファイル {len(lists.read.files):,} 本" + (f"（× {problems} 本）" if problems else ""))
            )
            self.tabs.setCurrentIndex(OPEN if lists.open_rows else FILES if problems else ALL)

    def renew(self) -> None:
        """Look again: the ledger went on, or another medium is open."""
        month, lists, known = self.month, self.found, self.known
        self.title.setText(tr("別送・引き抜き" if month is None else f"別送・引き抜き　{named_month(month)}"))
        done = month is not None and is_closed(self._desk.state, month, LISTS)
        tone, word = rows.badge_of(known, lists, signed=self._signed(), closed=done)
        self.state.setText(tr(f"{tokens.TONES[tone].shape} {word}"))
        self.state.setProperty("tone", tone)
        self.state.style().polish(self.state)
        stated = self._stated if known is None or not self._signed() else dict(known.stated)
        told = "" if lists is None else "　／　".join(rows.stated_lines(stated, lists))
        self.tell_files(told, alarm="×" in told)
        self.show_figures(() if lists is None else rows.summary(lists))
        may = self._desk.may("lists.read")
        account = self._desk.account
        self._next = rows.next_act(
            self._desk.state,
            month,
            lists,
            there=self._there(),
            signed=self._signed(),
            may=may,
            decides=self._desk.may("gate.closed"),
            by="" if account is None else account.id,
        )
        self._show_bundles()
        if lists is None:
            text = "機構から受け取った別送・引き抜きリストの ZIP を読み込み、媒体と突き合わせます。"
            act = self._next.text if self._next.act == "read" else ""
            self.empty.say("リストがありません" if month is not None else "月がありません", text, act)
        self.stack.setCurrentWidget(self.empty if lists is None else self.split)
        self._show_row()
        self._tell_next()

    def _show_row(self) -> None:
        row = self.row
        self.look.setEnabled(row is not None and bool(row.records or row.near))
        near = () if row is None else tuple((f"近い事業所 {at}", one) for at, one in enumerate(rows.near_text(row), 1))
        if self.tabs.currentWidget() is self.bundles:
            self.show_lines(() if self.bundle is None else rows.packed_lines(self.bundle))
        else:
            self.show_lines(() if row is None else (*rows.told_of(row), *near))
        self._tell_in_hand()

    def _show_bundles(self) -> None:
        """The plan follows from what is carried out, and the 現品ID in it from what the pieces are made for."""
        bench, month = self._bench(), self.month
        if bench is None or bench.lists is None or not self._signed():
            self.plan, self._planned = (), None
        elif self._planned != (bench.lists.carried, bench.run()) and not self._jobs.running(PLAN_JOB):
            self._make_plan(bench)
        closed = {} if month is None else bundles_of(self._desk.state, month)
        self.bundles.show_rows([rows.bundle_cells(one, closed) for one in self.plan])
        self.tabs.setTabVisible(BUNDLES, bool(self.plan))
        self.tabs.setTabText(
            BUNDLES, tr("引き抜き {n_closed:,}/{n_plan:,} 束", n_closed=len(closed), n_plan=len(self.plan))
        )

    def _make_plan(self, bench: Workbench) -> None:
        planned = None if bench.lists is None else (bench.lists.carried, bench.run())

        def done(plan: tuple[Bundle, ...]) -> None:
            self.plan, self._planned = plan, planned
            self.renew()

        self._jobs.start(
            lambda progress: plan_bundles(bench, progress=progress),
            on_done=done,
            on_error=self._refuse,
            on_progress=self.progress.report,
            key=PLAN_JOB,
        )

    def _tell_next(self) -> None:
        running = any(self._jobs.running(key) for key in (READ_JOB, CARRY_JOB, PLAN_JOB))
        self.act.setText(tr(self._next.text))
        self.act.setEnabled(bool(self._next.act) and not running)
        self.act.setVisible(self.stack.currentWidget() is self.split or not self._next.act)
        self.progress.setVisible(running)
        self.take.setEnabled(self._there() and not running and self._desk.may("lists.read"))
        self.export.setEnabled(self._signed() and not running)
        for button, act in ((self.take, "read"), (self.export, "export")):
            button.setVisible(self._next.act != act)  # nothing is offered twice
        self.sheets.setVisible(bool(self.plan))

    def _tell_in_hand(self) -> None:
        """A closed bundle in hand can be opened again, columns of a workbook be named that nobody knows."""
        lists, file = self.found, self.file
        self.columns.setVisible(lists is not None and file is not None and file.name in lists.read.unmapped)
        bundle, month = self.bundle, self.month
        shut = month is not None and bundle is not None and bundle.key in bundles_of(self._desk.state, month)
        self.again.setVisible(shut and self.tabs.currentWidget() is self.bundles and self._desk.may("bundle.reopened"))

    def _say(self, text: str) -> None:
        self.note.setText(tr(f"▲ {text}" if text else ""))
        self.note.setVisible(bool(text))

    def _refuse(self, error: KenpanError) -> None:
        self.renew()
        self._say(str(error))

    # What people do

    def act_now(self) -> None:
        """The one thing to do."""
        todo = {"read": self.ask_zip, "sign": self.sign, "export": self.ask_export}
        todo |= {"pack": self.pack, "close": self.close_gate}
        if self._next.act:
            todo[self._next.act]()

    def look_at(self) -> None:
        """The notice of the row in hand; without one, of the nearest that may have been meant."""
        row = self.row
        if row is None:
            return
        if row.records:
            self.recordWanted.emit(*row.records[0])
        elif row.near:
            self.recordWanted.emit(row.near[0].file, row.near[0].records[0])

    def _back(self) -> None:
        if self.search.text():
            self.search.clear()
        else:
            self.leaveWanted.emit()

    def sign(self) -> None:
        """Keep the lists, sign for what they are, and carry them out."""
        bench, month, lists = self._bench(), self.month, self.found
        if bench is None or month is None or lists is None:
            return
        told, root, month_id = entry_of(bench, lists, self._stated), self._stores(), month.id

        def kept(_nothing: object) -> None:
            counts = lists.counts
            summary = (
                named_month(month),
                f"{lists.read.source}　{len(lists.rows):,} 行",
                *rows.stated_lines(self._stated, lists),
                f"別送 {counts['redirect']:,} 通　引き抜き {counts['pull']:,} 通　合わない {len(lists.open_rows):,} 行",
            )
            act = lambda state, by: take_lists(state, by, month_id, told)  # noqa: E731
            self._desk.sign(act, "lists.read", summary, lambda _entries: self._carry(bench, lists), self.window())

        self._say("")
        self._desk.run_with(lambda book, session: keep_lists(book, session, root, month_id, lists), kept, self._refuse)

    def _carry(self, bench: Workbench, lists: RedirectLists) -> None:
        self._jobs.start(
            lambda progress: with_lists(bench, lists, progress),
            on_done=self.carried.emit,
            on_error=self._refuse,
            on_progress=self.progress.report,
            key=CARRY_JOB,
        )
        self._tell_next()

    def ask_export(self) -> None:
        """Choose the folder for 別紙10-1, 10-2, 10-3 and the confirmation."""
        chosen = QFileDialog.getExistingDirectory(self, tr("結果一覧を書き出すフォルダーを選ぶ"))
        if chosen:
            self.write_papers(Path(chosen))

    def write_papers(self, folder: Path) -> None:
        """The four papers; each file is an entry."""
        bench, month, known, lists = self._bench(), self.month, self.known, self.found
        if bench is None or month is None or known is None or lists is None:
            return
        name, stated = named_month(month), dict(known.stated)

        def work(book, session):
            made = papers(bench, lists, name, stated, datetime.now(UTC))
            return [write_with_entry(book, session, kind, folder / file, content) for kind, file, content in made]

        self._desk.run_with(
            work, lambda done: self.said.emit(f"{len(done)} ファイルを書き出しました：{folder.name}"), self._refuse
        )

    def stop(self) -> None:
        """Not after all."""
        for key in (READ_JOB, CARRY_JOB, PLAN_JOB):
            self._jobs.cancel(key)
        self._tell_next()
        self._say("中止しました。")

    def leave(self) -> None:
        """Forget the medium and what was read: plaintext goes with them."""
        for key in (READ_JOB, CARRY_JOB, PLAN_JOB):
            self._jobs.cancel(key)
        self._take_over(None)
        self.renew_soon()
