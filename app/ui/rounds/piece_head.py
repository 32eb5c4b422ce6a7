"""What is always in sight of a piece in hand: its number, how far the round is, and who signed what."""

from collections import Counter

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.language import tr
from app.proof.model import GROUP_NAMES, PieceChoice
from app.reports.signs import local_time
from app.signoff.model import Round
from app.signoff.two_persons import as_seen_by
from app.ui.kit.cards import Elided, words
from app.ui.rounds import piece_words
from app.ui.rounds.acts import Mode
from app.ui.rounds.piece_strip import PieceStrip


class PieceHead(QWidget):
    """``wanted(number)``: another piece was pressed."""

    wanted = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.title, self.badge = words(step="head", wrap=True), words()
        self.count, self.who = words(step="head"), Elided("small", Qt.AlignmentFlag.AlignRight)
        self.strip = PieceStrip()
        self.id, self.cases = words(), Elided()
        self.strip.wanted.connect(self.wanted)
        first, second, third = QHBoxLayout(), QHBoxLayout(), QHBoxLayout()
        first.addWidget(self.title, 1)
        first.addWidget(self.badge)
        second.addWidget(self.count)
        second.addWidget(self.strip, 1)
        third.addWidget(self.id)
        third.addWidget(self.who, 1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(2)
        layout.addLayout(first)
        layout.addLayout(second)
        layout.addLayout(third)
        layout.addWidget(self.cases)

    def show_nothing(self) -> None:
        """No piece is in hand."""
        self.title.setText(tr("現品"))
        for label in (self.badge, self.count, self.who, self.id, self.cases):
            label.clear()
        self.badge.hide()
        self.strip.show_faces({}, {}, 0)

    def show_piece(self, one: Round, piece: PieceChoice, viewer: str, mode: Mode, meaning: str) -> None:
        """``meaning``: what a signature here would say."""
        self.title.setText(
            tr(
                "番号 {number}／{n_pieces}　{group_names}",
                number=piece.number,
                n_pieces=len(one.pieces),
                group_names=GROUP_NAMES[piece.group],
            )
        )
        self.badge.setText(tr(meaning or "表示"))
        if self.badge.property("tone") != (tone := "doing" if meaning else "waiting"):
            self.badge.setProperty("tone", tone)
            self.badge.style().polish(self.badge)
        self.badge.show()
        cases = "・".join(piece_words.case_names(piece)) or "なし"
        self.id.setText(tr("現品ID　{piece_id}", piece_id=piece.piece_id))
        self.cases.setText(tr("特例　{cases}", cases=cases))
        if mode == "confirm":
            own = {look.number for look in one.confirmed if look.signature.by == viewer}
            self.count.setText(
                tr(
                    "確認 {n_own}/{n_to_confirm} 部",
                    n_own=len(own & set(one.to_confirm)),
                    n_to_confirm=len(one.to_confirm),
                )
            )
        else:
            self.count.setText(
                tr("検査 {n_results}/{n_pieces} 部", n_results=len(one.results), n_pieces=len(one.pieces))
            )
        results = as_seen_by(one, viewer).results
        names = Counter(result.signature.name for result in results.values())
        signed = "・".join(f"{name} {count} 件" for name, count in sorted(names.items()))
        hidden = one.results and not results
        self.who.setText(tr("署名　結果は非表示" if hidden else f"署名　{signed or 'なし'}"))
        told = {}
        faces = piece_words.faces(one, viewer)
        for number, face in faces.items():
            result = results.get(number)
            by = "" if result is None else f"　{result.signature.name}　{local_time(result.signature.time)}"
            told[number] = f"番号 {number}　{face.sign} {face.text}{by}"
        self.strip.show_faces(faces, told, piece.number)
