"""What is read of all records finds what the functions for single columns find."""

import numpy as np
import pytest

from app.cases.record_scan import LEADING_BLANK, OTHER_COLUMNS, column_counts, joined_blocks, scan_block
from app.checks import kind_scan
from app.checks.kind_scan import OwnNumbers, is_edited, scan_kind
from app.records.distinct import distinct_values
from app.records.layouts import NOTICE_LENGTH, notice_layouts
from app.records.notice_file import DETAIL, notice_file
from app.records.pictures import read_column
from app.records.text_columns import text_classes, trimmed_lengths
from tests.sizes import sized

RECORDS = 5000  # more than are read at once
DIFFERENT = sized(200, RECORDS)
CHARACTERS = [text.encode("cp932") for text in ("漢", "１", "ｱ", "A", " ", "\ue000", "①")] + [b"\x93\x20", b"\xff"]


def random_records(layout, rng, count):
    """Texts of all lengths, the ends of words and of heads among them, with now and then a wrong byte or count."""
    data = np.full((count, NOTICE_LENGTH), 0x20, dtype=np.uint8)
    data[:, :16] = np.frombuffer(b"2101-01-000001" + layout.type_code.encode(), dtype=np.uint8)
    counts = column_counts(layout)
    for field in layout.fields:
        if field.attr != "C" or field.constant or "reserved_blank" in field.flags or field.offset < 16:
            continue
        for row in range(count):
            size = rng.integers(field.length + 1) if rng.random() < 0.5 else min(8 * rng.integers(10), field.length)
            plain = rng.random() < 0.8
            text = b"".join(CHARACTERS[0 if plain else at] for at in rng.integers(len(CHARACTERS), size=size))[:size]
            data[row, field.offset : field.offset + size] = np.frombuffer(text, dtype=np.uint8)
            if field.item in counts and rng.random() < 0.9:
                said = b"%03d" % len(text.rstrip(b" "))
                data[row, counts[field.item].span] = np.frombuffer(said, dtype=np.uint8)
    return data


@pytest.mark.parametrize("scheme", ["kounen", "senpo"])
@pytest.mark.parametrize("type_code", ["00", "01"])
def test_the_pass_finds_what_the_columns_say(scheme, type_code):
    layout = notice_layouts(scheme)[type_code]
    rng = np.random.default_rng(3)
    data = random_records(layout, rng, DIFFERENT)[rng.integers(DIFFERENT, size=RECORDS)]
    scan = scan_kind(notice_file("ZMGKK#2101", scheme, data.reshape(-1)), layout, np.arange(RECORDS))
    counts = column_counts(layout)
    for field in scan.fields:
        column = data[:, field.span]
        classes, lengths = scan.text(field.item)
        expected = trimmed_lengths(column)
        assert (lengths == expected).all(), field.name
        assert ((classes & 7) == text_classes(column)).all(), field.name
        assert (((classes & LEADING_BLANK) != 0) == ((column[:, 0] == 0x20) & (expected > 0))).all(), field.name
        if field.item in counts:
            said = [data[row, counts[field.item].span].tobytes() for row in range(RECORDS)]
            other = [raw != b"%03d" % length for raw, length in zip(said, expected.tolist(), strict=True)]
            assert ((classes & OTHER_COLUMNS) != 0).tolist() == other, field.name
    for field in filter(is_edited, layout.fields):
        values, states = read_column(data[:, field.span], field.picture)
        assert (scan.numbers[field.item][0] == values).all(), field.name
        assert (scan.numbers[field.item][1] == states).all(), field.name


@pytest.mark.parametrize("scheme", ["kounen", "senpo"])
def test_the_dates_of_a_record_are_those_of_the_record_named_for_it(scheme):
    layout = notice_layouts(scheme)["01"]
    data = random_records(layout, np.random.default_rng(6), 7)[np.arange(9_000) % 7]
    scan = scan_kind(notice_file("ZMGKK#2101", scheme, data.reshape(-1)), layout, np.arange(len(data)))
    assert sorted(scan.dates_at.tolist()) == list(range(7))
    for field in layout.fields:
        if field.picture == "Z9":
            assert (data[scan.dates_at[scan.dates_of], field.span] == data[:, field.span]).all(), field.name


def test_what_opening_finds_in_blocks_is_what_the_check_finds_in_the_records_that_are_sound():
    layout = notice_layouts("kounen")["01"]
    rng = np.random.default_rng(8)
    data = random_records(layout, rng, 40)[rng.integers(40, size=700)]
    file = notice_file("ZMGKK#2101", "kounen", data.reshape(-1))
    blocks = [scan_block(file, start, min(start + 130, 700)) for start in range(0, 700, 130)]
    known = joined_blocks(blocks)[DETAIL]
    rows = np.flatnonzero(rng.random(700) < 0.8)
    alone, given = scan_kind(file, layout, rows), scan_kind(file, layout, rows, known.of(rows))
    assert (alone.off_template == given.off_template).all()
    for one, other in zip((*alone.classes, *alone.lengths), (*given.classes, *given.lengths), strict=True):
        assert (one == other).all()
    for item, columns in alone.numbers.items():
        assert all((one == other).all() for one, other in zip(columns, given.numbers[item], strict=True))
    assert (data[given.dates_at[given.dates_of]][:, 62:104] == data[rows, 62:104]).all()


def test_only_bytes_of_constants_numbers_and_reserved_fields_are_off_the_template():
    layout = notice_layouts("kounen")["00"]
    data = random_records(layout, np.random.default_rng(4), 9)
    for field in layout.fields:
        if field.attr == "9" and field.constant is None:
            data[:, field.span] = 0x30
        elif field.constant:
            data[:, field.span] = np.frombuffer(field.constant.encode().ljust(field.length), dtype=np.uint8)
    data[3, layout.field(9).offset] = 0x41
    data[5, layout.field(15).offset] = 0x20
    data[7, layout.field(20).offset] = 0x32
    scan = scan_kind(notice_file("ZMGKK#2101", "kounen", data.reshape(-1)), layout, np.arange(9))
    assert np.flatnonzero(scan.off_template).tolist() == [3, 5, 7]


def test_each_value_has_its_first_row():
    rng = np.random.default_rng(5)
    data = rng.integers(0, 2, (20_000, 40), dtype=np.uint8)
    data[:, :30] = 0
    found = distinct_values(data, np.arange(len(data)), [slice(28, 31), slice(36, 40)])
    cells = data[:, [28, 29, 30, 36, 37, 38, 39]]
    assert len(found.values) == len(set(found.values)) == 32
    assert all(found.values[of] == cell.tobytes() for of, cell in zip(found.of, cells, strict=True))
    assert found.first.tolist() == [int((found.of == at).argmax()) for at in range(32)]


def test_numbers_are_the_same_read_part_by_part_in_any_order(monkeypatch):
    monkeypatch.setattr(kind_scan, "_PART", 300)
    layout = notice_layouts("kounen")["01"]
    rng = np.random.default_rng(9)
    file = notice_file("ZMGKK#2101", "kounen", random_records(layout, rng, 30)[rng.integers(30, size=700)].reshape(-1))
    rows = np.arange(700)
    numbers = OwnNumbers(file, layout, rows)
    for part in reversed(numbers.parts):
        numbers.read(part)
    alone, given = scan_kind(file, layout, rows), scan_kind(file, layout, rows, read=numbers)
    assert len(numbers.parts) == 3 and alone.numbers.keys() == given.numbers.keys()
    for item, columns in alone.numbers.items():
        assert all((one == other).all() for one, other in zip(columns, given.numbers[item], strict=True))
