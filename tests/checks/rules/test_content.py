"""What records say together: each planted defect is found at its bytes, and what is in order is left alone."""

from collections import Counter
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.checks.catalogue import stage_rules
from app.checks.groups import misplaced
from app.checks.model import Finding, Rule
from app.checks.rules.content import RULES, find_counttable
from app.checks.view import FileView
from app.equipment.printer import Printer
from app.media.model import ExpectedFile
from app.notice.flyers import SymbolKind, symbol_kind
from app.records.distinct import distinct_values, repeated_rows
from app.records.layouts import NOTICE_LENGTH, Scheme
from app.records.notice_file import notice_file
from app.records.text import encode
from app.training.defects.content import PLANTS
from app.training.draft import Planted, plant_all
from tests.notice.records import KOUNEN, SENPO, filled
from tests.rows import each_row
from tests.sizes import some

WARNINGS = {"amount.sum/open", "order.sequence/code"}
INFORMATION = {"text.extension/codes"}
# A postal code of another town is also one that the address does not fit, or one without a barcode.
ALSO = {"match.establishment/postal": {"postal.address", "barcode.unprintable"}}
EXTRACTS = {
    "kounen": {11: "2101", 13: "01", 14: b"\xb2\xdb\xca", 15: "00123", 21: "1"},
    "senpo": {11: "2101", 13: "01", 14: "ABC", 15: "00456", 21: "1"},
}
WHOLE_CHECK = {name for name in PLANTS if "/" not in name or name.startswith("match")}
# Odd codes in the names of a clean month are really there.
RECORD_RULES = tuple(
    rule
    for rule in (*stage_rules("structure"), *stage_rules("content"))
    if (rule.name, rule.severity) != ("text.extension", "warning")
)
DETAILS = {"kounen": KOUNEN, "senpo": SENPO}
TEXTS = {"kounen": (60, 70, 63, 65, 67), "senpo": (58, 68, 61, 63, 65)}
RECEIPT = {"kounen": (37, 38, 39, 40), "senpo": (35, 36, 37, 38)}
NO_RECEIPT = {37: "000", 38: "", 39: "", 40: "", 42: "000", 43: "", 44: "", 45: "", 46: ""} | dict.fromkeys(
    (48, 50, 52, 53), "*****"
)


# --- small files ---------------------------------------------------------------------------------------------------


def first(scheme: Scheme = "kounen", changes=None) -> bytes:
    """A ``00`` that says what :func:`notice` says, with some items changed."""
    postal, name, *lines = (DETAILS[scheme].get(item, "") for item in TEXTS[scheme])
    own = {16: name, 17: postal, 19: "".join(lines), 18: "13101", **EXTRACTS[scheme]}
    return filled(scheme, "00", {3: "2101", 5: "01", 7: "000123"} | own | dict(changes or {}))


def notice(scheme: Scheme = "kounen", changes=None) -> bytes:
    return filled(scheme, "01", DETAILS[scheme] | dict(changes or {}))


def total(notices: int, charges: int, charge_sum: int, receipts: int, receipt_sum: int, code: str = "2101") -> bytes:
    figures = {18: f"{notices:7,}", 22: f"{charges:7,}", 30: f"{receipts:7,}"}
    sums = {item: f"\\{value:,}".rjust(16) for item, value in ((26, charge_sum), (34, receipt_sum))}
    return filled("kounen", "02", {3: code, 12: "    1"} | figures | sums)


ONE = total(1, 1, 3_625_923, 1, 3_040_000)


def view(*records: bytes, scheme: Scheme = "kounen", unsound=()) -> FileView:
    letter = {"kounen": "K", "senpo": "S"}[scheme]
    name = f"ZMGK{letter}#2101"
    expected = ExpectedFile("PAP03", name, scheme, "notices", "21", "東京都")
    sound = np.ones(len(records), dtype=bool)
    sound[list(unsound)] = False
    return FileView(notice_file(name, scheme, b"".join(records)), expected, None, sound)


def findings(looked_at: FileView, rules: tuple[Rule, ...] = RULES) -> list[Finding]:
    found = []
    for rule in rules:
        for hits in rule.find(looked_at):
            count = len(hits.records)
            assert count
            assert (np.diff(hits.records) >= 0).all()
            offsets, lengths = np.broadcast_to(hits.offset, count), np.broadcast_to(hits.length, count)
            for at in range(count):
                place = (int(hits.records[at]), int(offsets[at]), int(lengths[at]))
                found.append(Finding(rule.name, rule.severity, looked_at.file.name, *place, hits.message(at)))
    return sorted(found, key=lambda one: one.sort_key)


def places(looked_at: FileView) -> list[tuple[str, int, int]]:
    return [(one.rule, one.record, one.offset) for one in findings(looked_at)]


@pytest.mark.parametrize("scheme", ["kounen", "senpo"])
def test_an_establishment_in_order_gives_no_finding(scheme):
    assert findings(view(first(scheme), notice(scheme), scheme=scheme))[1:] == []
    assert places(view(first(scheme), notice(scheme), scheme=scheme)) == [("order.pairing", 1, 0)]
    if scheme == "kounen":
        assert findings(view(first(), notice(), ONE)) == []


@pytest.mark.parametrize("records", [(), (first(),), (notice(),), (ONE,)])
def test_files_of_nothing_or_of_one_record_are_looked_at_without_trouble(records):
    assert {one.rule for one in findings(view(*records))} <= {"order.pairing"}
    assert findings(view(*records, unsound=range(len(records)))) == []


# --- planted defects -----------------------------------------------------------------------------------------------


@each_row("defect", some(sorted(WHOLE_CHECK), 6))
def test_a_planted_defect_is_all_that_a_whole_check_finds(month, defect):
    planted, draft = month.plant(defect)
    # Plants may move records, so what is really there in the clean month is known by what it says and where in the
    # record, not by the record's number.
    left = Counter(map(_saying, month.clean.findings))
    new = []
    for finding in month.check(draft).findings:
        if left[_saying(finding)]:
            left[_saying(finding)] -= 1
        elif finding.severity != "info":
            new.append(finding)
    _expect(planted, new)


@each_row("defect", sorted(PLANTS))
def test_a_planted_defect_is_found_at_its_bytes_and_nothing_else_in_the_records(month, defect):
    planted, draft = month.plant(defect)
    check = month.input(draft)
    views = {name: view_in(month, check, name) for name in check.notices}
    found = [finding for one in views.values() for finding in in_records(one)]
    _expect(planted, found + find_counttable(views, check.counts))


def view_in(month, check, name: str) -> FileView:
    """A file of the month; one in which nothing was planted is looked through once."""
    file = check.notices[name]
    if name in _CLEAN and file.data.tobytes() == _CLEAN[name].file.data.tobytes():
        return _CLEAN[name]
    own = FileView(file, check.media.files[name].expected, Printer(check.equipment), np.ones(len(file), dtype=bool))
    if file.data.tobytes() == month.draft.notices[name].data.tobytes():
        _CLEAN[name] = own
    return own


def in_records(looked_at: FileView) -> list[Finding]:
    """What the record rules find."""
    name = looked_at.file.name
    if looked_at is not _CLEAN.get(name):
        return findings(looked_at, RECORD_RULES)
    if name not in _FOUND:
        _FOUND[name] = findings(looked_at, RECORD_RULES)
    return _FOUND[name]


_CLEAN: dict[str, FileView] = {}
_FOUND: dict[str, list[Finding]] = {}


def _expect(planted: Planted, found: list[Finding]) -> None:
    base = planted.defect.removesuffix("/senpo")
    rule = base.split("/")[0]
    own = [finding for finding in found if finding.rule == rule]
    assert {finding.rule for finding in found} - {rule} <= ALSO.get(base, set()), found
    assert len(own) == 1, own
    assert own[0].file == planted.file
    place = None, None, None
    if planted.record >= 0:
        place = planted.record, planted.offset, planted.length
    assert (own[0].record, own[0].offset, own[0].length) == place
    milder = "warning" if base in WARNINGS else "info" if base in INFORMATION else "error"
    assert own[0].severity == milder


def _saying(finding: Finding) -> tuple:
    return finding.rule, finding.severity, finding.file, finding.offset, finding.length, finding.message


def test_every_rule_of_the_stage_has_a_defect_in_both_schemes_but_for_flyers():
    names = {rule.name for rule in RULES}
    assert {name.split("/")[0] for name in PLANTS} == names
    assert {name.split("/")[0] for name in PLANTS if name.endswith("/senpo")} == names - {"flyer.mismatch"}


def test_defects_planted_together_say_where_they_are_in_the_end(month):
    draft = month.copy()
    names = ["order.sequence", "amount.sum", "order.pairing", "date.value", "order.duplicate", "total.office"]
    planted = plant_all(draft, [PLANTS[name] for name in names])
    found = {(one.rule, one.file, one.record, one.offset, one.length) for one in month.check(draft).findings}
    for one in planted:
        assert (one.defect, one.file, one.record, one.offset, one.length) in found


@each_row("rule", RULES, ids=lambda rule: f"{rule.name}-{rule.severity}")
def test_every_rule_can_be_read_out(rule):
    assert rule.stage == "content"
    assert rule.title
    assert "仕様書" in rule.source
    assert 2 <= rule.explanation.count("。") <= 6


def test_any_bytes_are_judged_without_trouble_and_twice_the_same():
    rng = np.random.default_rng(7)
    sound = np.frombuffer(b"".join((first(), notice(), notice(), ONE)) * 12, dtype=np.uint8).copy()
    for share in (0.01, 0.3, 1.0):
        data = sound.copy()
        spoilt = rng.random(len(data)) < share
        data[spoilt] = rng.integers(0, 256, int(spoilt.sum()), dtype=np.uint8)
        records = [data[at : at + NOTICE_LENGTH].tobytes() for at in range(0, len(data), NOTICE_LENGTH)]
        for scheme in ("kounen", "senpo"):
            found = findings(view(*records, scheme=scheme))
            assert found == findings(view(*records, scheme=scheme))
            assert all(0 <= one.offset < one.offset + one.length <= NOTICE_LENGTH for one in found)


# --- order ---------------------------------------------------------------------------------------------------------


def numbered(code: int, postal: str = "100-0001", office: str = "2101", **changes) -> list[bytes]:
    """An establishment with its own 事業所符号 and 番号, at a postal code."""
    serial = {3: office, 7: f"{code:06}"}
    extract = serial | {11: office, 15: f"{code:05}", 17: postal} | changes.get("extract", {})
    return [first(changes=extract), notice(changes=serial | {15: f"{code:05}", 60: postal})]


def office_of(*postal_codes: str) -> list[bytes]:
    records = [record for at, postal in enumerate(postal_codes) for record in numbered(at + 1, postal)]
    count = len(postal_codes)
    return [*records, total(count, count, 3_625_923 * count, count, 3_040_000 * count)]


def test_postal_codes_rise_like_bytes_blank_ones_first():
    assert places(view(*office_of("", "100", "100-00", "100-0000", "100-0001", "101"))) == []


@pytest.mark.parametrize(
    ("postal_codes", "wrong"),
    [
        (("100-0001", "100-0003", "100-0002", "100-0004"), 2),
        (("100-0001", "100-0009", "100-0002", "100-0004"), 1),
        (("100-0005", "100-0006", "100-0001", "100-0007"), 2),
        (("100-0002", ""), 1),
        (("999-9999", "100-0001", "100-0002"), 0),
    ],
)
def test_the_establishment_that_stands_out_is_the_one_found(postal_codes, wrong):
    assert places(view(*office_of(*postal_codes))) == [("order.sequence", 2 * wrong, 264)]


@given(
    st.lists(st.integers(0, 999), min_size=4, max_size=30, unique=True).map(sorted),
    st.integers(0, 29),
    st.integers(0, 29),
)
def test_one_entry_moved_far_is_the_one_found(keys, source, target):
    source, target = source % len(keys), target % len(keys)
    if abs(source - target) < 2:
        return
    moved = keys.copy()
    moved.insert(target, moved.pop(source))
    assert misplaced(np.array(moved, dtype=np.uint64), np.zeros(len(moved), dtype=np.int64)).tolist() == [target]


@given(st.lists(st.tuples(st.integers(0, 3), st.integers(0, 9)), max_size=20))
def test_entries_are_out_of_place_only_where_keys_of_one_part_fall(entries):
    entries = sorted(entries, key=lambda one: one[0])
    part = np.array([one for one, _ in entries], dtype=np.int64)
    keys = np.array([one for _, one in entries], dtype=np.uint64)
    falls = sum(1 for a, b in pairwise(entries) if a[0] == b[0] and a[1] > b[1])
    found = misplaced(keys, part)
    assert (len(found) == 0) == (falls == 0)
    assert len(found) <= falls


def test_codes_of_establishments_at_different_addresses_may_fall():
    other = {63: "東京都千代田区丸の内", 65: "9-9-9", 67: ""}
    extract = {19: "東京都千代田区丸の内9-9-9"}
    one, two = numbered(9), numbered(3, extract=extract)
    two[1] = notice(changes={7: "000003", 15: "00003", **other})
    both = total(2, 2, 7_251_846, 2, 6_080_000)
    assert findings(view(*one, *two, both)) == []
    same = findings(view(*one, *numbered(3), both))
    assert [(found.severity, found.record, found.offset) for found in same] == [("warning", 2, 8)]


def test_two_notices_of_one_establishment_may_be_without_a_receipt_in_either():
    later = notice(changes={40: " 5", 21: " 6"})
    assert places(view(first(), notice(), later, total(2, 2, 7_251_846, 2, 6_080_000))) == []
    assert places(view(first(), notice(changes=NO_RECEIPT), later, total(2, 2, 7_251_846, 1, 3_040_000))) == []


# --- pairing and unsound records -----------------------------------------------------------------------------------


def test_what_stands_beside_an_unsound_record_is_not_judged_by_it():
    three = (*numbered(1), *numbered(2), *numbered(3), total(3, 3, 10_877_769, 3, 9_120_000))
    for unsound in range(7):
        assert findings(view(*three, unsound=[unsound])) == []


def test_a_record_of_unknown_type_hides_what_it_may_have_been():
    three = [*numbered(1), *numbered(2), *numbered(3), total(3, 3, 10_877_769, 3, 9_120_000)]
    for broken in range(7):
        records = list(three)
        records[broken] = records[broken][:14] + b"XX" + records[broken][16:]
        assert findings(view(*records, unsound=[broken])) == []


def test_an_02_that_says_zero_for_an_office_without_notices_is_left_alone():
    assert findings(view(first(), notice(), ONE, total(0, 0, 0, 0, 0, code="2102"))) == []
    assert places(view(first(), notice(), ONE, total(1, 0, 0, 0, 0, code="2102"))) == [("order.pairing", 3, 0)]


def test_an_establishment_again_far_away_and_at_another_address_is_still_found():
    away = numbered(9, "200-0001", extract={15: "00001"})
    away[1] = notice(changes={7: "000009", 15: "00001", 60: "200-0001"})
    records = [*numbered(1), *numbered(2, "150-0001"), *away, total(3, 3, 10_877_769, 3, 9_120_000)]
    assert places(view(*records)) == [("order.duplicate", 4, 46)]


# --- match ---------------------------------------------------------------------------------------------------------


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
        whole = encode("異") + whole[len(encode(lines[0].strip(" 　")[0])) :]
        whole = whole[:382]
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


# --- amounts and dates ---------------------------------------------------------------------------------------------


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


# --- flyers --------------------------------------------------------------------------------------------------------


@given(st.binary(min_size=4, max_size=4), st.sampled_from("12"))
def test_symbols_are_judged_as_the_preview_judges_them(symbol, union):
    found = [one for one in findings(view(first(changes={14: symbol, 21: union}))) if one.rule == "flyer.mismatch"]
    wanted = {SymbolKind.KANA: "1", SymbolKind.ALNUM: "2"}.get(symbol_kind(symbol))
    assert len(found) == (wanted != union)


# --- distinct values -----------------------------------------------------------------------------------------------


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
