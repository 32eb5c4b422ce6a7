"""Choosing the proofs from an open medium, and finding them again."""

from dataclasses import replace

import pytest

from app.errors import KenpanError
from app.month.looking.proofing import piece_for, propose_pieces, record_still_same
from app.records.notice_file import DETAIL

NUMBERS = {"kounen": 20, "senpo": 20}


def test_an_open_medium_gives_forty_pieces_that_are_found_again(bench):
    proposal = propose_pieces(bench, NUMBERS)
    assert len(proposal.pieces) == 40
    assert all(record_still_same(bench, piece) for piece in proposal.pieces)


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


@pytest.fixture
def piece(bench):
    return propose_pieces(bench, NUMBERS).pieces[0]


def test_another_place_hash_or_id_is_not_the_same_record(bench, piece):
    details = bench.notices[piece.file].rows(DETAIL).tolist()
    neighbour = next(record for record in details if record != piece.record)
    other = piece_for(bench, 1, piece.file, neighbour)
    for changed in (
        replace(piece, record=neighbour),
        replace(piece, record=10**7),
        replace(piece, record=-1),
        replace(piece, file="ZMGKK#9901"),
        replace(piece, record_sha256=other.record_sha256),
        replace(piece, piece_id=other.piece_id),
    ):
        assert not record_still_same(bench, changed)


def test_a_single_changed_byte_makes_it_another_record(spoilt, plain_folder):
    from app.month.looking.opening import open_folder
    from app.workstation.settings import Settings

    before = open_folder(plain_folder, Settings())
    piece = next(one for one in propose_pieces(before, NUMBERS).pieces if one.file == "ZMGKK#2101")

    def change(raw):
        raw[piece.record * 980 + 979] ^= 1

    after = spoilt(ZMGKK_2101=change)
    assert record_still_same(before, piece)
    assert not record_still_same(after, piece)


def test_a_record_that_moved_is_not_the_same(spoilt, plain_folder):
    from app.month.looking.opening import open_folder
    from app.workstation.settings import Settings

    before = open_folder(plain_folder, Settings())
    piece = next(one for one in propose_pieces(before, NUMBERS).pieces if one.file == "ZMGKK#2101")

    def move(raw):
        raw[:0] = raw[:980]

    assert not record_still_same(spoilt(ZMGKK_2101=move), piece)


def test_a_medium_without_notices_gives_none(spoilt, plain_folder):
    names = [path.name for path in (plain_folder / "PAP03A").iterdir() if path.name.startswith("ZMGK")]
    empty = spoilt(**{name.replace("#", "_"): bytearray.clear for name in names})
    with pytest.raises(KenpanError) as caught:
        propose_pieces(empty, NUMBERS)
    assert caught.value.code == "proof.no_notices"
