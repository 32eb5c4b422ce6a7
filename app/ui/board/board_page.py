"""The board: months with their gates and processes with their rounds, what blocks them, whose turn it is; the start of
everything that is done to them.
"""

from collections.abc import Callable, Sequence
from pathlib import Path

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QResizeEvent, QShowEvent
from PySide6.QtWidgets import QDialog, QHBoxLayout, QLabel, QPushButton, QSplitter, QStackedWidget, QVBoxLayout, QWidget

from app.errors import KenpanError
from app.language import tr
from app.month.today import Line, is_mine, key_of, month_key, standings
from app.signoff import gates, months
from app.signoff.checksheet import CheckSheet
from app.signoff.ledger import Entry
from app.signoff.live_parts import Live, for_month, for_process, for_run
from app.signoff.model import Evidence, Month
from app.signoff.processes import in_force
from app.signoff.signed import Part
from app.signoff.standing import MonthStanding, Standing
from app.ui.board import acts_row as acts
from app.ui.board import screen_keys
from app.ui.board.acts_row import ActsRow
from app.ui.board.bind_dialog import BindDialog
from app.ui.board.board_rows import HEADERS, WIDTHS, about_of, board_rows, next_act, pointless
from app.ui.board.cells import CellView
from app.ui.board.detail_rows import HISTORY_KINDS, history_of, month_history
from app.ui.board.empty import why_empty
from app.ui.board.gate_dialogs import GateDialog
from app.ui.board.leave import allow_pin
from app.ui.board.month_detail import MonthDetail
from app.ui.board.month_dialog import MonthDialog
from app.ui.board.process_detail import ProcessDetail
from app.ui.board.process_dialog import ProcessDialog
from app.ui.board.release_dialog import ReleaseDialog
from app.ui.board.setting_dialog import SettingDialog
from app.ui.board.store_dialog import StoreDialog
from app.ui.board.warm_up import ask_warm_up
from app.ui.kit import reasons
from app.ui.kit.cards import EmptyState
from app.ui.kit.shortcuts import bind
from app.ui.kit.words import named_month
from app.ui.shell.desk import Desk
from app.ui.shell.workers import Jobs

HISTORY_JOB = "board.history"
_NARROW_EM = 82
_SHARE, _LIST_EM = 0.46, 49
"""Of the width, for the list beside a job."""
_NO_MEDIUM = KenpanError(
    "board.medium", "媒体が開かれていません。", "ファイルのメニューから、当月か検証品の媒体を開いてください。"
)


class BoardPage(QWidget):
    """``roundWanted(round id)``: show the round; ``chooseWanted(process id)``: choose proofs for a new one;
    ``receptionWanted(month id)``: 受入.

    ``live`` gives the parts that this workstation holds (computed before, ``None`` without an open medium); call
    :meth:`renew` when they changed. ``evidence`` gives what the check of a month's open medium found and what was
    decided of it; nothing as long as it is not open or not checked. ``stores`` gives the folder of the months' stores.
    """

    roundWanted = Signal(str)
    chooseWanted = Signal(str)
    receptionWanted = Signal(str)

    def __init__(
        self,
        desk: Desk,
        sheet: CheckSheet,
        jobs: Jobs,
        live: Callable[[], Live] = lambda: None,
        parent: QWidget | None = None,
        *,
        evidence: Callable[[Month], tuple[Evidence, ...]] = lambda _month: (),
    ) -> None:
        super().__init__(parent)
        self._desk, self._sheet, self._jobs, self._live = desk, sheet, jobs, live
        self._evidence = evidence
        self.stores: Callable[[], Path] = lambda: Path("months")
        self._found: tuple[Line, ...] = ()
        self._history: tuple[Entry, ...] = ()
        self._sized = self._is_old = False
        self.title, self.note = QLabel(tr("月と工程")), QLabel()
        self.split = QSplitter(Qt.Orientation.Horizontal, self)
        self.stack, self.side = QStackedWidget(self.split), QStackedWidget(self.split)
        self.empty = EmptyState("board", parent=self.stack)
        self.mine = QPushButton(tr("自分の番だけ(&M)"))
        self.list = CellView("月と工程", HEADERS, WIDTHS, self.stack)
        self.list.setObjectName("board.list")
        self.acts = ActsRow()
        self._arrange()
        self._wire()
        self._say("")
        self.renew()

    def _arrange(self) -> None:
        for label in (self.title, self.note):
            label.setTextFormat(Qt.TextFormat.PlainText)
        self.title.setProperty("type", "title")
        self.note.setWordWrap(True)
        self.mine.setAutoDefault(False)
        self.mine.setCheckable(True)
        head = QHBoxLayout()
        head.addWidget(self.title)
        head.addStretch(1)
        head.addWidget(self.mine)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(8, 8, 8, 8)
        layout.addLayout(head)
        layout.addWidget(self.split, 1)
        self.split.setObjectName("board")
        self.split.addWidget(self.stack)
        self.split.addWidget(self.side)
        self.split.setStretchFactor(0, 58)
        self.split.setStretchFactor(1, 42)
        self.split.setChildrenCollapsible(False)
        for one in (self.list, self.empty):
            self.stack.addWidget(one)
        self.detail, self.month = ProcessDetail(self._sheet.settings, self.side), MonthDetail(self.side)
        for detail in (self.detail, self.month):
            self.side.addWidget(detail)
        layout.addWidget(self.note)
        layout.addWidget(self.acts)
        self.setFocusProxy(self.list)

    def _wire(self) -> None:
        self._desk.stateChanged.connect(self.renew_soon)
        self._desk.sessionChanged.connect(self.renew_soon)
        self.mine.toggled.connect(lambda _on: self._refill())
        self.list.moved.connect(self._show_chosen)
        self.list.entered.connect(lambda _key: self._do(acts.OPEN))
        self.detail.roundWanted.connect(self.roundWanted)
        self.acts.wanted.connect(self._do)
        bind(self, screen_keys.ACT, self.acts.click_lead)
        self.month.gateWanted.connect(self._open_gate)

    # What is shown

    @property
    def chosen(self) -> Line | None:
        """What is in the current row."""
        return next((one for one in self._found if key_of(one) == self.list.key), None)

    def _undecided(self, month: Month) -> int | None:
        return next((one.count for one in self._evidence(month) if one.name == "open"), None)

    def renew(self) -> None:
        """Show what the ledger and this workstation say now; what was refused before may be possible."""
        self._say("")
        self._is_old = False
        self._found = standings(self._desk.state, self._sheet, self._live(), self._undecided)
        self._refill()
        self._jobs.start(
            lambda progress: self._desk.book.history(tuple(HISTORY_KINDS)),
            on_done=self._show_history,
            on_error=self._refuse,
            key=HISTORY_JOB,
        )

    def renew_soon(self) -> None:
        """On a page that nobody sees, all lines are made and measured when it comes back."""
        self._is_old = not self.isVisible()
        if not self._is_old:
            self.renew()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if self._is_old:
            self.renew()

    def leave(self) -> None:
        """End all work, before the page is thrown away."""
        self._jobs.cancel(HISTORY_JOB)

    def _refill(self) -> None:
        account = self._desk.account
        mine = [one for one in self._found if is_mine(one, account)]
        listed = mine if self.mine.isChecked() else self._found
        self.mine.setText(tr("自分の番だけ {n_mine} 件(&M)", n_mine=len(mine)))
        self.list.show_rows(board_rows(listed if account else (), account))
        self.empty.say(*why_empty(self._desk, len(self._found)))
        self.stack.setCurrentWidget(self.list if account and listed else self.empty)
        self._show_chosen()

    def _show_chosen(self) -> None:
        one, account, state = self.chosen, self._desk.account, self._desk.state
        shown = one is not None and account is not None
        about = about_of(one) if shown else ""
        self.acts.allow(self._desk.may, about=about, pointless=pointless(one), first=next_act(one))
        self.acts.setVisible(account is not None)
        self._show_detail(shown)
        if one is None or account is None:
            self.detail.show_nothing()
            return
        if isinstance(one, MonthStanding):
            self.side.setCurrentWidget(self.month)
            self.month.show_month(state, one, for_month(self._live(), one.month))
        else:
            self.side.setCurrentWidget(self.detail)
            self.detail.show_process(state, one, account.id, for_process(self._live(), one.round))
        self._show_history(self._history)

    def _show_detail(self, on: bool) -> None:
        """A month or process beside the list; without one the list has all the room, and gives it back as it was."""
        if on and not self._sized and not self.split.property("moved"):
            self._share_room()
        self.side.setVisible(on)

    def _share_room(self) -> None:
        self._sized = True
        upright = self.split.orientation() == Qt.Orientation.Vertical
        wide = max(round(self.width() * _SHARE), self.fontMetrics().horizontalAdvance("漢") * _LIST_EM)
        listed, whole = (self.height() // 2, self.height()) if upright else (wide, self.width())
        self.split.setSizes([listed, whole - listed])

    def _show_history(self, entries: tuple[Entry, ...]) -> None:
        self._history = entries
        one, state, account = self.chosen, self._desk.state, self._desk.account
        if one is None or account is None:
            return
        if isinstance(one, MonthStanding):
            self.month.show_history(state, month_history(entries, one.month.id), account.id)
        else:
            self.detail.show_history(state, one, history_of(entries, state, one.process.id), account.id)

    # What people do

    def _do(self, act: str) -> None:
        self._say("")
        one = self.chosen
        if act in (acts.CREATE, acts.MONTH):
            self._create(act)
        elif act == acts.WARM_UP and one is not None:
            ask_warm_up(self._desk, one.month if isinstance(one, MonthStanding) else one.process, self)
        elif isinstance(one, MonthStanding):
            self._do_to_month(one, act)
        elif one is not None:
            self._do_to_process(one, act)

    def _do_to_process(self, one: Standing, act: str) -> None:
        if act == acts.OPEN:
            self._open(one)
        elif act == acts.CHOOSE:
            self._with_medium(lambda _live: self.chooseWanted.emit(one.process.id))
        elif act == acts.SETTING:
            self._pop_up(SettingDialog(self._desk, self._jobs, one.process, self._sheet.settings, self))
        elif act == acts.PIN:
            allow_pin(self._desk, one.process, self)
        elif act == acts.BIND:
            self._with_medium(lambda live: self._pop_up(BindDialog(self._desk, one.process, live, self)))

    def _do_to_month(self, one: MonthStanding, act: str) -> None:
        if act == acts.OPEN:
            force = in_force(self._desk.state, one.month.process)
            found = force.version or force.last
            if found is not None:
                self.roundWanted.emit(found.id)
        elif act == acts.RECEIVE:
            self.receptionWanted.emit(one.month.id)
        elif act == acts.STORE:
            self._pop_up(StoreDialog(self._desk, one.month, self.stores, self))
        elif act == acts.REOPEN:
            self._reopen(one)
        elif act == acts.BIND:
            self._with_medium(lambda live: self._pop_up(BindDialog(self._desk, one.month, live, self)))
        elif act == acts.CLOSE:
            self._close(one)
        elif act == acts.RELEASE:
            self._with_medium(lambda live: self._release(one.month, live))

    def _open_gate(self, gate: str) -> None:
        if gate == gates.RECEPTION and self._desk.may("reception.recorded"):
            self._do(acts.RECEIVE)

    def _open(self, one: Standing) -> None:
        if one.round is not None:
            self.roundWanted.emit(one.round.id)
        else:
            self._say(f"検証品はまだありません。次は「{one.next_step}」です。")

    def _create(self, act: str) -> None:
        if act == acts.MONTH:
            one = self.chosen
            process = one.process.id if isinstance(one, Standing) else one.month.process if one is not None else ""
            month = MonthDialog(self._desk, process, self)
            month.created.connect(lambda created: self._go_to(month_key(created)))
            self._pop_up(month)
            return

        def made(live: Sequence[Part]) -> None:
            dialog = ProcessDialog(self._desk, live, self)
            dialog.created.connect(self._go_to)
            self._pop_up(dialog)

        self._with_medium(made)

    def _with_medium(self, go_on: Callable[[Sequence[Part]], None]) -> None:
        live = self._live()
        if live is None:
            self._refuse(_NO_MEDIUM)
        else:
            go_on(live)

    def _close(self, one: MonthStanding) -> None:
        """The first gate that is not closed; 受入 has a page and 本番開始 a way of its own."""
        now = one.current
        if now is None or now.gate.kind != "gate.closed":
            self._say("完了できる関門はありません。" if now is None else f"次は「{now.next_step}」です。")
            return
        if now.name == gates.RECEPTION:
            self.receptionWanted.emit(one.month.id)
            return
        told = self._desk, one.month, now.name, self._evidence(one.month)
        self._with_medium(lambda live: self._pop_up(GateDialog(*told, for_run(live), self)))

    def _reopen(self, one: MonthStanding) -> None:
        shut = [each for each in one.gates if each.name in one.month.closed]
        if not shut:
            self._say("完了した関門はありません。")
            return
        chosen = self.month.gates.key
        last = next((each for each in shut if each.name == chosen), shut[-1])
        later = [gates.GATES[each].label for each in gates.closed_after(self._desk.state, one.month, last.name)]
        lost = f"あとの「{'」「'.join(later)}」も失効し、もう一度完了が要ります。" if later else ""
        about = f"{named_month(one.month)}の「{last.gate.label}」を再開します。{lost}完了したことは台帳に残ります。"

        def said(reason: str) -> None:
            act = lambda state, by: months.reopen_gate(state, by, one.month.id, last.name, reason)  # noqa: E731
            self._desk.sign(act, "gate.reopened", (about, f"理由：{reason}"), None, self)

        reasons.ask(self, f"{last.gate.label}の再開", about, reasons.REOPEN, said)

    def _release(self, month: Month, live: Sequence[Part]) -> None:
        """What was approved is out of sight as long as it is asked for."""
        dialog = ReleaseDialog(self._desk, self._jobs, month, live, self._sheet, self)
        for one in (self.detail, self.month):
            one.veil(on=True)
        dialog.finished.connect(lambda _result: self._unveil())
        self._pop_up(dialog)

    def _unveil(self) -> None:
        for one in (self.detail, self.month):
            one.veil(on=False)
        self._show_chosen()

    def _go_to(self, key: str) -> None:
        self.mine.setChecked(False)
        self.renew()
        self.list.go_to(key)
        self.list.setFocus()

    def _pop_up(self, dialog: QDialog) -> None:
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.open()

    def _refuse(self, error: KenpanError) -> None:
        self._say(f"！ {error}", alarm=True)

    def _say(self, text: str, *, alarm: bool = False) -> None:
        self.note.setText(tr(text))
        self.note.setVisible(bool(text))
        self.note.setProperty("role", "alarm" if alarm else "note")
        self.note.style().polish(self.note)

    # Size

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._turn()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange:
            self._turn()

    def _turn(self) -> None:
        """List and detail side by side, or below one another where the text has no room."""
        narrow = self.width() < self.fontMetrics().horizontalAdvance("漢") * _NARROW_EM
        for detail in (self.detail, self.month):
            detail.set_low(narrow)
        wanted = Qt.Orientation.Vertical if narrow else Qt.Orientation.Horizontal
        if wanted != self.split.orientation() or not self.split.property("moved"):
            self.split.setOrientation(wanted)
            self._share_room()
