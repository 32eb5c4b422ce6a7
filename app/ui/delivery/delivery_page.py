"""配信 of either side: what is in hand, what it says, and the one thing to do next."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from app.delivery.status import HISTORY, history_lines, named
from app.errors import KenpanError
from app.language import tr
from app.signoff.exchange import choose_scope
from app.signoff.exchange_kinds import ESTABLISHMENT, FUND
from app.signoff.exchange_model import Exchange, FormBatch
from app.ui.delivery import history, rows, screen_keys
from app.ui.delivery.batch_acts import BatchActs
from app.ui.delivery.establishment_acts import EstablishmentActs
from app.ui.delivery.filing_acts import FilingActs
from app.ui.delivery.fund_acts import FundActs
from app.ui.delivery.next_act import Hand, allowed, next_act
from app.ui.delivery.page_parts import PageParts
from app.ui.delivery.place_acts import PlaceActs
from app.ui.kit import tokens
from app.ui.kit.later import soon
from app.ui.kit.shortcuts import bind
from app.ui.shell.desk import Desk
from app.ui.shell.workers import Jobs


class DeliveryPage(FundActs, BatchActs, EstablishmentActs, FilingActs, PlaceActs, PageParts):
    """``said(text)`` for the status line; ``leaveWanted()``. ``root`` gives the folder of the encrypted store."""

    said = Signal(str)
    leaveWanted = Signal()

    def __init__(self, desk: Desk, jobs: Jobs, root: Callable[[], Path], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk, self._jobs, self._root = desk, jobs, root
        self._things: dict[str, list[Any]] = {}
        self.intakes = {}
        self._seen: object = None
        self._past: object = None
        self._next = rows.Next("", "")
        self._wire()
        self.renew()

    def _wire(self) -> None:
        for name, act in self._acts().items():
            if name in self.buttons:
                self.buttons[name].clicked.connect(act)
        self.export.clicked.connect(self.ask_export)
        self.act.clicked.connect(self.act_now)
        self.progress.stop.clicked.connect(self.stop)
        self.search.textChanged.connect(self._only)
        self.tabs.currentChanged.connect(lambda _at: self._show())
        self.scope.activated.connect(lambda _at: self._choose())
        self.empty.wanted.connect(self.act_now)
        bind(self, screen_keys.ACT, self.act_now)
        bind(self, screen_keys.FIND, self.search.setFocus)
        bind(self, screen_keys.BACK, self._back)
        self.renew_soon = soon(self, self.renew)
        self._desk.stateChanged.connect(self.renew_soon)
        self._desk.sessionChanged.connect(self.renew_soon)

    def _acts(self) -> dict[str, Callable[[], object]]:
        return {
            "begin": self.ask_begin,
            "take": self.ask_take, "see": self.ask_see, "discard": self.ask_discard, "keys": self.ask_keys,
            "sign": self.ask_sign, "sign_part": self.ask_sign, "approve": self.ask_approve, "deliver": self.ask_deliver,
            "again": self.ask_again, "receipt": self.ask_receipt, "erasing": self.ask_erasing, "erase": self.ask_erase,
            "open": self.ask_open, "look": self.look, "slip": self.sign_slip, "slip_again": self.ask_slip,
            "enter": self.ask_enter,
            "enrol": self.ask_enrol, "remove": self.ask_remove, "fund": self.ask_fund, "card": self.ask_card,
            "filing_in": self.ask_filing_in, "check": self.ask_check, "accept": self.ask_accept,
            "send_back": self.ask_send_back, "file": self.ask_file,
        }  # fmt: skip

    def _only(self, text: str) -> None:
        for table in self.tables.values():
            table.only(text)

    # What is in hand

    @property
    def own(self) -> Exchange:
        """The exchange as the ledger knows it."""
        return self._desk.state.exchange

    @property
    def tab(self) -> str:
        """Which tab is in front."""
        at = self.tabs.currentIndex()
        return list(self.tables)[at] if 0 <= at < len(self.tables) else ""

    @property
    def hand(self) -> Hand:
        """The line in hand."""
        table = self.tables.get(self.tab)
        things = self._things.get(self.tab, [])
        at = -1 if table is None else table.current
        return Hand(self.tab, things[at]) if 0 <= at < len(things) else Hand(self.tab, None)

    # What is shown

    def renew(self) -> None:
        """Look again: the ledger went on, or somebody else sits here."""
        own, state = self.own, self._desk.state
        tone, word = rows.state_of(state)
        self.state.setText(tr(f"{tokens.TONES[tone].shape} {word}"))  # type: ignore[index]
        self.state.setProperty("tone", tone)
        self.state.style().polish(self.state)
        side = {FUND: "基金", ESTABLISHMENT: "事業所"}.get(own.side, "")
        self.title.setText(tr(f"配信　{side}　{own.name}" if own.is_on else "配信"))
        self.stack.setCurrentIndex(0 if own.is_on else 1)
        if not own.is_on:
            step = "基金の帳票を事業所へ、届出を基金へ、媒体で受け渡します。始めるのは管理者です。"
            self.empty.say("配信は始めていません", step, next_act(own, self.hand, "", self._desk.may).text)
        before = list(self.tables)
        tabs = self.make_tabs(own.side)
        if before != list(self.tables):
            for table in self.tables.values():
                table.moved.connect(lambda _row: self._show())
                table.entered.connect(lambda _row: self.look())
        self._fill(tabs)
        self._fill_scope()
        self._show()

    def _fill(self, tabs: tuple[rows.Tab, ...]) -> None:
        own = self.own
        seen = own, tuple(self.tables)
        if self._seen == seen:
            return
        self._seen = seen
        filled = history.filled(own) if own.is_on else {}
        for at, tab in enumerate(tabs):
            if tab.id in filled:
                things, cells = filled[tab.id]
                self._things[tab.id] = things
                self.tables[tab.id].show_rows(cells)
                self.tabs.setTabText(at, tr(f"{tab.word} {len(things):,}"))
        self._past = None

    def _ask_history(self) -> None:
        """The operation history is read from the ledger when somebody looks at it."""
        state = self._desk.state
        if self.tab != "history" or self._past is state:
            return
        self._past = state

        def work(book: Any, _session: Any) -> tuple[list[Any], list[rows.Cells]]:
            entries = list(reversed(book.history(tuple(sorted(HISTORY)))))
            return entries, [tuple(one) for one in history_lines(state, entries)]

        def done(both: tuple[list[Any], list[rows.Cells]]) -> None:
            if "history" in self.tables:
                self._things["history"] = both[0]
                self.tables["history"].show_rows(both[1])

        self._desk.run_with(work, done, self._refuse)

    def _fill_scope(self) -> None:
        own, account = self.own, self._desk.account
        is_there = own.side == ESTABLISHMENT
        self.scope.setVisible(is_there)
        self.scope_word.setVisible(is_there)
        if not is_there:
            return
        chosen = own.scopes.get("" if account is None else account.id, "")
        self.scope.clear()
        self.scope.addItem(tr("選んでください"), "")
        for one in own.establishments.values():
            self.scope.addItem(tr(named(own, one.id)), one.id)
        self.scope.setCurrentIndex(max(self.scope.findData(chosen), 0))

    def _show(self) -> None:
        hand, account = self.hand, self._desk.account
        more = self.found_in(hand.thing) if isinstance(hand.thing, FormBatch) else ()
        self.show_lines(history.lines_of(self._desk.state, hand, more))
        self._ask_history()
        by = "" if account is None else account.id
        self._next = next_act(self.own, hand, by, self._desk.may)
        running = self._jobs.running(self.JOB)
        self.act.setText(tr(self._next.text))
        self.act.setEnabled(bool(self._next.act) and not running)
        self.act.setVisible(bool(self._next.text) and self.own.is_on)
        self.export.setVisible(self.own.is_on)
        self.progress.setVisible(running)
        on = {} if running or not self.own.is_on else allowed(self.own, hand, by, self._desk.may)
        self.show_buttons(on)

    def act_now(self) -> None:
        """The one thing to do."""
        if self._next.act:
            self._acts()[self._next.act]()

    def _back(self) -> None:
        if self.search.text():
            self.search.clear()
        else:
            self.leaveWanted.emit()

    def leave(self) -> None:
        """Nothing runs on."""
        self._jobs.cancel(self.JOB)
        self._say("")

    def stop(self) -> None:
        """Not after all."""
        self._jobs.cancel(self.JOB)
        self._show()
        self._say("中止しました。")

    # For the acts

    def _say(self, text: str) -> None:
        self.note.setText(tr(f"▲ {text}" if text else ""))
        self.note.setVisible(bool(text))

    def _refuse(self, error: KenpanError) -> None:
        self._show()
        self._say(str(error))

    def _choose(self) -> None:
        wanted = str(self.scope.currentData())
        account = self._desk.account
        if account is None or not wanted or self.own.scopes.get(account.id) == wanted:
            return
        self._say("")
        self._desk.run(lambda state, by: choose_scope(state, by, wanted), None, self._refuse)
