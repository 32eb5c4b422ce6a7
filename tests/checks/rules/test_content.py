"""What records say together: each planted defect is found at its bytes, and what is in order is left alone."""

from collections import Counter
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.checks.catalogue import stage_rules
from app.checks.groups import misplaced
from app.checks.model import Finding
from app.checks.rules.content import RULES, find_counttable
from app.checks.view import FileView
from app.equipment.printer import Printer
from app.records.layouts import NOTICE_LENGTH
from app.training.defects.content import PLANTS
from app.training.draft import Planted, plant_all
from tests.checks.rules.said import SAID
from tests.checks.rules.small_files import ONE, findings, first, notice, places, total, view
from tests.rows import each_row
from tests.sizes import some

WARNINGS = {"amount.sum/open", "order.sequence/code"}
INFORMATION = {"text.extension/codes"}
# A postal code of another town is also one that the address does not fit, or one without a barcode.
ALSO = {"match.establishment/postal": {"postal.address", "barcode.unprintable"}}
WHOLE_CHECK = {name for name in PLANTS if "/" not in name or name.startswith("match")}
# Odd codes in the names of a clean month are really there.
RECORD_RULES = tuple(
    rule
    for rule in (*stage_rules("structure"), *stage_rules("content"))
    if (rule.name, rule.severity) != ("text.extension", "warning")
)
RECEIPT = {"kounen": (37, 38, 39, 40), "senpo": (35, 36, 37, 38)}
NO_RECEIPT = {37: "000", 38: "", 39: "", 40: "", 42: "000", 43: "", 44: "", 45: "", 46: ""} | dict.fromkeys(
    (48, 50, 52, 53), "*****"
)


# small files


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


# planted defects


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
    own = _expect(planted, found + find_counttable(views, check.counts))
    assert own.message == SAID["content"][defect]


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


def _expect(planted: Planted, found: list[Finding]) -> Finding:
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
    return own[0]


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


# order


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
    ("postal_codes", "wrong", "said"),
    [
        (("100-0001", "100-0003", "100-0002", "100-0004"), 2, "この事業所は100-0002、前の事業所は100-0003です"),
        (("100-0001", "100-0009", "100-0002", "100-0004"), 1, "この事業所は100-0009、次の事業所は100-0002です"),
        (("100-0005", "100-0006", "100-0001", "100-0007"), 2, "この事業所は100-0001、前の事業所は100-0006です"),
        (("100-0002", ""), 1, "この事業所は空白、前の事業所は100-0002です"),
        (("999-9999", "100-0001", "100-0002"), 0, "この事業所は999-9999、次の事業所は100-0001です"),
    ],
)
def test_the_establishment_that_stands_out_is_the_one_found(postal_codes, wrong, said):
    looked_at = view(*office_of(*postal_codes))
    assert places(looked_at) == [("order.sequence", 2 * wrong, 264)]
    assert said in findings(looked_at)[0].message


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


# pairing and unsound records


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


def test_wrong_totals_are_told_in_the_order_of_the_file_whatever_the_codes_are():
    two = *numbered(1, office="2102"), *numbered(2, office="2101")
    wrong = [total(2, 1, 3_625_923, 1, 3_040_000, code=code) for code in ("2102", "2101")]
    found = findings(view(*two[:2], wrong[0], *two[2:], wrong[1]))
    assert [(one.rule, one.record) for one in found if one.rule == "total.office"] == [
        ("total.office", 2),
        ("total.office", 5),
    ]


def test_an_02_that_says_zero_for_an_office_without_notices_is_left_alone():
    assert findings(view(first(), notice(), ONE, total(0, 0, 0, 0, 0, code="2102"))) == []
    assert places(view(first(), notice(), ONE, total(1, 0, 0, 0, 0, code="2102"))) == [("order.pairing", 3, 0)]
    two = [total(1, 0, 0, 0, 0, code="2102")] * 2
    assert places(view(first(), notice(), ONE, *two)) == [("order.pairing", 3, 0), ("order.pairing", 4, 0)], "once each"


def test_an_establishment_again_far_away_and_at_another_address_is_still_found():
    away = numbered(9, "200-0001", extract={15: "00001"})
    away[1] = notice(changes={7: "000009", 15: "00001", 60: "200-0001"})
    records = [*numbered(1), *numbered(2, "150-0001"), *away, total(3, 3, 10_877_769, 3, 9_120_000)]
    assert places(view(*records)) == [("order.duplicate", 4, 46)]
