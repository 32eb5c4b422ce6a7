"""Pages of every layout as people see them; ``KENPAN_SOAK=1``. A page made by hand is in ``tests/proof/compared``."""

import numpy as np
import pytest

from app.proof.compared.captions import described
from app.proof.compared.source import PageSource
from app.proof.printed.model import Notice
from app.training.printing.layout import layout_names
from tests.sizes import SOAK

ITEM = "front.charge.total"
DPI = 110.0


def ink(pixels, rect, dpi=DPI):
    """Dark pixels in a rectangle of the page."""
    x0, y0, x1, y1 = (round(value * dpi / 25.4) for value in rect.grown(0.3))
    return pixels[y0:y1, x0:x1].min(axis=2) < 150


@pytest.fixture
def shown(press_of):
    """``shown(layout, defects)``: the first page with a planted defect, the press, the defect and the source."""
    opened = []

    def shown(layout, *defects):
        press = press_of(layout)
        job = press.print(3, defects=defects)
        defect = job.defects[0]
        source = PageSource(press.files(job), press.form, press.expectation, press.bench.equipment.fonts)
        opened.append(source)
        return source.shown(defect.page, Notice(defect.file, defect.record), DPI), press, defect

    yield shown
    for source in opened:
        source.close()


@pytest.mark.skipif(not SOAK, reason="long")
@pytest.mark.parametrize("layout", layout_names())
def test_the_expected_page_shows_the_record_and_the_printed_one_what_is_printed(shown, layout):
    (page, pair, _), press, defect = shown(layout, f"digit@{ITEM}")
    records = press.bench.notices[defect.file]
    own = {one for one in page.sides if one.wanted == Notice(defect.file, defect.record)}
    should = [one for one in page.expected if one.item == ITEM and page.side_of(one) in own]
    there = [one for one in page.printed if one.item == ITEM and page.side_of(one) in own]
    wanted, printed = page.line(should[0], expected=True), page.line(there[0], expected=False)
    assert wanted == "".join(one.text for one in should) and printed == "".join(one.text for one in there)
    assert wanted != printed and len(wanted) == len(printed)
    assert wanted.strip("¥円") in defect.expected and printed.strip("¥円") in defect.found
    (changed,) = [one.rect for one, other in zip(should, there, strict=True) if one.text != other.text]
    assert ink(pair.expected, changed).any() and ink(pair.printed, changed).any()
    assert (ink(pair.expected, changed) != ink(pair.printed, changed)).any()
    told = pair.difference.reshape(-1, 3)
    coloured = np.ptp(told.astype(int), axis=1) > 60
    inside = np.zeros(pair.difference.shape[:2], bool)
    x0, y0, x1, y1 = (round(value * DPI / 25.4) for value in changed.grown(0.6))
    inside[y0:y1, x0:x1] = True
    assert coloured[inside.reshape(-1)].any(), "what differs is seen"
    assert coloured.sum() < 4 * coloured[inside.reshape(-1)].sum() + 400, "and little else"

    cell = next(one for one in page.expected if one.rect == changed)
    text = described(page, cell, press.bench.notices, expected=True)
    source_ = cell.part.source
    raw = records.raw_record(source_.record)[source_.offset :][: source_.length]
    assert f"U+{ord(cell.text):04X}" in text and raw.hex(" ").upper() in text and f"項番 {source_.item}" in text
    middle = (changed.x0 + changed.x1) / 2, (changed.y0 + changed.y1) / 2
    assert page.at(*middle, expected=True) == cell and page.at(*middle, expected=False) != cell
