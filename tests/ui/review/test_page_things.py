import re

import pytest

from app.notice.items import BARCODE_ID
from app.ui.review.page_things import (
    PageHit,
    described,
    hit_at,
    item_names,
    lit_ids,
    lit_rects,
    pick,
    spans_of,
    step,
    stops,
)
from app.ui.review.selection import Selection, Span


@pytest.fixture
def look(bench, places):
    return bench.look(*places["plain"])


@pytest.fixture
def page(look):
    return look.sheet.page("sheet")


@pytest.fixture
def selection(look):
    made = Selection()
    made.set_record(look.file, look.record)
    return made


def span_of(look, name: str) -> Span:
    row = next(row for row in look.fields if row.name == name)
    return Span(row.offset, row.offset + row.length)


def bars_of(page):
    return next(bars for bars in page.bars if bars.id == BARCODE_ID)


def middle(rect):
    return (rect.x0 + rect.x1) / 2, (rect.y0 + rect.y1) / 2


def test_each_run_is_hit_where_it_is_printed(look):
    for page in look.sheet.pages:
        for item in page.items:
            for run in item.runs:
                hit = hit_at(page, *middle(run.rect))
                assert hit is not None
                assert hit.run is not None and run.text in hit.thing.text


def test_white_paper_is_nothing(page):
    assert hit_at(page, 100.0, 40.0) is None


def test_the_bar_code_came_from_postal_code_and_address(look, page):
    spans = spans_of(PageHit(bars_of(page)), look.record)
    assert spans[0] == span_of(look, "事業所郵便番号")
    assert span_of(look, "事業所所在地1行目") in spans


@pytest.mark.parametrize("name", ["事業所郵便番号", "事業所所在地1行目"])
def test_bytes_of_the_address_light_the_bar_code_too(look, page, name):
    span = span_of(look, name)
    assert bars_of(page).rect in lit_rects(page, look.record, span)
    assert BARCODE_ID in lit_ids(page, look.record, span)


def test_bytes_of_the_name_do_not_light_the_bar_code(look, page):
    assert BARCODE_ID not in lit_ids(page, look.record, span_of(look, "事業所名称1行目"))


def test_bytes_of_another_record_light_nothing(look, page):
    assert lit_rects(page, look.record + 1, span_of(look, "事業所郵便番号")) == []


def test_a_single_byte_of_a_field_lights_its_item(look, page):
    start = span_of(look, "事業所名称1行目").start
    assert lit_ids(page, look.record, Span(start + 3, start + 4)) == {"sheet.name_1"}


def test_picking_the_bar_code_again_goes_on_to_its_next_field(look, page, selection):
    spans = spans_of(PageHit(bars_of(page)), look.record)
    seen = []
    for _ in range(len(spans) + 1):
        pick(PageHit(bars_of(page)), look.record, selection)
        seen.append(selection.span)
    assert seen == [*spans, spans[0]]


def test_an_item_from_the_office_list_is_picked_by_itself(look, page, selection):
    item = next(item for item in page.items if item.id == "sheet.office_phone")
    pick(hit_at(page, *middle(item.rect)), look.record, selection)
    assert (selection.span, selection.item_id) == (None, "sheet.office_phone")
    assert lit_rects(page, look.record, selection.span, selection.item_id) == [item.rect]


def test_picking_nothing_ends_the_selection(look, page, selection):
    pick(hit_at(page, *middle(page.items[0].rect)), look.record, selection)
    pick(None, look.record, selection)
    assert (selection.span, selection.item_id) == (None, None)


@pytest.mark.parametrize("side", ["sheet", "front", "back"])
@pytest.mark.parametrize("by", [1, -1])
def test_stepping_reaches_everything_once_and_comes_round(look, selection, side, by):
    page = look.sheet.page(side)
    order = stops(page, look.record)
    seen = []
    for _ in order:
        hit = step(page, look.record, selection, by)
        pick(hit, look.record, selection)
        seen.append((hit.thing.id, selection.span))
    assert len(set(seen)) == len(order)
    assert step(page, look.record, selection, by) == (order[0] if by > 0 else order[-1])
    assert {thing_id for thing_id, _ in seen} == {item.id for item in page.items if item.runs}


def test_stepping_goes_down_the_page(look, page):
    tops = [hit.run.rect.y0 if hit.run else hit.thing.rect.y0 for hit in stops(page, look.record)]
    assert tops == sorted(tops, key=round)


def test_the_description_counts_from_the_base(look, page):
    hit = hit_at(page, *middle(page.items[0].runs[0].rect))
    assert "位置 278（16進 116）" in described(hit, look, 0)
    assert "位置 279（16進 117）" in described(hit, look, 1)


def test_the_description_of_an_edit_says_before_after_and_why(bench, places):
    look = bench.look(*places["gannen"])
    page = look.sheet.page("front")
    item, run = next((item, run) for item in page.items for run in item.runs if run.edit is not None)
    assert f"編集：1 → 元　{run.edit.reason}" in described(PageHit(item, run), look, 0)


def test_a_gaiji_is_described_by_its_code(bench, places):
    look = bench.look(*places["gaiji"])
    page, use = look.sheet.page("sheet"), look.gaiji[0]
    item = next(item for item in page.items if use.char in item.text)
    first = described(PageHit(item, item.runs[0]), look, 0).splitlines()[0]
    assert f"〔{use.code:04X}〕" in first
    assert use.char not in first


def test_everything_printed_has_a_japanese_name(bench, places, senpo_places):
    for place in (*places.values(), *senpo_places.values()):
        names = item_names(bench.look(*place).sheet)
        assert not [name for name in names.values() if re.search(r"[a-z]", name)]
