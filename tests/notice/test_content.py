"""Every printed item, its source bytes, its edits and its states."""

from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.notice.content import NoticeContext, build_content
from app.notice.items import item_specs
from app.notice.model import Source
from app.notice.offices import OfficeList
from app.notice.piece_id import PieceRef, read_piece_id
from app.records.layouts import Scheme, notice_layouts
from app.records.text import to_text
from tests.notice.contents import OFFICE, SCHEMES, content_of, item
from tests.notice.records import KOUNEN, detail, extract, filled, opened
from tests.rows import each_row
from tests.sizes import sized

KOUNEN_TEXTS = {
    "sheet.postal": "100-0001",
    "sheet.address_1": "東京都千代田区千代田",
    "sheet.address_2": "1-2-3",
    "sheet.address_3": "見本ビル4階",
    "sheet.name_1": "見本製作所株式会社",
    "sheet.name_2": "",
    "sheet.office_name": "見本東年金事務所",
    "sheet.office_postal": "100-0002",
    "sheet.office_address": "東京都見本区東1-2-3",
    "sheet.office_phone": "03-0000-0001",
    "front.page_no": "1",
    "front.office_symbol": "01-ｲﾛﾊ",
    "front.office_number": "00123",
    "front.charge.month": "令和 8年 5月",
    "front.charge.due_date": "令和 8年 6月30日",
    "front.charge.health": "1,234,567",
    "front.charge.pension": "2,345,678",
    "front.charge.child_levy": "45,678",
    "front.charge.total": "¥3,625,923円",
    "front.issued": "令和 8年 6月19日",
    "front.collector_office": "見本東年金事務所",
    "front.receipt.month": "令和 8年 4月分保険料",
    "front.receipt.date": "令和 8年 6月 1日",
    "front.receipt.health": "1,000,000",
    "front.receipt.pension": "2,000,000",
    "front.receipt.child_levy": "40,000",
    "front.receipt.total": "¥3,040,000円",
    "back.form_code": "2504 1017 023",
}


SENPO_TEXTS = {
    "front.page_no": "12",
    "front.office_symbol": "ABC",
    "front.office_number": "00456",
    "front.charge.subtotal": "¥2,391,356円",
    "front.charge.seamen": "¥456,789円",
    "front.charge.total": "¥2,848,145円",
    "front.receipt.subtotal": "¥2,040,000円",
    "front.receipt.seamen": "¥400,000円",
    "sheet.address_3": "",
    "front.form_code": "1904 1031 036",
}


def test_a_pension_notice_prints_these_items(context: NoticeContext) -> None:
    content = content_of(context)
    assert {entry.id: entry.text for entry in content.items} == KOUNEN_TEXTS
    assert {entry.state for entry in content.items if entry.id != "sheet.name_2"} == {"ok"}
    assert content.layout_no == 1


def test_a_seamens_notice_prints_these_items(context: NoticeContext) -> None:
    content = content_of(context, scheme="senpo")
    assert {item_id: content.item(item_id).text for item_id in SENPO_TEXTS} == SENPO_TEXTS
    assert content.layout_no == 2
    assert not any(entry.id.endswith(".health") for entry in content.items)


def test_both_layouts_share_the_ids_of_shared_items() -> None:
    kounen, senpo = ({spec.id for spec in item_specs(scheme)} for scheme in SCHEMES)
    assert kounen - senpo == {"front.charge.health", "front.receipt.health", "back.form_code"}
    assert senpo - kounen == {
        "front.form_code",
        *(f"front.{side}.{name}" for side in ("charge", "receipt") for name in ("subtotal", "seamen")),
    }


@pytest.mark.parametrize("scheme", SCHEMES)
def test_text_with_a_source_is_exactly_those_bytes(context: NoticeContext, scheme: Scheme) -> None:
    raw = detail(scheme)
    for entry in content_of(context, scheme=scheme).items:
        for part in entry.parts:
            if part.source is None:
                continue
            source = part.source
            field = notice_layouts(scheme)["01"].field(source.item)
            assert source.record == 0
            assert field.offset <= source.offset < source.offset + source.length <= field.end
            bytes_there = raw[source.offset : source.offset + source.length]
            assert part.text in (to_text(bytes_there), to_text(bytes_there).strip(" ")), entry.id


def test_a_text_item_names_only_the_bytes_it_uses(context: NoticeContext) -> None:
    field = notice_layouts("kounen")["01"].field(63)
    assert item(context, "sheet.address_1").sources == (Source(0, 63, field.offset, 20),)
    office = notice_layouts("kounen")["01"].field(74)
    assert item(context, "sheet.office_name").sources == (Source(0, 74, office.offset, 6),)


def test_wording_of_the_form_has_no_source(context: NoticeContext) -> None:
    due = item(context, "front.charge.due_date")
    assert [part.text for part in due.parts if part.source is None] == ["年", "月", "日"]
    assert [source.item for source in due.sources] == [24, 25, 26, 27]
    assert item(context, "sheet.office_phone").sources == ()


GANNEN_ITEMS = {
    "kounen": {20: "charge.month", 25: "charge.due_date", 39: "receipt.month", 44: "receipt.date", 57: "issued"},
    "senpo": {18: "charge.month", 23: "charge.due_date", 37: "receipt.month", 42: "receipt.date", 55: "issued"},
}


@pytest.mark.parametrize("scheme", SCHEMES)
def test_year_one_is_printed_gannen_in_every_flagged_field_and_only_there(
    context: NoticeContext, scheme: Scheme
) -> None:
    flagged = {field.item for field in notice_layouts(scheme)["01"].fields if "gannen" in field.flags}
    assert flagged == set(GANNEN_ITEMS[scheme])
    for number, name in GANNEN_ITEMS[scheme].items():
        content = content_of(context, {number: " 1"}, scheme)
        edited = [entry for entry in content.items if entry.edit is not None]
        assert [entry.id for entry in edited] == [f"front.{name}"]
        edit = edited[0].edit
        assert edit is not None
        field = notice_layouts(scheme)["01"].field(number)
        assert (edit.kind, edit.before, edit.after) == ("gannen", "1", "元")
        assert edit.source == Source(0, number, field.offset, 2)
        assert edited[0].text.startswith("令和元年")
        assert edited[0].state == "ok"


def test_month_one_and_day_one_stay_numbers(context: NoticeContext) -> None:
    due = item(context, "front.charge.due_date", {25: "11", 26: " 1", 27: " 1"})
    assert (due.text, due.edit) == ("令和11年 1月 1日", None)


def test_an_era_is_printed_as_the_record_has_it(context: NoticeContext) -> None:
    assert item(context, "front.issued", {56: "見本元号", 57: " 3"}).text == "見本元号 3年 6月19日"


def test_a_blank_date_prints_nothing_at_all(context: NoticeContext) -> None:
    blank = {38: "", 39: "", 40: "", 43: "", 44: "", 45: "", 46: ""}
    content = content_of(context, blank)
    for item_id in ("front.receipt.month", "front.receipt.date"):
        assert (content.item(item_id).state, content.item(item_id).parts) == ("blank", ())


def test_a_date_that_is_partly_blank_is_invalid_and_shown(context: NoticeContext) -> None:
    due = item(context, "front.charge.due_date", {25: ""})
    assert (due.state, due.text) == ("invalid", "令和  年 6月30日")
    assert "空白" in due.note
    era = item(context, "front.charge.month", {19: ""})
    assert (era.state, era.text) == ("invalid", " 8年 5月")


@pytest.mark.parametrize("stars", ["*****", "         *****"])
def test_asterisks_are_printed_as_they_are(context: NoticeContext, stars: str) -> None:
    health = item(context, "front.charge.health", {29: stars})
    assert (health.text, health.state) == ("*****", "ok")


def test_a_blank_amount_prints_nothing_at_all(context: NoticeContext) -> None:
    total = item(context, "front.receipt.total", {53: ""})
    assert (total.state, total.parts) == ("blank", ())


@each_row(
    ("number", "item_id", "raw", "shown"),
    [
        (29, "front.charge.health", "1,234,567     ", "1,234,567     "),
        (29, "front.charge.health", "     1.234,567", "     1.234,567"),
        (34, "front.charge.total", "       3,625,923", "       3,625,923円"),
        (11, "front.page_no", "00001", "00001"),
        (15, "front.office_number", "12A45", "12A45"),
        (13, "front.office_symbol", "1 ", "1 -ｲﾛﾊ"),
        (20, "front.charge.month", "8 ", "令和8 年 5月"),
        (20, "front.charge.month", "01", "令和01年 5月"),
        (60, "sheet.postal", "1000001", "1000001"),
        (63, "sheet.address_1", b"A\x93 B", "A⟦93 20⟧B"),
        (70, "sheet.name_1", b"\xb1\xa0", "ｱ⟦A0⟧"),
        (19, "front.charge.month", b"\x97", "⟦97⟧ 8年 5月"),
        (74, "sheet.office_name", b"\x8c\xa9\x85\x20\x81\x40", "見⟦85 20⟧年金事務所"),
    ],
)
def test_bytes_that_are_not_allowed_are_shown_as_they_are(
    context: NoticeContext, number: int, item_id: str, raw: str | bytes, shown: str
) -> None:
    found = item(context, item_id, {number: raw})
    assert (found.state, found.text) == ("invalid", shown)
    assert found.note
    assert found.edit is None


@pytest.mark.parametrize("postal", ["100", "100-00", "100-0001"])
def test_a_postal_code_is_printed_as_it_stands(context: NoticeContext, postal: str) -> None:
    found = item(context, "sheet.postal", {60: postal})
    assert (found.text, found.state) == (postal, "ok")
    assert found.sources[0].length == len(postal)


def test_an_office_name_loses_only_the_blanks_at_its_end(context: NoticeContext) -> None:
    assert item(context, "front.collector_office", {74: "見\u3000本\u3000\u3000"}).text == "見\u3000本年金事務所"
    blank = item(context, "front.collector_office", {74: "\u3000\u3000\u3000"})
    assert (blank.state, blank.parts) == ("blank", ())


def test_half_of_a_symbol_is_invalid(context: NoticeContext) -> None:
    assert item(context, "front.office_symbol", {14: ""}).state == "invalid"
    assert item(context, "front.office_symbol", {13: "", 14: ""}).state == "blank"


OFFICE_LINES = ("sheet.office_postal", "sheet.office_address", "sheet.office_phone")


def test_an_office_that_is_not_in_the_list_is_missing_not_guessed(context: NoticeContext) -> None:
    unknown = content_of(context, {3: "9876"})
    no_list = content_of(replace(context, offices=None))
    for item_id in OFFICE_LINES:
        assert (unknown.item(item_id).state, unknown.item(item_id).parts) == ("missing", ())
        assert "9876" in unknown.item(item_id).note
        assert (no_list.item(item_id).state, no_list.item(item_id).parts) == ("missing", ())
        assert "2101" in no_list.item(item_id).note
    assert unknown.item("sheet.office_name").text == "見本東年金事務所"


def test_an_office_without_a_telephone_is_missing_that_line_only(context: NoticeContext) -> None:
    offices = OfficeList("一覧.xlsx", "0" * 64, {"2101": replace(OFFICE, phone="")})
    content = content_of(replace(context, offices=offices))
    assert [content.item(item_id).state for item_id in OFFICE_LINES] == ["ok", "ok", "missing"]


def test_an_office_code_that_is_no_number_stays_out_of_the_note(context: NoticeContext) -> None:
    phone = item(context, "sheet.office_phone", {3: "<b>1"})
    assert phone.state == "missing"
    assert "<" not in phone.note


def test_a_year_written_01_is_no_first_year(context: NoticeContext) -> None:
    item = content_of(context, {20: "01"}).item("front.charge.month")
    assert (item.text, item.state, item.edit) == ("令和01年 5月", "invalid", None)


@each_row("run", [1, 5, 13, 14])
@each_row("side", [bytes.ljust, bytes.rjust])
def test_a_run_of_asterisks_of_any_length_is_printed_as_it_stands(context: NoticeContext, run: int, side) -> None:
    item = content_of(context, {29: side(b"*" * run, 14)}).item("front.charge.health")
    assert (item.state, item.parts[0].text) == ("ok", "*" * run)


def test_the_piece_id_leads_back_to_the_record(context: NoticeContext) -> None:
    file = opened(extract(), detail(), detail())
    ids = [build_content(file, record, context).piece_id for record in (1, 2)]
    assert [read_piece_id(text) for text in ids] == [PieceRef("PAP03", "ZMGKK#2101", record) for record in (1, 2)]


def test_a_notice_knows_its_establishments_record(context: NoticeContext) -> None:
    file = opened(extract(), detail(), extract(changes={7: "000124"}), detail())
    assert build_content(file, 1, context).extract_record == 0
    assert build_content(file, 3, context).extract_record is None


@pytest.mark.parametrize("raw", [extract(), filled("kounen", "02", {}), detail(changes={8: "09"})])
def test_only_a_detail_record_is_a_notice(context: NoticeContext, raw: bytes) -> None:
    with pytest.raises(ValueError, match="no detail record"):
        build_content(opened(raw), 0, context)


def test_the_flyers_follow_scheme_and_symbol(context: NoticeContext) -> None:
    assert [flyer.prefecture for flyer in content_of(context).flyers.of("B")] == ["東京都"]
    assert content_of(context, {14: "A2AB"}).flyers.of("B") == ()
    assert [flyer.name for flyer in content_of(context, scheme="senpo").flyers.of("B")] == ["船員"]


@settings(max_examples=sized(20, 150), deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.dictionaries(st.sampled_from(sorted(KOUNEN)), st.binary(min_size=0, max_size=19), max_size=8))
def test_no_bytes_are_dropped_or_crash_the_print(context: NoticeContext, changes: dict[int, bytes]) -> None:
    layout = notice_layouts("kounen")["01"]
    cut = {number: value[: layout.field(number).length] for number, value in changes.items()}
    content = content_of(context, cut)
    raw = detail("kounen", cut)
    for entry in content.items:
        assert (entry.parts == ()) == (entry.state in ("blank", "missing"))
        for part in entry.parts:
            if part.source is not None and part.edit is None:
                there = to_text(raw[part.source.offset : part.source.offset + part.source.length])
                assert part.text.strip() == there.strip()
