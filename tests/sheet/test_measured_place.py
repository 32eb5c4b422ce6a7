"""Where the preview sets a notice once a print was measured: where the print has it, and nothing else is invented."""

from dataclasses import replace

import pytest

from app.notice.items import LAYOUT_NO
from app.sheet.envelope import analyse
from app.sheet.form_model import EM_MM_PER_PT
from app.sheet.measured_form import (
    Background,
    MeasuredBlock,
    MeasuredCode,
    MeasuredForm,
    MeasuredItem,
    MeasuredPage,
    MeasuredPanel,
    Placement,
)
from app.sheet.measured_place import measured_labels, shown_form
from app.sheet.model import Rect
from app.sheet.place import place
from app.training.printing.plan import notices_of

ADDRESS = ("sheet.postal", "sheet.address_1", "sheet.address_2", "sheet.name_1")
GROUND = Background(frozenset({("告", 120, 400), ("知", 160, 400)}), frozenset({("fill-path", 100, 500, 300, 501)}))


def item(item_id, align, anchor, baseline, size_pt=10.0, **other):
    return MeasuredItem(item_id, align, anchor, baseline, size_pt, spread_mm=0.1, **other)


def flow(left=110.0, top=72.0):
    items = tuple(item(name, "left", left, top, 9.0, pitch=4.0) for name in ADDRESS)
    return MeasuredBlock(items, Rect(left - 4, top - 3, 160.0, 100.0))


def front(width=210.0, height=115.0):
    blocks = (
        MeasuredBlock(
            (item("front.charge.total", "right", 150.0, 60.0, left_out=frozenset({"円"})),), Rect(100, 57, 154, 61)
        ),
        MeasuredBlock((item("front.issued", "centre", 60.0, 90.0, 8.0),), Rect(40.0, 87.0, 80.0, 91.0)),
        MeasuredBlock((item("front.office_number", "left", 33.0, 20.0, before="№"),), Rect(29.0, 17.0, 60.0, 21.0)),
    )
    return MeasuredPanel("front", "kounen", width, height, blocks, (), GROUND)


def sheet(*blocks, width=210.0, height=115.0, codes=()):
    return MeasuredPanel("sheet", "kounen", width, height, blocks or (flow(),), codes)


def measured(*panels, pages=()):
    return MeasuredForm(tuple(pages), {(panel.side, panel.scheme): panel for panel in panels})


@pytest.fixture(scope="module")
def notice(bench):
    """A notice of 厚年 that has an address of two lines at most and a barcode."""
    found = (bench.content(*one) for one in notices_of(bench, ("kounen",)))
    return next(
        one
        for one in found
        if one.barcode.bars and len(one.item("sheet.address_1").text) <= 20 and one.item("sheet.name_1").text
    )


@pytest.fixture
def shown(bench, notice):
    """The sheet by a measured form, and that form."""
    draft = bench.equipment.forms[LAYOUT_NO["kounen"]]

    def made(form):
        own = shown_form(draft, form, "sheet")
        return place(notice, own, bench.equipment.fonts, bench.equipment.barcode.size), own

    return made


def placed(sheet, item_id):
    return next(one for page in sheet.pages for one in page.items if one.id == item_id)


def edges(one):
    chars = [char for run in one.runs for char in run.chars]
    return chars[0].x, chars[-1].x + chars[-1].width, chars[0].baseline


def test_an_item_stands_at_its_measured_edge_and_baseline_and_says_where_it_came_from(shown, notice):
    sheet, form = shown(measured(front()))
    assert (sheet.form_status, form.status) == ("measured", "measured")
    total = placed(sheet, "front.charge.total")
    assert edges(total)[1:] == pytest.approx((150.0, 60.0), abs=0.01)
    assert total.size_pt == 10.0 and total.sources == placed_sources(notice, "front.charge.total")
    left, right, baseline = edges(placed(sheet, "front.issued"))
    assert ((left + right) / 2, baseline) == pytest.approx((60.0, 90.0), abs=0.01)


def placed_sources(notice, item_id):
    return notice.item(item_id).sources


def test_what_the_print_leaves_out_or_adds_is_not_there_or_there(shown, notice):
    sheet, _ = shown(measured(front()))
    printed = lambda item_id: "".join(run.text for run in placed(sheet, item_id).runs)  # noqa: E731
    assert printed("front.charge.total") == notice.item("front.charge.total").text.replace("円", "")
    assert printed("front.office_number") == "№" + notice.item("front.office_number").text
    assert placed(sheet, "front.charge.total").text == notice.item("front.charge.total").text


def test_the_address_flows_from_its_measured_first_line(shown, notice):
    on_paper, _ = shown(measured(sheet(), front()))
    lines = [edges(placed(on_paper, name)) for name in ADDRESS if notice.item(name).text]
    assert lines[0][0] == pytest.approx(110.0) and lines[0][2] == pytest.approx(72.0, abs=0.01)
    assert lines[1][2] - lines[0][2] == pytest.approx(4.0)


def test_bars_that_lay_in_one_place_stay_there_and_others_follow_the_text(shown):
    fixed = MeasuredCode("sheet.barcode", "customer", Rect(107.5, 93.5, 173.5, 102.1))
    loose = replace(fixed, rect=Rect(107.5, 80.0, 173.5, 104.0))
    at, _ = shown(measured(sheet(codes=(fixed,))))
    assert (at.barcode.rect.x0, at.barcode.rect.y0) == pytest.approx((110.0, 96.0))
    after, _ = shown(measured(sheet(codes=(loose,))))
    assert after.barcode.rect.y0 < 96.0


def test_items_that_were_not_measured_keep_the_forms_place_and_are_named(shown, bench):
    sheet, form = shown(measured(front()))
    draft = bench.equipment.forms[1]
    box = next(box for box in draft.boxes if box.id == "front.charge.pension")
    assert placed(sheet, "front.charge.pension").box == box.rect
    assert "front.charge.pension" in form.unmeasured and "front.charge.total" not in form.unmeasured
    assert "厚生年金勘定 厚生年金保険料" in measured_labels(form)
    assert placed(sheet, "sheet.postal").box == draft.addressee.rect, "nothing was measured of the address"


def test_what_stands_on_every_notice_is_the_prints(shown, bench):
    _, form = shown(measured(front()))
    assert {text.text for text in form.texts if text.page == "front"} == {"告", "知"}
    assert [round(frame.rect.y0, 1) for frame in form.frames if frame.page == "front"] == [50.0]
    assert [text for text in form.texts if text.page == "back"] == [
        text for text in bench.equipment.forms[1].texts if text.page == "back"
    ]
    size = next(text.style.sizes_pt[0] for text in form.texts if text.text == "告")
    assert size * EM_MM_PER_PT == pytest.approx(4.0)


def test_an_address_side_whose_edges_nobody_knows_stays_the_forms_own(shown, bench):
    """The windows are asked about the paper: places on another one say nothing of it."""
    other = measured(sheet(height=131.8), front(200.0, 110.0))
    sheet_, form = shown(other)
    assert placed(sheet_, "sheet.postal").box == bench.equipment.forms[1].addressee.rect
    assert (form.panel("sheet").height, form.panel("front").width) == (115.0, 200.0)
    page = MeasuredPage(210.0, 230.0, (Placement("sheet", 0.0, 0.0), Placement("front", 0.0, 131.8)))
    cut = measured(sheet(height=131.8), front(height=98.2), pages=(page,))
    sheet_, form = shown(cut)
    assert edges(placed(sheet_, "sheet.postal"))[2] == pytest.approx(72.0, abs=0.01)
    assert edges(placed(sheet_, "front.charge.total"))[2] == pytest.approx(60.0 + 16.8, abs=0.01)
    assert form.panel("sheet").height == 115.0


def test_the_windows_are_asked_about_the_measured_places(shown, bench):
    good, _ = shown(measured(sheet(flow(106.0, 72.0))))
    report = analyse(good, bench.equipment.envelope)
    assert not [one for one in report.hidden if one.id in ADDRESS]
    bad, _ = shown(measured(sheet(flow(84.0, 62.5))))
    assert {one.id for one in analyse(bad, bench.equipment.envelope).hidden} >= {"sheet.postal"}
