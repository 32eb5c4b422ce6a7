"""Choosing the proofs from an open medium."""

import pytest

from app.errors import KenpanError
from app.month.looking.proofing import piece_for, propose_pieces

NUMBERS = {"kounen": 20, "senpo": 20}


def test_an_open_medium_gives_forty_pieces(bench):
    proposal = propose_pieces(bench, NUMBERS)
    assert len(proposal.pieces) == 40


def test_a_piece_by_hand_is_the_piece_that_is_proposed(bench):
    for piece in propose_pieces(bench, NUMBERS).pieces:
        assert piece_for(bench, piece.number, piece.file, piece.record) == piece
        assert bench.content(piece.file, piece.record).piece_id == piece.piece_id


def test_a_record_that_is_no_notice_cannot_be_a_piece(bench):
    file = next(iter(bench.notices))
    with pytest.raises(KenpanError, match="通知書（明細 01）ではない"):
        piece_for(bench, 1, file, 0)
    with pytest.raises(KenpanError, match="このファイルの通知書はありません"):
        piece_for(bench, 1, next(iter(bench.counts)), 0)


def test_how_far_it_is_is_told_and_can_be_stopped(bench):
    told = []
    propose_pieces(bench, NUMBERS, lambda stage, done, total: told.append((stage, done, total)))
    assert told[0][1:] == (0, 2)
    assert told[-1][1:] == (2, 2)

    def stop(stage, done, total):
        raise InterruptedError

    with pytest.raises(InterruptedError):
        propose_pieces(bench, NUMBERS, stop)


def test_a_medium_without_notices_gives_none(spoilt, plain_folder):
    names = [path.name for path in (plain_folder / "PAP03A").iterdir() if path.name.startswith("ZMGK")]
    empty = spoilt(**{name.replace("#", "_"): bytearray.clear for name in names})
    with pytest.raises(KenpanError) as caught:
        propose_pieces(empty, NUMBERS)
    assert caught.value.code == "proof.no_notices"
