"""The job board: what is open, what blocks it, whose turn it is; the start of everything that is done to a job."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import (
    QDialog,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QSplitter,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from app.errors import KenpanError
from app.signoff.checksheet import CheckSheet
from app.signoff.ledger import Entry
from app.signoff.live_parts import Live, for_board
from app.signoff.model import Part
from app.signoff.standing import Standing
from app.ui.board import acts_row as acts
from app.ui.board.acts_row import ActsRow
from app.ui.board.bind_dialog import BindDialog
from app.ui.board.board_rows import HEADERS, WIDTHS, board_rows, is_mine, standings
from app.ui.board.cells import CellView
from app.ui.board.detail_rows import HISTORY_KINDS, history_of
from app.ui.board.job_detail import JobDetail
from app.ui.board.job_dialog import JobDialog
from app.ui.board.release_dialog import ReleaseDialog
from app.ui.board.setting_dialog import SettingDialog
from app.ui.desk import Desk
from app.ui.shortcuts import PEOPLE
from app.ui.workers import Jobs

HISTORY_JOB = "board.history"
_NARROW_EM = 72
_SHARE = 0.58
"""Of the width, for the list beside a job."""
_NO_MEDIUM = KenpanError(
    "board.medium", "媒体が開かれていません。", "ファイルのメニューから、当月か検証品の媒体を開いてください。"
)
_NOBODY = "ログインすると、仕事の一覧が出ます。"
_EMPTY = "まだ仕事がありません。\n\n"
_FIRST_LEAD = (
    "1　当月の媒体か検証品の媒体を開きます（Ctrl+O）\n"
    "2　下の「仕事を登録」で、月と件名を付けます\n"
    "3　印刷機などの工程の設定を登録します\n"
    "4　検査員が検証品を選び、検査を始めます"
)
_FIRST_OTHER = "品質責任者が仕事を登録すると、ここに並びます。"
_FIRST_ADMIN = f"\n\n人を登録するには {PEOPLE}（人と権限）"


class BoardPage(QWidget):
    """``roundWanted(round id)``: show the round; ``chooseWanted(job id)``: choose proofs for a new one.

    ``live`` gives the parts that this workstation holds (computed before, ``None`` without an open medium); call
    :meth:`renew` when they changed.
    """

    roundWanted = Signal(str)
    chooseWanted = Signal(str)

    def __init__(
        self,
        desk: Desk,
        sheet: CheckSheet,
        jobs: Jobs,
        live: Callable[[], Live] = lambda: None,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._desk, self._sheet, self._jobs, self._live = desk, sheet, jobs, live
        self._found: tuple[Standing, ...] = ()
        self._history: tuple[Entry, ...] = ()
        self._sized = False
        self.title, self.note = QLabel("仕事の一覧"), QLabel()
        self.empty = QLabel()
        self.mine = QPushButton("自分の番だけ(&M)")
        self.list = CellView("仕事の一覧", HEADERS, WIDTHS)
        self.detail = JobDetail(sheet.settings)
        self.acts = ActsRow()
        self.stack, self.split = QStackedWidget(), QSplitter(Qt.Orientation.Horizontal)
        self._arrange()
        self._wire()
        self._say("")
        self.renew()

    def _arrange(self) -> None:
        for label in (self.title, self.note, self.empty):
            label.setTextFormat(Qt.TextFormat.PlainText)
        font = self.title.font()
        font.setBold(True)
        font.setPointSizeF(font.pointSizeF() * 1.3)
        self.title.setFont(font)
        self.note.setWordWrap(True)
        self.empty.setWordWrap(True)
        self.empty.setMargin(40)
        self.empty.setAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        self.mine.setAutoDefault(False)
        self.mine.setCheckable(True)
        head = QHBoxLayout()
        head.addWidget(self.title)
        head.addStretch(1)
        head.addWidget(self.mine)
        self.stack.addWidget(self.list)
        self.stack.addWidget(self.empty)
        self.split.addWidget(self.stack)
        self.split.addWidget(self.detail)
        self.split.setStretchFactor(0, 58)
        self.split.setStretchFactor(1, 42)
        self.split.setChildrenCollapsible(False)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(8, 8, 8, 8)
        layout.addLayout(head)
        layout.addWidget(self.split, 1)
        layout.addWidget(self.note)
        layout.addWidget(self.acts)
        self.setFocusProxy(self.list)

    def _wire(self) -> None:
        self._desk.stateChanged.connect(self.renew)
        self._desk.sessionChanged.connect(self._another_person)
        self.mine.toggled.connect(lambda _on: self._refill())
        self.list.moved.connect(self._show_chosen)
        self.list.entered.connect(lambda _key: self._do(acts.OPEN))
        self.detail.roundWanted.connect(self.roundWanted)
        self.acts.wanted.connect(self._do)

    # What is shown

    @property
    def chosen(self) -> Standing | None:
        """The job in the current row."""
        return next((one for one in self._found if one.job.id == self.list.key), None)

    def renew(self) -> None:
        """Show what the ledger and this workstation say now; what was refused before may be possible."""
        self._say("")
        self._found = standings(self._desk.state, self._sheet, self._live())
        self._refill()
        self._jobs.start(
            lambda progress: self._desk.book.history(tuple(HISTORY_KINDS)),
            on_done=self._show_history,
            on_error=self._refuse,
            key=HISTORY_JOB,
        )

    def leave(self) -> None:
        """End all work, before the page is thrown away."""
        self._jobs.cancel(HISTORY_JOB)

    def _another_person(self) -> None:
        self._say("")
        self.renew()

    def _refill(self) -> None:
        account = self._desk.account
        mine = [one for one in self._found if is_mine(one, account)]
        listed = mine if self.mine.isChecked() else self._found
        self.mine.setText(f"自分の番だけ {len(mine)}(&M)")
        self.list.show_rows(board_rows(listed if account else (), account))
        self.empty.setText(self._why_empty())
        self.stack.setCurrentWidget(self.list if account and listed else self.empty)
        self._show_chosen()

    def _why_empty(self) -> str:
        if self._desk.account is None:
            return _NOBODY
        if self._found:
            return f"自分の番の仕事はありません。\n\n「自分の番だけ」を解くと、全 {len(self._found)} 件が出ます。"
        first = _FIRST_LEAD if self._desk.may("job.created") else _FIRST_OTHER
        return _EMPTY + first + (_FIRST_ADMIN if self._desk.may("account.created") else "")

    def _show_chosen(self) -> None:
        one, account = self.chosen, self._desk.account
        shown = one is not None and account is not None
        opened, released = one is not None and one.round is not None, one is not None and one.turn is None
        self.acts.allow(self._desk.may, chosen=shown, opened=opened, released=released)
        self.acts.setVisible(account is not None)
        self._show_detail(one is not None and account is not None)
        if one is None or account is None:
            self.detail.show_nothing()
            return
        self.detail.show_job(self._desk.state, one, account.id, for_board(self._live(), one.job, one.round))
        self._show_history(self._history)

    def _show_detail(self, on: bool) -> None:
        """A job beside the list; without one the list has all the room, and gives it back as it was."""
        if on and not self._sized:
            self._share_room()
        self.detail.setVisible(on)

    def _share_room(self) -> None:
        self._sized = True
        upright = self.split.orientation() == Qt.Orientation.Vertical
        whole, share = (self.height(), 0.5) if upright else (self.width(), _SHARE)
        self.split.setSizes([round(whole * share), round(whole * (1 - share))])

    def _show_history(self, entries: tuple[Entry, ...]) -> None:
        self._history = entries
        one, state, account = self.chosen, self._desk.state, self._desk.account
        if one is not None and account is not None:
            self.detail.show_history(state, one, history_of(entries, state, one.job.id), account.id)

    # What people do

    def _do(self, act: str) -> None:
        self._say("")
        one = self.chosen
        if act == acts.CREATE:
            self._create()
        elif one is None:
            return
        elif act == acts.OPEN:
            self._open(one)
        elif act == acts.CHOOSE:
            self._choose(one)
        elif act == acts.SETTING:
            self._pop_up(SettingDialog(self._desk, self._jobs, one.job, self._sheet.settings, self))
        else:
            self._with_medium(one, act)

    def _open(self, one: Standing) -> None:
        if one.round is not None:
            self.roundWanted.emit(one.round.id)
        else:
            self._say(f"検証品はまだありません。次は「{one.next_step}」です。")

    def _choose(self, one: Standing) -> None:
        if self._live() is None:
            self._refuse(_NO_MEDIUM)
        else:
            self.chooseWanted.emit(one.job.id)

    def _create(self) -> None:
        live = self._live()
        if live is None:
            self._refuse(_NO_MEDIUM)
        else:
            dialog = JobDialog(self._desk, live, self)
            dialog.created.connect(self._go_to)
            self._pop_up(dialog)

    def _with_medium(self, one: Standing, act: str) -> None:
        live = self._live()
        if live is None:
            self._refuse(_NO_MEDIUM)
        elif act == acts.BIND:
            self._pop_up(BindDialog(self._desk, one.job, live, self))
        else:
            self._release(one, live)

    def _release(self, one: Standing, live: Sequence[Part]) -> None:
        """What was approved is out of sight as long as it is asked for."""
        dialog = ReleaseDialog(self._desk, self._jobs, one.job, live, self._sheet, self)
        self.detail.veil(on=True)
        dialog.finished.connect(lambda _result: self._unveil())
        self._pop_up(dialog)

    def _unveil(self) -> None:
        self.detail.veil(on=False)
        self._show_chosen()

    def _go_to(self, job: str) -> None:
        self.mine.setChecked(False)
        self.renew()
        self.list.go_to(job)
        self.list.setFocus()

    def _pop_up(self, dialog: QDialog) -> None:
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.open()

    def _refuse(self, error: KenpanError) -> None:
        self._say(f"！ {error}", alarm=True)

    def _say(self, text: str, *, alarm: bool = False) -> None:
        self.note.setText(text)
        self.note.setVisible(bool(text))
        self.note.setProperty("role", "alarm" if alarm else "note")
        self.note.style().polish(self.note)

    # Size

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        narrow = self.width() < self.fontMetrics().horizontalAdvance("漢") * _NARROW_EM
        self.acts.set_narrow(narrow)
        self.detail.set_low(narrow)
        wanted = Qt.Orientation.Vertical if narrow else Qt.Orientation.Horizontal
        if wanted != self.split.orientation():
            self.split.setOrientation(wanted)
            self._share_room()
