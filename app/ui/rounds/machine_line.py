"""What the machine found of a piece in a print or a capture of it; it answers no question of the check sheet."""

from collections.abc import Callable

from PySide6.QtWidgets import QFrame, QVBoxLayout, QWidget

from app.language import tr
from app.proof.model import PieceChoice
from app.ui.kit import tokens
from app.ui.kit.labels import dress, plain
from app.ui.kit.tokens import Tone

_TONES: dict[str, Tone] = {"○": "good", "▲": "bad", "◆": "asked"}


class MachineLine(QFrame):
    """A line for each comparison that says something of the piece, each with its sign; not there without any.

    ``says``: what the comparisons found, a line each.
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.says: Callable[[PieceChoice], str] = lambda _piece: ""
        self.text = plain()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(8, 3, 8, 3)
        layout.addWidget(self.text)
        self.setObjectName("machine")
        self.hide()

    def show_piece(self, piece: PieceChoice | None) -> None:
        """Another piece, or something else is known of it."""
        told = "" if piece is None else self.says(piece)
        self.text.setText(tr(told))
        self.setVisible(bool(told))
        if told:
            worst = next((sign for sign in "▲◆○" if sign in told), "◆")
            look = tokens.TONES[_TONES[worst]]
            dress(self.text, f"color: {look.ink}; background: transparent;")
            frame = f"background: {look.ground}; border: 1px solid {look.ink}; border-radius: 4px;"
            dress(self, f"QFrame#machine {{ {frame} }}")
