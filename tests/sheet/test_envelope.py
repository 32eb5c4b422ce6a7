"""What the windows show, wherever the sheet slides."""

import math
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from app.errors import KenpanError
from app.resources import resource
from app.sheet.customer_bars import barcode_size, permitted
from app.sheet.envelope import (
    Tolerance,
    Window,
    analyse,
    choose_barcode,
    load_envelope,
    position,
    report_json,
    worst_clearance,
    zones,
)
from app.sheet.model import Page, PlacedBars, PlacedItem, Rect, Sheet
from tests.sizes import sized

ENVELOPE = load_envelope()
EXACT = replace(ENVELOPE, tolerances=())
ROOM = Rect(104, 67, 160, 103)


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


def _box(placed, rect):
    corners = [placed.point(x, y) for x in (rect.x0, rect.x1) for y in (rect.y0, rect.y1)]
    xs, ys = zip(*corners, strict=True)
    return min(xs), min(ys), max(xs), max(ys)


def _clearance_at(envelope, rect, must, window, placed):
    """Signed clearance at one position, from the definition, tolerances taken off."""
    x0, y0, x1, y1 = _box(placed, rect)
    wx0, wy0, wx1, wy1 = envelope.window(window).rect
    tx, ty = envelope.tolerance
    if must == "show":
        return min(x0 - wx0 - tx, wx1 - x1 - tx, y0 - wy0 - ty, wy1 - y1 - ty)
    return max(max(wx0 - x1, x0 - wx1) - tx, max(wy0 - y1, y0 - wy1) - ty)


def _sampled(envelope, rect, must, window, tilts=121, steps=4):
    """The worst of many positions, found without any of the geometry under test."""
    widest = envelope.slide.tilt_deg
    worst = math.inf
    for theta in np.linspace(-widest, widest, tilts):
        start = position(envelope, 0, 0, theta)
        for dx in np.linspace(0, start.play[0], steps):
            for dy in np.linspace(0, start.play[1], steps):
                placed = start._replace(e=start.e + dx, f=start.f + dy)
                worst = min(worst, _clearance_at(envelope, rect, must, window, placed))
    return worst


@st.composite
def envelopes(draw):
    """Envelopes with two windows, any tolerance and much more play and tilt than ours, so that errors show."""
    width, height = draw(st.floats(200, 240)), draw(st.floats(105, 130))
    play_x, play_y = draw(st.floats(0, 150)), draw(st.floats(0, 80))
    windows = []
    for name in ("address", "office"):
        x0, y0 = draw(st.floats(0, width - 45)), draw(st.floats(0, height - 35))
        x1, y1 = draw(st.floats(x0 + 40, width)), draw(st.floats(y0 + 30, height))
        windows.append(Window(name, Rect(x0, y0, x1, y1), 0.5))
    return replace(
        ENVELOPE,
        width=width,
        height=height,
        insert_width=width - play_x,
        insert_height=height - play_y,
        windows=tuple(windows),
        tolerances=(Tolerance("印字位置", draw(st.floats(0, 2)), draw(st.floats(0, 2))),),
        rotation_deg=draw(st.floats(0, 40)),
    )


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


# Customer barcode


def test_the_default_envelope_gets_a_permitted_barcode_two_mm_clear():
    choice = choose_barcode(ENVELOPE, ROOM)
    assert choice.reason is None
    assert choice.size.size_pt >= 8
    assert 0.76 <= choice.size.pitch_mm <= 0.84
    assert (choice.size.size_pt, choice.size.pitch_mm) == (8, 0.80)
    assert choice.clearance_mm >= 2.0
    rect = Rect(choice.x, choice.y, choice.x + choice.size.width_mm, choice.y + choice.size.height_mm)
    assert _sampled(ENVELOPE, rect, "show", "address") == pytest.approx(choice.clearance_mm, abs=1e-6)
    assert ROOM.x0 <= rect.x0 and rect.x1 <= ROOM.x1 and ROOM.y0 <= rect.y0 and rect.y1 <= ROOM.y1


def test_the_next_wider_pitch_would_come_too_near():
    choice = choose_barcode(ENVELOPE, ROOM)
    wider = barcode_size(8, choice.size.pitch_mm + 0.01)
    left = 132 - wider.width_mm / 2
    assert worst_clearance(Rect(left, 80, left + wider.width_mm, 82.88), "show", ENVELOPE).mm < 2.0


def test_without_tolerances_the_pitch_is_the_084_that_two_mm_in_60_allow():
    assert choose_barcode(EXACT).size.pitch_mm == 0.84


def test_a_nominal_barcode_is_taken_where_it_fits_the_largest_first():
    still = replace(EXACT, width=210.0, height=115.0, windows=(Window("address", Rect(60, 60, 160, 105), 0.5),))
    assert still.slide.x == 0
    size = choose_barcode(still).size
    assert (size.size_pt, size.pitch_mm) == (11.5, pytest.approx(1.38))
    smaller = replace(still, windows=(Window("address", Rect(60, 60, 130, 105), 0.5),))
    size = choose_barcode(smaller).size
    assert (size.size_pt, size.pitch_mm) == (8.0, pytest.approx(0.96))


def test_a_fixed_left_edge_is_kept_and_may_leave_nothing_that_fits():
    choice = choose_barcode(ENVELOPE, ROOM, x=104.0, y=90.0)
    assert choice.size is None
    assert (choice.x, choice.y) == (104.0, 90.0)
    assert choice.clearance_mm == pytest.approx(0.9)
    assert "2.0 mm" in choice.reason
    assert choose_barcode(ENVELOPE, ROOM, x=105.5, y=90.0).size is not None


def test_a_room_too_small_for_the_smallest_code_is_said_so():
    choice = choose_barcode(ENVELOPE, Rect(104, 67, 154, 103))
    assert choice.size is None
    assert "欄" in choice.reason


# Most of these envelopes play too much for any size.
@given(envelopes())
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.filter_too_much])
def test_a_chosen_barcode_is_always_permitted_and_always_clear(envelope):
    choice = choose_barcode(envelope)
    assume(choice.size is not None)
    assert permitted(choice.size.size_pt).pitch.holds(choice.size.pitch_mm)
    rect = Rect(choice.x, choice.y, choice.x + choice.size.width_mm, choice.y + choice.size.height_mm)
    assert worst_clearance(rect, "show", envelope, "address").mm >= 2.0 - 1e-6


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


# The file


def _edited(tmp_path, old, new):
    text = resource("envelope.toml").read_text(encoding="utf-8")
    assert old in text
    path = tmp_path / "envelope.toml"
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    return path


def test_a_changed_window_changes_the_zones(tmp_path):
    envelope = load_envelope(_edited(tmp_path, "height = 45.0", "height = 40.0"))
    assert zones(envelope)[0].envelope_rect == Rect(102, 70, 182, 110)


@pytest.mark.parametrize(
    ("old", "new", "what"),
    [
        ("width = 80.0", "width = 180.0", "はみ出して"),
        ("width = 80.0", "width = nan", "「width」は 0 以上"),
        ("width = 230.0", "width = 209.0", "入りません"),
        ("height = 120.0", "height = 114.0", "入りません"),
        ('name = "office"', 'name = "address"', "同じ名前"),
        ('window = "address"', 'window = "front"', "見せる窓"),
        ('panel = "sheet"', 'panel = "cover"', "「panel」に使えるのは"),
        ("x = 0.3", "x = -0.3", "「x」は 0 以上"),
        ("width = 230.0", "width = 1e308", "2,000 以下"),
        ("height = 120.0", "height = inf", "2,000 以下"),
        ("size_step_pt = 0.5", "size_step_pt = 1e-9", "「size_step_pt」は 0.05 以上"),
        ("clearance = 2.0", "clearance = 99999999999999999999999", "「clearance」"),
        ("pitch_step = 0.01", "pitch_step = 0", "「pitch_step」は 0.002 以上"),
        ("max_deg = 1.5", "", "「max_deg」がありません"),
        ("max_deg = 1.5", 'max_deg = "small"', "「max_deg」は 0 以上 90 以下"),
        ("[rotation]", "[rotation", "書き方"),
        ("[envelope]\n", 'envelope = "wide"\n[other]\n', "「envelope」は表"),
    ],
)
def test_an_impossible_envelope_is_refused(tmp_path, old, new, what):
    with pytest.raises(KenpanError, match=what) as caught:
        load_envelope(_edited(tmp_path, old, new))
    assert (caught.value.code, caught.value.file) == ("envelope.invalid", "envelope.toml")


def test_an_envelope_file_that_is_not_there_is_refused(tmp_path):
    with pytest.raises(KenpanError) as caught:
        load_envelope(tmp_path / "none.toml")
    assert caught.value.code == "envelope.invalid"
