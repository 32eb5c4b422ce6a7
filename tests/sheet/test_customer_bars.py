"""The customer barcode as rectangles."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.sheet.customer_bars import bar_rects, barcode_size, barcode_table, nominal_pitch, permitted, read_rects
from app.sheet.model import Rect

CHIBA = "FDFDADAFDFAFTTFTTFDADFADFATFTDFAFTTTFTADFTFTFADFTTDFATDATDATDAFTFDF"

codes = st.text(alphabet="FADT", min_size=63, max_size=63).map(lambda middle: f"FD{middle}DF")
points = st.floats(8, 11.5)


@st.composite
def sizes(draw):
    size_pt = draw(points)
    pitch = permitted(size_pt).pitch
    return barcode_size(size_pt, draw(st.floats(pitch.min, pitch.max)))


@given(codes, sizes(), st.floats(0, 150), st.floats(0, 110))
def test_every_code_is_read_back_from_its_bars(bars, size, x, y):
    rects = bar_rects(bars, size, x, y)
    assert read_rects(rects) == bars
    assert read_rects(reversed(rects)) == bars


@given(sizes())
def test_every_permitted_size_holds_the_tolerance_table(size):
    scale = size.size_pt / 10
    bars = bar_rects(CHIBA, size, 0, 0)
    widths = [rect.width for rect in bars]
    gaps = [after.x0 - before.x1 for before, after in pairwise(bars)]
    printed = [
        (widths, 0.50, 0.70),
        (gaps, 0.45, 0.60),
        ([size.pitch_mm], 0.95, 1.30),
        ([size.long_mm], 3.40, 3.60),
        ([size.timing_mm], 1.05, 1.35),
    ]
    for values, low, high in printed:
        assert min(values) >= low * scale - 1e-9
        assert max(values) <= high * scale + 1e-9
    assert size.bar_mm + size.space_mm == pytest.approx(size.pitch_mm)


@pytest.mark.parametrize(
    ("size_pt", "width", "height"),
    [(8, 63.84, 2.88), (9, 71.82, 3.24), (10, 79.80, 3.60), (11, 87.78, 3.96), (11.5, 91.77, 4.14)],
)
def test_nominal_codes_have_the_published_width_and_height(size_pt, width, height):
    size = barcode_size(size_pt, nominal_pitch(size_pt))
    assert (size.width_mm, size.height_mm) == (pytest.approx(width), pytest.approx(height))
    assert size.bar_mm == size.space_mm == pytest.approx(0.06 * size_pt)


def test_the_bounds_of_the_rectangles_are_the_size():
    size = barcode_size(8, 0.8)
    bars = bar_rects(CHIBA, size, 105.0, 90.0)
    assert len(bars) == barcode_table().bars == 67
    bounds = (bars[0].x0, min(bar.y0 for bar in bars), bars[-1].x1, max(bar.y1 for bar in bars))
    assert bounds == pytest.approx((105.0, 90.0, 105.0 + size.width_mm, 90.0 + size.height_mm))


def test_semi_long_bars_go_up_or_down_and_timing_bars_stay_in_the_middle():
    size = barcode_size(10, 1.2)
    long, up, down, timing = bar_rects("FADT", size, 0, 0)
    assert (long.y0, long.y1) == (0, pytest.approx(3.6))
    assert (up.y0, up.y1) == (0, pytest.approx(2.4))
    assert (down.y0, down.y1) == (pytest.approx(1.2), pytest.approx(3.6))
    assert (timing.y0, timing.y1) == (pytest.approx(1.2), pytest.approx(2.4))


@pytest.mark.parametrize(("size_pt", "pitch"), [(8, 0.75), (8, 1.05), (10, 0.94), (10, 1.31), (7.9, 0.9), (11.6, 1.3)])
def test_a_size_outside_the_table_is_refused(size_pt, pitch):
    with pytest.raises(ValueError, match="points"):
        barcode_size(size_pt, pitch)


def test_a_letter_that_is_no_bar_is_refused():
    with pytest.raises(ValueError, match="F, A, D and T"):
        bar_rects("FDX", barcode_size(8, 0.8), 0, 0)


def test_a_swapped_bar_is_seen_in_the_geometry():
    size = barcode_size(8, 0.8)
    bars = list(bar_rects(CHIBA, size, 0, 0))
    wrong = bars[5]
    bars[5] = Rect(wrong.x0, 0, wrong.x1, size.height_mm)
    assert read_rects(bars) == CHIBA[:5] + "F" + CHIBA[6:] != CHIBA
    assert read_rects([]) == ""
