"""The size of a customer barcode that an envelope permits, and the file of the envelope."""

from dataclasses import replace

import pytest
from hypothesis import HealthCheck, assume, given, settings

from app.errors import KenpanError
from app.resources import resource
from app.sheet.customer_bars import barcode_size, permitted
from app.sheet.envelope import (
    Window,
    choose_barcode,
    load_envelope,
    worst_clearance,
    zones,
)
from app.sheet.model import Rect
from tests.sheet.envelopes import ENVELOPE, EXACT, _sampled, envelopes

ROOM = Rect(104, 67, 160, 103)


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
