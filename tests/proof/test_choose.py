"""Which records the proofs are made of."""

import hashlib
from collections import Counter
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.cases.special import BITS, CASES, Candidates
from app.errors import KenpanError
from app.notice.piece_id import read_piece_id
from app.proof.choose import check_choice, choose_by_hand, propose
from app.records.notice_file import notice_file

NUMBERS = {"kounen": 20, "senpo": 20}
LAYOUT = {"kounen": BITS["layout_1"], "senpo": BITS["layout_2"]}


def made(name, bits, offices=None):
    """A file whose odd records are notices with these cases; only as many bytes as choosing looks at."""
    scheme = "kounen" if name[4] == "K" else "senpo"
    data = np.zeros((2 * len(bits), 980), dtype=np.uint8)
    data[:, 0] = np.arange(len(data)) % 251
    rows = np.arange(1, len(data), 2)
    own = np.array(bits, dtype=np.uint32) | np.uint32(LAYOUT[scheme])
    codes = np.array(offices if offices is not None else [0] * len(bits), dtype=np.uint32)
    return Candidates(notice_file(name, scheme, data.reshape(-1)), "PAP03", rows, own, codes)


def files_of(pieces):
    return Counter(piece.file for piece in pieces)


def test_the_sample_gives_all_forty_and_every_case_that_it_has(bench):
    proposal = propose(bench.candidates, NUMBERS)
    assert Counter(piece.group for piece in proposal.pieces) == NUMBERS
    assert [piece.number for piece in proposal.pieces] == list(range(1, 41))
    assert (proposal.uncovered, proposal.short) == ((), {})
    assert [case.id for case in proposal.absent] == ["redirect", "cut_off"]
    assert check_choice(proposal.pieces, NUMBERS) == ()


def test_a_piece_names_its_record_by_id_and_hash(bench):
    for piece in propose(bench.candidates, NUMBERS).pieces:
        assert read_piece_id(piece.piece_id)[:3] == ("PAP03", piece.file, piece.record)
        raw = bench.notices[piece.file].raw_record(piece.record)
        assert raw[14:16] == b"01"
        assert piece.record_sha256 == hashlib.sha256(raw).hexdigest()


def test_the_same_medium_gives_the_same_pieces(bench):
    assert propose(bench.candidates, NUMBERS) == propose(tuple(bench.candidates), dict(NUMBERS))


def test_cases_are_covered_twice_where_there_is_room(bench):
    pieces = propose(bench.candidates, NUMBERS).pieces
    for group in NUMBERS:
        own = [one for one in bench.candidates if one.group == group]
        for case in CASES:
            held = sum(int(((one.bits & BITS[case.id]) != 0).sum()) for one in own)
            covered = sum(piece.group == group and case.id in piece.cases for piece in pieces)
            assert covered >= min(held, 2), (group, case.id)


def test_the_only_notice_with_a_case_is_found_among_thousands():
    bits = [0] * 5000
    bits[4321] = BITS["gaiji"]
    pieces = propose([made("ZMGKK#2101", bits)], {"kounen": 3}).pieces
    assert 2 * 4321 + 1 in {piece.record for piece in pieces}


def test_ordinary_pieces_come_from_all_files_and_offices_alike():
    files = [made(f"ZMGKK#{code}01", [0] * size, np.arange(size) % 4) for code, size in (("12", 40), ("21", 4000))]
    pieces = propose(files, {"kounen": 16}).pieces
    assert files_of(pieces) == {"ZMGKK#1201": 8, "ZMGKK#2101": 8}
    offices = Counter((piece.record // 2) % 4 for piece in pieces)
    assert set(offices.values()) == {4}


def test_a_file_with_few_notices_leaves_the_rest_to_the_others():
    files = [made("ZMGKK#1201", [0] * 2), made("ZMGKK#2101", [0] * 30)]
    assert files_of(propose(files, {"kounen": 20}).pieces) == {"ZMGKK#1201": 2, "ZMGKK#2101": 18}


def test_pieces_that_the_medium_cannot_give_are_said_to_be_missing():
    proposal = propose([made("ZMGKK#2101", [0] * 7)], NUMBERS)
    assert len(proposal.pieces) == 7
    assert proposal.short == {"kounen": 13, "senpo": 20}


def test_cases_that_do_not_fit_into_few_pieces_are_named():
    bits = [BITS["gaiji"], BITS["gannen"], BITS["asterisks"]]
    proposal = propose([made("ZMGKK#2101", bits)], {"kounen": 2})
    assert len(proposal.uncovered) == 1
    assert proposal.uncovered[0].id in {"gaiji", "gannen", "asterisks"}


def test_each_group_is_covered_by_its_own_pieces():
    files = [made("ZMGKK#2101", [BITS["gaiji"]] * 5), made("ZMGKS#2101", [0, 0, BITS["gaiji"], 0])]
    pieces = propose(files, {"kounen": 1, "senpo": 1}).pieces
    assert [(piece.group, "gaiji" in piece.cases) for piece in pieces] == [("kounen", True), ("senpo", True)]


PATTERNS = st.lists(st.sets(st.sampled_from([case.id for case in CASES[:12]])), max_size=40)


@settings(max_examples=60, deadline=None)
@given(PATTERNS, PATTERNS, st.integers(0, 30))
def test_a_proposal_is_whole_without_duplicates_and_covers_what_it_can(first, second, wanted):
    files = [
        made(name, [sum(BITS[case] for case in cases) for cases in patterns])
        for name, patterns in (("ZMGKK#1201", first), ("ZMGKK#2101", second))
        if patterns
    ]
    proposal = propose(files, {"kounen": wanted})
    held = len(first) + len(second)
    assert len(proposal.pieces) == min(wanted, held)
    assert proposal.short.get("kounen", 0) == max(0, wanted - held)
    assert len({piece.piece_id for piece in proposal.pieces}) == len(proposal.pieces)
    existing = set().union(*first, *second)
    covered = {case for piece in proposal.pieces for case in piece.cases}
    missed = {case.id for case in proposal.uncovered if not case.id.startswith("layout_")}
    assert missed == existing - covered
    if wanted >= len(existing) + 1:
        assert not proposal.uncovered


def test_pieces_by_hand_keep_the_order_in_which_they_were_picked(bench):
    one, other = bench.candidates[0], bench.candidates[-1]
    picked = [(other.file, int(other.rows[2])), (one.file, int(one.rows[0]))]
    pieces = choose_by_hand(bench.candidates, picked, 7)
    assert [(piece.file, piece.record) for piece in pieces] == picked
    assert [piece.number for piece in pieces] == [7, 8]
    assert [piece.group for piece in pieces] == [other.group, one.group]


@pytest.mark.parametrize(("file", "code"), [("ZMGKK#9901", "piece.no_file"), ("KENS#ZMGKK31", "piece.no_file")])
def test_a_file_without_notices_gives_no_piece(bench, file, code):
    with pytest.raises(KenpanError) as caught:
        choose_by_hand(bench.candidates, [(file, 1)])
    assert (caught.value.code, caught.value.file) == (code, file)


def test_a_record_that_is_no_notice_gives_no_piece(bench):
    candidates = bench.candidates[0]
    for record in (0, len(candidates.notices), -1):
        with pytest.raises(KenpanError) as caught:
            choose_by_hand(bench.candidates, [(candidates.file, record)])
        assert caught.value.code == "piece.no_notice"


@pytest.fixture
def chosen(bench):
    return propose(bench.candidates, NUMBERS).pieces


def test_a_piece_too_few_is_a_problem(chosen):
    problems = check_choice(chosen[:-1], NUMBERS)
    assert problems == ("船員（船保）が 19 部です（20 部必要です）。",)


def test_the_same_record_twice_is_a_problem(chosen):
    double = replace(chosen[0], number=chosen[1].number)
    problems = check_choice((chosen[0], double, *chosen[2:]), NUMBERS)
    assert len(problems) == 1
    assert chosen[0].piece_id in problems[0]
    assert "1、2" in problems[0]


def test_numbers_with_a_gap_are_a_problem(chosen):
    problems = check_choice((*chosen[:-1], replace(chosen[-1], number=41)), NUMBERS)
    assert problems == ("現品の番号が 1 からの連番になっていません。",)


def test_a_group_that_is_not_asked_for_is_a_problem(chosen):
    assert any("0 部必要" in problem for problem in check_choice(chosen, {"kounen": 20}))
