"""Paper that is cut from a larger sheet: where, as its marks for cutting say."""

from dataclasses import replace

import pymupdf
import pytest

from app.errors import KenpanError
from app.proof.captures.cut_paper import cut, is_imposed, papers, trimmed
from app.proof.captures.print_page import marks
from app.sheet.measured_form import MeasuredForm, MeasuredPage, MeasuredPanel, Placement
from app.sheet.model import Rect

LEFT, RIGHT = Rect(12, 10, 222, 230), Rect(228, 10, 438, 230)
SIDES = tuple(Placement("front", x, 0, False, leaf) for leaf, x in enumerate((10.0, 226.0)))
FORM = MeasuredForm(
    (MeasuredPage(450, 240, SIDES, 0),), {("front", "kounen"): MeasuredPanel("front", "kounen", 214, 240, ())}
)


def marked(*rects, away=1.0, length=4.0):
    """The two marks outside of each corner."""
    found = []
    for rect in rects:
        for x, left in ((rect.x0, -1), (rect.x1, 1)):
            for y, up in ((rect.y0, -1), (rect.y1, 1)):
                found.append(_line(x, y + up * away, x, y + up * (away + length)))
                found.append(_line(x + left * away, y, x + left * (away + length), y))
    return found


def _line(x0, y0, x1, y1):
    return Rect(min(x0, x1), min(y0, y1), max(x0, x1), max(y0, y1))


def test_each_piece_is_what_its_own_marks_stand_around():
    lines = [*marked(LEFT, RIGHT), Rect(40, 60, 58, 60), Rect(100, 20, 100.2, 30)]
    assert [trimmed(middle, lines) for middle in ((117, 120), (333, 120))] == [LEFT, RIGHT]
    assert cut(FORM, SIDES[1], {0: lines}) == RIGHT and papers(FORM, {0: lines}) == {0: LEFT}


@pytest.mark.parametrize("missing", range(8))
def test_one_mark_less_and_there_is_no_piece(missing):
    lines = marked(LEFT)
    del lines[missing]
    assert trimmed((117, 120), lines) is None


def test_marks_within_the_paper_are_none_of_it():
    inner = [_line(x, y, x, y + 4) for x in (12, 222) for y in (10, 226)]
    inner += [_line(x, y, x + 4, y) for x in (12, 218) for y in (10, 230)]
    assert trimmed((117, 120), inner) is None


def test_without_marks_people_are_told_which_print_can_be_used():
    assert is_imposed(FORM)
    with pytest.raises(KenpanError) as refused:
        papers(FORM, {})
    assert refused.value.code == "print.form" and "面付け前" in refused.value.next_step
    single = replace(FORM, pages=(MeasuredPage(210, 220, SIDES[:1], 0),))
    assert papers(single, {}) == {0: Rect(0, 0, 210, 220)}, "a page of its own is the paper"


def test_marks_are_read_from_lines_and_from_thin_areas_and_long_rules_are_left_out(tmp_path):
    document = pymupdf.open()
    page = document.new_page(width=450 * 72 / 25.4, height=240 * 72 / 25.4)
    scale = 72 / 25.4
    for number, one in enumerate(marked(LEFT, RIGHT)):
        if number % 2:
            page.draw_line((one.x0 * scale, one.y0 * scale), (one.x1 * scale, one.y1 * scale), width=0.3)
        else:
            page.draw_rect([value * scale for value in one.grown(0.05)], color=None, fill=(0, 0, 0))
    page.draw_line((20 * scale, 50 * scale), (200 * scale, 50 * scale))
    page.draw_rect([value * scale for value in (30, 60, 60, 90)])
    path = tmp_path / "sheet.pdf"
    document.save(path)
    found = [Rect(*row) for row in marks(str(path), 0)]
    assert len(found) == 14, "those between the two serve both"
    assert trimmed((117, 120), found) == pytest.approx(LEFT, abs=0.1)
