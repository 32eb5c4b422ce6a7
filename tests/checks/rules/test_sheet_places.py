"""Where things stand on the sheet, offices, towns, 外字, and planted defects, as the rules of the sheet find them."""

from collections import Counter
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.checks.model import Finding
from app.checks.rules.address import _numeral_at, not_in_town
from app.checks.rules.blocks import alike, text_block
from app.checks.rules.glyphs import column_gaiji
from app.checks.rules.places import places_of
from app.checks.rules.printing import sheet_of, undecodable
from app.checks.rules.sheet import volume_findings
from app.checks.rules.windows import box_bound
from app.checks.run import CheckInput, run_checks
from app.checks.view import FileView
from app.equipment.printer import Printer
from app.errors import KenpanError
from app.media.model import ExpectedFile
from app.month.looking.workbench import Workbench
from app.notice.content import ADDRESS_IDS
from app.notice.offices import OfficeList
from app.notice.postal import TOWN, PostalDictionary
from app.records.counts import read_count_table
from app.records.layouts import NOTICE_LENGTH, notice_layouts
from app.records.notice_file import DETAIL, NoticeFile, notice_file
from app.records.text import encode, gaiji_codes, to_text, trimmed
from app.sheet.flow import flow_rects, stack_bound
from app.sheet.model import Rect
from app.training.build import Notices
from app.training.defects.sheet import PLANTS
from app.training.draft import SampleDraft
from tests.checks.rules.looked_at import (
    FORMS,
    KANJI,
    KOUNEN,
    Changer,
    assert_rules_and_preview_agree,
    changed,
    concerned,
    findings,
    view_of,
    with_office,
)
from tests.checks.rules.said import SAID
from tests.rows import each_row
from tests.sizes import some

# where things stand


def inside(rect: Rect, room: Rect) -> bool:
    grown = room.grown(1e-6)
    return grown.x0 <= rect.x0 and grown.y0 <= rect.y0 and rect.x1 <= grown.x1 and rect.y1 <= grown.y1


@each_row("variant", [None, *FORMS])
def test_nothing_is_printed_outside_the_room_that_is_reckoned_with(sample, variant):
    forms = sample.equipment.forms
    if variant is not None:
        forms = {number: FORMS[variant](form) for number, form in forms.items()}
    rooms = {box.id: box_bound(box) for box in forms[1].boxes}
    rooms |= {item.id: stack_bound(stack) for stack in forms[1].stacks for item in stack.items}
    plain = Changer(sample.notices[KOUNEN], 23).records(20)
    view = view_of(changed(sample, KOUNEN, plain, forms=forms), KOUNEN)
    placed = [item for record in range(20) for page in sheet_of(view, record).pages for item in page.items]
    shown = [item for item in placed if item.id in rooms and item.state != "missing"]
    assert all(inside(item.rect, rooms[item.id]) for item in shown)
    assert len(shown) > 400


def twins(changer: Changer) -> list[bytes]:
    """Pairs of notices with equal columns in every line, whose lines break elsewhere: no character is split."""
    records = []
    for columns in range(54, 121, 3):
        for name in (KANJI * (columns // 2) + b"1" * (columns % 2), b"1" + KANJI * ((columns - 1) // 2) + b"1"):
            raw = bytearray(changer.file.raw_record(1))
            for item_id in (*ADDRESS_IDS, "sheet.name_1", "sheet.name_2"):
                field = changer.fields[item_id][0]
                raw[field.span] = name[:columns][: field.length].ljust(field.length)
            records.append(bytes(raw))
    return records


def test_rows_that_are_set_alike_stand_where_the_preview_puts_them(sample):
    changer = Changer(sample.notices[KOUNEN], 29)
    records = [*twins(changer), *(changer.record() for _ in range(30))]
    view = view_of(changed(sample, KOUNEN, b"".join(records)), KOUNEN)
    stack = view.equipment.forms[1].addressee
    rows = np.flatnonzero(~undecodable(view))
    groups = alike(view, stack, text_block(stack, "kounen"), rows)
    for row, of in zip(rows.tolist(), groups.of.tolist(), strict=True):
        sheet = sheet_of(view, row)
        rects, foot, cut = flow_rects(stack, *groups.settings[of])
        placed = {item.id: item.rect for item in sheet.page("sheet").items}
        expected = [placed.get(item.id) for item in stack.items]
        overflowing = {item.id for item in sheet.page("sheet").items if item.fit == "overflow"}
        assert [item.id for item, own in zip(stack.items, cut, strict=True) if own] == [
            item.id for item in stack.items if item.id in overflowing
        ]
        assert [rect and pytest.approx(rect) for rect in rects] == expected
        if sheet.barcode is not None:
            assert sheet.barcode.rect.y0 == pytest.approx(foot + stack.barcode.gap_mm)
    assert len(rows) > 50


def test_a_finding_points_at_the_bytes_that_an_item_is_made_of_or_at_the_serial_number(sample):
    places = places_of(view_of(sample, KOUNEN))
    sources = {(place.cause, item): place.source(item) for place in places for item in place.items}
    pieces = {source for (cause, item), source in sources.items() if item.endswith(".piece_id")}
    assert pieces == {(0, 14)} and {source for (cause, _), source in sources.items() if cause == "office"} == {(0, 4)}
    name = notice_layouts("kounen")["01"].field(70)
    assert sources["record", "sheet.name_1"] == (name.offset, name.length)


def test_of_an_address_that_is_cut_off_the_last_line_is_found(sample):
    forms = {number: FORMS["a low room"](form) for number, form in sample.equipment.forms.items()}
    changer, lines = Changer(sample.notices[KOUNEN], 31), (*ADDRESS_IDS, "sheet.name_1", "sheet.name_2")
    records, last = [], []
    for written in (5, 4):
        raw = bytearray(changer.file.raw_record(1))
        for at, item in enumerate(lines):
            (field,) = changer.fields[item]
            raw[field.span] = (KANJI * 60 * (at < written))[: field.length // 2 * 2].ljust(field.length)
        records.append(bytes(raw))
        last.append(changer.fields[lines[written - 1]][0].offset)
    view = view_of(changed(sample, KOUNEN, b"".join(records), forms=forms), KOUNEN)
    assert [one.offset for one in findings(view, ("sheet.overflow",)) if one.length > 100] == last


# offices


def listed(offices: OfficeList, **changes: str) -> OfficeList:
    """The list with some columns of office 2101 changed."""
    return replace(offices, offices={**offices.offices, "2101": replace(offices.offices["2101"], **changes)})


def test_an_office_with_a_blank_in_the_list_is_reported_once(sample):
    offices = listed(sample.equipment.offices, address="", phone="")
    bench = replace(sample, equipment=replace(sample.equipment, offices=offices))
    view = view_of(bench, KOUNEN)
    (finding,) = findings(view, ("office.unknown",))
    assert (finding.offset, finding.length) == (0, 4)
    assert view.file.raw_record(finding.record)[:4] == b"2101"
    assert len(concerned(view, finding)) > 1
    assert "所在地" in finding.message
    assert "電話番号" in finding.message


def test_an_office_whose_address_does_not_fit_is_reported_once(sample):
    offices = listed(sample.equipment.offices, address="見本市年金町一丁目" * 12)
    bench = replace(sample, equipment=replace(sample.equipment, offices=offices))
    view = view_of(bench, KOUNEN)
    (finding,) = findings(view, ("sheet.overflow",))
    assert (finding.offset, finding.length) == (0, 4)
    assert all(view.file.raw_record(record)[:4] == b"2101" for record in concerned(view, finding))


def test_a_line_that_the_list_lacks_may_lie_below_a_block_that_is_cut_off(sample):
    equipment = sample.equipment
    forms = {number: with_office(form, rect=Rect(14.0, 96.0, 50.0, 103.0)) for number, form in equipment.forms.items()}
    offices = listed(equipment.offices, address="見本市年金町一丁目" * 12, phone="")
    plain = b"".join(sample.notices[KOUNEN].raw_record(record) for record in range(1, 6))
    bench = changed(sample, KOUNEN, plain, forms=forms, offices=offices)
    assert_rules_and_preview_agree(bench, KOUNEN, needed={"window.hidden", "sheet.overflow", "office.unknown"})


def test_without_a_list_the_volume_gets_one_warning_and_its_files_none(sample):
    bench = replace(sample, equipment=replace(sample.equipment, offices=None))
    assert findings(view_of(bench, KOUNEN), ("office.unknown",)) == []
    (finding,) = volume_findings(bench.equipment)
    assert (finding.rule, finding.severity, finding.file, finding.record) == ("office.list", "warning", "", None)
    assert volume_findings(sample.equipment) == ()


# the short way to the town of an address


def addresses(dictionary: PostalDictionary):
    """Codes of every sort of town with addresses that name it, a neighbour, or only half of it."""
    places = dictionary._file.rows(
        "SELECT code, prefecture, city, neighborhood FROM postal_data "
        "WHERE prefecture IN ('東京都', '京都府', '北海道', '山梨県') ORDER BY code"
    )
    for (code, *names), (_, *others) in zip(places[::29], places[1::29], strict=False):
        prefecture, city, town = names
        for written in (
            f"{prefecture}{city}{town}1-2-3",
            f"{city}{town}二丁目",
            f"{city}　{town}３番地",
            f"{town}1-2",
            "".join(others) + "1-2",
            f"{city}{town}馬喰町1-2",
            f"{prefecture}{city}{town[:-1]}",
            "",
        ):
            yield code, written


def test_the_short_way_and_the_long_way_to_the_town_agree(sample):
    dictionary = sample.equipment.postal
    records, expected = [], []
    for code, written in addresses(dictionary):
        try:
            raw = encode(written)[:95]
        except UnicodeEncodeError:
            continue
        address = to_text(trimmed(raw))
        readable = "⟦" not in address and dictionary.kinds[int(code)] == TOWN
        expected.append(readable and not dictionary.split(code, address).matched)
        records.append(addressed(f"{code[:3]}-{code[3:]}", raw))
    (hits,) = not_in_town(view_on(sample, records))
    assert hits.records.tolist() == np.flatnonzero(expected).tolist()
    assert 500 < len(hits.records) < len(records) - 500


def test_of_few_addresses_the_one_elsewhere_is_found_whichever_way_the_others_are_written(sample):
    written = ("東京都千代田区千代田1-2", "千代田区　千代田1-2", "東京都港区芝1-1", "千代田", "千代田二丁目")
    (hits,) = not_in_town(view_on(sample, [addressed("100-0001", encode(one)) for one in written]))
    assert [written[row] for row in hits.records] == ["東京都港区芝1-1"]


def addressed(postal: str, address: bytes) -> bytes:
    """A notice that says nothing else."""
    layout, record = notice_layouts("kounen")["01"], bytearray(b" " * NOTICE_LENGTH)
    record[14:16] = b"01"
    record[layout.field(60).span] = postal.encode("ascii")
    record[layout.field(63).span] = address.ljust(95)
    return bytes(record)


def view_on(sample: Workbench, records: list[bytes]) -> FileView:
    file = notice_file(KOUNEN, "kounen", b"".join(records))
    expected = ExpectedFile("PAP03", KOUNEN, "kounen", "notices", "21", "東京都")
    return FileView(file, expected, Printer(sample.equipment), np.ones(len(file), dtype=bool))


@pytest.mark.parametrize(("at", "numeral"), [(0, True), (1, False), (93, True), (94, False), (95, False), (96, False)])
def test_a_numeral_that_begins_in_the_next_field_does_not_end_a_town(at, numeral):
    """Digits at both ends of the line, and all that stands after it."""
    field = notice_layouts("kounen")["01"].field(63)
    data = np.full((1, NOTICE_LENGTH), ord("1"), dtype=np.uint8)
    data[:, field.offset + 1 : field.offset + 93] = ord(" ")
    assert field.length == 95
    assert _numeral_at(data, np.array([0]), field, np.array([at])).tolist() == [numeral]


# 外字 by columns


@given(st.lists(st.binary(min_size=12, max_size=12), min_size=1, max_size=8))
def test_the_gaiji_of_a_column_are_those_of_its_texts(texts):
    cells = np.frombuffer(b"".join(texts), dtype=np.uint8).reshape(-1, 12)
    rows, at, codes = column_gaiji(cells)
    found = [
        [int(code) for row, code in zip(rows, codes, strict=True) if row == number] for number in range(len(texts))
    ]
    assert found == [list(gaiji_codes(raw)) for raw in texts]
    assert all(cells[row, byte] == code >> 8 for row, byte, code in zip(rows, at, codes, strict=True))


# planted defects


def by_all_rules(bench: Workbench, draft: SampleDraft) -> set[Finding]:
    """What the whole check finds in a draft."""
    notices = {name: notice_file(name, one.scheme, one.data.reshape(-1)) for name, one in draft.notices.items()}
    counts = {name: read_count_table(table, bench.counts[name].scheme, name) for name, table in draft.counts.items()}
    return set(run_checks(CheckInput(bench.media, notices, counts, bench.equipment)).findings)


@pytest.fixture(scope="module")
def clean(sample) -> set[Finding]:
    return by_all_rules(sample, draft_of(sample))


def draft_of(bench: Workbench) -> SampleDraft:
    """The sample as it was before it was written."""
    notices = {
        name: Notices(name, file.scheme, file.data.copy(), prints_of(file)) for name, file in bench.notices.items()
    }
    counts = {name: one.data.tobytes() for name, one in bench.media.files.items() if one.kind == "counts"}
    return SampleDraft(notices, counts)


def prints_of(file: NoticeFile) -> dict[str, int]:
    return Counter(file.raw_record(int(row))[:4].decode("ascii") for row in file.rows(DETAIL))


@each_row("defect", some(list(PLANTS), 9))
def test_a_planted_defect_is_found_at_its_bytes_and_by_no_other_rule(sample, clean, defect):
    draft = draft_of(sample)
    planted = PLANTS[defect](draft)
    assert planted.defect == defect
    found = by_all_rules(sample, draft)
    new = found - clean
    assert {finding.rule for finding in new} == {defect.split("/")[0]}
    assert (planted.file, planted.record, planted.offset, planted.length) in {
        (finding.file, finding.record, finding.offset, finding.length) for finding in new
    }
    # An establishment with two notices has the defect on both of them; nothing that was there before is gone.
    assert len({draft.notices[planted.file].data[finding.record, :14].tobytes() for finding in new}) == 1
    assert not clean - found


def test_an_office_without_a_list_entry_is_missing_from_no_table(sample):
    draft = draft_of(sample)
    planted = PLANTS["office.unknown"](draft)
    code = draft.notices[planted.file].data[planted.record, :4].tobytes().decode("ascii")
    table = read_count_table(draft.counts["KENS#ZMGKK31"], "kounen", "KENS#ZMGKK31")
    before = read_count_table(draft_of(sample).counts["KENS#ZMGKK31"], "kounen", "KENS#ZMGKK31")
    assert not table.problems
    assert [one.prints for one in table.offices] == [one.prints for one in before.offices]
    assert draft.notices[planted.file].prints[code] == next(
        one.prints for one in table.offices if one.office_code == code
    )


def test_defects_of_this_stage_can_be_planted_together(sample):
    draft = draft_of(sample)
    planted = [plant(draft) for name, plant in PLANTS.items() if not name.endswith("/senpo")]
    assert len({(one.file, one.record) for one in planted}) == len(planted) == len(PLANTS) // 2
    found = {(finding.rule, finding.file, finding.record): finding for finding in by_all_rules(sample, draft)}
    for one in planted:
        assert found[one.defect.split("/")[0], one.file, one.record].message == SAID["sheet"][one.defect]


@each_row("defect", PLANTS)
def test_without_notices_there_is_nothing_to_plant_in(defect):
    empty = np.zeros((0, NOTICE_LENGTH), dtype=np.uint8)
    notices = {"ZMGKK#2101": Notices("ZMGKK#2101", "kounen", empty, {})}
    notices |= {"ZMGKS#2101": Notices("ZMGKS#2101", "senpo", empty.copy(), {})}
    with pytest.raises(KenpanError) as refused:
        PLANTS[defect](SampleDraft(notices, {}))
    assert refused.value.code == "sample.size"
