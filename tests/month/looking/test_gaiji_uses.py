"""外字 counted by numpy agree with the text decoded record by record."""

import sys
from collections import Counter
from collections.abc import Mapping
from types import SimpleNamespace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.cases.record_scan import text_fields
from app.errors import Cancelled
from app.month.looking.gaiji_uses import GaijiCodeUse, gaiji_uses
from app.records.layouts import notice_layouts
from app.records.notice_file import NoticeFile, notice_file
from app.records.text import encode, gaiji_codes

ADDRESS, NAME = 63, 70


def record(values: Mapping[int, bytes], type_code: str = "01", scheme: str = "kounen") -> bytes:
    """A record of the product's own layout, blank but for its type and ``values`` by item."""
    layout = notice_layouts(scheme)[type_code]
    raw = bytearray(b" " * layout.length)
    raw[14:16] = type_code.encode()
    for item, value in values.items():
        field = layout.field(item)
        assert len(value) <= field.length
        raw[field.offset : field.offset + len(value)] = value
    return bytes(raw)


def volume(**files: list[bytes]) -> SimpleNamespace:
    """What ``gaiji_uses`` needs of an open volume."""
    return SimpleNamespace(notices={name: notice_file(name, "kounen", b"".join(rows)) for name, rows in files.items()})


def decoded(files: Mapping[str, NoticeFile]) -> dict[int, GaijiCodeUse]:
    """The same answer the slow way: decode every text field of every record."""
    counts: Counter[int] = Counter()
    places: dict[int, list[tuple[str, int]]] = {}
    for name, file in files.items():
        for number in range(len(file)):
            layout = file.layout(number)
            fields = () if layout is None else text_fields(file.scheme, layout.type_code)
            codes = [code for field in fields for code in gaiji_codes(file.raw(number, field))]
            counts.update(codes)
            for code in set(codes):
                places.setdefault(code, []).append((name, number))
    return {code: GaijiCodeUse(counts[code], tuple(places[code][:200]), len(places[code])) for code in sorted(counts)}


def test_every_character_counts_and_every_record_is_listed_once():
    rows = [record({NAME: b"\xf0\x40\x88\x9f\xf0\x40", ADDRESS: b"\xf9\xfc"}), record({}), record({NAME: b"\xf0\x40"})]
    assert gaiji_uses(volume(A=rows)) == {
        0xF040: GaijiCodeUse(3, (("A", 0), ("A", 2)), 2),
        0xF9FC: GaijiCodeUse(1, (("A", 0),), 1),
    }


def test_extract_and_total_records_count_too():
    rows = [
        record({16: encode("株式会社") + b"\xf1\x41"}, "00"),
        record({NAME: b"\xf1\x41"}),
        record({38: b"\xf1\x41"}, "02"),
    ]
    assert gaiji_uses(volume(A=rows))[0xF141] == GaijiCodeUse(3, (("A", 0), ("A", 1), ("A", 2)), 3)


def test_a_second_byte_in_the_lead_range_starts_no_character():
    assert b"\x88\xf0\x88\xf0".decode("cp932") == "芋芋"
    assert gaiji_uses(volume(A=[record({NAME: b"\x88\xf0\x88\xf0\x40"})])) == {}


def test_characters_of_two_fields_never_join():
    layout = notice_layouts("kounen")["01"]
    name_1, name_2 = layout.field(NAME), layout.field(72)
    rows = [record({NAME: b" " * (name_1.length - 1) + b"\xf0", 72: b"\x40"})]
    assert name_1.end <= name_2.offset
    assert gaiji_uses(volume(A=rows)) == {}


@pytest.mark.parametrize("pair", [b"\xf0\x7f", b"\xf0\xfd", b"\xf0\x20", b"\xfa\x40", b"\xef\xfc"])
def test_pairs_outside_the_1880_codes_are_not_counted(pair):
    assert gaiji_uses(volume(A=[record({NAME: pair + b"\xf0\x41"})])) == {
        0xF041: GaijiCodeUse(1, (("A", 0),), 1),
    }


def test_numbers_constants_and_reserved_blanks_hold_no_text():
    rows = [record({9: b"\xf0\x40", 20: b"\xf0\x40", 75: b"\xf0\x40"})]
    assert gaiji_uses(volume(A=rows)) == {}


def test_a_record_of_unknown_type_has_no_fields():
    raw = bytearray(record({NAME: b"\xf0\x40"}))
    raw[14:16] = b"07"
    assert gaiji_uses(volume(A=[bytes(raw)])) == {}


def test_a_volume_without_records_uses_nothing():
    assert gaiji_uses(volume()) == {}
    assert gaiji_uses(volume(A=[])) == {}


def test_only_the_first_200_records_are_listed_but_all_are_counted():
    rows = [record({NAME: b"\xf2\x42\xf2\x42"})] * 150
    use = gaiji_uses(volume(A=rows, B=rows))[0xF242]
    assert (use.count, use.records, len(use.places)) == (600, 300, 200)
    assert use.places == (*(("A", number) for number in range(150)), *(("B", number) for number in range(50)))


_TEXTS = st.lists(
    st.sampled_from(
        [b"\xf0\x40", b"\xf9\xfc", b"\xf5\x80", b"\xf0", b"\x7f", b"\x88\xf0", b"\x81\x40", b"A", b" ", b"\xb1"]
    ),
    max_size=12,
).map(b"".join)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(st.sampled_from(["00", "01", "02"]), _TEXTS, _TEXTS), max_size=9), st.integers(1, 4))
def test_counts_agree_with_decoding_whatever_the_block_size(pieces, block):
    items = {"00": (16, 19), "01": (ADDRESS, NAME), "02": (15, 38)}
    rows = [record({items[kind][0]: first, items[kind][1]: second[:19]}, kind) for kind, first, second in pieces]
    bench = volume(A=rows, B=rows[:3])
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sys.modules["app.month.looking.gaiji_uses"], "_BLOCK", block)
        assert gaiji_uses(bench) == decoded(bench.notices)


def test_the_last_report_says_that_everything_was_read():
    reports = []
    gaiji_uses(volume(A=[record({})] * 3, B=[record({})]), lambda *report: reports.append(report))
    assert [report[1:] for report in reports] == [(0, 4), (3, 4), (4, 4)]


def test_counting_stops_when_progress_says_so():
    def stop(stage: str, done: int, total: int) -> None:
        raise Cancelled

    with pytest.raises(Cancelled):
        gaiji_uses(volume(A=[record({NAME: b"\xf0\x40"})]), stop)
