"""Where a barcode may lie that was seen below few lines of text."""

from types import SimpleNamespace

import pytest

from app.proof.learning.codes import FoundCode, code_seen
from app.proof.learning.ground import background
from app.proof.learning.rooms import below_lines
from app.proof.printed.model import Graphic
from app.sheet.measured_form import MeasuredBlock, MeasuredItem
from app.sheet.model import Rect

PITCH = 4.2
ADDRESS = MeasuredBlock(
    tuple(MeasuredItem(name, "left", 107, 70, 9, pitch=PITCH) for name in ("sheet.postal", "sheet.name_1")),
    Rect(103, 67, 163, 125),
)
OFFICE = MeasuredBlock((MeasuredItem("sheet.office_name", "left", 14, 88, 8, pitch=3.6),), Rect(10, 85, 52, 125))


def bars(*tops):
    return [Rect(107, top, 159, top + 3) for top in tops]


def test_a_barcode_that_moves_with_the_lines_may_lie_below_more_of_them_than_were_seen():
    area = below_lines(bars(80.7, 84.9, 89.1), [ADDRESS, OFFICE], 2.5)
    assert area.y1 == pytest.approx(89.1 + 3 + 2.5 + 5 * PITCH)
    assert area.y0 == pytest.approx(80.7 - 2.5 - PITCH), "nor need there be as many"
    assert (area.x0, area.x1) == (104.5, 161.5)


def test_it_goes_no_further_than_the_room_of_the_lines_and_what_stands_below():
    assert below_lines(bars(80.7, 105), [ADDRESS], 2.5).y1 == ADDRESS.rect.y1
    below = MeasuredBlock((MeasuredItem("sheet.form_code", "left", 107, 105, 7),), Rect(103, 102, 140, 106))
    assert below_lines(bars(80.7, 89.1), [ADDRESS, below], 2.5).y1 == 102


def test_one_that_stands_still_keeps_its_place():
    assert below_lines(bars(98.0, 98.2), [ADDRESS], 2.5) == Rect(104.5, 95.5, 161.5, 103.7)
    assert below_lines(bars(80.7, 84.9), [OFFICE], 2.5).y1 == pytest.approx(84.9 + 3 + 2.5), "nothing is above it"


def test_a_frame_around_a_code_is_the_forms_own_and_what_the_code_is_drawn_of_is_not():
    code, frame, line = Rect(10, 10, 40, 18), Rect(7, 7, 43, 21), Rect(5, 22, 60, 22.2)
    drawn = [Graphic("fill-path", code, 0.5), Graphic("fill-image", code.grown(2), 0.4)]
    side = [*drawn, Graphic("stroke-path", frame, 0.1), Graphic("fill-path", line, 1.0)]
    own = SimpleNamespace(texts=[None] * 3)
    found = background(own, frozenset(), [[code]] * 3, [side] * 3)
    assert found.graphics == {("stroke-path", 70, 70, 430, 210), ("fill-path", 50, 220, 600, 222)}


def test_all_of_a_code_is_found_by_a_line_that_was_read_of_it():
    bars = [Graphic("fill-path", Rect(x, 10, x + 1, 18), 1.0) for x in (10, 14, 19)]
    frame = Graphic("stroke-path", Rect(7, 7, 23, 21), 0.1)
    assert code_seen(FoundCode("code128", "A", Rect(10.2, 14, 19.8, 14.1)), [*bars, frame]) == Rect(10, 10, 20, 18)
