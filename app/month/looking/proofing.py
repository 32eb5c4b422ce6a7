"""Choosing and finding again the proofs of an open proof medium."""

import hashlib
from collections.abc import Mapping

from app.errors import KenpanError
from app.month.looking.workbench import Workbench
from app.notice.piece_id import read_piece_id
from app.progress import Progress, no_progress
from app.proof.choose import Proposal, choose_by_hand, propose
from app.proof.model import Group, PieceChoice
from app.records.notice_file import DETAIL


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


def record_still_same(bench: Workbench, piece: PieceChoice) -> bool:
    """Whether the open medium holds, at the piece's place, an ``01`` with exactly the bytes it was chosen for."""
    notices = bench.notices.get(piece.file)
    if notices is None or not 0 <= piece.record < len(notices) or notices.types[piece.record] != DETAIL:
        return False
    ref = read_piece_id(piece.piece_id)
    same_place = (ref.volume, ref.file, ref.record) == (bench.media.volume.volume, piece.file, piece.record)
    return same_place and hashlib.sha256(notices.raw_record(piece.record)).hexdigest() == piece.record_sha256
