import pytest

from app.notice.items import LAYOUT_NO
from app.sheet.forms import load_form
from app.sheet.model import Rect
from app.signoff.asked_places import asked_places
from app.signoff.checksheet import dummy_sheet, load_sheet
from app.ui.review.layers import Layer, asked_rects, highlights


@pytest.fixture
def look_at(bench, places):
    return lambda case: bench.look(*places[case])


def on(look, side, *layers):
    return highlights(look, look.sheet.page(side), layers)


def inside(inner, outer, slack=0.01):
    return (
        inner.x0 >= outer.x0 - slack
        and inner.y0 >= outer.y0 - slack
        and inner.x1 <= outer.x1 + slack
        and inner.y1 <= outer.y1 + slack
    )


def test_without_a_layer_nothing_is_lit(look_at):
    assert on(look_at("gannen"), "front") == []


def test_every_edited_year_is_lit_with_what_was_and_what_is_printed(look_at):
    look = look_at("gannen")
    edited = [run for item in look.sheet.page("front").items for run in item.runs if run.edit is not None]
    strong = [one for one in on(look, "front", Layer.EDITS) if one.strong]
    assert edited
    assert [one.rect for one in strong] == [run.rect for run in edited]
    assert {one.caption for one in strong} == {"1→元"}


def test_eras_are_lit_beside_the_edits(look_at):
    weak = [one for one in on(look_at("plain"), "front", Layer.EDITS) if not one.strong]
    assert weak
    assert {one.caption for one in weak} == {""}


def test_what_a_window_always_shows_lies_within_what_it_ever_shows(look_at):
    found = on(look_at("plain"), "sheet", Layer.WINDOWS)
    ever = [one for one in found if not one.strong]
    always = [one for one in found if one.strong]
    assert [one.caption.partition("：")[0] for one in ever] == ["宛名窓", "事務所窓"]
    assert len(always) == 2
    assert all(inside(small.rect, large.rect) for small, large in zip(always, ever, strict=True))


@pytest.mark.parametrize("side", ["front", "back"])
def test_only_the_address_side_lies_behind_windows(look_at, side):
    assert on(look_at("plain"), side, Layer.WINDOWS) == []


def test_a_gaiji_is_lit_alone_with_its_code_and_whether_the_font_has_it(look_at):
    look = look_at("gaiji")
    found = on(look, "sheet", Layer.GAIJI)
    use = look.gaiji[0]
    assert {one.caption for one in found} == {f"{use.code:04X} 字形あり"}
    runs = [run for item in look.sheet.page("sheet").items for run in item.runs if use.char in run.text]
    assert len(found) == sum(run.text.count(use.char) for run in runs)
    assert all(any(inside(one.rect, run.rect) for run in runs) for one in found)
    assert all(one.rect.width < runs[0].rect.width for one in found)


@pytest.mark.parametrize("side", ["sheet", "front", "back"])
def test_every_item_and_bar_code_has_its_box(look_at, side):
    look = look_at("plain")
    page = look.sheet.page(side)
    found = on(look, side, Layer.BOXES)
    assert [one.rect for one in found] == [item.box for item in page.items] + [bars.rect for bars in page.bars]
    assert [one.caption for one in found if one.caption] == [item.label for item in page.items]


def test_layers_add_up_whatever_the_order(look_at):
    look = look_at("gannen")
    both = on(look, "front", Layer.BOXES, Layer.EDITS)
    assert both == on(look, "front", Layer.EDITS, Layer.BOXES)
    assert len(both) == len(on(look, "front", Layer.BOXES)) + len(on(look, "front", Layer.EDITS))


def test_boxes_lie_on_the_panel(look_at):
    look = look_at("longest_address")
    form = load_form(LAYOUT_NO[look.content.scheme])
    for side in ("sheet", "front", "back"):
        panel = form.panel(side)
        for one in on(look, side, Layer.BOXES):
            assert 0 <= one.rect.x0 < one.rect.x1 <= panel.width
            assert 0 <= one.rect.y0 < one.rect.y1 <= panel.height


@pytest.mark.parametrize("case, question", [("plain", "content"), ("plain", "address"), ("plain", "barcode"),
                                            ("plain", "new"), ("gannen", "gannen"), ("gaiji", "gaiji")])  # fmt: skip
def test_what_a_question_looks_at_is_on_the_face_that_it_names(look_at, case, question):
    place = asked_places()[question]
    look = look_at(case)
    page = look.sheet.page(place.face)
    found = asked_rects(look, page, place.lit)
    assert len(found) >= len(place.lit) and inside(found[0], Rect(0, 0, page.width, page.height))
    others = [one for one in ("sheet", "front", "back") if one != place.face]
    begun = [entry for entry in place.lit if not entry.startswith("@")]
    assert not any(asked_rects(look, look.sheet.page(other), begun) for other in others)


def test_every_question_of_the_check_sheets_that_can_be_seen_on_the_sheet_has_a_place():
    asked = {item.id for sheet in (load_sheet(), dummy_sheet()) for item in sheet.items}
    assert set(asked_places()) <= asked, "no place is of a question that nobody asks"
    assert asked - set(asked_places()) == {"flyers", "logged"}, "neither is on the sheet"
