"""The ID of one printed piece."""

import string

import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st

from app.errors import KenpanError
from app.notice.piece_id import LENGTH, MAX_RECORD, OLD_LENGTH, PieceRef, PieceRun, piece_id, read_piece_id, run_text
from tests.rows import each_row

runs = st.one_of(
    st.none(),
    st.builds(
        PieceRun,
        month=st.tuples(st.integers(2000, 2099), st.integers(1, 12)).map(lambda pair: f"{pair[0]}-{pair[1]:02}"),
        process=st.integers(1, 99),
        making=st.integers(1, 9),
        round=st.just(0),
    ),
    st.builds(PieceRun, st.just(""), st.integers(1, 99), st.integers(1, 9), st.integers(1, 99)),
)
refs = st.builds(
    PieceRef,
    volume=st.integers(0, 99).map(lambda number: f"PAP{number:02}"),
    file=st.tuples(st.sampled_from("KS"), st.integers(0, 9999)).map(lambda pair: f"ZMGK{pair[0]}#{pair[1]:04}"),
    record=st.integers(0, MAX_RECORD),
    run=runs,
)
RUN = PieceRun("2026-12", 1)
SOME = PieceRef("PAP03", "ZMGKK#2101", 12345)


def refused(text: str) -> bool:
    try:
        read_piece_id(text)
    except KenpanError as error:
        return error.code == "piece.id"
    return False


@given(refs)
@example(PieceRef("PAP00", "ZMGKK#0000", 0))
@example(PieceRef("PAP99", "ZMGKS#9999", MAX_RECORD))
def test_an_id_reads_back_as_the_record_it_was_made_for(ref: PieceRef) -> None:
    text = piece_id(*ref)
    assert read_piece_id(text) == ref
    assert len(text) == (OLD_LENGTH if ref.run is None else LENGTH)
    assert set(text) <= set(string.ascii_uppercase + string.digits)


@given(refs, refs)
def test_two_records_never_share_an_id(one: PieceRef, other: PieceRef) -> None:
    assume(one != other)
    assert piece_id(*one) != piece_id(*other)


def test_the_id_is_made_as_described() -> None:
    text = piece_id(*SOME)
    assert text[:14] == "K03210100" + "12345"
    # ISO 7064 MOD 97-10: the letter as two digits, the whole number leaves 1.
    assert int("20" + text[1:]) % 97 == 1


@given(refs)
def test_every_wrong_character_is_caught(ref: PieceRef) -> None:
    text = piece_id(*ref)
    for at, right in enumerate(text):
        for wrong in string.digits + string.ascii_uppercase + "-#":
            if wrong != right:
                assert refused(text[:at] + wrong + text[at + 1 :])


@given(refs)
def test_every_swap_of_neighbours_is_caught(ref: PieceRef) -> None:
    text = piece_id(*ref)
    for at in range(len(text) - 1):
        if text[at] != text[at + 1]:
            assert refused(text[:at] + text[at + 1] + text[at] + text[at + 2 :])


@given(refs, st.integers(0, LENGTH - 1))
def test_a_lost_character_is_caught(ref: PieceRef, place: int) -> None:
    text = piece_id(*ref)
    at = place % len(text)
    assert refused(text[:at] + text[at + 1 :])


@pytest.mark.parametrize("shape", ["{}\r\n", " {} ", "\t{}", "{}\u3000"])
def test_what_a_hand_scanner_adds_is_ignored(shape: str) -> None:
    text = piece_id(*SOME)
    assert read_piece_id(shape.format(text)) == SOME
    assert read_piece_id(shape.format(text.lower())) == SOME


def test_an_id_typed_in_groups_or_full_width_is_read() -> None:
    text = piece_id(*SOME)
    assert read_piece_id(" ".join(text[at : at + 4] for at in range(0, LENGTH, 4))) == SOME
    assert read_piece_id("".join(chr(ord(char) + 0xFEE0) for char in text)) == SOME


@pytest.mark.parametrize("text", ["", " ", "K", "こんにちは", "K" * LENGTH, "9" * LENGTH, "ZMGKK#2101"])
def test_other_text_is_not_an_id(text: str) -> None:
    with pytest.raises(KenpanError) as error:
        read_piece_id(text)
    assert error.value.code == "piece.id"


@pytest.mark.parametrize(
    ("volume", "file", "record"),
    [
        ("PAP03A", "ZMGKK#2101", 0),
        ("PAP3", "ZMGKK#2101", 0),
        ("PAP03", "KENS#ZMGKK31", 0),
        ("PAP03", "ZMGKK#2101.cmp", 0),
        ("PAP03", "ZMGKK#2101", -1),
        ("PAP03", "ZMGKK#2101", MAX_RECORD + 1),
    ],
)
def test_no_id_is_made_for_names_outside_the_specification(volume: str, file: str, record: int) -> None:
    with pytest.raises(ValueError, match="no piece ID"):
        piece_id(volume, file, record)


def test_the_run_stands_in_the_id_as_described() -> None:
    assert piece_id(*SOME[:3], RUN)[:21] == "K0321010012345" + "2612" + "01" + "1"
    assert piece_id(*SOME[:3], PieceRun("", 2, 3, round=7))[14:21] == "0700" + "02" + "3"


@pytest.mark.parametrize(
    "other",
    [RUN._replace(month="2026-11"), RUN._replace(process=2), RUN._replace(making=2), PieceRun("", 1, 1, 12), None],
)
def test_the_same_record_made_for_anything_else_has_another_id(other: PieceRun | None) -> None:
    assert piece_id(*SOME[:3], RUN) != piece_id(*SOME[:3], other)


@each_row(
    "wrong",
    [PieceRun("", 1), PieceRun("2026-12", 1, 1, 3), PieceRun("2026-13", 1), PieceRun("x", 1, 1, 3),
     PieceRun("2026-12", 1, 1, -1), PieceRun("2026-12", 0), PieceRun("2026-12", 100), PieceRun("2026-12", 1, 0),
     PieceRun("2026-12", 1, 10), PieceRun("", 1, 1, 100)],
)  # fmt: skip
def test_a_run_that_cannot_be_written_has_no_id(wrong: PieceRun) -> None:
    with pytest.raises(ValueError):
        piece_id(*SOME[:3], wrong)


def test_an_old_id_is_told_as_old() -> None:
    assert run_text(read_piece_id(piece_id(*SOME)).run).startswith("古い形")
    assert run_text(RUN) == "2026-12・工程1・1回目の印刷"
