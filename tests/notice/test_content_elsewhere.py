"""Notices that go elsewhere, the bar code of the printed address, and where each field went."""

from dataclasses import replace

import pytest

from app.lists.keys import Destination, ListKey
from app.notice.content import NoticeContext, build_content, fields_printed, printed_items
from app.notice.customer_barcode import customer_barcode
from app.records.layouts import Scheme
from tests.notice.contents import SCHEMES, content_of
from tests.notice.records import detail, extract, opened

ELSEWHERE = Destination("見本会計事務所", "260-0013", "千葉県千葉市中央区中央9-8-7")


REDIRECTED = {"sheet.postal", "sheet.address_1", "sheet.address_2", "sheet.address_3", "sheet.name_1"}


@pytest.mark.parametrize("scheme", SCHEMES)
def test_a_redirect_changes_the_addressee_and_nothing_else(context: NoticeContext, scheme: Scheme) -> None:
    plain = content_of(context, scheme=scheme)
    sent = content_of(context, scheme=scheme, destination=ELSEWHERE)
    changed = {entry.id for entry in sent.items if entry != plain.item(entry.id)}
    assert changed == REDIRECTED - ({"sheet.address_3"} if scheme == "senpo" else set())
    assert sent.item("sheet.postal").text == "260-0013"
    assert sent.item("sheet.address_1").text == "千葉県千葉市中央区中央9-8-7"
    assert sent.item("sheet.name_1").text == "見本会計事務所"
    assert (sent.piece_id, sent.flyers) == (plain.piece_id, plain.flyers)


def test_each_redirected_item_carries_its_edit_and_no_source(context: NoticeContext) -> None:
    plain = content_of(context)
    sent = content_of(context, destination=ELSEWHERE)
    for item_id in REDIRECTED:
        edit = sent.item(item_id).edit
        assert edit is not None
        assert (edit.kind, edit.before, edit.after) == ("redirect", plain.item(item_id).text, sent.item(item_id).text)
        assert edit.reason
        assert sent.item(item_id).sources == ()
    third = sent.item("sheet.address_3")
    assert (third.state, third.text) == ("blank", "")
    assert sent.item("sheet.name_2").edit is None


@pytest.mark.parametrize("scheme", ["kounen", "senpo"])
def test_a_redirect_is_looked_up_by_the_key_of_the_00(context: NoticeContext, scheme: Scheme) -> None:
    own = {11: "2101", 13: "61", 14: "ABC", 15: "00456"}
    key = ListKey(b"2101", b"61ABC ", b"00456")
    with_list = replace(
        context, redirects={key: ELSEWHERE, key._replace(symbol=b"01ABC "): ELSEWHERE._replace(name="x")}
    )
    file = opened(
        extract(scheme, own), detail(scheme), extract(scheme, own | {13: "62"}), detail(scheme), scheme=scheme
    )
    sent = build_content(file, 1, with_list)
    assert sent == build_content(file, 1, context, ELSEWHERE)
    assert sent.item("sheet.postal").edit is not None
    assert build_content(file, 3, with_list) == build_content(file, 3, context)


def test_a_destination_keeps_the_line_breaks_of_the_list(context: NoticeContext) -> None:
    lines = Destination("見本会計事務所\n見本部", "260-0013", "千葉県千葉市\n中央区中央9-8-7\r\n\n見本棟\n5階")
    sent = content_of(context, destination=lines)
    assert [sent.item(f"sheet.address_{line}").text for line in (1, 2, 3)] == [
        "千葉県千葉市",
        "中央区中央9-8-7",
        "見本棟 5階",
    ]
    assert [sent.item(f"sheet.name_{line}").text for line in (1, 2)] == ["見本会計事務所", "見本部"]


def test_the_bar_code_is_that_of_the_printed_address(context: NoticeContext) -> None:
    plain, sent = content_of(context), content_of(context, destination=ELSEWHERE)
    there = customer_barcode("260-0013", "千葉県千葉市中央区中央9-8-7", context.postal, ())
    assert plain.barcode.extracted == "1-2-3-4"
    assert sent.barcode == there
    assert sent.barcode.extracted == "9-8-7"
    assert sent.barcode.bars != plain.barcode.bars


@pytest.mark.parametrize(("scheme", "items"), [("kounen", [60, 63, 65, 67]), ("senpo", [58, 61, 63])])
def test_the_bar_code_comes_from_postal_code_and_the_address_lines_that_are_filled(
    context: NoticeContext, scheme: Scheme, items: list[int]
) -> None:
    assert [source.item for source in content_of(context, scheme=scheme).barcode.sources] == items


def test_an_address_that_cannot_be_decoded_gets_no_bar_code(context: NoticeContext) -> None:
    barcode = content_of(context, {65: b"1-2\x85 3"}).barcode
    assert (barcode.reason, barcode.bars, barcode.symbols) == ("address.encoding", "", ())
    assert barcode.reason_text


def test_a_blank_postal_code_gets_no_bar_code(context: NoticeContext) -> None:
    content = content_of(context, {60: ""})
    assert content.item("sheet.postal").state == "blank"
    assert content.barcode.reason is not None


def test_printed_items_tell_where_each_field_went(context: NoticeContext) -> None:
    printed = printed_items(content_of(context))
    assert printed[60] == ("sheet.postal", "sheet.barcode")
    assert printed[74] == ("sheet.office_name", "front.collector_office")
    assert printed[24] == ("front.charge.due_date",)
    assert 3 not in printed
    assert 62 not in printed
    sent = printed_items(content_of(context, destination=ELSEWHERE))
    assert 60 not in sent
    assert 63 not in sent


def test_without_a_bar_code_no_field_went_into_one(context: NoticeContext) -> None:
    assert printed_items(content_of(context, {60: "100"}))[60] == ("sheet.postal",)


@pytest.mark.parametrize("changes", [{}, {60: "100"}, {60: "999-9999"}, {60: ""}, {65: b"1-2\x85 3"}, {24: ""}])
@pytest.mark.parametrize("scheme", SCHEMES)
def test_where_fields_went_is_told_alike_without_the_notice(context, scheme, changes) -> None:
    if scheme == "senpo":
        changes = {item - 2: value for item, value in changes.items()}
    content, file = content_of(context, changes, scheme), opened(detail(scheme, changes), scheme=scheme)
    assert fields_printed(file, 0, context.postal) == printed_items(content)
    assert (content.barcode.reason is None) == (not changes or 24 in changes or 22 in changes)
