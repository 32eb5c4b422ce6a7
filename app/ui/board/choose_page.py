"""Choosing the proofs of a round from the open proof medium, and beginning the round."""

import secrets
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import TypedDict

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QCheckBox,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QProgressBar,
    QPushButton,
    QSplitter,
    QVBoxLayout,
    QWidget,
)

from app.errors import KenpanError
from app.language import tr
from app.month.looking.proofing import piece_for, propose_pieces
from app.month.looking.unjudged import unjudged_cases
from app.month.looking.workbench import Workbench
from app.notice.piece_id import PieceRun
from app.progress import Progress
from app.proof.choose import Proposal, check_choice
from app.proof.model import Group, PieceChoice, made_for
from app.proof.scanner import PLAIN, Scanner
from app.signoff import rounds
from app.signoff.binding import PROOF_MEDIA
from app.signoff.checksheet import CheckSheet
from app.signoff.live_parts import Live, for_round, named
from app.signoff.model import Process
from app.signoff.piece_runs import of_round
from app.signoff.signed import Part
from app.ui.board import choose_rows as rows
from app.ui.board.board_words import ABSENT, short_fingerprint, short_hash
from app.ui.board.cells import CellView, row
from app.ui.board.choose_rows import Proposed, held_cases
from app.ui.board.swap_dialog import Place, Swap, SwapDialog
from app.ui.kit.act_row import ActRow
from app.ui.kit.labels import plain
from app.ui.kit.words import process_text
from app.ui.shell.desk import Desk
from app.ui.shell.workers import Jobs

PROPOSE_JOB = "board.propose"


class Why(TypedDict):
    """Why a round is made, as :func:`app.signoff.rounds.open_round` takes it."""

    asked: bool
    reason: str


Propose = Callable[[Workbench, Mapping[Group, int], Progress], Proposal]


class ChoosePage(QWidget):
    """``roundStarted(round id)``, ``left()`` when nothing was begun, ``recordWanted(file, record)`` to look at a piece.

    ``shown`` says which record the review window shows; :meth:`begin` proposes pieces.
    """

    roundStarted = Signal(str)
    left = Signal()
    recordWanted = Signal(str, int)

    def __init__(
        self,
        desk: Desk,
        sheet: CheckSheet,
        jobs: Jobs,
        bench: Workbench,
        process: Process,
        live: Callable[[], Live],
        shown: Callable[[], Place | None] = lambda: None,
        parent: QWidget | None = None,
        *,
        propose: Propose = propose_pieces,
        scanner: Scanner = PLAIN,
    ) -> None:
        super().__init__(parent)
        self._desk, self._sheet, self._jobs, self._bench = desk, sheet, jobs, bench
        self._process, self._live, self._shown, self._propose = process, live, shown, propose
        self._scanner = scanner
        self._unjudged = frozenset(unjudged_cases(bench))
        self._round = secrets.token_hex(8)
        self._proposed: Proposed | None = None
        self.pieces: tuple[PieceChoice, ...] = ()
        self._by_hand: frozenset[int] = frozenset()
        self._ready = False
        self.title, self.stage, self.problems = plain(), QLabel(), plain()
        self.bar, self.stop = QProgressBar(), QPushButton(tr("中止"))
        self.table = CellView("選んだ現品", rows.PIECE_HEADERS, rows.PIECE_WIDTHS)
        self.cover = CellView("特別な場合の収録", rows.CASE_HEADERS, rows.CASE_WIDTHS)
        self.parts = CellView("この回が結び付くもの", ("結び付くもの", "版・名前", "ハッシュ"), (0, 0, 5.5))
        for table, name in ((self.table, "choose.table"), (self.cover, "choose.cover"), (self.parts, "choose.parts")):
            table.setObjectName(name)
        self.print = plain(role="note")
        self.asked = QCheckBox(tr("機構の求めによる随時の検証(&Q)"))
        self.reason = QLineEdit(placeholderText=tr("変更・随時の理由"))
        self.reason.setAccessibleName(tr("変更・随時の理由"))
        self.again, self.swap = QPushButton(tr("選び直す(&A)")), QPushButton(tr("差し替える(&X)…"))
        self.look, self.start = QPushButton(tr("レコードを見る　Enter")), QPushButton(tr("検査を始める(&S)…"))
        self.back = QPushButton(tr("一覧に戻る　Esc"))
        self._arrange()
        self._wire()
        self._tell()

    def _arrange(self) -> None:
        self.title.setProperty("type", "title")
        self.title.setText(tr("検証品を選ぶ　{process_text}", process_text=process_text(self._process)))
        self.bar.setTextVisible(False)
        running = QHBoxLayout()
        for widget, stretch in ((self.stage, 0), (self.bar, 1), (self.stop, 0)):
            running.addWidget(widget, stretch)
        side = QSplitter(Qt.Orientation.Vertical)
        below = QWidget()
        inner = QVBoxLayout(below)
        inner.setContentsMargins(0, 0, 0, 0)
        inner.addWidget(self.parts, 1)
        inner.addWidget(self.print)
        side.addWidget(self.cover)
        side.addWidget(below)
        side.setSizes([560, 260])
        split = QSplitter(Qt.Orientation.Horizontal)
        split.addWidget(self.table)
        split.addWidget(side)
        split.setStretchFactor(0, 62)
        split.setStretchFactor(1, 38)
        for one in (side, split):
            one.setChildrenCollapsible(False)
        buttons = ActRow((self.back, self.look, self.swap, self.again, self.start), self.start)
        self.back.setShortcut("Esc")
        layout = QVBoxLayout(self)
        layout.setContentsMargins(8, 8, 8, 8)
        layout.addWidget(self.title)
        layout.addLayout(running)
        layout.addWidget(split, 1)
        why = QHBoxLayout()
        why.addWidget(self.asked)
        why.addWidget(self.reason, 1)
        layout.addLayout(why)
        layout.addWidget(self.problems)
        layout.addWidget(buttons)
        self.setFocusProxy(self.table)

    def _wire(self) -> None:
        self.stop.clicked.connect(self.cancel)
        self.again.clicked.connect(self.begin)
        self.swap.clicked.connect(self.swap_current)
        self.look.clicked.connect(self._look)
        self.start.clicked.connect(self.start_round)
        self.back.clicked.connect(self._leave)
        self.table.entered.connect(lambda _key: self._look())
        self.asked.toggled.connect(lambda _on: self._tell())
        self.reason.textChanged.connect(lambda _text: self._tell())
        self.table.moved.connect(self._tell_buttons)
        self._desk.stateChanged.connect(self._tell)
        self._desk.sessionChanged.connect(self._tell)

    # Proposing

    def begin(self) -> None:
        """Propose pieces; what was chosen before is replaced when the answer is there."""
        self._jobs.start(
            self._work,
            on_done=self._show_proposed,
            on_error=self._failed,
            on_progress=self._report,
            key=PROPOSE_JOB,
        )
        self.bar.setRange(0, 0)
        self.stage.setText(tr("検証品を選んでいます"))
        self._tell()

    def _work(self, progress: Progress) -> Proposed:
        proposal = self._propose(self._bench, self._sheet.counts, progress)
        made = replace(proposal, pieces=made_for(proposal.pieces, self._run))
        return Proposed(made, held_cases(self._bench.candidates))

    @property
    def _run(self) -> PieceRun:
        """What the pieces are made for: the round that begins here."""
        state, process = self._desk.state, self._process.id
        return of_round(state, process, len(state.rounds_of(process)) + 1)

    def cancel(self) -> None:
        """Stop proposing; what was chosen before stays."""
        self._jobs.cancel(PROPOSE_JOB)
        self._tell()

    def _report(self, stage: str, done: int, total: int) -> None:
        self.stage.setText(tr(stage))
        self.bar.setRange(0, max(total, 1))
        self.bar.setValue(done)

    def _show_proposed(self, proposed: Proposed) -> None:
        self._proposed = proposed
        self.pieces, self._by_hand = proposed.proposal.pieces, frozenset()
        self._tell()
        self.table.setFocus()

    def _failed(self, error: KenpanError) -> None:
        self._tell()
        self._say(f"！ {error}", alarm=True)

    # Swapping

    @property
    def chosen(self) -> PieceChoice | None:
        """The piece in the current row."""
        return next((piece for piece in self.pieces if str(piece.number) == self.table.key), None)

    def swap_current(self) -> None:
        """Ask for another record for the current piece."""
        old = self.chosen
        if old is None:
            return
        bench = self._bench
        swap = Swap(
            self.pieces,
            old,
            bench.media.volume.volume,
            lambda number, file, record: made_for([piece_for(bench, number, file, record)], self._run)[0],
            self._scanner,
        )
        dialog = SwapDialog(swap, self._shown(), self)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.accepted.connect(lambda: self.put(dialog.new))
        self._desk.sessionChanged.connect(dialog.reject)
        self._desk.locked.connect(dialog.reject)
        dialog.open()

    def put(self, new: PieceChoice | None) -> None:
        """Take this piece instead of the one with its number."""
        if new is not None:
            self.pieces = tuple(new if piece.number == new.number else piece for piece in self.pieces)
            self._by_hand |= {new.number}
            self._tell()
            self.table.go_to(str(new.number))
            self.table.setFocus()

    def _look(self) -> None:
        piece = self.chosen
        if piece is not None:
            self.recordWanted.emit(piece.file, piece.record)

    # Beginning

    def start_round(self) -> None:
        """Begin the round with a signature."""
        live, process, pieces, sheet, own = self._live(), self._process, self.pieces, self._sheet, self._round
        if not self.start.isEnabled() or live is None:
            return
        why = self._why()
        held = for_round(live)
        proof = named(held, PROOF_MEDIA)
        summary = (
            f"{process_text(process)}　第{len(self._desk.state.rounds_of(process.id)) + 1}回",
            f"検証品 {len(pieces)} 部（手で選んだもの {len(self._by_hand)} 部）",
            f"検証品の媒体　{proof.detail if proof is not None else ABSENT}",
            f"指紋　{short_fingerprint(self._bound())}",
        )
        self._desk.sign(
            lambda state, by: rounds.open_round(state, by, own, process.id, pieces, held, sheet, **why),
            "round.opened",
            summary,
            lambda _entries: self.roundStarted.emit(own),
            self,
        )

    def _why(self) -> Why:
        return Why(asked=self.asked.isChecked(), reason=self.reason.text())

    def leave(self) -> None:
        """End all work, before the page is thrown away."""
        self._jobs.cancel(PROPOSE_JOB)

    def _leave(self) -> None:
        self.leave()
        self.left.emit()

    # What is shown

    def _bound(self) -> tuple[Part, ...]:
        known = self._desk.state.processes.get(self._process.id, self._process)
        proof = named(self._live() or (), PROOF_MEDIA)
        return known.parts if proof is None else (proof, *known.parts)

    def _refusal(self) -> KenpanError | None:
        """Why the round cannot be begun, asked of the ledger's own rules."""
        live = self._live() or ()
        try:
            rounds.open_round(
                self._desk.state,
                "",
                self._round,
                self._process.id,
                self.pieces,
                for_round(live),
                self._sheet,
                **self._why(),
            )
        except KenpanError as error:
            return error
        return None

    def _tell(self) -> None:
        first = rounds.why_of(self._desk.state, self._process.id, asked=False) == "first"
        self.asked.setHidden(first)
        self.reason.setHidden(first)
        running = self._jobs.running(PROPOSE_JOB)
        for widget in (self.stage, self.bar, self.stop):
            widget.setVisible(running)
        self.table.show_rows(rows.piece_rows(self.pieces, self._sheet.counts, self._by_hand))
        if self._proposed is not None:
            self.cover.show_rows(rows.coverage_rows(self.pieces, self._proposed.held, self._unjudged))
        bound = self._bound()
        self.parts.show_rows([row(one.name, one.label, one.detail or ABSENT, short_hash(one.sha256)) for one in bound])
        self.print.setText(tr("指紋　{short_fingerprint}", short_fingerprint=short_fingerprint(bound)))
        self._tell_problems(running)
        self._tell_buttons()

    def _tell_problems(self, running: bool) -> None:
        if running or self._proposed is None:
            self._say("" if running else "「選び直す」で、検証品を選びます。", alarm=False)
            self._ready = False
            return
        refusal = self._refusal()
        found = list(check_choice(self.pieces, self._sheet.counts))
        if refusal is not None and not found:
            found.append(str(refusal))
        missed = [
            one for one in rows.coverage_rows(self.pieces, self._proposed.held) if one.cells[-1].text == rows.MISSED
        ]
        notes = [f"▲ 未収録の場合があります：{'、'.join(one.cells[0].text for one in missed)}"] if missed else []
        self._ready = refusal is None
        text = "\n".join((*(f"！ {one}" for one in found), *notes))
        unjudged = rows.unjudged_labels(self._proposed.held, self._unjudged)
        but = f"判定していません：{unjudged}。" if unjudged else ""
        self._say(text or f"● 媒体で見つかった場合は、すべて入っています。検査を始められます。{but}", alarm=bool(found))

    def _tell_buttons(self) -> None:
        running = self._jobs.running(PROPOSE_JOB)
        for button in (self.look, self.swap):
            button.setEnabled(self.chosen is not None and not running)
        self.again.setEnabled(not running)
        self.start.setEnabled(self._ready and not running and self._desk.may("round.opened"))

    def _say(self, text: str, *, alarm: bool) -> None:
        self.problems.setText(tr(text))
        self.problems.setVisible(bool(text))
        self.problems.setProperty("role", "alarm" if alarm else "")
        self.problems.style().polish(self.problems)
