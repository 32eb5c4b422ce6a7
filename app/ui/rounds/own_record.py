"""Says that the record on screen is not the one of the piece in hand."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLabel, QWidget

from app.proof.model import PieceChoice
from app.ui.kit.shortcuts import TO_PIECE
from app.ui.rounds.piece_words import ground_and_ink

_ELSEWHERE = f"画面は別のレコードです（{TO_PIECE} で戻る）"


class OwnRecord(QLabel):
    """Hidden while the piece's own record is on screen. ``wanted(file, record)`` asks for it."""

    wanted = Signal(str, int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(_ELSEWHERE, parent)
        self._piece: PieceChoice | None = None
        self._on_screen: tuple[str, int] | None = None
        self.setWordWrap(True)
        ground, ink = ground_and_ink("asked")
        self.setStyleSheet(f"background: {ground}; color: {ink}; border: 2px solid {ink}; font-weight: bold;")

    def show_piece(self, piece: PieceChoice | None) -> None:
        """This piece is in hand."""
        self._piece = piece
        self._tell()

    def follow(self, file: str, record: int) -> None:
        """This record is on screen."""
        self._on_screen = (file, record)
        self._tell()

    def go_back(self) -> None:
        """Ask for the piece's own record, if another one is on screen."""
        if self._piece is not None and self._is_elsewhere:
            self.wanted.emit(self._piece.file, self._piece.record)

    @property
    def _is_elsewhere(self) -> bool:
        piece = self._piece
        return piece is not None and self._on_screen not in (None, (piece.file, piece.record))

    def _tell(self) -> None:
        self.setVisible(self._is_elsewhere)
