"""ダミー of one month: the list on the left, expected beside printed, the piece in hand; one thing to do next."""

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QWidget,
)

from app.errors import KenpanError
from app.japan_time import JST
from app.language import tr
from app.lists.dummies import DummyList
from app.month.dummies.comparing import DummyPrint
from app.month.dummies.taking import TakenList, read_list
from app.month.looking.workbench import Workbench
from app.month.schedule.gate_dues import gate_dues
from app.proof.compared.source import ShownPair
from app.proof.model import PieceChoice
from app.proof.scanner import PLAIN, Scanner
from app.signoff import dummies as acts
from app.signoff.checksheet import dummy_sheet
from app.signoff.dummy_standing import dummies_of, rolls_of
from app.signoff.gates import DUMMIES
from app.signoff.live_parts import Live
from app.signoff.model import Month
from app.ui.dummies import rows, screen_keys
from app.ui.dummies.page_parts import PageParts
from app.ui.dummies.print_acts import COMPARE_JOB, PrintActs
from app.ui.dummies.signing_acts import DummyActs
from app.ui.dummies.take_dialog import TakeDialog
from app.ui.kit import tokens
from app.ui.kit.later import soon
from app.ui.kit.shortcuts import bind, keep_key
from app.ui.kit.words import named_month
from app.ui.rounds.drafts import Drafts
from app.ui.shell.desk import Desk
from app.ui.shell.workers import Jobs

TAKE_JOB = "dummies.take"


class DummiesPage(PrintActs, DummyActs, PageParts):
    """``said(text)`` for the status line; ``leaveWanted()``.

    ``bench`` gives the open medium, ``live`` the parts that this workstation holds.
    """

    said = Signal(str)
    leaveWanted = Signal()

    def __init__(
        self,
        desk: Desk,
        jobs: Jobs,
        *,
        bench: Callable[[], Workbench | None],
        live: Callable[[], Live] = lambda: None,
        scanner: Scanner = PLAIN,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(jobs, dummy_sheet(), scanner, parent)
        self._codes = scanner.codes
        self._desk, self._jobs, self._bench, self._live = desk, jobs, bench, live
        self._sheet, self._drafts = dummy_sheet(), Drafts()
        self._month_id, self._number, self._page, self._again = "", 0, -1, 0
        self.print: DummyPrint | None = None
        self.reprints: dict[int, tuple[DummyPrint, str]] = {}
        self.told: dict[int, dict[int, bool]] = {}
        self._fed: DummyPrint | None = None
        self._shown: ShownPair | None = None
        self.refused: DummyList | None = None
        self._next = rows.Next("", "")
        self._wire()

    def _wire(self) -> None:
        self.list.moved.connect(self._moved)
        self.list.entered.connect(lambda _key: self.panel.take_keyboard())
        self.panel.changed.connect(self._begun)
        self.panel.nextWanted.connect(self.go_on)
        self.panel.turned.connect(self.turn)
        self.panel.againWanted.connect(self.look_again)
        self.panel.scans.sideWanted.connect(self._show_side)
        self.feed.ready.connect(self._page_ready)
        self.feed.failed.connect(lambda _number, error: self._say(str(error)))
        self.rolls.kept.connect(self.keep_roll)
        self.rolls.discardWanted.connect(self.discard_roll)
        for button, act in (
            (self.take, self.ask_list),
            (self.compare, self.ask_print),
            (self.reprint, self.ask_reprint),
            (self.alike, self.ask_alike),
            (self.export, self.ask_export),
            (self.give_back, self.return_all),
            (self.sign, self.sign_piece),
            (self.act, self.act_now),
            (self.progress.stop, self.stop),
        ):
            button.clicked.connect(act)
        self.strip.decided.connect(self.say_same)
        bind(self, screen_keys.SAME, lambda: self.say_same(True))
        bind(self, screen_keys.OTHER, lambda: self.say_same(False))
        bind(self, screen_keys.ACT, self.act_now)
        keep_key(self, self.take)
        bind(self, screen_keys.SIGN, self.sign_piece)
        bind(self, screen_keys.BACK, self.leaveWanted.emit)
        self.renew_soon = soon(self, self.renew)
        self._desk.stateChanged.connect(self.renew_soon)
        self._desk.sessionChanged.connect(self._another_person)

    # What is shown

    @property
    def month(self) -> Month | None:
        """The month whose dummies these are."""
        return self._desk.state.months.get(self._month_id)

    @property
    def piece(self) -> PieceChoice | None:
        """The dummy in hand."""
        dummies = self._desk.state.dummies.get(self._month_id)
        return None if dummies is None else dummies.piece(self._number)

    def show_month(self, month_id: str) -> None:
        """The dummies of this month."""
        if month_id != self._month_id:
            self._forget()
        self._month_id = month_id
        self.renew()
        if self.piece is not None:
            self.panel.take_keyboard()

    def _today(self) -> str:
        return self._desk.book.clock().astimezone(JST).date().isoformat()

    def renew(self) -> None:
        """Look again: the ledger went on, or another medium is open."""
        month, state = self.month, self._desk.state
        if month is None:
            self.title.setText(tr("ダミー"))
            self._say_empty("月がありません", "品質責任者が月を登録すると、ここで機構ダミーを検査します。")
            self.panel.show_nothing("月がありません")
            self._tell_next()
            return
        self.title.setText(tr("ダミー　{named_month}", named_month=named_month(month)))
        dues = gate_dues(month, acts.first_or_change(state, month))[DUMMIES]
        self.due.setText(tr("　／　".join(one.text for one in dues)))
        dummies, rolls = dummies_of(state, month), rolls_of(state, month)
        self.list.show_rows(
            () if dummies is None else rows.dummy_rows(state, month, dummies, self.seen_of, self.pairs_of)
        )
        self.rolls.show_rolls(rolls, month, self._today(), writable=self._desk.may("roll.kept"))
        self.problems.show_rows(() if self.refused is None else rows.finding_rows(self.refused))
        if self.refused is None and self.tabs.currentWidget() is self.problems:
            self.tabs.setCurrentWidget(self.list)
        self.tabs.setTabVisible(2, self.refused is not None)
        tone, word = rows.badge_of(state, month)
        self.state.setText(tr(f"{tokens.TONES[tone].shape} {word}"))
        self.state.setProperty("tone", tone)
        self.state.style().polish(self.state)
        count = 0 if dummies is None else len(dummies.pieces)
        done = 0 if dummies is None else len(acts.as_round(state, month, dummies).results)
        self.tabs.setTabText(0, tr("機構 {done}/{count} 部", done=done, count=count))
        self.tabs.setTabText(1, tr("業者 {n_value} ロール", n_value=len({one.roll for one in rolls})))
        if dummies is not None and self.piece is None:
            self._number = next((one.number for one in dummies.pieces), 0)
        self._show_piece()
        self._tell_next()

    def _say_empty(self, title: str, step: str, act: str = "") -> None:
        self.empty.say(title, step, act)
        self.stack.setCurrentWidget(self.empty)
        self.panel.hide()  # there is no piece

    def _show_piece(self) -> None:
        month, piece, state = self.month, self.piece, self._desk.state
        dummies = state.dummies.get(self._month_id)
        if month is None or dummies is None or piece is None:
            self._say_empty("一覧がありません", "機構から受け取った機構ダミーデータ対象一覧を取り込みます。")
            self.panel.show_nothing("一覧を取り込んでください")
            return
        self.panel.show()
        self.list.go_to(str(piece.number))
        one = acts.as_round(state, month, dummies)
        result = one.results.get(piece.number)
        is_open = result is None or not result.passed or self._again == piece.number
        checks = self._desk.may("dummy.checked") and is_open and self._next.act != "export"
        draft = self._drafts.of(month.id, "check", piece) if checks else None
        if self.panel.piece is not piece or self.panel.draft is not draft:
            self.panel.show_piece(one, piece, draft, result)
        self._show_print(piece)
        self._tell_piece()

    def _tell_piece(self) -> None:
        piece, month, draft = self.piece, self.month, self.panel.draft
        self.sign.setEnabled(draft is not None)
        if piece is None or month is None:
            return
        if draft is None or not draft.begun:
            one = acts.as_round(self._desk.state, month, self._desk.state.dummies[month.id])
            result = one.results.get(piece.number)
            if result is not None:
                self.panel.verdict.show_result(result)
                return
            if draft is None:
                self.panel.verdict.show_nothing("□ 未検査　検査の署名は検査員が行います")
                return
        left = self.panel.left()
        seen, asked = self.seen_of(piece.number), self.asked_of(piece.number)
        left += [] if seen is not None else ["印刷データの照合"]
        left += [f"判定できない {len(asked)} か所"] if asked else []
        left += [f"責任者が決める文字の組 {told}"] if (told := self.pairs_of(piece.number)) else []
        own = () if seen is None or asked else acts.print_failures(seen)
        if left:
            self.panel.verdict.show_open([tr(one) for one in left], [*self.panel.failures(), *own])
            return
        try:
            self.panel.verdict.show_ready(self._draft(piece).data["failures"], screen_keys.SIGN)
        except KenpanError as error:
            self.panel.verdict.show_refused(str(error))

    def _begun(self) -> None:
        """Whoever begins to check before the warm-up of the day is led to it; what was scanned stays."""
        draft = self.panel.draft
        if draft is None or not draft.begun or self._desk.may_sign(("dummy.checked",)):
            self._tell_piece()

    def _tell_next(self) -> None:
        month, account = self.month, self._desk.account
        running = self._jobs.running(TAKE_JOB) or self._jobs.running(COMPARE_JOB)
        checks, decides = self._desk.may("dummy.checked"), self._desk.may("dummies.approved")
        by = "" if account is None else account.id
        self._next = rows.Next("", "月がありません")
        if month is not None:
            state = self._desk.state
            self._next = rows.next_act(
                state, month, self.print, checks=checks, decides=decides, by=by, old_form=self.is_of_old_form
            )
        self.act.setText(tr(self._next.text))
        self.act.setEnabled(bool(self._next.act) and not running)
        self.progress.setVisible(running)
        there = month is not None and self._bench() is not None
        listed = there and self._month_id in self._desk.state.dummies
        self.take.setEnabled(there and not running and self._desk.may("dummies.listed"))
        self.take.setVisible(self._next.act != "take")  # nothing is offered twice
        self.compare.setEnabled(listed and not running)
        dummies = self._desk.state.dummies.get(self._month_id)
        self.reprint.setVisible(checks and dummies is not None and self._number in dummies.results)
        self.reprint.setEnabled(listed and not running)
        self.export.setEnabled(self._month_id in self._desk.state.dummies)
        self.give_back.setVisible(decides and self._next.act == "approve")
        self.sign.setVisible(checks and self.piece is not None)

    # What people do

    def act_now(self) -> None:
        """The one thing to do."""
        todo = {"take": self.ask_list, "compare": self.ask_print, "sign": self.sign_all}
        todo |= {"again": self.compare_again, "approve": self.approve, "export": self.ask_export}
        if self._next.act:
            todo[self._next.act]()

    def _moved(self) -> None:
        key = self.list.key
        if key.isdigit() and int(key) != self._number:
            self._number, self._page = int(key), -1
            self._show_piece()

    def turn(self, by: int) -> None:
        """The next (1) or previous (-1) dummy."""
        dummies = self._desk.state.dummies.get(self._month_id)
        if dummies is not None and dummies.piece(self._number + by) is not None:
            self._take(self._number + by)

    def look_again(self) -> None:
        """The dummy in hand is looked at anew; its result stands until another one is signed."""
        if self.piece is not None and self._desk.may("dummy.checked"):
            self._again = self._number
            self.renew()

    def _take(self, number: int) -> None:
        self._number, self._page = number, -1
        self._show_piece()
        self.panel.take_keyboard()

    def go_on(self) -> None:
        """The next dummy that is not checked."""
        month, dummies = self.month, self._desk.state.dummies.get(self._month_id)
        if month is None or dummies is None:
            return
        done = acts.as_round(self._desk.state, month, dummies).results
        left = [one.number for one in dummies.pieces if one.number not in done]
        if left:
            self._take(next((at for at in left if at > self._number), left[0]))

    def ask_list(self) -> None:
        """Choose the list of the agency."""
        dialog = TakeDialog(self)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.chosen.connect(self.take_list)
        dialog.open()

    def take_list(self, path: Path, counts: Path | int) -> None:
        """Hold a list against the medium; without an error it is signed for."""
        bench, month = self._bench(), self.month
        if bench is None or month is None:
            self._say("当月の媒体を開いてください（Ctrl+O）。")
            return
        self._say("")
        self._jobs.start(
            lambda progress: read_list(bench, path, counts, progress),
            on_done=self._taken,
            on_error=self._refuse,
            on_progress=self.progress.report,
            key=TAKE_JOB,
        )
        self._tell_next()

    def _taken(self, taken: TakenList) -> None:
        month, found = self.month, taken.list
        self.refused = found if found.findings else None
        self.renew()
        if month is None or found.findings:
            self.tabs.setCurrentWidget(self.problems)
            self._say(f"一覧に誤りが {len(found.findings):,} 件あります。受け取っていません。機構に確かめてください。")
            return
        summary = (
            named_month(month),
            f"{found.source}　{found.rows:,} 件（{taken.paper} と一致）　現品 {len(taken.pieces):,} 部",
            *(f"列：{label} ＝「{text}」" for label, text in found.headers.items()),
            found.stand_in,
        )
        sheet = self._sheet

        def act(state, by):
            own = found.sha256, found.source, found.rows, taken.paper, taken.pieces, sheet
            return acts.take_list(state, by, month.id, taken.manifest, *own)

        self._sign(act, "dummies.listed", summary)

    def stop(self) -> None:
        """Neither after all."""
        for key in (TAKE_JOB, COMPARE_JOB):
            self._jobs.cancel(key)
        self._tell_next()
        self._say("中止しました。")

    # From elsewhere

    def _another_person(self) -> None:
        """What one person scanned and saw is not what another one signs."""
        self._drafts.clear()
        self.told.clear()
        self._say("")
        self.renew_soon()

    def _forget(self) -> None:
        self._drafts.clear()
        self.feed.use(None)
        self.view.show_pair(None)
        self.print, self.refused, self._number, self._page = None, None, 0, -1
        self.reprints.clear()
        self.told.clear()
        self._fed, self._shown = None, None

    def leave(self) -> None:
        """Forget the medium and what was found: plaintext goes with them."""
        for key in (TAKE_JOB, COMPARE_JOB):
            self._jobs.cancel(key)
        self._forget()
        self.renew_soon()
