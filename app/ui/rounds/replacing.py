"""Another record for a piece that nobody has checked yet: which one, why, and the signature."""

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QWidget

from app.errors import KenpanError
from app.month.looking.proofing import piece_for
from app.month.looking.workbench import Workbench
from app.proof.model import PieceChoice
from app.proof.scanner import PLAIN, Scanner
from app.signoff import rounds
from app.signoff.model import Round
from app.signoff.piece_runs import replacement
from app.ui.board.swap_dialog import Place, Swap, SwapDialog
from app.ui.kit import reasons
from app.ui.kit.focus import hand_back
from app.ui.kit.refusal import refuse
from app.ui.rounds.acts import Live, at_hand
from app.ui.shell.desk import Desk

_NOT_REPLACED = "差し替えていません"
_SAME = "piece.twice"


def replace_piece(
    desk: Desk,
    one: Round,
    number: int,
    bench: Workbench,
    shown: Place | None,
    live: Live,
    parent: QWidget,
    back: Callable[[], object],
    scanner: Scanner = PLAIN,
) -> QDialog:
    """Ask for all three; ``shown`` is the record that the review shows, ``back`` takes the keyboard at the end.

    Returns the dialog that asks which record, or the one that says why no record can be chosen.
    """
    error = _why_not(desk, one, number, live)
    if error is not None:
        refusal = refuse(error, parent, _NOT_REPLACED)
        hand_back(refusal, back)
        return refusal
    old = one.piece(number)
    swap = Swap(
        one.pieces,
        old,
        bench.media.volume.volume,
        lambda at, file, record: replacement(desk.state, one, piece_for(bench, at, file, record)),
        scanner,
        printed=True,
    )
    dialog = SwapDialog(swap, shown, parent)
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    hand_back(dialog, back)

    def chosen() -> None:
        new = dialog.new
        if new is not None:
            same = (new.file, new.record) == (old.file, old.record)
            what = "刷り直した現品" if same else "別のレコード"
            about = f"番号 {number} を {old.piece_id} から {new.piece_id}（{what}）に差し替えます。"
            said = lambda reason: _sign(desk, one, old, new, reason, live, parent, back)  # noqa: E731
            hand_back(reasons.ask(parent, "現品の差し替え", about, reasons.REPLACE, said), back)

    dialog.accepted.connect(chosen)
    desk.sessionChanged.connect(dialog.reject)
    desk.locked.connect(dialog.reject)
    dialog.open()
    return dialog


def _why_not(desk: Desk, one: Round, number: int, live: Live) -> KenpanError | None:
    """Why this piece cannot be replaced by any record, asked of the ledger's own rules with the piece itself."""
    account = desk.account
    try:
        rounds.replace_piece(
            desk.state, "" if account is None else account.id, one.id, one.piece(number), "―", at_hand(live)
        )
    except KenpanError as error:
        return None if error.code == _SAME else error
    return None


def _sign(
    desk: Desk,
    one: Round,
    old: PieceChoice,
    new: PieceChoice,
    reason: str,
    live: Live,
    parent: QWidget,
    back: Callable[[], object],
) -> None:
    dialog = desk.sign(
        lambda state, by: rounds.replace_piece(state, by, one.id, new, reason, at_hand(live)),
        "piece.replaced",
        [f"番号 {new.number}", f"今の現品ID　{old.piece_id}", f"新しい現品ID　{new.piece_id}", f"理由：{reason}"],
        None,
        parent,
    )
    if dialog is not None:
        hand_back(dialog, back)
