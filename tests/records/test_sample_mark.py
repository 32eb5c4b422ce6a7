"""What makes a file a sample's: the mark in every record, wherever it stands, and no room for a record without it."""

import numpy as np
import pytest

from app.records.count_writing import write_count_table
from app.records.counts import read_count_table
from app.records.layouts import COUNT_LENGTH, NOTICE_LENGTH, count_layouts, notice_layouts
from app.records.notice_file import notice_file
from app.records.sample_mark import SAMPLE_MARK, filler, holds_mark, is_marked

AT = 24  # the middle of 予備1 (30 bytes at 16)


def records(count: int) -> bytearray:
    raw = bytearray(b" " * NOTICE_LENGTH * count)
    for at in range(AT, len(raw), NOTICE_LENGTH):
        raw[at : at + len(SAMPLE_MARK)] = SAMPLE_MARK
    return raw


def marked(raw: bytes, length: int = NOTICE_LENGTH) -> bool:
    return is_marked(np.frombuffer(bytes(raw), dtype=np.uint8), length)


def test_every_kind_of_record_has_one_filler_for_the_mark_and_the_specification_calls_it_blank():
    for scheme in ("kounen", "senpo"):
        for layout in (*notice_layouts(scheme).values(), *count_layouts(scheme).values()):
            (field,) = [one for one in layout.fields if holds_mark(one)]
            assert "reserved_blank" in field.flags
            assert filler(field, sample=True).tobytes() == SAMPLE_MARK.center(field.length)
            assert filler(field, sample=False).tobytes() == b" " * field.length


def test_a_file_whose_records_all_bear_the_mark_is_a_sample_s():
    assert marked(records(5))
    assert notice_file("ZMGKK#1301", "kounen", bytes(records(5))).is_sample


@pytest.mark.parametrize("victim", [0, 2, 4])
def test_one_record_without_the_mark_makes_the_file_none(victim):
    raw = records(5)
    at = victim * NOTICE_LENGTH + AT
    raw[at : at + len(SAMPLE_MARK)] = b" " * len(SAMPLE_MARK)
    assert not marked(raw)


@pytest.mark.parametrize("where", [0, 1, 3])
def test_no_record_can_be_put_between_those_that_bear_it(where):
    raw = records(3)
    at = where * NOTICE_LENGTH
    assert not marked(raw[:at] + b"x" * NOTICE_LENGTH + raw[at:])


@pytest.mark.parametrize("change", [lambda raw: raw[:1500] + b" " + raw[1500:], lambda raw: raw[:1500] + raw[1501:]])
def test_a_sample_that_lost_or_got_a_byte_is_still_one(change):
    assert marked(change(records(4)))


def test_a_torn_end_belongs_to_the_sample_and_a_long_one_does_not():
    assert marked(records(3) + b"\x1a" * 100)
    assert not marked(records(3) + b"x" * (NOTICE_LENGTH - 1))


def test_an_empty_file_is_nobody_s_and_a_short_one_is_no_sample_s():
    assert marked(b"")
    assert not marked(b"x")


@pytest.mark.parametrize("offices", [0, 3, 60])
def test_a_count_table_of_a_sample_bears_it_in_every_line_and_is_sound(offices):
    rows = [(f"13{number:02}", "見本東　一", number) for number in range(offices)]
    table = write_count_table(rows, "kounen", "令和　７年　６月　６日", sample=True)
    assert all(SAMPLE_MARK in table[at : at + COUNT_LENGTH] for at in range(0, len(table), COUNT_LENGTH))
    read = read_count_table(table, "kounen", "KENS#ZMGKK31")
    assert (read.is_sample, read.problems) == (True, ())


def test_a_mark_in_a_count_table_that_is_no_sample_s_is_no_blank():
    table = bytearray(write_count_table([("1301", "見本東　一", 1)], "kounen", "令和　７年　６月　６日"))
    marked_one = write_count_table([("1301", "見本東　一", 1)], "kounen", "令和　７年　６月　６日", sample=True)
    table[2 * COUNT_LENGTH : 3 * COUNT_LENGTH] = marked_one[2 * COUNT_LENGTH : 3 * COUNT_LENGTH]
    read = read_count_table(bytes(table), "kounen", "KENS#ZMGKK31")
    assert not read.is_sample
    assert [(one.rule, one.record) for one in read.problems] == [("field.reserved", 2)]
