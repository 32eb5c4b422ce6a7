"""What stands over a round: process, number, state, progress, fingerprint, and in a banner why it is void."""

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QLabel, QProgressBar, QVBoxLayout, QWidget

from app.language import tr
from app.signoff.binding import PartDifference, fingerprint
from app.signoff.model import Round, State
from app.signoff.processes import void_reasons
from app.signoff.signed import Part
from app.signoff.wording import ROUND_STATES, VOID
from app.ui.kit import tokens
from app.ui.kit.labels import dress, plain, sized
from app.ui.kit.words import process_text
from app.ui.rounds.piece_words import Tone, ground_and_ink, grouped

_TONES: dict[str, Tone] = {"checking": "todo", "signed": "asked", "approved": "good", "rejected": "bad"}
NO_MEDIA = "検証品の媒体が開かれていません。検査・確認・承認の署名には、検証品の媒体を開いてください。"


class RoundHead(QWidget):
    """Text only."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.title = sized(plain(), 1.35, bold=True)
        self.state = sized(QLabel(), 1.2, bold=True)
        self.state.setTextFormat(Qt.TextFormat.PlainText)
        self.progress = QProgressBar()
        self.progress.setTextVisible(False)
        self.progress.setFixedHeight(14)
        self.progress.setStyleSheet(
            f"QProgressBar {{ border: 1px solid {tokens.FAINT}; background: {tokens.PAPER}; }}"
            f"QProgressBar::chunk {{ background: {tokens.BLUE}; }}"
        )
        self.count = sized(QLabel(), 1.2, bold=True)
        self.print = QLabel()
        self.print.setTextFormat(Qt.TextFormat.PlainText)
        self.banner = plain()
        bad, ink = ground_and_ink("bad")
        self.banner.setStyleSheet(
            f"background: {bad}; color: {ink}; border: 3px solid {ink}; padding: 4px 8px; font-weight: bold;"
        )
        self.note = plain(role="alarm")
        first, second = QHBoxLayout(), QHBoxLayout()
        first.addWidget(self.title, 1)
        first.addWidget(self.state)
        second.addWidget(self.count)
        second.addSpacing(8)
        second.addWidget(self.progress, 1)
        second.addSpacing(16)
        second.addWidget(self.print)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(4)
        layout.addLayout(first)
        layout.addLayout(second)
        layout.addWidget(self.banner)
        layout.addWidget(self.note)

    def show_round(self, state: State, one: Round, live: Sequence[Part] | None) -> None:
        """Show how the round stands against what this workstation holds."""
        process = state.processes[one.process]
        self.title.setText(
            tr("{process_text}　第{number}回 本番検証品", process_text=process_text(process), number=one.number)
        )
        void = () if one.state == "rejected" else void_reasons(state, one, live)
        self._show_state(f"× {VOID}" if void else ROUND_STATES[one.state], "bad" if void else _TONES[one.state])
        done, total = len(one.results), len(one.pieces)
        self.progress.setRange(0, total)
        self.progress.setValue(done)
        self.count.setText(tr("検査 {done}/{total} 部", done=done, total=total))
        whole = fingerprint(one.parts)
        self.print.setText(tr("指紋 {grouped}…", grouped=grouped(whole)))
        self.print.setToolTip(tokens.plain_tooltip(grouped(whole, 64)))
        self.banner.setVisible(bool(void))
        self.banner.setText(tr(_void_text(void)))
        self.note.setVisible(live is None and one.state in ("checking", "signed"))
        self.note.setText(tr(NO_MEDIA))

    def _show_state(self, text: str, tone: Tone) -> None:
        ground, ink = ground_and_ink(tone)
        self.state.setText(tr(text))
        dress(
            self.state,
            f"background: {ground}; color: {ink}; border: 2px solid {ink}; border-radius: 4px; padding: 2px 12px;",
        )


def _void_text(void: Sequence[PartDifference]) -> str:
    said = "\n".join(f"・{each.text}" for each in void)
    return f"× この回は失効しています。検査・確認・承認はできません。元に戻すか、新しい回を始めてください。\n{said}"
