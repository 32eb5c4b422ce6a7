"""報告 of one month: papers, what is held and what is erased on the left, the line in hand on the right."""

from collections.abc import Callable

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from app.errors import KenpanError
from app.language import tr
from app.month.looking.workbench import Workbench
from app.month.papers.making import ELSEWHERE, MADE
from app.month.parts_in_use import media_part
from app.month.schedule.gate_dues import gate_dues
from app.signoff.custody_model import PAPERS, Holding
from app.signoff.custody_standing import handed_of, holdings_of
from app.signoff.gates import REPORTS, RETURN, medium_of
from app.signoff.live_parts import Live
from app.signoff.model import Attachment, Month
from app.ui.kit.later import soon
from app.ui.kit.lines import LinesTable
from app.ui.kit.shortcuts import bind
from app.ui.kit.words import named_month
from app.ui.papers import rows, screen_keys
from app.ui.papers.custody_acts import CustodyActs
from app.ui.papers.page_parts import HELD_TAB, LOGS_TAB, PAPERS_TAB, PageParts
from app.ui.papers.paper_acts import PaperActs
from app.ui.shell.desk import Desk


class PapersPage(PaperActs, CustodyActs, PageParts):
    """``said(text)`` for the status line; ``leaveWanted()``.

    ``bench`` gives the open medium, whose notices 月間報告書 counts if it is the month's.
    """

    said = Signal(str)
    leaveWanted = Signal()

    def __init__(
        self,
        desk: Desk,
        *,
        live: Callable[[], Live] = lambda: None,
        bench: Callable[[], Workbench | None] = lambda: None,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._desk, self._live, self._bench = desk, live, bench
        self._month_id = ""
        self._held: tuple[Holding, ...] = ()
        self._logs: tuple[tuple[str, Attachment], ...] = ()
        self._next = rows.Next("", "")
        self._wire()

    def _wire(self) -> None:
        for table in self.tables:
            table.moved.connect(lambda _row: self._show_row())
            table.entered.connect(lambda _row: self._do_row())
            self.search.textChanged.connect(table.only)
        self.tabs.currentChanged.connect(lambda _at: self._show_row())
        for button, act in (
            (self.write, self.ask_write),
            (self.fill, self.fill_in),
            (self.hand, self.ask_hand),
            (self.add, self.add_holding),
            (self.move_out, self.ask_move),
            (self.confirm, self.confirm_gone),
            (self.erase, self.erase_log),
            (self.check, self.ask_check),
            (self.pack, self.ask_pack),
            (self.act, self.act_now),
        ):
            button.clicked.connect(act)
        bind(self, screen_keys.ACT, self.act_now)
        bind(self, screen_keys.FIND, self.search.setFocus)
        bind(self, screen_keys.BACK, self._back)
        self.renew_soon = soon(self, self.renew)
        self._desk.stateChanged.connect(self.renew_soon)
        self._desk.sessionChanged.connect(self.renew_soon)

    # What is in hand

    @property
    def month(self) -> Month | None:
        """The month whose papers these are."""
        return self._desk.state.months.get(self._month_id)

    @property
    def paper(self) -> str:
        """The paper in hand."""
        at = self.papers.current
        return list(PAPERS)[at] if at >= 0 else ""

    @property
    def holding(self) -> Holding | None:
        """The holding in hand."""
        at = self.held.current
        return self._held[at] if 0 <= at < len(self._held) else None

    @property
    def log(self) -> Attachment | None:
        """The attachment in hand."""
        at = self.logs.current
        return self._logs[at][1] if 0 <= at < len(self._logs) else None

    def _own_bench(self) -> Workbench | None:
        """The open medium, if it is the month's."""
        bench, month = self._bench(), self.month
        is_own = bench is not None and month is not None and media_part(bench).sha256 == medium_of(month)
        return bench if is_own else None

    # What is shown

    def show_month(self, month_id: str) -> None:
        """The papers of this month."""
        self._month_id = month_id
        self.renew()

    def renew(self) -> None:
        """Look again: the ledger went on."""
        state, month = self._desk.state, self.month
        self.title.setText(tr("報告・返却" if month is None else f"報告・返却　{named_month(month)}"))
        self.stack.setCurrentWidget(self.empty if month is None else self.split)
        if month is None:
            self.empty.say("月がありません", "工程の画面で月を登録すると、報告物と管理対象がここに並びます。")
            self.papers.show_rows([])
            self._held, self._logs = (), ()
        else:
            for widget, gate in ((self.reported, REPORTS), (self.returned, RETURN)):
                self.tell(widget, *rows.badge_of(state, month, gate))
            self._fill(month)
        account = self._desk.account
        self._next = rows.next_act(
            state,
            month,
            may=self._desk.may("paper.handed"),
            decides=self._desk.may("gate.closed"),
            by="" if account is None else account.id,
        )
        self.act.setText(tr(self._next.text))
        self.act.setEnabled(bool(self._next.act))
        self.act.setVisible(month is not None)
        self._show_row()

    def _fill(self, month: Month) -> None:
        state = self._desk.state
        self.papers.show_rows([rows.paper_cells(state, month, one) for one in PAPERS])
        self._held = (*holdings_of(state, month.id), *holdings_of(state, ""))
        self.held.show_rows([rows.held_cells(one) for one in self._held])
        rounds = [one for one in state.rounds.values() if one.process == month.process]
        self._logs = tuple((f"検証品 {one.number} 回目", log) for one in rounds for log in one.attachments)
        self.logs.show_rows([rows.log_cells(state, title, log) for title, log in self._logs])
        left = sum(not one.is_settled for one in self._held)
        self.tabs.setTabText(
            PAPERS_TAB,
            tr("報告物 {n_handed_of}/{n_papers} 種", n_handed_of=len(handed_of(state, month)), n_papers=len(PAPERS)),
        )
        self.tabs.setTabText(
            HELD_TAB, tr(f"個人情報等管理台帳 {len(self._held):,} 点" + (f"（残り {left:,} 点）" if left else ""))
        )
        self.tabs.setTabText(LOGS_TAB, tr("添付の消去 {n_logs:,} 件", n_logs=len(self._logs)))

    def _show_row(self) -> None:
        month, table = self.month, self.tabs.currentWidget()
        one, log = self.holding, self.log
        on_papers, on_held = table is self.papers, table is self.held
        if month is None:
            self.show_lines(())
        elif on_papers and self.paper:
            self.show_lines(rows.paper_lines(self._desk.state, month, self.paper))
        elif on_held and one is not None:
            self.show_lines(rows.held_lines(one, rows.due_of(one, gate_dues(month))))
        elif log is not None and not on_papers and not on_held:
            cells = rows.log_cells(self._desk.state, next(title for title, own in self._logs if own is log), log)
            self.show_lines((*zip(rows.LOG_HEADERS, cells, strict=True), ("SHA-256", log.sha256)))
        else:
            self.show_lines(())
        may = self._desk.may("paper.handed")
        self.write.setVisible(on_papers)
        self.write.setEnabled(self.paper in MADE or self.paper in ELSEWHERE)
        self.fill.setVisible(on_papers and bool(rows.typed_of(self.paper)))
        self.hand.setVisible(on_papers)
        self.move_out.setVisible(on_held)
        self.confirm.setVisible(on_held)
        self.erase.setVisible(table is self.logs)
        waits = one is not None and one.moved is not None and one.moved.confirmed is None
        self.move_out.setEnabled(may and one is not None and not one.is_settled)
        self.confirm.setEnabled(may and waits)
        self.fill.setEnabled(may)
        self.hand.setEnabled(may and bool(self.paper))
        self.add.setEnabled(may and month is not None)
        self.pack.setEnabled(self._desk.may("evidence.packed") and month is not None)
        asked = None if log is None else self._desk.state.erasures.get(log.sha256)
        self.erase.setText(tr("消去を決めて署名(&R)…" if asked is not None else "消去を申し出る(&R)…"))
        kind = "attachment.erasing" if asked is None else "attachment.erased"
        self.erase.setEnabled(log is not None and self._desk.may(kind) and (asked is None or asked.erased is None))

    def _say(self, text: str) -> None:
        self.note.setText(tr(text if not text or text[0] in "○×" else f"▲ {text}"))
        self.note.setProperty("role", "" if text.startswith("○") else "alarm")
        self.note.style().polish(self.note)
        self.note.setVisible(bool(text))

    def _refuse(self, error: KenpanError) -> None:
        self.renew()
        self._say(str(error))

    # What people do

    def act_now(self) -> None:
        """The one thing to do."""
        if self._next.act == "hand":
            self._go(self.papers, next(at for at, one in enumerate(PAPERS) if self._is_due(one)))
            self.ask_hand()
        elif self._next.act in ("move", "confirm"):
            confirm, by = self._next.act == "confirm", self._by()
            self._go(self.held, next(at for at, one in enumerate(self._held) if _is_next(one, by, confirm=confirm)))
            self.confirm_gone() if confirm else self.ask_move()
        elif self._next.act == "close":
            self.close_gate()
        elif self._next.act == "pack":
            self.ask_pack()

    def _is_due(self, paper: str) -> bool:
        month = self.month
        return month is not None and PAPERS[paper].monthly and paper not in handed_of(self._desk.state, month)

    def _go(self, table: LinesTable, at: int) -> None:
        self.search.clear()
        self.tabs.setCurrentWidget(table)
        table.setCurrentIndex(table.lines.index(table.lines.row_of(at) or 0, 0))

    def _do_row(self) -> None:
        table, one = self.tabs.currentWidget(), self.holding
        if table is self.papers:
            self.ask_write()
        elif table is self.logs:
            self.erase_log()
        elif one is not None and one.moved is not None and one.moved.confirmed is None:
            self.confirm_gone()
        else:
            self.ask_move()

    def _back(self) -> None:
        if self.search.text():
            self.search.clear()
        else:
            self.leaveWanted.emit()

    def leave(self) -> None:
        """Nothing of a medium is kept here."""
        self._say("")


def _is_next(one: Holding, by: str, *, confirm: bool) -> bool:
    if not one.month or one.is_settled:
        return False
    if not confirm:
        return one.moved is None
    return one.moved is not None and one.moved.signature.by != by
