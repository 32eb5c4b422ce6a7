"""What the windows show, wherever the sheet slides."""

import math
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.sheet.envelope import (
    Window,
    analyse,
    position,
    report_json,
    worst_clearance,
    zones,
)
from app.sheet.model import Page, PlacedBars, PlacedItem, Rect, Sheet
from tests.sheet.envelopes import ENVELOPE, EXACT, _box, _clearance_at, _sampled, envelopes
from tests.sizes import sized


def _item(name, rect, must, page="sheet"):
    return PlacedItem(name, page, name, f"text of {name}", rect, rect, (), (), None, "ok", 9.0, "black", "as_set", must)


def _bars(rect, kind="customer", must="show"):
    return PlacedBars(f"sheet.{kind}", "sheet", kind, "1234", rect, (), must, 8.0, 0.8)


def _sheet(*items, bars=(), front=(), back=()):
    pages = (
        Page("sheet", 210, 115, tuple(items), tuple(bars)),
        Page("front", 210, 115, tuple(front), ()),
        Page("back", 210, 115, tuple(back), ()),
    )
    barcode = next((one for one in bars if one.kind == "customer"), None)
    return Sheet("layout1", "draft", pages, barcode, None)


# Positions


@st.composite
def rects_in(draw, envelope):
    x0, y0 = draw(st.floats(0, envelope.insert_width - 2)), draw(st.floats(0, envelope.insert_height - 2))
    return Rect(x0, y0, draw(st.floats(x0 + 1, envelope.insert_width)), draw(st.floats(y0 + 1, envelope.insert_height)))


@given(st.data(), envelopes(), st.sampled_from(["address", "office"]))
@settings(max_examples=sized(12, 60), deadline=None)
def test_no_position_shows_less_of_what_must_show_than_the_worst_clearance(data, envelope, window):
    rect = data.draw(rects_in(envelope))
    worst = worst_clearance(rect, "show", envelope, window)
    assert worst.mm == pytest.approx(_sampled(envelope, rect, "show", window), abs=1e-6)


@given(st.data(), envelopes(), st.sampled_from(["address", "office"]))
@settings(max_examples=sized(15, 100), deadline=None)
def test_no_position_exposes_more_of_what_must_hide_than_the_worst_clearance(data, envelope, window):
    rect = data.draw(rects_in(envelope))
    worst = worst_clearance(rect, "hide", envelope, window)
    sampled = _sampled(envelope, rect, "hide", window)
    assert worst.mm <= sampled + 1e-9
    if worst.mm > 0:
        between = math.radians(envelope.slide.tilt_deg) / 120 * 250  # what half a step of tilt moves over 250 mm
        assert worst.mm == pytest.approx(sampled, abs=between + 1e-6)


@pytest.mark.parametrize(
    ("rect", "window"),
    [
        (Rect(10, 8, 32, 19), Rect(190, 100, 225, 118)),
        (Rect(46, 33, 47, 55), Rect(5, 90, 40, 115)),
        (Rect(3, 0, 53, 10), Rect(180, 90, 220, 115)),
    ],
)
def test_a_tilt_between_the_ends_is_found_where_it_is_the_worst(rect, window):
    loose = replace(EXACT, insert_width=110.0, insert_height=60.0, rotation_deg=30.0)
    loose = replace(loose, windows=(Window("address", window, 0.5),))
    worst = worst_clearance(rect, "hide", loose)
    assert 1 < abs(worst.theta) < 29
    assert worst.mm == pytest.approx(_sampled(loose, rect, "hide", "address", tilts=6001, steps=2), abs=0.01)


@given(st.data(), envelopes(), st.sampled_from(["show", "hide"]))
@settings(max_examples=sized(15, 150), deadline=None)
def test_the_worst_position_is_one_the_sheet_can_take_and_is_as_bad_as_said(data, envelope, must):
    worst = worst_clearance(data.draw(rects_in(envelope)), must, envelope)
    placed = position(envelope, worst.dx, worst.dy, worst.theta)
    assert placed.feasible
    assert abs(worst.theta) <= envelope.rotation_deg + 1e-9


@given(st.data(), envelopes(), st.sampled_from(["show", "hide"]), st.sampled_from(["address", "office"]))
@settings(max_examples=sized(15, 150), deadline=None)
def test_the_clearance_at_the_worst_position_is_the_worst_clearance(data, envelope, must, window):
    rect = data.draw(rects_in(envelope))
    worst = worst_clearance(rect, must, envelope, window)
    there = _clearance_at(envelope, rect, must, window, position(envelope, worst.dx, worst.dy, worst.theta))
    if must == "show" or worst.mm > 0:
        assert there == pytest.approx(worst.mm, abs=1e-6)
    else:
        assert there <= 1e-6  # seen there; how far in depends on the window, how far to move does not


def test_the_best_window_counts_for_showing_and_the_most_revealing_for_hiding():
    rect = Rect(20, 90, 50, 100)
    assert worst_clearance(rect, "show", EXACT).window == "office"
    assert worst_clearance(rect, "hide", EXACT).window == "office"
    assert worst_clearance(rect, "hide", EXACT, "address").mm == pytest.approx(102 - 50 - 20)
    assert worst_clearance(rect, "show", EXACT, "address").mm < 0


def test_the_tilt_stops_where_the_sheet_touches_top_and_bottom():
    free = replace(ENVELOPE, rotation_deg=45.0)
    widest = free.slide.tilt_deg
    assert widest == pytest.approx(1.373, abs=1e-3)
    assert position(free, *[play / 2 for play in position(free, 0, 0, widest).play], widest).feasible
    assert not position(free, 5.0, 0.0, widest + 0.01).feasible
    assert replace(ENVELOPE, rotation_deg=0.4).slide.tilt_deg == 0.4


def test_a_sheet_without_room_to_tilt_does_not_tilt():
    tight = replace(ENVELOPE, insert_height=120.0)
    assert tight.slide.tilt_deg == pytest.approx(0.0, abs=1e-9)


@given(st.floats(-1.3, 1.3), st.floats(0, 1), st.floats(0, 1))
def test_a_feasible_position_keeps_all_corners_inside_the_envelope(theta, along, down):
    play = position(ENVELOPE, 0, 0, theta).play
    placed = position(ENVELOPE, play[0] * along, play[1] * down, theta)
    assert placed.feasible
    x0, y0, x1, y1 = _box(placed, Rect(0, 0, 210, 115))
    assert (x0, y0) == pytest.approx((play[0] * along, play[1] * down), abs=1e-9)
    assert x1 <= 230 + 1e-9
    assert y1 <= 120 + 1e-9


def test_a_position_outside_the_play_is_not_feasible():
    assert position(ENVELOPE, 20, 5).feasible
    assert not position(ENVELOPE, 20.1, 0).feasible
    assert not position(ENVELOPE, -0.1, 0).feasible


# Zones


def test_the_zones_are_those_of_the_specification():
    address, office = zones(ENVELOPE)
    assert (ENVELOPE.slide.x, ENVELOPE.slide.y) == (20, 5)
    assert (address.window, address.envelope_rect) == ("address", Rect(102, 65, 182, 110))
    assert (address.always, address.ever) == (Rect(102, 65, 162, 105), Rect(82, 60, 182, 110))
    assert (office.window, office.envelope_rect) == ("office", Rect(12, 84, 72, 110))
    assert (office.always, office.ever) == (Rect(12, 84, 52, 105), Rect(0, 79, 72, 110))


def test_a_window_narrower_than_the_play_has_nothing_always_visible():
    narrow = replace(ENVELOPE, windows=(Window("address", Rect(100, 65, 119, 110), 0.5),))
    assert zones(narrow)[0].always is None


# Analysis of a sheet


def test_a_good_sheet_has_nothing_hidden_and_nothing_exposed():
    sheet = _sheet(
        _item("sheet.name", Rect(105.5, 67, 158, 71), "show"),
        _item("sheet.office", Rect(14, 86, 50, 90), "show"),
        _item("sheet.piece_id", Rect(12, 20, 35, 24), "hide"),
        _item("sheet.free", Rect(12, 20, 200, 110), None),
        bars=(_bars(Rect(105.5, 93, 158, 95.88)),),
        front=(_item("front.seal", Rect(150, 60, 190, 80), "hide", "front"),),
    )
    report = analyse(sheet, ENVELOPE)
    assert [item.id for item in report.items] == ["sheet.name", "sheet.office", "sheet.piece_id", "front.seal"]
    assert report.hidden == report.exposed == ()
    assert report.barcode.ok
    assert report.barcode.item.worst.mm == pytest.approx(105.5 - 102 - 1.1)
    assert [item.worst.window for item in report.items[:2]] == ["address", "office"]


def test_text_nearer_than_half_a_millimetre_is_hidden_and_so_is_a_barcode_nearer_than_two():
    sheet = _sheet(_item("sheet.name", Rect(103.5, 67, 158, 71), "show"), bars=(_bars(Rect(105, 93, 159, 95.88)),))
    report = analyse(sheet, ENVELOPE)
    assert [item.id for item in report.hidden] == ["sheet.name", "sheet.customer"]
    name = report.items[0]
    assert (name.required, name.worst.mm) == (0.5, pytest.approx(0.4))
    assert (name.worst.dx, report.barcode.item.required) == (0, 2.0)


def test_what_may_not_be_seen_is_exposed_when_one_position_shows_it():
    sheet = _sheet(
        _item("sheet.near", Rect(60, 80, 80, 90), "hide"),
        bars=(_bars(Rect(20, 20, 80, 30), kind="piece_id", must="hide"),),
    )
    report = analyse(sheet, ENVELOPE)
    assert [item.id for item in report.exposed] == ["sheet.near"]
    assert [item.id for item in report.items] == ["sheet.near", "sheet.piece_id"]
    assert report.barcode is None


def test_the_seal_of_the_panel_behind_is_looked_for_upside_down():
    harmless, seen = Rect(120, 60, 140, 80), Rect(120, 20, 140, 40)
    for rect, exposed in ((harmless, ()), (seen, ("front.seal",))):
        report = analyse(_sheet(front=(_item("front.seal", rect, None, "front"),)), ENVELOPE)
        assert tuple(item.id for item in report.exposed) == exposed
        assert report.items[0].show_through
        assert report.items[0].rect == Rect(rect.x0, 115 - rect.y1, rect.x1, 115 - rect.y0)


def test_other_items_of_the_other_panels_do_not_face_a_window():
    sheet = _sheet(
        front=(_item("front.total", Rect(110, 20, 150, 30), "hide", "front"),),
        back=(_item("back.code", Rect(110, 80, 150, 90), "hide", "back"),),
    )
    assert analyse(sheet, ENVELOPE).items == ()


def test_the_json_has_the_promised_keys():
    sheet = _sheet(_item("sheet.name", Rect(104, 67, 158, 71), "show"), bars=(_bars(Rect(105.4, 93, 158.6, 95.88)),))
    found = report_json(analyse(sheet, ENVELOPE))
    assert found["play_mm"] == [20, 5]
    assert found["windows"][1] == {
        "name": "office",
        "envelope_mm": [12, 84, 72, 110],
        "always_mm": [12, 84, 52, 105],
        "ever_mm": [0, 79, 72, 110],
    }
    item = found["items"][0]
    assert {key: item[key] for key in ("id", "text", "rect_mm", "must", "worst_clearance_mm", "ok")} == {
        "id": "sheet.name",
        "text": "text of sheet.name",
        "rect_mm": [104, 67, 158, 71],
        "must": "show",
        "worst_clearance_mm": 0.6,
        "ok": True,
    }
    barcode = found["barcode"]
    assert {key: barcode[key] for key in ("size_pt", "pitch_mm", "width_mm", "worst_clearance_mm", "ok")} == {
        "size_pt": 8.0,
        "pitch_mm": 0.8,
        "width_mm": 53.2,
        "worst_clearance_mm": 2.3,
        "ok": True,
    }
    assert report_json(analyse(_sheet(), ENVELOPE))["barcode"] is None
