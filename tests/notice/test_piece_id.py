"""The ID of one printed piece."""

import string

import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st

from app.errors import KenpanError
from app.notice.piece_id import LENGTH, MAX_RECORD, PieceRef, piece_id, read_piece_id

refs = st.builds(
    PieceRef,
    volume=st.integers(0, 99).map(lambda number: f"PAP{number:02}"),
    file=st.tuples(st.sampled_from("KS"), st.integers(0, 9999)).map(lambda pair: f"ZMGK{pair[0]}#{pair[1]:04}"),
    record=st.integers(0, MAX_RECORD),
)
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
    assert len(text) == LENGTH <= 20
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
def test_a_lost_character_is_caught(ref: PieceRef, at: int) -> None:
    text = piece_id(*ref)
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
