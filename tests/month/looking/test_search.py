"""Searching by bytes finds what decoding every field finds, and nothing between characters."""

from unittest.mock import patch

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.errors import Cancelled
from app.month.looking import search_index
from app.month.looking.search import _BLOCK, patterns_of, search
from app.records.layouts import NOTICE_LENGTH, RecordLayout, notice_layouts
from app.records.notice_file import NoticeFile, notice_file
from app.records.text import decode, encode
from tests.rows import each_row
from tests.sizes import SOAK

ADDRESS, NAME = 63, 70


def record(values: dict[int, bytes], type_code: str = "01", scheme: str = "kounen") -> bytes:
    """A blank record with these items filled."""
    raw = bytearray(b" " * NOTICE_LENGTH)
    raw[14:16] = type_code.encode()
    for item, value in values.items():
        field = notice_layouts(scheme)[type_code].field(item)
        assert len(value) <= field.length
        raw[field.offset : field.offset + len(value)] = value
    return bytes(raw)


def file_of(*rows: bytes, scheme: str = "kounen") -> NoticeFile:
    return notice_file("ZMGKK#2101", scheme, b"".join(rows))


def found(file: NoticeFile, text: str) -> list[int]:
    """What the search finds; an index finds the same, whichever of its ways a field goes."""
    hits = search(file, text).tolist()
    with patch.object(search_index, "_FEW_OF_SAMPLE", 0 if len(hits) % 2 else search_index._FEW_OF_SAMPLE):
        assert search_index.SearchIndex(file).search(text).tolist() == hits
    return hits


def chars(raw: bytes, layout: RecordLayout | None) -> list[tuple[int, bytes, bool]]:
    """Every character of a record: where it stands, its bytes, and whether its field begins with it."""
    fields = [(0, NOTICE_LENGTH)] if layout is None else [(field.offset, field.end) for field in layout.fields]
    return [
        (first + char.offset, raw[first + char.offset :][: char.length], char.offset == 0)
        for first, end in fields
        for char in decode(raw[first:end])
    ]


def slowly(file: NoticeFile, text: str) -> list[int]:
    """The same answer character by character."""
    hits = []
    for number in range(len(file)):
        layout = file.layout(number)
        own = chars(file.raw_record(number), layout)
        for pattern in patterns_of(text):
            for at in range(len(own) - len(pattern) + 1):
                run = own[at : at + len(pattern)]
                same = all(raw in codes for (_, raw, _), codes in zip(run, pattern, strict=True))
                crosses = any(begins for _, _, begins in run[1:])
                if same and (run[0][2] or not crosses):
                    hits.append(number)
                    break
    return sorted(set(hits))


@each_row(
    ("typed", "held"),
    [
        ("見本", "株式会社見本商会"),
        ("ﾐﾎﾝ", "カブシキミホン"),
        ("ミホン", "ｶﾌﾞｼｷﾐﾎﾝ"),
        ("ガス", "ﾐﾎﾝｶﾞｽ"),
        ("ABC12", "ＡＢＣ１２ビル"),
        ("ＡＢＣ１２", "ABC12ﾋﾞﾙ"),
        ("1丁目2-3", "見本１丁目２－３"),
        ("１丁目２－３", "見本1丁目2-3"),
        ("ミホン1", "ミホン1"),
        ("ﾐﾎﾝ1", "ミホン1号"),
        ("ﾐﾎﾝ１", "ミホン1号"),
        ("見本 商会", "見本　商会"),
        ("\\100", "¥100"),
        ("¥100", "￥１００"),
        ("\\", "￥"),
        ("a~b", "a‾b"),
        ("~", "～"),
        ("12-3", "見本12-3"),
        ("\ue000", "\ue000商店"),
    ],
)
def test_text_is_found_in_either_width(typed, held):
    file = file_of(record({}), record({ADDRESS: encode(held)}), record({NAME: encode("別")}))
    assert found(file, typed) == [1]
    assert found(file, f"  {typed} ") == [1]


@pytest.mark.parametrize("code", [b"\xed\x40", b"\xfa\x5c"])
def test_a_character_with_two_codes_is_found_by_either(code):
    char = code.decode("cp932")
    assert found(file_of(record({}), record({NAME: code})), char) == [1]


def test_text_that_no_record_can_hold_is_not_found():
    assert found(file_of(record({NAME: encode("見本")})), "🙂") == []
    assert found(file_of(record({NAME: encode("見本")})), "") == []
    assert found(file_of(record({})), "   ") == []


@pytest.mark.parametrize("typed", ["01-ｲﾛﾊ", "０１－イロハ", "01-ｲﾛﾊ 00123", "01-ｲﾛ", "01ｲﾛﾊ"])
def test_a_symbol_is_found_as_the_list_shows_it(typed):
    rows = [record({13: b"02"}), record({13: b"01", 14: encode("ｲﾛﾊ"), 15: b"00123"})]
    assert found(file_of(*rows), typed) == [1]


def test_a_symbol_of_four_characters_and_a_short_one_of_senpo_are_found_with_their_number():
    kounen = file_of(record({}), record({13: b"01", 14: b"ABCD", 15: b"00123"}))
    assert found(kounen, "01-ABCD 00123") == [1]
    rows = [record({}, scheme="senpo"), record({12: b"A", 13: b"00123"}, scheme="senpo")]
    assert found(file_of(*rows, scheme="senpo"), "A 00123") == [1]
    rows[1] = record({12: b"ABC", 13: b"00123"}, scheme="senpo")
    assert found(file_of(*rows, scheme="senpo"), "ABC 00123") == [1]


def test_a_serial_number_is_found_over_its_fields():
    raw = record({3: b"2101", 4: b"-", 5: b"01", 6: b"-", 7: b"000123"})
    assert found(file_of(record({}), raw), "2101-01-000123") == [1]
    assert found(file_of(record({}), raw), "101-01") == []


@pytest.mark.parametrize("scheme", ["kounen", "senpo"])
@pytest.mark.parametrize("type_code", ["00", "01", "02"] if SOAK else ["01"])
def test_text_is_found_in_every_field_at_its_first_and_last_byte(scheme, type_code):
    layout = notice_layouts(scheme)[type_code]
    for field in layout.fields:
        if field.item == 8 or field.length < 2:
            continue
        for at in {field.offset, field.end - 2}:
            raw = bytearray(record({}, type_code, scheme))
            raw[at : at + 2] = encode("検")
            file = file_of(record({}, type_code, scheme), bytes(raw), scheme=scheme)
            assert found(file, "検") == [1], field


def test_the_second_byte_of_one_character_and_the_first_of_the_next_are_no_hit():
    raw = b"\x96\x93\x88\xc0"
    assert (raw.decode("cp932"), raw[1:3].decode("cp932")) == ("俣安", "嶋")
    file = file_of(record({NAME: raw}), record({NAME: raw + encode("嶋")}))
    assert found(file, "嶋") == [1]
    assert found(file, "俣安") == [0, 1]
    assert found(file_of(record({NAME: b"\x83\x41"})), "A") == []


def test_bytes_of_two_fields_are_no_character():
    layout = notice_layouts("kounen")["01"]
    name = layout.field(NAME)
    raw = bytearray(record({}))
    raw[name.end - 1 : name.end + 1] = encode("見")
    assert found(file_of(bytes(raw)), "見") == []
    raw[name.offset : name.end + 1] = (encode("見") * 61)[: name.length + 1]
    assert found(file_of(bytes(raw)), "見") == [0]


def test_the_end_of_one_record_and_the_beginning_of_the_next_are_no_hit():
    first, second = bytearray(record({})), bytearray(record({}))
    first[-1:], second[:1] = encode("見")[:1], encode("見")[1:]
    assert found(file_of(bytes(first), bytes(second)), "見") == []
    first[-1:], second[:1] = b"4", b"2"
    assert found(file_of(bytes(first), bytes(second)), "42") == []


def test_a_record_of_unknown_type_is_searched_as_one_field():
    raw = bytearray(record({}))
    raw[14:16], raw[400:404] = b"77", encode("見本")
    assert found(file_of(bytes(raw)), "見本") == [0]


def test_records_of_all_blocks_are_found_once_each_and_in_order():
    rows = [record({NAME: encode("見本見本")}) if number % 997 == 0 else record({}) for number in range(2 * _BLOCK + 5)]
    assert found(file_of(*rows), "見本") == list(range(0, 2 * _BLOCK + 5, 997))


def test_searching_tells_how_far_it_is_and_stops_when_told():
    file = file_of(*[record({})] * (_BLOCK + 1))
    reports = []
    search(file, "見", lambda *report: reports.append(report[1:]))
    assert reports == [(0, len(file)), (_BLOCK, len(file)), (len(file), len(file))]

    def stop(stage: str, done: int, total: int) -> None:
        raise Cancelled

    with pytest.raises(Cancelled):
        search(file, "見", stop)


_PIECES = [
    b"\x93\x88",
    b"\x96\x93",
    b"\x96\x7b",
    b"\x88\x96",
    b"\x93",
    b"\x88",
    b"\x7b",
    b"A",
    b"1",
    b" ",
    b"\xb1",
    b"\x83\x41",
    b"\x81",
]


@st.composite
def crowded(draw: st.DrawFn) -> bytes:
    """A record full of bytes that look like parts of one another's characters."""
    raw = bytearray(record({}, draw(st.sampled_from(["00", "01", "02", "09"])) if draw(st.booleans()) else "01"))
    for _ in range(draw(st.integers(1, 12))):
        piece = b"".join(draw(st.lists(st.sampled_from(_PIECES), min_size=1, max_size=12)))
        at = draw(st.integers(0, NOTICE_LENGTH - 1))
        kind = bytes(raw[14:16])
        raw[at : at + len(piece)] = piece[: NOTICE_LENGTH - at]
        raw[14:16] = kind
    return bytes(raw)


@settings(max_examples=60, deadline=None)
@given(st.lists(crowded(), min_size=1, max_size=4), st.lists(st.sampled_from(_PIECES), min_size=1, max_size=3))
def test_searching_agrees_with_decoding_character_by_character(rows, pieces):
    text = "".join(char.text for char in decode(b"".join(pieces)) if not char.text.startswith("⟦"))
    file = file_of(*rows)
    assert found(file, text) == slowly(file, text)
