"""Where a barcode may lie that was seen below few lines of text."""

import pytest

from app.proof.learning.rooms import below_lines
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
