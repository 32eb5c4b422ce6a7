"""Rules of the structure stage: each planted defect is found at its bytes, and nothing else is said of it."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.cases.record_scan import LEADING_BLANK, OTHER_COLUMNS, column_counts
from app.checks.catalogue import stage_rules
from app.checks.kind_scan import first_places, scan_kind
from app.checks.rules import edited, structure
from app.checks.view import FileView
from app.equipment.printer import Printer
from app.records.layouts import notice_layouts
from app.records.notice_file import notice_file
from app.records.text import CharKind, decode
from app.records.text_columns import HAS_EXTENSION, HAS_UNDECODABLE, text_classes, trimmed_lengths
from app.training.defects.structure import PLANTS
from tests.checks.rules.said import SAID
from tests.rows import each_row

SHIFTS = ("record.type/deleted", "record.type/inserted")
IN_RECORDS = sorted(set(PLANTS) - set(SHIFTS))
DETAIL = notice_layouts("kounen")["01"]


def place(finding):
    return finding.file, finding.record, finding.offset, finding.length


@pytest.fixture(scope="module")
def together(month):
    """All defects of single records in one volume: where they were put, and everything that is found."""
    draft = month.copy()
    planted = [PLANTS[defect](draft) for defect in IN_RECORDS]
    assert len({(one.file, one.record) for one in planted}) == len(planted)
    return {one.defect: one for one in planted}, month.new_findings(draft)


@each_row("defect", IN_RECORDS)
def test_a_planted_defect_is_found_at_its_bytes(together, defect):
    planted, found = together
    one = planted[defect]
    here = [finding for finding in found if (finding.file, finding.record) == (one.file, one.record)]
    assert [(finding.rule, *place(finding)) for finding in here] == [
        (defect.split("/")[0], one.file, one.record, one.offset, one.length)
    ]
    assert here[0].message == SAID["structure"][defect]


def test_nothing_but_the_planted_defects_is_found(together):
    planted, found = together
    places = {(one.file, one.record, one.offset, one.length) for one in planted.values()}
    others = [finding for finding in found if place(finding) not in places]
    # The same NEC code stands in the 01 of the establishment too: each record is told once.
    names = {("kounen", "ZMGKK#2101"): 70, ("senpo", "ZMGKS#2101"): 68}
    own = {
        (file, notice_layouts(scheme)["01"].field(item).offset): defect
        for (scheme, file), item in names.items()
        for defect in ("text.extension",)
    }
    assert {(one.file, one.offset): one.rule for one in others} == own
    assert len(others) == 2


@each_row("rule", stage_rules("structure"), ids=lambda rule: rule.name)
def test_every_rule_has_a_defect_and_tells_a_trainer_what_and_why(rule):
    assert rule.name in PLANTS
    assert rule.title
    assert rule.source
    assert rule.explanation.count("。") in range(2, 6)


@pytest.mark.parametrize("defect", ["field.numeric", "record.type/run", "text.extension"])
def test_a_defect_planted_alone_is_found_alone(month, defect):
    planted, draft = month.plant(defect)
    found = month.new_findings(draft)
    assert {finding.rule for finding in found} == {defect.split("/")[0]}
    assert place(found[0]) == (planted.file, planted.record, planted.offset, planted.length)


def test_a_run_of_records_without_type_is_one_finding_with_both_ends(month):
    planted, draft = month.plant("record.type/run")
    (found,) = month.new_findings(draft)
    assert found.records == 3
    assert f"{planted.record + 1:,} から {planted.record + 3:,} まで 3 レコード" in found.message


@pytest.mark.parametrize(
    ("defect", "way"), [("record.type/inserted", "1 バイト後ろ"), ("record.type/deleted", "1 バイト前")]
)
def test_a_shifted_file_is_one_finding_that_says_how_far_and_from_where(month, defect, way):
    planted, draft = month.plant(defect)
    found = month.new_findings(draft)
    (shift,) = (one for one in found if one.rule == "record.type")
    assert place(shift) == (planted.file, planted.record, planted.offset, planted.length)
    assert shift.records == len(draft.raw[planted.file]) // 980 - planted.record
    assert way in shift.message
    # The file's length really is wrong too. Offices that lie behind the shift cannot be counted, so nothing is said.
    assert [(one.rule, one.file) for one in found] == [("file.length", planted.file), ("record.type", planted.file)]


def test_damage_over_many_fields_is_one_finding_at_the_first_and_says_how_many(month):
    _, draft = month.plant("field.numeric/damage")
    (found,) = month.new_findings(draft)
    assert "ほか 8 項目も" in found.message


def detail_changed(month, changes):
    """New findings after putting bytes at offsets of one ordinary 01 of the main file."""
    planted, _ = month.plant("field.picture")
    clean = month.copy()
    for offset, raw in changes.items():
        clean.main.data[planted.record, offset : offset + len(raw)] = np.frombuffer(raw, dtype=np.uint8)
    return month.new_findings(clean)


def test_two_errors_of_different_rules_far_apart_are_two_findings(month):
    found = detail_changed(month, {4: b"*", 930: b"X"})
    assert [(one.rule, one.offset) for one in found] == [("field.constant", 4), ("field.reserved", 930)]
    assert not any("ほか" in one.message for one in found)


def test_two_errors_close_together_are_one_finding(month):
    (found,) = detail_changed(month, {4: b"*", 20: b"X"})
    assert (found.rule, found.offset) == ("field.constant", 4)
    assert found.message.endswith("ほか 1 項目も様式に合いません。")


def test_two_errors_of_the_same_rule_are_one_finding(month):
    (found,) = detail_changed(month, {51: b"A", 900: b"B"})
    assert (found.rule, found.offset) == ("field.numeric", 51)


def test_a_record_shifted_in_itself_is_one_finding_that_says_so(month):
    planted, _ = month.plant("field.picture")
    raw = month.draft.main.data[planted.record].tobytes()
    (found,) = detail_changed(month, {40: b"?" + raw[40:-1]})
    assert (found.rule, found.offset) != ("record.type", 14)
    assert "レコード内のずれ" in found.message


@pytest.mark.parametrize("code", [b"00", b"02"])
def test_a_record_with_another_type_of_the_three_is_one_finding(month, code):
    (found,) = detail_changed(month, {14: code})
    assert (found.rule, found.offset, found.length) == ("record.type", 14, 2)
    assert f"「{code.decode()}」" in found.message


def test_a_warning_is_not_given_for_a_record_with_errors(month):
    found = detail_changed(month, {657: b"\x87\x8a", 930: b"X"})
    assert [one.rule for one in found] == ["field.reserved"]


@each_row(
    ("raw", "wrong"),
    [
        (b"123-4567", False),
        (b"123-45  ", False),
        (b"123     ", False),
        (b"        ", False),
        (b"1234567 ", True),
        (b"123-456 ", True),
        (b"123-4   ", True),
        (b" 23-4567", True),
        (b"123-    ", True),
        (b"12A-4567", True),
        (b"123  567", True),
    ],
)
def test_a_postal_code_has_3_5_or_7_digits_or_none(month, raw, wrong):
    draft = month.copy()
    view = FileView(
        notice_file("ZMGKK#2101", "kounen", np.array(draft.main.data[:3])),
        month.input(draft).media.files["ZMGKK#2101"].expected,
        Printer(month.equipment),
        np.ones(3, dtype=bool),
    )
    data = np.array(view.file.data)
    row = int(view.file.rows(1)[0])
    data[row, 278:286] = np.frombuffer(raw, dtype=np.uint8)
    changed = FileView(notice_file("ZMGKK#2101", "kounen", data.reshape(-1)), view.expected, view.printer, view.sound)
    found = [hits for hits in structure.PICTURE.find(changed) if len(hits.records)]
    assert [(hits.offset, hits.length) for hits in found] == ([(278, 8)] if wrong else [])


@pytest.mark.parametrize(
    ("item", "allowed"),
    [(11, "「ZZZZ9」"), (20, "「Z9」・空白"), (29, "「ZZ,ZZZ,ZZZ,ZZ9」・「*…*」")],
)
def test_a_number_in_another_form_is_told_what_would_be_allowed(item, allowed):
    said = edited._edited_message(DETAIL.field(item), b"12 ")
    assert said.endswith(f"（項番{item}）：{allowed}の形のはずが「12 」です。")


# --- the pass that the rules share ---------------------------------------------------------------------------------


def one_record(field, cells, count=b"000"):
    data = np.full((len(cells), 980), 0x20, dtype=np.uint8)
    data[:, field.span] = cells
    if field.item in column_counts(DETAIL):
        data[:, column_counts(DETAIL)[field.item].span] = np.frombuffer(count, dtype=np.uint8)
    return notice_file("ZMGKK#2101", "kounen", data.reshape(-1))


@given(st.sampled_from([14, 19, 63, 65, 70, 74]), st.binary(max_size=132), st.integers(0, 3))
def test_the_scan_says_what_the_plain_functions_say(item, raw, blanks):
    field = DETAIL.field(item)
    raw = (b" " * blanks + raw)[: field.length].ljust(field.length)
    file = one_record(field, np.frombuffer(raw, dtype=np.uint8)[None, :])
    scan = scan_kind(file, DETAIL, np.array([0]))
    classes, lengths = scan.text(item)
    length = len(raw.rstrip(b" "))
    assert lengths[0] == length == trimmed_lengths(file.column(field))[0]
    assert classes[0] & 7 == text_classes(file.column(field))[0]
    assert bool(classes[0] & LEADING_BLANK) == (length > 0 and raw[0] == 0x20)
    assert bool(classes[0] & OTHER_COLUMNS) == (item in column_counts(DETAIL) and length != 0)


@given(st.lists(st.binary(min_size=24, max_size=24), min_size=1, max_size=4))
def test_first_places_are_those_of_the_decoder(raws):
    for flag, kind in ((HAS_UNDECODABLE, CharKind.UNDECODABLE), (HAS_EXTENSION, CharKind.EXTENSION)):
        own = [raw for raw in raws if any(char.kind is kind for char in decode(raw))]
        cells = np.frombuffer(b"".join(own), dtype=np.uint8).reshape(len(own), 24)
        offsets, lengths = first_places(cells, flag)
        firsts = [next(char for char in decode(raw) if char.kind is kind) for raw in own]
        assert offsets.tolist() == [char.offset for char in firsts]
        assert lengths.tolist() == [char.length for char in firsts]


def test_every_text_with_a_column_count_has_it_right_before_it():
    for scheme in ("kounen", "senpo"):
        for code, layout in notice_layouts(scheme).items():
            counts = column_counts(layout)
            assert len(counts) == {"00": 0, "01": 11, "02": 7}[code]
            assert all(count.end == layout.field(item).offset for item, count in counts.items())
