from concurrent.futures import ThreadPoolExecutor

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from app.records.text import CharKind, columns, decode, encode, to_text, trimmed
from app.records.text_columns import (
    HAS_EXTENSION,
    HAS_GAIJI,
    HAS_UNDECODABLE,
    printed_columns,
    text_classes,
    trail_mask,
    trimmed_lengths,
)
from tests.rows import each_row

FLAGS = {
    CharKind.GAIJI: HAS_GAIJI,
    CharKind.EXTENSION: HAS_EXTENSION,
    CharKind.UNDECODABLE: HAS_UNDECODABLE,
}
AWKWARD = bytes.fromhex("202041407e7f8081828793a0b1ebedf0f9fafcfdff003b9c4c")


@st.composite
def tables(draw: st.DrawFn) -> list[bytes]:
    width = draw(st.integers(1, 12))
    byte = st.integers(0, 255) | st.sampled_from(AWKWARD)
    row = st.lists(byte, max_size=width).map(lambda content: bytes(content).ljust(width))
    return draw(st.lists(row, min_size=1, max_size=12))


def column_of(rows: list[bytes]) -> NDArray[np.uint8]:
    """The rows as a view into wider records, as a real column is."""
    width = len(rows[0])
    records = np.full((len(rows), width + 9), 0x93, dtype=np.uint8)
    records[:, 4 : 4 + width] = np.frombuffer(b"".join(rows), dtype=np.uint8).reshape(-1, width)
    return records[:, 4 : 4 + width]


def expected_class(raw: bytes) -> int:
    return sum(flag for kind, flag in FLAGS.items() if any(char.kind is kind for char in decode(raw)))


def expected_trails(raw: bytes) -> list[bool]:
    trails = {char.offset + 1 for char in decode(raw) if char.length == 2}
    return [at in trails for at in range(len(raw))]


def expected_columns(raw: bytes) -> int:
    """A character that JIS X 0201 has takes one column, any other two; what cannot be decoded is written out."""
    single = {*map(chr, range(0x80)), "¥", "‾", *map(chr, range(0xFF61, 0xFFA0))}
    return sum(1 if char in single else 2 for char in to_text(trimmed(raw)))


def check(rows: list[bytes]) -> None:
    column = column_of(rows)
    assert printed_columns(column).tolist() == [expected_columns(raw) for raw in rows]
    assert trimmed_lengths(column).tolist() == [columns(raw) for raw in rows]
    assert text_classes(column).tolist() == [expected_class(raw) for raw in rows]
    assert trail_mask(column).tolist() == [expected_trails(raw) for raw in rows]


@given(tables())
def test_scanning_a_column_agrees_with_decoding_each_field(rows: list[bytes]):
    check(rows)


def test_every_double_byte_code_is_classed_as_decoding_it_is():
    check([code.to_bytes(2, "big") for code in range(0x8000, 0x10000)])


def test_every_single_byte_is_classed_as_decoding_it_is():
    check([b"A" + bytes((byte,)) for byte in range(256)])


@each_row(
    ("text", "found"),
    [
        (b"", 0),
        (b"ABC", 0),
        (encode("東京都"), 0),
        (b"\xf0\x40", HAS_GAIJI),
        (b"\xfb\xfc\xf0\x40\x93", HAS_GAIJI | HAS_EXTENSION | HAS_UNDECODABLE),
        (b"\x88\x9f\x80", HAS_UNDECODABLE),
        (b"A\nB", HAS_UNDECODABLE),
        # F040 only looks like a user-defined code here: F0 is the second byte of the character before.
        (b"\x88\xf0\x40", 0),
    ],
)
def test_a_row_has_the_flags_of_what_it_holds(text: bytes, found: int):
    assert text_classes(column_of([text.ljust(12)])).tolist() == [found]


def test_a_lead_byte_in_the_last_byte_of_the_field_is_undecodable_and_has_no_second_byte():
    column = column_of([b"\x88\x9f\x93", b"   "])
    assert text_classes(column).tolist() == [HAS_UNDECODABLE, 0]
    assert trail_mask(column).tolist() == [[False, True, False], [False, False, False]]


def test_a_blank_column_and_an_empty_one_have_nothing():
    for rows in (0, 3):
        column = np.full((rows, 7), 0x20, dtype=np.uint8)
        assert trimmed_lengths(column).tolist() == [0] * rows
        assert text_classes(column).tolist() == [0] * rows
        assert trail_mask(column).shape == (rows, 7)
        assert not trail_mask(column).any()


def test_long_columns_are_scanned_through_every_block():
    kinds = [b"", encode("千葉市中央区"), b"\xf0\x40", b"ABC", b"\xed\x40\x93"]
    rows = [kinds[index * 7 // 3 % len(kinds)].ljust(14) for index in range(9000)]
    check(rows)


def test_threads_may_scan_at_the_same_time():
    columns_ = [column_of([b"\xf0\x40".ljust(6)] * 5000), column_of([encode("東京").ljust(6)] * 5000)] * 4
    with ThreadPoolExecutor(4) as pool:
        found = [set(classes.tolist()) for classes in pool.map(text_classes, columns_)]
    assert found == [{HAS_GAIJI}, {0}] * 4
