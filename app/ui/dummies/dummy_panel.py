"""One dummy in a checker's hand: three scans, the check sheet, the verdict."""

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.language import tr
from app.proof.model import GROUP_NAMES, SIDE_NAMES, SIDES, PieceChoice, Side
from app.proof.scanner import Scanner
from app.signoff.checksheet import CheckSheet
from app.signoff.model import Round
from app.signoff.signed import PieceResult
from app.ui.kit.labels import plain, sized
from app.ui.kit.scrolling import Scrolled
from app.ui.rounds import screen_keys as keys
from app.ui.rounds.check_list import CheckList
from app.ui.rounds.comment_line import CommentLine
from app.ui.rounds.drafts import LookDraft
from app.ui.rounds.piece_verdict import PieceVerdict
from app.ui.rounds.scan_box import ScanBox
from app.ui.rounds.side_reason import ask_side_reason

_LEAST = 9
"""Lines of the work that are in sight however low the window is; the rest scrolls."""


class DummyPanel(QWidget):
    """``changed()``: something was read or answered; ``nextWanted()``, ``turned(±1)``: another piece;
    ``againWanted()``: this one is to be looked at anew.
    """

    changed = Signal()
    nextWanted = Signal()
    turned = Signal(int)
    againWanted = Signal()

    def __init__(self, sheet: CheckSheet, scanner: Scanner, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._sheet = sheet
        self.draft: LookDraft | None = None
        self.piece: PieceChoice | None = None
        self.head, self.about = sized(plain(), 1.2, bold=True), plain()
        self.scans, self.checks, self.comment = ScanBox(scanner), CheckList(), CommentLine(scanner)
        self.verdict = PieceVerdict()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(6, 2, 2, 2)
        layout.setSpacing(4)
        inside = QWidget()
        work = QVBoxLayout(inside)
        work.setContentsMargins(0, 0, 2, 0)
        work.setSpacing(4)
        for widget in (self.scans, self.checks, self.comment):
            work.addWidget(widget)
        for part in (self.head, self.about, Scrolled(inside, _LEAST)):
            layout.addWidget(part)
        layout.addWidget(self.verdict, 1)
        field = self.scans.field
        field.commanded.connect(self._command)
        field.stepped.connect(self.checks.step)
        field.turned.connect(self.turned)
        self.scans.changed.connect(self.changed)
        self.scans.reasonWanted.connect(self._ask_reason)
        self.checks.changed.connect(self.changed)
        self.comment.textChanged.connect(self._commented)
        self.comment.scanned.connect(self.scans.take)
        self.comment.left.connect(self.take_keyboard)
        self.setFocusProxy(field)

    def take_keyboard(self) -> None:
        """A scanner types into the panel from now on."""
        self.scans.field.setFocus(Qt.FocusReason.OtherFocusReason)

    def show_nothing(self, why: str) -> None:
        """No piece is looked at."""
        self.piece = self.draft = None
        self.head.setText(tr("現品"))
        self.about.setText("")
        for widget in (self.scans, self.checks, self.comment):
            widget.setVisible(False)
        self.verdict.show_nothing(why)

    def show_piece(self, one: Round, piece: PieceChoice, draft: LookDraft | None, result: PieceResult | None) -> None:
        """A piece of ``one``; without a ``draft`` there is nothing to do with it but look at ``result``."""
        self.piece, self.draft = piece, draft
        self.head.setText(
            tr(
                "番号 {number}／{n_pieces}　{group_names}",
                number=piece.number,
                n_pieces=len(one.pieces),
                group_names=GROUP_NAMES[piece.group],
            )
        )
        self.about.setText(tr("現品ID　{piece_id}", piece_id=piece.piece_id))
        for widget in (self.scans, self.checks, self.comment):
            widget.setVisible(True)
        items = self._sheet.items_for(piece)
        if draft is not None:
            self.scans.show_draft(one, piece, draft)
            self.checks.show_items(items, draft.answers, is_open=True)
            self.comment.setText(draft.comment)
        else:
            self.scans.show_scans(one, piece, {} if result is None else dict(result.scans))
            self.checks.show_items(items, {} if result is None else dict(result.answers), is_open=False)
            self.comment.setText("" if result is None else result.comment)
        self.comment.setEnabled(draft is not None)

    def left(self) -> list[str]:
        """What is still to be read or answered."""
        if self.draft is None or self.piece is None:
            return []
        draft = self.draft
        found = [SIDE_NAMES[side].removeprefix("通知書 ") for side in SIDES if side not in draft.scans]
        open_items = draft.open_items(self._sheet.items_for(self.piece))
        return [*found, *([f"{len(open_items)} 項目"] if open_items else [])]

    def failures(self) -> Sequence[str]:
        """What fails it as far as it was looked at."""
        if self.draft is None or self.piece is None:
            return ()
        return self.draft.failures(self.piece, self._sheet.items_for(self.piece))

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
            keys.NEXT: self.nextWanted.emit,
            keys.WITHDRAW: self.againWanted.emit,
        }
        if key in actions:
            actions[key]()

    def _commented(self, text: str) -> None:
        if self.draft is not None and self.draft.comment != text:
            self.draft.comment = text
            self.changed.emit()

    def _ask_reason(self, side: Side, state: str) -> None:
        piece = self.piece
        asked = ask_side_reason(self, self.scans, side, state, lambda: piece is self.piece)
        asked.finished.connect(lambda _result: self.take_keyboard())
