"""Login, board, proof rounds, people and ledger around the main window: it only wires."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, cast

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtWidgets import QMainWindow, QWidget

from app.errors import KenpanError
from app.language import tr
from app.month.looking.who import NETWORK, no_right_to_open, refusal
from app.notice.model import Side
from app.shown import shown
from app.signoff.asked_places import NOWHERE, AskedPlace
from app.signoff.book import Book
from app.signoff.checksheet import load_sheet
from app.signoff.kinds import may_open_media
from app.signoff.ledger import Draft, Entry
from app.signoff.signed import Part
from app.ui.board.form_dialog import FormDialog
from app.ui.kit.refusal import refuse
from app.ui.kit.signature_dialog import SignatureDialog
from app.ui.kit.words import person, role_names
from app.ui.login.lock_screen import LockScreen
from app.ui.login.login_page import LoginPage
from app.ui.shell.desk import Desk, Refused
from app.ui.shell.frame import Frame
from app.ui.shell.framed import Framed
from app.ui.shell.medium_acts import MediumActs
from app.ui.shell.navigation import OF_MONTH, Navigation
from app.ui.shell.network_label import NetworkLabel
from app.ui.shell.pages import Pages
from app.ui.shell.screen import Context
from app.ui.shell.screens import SCREENS
from app.workstation.network import interfaces_up, media_permission

if TYPE_CHECKING:
    from app.checks.model import Finding
    from app.month.looking.workbench import Workbench
    from app.proof.model import PieceChoice
    from app.training.practice import Practice
    from app.ui.board.choose_page import ChoosePage
    from app.workstation.settings import Settings

PARTS_JOB = "signoff.parts"
_PIECE_EM, _PIECE_MOST = 31, 0.4  # the line that asks for a scan stands in one line; of the window's width
_PAGES: dict[str, Side] = {"address": "sheet", "front": "front", "back": "back"}
_INTERRUPTED = KenpanError(
    "signature.interrupted",
    "署名の途中で媒体が閉じられたか、ログアウトしたため、署名していません。",
    "媒体とログインを確かめてから、署名し直してください。",
)
_NO_PROOFS = KenpanError(
    "round.media", "検証品の媒体が開かれていません。", "ファイルのメニューから検証品の媒体を開いてください（Ctrl+O）。"
)


class SignoffScreens(Pages, Navigation, MediumActs, QObject):
    """Everything that needs a person. The window shows nothing else until somebody is logged in.

    ``partsKnown(parts)``: what decisions on the open medium are bound to was worked out.
    """

    partsKnown = Signal(object)

    def __init__(self, window: Frame, book: Book, settings: Settings) -> None:
        owner = cast(QWidget, window)
        super().__init__(owner)
        self._window, self._settings = window, settings
        self._owner = cast(QMainWindow, window)
        self._live: tuple[Part, ...] | None = None
        self._waiting: Callable[[], None] | None = None
        self._round_id = ""
        self.desk = Desk(book, window.jobs, owner)
        self.sheet = load_sheet()
        self.who = window.title.who
        self.network = NetworkLabel(window.jobs, look=interfaces_up)
        self.login = LoginPage(self.desk, window.stack)
        self._around = Context(
            self.desk, window.jobs, settings, self.sheet, lambda: self._live, window.findings.evidence, window.stack
        )
        self.choose: ChoosePage | None = None
        self._place()
        self._wire()
        self.lock = LockScreen(self.desk, owner, settings.lock_minutes)

    def _place(self) -> None:
        window = self._window
        window.stack.addWidget(self.login)
        window.rail.fill(SCREENS)
        window.statusBar().addPermanentWidget(self.network)

    def _wire(self) -> None:
        window, desk = self._window, self.desk
        desk.may_sign = self.may_sign
        desk.failed.connect(window.problems.add)
        desk.recovered.connect(window.problems.remove)
        desk.sessionChanged.connect(self._come_or_gone)
        desk.stateChanged.connect(self._mind_the_rights)
        desk.stateChanged.connect(self._mind_the_network)
        desk.sessionChanged.connect(self._mind_the_network)
        desk.stateChanged.connect(self._fill_rail)
        desk.stateChanged.connect(self.follow_run)
        desk.stateChanged.connect(self.follow_form)
        window.rail.wanted.connect(self.open_screen)
        self.login.form.modeWanted.connect(window.switch_mode)
        self.network.changed.connect(self._network_changed)
        window.findings.may_decide = lambda: desk.may("finding.decided")
        window.findings.decisionWanted.connect(self._decide_findings)

    # Coming and going

    def begin(self) -> None:
        """The first screen: who is here?"""
        self._come_or_gone()

    def practise(self, practice: Practice) -> None:
        """Offer the people of a practice ledger on the login page, and show their password wherever it is asked for."""
        self.desk.practise(practice)
        cast(Framed, self._window).frame()
        self.login.begin()
        self.login.form.hint.setText(tr(self.desk.hint))
        self.login.form.hint.show()
        for one in practice.people:
            self.login.form.offer(f"練習：{one.role_name}", one.enter)

    def _come_or_gone(self) -> None:
        account = self.desk.account
        if account is None:
            self._window.show_page(self.login)  # first: else what goes is laid out once more, and a page behind it
            self.who.say("")
            self._fill_rail()
            self._window.stop_opening()
            self._window.close_volume()
            self._window.seat("")
            self.show_page(self.login)
        else:
            self.who.say(f"{person(account)}　{role_names(account.roles)}", person(account), shown(account.name))
            self._fill_rail()
            self._window.seat(account.id)
            wrong = self.desk.clock_problem()
            if wrong is not None:  # told before anybody signs by it
                self._window.problems.add(wrong)
            self.show_home()
            go_on, self._waiting = self._waiting, None
            if go_on is not None:
                go_on()

    def when_known(self, go_on: Callable[[], None]) -> None:
        """Call this once, when the next person has logged in."""
        self._waiting = go_on

    def log_out(self) -> None:
        """End the session; the volume goes with it."""
        self.desk.log_out()

    # Screens

    def show_page(self, page: QWidget) -> None:
        """One of the screens instead of the review; the piece in hand goes out of sight with it."""
        self._hold_piece(False)
        self._window.show_page(page)
        page.setFocus()

    def show_board(self) -> None:
        """月と工程."""
        self.board.renew()
        self.show_page(self.board)

    def show_round(self, round_id: str) -> None:
        """検証品 at a glance."""
        self._round_id = round_id
        self.show_page(self.round)
        self.round.show_round(round_id)

    def show_piece(self, round_id: str, number: int) -> None:
        """One piece beside its record and sheet."""
        self._round_id = round_id
        if self._window.review is None:
            self._window.problems.add(_NO_PROOFS)
            return
        if not self.may_check(round_id, lambda: self.show_piece(round_id, number)):
            return
        self._window.hide_findings()
        self._window.show_review()
        self._hold_piece(True)
        wide = self._window.kept.size("piece") or min(
            self.piece.fontMetrics().horizontalAdvance("漢") * _PIECE_EM, round(self._owner.width() * _PIECE_MOST)
        )
        self._owner.resizeDocks([self.piece_dock], [wide], Qt.Orientation.Horizontal)
        self.piece.show_piece(round_id, number)
        self.piece.take_keyboard()
        self._window.rail.mark("round")

    def _hold_piece(self, on: bool) -> None:
        """The piece stands beside its record, as wide as it was left; the list of all others is back when it is put
        down.
        """
        if not on and self.holds_piece:
            self._window.kept.keep_size("piece", self.piece_dock.width())
        if on or self.holds_piece:
            self.piece_dock.setVisible(on)
        self.follow_run()
        if self._window.review is not None:
            self._window.review.stand_beside("piece" if on else "")
            if not on:
                self._window.review.ask(NOWHERE, turn=False)

    def put_piece_away(self) -> None:
        """Something else stands beside the record now."""
        self._hold_piece(False)

    def _show_side(self, side: str) -> None:
        if self._window.review is not None:
            self._window.review.show_side(_PAGES[side])

    def _show_place(self, place: AskedPlace, turn: bool) -> None:
        if self._window.review is not None:
            self._window.review.ask(place, turn=turn)

    @property
    def piece_in_hand(self) -> PieceChoice | None:
        """The piece that stands beside its record."""
        return self.piece.piece if self.holds_piece else None

    def take_piece(self) -> None:
        """Back to the piece, its record and the scan field, from wherever the keyboard and the record are."""
        piece = self.piece_in_hand
        if piece is not None:
            self._window.go_to(piece.file, piece.record)
            self.piece.take_keyboard()

    def show_choice(self, process_id: str) -> None:
        """Choose the pieces of a new round from the open medium."""
        from app.ui.board.choose_page import ChoosePage

        review = self._window.review
        if review is None:
            self._window.problems.add(_NO_PROOFS)
            return
        self._forget_choice()
        process = self.desk.state.processes[process_id]
        self.choose = ChoosePage(
            self.desk,
            self.sheet,
            self._window.jobs,
            review.bench,
            process,
            lambda: self._live,
            self._window.shown_record,
            scanner=self._settings.scanner,
        )
        self.choose.roundStarted.connect(self.show_round)
        self.choose.left.connect(self.show_board)
        self.choose.recordWanted.connect(self._window.go_to)
        self._window.stack.addWidget(self.choose)
        self.show_page(self.choose)
        self.choose.begin()

    def _forget_choice(self) -> None:
        if self.choose is not None:
            self.choose.leave()
            self._window.stack.removeWidget(self.choose)
            self.choose.deleteLater()
            self.choose = None

    def _replace_piece(self, round_id: str, number: int) -> None:
        from app.ui.rounds.replacing import replace_piece

        review, one = self._window.review, self.desk.state.rounds.get(round_id)
        if review is None or one is None:
            self._window.problems.add(_NO_PROOFS)
            return
        shown = self._window.shown_record()
        back = self.round.grid.setFocus
        live, scanner = lambda: self._live, self._settings.scanner
        replace_piece(self.desk, one, number, review.bench, shown, live, self._owner, back, scanner)

    def _report_gaiji(self, round_id: str) -> None:
        review = self._window.review
        if review is None:
            self._window.problems.add(_NO_PROOFS)
        else:
            self.round.exports.gaiji(round_id, review.bench)

    # Media

    def volume_opened(self, bench: Workbench) -> None:
        """Work out what decisions on it are bound to; that it was opened is an entry already."""
        from app.month.parts_in_use import live_parts, proof_part

        self.desk.refresh()
        self.network.watch(True)
        for panel in self.made("piece"):
            self._follow(panel)
        settings = self._settings
        self._window.jobs.start(
            lambda progress: (*live_parts(bench, settings), proof_part(bench)),
            on_done=self._parts_known,
            on_error=self._window.problems.add,
            key=PARTS_JOB,
        )

    def volume_closed(self) -> None:
        """Nothing is open any more."""
        self._window.jobs.cancel(PARTS_JOB)
        self.leave_form()
        self._live = self._run = None
        # What they ask about is no longer there.
        asked = [one for one in self._owner.findChildren(SignatureDialog) if one.isVisible()]
        for dialog in (*asked, *self._owner.findChildren(FormDialog)):
            dialog.reject()
        if any(not one.isVisible() for one in asked):
            refuse(_INTERRUPTED, self._owner)  # who was typing the password types on
        self.network.watch(self._exchanges)
        self._hold_piece(False)
        self._forget_choice()
        for page in self.made("reception", "comparison", "dummies", *OF_MONTH, "learning"):
            page.leave()
        for page in self.made("board"):
            page.renew_soon()
        for page in self.made("today"):
            page.renew()

    @property
    def _exchanges(self) -> bool:
        return self.desk.session is not None and self.desk.state.exchange.is_on

    def _mind_the_network(self) -> None:
        """While forms are exchanged, a session is off every network from its beginning to its end (L 5)."""
        self.network.watch(self._exchanges or self._window.review is not None)

    def _mind_the_rights(self) -> None:
        """Who may no longer open the agency's media must not go on looking at them."""
        review = self._window.review
        if review is None or self.desk.session is None or review.bench.is_sample or may_open_media(self.desk.roles):
            return
        volume = review.bench.media.volume.label
        self._window.close_volume()
        self._window.problems.add(no_right_to_open(volume))

    def _parts_known(self, parts: tuple[Part, ...]) -> None:
        self._live = parts
        self.follow_run()
        self.follow_form()
        for page in self.made("board", "reception", "dummies", *OF_MONTH):
            page.renew_soon()
        for page in self.made("today"):
            page.renew()
        self._window.show_place()
        for page in self.made("round", "approval", "piece"):
            page.refresh()
        self.partsKnown.emit(parts)

    def _network_changed(self, interfaces: tuple[str, ...]) -> None:
        """A cable that is plugged in while media are open closes them, where the settings say so; it ends a session
        while forms are exchanged.
        """
        error = media_permission(self._settings, interfaces)
        if error is not None and self._exchanges:
            self.log_out()
            what = f"ネットワークにつながっているため、ログアウトしました（{'、'.join(interfaces)}）。"
            step = "LANケーブルを抜くか無線を切り、ログインし直してください。"
            self._window.problems.add(KenpanError("network.up", what, step))
        elif error is not None and self._window.review is not None:
            volume = self._window.review.bench.media.volume.label
            self.desk.run(refusal(volume, NETWORK, interfaces))
            self._window.close_volume()
            self._window.problems.add(error)

    def _decide_findings(self, findings: list[Finding]) -> None:
        from app.ui.findings.decision_dialog import DecisionDialog

        review = self._window.review
        if review is not None and findings:
            dialog = DecisionDialog(self.desk, review.bench, findings, self._owner)
            dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
            dialog.decided.connect(self._window.findings.take_decisions)
            dialog.finishedAct.connect(lambda: self._window.say(f"{len(findings):,} 件を決定しました。"))
            dialog.open()

    # What others write through the ledger

    def entries(self) -> tuple[Entry, ...]:
        """Entries about findings (:class:`app.ui.findings.mark_book.Keeper`)."""
        from app.month.findings.decisions import ALL_KINDS

        return self.desk.book.history(ALL_KINDS)

    def may_write(self) -> bool:
        """Whether whoever is here may mark findings."""
        return self.desk.may("finding.reviewed")

    def keep(self, draft: Draft, on_done: Callable[[tuple[Entry, ...]], None], on_error: Refused) -> None:
        """Write an entry about findings."""
        self.desk.run(lambda _state, _by: draft, on_done, on_error)
