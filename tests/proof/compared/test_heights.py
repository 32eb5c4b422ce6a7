"""How high a narrow line is drawn: as its ink is, squeezed or made smaller."""

import numpy as np
import pytest

from app.proof.compared.heights import as_high_as_printed
from app.proof.compared.shown_page import ASCENT, DESCENT, Cell, ShownPage
from app.sheet.form_model import EM_MM_PER_PT
from app.sheet.model import Rect

DPI, LINE = 254.0, 20.0  # ten pixels a millimetre
SMALL, TALL = 6.0, 10.0


def cells(turned=False, y=LINE, text="漢字漢字", item="sheet.name_1"):
    em = SMALL * EM_MM_PER_PT
    above, below = (DESCENT, ASCENT) if turned else (ASCENT, DESCENT)
    return tuple(
        Cell(char, Rect(10 + at * em, y - above * em, 10 + (at + 1) * em, y + below * em), SMALL, turned, item)
        ._replace(tall_pt=TALL)
        for at, char in enumerate(text)
    )  # fmt: skip


def page(own):
    return ShownPage(0, "印刷.pdf", 0, 60.0, 40.0, (), own, own, (), tuple(one.rect for one in own))


def inked(size_pt, turned=False, reach=0.82):
    """A picture with columns of ink from the line as far as characters of this size reach."""
    pixels = np.full((400, 600, 3), 255, np.uint8)
    far = round(reach * size_pt * EM_MM_PER_PT * 10)
    at = round(LINE * 10)
    pixels[at : at + far, 100:180:3] = 0 if turned else 255
    if not turned:
        pixels[at - far : at, 100:180:3] = 0
    return pixels


@pytest.mark.parametrize("turned", [False, True])
def test_what_is_squeezed_is_drawn_as_high_as_its_ink_and_no_wider(turned):
    before = page(cells(turned))
    after = as_high_as_printed(before, inked(TALL, turned), DPI)
    for old, new in zip(before.expected, after.expected, strict=True):
        assert new.size_pt == TALL and new.rect.height == pytest.approx(TALL * EM_MM_PER_PT)
        assert (new.rect.x0, new.rect.x1) == (old.rect.x0, old.rect.x1)
    assert len(after.variable) == 2 * len(before.variable), "what is printed there is taken out as high as it is"


def test_what_was_made_smaller_stays_so():
    before = page(cells())
    assert as_high_as_printed(before, inked(SMALL), DPI) is before
    assert as_high_as_printed(before, np.full((400, 600, 3), 255, np.uint8), DPI) is before


def test_ink_of_the_line_above_is_not_taken_for_its_own():
    other = cells(y=LINE - 0.8 * TALL * EM_MM_PER_PT, item="sheet.address_1")
    before = page((*cells(), *other))
    assert as_high_as_printed(before, inked(TALL), DPI).expected[:4] == before.expected[:4]
