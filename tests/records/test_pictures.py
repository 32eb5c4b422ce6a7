import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.records.pictures import (
    ASTERISKS,
    BLANK,
    INVALID,
    NUMBER,
    Reading,
    read,
    read_column,
    read_postal,
    write,
    write_column,
)
from tests.rows import each_row

PLAIN = ("9", "99", "999", "9999", "99999", "999999")
SUPPRESSED = ("Z9", "ZZ9", "ZZZZ9", "ZZZ,ZZ9", "ZZ,ZZZ,ZZ9", "ZZZ,ZZZ,ZZ9", "ZZ,ZZZ,ZZZ,ZZ9")
FLOATING = ("¥¥9", "¥,¥¥9", "¥¥,¥¥¥,¥¥¥,¥¥9", "¥¥¥,¥¥¥,¥¥¥,¥¥9", "¥¥¥¥,¥¥¥,¥¥¥,¥¥9")
PICTURES = PLAIN + SUPPRESSED + FLOATING
STATUS = {"number": NUMBER, "blank": BLANK, "asterisks": ASTERISKS, "invalid": INVALID}

pictures = st.sampled_from(PICTURES)


def digits_of(picture: str) -> int:
    return len(picture) - picture.count(",") - ("¥" in picture)


@st.composite
def values(draw: st.DrawFn) -> tuple[int, str]:
    picture = draw(pictures)
    size = draw(st.integers(1, digits_of(picture)))
    return draw(st.integers(0, 10**size - 1)), picture


@st.composite
def fields(draw: st.DrawFn) -> tuple[bytes, str]:
    """A written value with up to three bytes changed: mostly just short of valid."""
    value, picture = draw(values())
    raw = bytearray(write(value, picture))
    for _ in range(draw(st.integers(0, 3))):
        raw[draw(st.integers(0, len(raw) - 1))] = draw(st.sampled_from(b" 019,\\*-Z\xb1"))
    return bytes(raw), picture


@each_row(
    ("value", "picture", "raw"),
    [
        (7, "9999", b"0007"),
        (0, "Z9", b" 0"),
        (12, "Z9", b"12"),
        (0, "ZZZ,ZZ9", b"      0"),
        (999, "ZZZ,ZZ9", b"    999"),
        (1000, "ZZZ,ZZ9", b"  1,000"),
        (1234567890, "ZZ,ZZZ,ZZZ,ZZ9", b" 1,234,567,890"),
        (0, "¥¥,¥¥¥,¥¥¥,¥¥9", b"            \\0"),
        (999, "¥¥,¥¥¥,¥¥¥,¥¥9", b"          \\999"),
        (1000, "¥¥,¥¥¥,¥¥¥,¥¥9", b"        \\1,000"),
        (999_999_999_999, "¥¥¥¥,¥¥¥,¥¥¥,¥¥9", b"\\999,999,999,999"),
    ],
)
def test_a_value_is_edited_as_cobol_edits_it(value: int, picture: str, raw: bytes):
    assert write(value, picture) == raw
    assert read(raw, picture) == Reading("number", value)


@each_row(
    ("raw", "picture"),
    [
        (b"007", "ZZ9"),
        (b"01", "Z9"),
        (b"1 ", "Z9"),
        (b"   ,123", "ZZZ,ZZ9"),
        (b"   1000", "ZZZ,ZZ9"),
        (b"001,000", "ZZZ,ZZ9"),
        (b"1 2,000", "ZZZ,ZZ9"),
        (b"1,00000", "ZZZ,ZZ9"),
        (b"  1 000", "ZZZ,ZZ9"),
        (b"        \\ 1,000", "¥¥¥,¥¥¥,¥¥¥,¥¥9"),
        (b"          1,000", "¥¥¥,¥¥¥,¥¥¥,¥¥9"),
        (b"        \\\\1,000"[-15:], "¥¥¥,¥¥¥,¥¥¥,¥¥9"),
        (b"       \\01,000", "¥¥,¥¥¥,¥¥¥,¥¥9"),
        (b"       \\,1,000", "¥¥,¥¥¥,¥¥¥,¥¥9"),
        (b"             \\", "¥¥,¥¥¥,¥¥¥,¥¥9"),
        (b"99,999,999,999", "¥¥,¥¥¥,¥¥¥,¥¥9"),
        (b" 123", "9999"),
        (b"12-4", "9999"),
        (b"\xb1\xb2\xb3\xb4", "9999"),
        (b" ***** ", "ZZZ,ZZ9"),
        (b"** ****", "ZZZ,ZZ9"),
        (b"*     *", "ZZZ,ZZ9"),
        (b"**,****", "ZZZ,ZZ9"),
        (b"****  1", "ZZZ,ZZ9"),
        (b"123", "9999"),
        (b"12345", "9999"),
        (b"", "9999"),
    ],
)
def test_bytes_that_the_picture_cannot_produce_are_invalid(raw: bytes, picture: str):
    assert read(raw, picture) == Reading("invalid", None)


@each_row("picture", PICTURES)
def test_any_run_of_asterisks_that_fits_counts_on_either_side(picture: str):
    width = len(picture)
    runs = [b"*" * length for length in range(1, width + 1)]
    rows = [*(run.ljust(width) for run in runs), *(run.rjust(width) for run in runs)]
    assert {read(raw, picture) for raw in rows} == {Reading("asterisks", None)}
    check_column(rows, picture)


@each_row("picture", PICTURES)
def test_a_blank_field_is_blank_under_every_picture(picture: str):
    assert read(b" " * len(picture), picture) == Reading("blank", None)


@given(values())
def test_what_is_written_reads_back(case: tuple[int, str]):
    value, picture = case
    raw = write(value, picture)
    assert len(raw) == len(picture)
    assert read(raw, picture) == Reading("number", value)


@each_row("picture", PICTURES)
def test_the_largest_value_fits_and_the_next_does_not(picture: str):
    limit = 10 ** digits_of(picture)
    assert read(write(limit - 1, picture), picture).value == limit - 1
    for outside in (limit, -1):
        with pytest.raises(ValueError, match="does not fit"):
            write(outside, picture)
        with pytest.raises(ValueError, match="does not fit"):
            write_column(np.array([0, outside]), picture)


@each_row("picture", ["", "Z", "X9", "9Z", "ZZ,Z9", "Z,Z9", "¥Z9", "XXX-XXXX", "9,999"])
def test_an_unknown_picture_is_refused(picture: str):
    with pytest.raises(ValueError, match="unknown picture"):
        read(b"1", picture)


@given(st.lists(fields(), min_size=1, max_size=30))
def test_a_column_reads_as_its_fields_do(cases: list[tuple[bytes, str]]):
    picture = cases[0][1]
    rows = [raw for raw, other in cases if other == picture]
    check_column(rows, picture)


@each_row("picture", [p for p in PICTURES if len(p) <= 7])
def test_a_column_reads_as_its_fields_do_for_every_arrangement_of_the_signs(picture: str):
    width = len(picture)
    signs = np.frombuffer(b" 01,\\*" if width <= 5 else b" 0,", dtype=np.uint8)
    grid = np.indices((len(signs),) * width).reshape(width, -1).T
    check_column([row.tobytes() for row in signs[grid]], picture)


def check_column(rows: list[bytes], picture: str) -> None:
    width = len(picture)
    rows = [*rows, b" " * width, b"*****".ljust(width)[:width], b"*" * width]
    column = np.frombuffer(b"".join(rows), dtype=np.uint8).reshape(-1, width)
    found, status = read_column(column, picture)
    expected = [read(raw, picture) for raw in rows]
    assert status.tolist() == [STATUS[reading.status] for reading in expected]
    assert found.tolist() == [reading.value or 0 for reading in expected]


@given(pictures, st.lists(st.integers(0, 10**12 - 1), max_size=20))
def test_a_column_is_written_as_its_values_are(picture: str, numbers: list[int]):
    numbers = [number % 10 ** (1 + index % digits_of(picture)) for index, number in enumerate(numbers)]
    column = write_column(np.array(numbers, dtype=np.int64), picture)
    assert column.shape == (len(numbers), len(picture))
    assert [row.tobytes() for row in column] == [write(number, picture) for number in numbers]


def test_long_columns_are_read_through_every_block():
    picture = "ZZ,ZZZ,ZZ9"
    numbers = np.arange(40_000, dtype=np.int64) * 997
    records = np.full((len(numbers), 32), 0x41, dtype=np.uint8)
    records[:, 11:21] = write_column(numbers, picture)
    found, status = read_column(records[:, 11:21], picture)
    assert (found == numbers).all()
    assert (status == NUMBER).all()


def test_a_column_of_another_width_is_refused():
    with pytest.raises(ValueError, match="wide"):
        read_column(np.zeros((1, 3), dtype=np.uint8), "9999")


@each_row(
    ("raw", "expected"),
    [
        (b"100     ", "100"),
        (b"100-01  ", "10001"),
        (b"100-8945", "1008945"),
        (b"        ", ""),
        (b"   -    ", None),
        (b"1008945 ", None),
        (b" 100-894", None),
        (b"100-    ", None),
        (b"100-894 ", None),
        (b"10\xb1     ", None),
        (b"100-8945\n", None),
    ],
)
def test_a_postal_code_has_three_five_or_seven_digits_or_is_blank(raw: bytes, expected: str | None):
    assert read_postal(raw) == expected
