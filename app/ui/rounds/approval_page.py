"""The lead's decision: what is bound, what was kept, one's own looks, then the results, and 承認 or 却下."""

import secrets

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent, QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QStackedWidget, QVBoxLayout, QWidget

from app.errors import KenpanError
from app.filing.round_logs import require_logs
from app.language import tr
from app.proof.scanner import PLAIN, Scanner
from app.reports.signs import local_time
from app.signoff import rounds
from app.signoff.book import Book, Session
from app.signoff.checksheet import CheckSheet
from app.signoff.model import Round
from app.signoff.two_persons import as_seen_by, may_see_results, refuse_involved
from app.ui.kit.act_row import ActRow
from app.ui.kit.focus import hand_back
from app.ui.kit.labels import plain, sized
from app.ui.kit.refusal import refuse
from app.ui.kit.words import process_text
from app.ui.rounds import log_acts
from app.ui.rounds import piece_words as words
from app.ui.rounds import screen_keys as keys
from app.ui.rounds.acts import Live, at_hand, to_show
from app.ui.rounds.comment_line import CommentLine
from app.ui.rounds.drawing import draw_for
from app.ui.rounds.logs_box import LogsBox
from app.ui.rounds.parts_table import PartsTable
from app.ui.rounds.result_table import ResultTable
from app.ui.rounds.round_head import RoundHead
from app.ui.rounds.round_page import reopen_round
from app.ui.shell.desk import Desk

_NEITHER = "承認・却下は品質責任者が行います。"
_COMMENT = "判定の理由（必ず入力）"


class ApprovalPage(QWidget):
    """``confirmWanted(round, number)``: the lead takes that piece in hand. ``leaveWanted()``: back to the grid.
    ``decided(round)``: the decision is in the ledger.
    """

    confirmWanted = Signal(str, int)
    leaveWanted = Signal()
    decided = Signal(str)

    def __init__(
        self, desk: Desk, sheet: CheckSheet, live: Live, scanner: Scanner = PLAIN, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._desk, self._sheet, self._live = desk, sheet, live
        self._round_id, self._is_old = "", False
        self.head = RoundHead()
        self.parts = PartsTable()
        self.logs = LogsBox(sheet, read=True)
        self.looks_head = sized(plain(), 1.15, bold=True)
        self.looks = plain()
        self.confirm_button = _button("次の確認対象へ　Enter", self.go_on)
        self.results = ResultTable()
        self.hidden = sized(plain(), 1.3, bold=True)
        self.cover = self._covered()
        self.summary = sized(plain(), 1.15, bold=True)
        self.why = plain(role="alarm")
        self.comment = CommentLine(scanner)
        self.comment.setPlaceholderText(tr(_COMMENT))
        self.comment.setAccessibleName(tr(_COMMENT))
        self.approve_button = _button(f"承認　{keys.SIGN}", self.approve)
        self.reject_button = _button(f"却下　{keys.REJECT}", self.reject)
        self.reopen_button = _button(f"再開　{keys.REOPEN}", self.reopen)
        self.back_button = _button("戻る　Esc", self.leaveWanted.emit)
        self._arrange()
        self.comment.left.connect(self._leave_comment)
        self.comment.textEdited.connect(lambda _text: self._tell_why())
        self.logs.takeWanted.connect(lambda kept: log_acts.take(self._desk, kept, self, lambda _text: None, self._say))
        self._desk.stateChanged.connect(self._ledger_went_on)
        self._desk.sessionChanged.connect(self.refresh)

    def _covered(self) -> QStackedWidget:
        """The results, or the sentence that stands there instead."""
        cover = QStackedWidget()
        wall = QWidget()
        column = QVBoxLayout(wall)
        self.hidden.setAlignment(Qt.AlignmentFlag.AlignCenter)
        ground, ink = words.ground_and_ink("hidden")
        self.hidden.setStyleSheet(f"background: {ground}; color: {ink}; border: 2px solid {ink}; padding: 24px;")
        column.addWidget(self.hidden, 1)
        cover.addWidget(self.results)
        cover.addWidget(wall)
        return cover

    def _arrange(self) -> None:
        left = QVBoxLayout()
        left.setSpacing(6)
        left.addWidget(self.looks_head)
        left.addWidget(self.looks)
        left.addSpacing(6)
        left.addWidget(sized(plain("この回が結び付いたもの"), 1.0, bold=True))
        left.addWidget(self.parts, 1)
        left.addWidget(self.logs)
        right = QVBoxLayout()
        right.addWidget(self.summary)
        right.addWidget(self.cover, 1)
        middle = QHBoxLayout()
        middle.setSpacing(12)
        middle.addLayout(left, 5)
        middle.addLayout(right, 8)
        self.acts = ActRow(
            (self.back_button, self.reopen_button, self.reject_button, self.approve_button, self.confirm_button)
        )
        layout = QVBoxLayout(self)
        layout.setContentsMargins(10, 8, 10, 8)
        layout.addWidget(self.head)
        layout.addLayout(middle, 1)
        layout.addWidget(self.why)
        layout.addWidget(self.comment)
        layout.addWidget(self.acts)

    # What is shown

    def show_round(self, round_id: str) -> None:
        """Show a round to decide on."""
        self._round_id = round_id
        self.comment.clear()
        self.refresh()
        (self.confirm_button if self.confirm_button.isEnabled() else self.comment).setFocus()

    def refresh(self) -> None:
        """Look again: the ledger has new entries, or another medium was opened."""
        self._is_old = False
        one = self._round
        if one is None:
            return
        state = self._desk.state
        live = to_show(self._live, state, one)
        self.head.show_round(state, one, live)
        self.parts.show_round(state, one, live)
        self.logs.show_round(one, may_add=False)
        self._tell_looks(one)
        self._tell_results(one)
        self._enable(one)
        draw_for(self._desk, one, self)

    def _ledger_went_on(self) -> None:
        """A page that nobody sees looks when it comes back."""
        self._is_old = not self.isVisible()
        if not self._is_old:
            self.refresh()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if self._is_old:
            self.refresh()

    @property
    def _round(self) -> Round | None:
        return self._desk.state.rounds.get(self._round_id)

    @property
    def _viewer(self) -> str:
        account = self._desk.account
        return "" if account is None else account.id

    def _tell_looks(self, one: Round) -> None:
        """The viewer's own looks; those of every lead, as far as they may be seen, for somebody who will not decide."""
        seen = as_seen_by(one, self._viewer)
        decides = self._desk.may("piece.confirmed") and not self._is_involved(one)
        looks = {look.number: look for look in seen.confirmed if not decides or look.signature.by == self._viewer}
        done = sum(number in looks for number in one.to_confirm)
        whose = "あなた自身" if decides else "品質責任者"
        self.looks_head.setText(
            tr(
                "{whose}の確認　{done}/{n_to_confirm} 部",
                whose=whose,
                done=done,
                n_to_confirm=len(one.to_confirm) or one.confirm,
            )
        )
        if not one.to_confirm:
            self.looks.setText(tr("確認する番号は、署名のあと品質責任者が開くと決まります。"))
            return
        lines = []
        for number in one.to_confirm:
            face = words.judged(looks[number]) if number in looks else None
            told = "◆ 確認対象" if face is None else f"{face.sign} 確認済　{face.text}"
            lines.append(f"番号 {number}　{one.piece(number).piece_id}　{told}")
        self.looks.setText(tr("\n".join(lines)))

    def _tell_results(self, one: Round) -> None:
        visible = bool(self._viewer) and may_see_results(one, self._viewer)
        self.cover.setCurrentIndex(0 if visible else 1)
        self.hidden.setText(tr("■ 結果は非表示\n\n{why_hidden}", why_hidden=words.why_hidden(one)))
        if not visible:
            self.results.setRowCount(0)
            self.summary.setText(tr("検査の結果"))
            return
        seen = as_seen_by(one, self._viewer)
        self.results.show_round(seen)
        bad = rounds.failed(seen)
        numbers = f"（番号 {'、'.join(map(str, bad))}）" if bad else ""
        open_ = len(seen.pieces) - len(seen.results)
        left = f"　□ 未検査 {open_} 部" if open_ else ""
        self.summary.setText(
            tr(
                "検査の結果　○ 合格 {n_results} 部　× 不合格 {n_bad} 部{numbers}{left}",
                n_results=len(seen.results) - len(bad),
                n_bad=len(bad),
                numbers=numbers,
                left=left,
            )
        )

    def _enable(self, one: Round) -> None:
        waiting = bool(words.to_check(one, self._viewer))
        had_keyboard = self.window().focusWidget() is self.confirm_button
        waits_for_draw = not self.confirm_button.isEnabled() and self.comment.hasFocus() and not self.comment.text()
        self.confirm_button.setEnabled(one.state == "signed" and waiting and self._desk.may("piece.confirmed"))
        if waits_for_draw and self.confirm_button.isEnabled():
            self.confirm_button.setFocus()
        self._tell_why()
        may_decide = one.state == "signed" and self._desk.may("round.approved") and not self._is_involved(one)
        for widget in (self.comment, self.approve_button, self.reject_button):
            widget.setEnabled(may_decide)
        self.reopen_button.setEnabled(one.state in ("signed", "approved") and self._desk.may("round.reopened"))
        in_turn = (self.confirm_button, self.approve_button)
        self.acts.lead_with(next((button for button in in_turn if button.isEnabled()), None))
        if had_keyboard and not self.confirm_button.isEnabled():
            (self.comment if may_decide else self.back_button).setFocus()

    def _tell_why(self) -> None:
        """What stands in the way now; what was refused before may be put right."""
        one = self._round
        why = "" if one is None else self._why_not(one)
        self.why.setText(tr(why))
        self.why.setVisible(bool(why))

    def _why_not(self, one: Round) -> str:
        """Why this person cannot decide on this round now; empty if nothing stands in the way."""
        if one.decision is not None:
            sign = one.decision.signature
            return f"{sign.meaning}　{sign.name}　{local_time(sign.time)}　コメント：{one.decision.comment}"
        if not self._desk.may("round.approved"):
            return f"！ {_NEITHER}"
        if one.state == "signed":
            try:
                refuse_involved(one, self._viewer)
                # A comment is asked for at the end; everything else can be said at once.
                rounds.approve(self._desk.state, self._viewer, one.id, "―", at_hand(self._live), self._sheet)
            except KenpanError as error:
                return f"！ {error}"
            return ""
        return "！ この回の検査はまだ署名されていません。検査員の署名を待ってください。"

    def _is_involved(self, one: Round) -> bool:
        try:
            refuse_involved(one, self._viewer)
        except KenpanError:
            return True
        return False

    # What people do

    def _leave_comment(self) -> None:
        (self.confirm_button if self.confirm_button.isEnabled() else self.approve_button).setFocus()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        control = bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier)
        key = event.key()
        enter = key in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
        if key == Qt.Key.Key_F10:
            (self.reject if control else self.approve)()
        elif key == Qt.Key.Key_F12 and control:
            self.reopen()
        elif enter and control:
            self.approve()
        elif enter:
            self.go_on()
        elif key == Qt.Key.Key_Escape:
            self.leaveWanted.emit()
        else:
            super().keyPressEvent(event)

    def go_on(self) -> None:
        """Take the next piece in hand that is to be confirmed."""
        one = self._round
        if one is not None and self.confirm_button.isEnabled():
            self.confirmWanted.emit(one.id, words.to_check(one, self._viewer)[0])

    def approve(self) -> None:
        """承認, signed; what stands against it is said instead."""
        one = self._round
        if one is None or not self.approve_button.isEnabled():
            self._refuse_disabled(one)
            return
        comment, sheet = self.comment.text(), self._sheet
        act = lambda state, by: rounds.approve(state, by, one.id, comment, at_hand(self._live), sheet)  # noqa: E731
        self._sign(one, act, "round.approved")

    def reject(self) -> None:
        """却下, signed; the next round begins with it."""
        one = self._round
        if one is None or not self.reject_button.isEnabled():
            self._refuse_disabled(one)
            return
        comment, new = self.comment.text(), secrets.token_hex(8)
        act = lambda state, by: rounds.reject(state, by, one.id, new, comment, self._sheet)  # noqa: E731
        self._sign(one, act, "round.rejected", "round.opened")

    def _sign(self, one: Round, act, *kinds: str) -> None:
        try:
            act(self._desk.state, self._viewer)
        except KenpanError as error:
            self._say(error)
            self._refuse(error)
            return
        process = self._desk.state.processes[one.process]
        after = f"第{len(self._desk.state.rounds_of(one.process)) + 1}回"
        summary = [
            f"{process_text(process)}　第{one.number}回 本番検証品 {len(one.pieces)} 部",
            f"理由：{self.comment.text().strip()}",
            *([f"同じ {len(one.pieces)} 部を作り直し、{after}を始めます。"] if "round.opened" in kinds else []),
        ]

        def work(book: Book, session: Session) -> None:
            if "round.approved" in kinds:
                require_logs(book, one.id)
            book.sign(session.signer, act)

        dialog = self._desk.sign_with(work, kinds, summary, lambda _: self.decided.emit(one.id), self.window())
        if dialog is not None:
            hand_back(dialog, self.comment.setFocus)

    def _refuse(self, error: KenpanError) -> None:
        """Whoever pressed the key types the password now: it must not become the comment."""
        hand_back(refuse(error, self), self._leave_keys)

    def _refuse_disabled(self, one: Round | None) -> None:
        why = "" if one is None else self._why_not(one).removeprefix("！ ")
        self._refuse(KenpanError("approval.not_now", why or "この回は判定できません。", ""))

    def _leave_keys(self) -> None:
        """The keyboard goes where something can be done."""
        offered = (self.comment, self.confirm_button, self.back_button)
        next(one for one in offered if one.isEnabled()).setFocus()

    def _say(self, error: KenpanError) -> None:
        self.why.setText(tr("！ {error}", error=error))
        self.why.show()

    def reopen(self) -> None:
        """Open a signed or approved round again, with a reason and a signature."""
        one = self._round
        if one is not None and self.reopen_button.isEnabled():
            hand_back(reopen_round(self._desk, one, self), self._leave_keys)


def _button(text: str, action) -> QPushButton:
    button = QPushButton(tr(text))
    button.setAutoDefault(False)
    button.clicked.connect(lambda _checked: action())
    return button
