"""A proof round: its pieces at a glance, what is missing, and what to do next."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent, QShowEvent
from PySide6.QtWidgets import QDialog, QHBoxLayout, QMenu, QPushButton, QVBoxLayout, QWidget

from app.errors import KenpanError
from app.filing.round_logs import require_logs
from app.language import tr
from app.proof.scanner import PLAIN, Scanner
from app.proof.scans import piece_meant
from app.signoff import rounds
from app.signoff.book import Book, Session
from app.signoff.checksheet import CheckSheet
from app.signoff.model import Attachment, Round
from app.signoff.standing import standing
from app.signoff.two_persons import as_seen_by, may_see_results
from app.ui.kit import reasons
from app.ui.kit.act_row import ActRow
from app.ui.kit.fitting import by_text
from app.ui.kit.focus import hand_back
from app.ui.kit.labels import plain, sized
from app.ui.kit.refusal import refuse
from app.ui.kit.words import process_text
from app.ui.rounds import log_acts
from app.ui.rounds import piece_words as words
from app.ui.rounds import screen_keys as keys
from app.ui.rounds.acts import Live, as_shown, at_hand, round_not_to_sign, to_show
from app.ui.rounds.drawing import draw_for
from app.ui.rounds.logs_box import LogsBox
from app.ui.rounds.piece_grid import PieceGrid
from app.ui.rounds.round_exports import RoundExports
from app.ui.rounds.round_head import RoundHead
from app.ui.shell.desk import Desk

_SIDE_EM = 21
_NO_BREAK = "\N{NO-BREAK SPACE}"
_SEQUENCE = "現品IDの欠番・重複・取り違え"


class RoundPage(QWidget):
    """``pieceWanted(round, number)``: take that piece in hand. ``decisionWanted(round)``: 承認・却下.
    ``replaceWanted(round, number)``: take another record for that piece.
    ``gaijiReportWanted(round)``: write the print of all 外字, which needs the open medium. ``said(text)`` for the
    status line, ``leaveWanted()`` for the board.
    """

    pieceWanted = Signal(str, int)
    decisionWanted = Signal(str)
    replaceWanted = Signal(str, int)
    gaijiReportWanted = Signal(str)
    leaveWanted = Signal()
    said = Signal(str)

    def __init__(
        self, desk: Desk, sheet: CheckSheet, live: Live, scanner: Scanner = PLAIN, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._desk, self._sheet, self._live = desk, sheet, live
        self._round_id, self._is_old = "", False
        self.head = RoundHead()
        self._codes = scanner.codes
        self.grid = PieceGrid(scanner)
        self.next_step = sized(plain(), 1.15, bold=True)
        self.looked_at = plain()
        self.logs = LogsBox(sheet)
        self.problems = plain()
        self.hidden = plain()
        self.trouble = plain(role="alarm")
        self.exports = RoundExports(desk, sheet, live, self)
        self.open_button = _button("現品を開く　Enter", self._open)
        self.next_button = _button(f"次の未検査　{keys.NEXT}", self.go_on)
        self.sign_button = _button(f"検査の署名　{keys.SIGN}", self.sign)
        self.decide_button = _button(f"承認・却下　{keys.DECIDE}", self._decide)
        self.reopen_button = _button(f"再開　{keys.REOPEN_ROUND}", self.reopen)
        self.replace_button = _button(f"差し替え　{keys.REPLACE}", self._replace)
        self.report_button = _button(f"報告書　{keys.REPORT}", self._pop_reports)
        self.back_button = _button("戻る　Esc", self.leaveWanted.emit)
        self.reports = self._report_menu()
        self._arrange()
        self._wire()
        self.setFocusProxy(self.grid)

    def _arrange(self) -> None:
        side = QWidget()
        by_text(side, lambda one: one.setFixedWidth(one.fontMetrics().horizontalAdvance("漢") * _SIDE_EM))
        column = QVBoxLayout(side)
        column.setContentsMargins(10, 0, 0, 0)
        column.setSpacing(8)
        column.addWidget(self.next_step)
        column.addWidget(self.looked_at)
        column.addWidget(self.logs)
        column.addWidget(sized(plain(_SEQUENCE), 1.0, bold=True))
        column.addWidget(self.problems)
        column.addWidget(self.hidden)
        column.addStretch(1)
        column.addWidget(self.trouble)
        middle = QHBoxLayout()
        middle.addWidget(self.grid, 1)
        middle.addWidget(side)
        self.acts = ActRow((
            self.back_button, self.open_button, self.replace_button, self.reopen_button, self.report_button,
            self.decide_button, self.sign_button, self.next_button,
        ))  # fmt: skip
        layout = QVBoxLayout(self)
        layout.setContentsMargins(10, 8, 10, 8)
        layout.addWidget(self.head)
        layout.addLayout(middle, 1)
        layout.addWidget(self.acts)

    def _wire(self) -> None:
        self.grid.opened.connect(lambda number: self.pieceWanted.emit(self._round_id, number))
        self.grid.moved.connect(lambda _number: self._tell_piece())
        self.grid.pressed.connect(self._command)
        self.grid.scanned.connect(self._scanned)
        self.logs.addWanted.connect(self.add_log)
        self.logs.takeWanted.connect(self._take_log)
        self.logs.withdrawWanted.connect(self._withdraw_log)
        self.exports.said.connect(self.said)
        self.exports.failed.connect(self._refused)
        self._desk.stateChanged.connect(self._ledger_went_on)
        self._desk.sessionChanged.connect(self._changed)

    def _report_menu(self) -> QMenu:
        menu = QMenu(self)
        menu.addAction(tr("検査結果表 PDF(&P)…"), lambda: self.exports.result(self._round_id, ".pdf"))
        menu.addAction(tr("検査結果表 Excel(&E)…"), lambda: self.exports.result(self._round_id, ".xlsx"))
        menu.addAction(tr("外字全件一覧 PDF(&G)…"), lambda: self.gaijiReportWanted.emit(self._round_id))
        return menu

    # What is shown

    def show_round(self, round_id: str, number: int | None = None) -> None:
        """Show a round, and look at one of its pieces: the next one that waits for this person, unless told which."""
        behind = (self.grid.number or 1) - 1 if round_id == self._round_id else 0
        self._round_id = round_id
        self.trouble.clear()
        self.refresh()
        one = self._round
        if number is None and one is not None:
            number = words.next_after(words.to_check(one, self._viewer), behind)
        if number is not None:
            self.grid.go_to(number)
        self.grid.setFocus()

    def refresh(self) -> None:
        """Look again: the ledger has new entries, or another medium was opened."""
        self._is_old = False
        one = self._round
        if one is None:
            return
        state = self._desk.state
        live = to_show(self._live, state, one)
        self.head.show_round(state, one, live)
        self.grid.show_pieces(one.pieces, words.faces(one, self._viewer))
        stand = standing(state, state.processes[one.process], self._sheet, live)
        latest = stand.round is not None and stand.round.id == one.id
        step = stand.next_step.replace(" 部", _NO_BREAK + "部")
        self.next_step.setText(tr(f"次：{step}" if latest else "この回より新しい回があります"))
        self.logs.show_round(one, may_add=one.state == "checking" and self._desk.may("attachment.kept"))
        seen = as_seen_by(one, self._viewer)
        self._tell_problems(one, seen)
        self.hidden.setVisible(len(seen.results) < len(one.results))
        self.hidden.setText(tr(words.why_hidden(one)))
        self._tell_piece()
        self._enable(one)
        draw_for(self._desk, one, self)

    def _changed(self) -> None:
        """There is something new: what was refused before may be possible now."""
        self.trouble.clear()
        self.refresh()

    def _ledger_went_on(self) -> None:
        """A page that nobody sees looks when it comes back."""
        self._is_old = not self.isVisible()
        if not self._is_old:
            self._changed()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if self._is_old:
            self._changed()

    @property
    def _round(self) -> Round | None:
        return self._desk.state.rounds.get(self._round_id)

    @property
    def _viewer(self) -> str:
        account = self._desk.account
        return "" if account is None else account.id

    def _tell_problems(self, one: Round, seen: Round) -> None:
        text, bad = words.sequence_text(one, seen)
        self.problems.setText(tr(text))
        _set_role(self.problems, "alarm" if bad else "")

    def _tell_piece(self) -> None:
        one, number = self._round, self.grid.number
        if one is None or number is None:
            return
        piece = one.piece(number)
        cases = "・".join(words.case_names(piece)) or "なし"
        result = as_seen_by(one, self._viewer).results.get(number)
        failures = "" if result is None else "".join(f"\n× {said}" for said in result.failures)
        open_ = one.state == "checking" and number not in one.results
        self.replace_button.setEnabled(open_ and self._desk.may("piece.replaced"))
        self.looked_at.setText(
            tr(
                "番号 {number}　{piece_id}\n特例　{cases}{failures}",
                number=number,
                piece_id=piece.piece_id,
                cases=cases,
                failures=failures,
            )
        )

    def _enable(self, one: Round) -> None:
        may, checking, signed = self._desk.may, one.state == "checking", one.state == "signed"
        waiting = words.to_check(one, self._viewer)
        self.next_button.setText(tr("次の{value}　{next}", value="確認対象" if signed else "未検査", next=keys.NEXT))
        self.next_button.setEnabled(bool(waiting))
        self.sign_button.setEnabled(checking and may("round.signed"))
        self.decide_button.setEnabled(not checking)
        self.reopen_button.setEnabled(one.state in ("signed", "approved") and may("round.reopened"))
        self.report_button.setEnabled(self._desk.account is not None)
        decide = self.decide_button if signed and may("round.approved") else None
        done = None if checking or signed else self.report_button
        in_turn = [one for one in (self.next_button, self.sign_button, decide, done) if one is not None]
        self.acts.lead_with(next((button for button in in_turn if button.isEnabled()), None))

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
        actions = {
            keys.NEXT: (self.go_on, self.next_button),
            keys.DECIDE: (self._decide, self.decide_button),
            keys.REOPEN_ROUND: (self.reopen, self.reopen_button),
            keys.REPLACE: (self._replace, self.replace_button),
            keys.REPORT: (self._pop_reports, self.report_button),
            keys.LOGS: (self._add_next_log, self.logs),
        }
        action, button = actions.get(key, (None, None))
        if action is not None and button is not None and button.isEnabled():
            action()

    def _scanned(self, code: str) -> None:
        """A piece that somebody holds: look at it."""
        one = self._round
        found = None if one is None else piece_meant(code, one.pieces, self._codes)
        if found is None:
            self._refused(KenpanError("piece.none", words.stranger_text(one, code), "現品を確かめてください。"))
        else:
            self.trouble.clear()
            self.grid.go_to(found.number)
            self.said.emit(f"番号 {found.number} の現品です（Enter で開きます）")

    def _open(self) -> None:
        if self.grid.number is not None:
            self.pieceWanted.emit(self._round_id, self.grid.number)

    def go_on(self) -> None:
        """Take the next piece in hand that waits for this person."""
        one = self._round
        waiting = () if one is None else words.to_check(one, self._viewer)
        number = words.next_after(waiting, (self.grid.number or 1) - 1)
        if number is not None:
            self.grid.go_to(number)
            self.pieceWanted.emit(self._round_id, number)

    def sign(self) -> None:
        """Sign the whole round; what is missing is said instead."""
        one, account = self._round, self._desk.account
        if one is None or account is None:
            return
        if not self.sign_button.isEnabled():
            self._refuse(round_not_to_sign(one))
            return
        state = self._desk.state

        def act(newest, by):
            return rounds.sign_round(newest, by, one.id, "", self._sheet, at_hand(self._live))

        try:
            act(state, account.id)
        except KenpanError as error:
            self._refuse(error)
            return
        self.trouble.clear()
        process, bad = state.processes[one.process], rounds.failed(one)
        numbers = f"（番号 {'、'.join(map(str, bad))}）" if bad else ""
        counted = f"合格 {len(one.pieces) - len(bad)} 部　不合格 {len(bad)} 部{numbers}"
        summary = [
            f"{process_text(process)}　第{one.number}回 本番検証品 {len(one.pieces)} 部",
            # Whoever has not checked here might still become the second person: asking to sign must not tell.
            counted if may_see_results(one, account.id) else "合否は署名のあとで表示します",
        ]
        shown = as_shown(act, "failed", bad)

        def work(book: Book, session: Session) -> None:
            require_logs(book, one.id)
            book.sign(session.signer, shown)

        self._back(self._desk.sign_with(work, "round.signed", summary, None, self.window()))

    def reopen(self) -> None:
        """Open a signed or approved round again, with a reason and a signature."""
        one = self._round
        if one is not None:
            self._back(reopen_round(self._desk, one, self))

    def add_log(self, kind: str) -> None:
        """Attach a file that is asked for."""
        self.trouble.clear()
        log_acts.attach(self._desk, self._round_id, kind, self.logs.label(kind), self, self.said.emit, self._refused)

    def _add_next_log(self) -> None:
        kind = self.logs.next_kind
        if kind is None:
            self.said.emit("この回では作業ログを求めていません。")
        elif self.logs.buttons[kind].isEnabled():
            self.add_log(kind)

    def _take_log(self, kept: Attachment) -> None:
        self.trouble.clear()
        log_acts.take(self._desk, kept, self, self.said.emit, self._refused)

    def _withdraw_log(self, kept: Attachment) -> None:
        self._back(log_acts.withdraw(self._desk, self._round_id, kept, self))

    def _replace(self) -> None:
        if self.grid.number is not None:
            self.replaceWanted.emit(self._round_id, self.grid.number)

    def _decide(self) -> None:
        self.decisionWanted.emit(self._round_id)

    def _pop_reports(self) -> None:
        self.reports.popup(self.report_button.mapToGlobal(self.report_button.rect().topLeft()))

    def _refused(self, error: KenpanError) -> None:
        self.trouble.setText(tr("！ {error}", error=error))

    def _refuse(self, error: KenpanError) -> None:
        """Whoever pressed the key types the password now: nothing here may take it for commands."""
        self._refused(error)
        self._back(refuse(error, self))

    def _back(self, dialog: QDialog | None) -> None:
        if dialog is not None:
            hand_back(dialog, self.grid.setFocus)


def reopen_round(desk: Desk, one: Round, parent: QWidget) -> QDialog:
    """Ask why, then for the signature 再開; returns the dialog that asks why."""
    about = f"第{one.number}回を再開します。検査の署名と判定は効力を失い、現品の結果は残ります。"

    def said(reason: str) -> None:
        process = desk.state.processes[one.process]
        summary = [f"{process_text(process)}　第{one.number}回 本番検証品", f"理由：{reason}"]
        desk.sign(
            lambda state, by: rounds.reopen(state, by, one.id, reason), "round.reopened", summary, None, parent.window()
        )

    return reasons.ask(parent, "本番検証品の再開", about, reasons.REOPEN, said)


def _set_role(label: QWidget, role: str) -> None:
    if label.property("role") != role:
        label.setProperty("role", role)
        label.style().polish(label)


def _button(text: str, action) -> QPushButton:
    button = QPushButton(tr(text))
    button.setAutoDefault(False)
    button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
    button.clicked.connect(lambda _checked: action())
    return button
