"""Another record for a piece that nobody has checked yet: which one, why, and the signature."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from app.proof.model import PieceChoice
from app.signoff import rounds
from app.signoff.model import Round
from app.ui.board.swap_dialog import Place, Swap, SwapDialog
from app.ui.desk import Desk
from app.ui.rounds import reasons
from app.ui.rounds.acts import Live, at_hand
from app.workbench import Workbench
from app.workbench.proofing import piece_for


def replace_piece(
    desk: Desk, one: Round, number: int, bench: Workbench, shown: Place | None, live: Live, parent: QWidget
) -> SwapDialog:
    """Ask for all three; ``shown`` is the record that the review shows. Returns the dialog that asks which record."""
    old = one.piece(number)
    volume = bench.media.volume.volume
    swap = Swap(one.pieces, old, volume, lambda at, file, record: piece_for(bench, at, file, record))
    dialog = SwapDialog(swap, shown, parent)
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)

    def chosen() -> None:
        new = dialog.new
        if new is not None:
            about = f"番号 {number} を {old.piece_id} から {new.piece_id} に差し替えます。"
            reasons.ask(
                parent,
                "現品の差し替え",
                about,
                reasons.REPLACE,
                lambda reason: _sign(desk, one, new, reason, live, parent),
            )

    dialog.accepted.connect(chosen)
    desk.sessionChanged.connect(dialog.reject)
    desk.locked.connect(dialog.reject)
    dialog.open()
    return dialog


def _sign(desk: Desk, one: Round, new: PieceChoice, reason: str, live: Live, parent: QWidget) -> None:
    desk.sign(
        lambda state, by: rounds.replace_piece(state, by, one.id, new, reason, at_hand(live)),
        "piece.replaced",
        [f"番号 {new.number}　新しい現品ID {new.piece_id}", f"理由：{reason}"],
        None,
        parent,
    )
