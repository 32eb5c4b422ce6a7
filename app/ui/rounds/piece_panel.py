"""One piece in a checker's hand: three scans, the check sheet, the signature, and straight on to the next."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QDialog, QVBoxLayout, QWidget
from shiboken6 import isValid

from app.errors import KenpanError
from app.proof.model import SIDE_NAMES, SIDES, PieceChoice, Side
from app.proof.scanner import PLAIN, Scanner
from app.signoff import rounds
from app.signoff.asked_places import NOWHERE, asked_places
from app.signoff.checksheet import CheckItem, CheckSheet
from app.signoff.kinds import meaning_of
from app.signoff.model import Round
from app.signoff.signed import PieceResult
from app.signoff.two_persons import as_seen_by
from app.ui.kit import reasons
from app.ui.kit.focus import hand_back
from app.ui.kit.refusal import refuse
from app.ui.kit.scrolling import Scrolled
from app.ui.kit.signature_dialog import SignatureDialog
from app.ui.rounds import piece_words as words
from app.ui.rounds import screen_keys as keys
from app.ui.rounds.acts import LOOKS, Live, Mode, as_shown, failures_now, look_act, nothing_to_sign
from app.ui.rounds.check_list import CheckList
from app.ui.rounds.comment_line import CommentLine
from app.ui.rounds.drafts import Drafts, LookDraft
from app.ui.rounds.machine_line import MachineLine
from app.ui.rounds.own_record import OwnRecord
from app.ui.rounds.piece_buttons import PieceButtons
from app.ui.rounds.piece_head import PieceHead
from app.ui.rounds.piece_verdict import PieceVerdict
from app.ui.rounds.scan_box import ScanBox
from app.ui.rounds.side_reason import ask_side_reason
from app.ui.shell.desk import Desk

_LEAST, _LOW = 9, 36
"""Lines of the work that are in sight however low the window is (the rest scrolls); of all, to show the whole list."""


class PiecePanel(QWidget):
    """Stands beside the record and its sheet. ``recordWanted(file, record)`` asks for them to be shown,
    ``sideWanted(side)`` that the sheet shows the side to be scanned, ``placeWanted(place, turn)`` that it lights what
    the question in hand looks at. ``finished()`` tells that no piece waits for this
    person any more, ``leaveWanted()`` that the grid is wanted. Whoever shows records tells ``own_record.follow`` which.

    A checker checks while the round is open (検査); a lead who checked nothing looks at the pieces drawn for it once
    the round is signed (確認). ``live``: the parts of this workstation, ``scanner``: what its scanner is set to.
    """

    recordWanted = Signal(str, int)
    sideWanted = Signal(str)
    placeWanted = Signal(object, bool)
    finished = Signal()
    leaveWanted = Signal()

    def __init__(
        self, desk: Desk, sheet: CheckSheet, live: Live, scanner: Scanner = PLAIN, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._desk, self._sheet, self._live = desk, sheet, live
        self._drafts = Drafts()
        self._round_id, self._number = "", 0
        self._shown: tuple[object, ...] = ()
        self.mode: Mode = "see"
        self.own_record = OwnRecord()
        self._beat = ""
        self._dialog: SignatureDialog | None = None
        self.head = PieceHead()
        self.machine = MachineLine()  # what comparisons found of a piece; it answers no question
        self.scans = ScanBox(scanner)
        self.checks = CheckList()
        self.comment = CommentLine(scanner)
        self.verdict = PieceVerdict()
        self.buttons = PieceButtons()
        self._arrange()
        self._wire()
        self.setFocusProxy(self.scans.field)
        self._show()

    def _arrange(self) -> None:
        inside = QWidget()
        work = QVBoxLayout(inside)
        work.setContentsMargins(0, 0, 2, 0)
        work.setSpacing(2)
        for widget in (self.scans, self.checks, self.comment):
            work.addWidget(widget)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(8, 2, 8, 2)
        layout.setSpacing(2)
        for part in (self.own_record, self.head, Scrolled(inside, _LEAST), self.machine):
            layout.addWidget(part)
        layout.addWidget(self.verdict, 1)  # what the machine says takes its room from here: nothing above it moves
        layout.addWidget(self.buttons)

    def _wire(self) -> None:
        field = self.scans.field
        field.commanded.connect(self._command)
        field.stepped.connect(self.checks.step)
        field.turned.connect(self.turn)
        self.own_record.wanted.connect(self.recordWanted)
        field.scanned.connect(self.own_record.go_back)
        self.scans.changed.connect(self._scanned)
        self.checks.asked.connect(self._light)
        self.head.wanted.connect(lambda number: self.show_piece(self._round_id, number))
        self.scans.reasonWanted.connect(self._ask_reason)
        self.scans.sideWanted.connect(self.sideWanted)
        self.checks.changed.connect(self._tell)
        self.comment.textChanged.connect(self._commented)
        self.comment.scanned.connect(self.own_record.go_back)
        self.comment.scanned.connect(self.scans.take)
        self.comment.left.connect(self.take_keyboard)
        self.buttons.sign.clicked.connect(self.sign)
        self.buttons.withdraw.clicked.connect(self.withdraw)
        self.buttons.next.clicked.connect(self.go_on)
        self.buttons.back.clicked.connect(self.leaveWanted)
        self._desk.stateChanged.connect(self.refresh)
        self._desk.sessionChanged.connect(self._another_person)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.checks.make_low(on=self.height() < _LOW * self.fontMetrics().lineSpacing())

    # What is shown

    @property
    def piece(self) -> PieceChoice | None:
        """The piece looked at."""
        one = self._round
        return None if one is None or not self._number else one.piece(self._number)

    @property
    def draft(self) -> LookDraft | None:
        """What this person has of the piece so far; ``None`` if there is nothing for them to do with it."""
        one, piece = self._round, self.piece
        return None if one is None or piece is None or self.mode == "see" else self._drafts.of(one.id, self.mode, piece)

    def show_piece(self, round_id: str, number: int) -> None:
        """Take a piece in hand; its record is asked for."""
        self._round_id, self._number = round_id, number
        self._show()
        piece, beat = self.piece, self._beat
        self._beat = ""
        if piece is not None:
            self.recordWanted.emit(piece.file, piece.record)
        if beat and self.draft is not None:
            self.scans.greet(beat)
        self.take_keyboard()

    def refresh(self) -> None:
        """Look again: the ledger has new entries, or another medium was opened."""
        self.machine.show_piece(self.piece)  # a comparison may have ended
        if self._dialog is not None and isValid(self._dialog) and self._dialog.busy:
            return  # whatever becomes of it comes at once: the next piece, or a refusal
        self._tell_round()
        if self._facts() != self._shown:
            self._show()
        elif self.mode != "see":
            self._tell()

    def take_keyboard(self) -> None:
        """A scanner types into the panel from now on."""
        self.scans.field.setFocus(Qt.FocusReason.OtherFocusReason)

    @property
    def _round(self) -> Round | None:
        return self._desk.state.rounds.get(self._round_id)

    @property
    def _viewer(self) -> str:
        return "" if self._desk.account is None else self._desk.account.id

    def _facts(self) -> tuple[object, ...]:
        """All that the widgets of a piece are filled from; typing must not be disturbed by other people's entries."""
        one = self._round
        if one is None or not self._number:
            return ()
        own = sum(look.signature.by == self._viewer for look in one.confirmed)
        result = as_seen_by(one, self._viewer).results.get(self._number)
        return self._viewer, self._desk.roles, one.id, one.state, self.piece, self._mode(one), own, result

    def _mode(self, one: Round) -> Mode:
        waits = self._number in words.to_check(one, self._viewer)
        if waits and one.state == "checking" and self._desk.may("piece.signed"):
            return "check"
        return "confirm" if waits and one.state == "signed" and self._desk.may("piece.confirmed") else "see"

    def _show(self) -> None:
        one, piece = self._round, self.piece
        self._shown = self._facts()
        self.own_record.show_piece(piece)
        self.mode = "see" if one is None or piece is None else self._mode(one)
        for widget in (self.scans, self.checks, self.comment):
            widget.setVisible(piece is not None)
        if one is None or piece is None:
            self.head.show_nothing()
            self.verdict.show_nothing("現品を選んでください")
            self._enable(None)
            return
        self._tell_round()
        self.machine.show_piece(piece)
        draft = self.draft
        items, absent = self._sheet.items, [item.id for item in self._sheet.items if not item.is_asked(piece)]
        if draft is not None:
            self.scans.show_draft(one, piece, draft)
            self.checks.show_items(items, draft.answers, is_open=True, absent=absent)
            if draft.side is not None:
                self.sideWanted.emit(draft.side)
            else:
                self._light(self.checks.current, True)
            self.comment.setText(draft.comment)
        else:
            result = self._result(one)
            self.scans.show_scans(one, piece, {} if result is None else dict(result.scans))
            answers = {} if result is None else dict(result.answers)
            self.checks.show_items(items, answers, is_open=False, absent=absent)
            self.comment.setText("" if result is None else result.comment)
        self.comment.setEnabled(draft is not None)
        self._tell()

    def _tell_round(self) -> None:
        """How far the round is, and who signed what: others may have signed meanwhile."""
        one, piece = self._round, self.piece
        if one is not None and piece is not None:
            self.head.show_piece(one, piece, self._viewer, self.mode, self._meaning())

    def _light(self, item: CheckItem | None, turn: bool) -> None:
        """The sheet shows what the question in hand looks at; while it is only shown, nothing is asked."""
        asked = "" if item is None or self.mode == "see" else item.id
        self.placeWanted.emit(asked_places().get(asked, NOWHERE), turn)

    def _scanned(self) -> None:
        """After the last side the sheet turns to the question."""
        if self.draft is not None and self.draft.side is None:
            self._light(self.checks.current, True)
        self._tell()

    def _result(self, one: Round) -> PieceResult | None:
        """What there is to see of a signed piece: the checkers' result, else one's own look."""
        own = [look for look in one.confirmed if (look.number, look.signature.by) == (self._number, self._viewer)]
        return as_seen_by(one, self._viewer).results.get(self._number) or (own[-1] if own else None)

    # How it stands

    def _tell(self) -> None:
        one, piece, draft = self._round, self.piece, self.draft
        if one is None or piece is None:
            return
        if draft is None:
            self._tell_seen(one)
            return
        items = self._sheet.items_for(piece)
        left = [SIDE_NAMES[side].removeprefix("通知書 ") for side in SIDES if side not in draft.scans]
        unanswered = len(draft.open_items(items))
        left += [f"項目 {unanswered}"] if unanswered else []
        if left:
            self.verdict.show_open(left, draft.failures(piece, items))
        else:
            try:
                self.verdict.show_ready(failures_now(self._act(draft), self._desk.state, self._viewer), keys.SIGN)
            except KenpanError as error:
                self.verdict.show_refused(str(error))
        self._enable(one)

    def _tell_seen(self, one: Round) -> None:
        if (result := self._result(one)) is not None:
            self.verdict.show_result(result)
        else:
            self.verdict.show_nothing(words.unseen(one, self._number))
        self._enable(one)

    def _enable(self, one: Round | None) -> None:
        waiting, withdraws = one is not None and bool(words.to_check(one, self._viewer)), self._withdrawable(one)
        self.buttons.show_for(self._meaning(), signs=self.mode != "see", withdraws=withdraws, goes_on=waiting)

    def _withdrawable(self, one: Round | None) -> bool:
        if one is None or one.state != "checking" or self._number not in one.results:
            return False
        return self._desk.may("piece.withdrawn")

    # What people do

    def keyPressEvent(self, event: QKeyEvent) -> None:
        control = bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier)
        enter = event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
        if (event.key() == Qt.Key.Key_F10 and not control) or (enter and control):
            self.sign()
        elif event.key() == Qt.Key.Key_Escape:
            self.leaveWanted.emit()
        else:
            super().keyPressEvent(event)

    def _command(self, key: str) -> None:
        if key in keys.SIDE_KEYS:
            self.scans.choose(keys.SIDE_KEYS[key])
            return
        actions = {
            keys.OK: lambda: self.checks.answer("ok"),
            keys.NOT_OK: lambda: self.checks.answer("ng"),
            keys.MISSING: lambda: self.scans.ask("missing"),
            keys.UNREADABLE: lambda: self.scans.ask("unreadable"),
            keys.COMMENT: self.comment.setFocus,
            keys.NEXT: self.go_on,
            keys.WITHDRAW: self.withdraw,
        }
        actions[key]()

    def _commented(self, text: str) -> None:
        if (draft := self.draft) is not None and draft.comment != text:
            draft.comment = text
            self._tell()

    def _ask_reason(self, side: Side, state: str) -> None:
        shown = self._shown
        self._back(ask_side_reason(self, self.scans, side, state, lambda: shown == self._shown))

    def _meaning(self) -> str:
        """What a signature here would say; nothing where there is none to give."""
        return meaning_of(LOOKS[self.mode]) if self.mode in LOOKS else ""

    def _act(self, draft: LookDraft):
        return look_act(self.mode, self._round_id, draft.look(self._number), self._sheet, self._live)

    def sign(self) -> None:
        """Sign what is shown, if it is whole; the password is asked for."""
        one, piece, draft = self._round, self.piece, self.draft
        if one is None or piece is None or draft is None:
            self._refuse(nothing_to_sign(one, self._number))
            return
        act, mode, kind = self._act(draft), self.mode, LOOKS[self.mode]
        try:
            failures = failures_now(act, self._desk.state, self._viewer)
        except KenpanError as error:
            self.verdict.show_refused(str(error))
            self._refuse(error)
            return

        def done(_entries: object) -> None:
            self._drafts.drop(one.id, mode, piece)
            self._beat = f"✓ 番号 {piece.number} 署名済　{'× 不合格' if failures else '○ 合格'}"
            if (self._round_id, self._number) == (one.id, piece.number):
                self.go_on()

        summary = words.summary(self._desk.state.processes[one.process], one, piece, failures)
        shown = as_shown(act, "failures", list(failures))
        self._dialog = self._desk.sign(shown, kind, summary, done, self.window(), row=one.id)
        if self._dialog is not None:
            self._dialog.rejected.connect(self.refresh)
        self._back(self._dialog)

    def _refuse(self, error: KenpanError) -> None:
        """Whoever pressed the key types the password now: nothing here may take it."""
        self._back(refuse(error, self))

    def withdraw(self) -> None:
        """Take the result of this piece back, with a reason; then it can be checked again."""
        one, piece = self._round, self.piece
        if one is None or piece is None or not self._withdrawable(one):
            return
        about = f"番号 {piece.number} の検査を取り消します。取り消しは台帳と報告書に残ります。"

        def said(reason: str) -> None:
            dialog = self._desk.sign(
                lambda state, by: rounds.withdraw_piece(state, by, one.id, piece.number, reason),
                "piece.withdrawn",
                [f"番号 {piece.number}　現品ID {piece.piece_id}", f"理由：{reason}"],
                None,
                self.window(),
            )
            self._back(dialog)

        self._back(reasons.ask(self, "検査の取り消し", about, reasons.WITHDRAW, said))

    def go_on(self) -> None:
        """The next piece that waits for this person."""
        one = self._round
        waiting = () if one is None else words.to_check(one, self._viewer)
        after = words.next_after(waiting, self._number)
        if one is not None and after is not None:
            self.show_piece(one.id, after)
        else:
            self._show()
            self.finished.emit()

    def turn(self, by: int) -> None:
        """The piece before (-1) or after (1), whatever its state. What was scanned of this one is kept."""
        one = self._round
        if one is not None and any(piece.number == self._number + by for piece in one.pieces):
            self.show_piece(one.id, self._number + by)

    def _another_person(self) -> None:
        """Nobody goes on with what somebody else scanned."""
        self._drafts.clear()
        self._show()

    def _back(self, dialog: QDialog | None) -> None:
        """The scanner's field gets the keyboard back from a dialog."""
        if dialog is not None:
            hand_back(dialog, self.take_keyboard)
