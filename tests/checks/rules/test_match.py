"""What records say of one another: names, addresses, amounts, dates and flyers."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.checks.rules.same_text import TextDifference, text_difference
from app.notice.flyers import SymbolKind, symbol_kind
from app.records.distinct import distinct_values, repeated_rows
from app.records.text import encode
from tests.checks.rules.small_files import ONE, findings, first, notice, places, total, view
from tests.rows import each_row

# match


@pytest.mark.parametrize(
    "extract",
    [
        {16: "見本製作所　株式会社"},
        {16: "見本製作所 株式会社  "},
        {19: "東京都千代田区千代田1-2-3 見本ビル4階"},
    ],
)
def test_blanks_between_lines_and_words_do_not_count(extract):
    assert findings(view(first(changes=extract), notice(), ONE)) == []


@each_row(
    ("extract", "offset"),
    [
        ({16: "見本製作所株式会"}, 657),
        ({16: "見本製作所株式会社社"}, 657),
        ({16: ""}, 657),
        ({19: "東京都千代田区千代田1-2-3見本ビル5階"}, 522),
        ({19: "東京都千代田区千代田1-2-4見本ビル4階"}, 387),
        ({19: "大阪府千代田区千代田1-2-3見本ビル4階"}, 289),
        ({15: "00124"}, 57),
        ({17: "100-0002"}, 278),
        ({17: ""}, 278),
    ],
)
def test_a_difference_is_found_in_the_line_where_it_begins(extract, offset):
    assert places(view(first(changes=extract), notice(), ONE)) == [("match.establishment", 1, offset)]


def test_several_differences_of_a_record_are_one_finding_that_names_them_all():
    found = findings(view(first(changes={15: "00124", 16: "別の株式会社"}), notice(), ONE))
    assert [(one.rule, one.record, one.offset) for one in found] == [("match.establishment", 1, 57)]
    assert "項番15" in found[0].message
    assert "項番70" in found[0].message


def test_a_text_that_is_cut_at_the_end_of_a_full_field_agrees():
    lines = ("株" * 60, "式" * 60)
    changes = {69: "120", 70: lines[0], 71: "120", 72: lines[1]}
    assert findings(view(first(changes={16: "".join(lines)[:101]}), notice(changes=changes), ONE)) == []
    assert findings(view(first(changes={16: "".join(lines)[:101] + " "}), notice(changes=changes), ONE)) == []
    assert places(view(first(changes={16: "".join(lines)[:40]}), notice(changes=changes), ONE)) == [
        ("match.establishment", 1, 657)
    ]


@each_row(
    ("whole", "line", "differs"),
    [
        (b"a" * 75 + b" " * 25, b"a" * 80, False),
        (b"a" * 74 + b" " * 26, b"a" * 80, True),
        (b"a" * 80, b"a" * 75 + b" " * 25, False),
        (b"a" * 80, b"a" * 74 + b" " * 26, True),
        (b"a" * 75 + b" " * 25, b"a" * 74 + b"b" * 6, True),
        (b"a" * 80, b" " * 100, True),
    ],
)
def test_a_text_may_end_early_only_where_three_quarters_of_its_room_are_written(whole, line, differs):
    found = text_difference(whole, [line])
    assert found == (TextDifference(0) if differs else None)
    if line.strip():
        assert text_difference(whole, [b"", line]) == (TextDifference(1) if differs else None)


@given(
    st.tuples(*[st.text("社本ｱA1東 　表ソ", max_size=width) for width in (47, 66, 66)]),
    st.data(),
)
def test_addresses_agree_exactly_when_their_characters_do(lines, data):
    """Also where a second byte looks like a blank or a backslash."""
    texts = [encode(line).rstrip(b" ") for line in lines]
    joined = b"".join(texts)
    said = {62: "000", 64: "000", 66: "000", 63: texts[0], 65: texts[1], 67: texts[2]}
    whole = joined[:382]
    changed = data.draw(st.booleans()) and bool(whole.strip(b" ")) and lines[0].strip(" 　") != ""
    if changed:
        blanks = len(lines[0]) - len(lines[0].lstrip(" 　"))
        start, end = (len(encode(lines[0][:at])) for at in (blanks, blanks + 1))
        whole = (whole[:start] + encode("異") + whole[end:])[:382]
    differs = findings(view(first(changes={19: whole}), notice(changes=said), ONE))
    same = _characters(whole) == _characters(joined)
    assert (differs == []) == same


def _characters(raw: bytes) -> str:
    return raw.decode("cp932").replace(" ", "").replace("\u3000", "")


def test_the_second_notice_is_compared_with_the_first_where_the_extract_is_cut():
    lines = ("株" * 60, "式" * 59)
    long = {69: "120", 70: lines[0], 71: "118", 72: lines[1]}
    cut = first(changes={16: "".join(lines)[:101]})
    later = long | {40: " 5", 21: " 6"}
    both = total(2, 2, 7_251_846, 2, 6_080_000)
    assert findings(view(cut, notice(changes=long), notice(changes=later), both)) == []
    other = later | {72: "式" * 58 + "誤"}
    assert places(view(cut, notice(changes=long), notice(changes=other), both)) == [("match.establishment", 2, 780)]


NEC, IBM = b"\xee\xe0", b"\xfb\xfc"  # both are 髙


@pytest.mark.parametrize("scheme", ["kounen", "senpo"])
def test_another_code_of_the_same_character_is_an_information_that_names_both(scheme):
    name = {"kounen": 70, "senpo": 68}[scheme]
    texts = first(scheme, {16: IBM + encode("橋商店")}), notice(scheme, {name: NEC + encode("橋商店")})
    found = [one for one in findings(view(*texts, scheme=scheme)) if one.rule != "order.pairing"]
    assert [(one.rule, one.severity, one.record, one.length) for one in found] == [("text.extension", "info", 1, 2)]
    assert "「髙」は EEE0" in found[0].message
    assert "では FBFC" in found[0].message


def test_another_character_beside_another_code_is_the_error():
    texts = first(changes={16: IBM + encode("橋商店")}), notice(changes={69: "008", 70: NEC + encode("橋商会")})
    assert places(view(*texts, ONE)) == [("match.establishment", 1, 657)]


def test_two_notices_of_one_establishment_may_use_both_codes():
    long = {69: "120", 70: encode("株" * 59) + IBM, 71: "004", 72: "式会"}
    other = long | {70: encode("株" * 59) + NEC, 40: " 5", 21: " 6"}
    cut = first(changes={16: encode("株" * 101)})
    both = total(2, 2, 7_251_846, 2, 6_080_000)
    found = findings(
        view(
            first(changes={16: encode("株" * 59) + IBM + encode("式会")}),
            notice(changes=long),
            notice(changes=other),
            both,
        )
    )
    assert [(one.rule, one.severity, one.record) for one in found] == [("text.extension", "info", 2)] * len(found)
    assert len(found) == 1
    assert cut


def test_another_code_and_another_text_of_a_second_notice_are_both_told():
    """The code in its address against the 00; its name, of which the 00 has no more, against the notice before."""
    lines = ("株" * 60, "式" * 59)
    long = {69: "120", 70: lines[0], 71: "118", 72: lines[1]}
    said = {66: "013", 67: IBM + encode("橋ビル4階")}, {66: "013", 67: NEC + encode("橋ビル4階")}
    whole = encode("東京都千代田区千代田1-2-3") + said[0][67]
    cut = first(changes={16: "".join(lines)[:101], 19: whole})
    later = long | said[1] | {72: "式" * 58 + "誤", 40: " 5", 21: " 6"}
    both = total(2, 2, 7_251_846, 2, 6_080_000)
    found = findings(view(cut, notice(changes=long | said[0]), notice(changes=later), both))
    assert [(one.rule, one.record) for one in found] == [("text.extension", 2), ("match.establishment", 2)]


# amounts and dates


def test_zero_yen_is_an_amount():
    zero = {29: "             0", 31: "             0", 33: "          0", 34: "              \\0"}
    assert findings(view(first(), notice(changes=zero), total(1, 1, 0, 1, 3_040_000))) == []


def test_a_part_that_is_not_said_counts_for_nothing():
    union = {29: "*****", 34: "      \\2,391,356"}
    assert findings(view(first(), notice(changes=union), total(1, 1, 2_391_356, 1, 3_040_000))) == []
    less = {29: "*****", 34: "      \\2,391,355"}
    found = findings(view(first(), notice(changes=less), total(1, 1, 2_391_355, 1, 3_040_000)))
    assert [(one.rule, one.severity, one.offset) for one in found] == [("amount.sum", "error", 143)]


@each_row(
    ("date", "expected"),
    [
        (("令和", " 8", " 2", "28"), None),
        (("令和", " 6", " 2", "29"), None),
        (("令和", " 7", " 2", "29"), ("date.value", 276)),
        (("令和", " 8", " 0", "10"), ("date.value", 274)),
        (("令和", " 8", " 4", "31"), ("date.value", 276)),
        (("令和", " 1", " 5", " 1"), None),
        (("令和", " 1", " 4", "30"), ("date.era", 259)),
        (("平成", "31", " 4", "30"), None),
        (("平成", "31", " 5", " 1"), ("date.era", 259)),
        (("令和", " 0", " 5", " 1"), ("date.era", 259)),
        (("令 和", " 8", " 5", " 1"), ("date.era", 259)),
    ],
)
def test_a_day_that_never_was_is_found(date, expected):
    """The issue day alone: without charge and receipt dates there is no order to keep."""
    era, year, month, day = date
    changes = dict.fromkeys((19, 20, 21, 24, 25, 26, 27, 38, 39, 40, 43, 44, 45, 46), "") | {
        56: era,
        57: year,
        58: month,
        59: day,
    }
    found = [one for one in findings(view(first(), notice(changes=changes), ONE)) if one.rule != "amount.sum"]
    assert [(one.rule, one.offset) for one in found] == ([] if expected is None else [expected])


def test_two_wrong_dates_of_a_record_are_two_findings():
    changes = {26: "13", 59: "31"}
    found = findings(view(first(), notice(changes=changes), ONE))
    assert [(one.rule, one.offset) for one in found] == [("date.value", 100), ("date.value", 276)]


def test_one_wrong_day_that_breaks_two_orders_is_one_finding():
    found = findings(view(first(), notice(changes={25: " 7"}), ONE))
    assert [(one.rule, one.offset) for one in found] == [("date.sequence", 85)]


# flyers


@given(st.binary(min_size=4, max_size=4), st.sampled_from("12"))
def test_symbols_are_judged_as_the_preview_judges_them(symbol, union):
    found = [one for one in findings(view(first(changes={14: symbol, 21: union}))) if one.rule == "flyer.mismatch"]
    wanted = {SymbolKind.KANA: "1", SymbolKind.ALNUM: "2"}.get(symbol_kind(symbol))
    assert len(found) == (wanted != union)


# distinct values


@given(st.lists(st.binary(min_size=11, max_size=11), max_size=40), st.data())
def test_distinct_values_are_exact(values, data):
    some = [value for value in values for _ in range(data.draw(st.integers(1, 3)))]
    cells = np.frombuffer(b"".join(some), dtype=np.uint8).reshape(-1, 11)
    rows = np.arange(len(some))
    spans = (slice(7, 11), slice(0, 3))
    found = distinct_values(cells, rows, spans)
    assert [found.values[at] for at in found.of] == [value[7:11] + value[0:3] for value in some]
    assert len(set(found.values)) == len(found.values)


@given(st.lists(st.sampled_from([b"a" * 15, b"b" * 15, b"a" * 14 + b"b", b"\0" * 15]), max_size=12))
def test_repeated_rows_name_the_first_of_their_kind(values):
    cells = np.frombuffer(b"".join(values), dtype=np.uint8).reshape(-1, 15)
    expected = tuple((at, values.index(value)) for at, value in enumerate(values) if values.index(value) != at)
    assert repeated_rows(cells) == expected
