"""How high a narrow line is drawn: as its ink is, squeezed or made smaller."""

import numpy as np
import pytest

from app.proof.compared.heights import as_high_as_printed
from app.proof.compared.shown_page import ASCENT, DESCENT, Cell, ShownPage
from app.proof.compared.source import PageSource
from app.proof.learning.run import learn_print
from app.proof.printed.expected import expectation_of
from app.proof.printed.model import Notice
from app.sheet.form_model import EM_MM_PER_PT
from app.sheet.model import Rect
from app.training.printing.job import print_month
from app.training.printing.layout import print_layout
from app.training.printing.plan import notices_of
from tests.proof.printed.conftest import roomy
from tests.proof.printed.forms import written

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


def test_what_was_squeezed_on_every_page_it_was_measured_on_is_as_high_as_it_is_printed(bench, tmp_path):
    """Digits at half an em, in a layout that never has them wider: their width says four fifths of their size."""
    every = (Notice(*one) for one in notices_of(bench, ("kounen",)))
    chosen = [one for one in every if roomy(bench.content(*one))][:8]
    files = written(print_month(bench, "turned", selection=chosen), tmp_path)
    form = learn_print(files, expectation_of(bench), bench.equipment.fonts).form
    printed = {place.id: place.place.size_pt for place in print_layout("turned").items}
    measured = {
        item.id: item.size_pt for panel in form.panels.values() for block in panel.blocks for item in block.items
    }
    squeezed = [name for name in measured if name.startswith("front.charge.")]
    assert len(squeezed) > 3 and all(abs(measured[name] - printed[name]) < 0.01 for name in squeezed)
    with PageSource(files, form, expectation_of(bench), bench.equipment.fonts, chosen) as source:
        page, pair, _ = source.shown(0)
    coloured = np.ptp(pair.difference.astype(int), axis=2) > 60
    cells = [cell for cell in page.expected if cell.item in squeezed]
    assert len(cells) > 20
    for cell in cells:
        x0, y0, x1, y1 = (round(value * pair.dpi / 25.4) for value in cell.rect.grown(0.4))
        assert not coloured[y0:y1, x0:x1].any(), (cell.item, cell.text)
