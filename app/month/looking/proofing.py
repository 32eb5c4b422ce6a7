"""Choosing the proofs of an open proof medium."""

from collections.abc import Mapping

from app.errors import KenpanError
from app.month.looking.workbench import Workbench
from app.progress import Progress, no_progress
from app.proof.choose import Proposal, choose_by_hand, propose
from app.proof.model import Group, PieceChoice


def propose_pieces(bench: Workbench, numbers: Mapping[Group, int], progress: Progress = no_progress) -> Proposal:
    """The pieces that :func:`app.proof.choose.propose` chooses from the open medium.

    ``KenpanError`` ``proof.no_notices`` if it holds none.
    """
    progress("検証品の候補", 0, 2)
    candidates = bench.candidates
    progress("検証品の候補", 1, 2)
    if not candidates:
        raise KenpanError(
            "proof.no_notices", "この媒体に通知書がありません。", "検証品の媒体を開いているか確かめてください。"
        )
    proposal = propose(candidates, numbers)
    progress("検証品の候補", 2, 2)
    return proposal


def piece_for(bench: Workbench, number: int, file: str, record: int) -> PieceChoice:
    """The piece of one ``01`` that a person picked; ``KenpanError`` ``piece.no_file``, ``piece.no_notice``."""
    return choose_by_hand(bench.candidates, [(file, record)], number)[0]
