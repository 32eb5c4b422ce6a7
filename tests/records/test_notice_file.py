import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.records.layouts import NOTICE_LENGTH, notice_layouts
from app.records.notice_file import DETAIL, EXTRACT, OFFICE_TOTAL, UNKNOWN, in_sequence, notice_file


def record(serial: str, kind: str) -> bytes:
    return (serial + kind).encode("ascii").ljust(NOTICE_LENGTH)


A, B = "0101-01-000001", "0101-01-000002"


def test_record_types_are_read_from_the_type_field_only():
    file = notice_file("F", "kounen", b"".join(record(A, kind) for kind in ("00", "01", "02", "03", "11", "0 ", "  ")))
    assert file.types.tolist() == [EXTRACT, DETAIL, OFFICE_TOTAL, UNKNOWN, UNKNOWN, UNKNOWN, UNKNOWN]
    assert file.rows(DETAIL).tolist() == [1]
    assert file.layout(1) is notice_layouts("kounen")["01"]
    assert file.layout(3) is None


def test_a_detail_belongs_to_the_nearest_extract_before_it_with_the_same_serial_number():
    kinds = [(A, "01"), (A, "00"), (A, "01"), (A, "01"), (B, "01"), (B, "00"), (B, "02"), (B, "01"), (A, "01")]
    file = notice_file("F", "kounen", b"".join(record(*each) for each in kinds))
    assert file.extract_of.tolist() == [-1, -1, 1, 1, -1, -1, -1, 5, -1]


def test_the_records_are_looked_at_without_copying_and_cannot_be_changed():
    plain = np.frombuffer(bytearray(record(A, "00") * 3), dtype=np.uint8)
    file = notice_file("F", "senpo", plain)
    assert np.shares_memory(file.data, plain)
    with pytest.raises(ValueError, match="read-only"):
        file.data[0, 0] = 0


def test_bytes_after_the_last_whole_record_are_kept_apart():
    file = notice_file("F", "kounen", record(A, "00") + b"rest")
    assert (len(file), file.tail) == (1, b"rest")


def test_an_empty_file_has_no_records_and_no_fault():
    file = notice_file("F", "kounen", b"")
    assert (len(file), file.tail, file.types.shape, file.extract_of.shape) == (0, b"", (0,), (0,))


def test_a_record_outside_the_file_is_refused():
    file = notice_file("F", "kounen", record(A, "00"))
    for outside in (-1, 1):
        with pytest.raises(IndexError):
            file.raw_record(outside)


@given(st.lists(st.binary(min_size=NOTICE_LENGTH, max_size=NOTICE_LENGTH), max_size=3), st.binary(max_size=20))
def test_every_byte_is_in_a_record_or_in_the_tail(records: list[bytes], tail: bytes):
    file = notice_file("F", "kounen", b"".join(records) + tail)
    assert [file.raw_record(index) for index in range(len(file))] == records
    assert file.tail == tail
    field = notice_layouts("kounen")["01"].field(34)
    assert [file.raw(index, field) for index in range(len(file))] == [one[143:159] for one in records]
    assert file.column(field).tobytes() == b"".join(one[143:159] for one in records)


def split_file(*parts: bytes | None):
    """Files #2101, #2102 … in one sequence; ``None`` for one that is not there."""
    named = [(f"ZMGKK#21{number:02}", raw) for number, raw in enumerate(parts, start=1)]
    return in_sequence([(name, None if raw is None else notice_file(name, "kounen", raw)) for name, raw in named])


def test_files_of_one_prefecture_are_one_sequence_of_records():
    first, second = split_file(record(A, "00"), record(A, "01") + record(B, "00") + record(B, "01"))
    whole = first.sequence.whole
    assert first.sequence is second.sequence
    assert whole.types.tolist() == [EXTRACT, DETAIL, EXTRACT, DETAIL]
    assert whole.extract_of.tolist() == [-1, 0, -1, 2]
    assert second.in_sequence(2) == (whole, 3)
    assert second.extract_of.tolist() == [-1, -1, 1]
    part, own = first.sequence.locate(np.arange(4))
    assert (part.tolist(), own.tolist()) == ([0, 1, 1, 1], [0, 0, 1, 2])
    assert (first.sequence.lost.tolist(), first.sequence.missing) == ([], ())
    for file in (first, second):
        assert np.shares_memory(file.data, whole.data)
        assert not file.data.flags.writeable


def test_a_file_that_is_not_there_and_bytes_after_the_last_record_leave_a_gap():
    first, third = split_file(record(A, "00") + b"rest", None, record(A, "01"))
    sequence = first.sequence
    assert (sequence.names, sequence.missing) == (("ZMGKK#2101", "ZMGKK#2103"), ("ZMGKK#2102",))
    assert sequence.whole.types.tolist() == [EXTRACT, UNKNOWN, UNKNOWN, DETAIL]
    assert sequence.lost.tolist() == [1, 2]
    assert (first.tail, third.tail, third.start) == (b"rest", b"", 3)


def test_a_file_alone_is_its_own_sequence():
    file = notice_file("F", "kounen", record(A, "00") * 2)
    assert file.in_sequence(1) == (file, 1)
    assert file.sequence is None


def test_a_whole_file_in_utf8_is_known():
    name = "東京都".encode()
    assert notice_file("F", "kounen", (record(A, "00")[:20] + name).ljust(NOTICE_LENGTH)).in_utf8
    assert not notice_file(
        "F", "kounen", (record(A, "00")[:20] + "東京都".encode("cp932")).ljust(NOTICE_LENGTH)
    ).in_utf8
    assert not notice_file("F", "kounen", b"").in_utf8
