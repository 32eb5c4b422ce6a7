"""What lies in the place of a code and is none of it was added, however small; the codes of honest prints are whole."""

import cv2
import numpy as np
import pymupdf
import pytest

from app.notice.items import BARCODE_ID
from app.proof.printed.code_rooms import strangers
from app.proof.printed.code_spare import bar_rows, spare_ink
from app.proof.printed.model import Graphic, ReadCode
from app.sheet.model import Rect
from tests.sizes import SOAK

MM = 72 / 25.4
DPI = 150
PIECE = "sheet.piece_id"
FOUND = {"print.added", "print.barcode", "print.piece_id", "print.changed"}
GREY = cv2.imencode(".png", np.full((4, 4), 60, np.uint8))[1].tobytes()


def box(page, x0, y0, x1, y1):
    page.draw_rect(pymupdf.Rect(x0 * MM, y0 * MM, x1 * MM, y1 * MM), color=None, fill=(0, 0, 0))


def bar_beside(page, at):
    box(page, at.x1 + 1.2, at.y0, at.x1 + 1.6, at.y1)


def dot_between(page, at):
    x, y = at.x0 + 0.47 * at.width, at.y0 + 0.07 * at.height
    box(page, x, y, x + 0.5, y + 0.3)


def dot_beside(page, at):
    box(page, at.x0 - 1.5, at.y0, at.x0 - 1.1, at.y0 + 0.4)


def hairline_across(page, at):
    y = at.y0 + 0.08 * at.height
    box(page, at.x0 - 1.0, y, at.x1 + 1.0, y + 0.12)


def line_below(page, at):
    box(page, at.x0, at.y1 + 1.0, at.x1, at.y1 + 1.15)


def picture(page, at):
    corner = (at.x0 + 10) * MM, (at.y1 + 0.7) * MM
    page.insert_image(pymupdf.Rect(*corner, corner[0] + 1.2 * MM, corner[1] + 1.2 * MM), stream=GREY)


def text(page, at):
    page.insert_text((at.x0 * MM, (at.y1 + 2.2) * MM), "7", fontsize=5)


ADDED = (bar_beside, dot_between, dot_beside, hairline_across, line_below, picture, text)
CASES = [("fold", BARCODE_ID), ("fold", PIECE)]
CASES += [("two_up", PIECE), ("panels", PIECE), ("turned", PIECE)] if SOAK else []


@pytest.mark.parametrize(("layout", "code"), CASES)
def test_what_is_added_in_the_place_of_a_code_is_told(press_of, layout, code):
    press = press_of(layout)
    job = press.print(16)
    path, *others = press.files(job)
    sides = [(page, item) for page, panel in job.panels() for item in panel.items if item.id == code and item.expected]
    own = list(zip(ADDED, sides, strict=False))
    assert len(own) == len(ADDED)
    spoilt = path.with_name("spoilt.pdf")
    with pymupdf.open(path) as pages:
        for add, (page, item) in own:
            add(pages[page.file_page], item.rect)
        pages.save(spoilt)
    told = {one.page: one.rule for one in press.compare(job, [spoilt, *others]).findings}
    assert set(told) == {page.number for _, (page, _) in own}
    assert set(told.values()) <= FOUND


def bars(dpi=DPI):
    """A row of bars with a timing one in the middle, as a page of 20 by 10 mm shows them; and where it is."""
    grey = np.full((round(10 * dpi / 25.4), round(20 * dpi / 25.4)), 255, np.uint8)
    pixel = dpi / 25.4
    for number in range(10):
        x, (y0, y1) = 3 + number, (4.1, 5.1) if number == 5 else (3, 6)
        grey[round(y0 * pixel) : round(y1 * pixel), round(x * pixel) : round((x + 0.5) * pixel)] = 0
    return grey, Rect(3, 3, 12.5, 6)


@pytest.mark.parametrize("kind", ["customer", "code128"])
def test_ink_between_the_bars_of_a_code_is_spare_and_the_bars_are_not(kind):
    grey, code = bars()
    if kind == "code128":
        grey[round(3 * DPI / 25.4) : round(6 * DPI / 25.4)] = grey[round(4.5 * DPI / 25.4)]
    assert spare_ink(kind, grey, DPI, code, [], []) == []
    grey[28:30, 43:47] = np.minimum(grey[28:30, 43:47], 60)  # over bar and gap
    (spare,) = spare_ink(kind, grey, DPI, code, [], [])
    assert code.x0 < spare.x0 < spare.x1 < code.x1
    assert code.y0 < (spare.y0 + spare.y1) / 2 < code.y1


def test_ink_above_a_bar_that_does_not_reach_up_is_spare():
    grey, code = bars()
    x = round(8.25 * DPI / 25.4)
    grey[18:20, x - 1 : x + 1] = 0
    assert len(spare_ink("customer", grey, DPI, code, [], [])) == 1


def test_more_in_the_picture_of_a_code_is_spare_but_for_text_that_is_judged():
    grey, code = bars()
    picture = Rect(1, 1, 19, 9)
    assert spare_ink("customer", grey, DPI, code, [picture], []) == []
    grey[45:50, 90:96] = 0
    (spare,) = spare_ink("customer", grey, DPI, code, [picture], [])
    assert spare_ink("customer", grey, DPI, code, [picture], [spare]) == []


def test_rows_of_bars_end_where_the_bars_do():
    grey, _ = bars()
    dark = grey < 128
    assert bar_rows(dark, 27) == (18, 35)


def test_what_is_drawn_beside_a_whole_code_is_none_of_it_and_single_bars_are():
    rect = Rect(10, 10, 50, 20)
    code = ReadCode("c", "A1", rect, 1.0)
    whole, frame = Graphic("fill-path", rect, 0.5), Graphic("stroke-path", rect.grown(2), 0.1)
    bar, dot = Graphic("fill-path", Rect(12, 10, 13, 20), 1.0), Graphic("fill-path", Rect(22, 15, 22.4, 15.4), 1.0)
    shown = Graphic("fill-image", rect.grown(2), 0.3)
    assert strangers([whole, frame, dot], [code]) == [frame, dot]
    assert strangers([bar, frame], [code]) == [frame]
    assert strangers([shown], [code]) == []
    assert strangers([whole], [code._replace(text="")]) == [whole]
    longer = Graphic("fill-path", rect._replace(x1=52), 0.5)
    assert strangers([longer], [code]) == [longer], "a bar more in the same path"
