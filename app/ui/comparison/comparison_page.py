"""照合 of a month's print: choose, compare, go through what differs, sign."""

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QSplitter, QVBoxLayout, QWidget

from app.errors import KenpanError
from app.language import tr
from app.month.looking.workbench import Workbench
from app.month.printed.compared import page_source
from app.month.printed.in_hand import Compared, hint_of
from app.proof.compared.captions import described
from app.proof.compared.source import ShownPair
from app.proof.printed.model import Difference
from app.sheet.measured_form import MeasuredForm
from app.signoff.live_parts import Live
from app.ui.comparison import screen_keys as keys
from app.ui.comparison.acts import Next, form_said, has_other_reference, next_act
from app.ui.comparison.box_strip import BoxStrip
from app.ui.comparison.capture_acts import CaptureActs
from app.ui.comparison.comparing_acts import COMPARE_JOB, ComparingActs
from app.ui.comparison.dialogs import RulingDialog
from app.ui.comparison.difference_list import DifferenceList
from app.ui.comparison.difference_models import about
from app.ui.comparison.keeping_acts import KeepingActs
from app.ui.comparison.page_feed import PageFeed, Wanted
from app.ui.comparison.page_marks import marks_of, zones_of
from app.ui.comparison.pair_view import PairView
from app.ui.comparison.progress_line import ProgressLine
from app.ui.comparison.result_acts import ResultActs
from app.ui.comparison.setup_form import SetupForm
from app.ui.comparison.verdict import banner
from app.ui.comparison.zone_acts import ZoneActs
from app.ui.kit import tokens
from app.ui.kit.act_row import ActRow
from app.ui.kit.cards import EmptyState, badge, primary, words
from app.ui.kit.labels import plain
from app.ui.kit.page_stack import PageStack
from app.ui.kit.shortcuts import bind
from app.ui.shell.desk import Desk
from app.ui.shell.exports import Writer
from app.ui.shell.workers import Jobs

_AHEAD = 3
_OLD_FORM = "照合のあとに様式が承認されました。この照合は前の様式によります。照合し直してください。"
_NO_MEDIUM = "媒体を開くと、その媒体から刷った印刷データを照合できます。"


class ComparisonPage(ComparingActs, ResultActs, CaptureActs, ZoneActs, KeepingActs, QWidget):
    """``said(text)`` for the status line; ``mediumWanted()``; ``recordWanted(file, record)``; ``compared()``: there is
    another result, or none.

    ``bench`` gives the open medium, ``live`` the parts that this workstation holds, ``writer`` how a file is written
    out, ``stores`` where the months' stores lie.
    """

    said = Signal(str)
    mediumWanted = Signal()
    recordWanted = Signal(str, int)
    compared = Signal()

    def __init__(
        self,
        desk: Desk,
        jobs: Jobs,
        *,
        bench: Callable[[], Workbench | None],
        live: Callable[[], Live] = lambda: None,
        writer: Writer,
        stores: Callable[[], Path] | None = None,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._desk, self._jobs, self._bench, self._live, self._writer = desk, jobs, bench, live, writer
        self.stores = stores
        self.one: Compared | None = None
        self.last: dict[bool, Compared] = {}
        """The print and the captures (``True``) that were compared last of the open medium."""
        self._begun: object = None
        self._shown: ShownPair | None = None
        self._form: MeasuredForm | None = None
        self._next = Next("", "")
        self.feed = PageFeed(jobs, self)
        self.verdict, self.facts, self.title = (
            badge("", "absent"),
            words("", "small", wrap=True),
            words("照合", "title"),
        )
        self.stack = PageStack(self)
        self.setup, self.split = SetupForm(self.stack), QSplitter(Qt.Orientation.Horizontal, self.stack)
        self.pages = QWidget(self.split)
        self.view, self.list = PairView(self.pages), DifferenceList(self.split)
        self.about, self.strip = plain(), BoxStrip()
        self.empty = EmptyState("compare", "媒体が開かれていません", _NO_MEDIUM, "媒体を開く　Ctrl+O", self.stack)
        self.progress = ProgressLine()
        self.note, self.unseen = plain(role="alarm"), plain(role="note")
        self.back, self.export = QPushButton(tr("選び直す　Esc")), QPushButton(tr("書き出す(&E)…"))
        self.each = QPushButton(tr("1件ずつ見ることを求める(&W)…"))
        self.reference = QPushButton(tr("下書き様式を参照として承認(&G)…"))
        self.zones, self.alike = QPushButton(), QPushButton(tr("区別しない文字の組を決める(&P)…"))
        self.act = primary()
        self._arrange()
        self._wire()
        self.renew()

    def _arrange(self) -> None:
        head = QHBoxLayout()
        for widget in (self.title, self.verdict):
            head.addWidget(widget)
        head.addWidget(self.facts, 1)  # in two lines where it is long: the window never grows for it
        column = QVBoxLayout(self.pages)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        column.addWidget(self.view, 1)
        column.addWidget(self.about)
        column.addWidget(self.strip)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(8, 6, 8, 6)
        layout.setSpacing(6)
        layout.addLayout(head)
        layout.addWidget(self.unseen)
        layout.addWidget(self.stack, 1)
        for page in (self.setup, self.split, self.empty):
            self.stack.addWidget(page)
        self.split.setObjectName("comparison.columns")
        self.split.addWidget(self.pages)
        self.split.addWidget(self.list)
        self.split.setStretchFactor(0, 1)
        self.split.setSizes([900, 480])
        self.split.setChildrenCollapsible(False)
        buttons = ActRow(
            (self.back, self.export, self.zones, self.alike, self.each, self.reference, self.act),
            self.act,
            self.progress,
        )
        layout.addWidget(self.note)
        layout.addWidget(buttons)
        self.progress.hide()
        self.note.hide()
        self.unseen.hide()

    def _wire(self) -> None:
        self._wire_keeping()
        self.setup.changed.connect(self._tell)
        self.empty.wanted.connect(self.mediumWanted)
        self.progress.stop.clicked.connect(self.stop)
        self.back.clicked.connect(self.go_back)
        self.act.clicked.connect(self.act_now)
        self.export.clicked.connect(self.ask_export)
        self.each.clicked.connect(self.ask_each)
        self.reference.clicked.connect(self.ask_reference)
        self.zones.clicked.connect(self.show_zones)
        self.alike.clicked.connect(self.ask_alike)
        self.setup.last_captures.clicked.connect(lambda: self.fetch_captures(self.reopen))
        self._desk.stateChanged.connect(self._tell)
        self._desk.sessionChanged.connect(self._tell)
        self.list.chosen.connect(self._chosen)
        self.list.decideWanted.connect(self.decide)
        self.list.ticked.connect(self._tell)
        self.list.ticked.connect(self.done_something)
        self.view.marked.connect(self._marked)
        self.view.zoneDrawn.connect(self._zone_drawn)
        self.view.set_tip(self._tip)
        self.feed.ready.connect(self._page_ready)
        self.feed.failed.connect(lambda _number, error: self._say(str(error)))
        bind(self, keys.ACT, self.act_now)
        bind(self, keys.BACK, self.go_back)
        bind(self, keys.RECORD, self.show_record)
        self.strip.decided.connect(self.say_same)
        bind(self, keys.SAME, lambda: self.say_same(True))
        bind(self, keys.OTHER, lambda: self.say_same(False))

    # What is shown

    def renew(self) -> None:
        """Another medium is open, or none."""
        if self._bench() is None:
            self.leave()
            self.stack.setCurrentWidget(self.empty)
        elif self.stack.currentWidget() is self.empty:
            self.stack.setCurrentWidget(self.setup)
        self.take_form()

    def take_form(self) -> None:
        """Another form holds for the open medium; what was compared by the one before says so."""
        bench = self._bench()
        self.setup.take_reference(measured=bench is not None and bench.equipment.reference is not None)
        if self.is_of_old_form:
            self._say(_OLD_FORM)
        self._tell()

    @property
    def is_of_old_form(self) -> bool:
        """Whether another form was approved after the print was compared, and nobody chose to go by a folder's."""
        one = self.one
        return (
            one is not None
            and self.setup.forms.path() is None
            and has_other_reference(self._desk.state, self.month, one)
        )

    def leave(self) -> None:
        """Forget the medium and what was found: plaintext goes with them. What was done is kept before."""
        self.last.clear()
        self._put_away()

    def _put_away(self) -> None:
        """Nothing is shown any more."""
        if self._pause.isActive():
            self.keep()
            self._pause.stop()
        self._jobs.cancel(COMPARE_JOB)
        self.feed.use(None)
        self.one, self._shown, self._form, self._begun = None, None, None, None
        self.list.show_review(None)
        self.view.show_pair(None)
        self._show_place()
        self.progress.hide()
        self.stack.setCurrentWidget(self.setup)
        self._say("")
        self.compared.emit()

    def go_back(self) -> None:
        """Choose anew; what was found is no longer shown."""
        if self._jobs.running(COMPARE_JOB):
            return
        self._put_away()
        self.stack.setCurrentWidget(self.setup if self._bench() is not None else self.empty)
        self._tell()
        self.setup.take_keyboard()

    def take_keyboard(self) -> None:
        """Where one goes on."""
        if self.one is not None:
            self.list.member_view.setFocus()
        elif self.stack.currentWidget() is self.setup:
            self.setup.take_keyboard()

    def _say(self, text: str) -> None:
        self.note.setText(tr(f"▲ {text}" if text else ""))
        self.note.setVisible(bool(text))

    def _tell(self) -> None:
        """Head and buttons follow what is there."""
        running, one = self._jobs.running(COMPARE_JOB), self.one
        self.progress.setVisible(running)
        self.back.setVisible(one is not None)
        self.verdict.setVisible(one is not None)
        self._tell_verdict(one)
        month = self.month
        self._next = next_act(
            self._desk.state,
            month,
            one,
            signs=self._desk.may("comparison.signed"),
            closes=self._desk.may("gate.closed"),
            old_form=self.is_of_old_form,
        )
        begins = self._next.act != "start" or (self.stack.currentWidget() is self.setup and self._whole())
        self.act.setText(tr(self._next.text))
        self.act.setEnabled(bool(self._next.act) and begins and not running)
        self.tell_acts(month)

    def _tell_verdict(self, one: Compared | None) -> None:
        told = None if one is None else banner(one)
        said = "" if one is None else form_said(self._desk.state, self.month, one, self._bench())
        self.facts.setText(tr("" if told is None else f"{told.facts}　{said}".rstrip("　")))
        unseen = "" if told is None else told.unseen
        self.unseen.setText(tr(unseen))
        self.unseen.setVisible(bool(unseen))
        if told is not None:
            self.verdict.setText(tr(f"{tokens.TONES[told.tone].shape} {told.text}"))
            self.verdict.setProperty("tone", told.tone)
            self.verdict.style().polish(self.verdict)

    def _whole(self) -> bool:
        try:
            return self.setup.chosen() is not None
        except KenpanError:
            return True  # it is said when it is begun

    # What a comparison found

    def show_result(self, one: Compared) -> None:
        """What a comparison found."""
        bench = self._bench()
        if bench is None:
            return
        self.one, self._form, self.last[one.of_captures] = one, one.form, one
        self.feed.use(page_source(bench, one))
        self.view.show_captures(one.of_captures)
        self.stack.setCurrentWidget(self.split)
        self._tell()
        self.list.show_review(one.review)
        if not one.result.findings:
            self.feed.want(0, None)
        self.list.member_view.setFocus()
        self.compared.emit()
        self.fetch_kept()

    # Going through what differs

    @property
    def difference(self) -> Difference | None:
        """The one that is shown."""
        one, at = self.one, self.list.current
        return None if one is None or at < 0 else one.result.findings[at]

    def _chosen(self, at: int) -> None:
        one = self.one
        if one is None or at < 0:
            self.about.setText("")
            return
        difference = one.result.findings[at]
        self.about.setText(about(difference))
        if difference.page is None:
            self.view.show_pair(None)
            self._shown = None
            self._show_place()
            return
        ahead = [wanted for wanted in map(self._wanted, self.list.after(_AHEAD)) if wanted is not None]
        self.feed.want(difference.page, hint_of(difference), ahead)

    def _wanted(self, at: int) -> Wanted | None:
        assert self.one is not None
        one = self.one.result.findings[at]
        return None if one.page is None else (one.page, hint_of(one))

    def _page_ready(self, _number: int, shown: ShownPair) -> None:
        if shown is not self._shown:
            self._shown = shown
            self.view.show_pair(shown.pair, shown.page.width, shown.page.height)
        self._mark()

    def _mark(self) -> None:
        one, shown = self.one, self._shown
        if one is None or shown is None:
            return
        self.view.show_marks(marks_of(one, shown.page, self.list.current), zones_of(one, shown.page))
        self._show_place()

    def _marked(self, number: int) -> None:
        self.list.go_to(number - 1)

    def _tip(self, x: float, y: float, expected: bool) -> str:
        shown, bench = self._shown, self._bench()
        if shown is None or bench is None:
            return ""
        cell = shown.page.at(x, y, expected=expected)
        return "" if cell is None else described(shown.page, cell, bench.notices, expected=expected)

    def show_record(self) -> None:
        """The record of the difference, in the review."""
        one = self.difference
        if one is not None and one.record is not None:
            self.recordWanted.emit(one.file, one.record)

    def decide(self, group: int) -> None:
        """What becomes of a group of like differences."""
        one = self.one
        if one is None:
            return
        dialog = RulingDialog(one.review, group, self)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)

        def done() -> None:
            one.review.rule(group, dialog.ruling)
            self.list.renew(group)
            self._tell()
            self._show_place()
            self.done_something()

        dialog.accepted.connect(done)
        dialog.open()
