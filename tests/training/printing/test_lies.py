"""Every way of lying does what it says: what a program is told, and what is on the paper.

``KENPAN_SOAK=1`` takes every layout.
"""

import cv2
import numpy as np
import pymupdf
import pytest

from app.training.printing.defects import DEFECTS
from app.training.printing.job import print_month
from app.training.printing.layout import layout_names
from app.training.printing.lies import LIES as WAYS
from tests.rows import each_row
from tests.sizes import SOAK
from tests.training.printing.paper import ink, pixels

LIES = [name for name in DEFECTS if name.startswith("lies/")]
ITEM = "front.charge.total"
UNSEEN = {
    *("invisible", "clip_mode", "white", "grey97", "tint0", "opacity0", "soft_mask", "under_box", "under_image"),
    *("outside_crop", "outside_media", "clipped", "layer_off", "tiny"),
}
UNTOLD = {"outlines", "image", "no_to_unicode", "layer_off", "outside_media", "outside_crop", "clipped"}
RIGHT = {"rotate_quarter", "rotate_half", "turned_back", "strike_out", "outlines", "image", "no_to_unicode"}


@pytest.fixture(scope="module", params=layout_names() if SOAK else ["turned"])
def printed(bench, request):
    """The same notice printed rightly and with every lie."""
    own = [f"{name}@{ITEM}" if DEFECTS[name].of_item else name for name in LIES]
    job = print_month(bench, request.param, selection=60, defects=own)
    return job, {file.name: pymupdf.open(stream=file.data) for file in job.files}


def test_every_way_of_lying_is_in_the_catalogue():
    hidden = {name.removeprefix("lies/") for name in LIES} | {"gaiji_font", "gaiji_blank"}
    assert set(WAYS) <= hidden


def sheet_of(printed, defect):
    job, documents = printed
    page = job.pages[defect.page]
    return page, documents[page.file_name][page.file_page]


def defect_of(printed, lie):
    return next(defect for defect in printed[0].defects if defect.name == f"lies/{lie}")


def shown_alone(bench, printed, defect):
    """The page as it would be without the lie, from a job of its own."""
    job = print_month(bench, printed[0].layout, selection=[type_of(bench, defect)])
    side = next((page, panel) for page, panel in job.panels() if panel.side == defect.side)
    documents = {file.name: pymupdf.open(stream=file.data) for file in job.files}
    return side[1], documents[side[0].file_name][side[0].file_page]


def type_of(bench, defect):
    from app.training.printing.plan import NoticeId

    return NoticeId(defect.file, defect.record)


@each_row("lie", sorted(UNSEEN))
def test_a_hidden_value_leaves_no_ink(printed, lie):
    defect = defect_of(printed, lie)
    _, sheet = sheet_of(printed, defect)
    box = defect.rect.grown(-0.2)
    assert ink(sheet, box) < 0.002
    assert defect.found == ""
    assert defect.expected


@pytest.mark.parametrize("lie", sorted({"invisible", "clip_mode", "white", "grey97", "tint0", "opacity0", "soft_mask"}))
def test_a_hidden_value_is_told_all_the_same(printed, lie):
    defect = defect_of(printed, lie)
    _, sheet = sheet_of(printed, defect)
    assert told(sheet, defect) == bare(defect.expected)


def told(sheet, defect):
    """What is read in the item's place, without blanks and signs around the amount."""
    rect = pymupdf.Rect(*(value * 72 / 25.4 for value in defect.rect.grown(0.3)))
    return bare(sheet.get_text("text", clip=rect))


def bare(text):
    return "".join(char for char in text if char.isdigit() or char in ",*")


@pytest.mark.parametrize("lie", ["actual_text", "to_unicode", "invisible_over_wrong", "blank_glyph"])
def test_a_wrong_value_is_told_as_the_right_one(printed, lie):
    defect = defect_of(printed, lie)
    _, sheet = sheet_of(printed, defect)
    assert defect.found != defect.expected
    assert bare(defect.expected) in bare(sheet.get_text("text"))


@pytest.mark.parametrize("lie", ["actual_text", "to_unicode", "blank_glyph", "invisible_over_wrong"])
def test_the_wrong_value_is_what_is_drawn(bench, printed, lie):
    defect = defect_of(printed, lie)
    _, sheet = sheet_of(printed, defect)
    panel, alone = shown_alone(bench, printed, defect)
    right = panel.item(defect.item).rect
    ours = pixels(sheet, defect.rect.grown(0.5))
    theirs = pixels(alone, defect.rect.moved(right.x0 - defect.rect.x0, right.y0 - defect.rect.y0).grown(0.5))
    height, width = min(ours.shape[0], theirs.shape[0]), min(ours.shape[1], theirs.shape[1])
    differs = (ours[:height, :width] < 128) != (theirs[:height, :width] < 128)
    assert differs.sum() > 15


@pytest.mark.parametrize("lie", sorted(UNTOLD - {"outside_crop"}))
def test_what_is_no_text_is_not_told(printed, lie):
    defect = defect_of(printed, lie)
    _, sheet = sheet_of(printed, defect)
    assert bare(defect.expected) not in told(sheet, defect)


@pytest.mark.parametrize("lie", ["outlines", "image", "no_to_unicode", "turned_back", "rotate_quarter", "rotate_half"])
def test_what_is_right_looks_right(bench, printed, lie):
    defect = defect_of(printed, lie)
    page, sheet = sheet_of(printed, defect)
    panel, alone = shown_alone(bench, printed, defect)
    assert sheet.rect.width == pytest.approx(page.width * 72 / 25.4, abs=0.1)
    mine = (defect.side, defect.file, defect.record)
    own = next(one for one in page.panels if (one.side, one.file, one.record) == mine).item(ITEM).rect
    ours, theirs = (pixels(one, rect.grown(1.0)) for one, rect in ((sheet, own), (alone, panel.item(ITEM).rect)))
    height, width = min(ours.shape[0], theirs.shape[0]), min(ours.shape[1], theirs.shape[1])
    first, second = (one[:height, :width].astype(np.float32) for one in (ours, theirs))
    likeness, moved = cv2.findTransformECC(first, second, np.eye(2, 3, dtype=np.float32), cv2.MOTION_TRANSLATION)
    assert likeness > 0.8
    assert np.hypot(*moved[:, 2]) < 1.5


def test_an_annotation_covers_what_the_page_says(printed):
    for lie in ("annotation", "form_field"):
        defect = defect_of(printed, lie)
        _, sheet = sheet_of(printed, defect)
        assert list(sheet.annots()) or list(sheet.widgets())
        assert bare(defect.expected) != told(sheet, defect)


def test_a_whole_side_can_be_without_text(printed):
    for lie in ("outlines_page", "image_page"):
        defect = defect_of(printed, lie)
        page, sheet = sheet_of(printed, defect)
        mine = ("front", defect.file, defect.record)
        front = next(panel for panel in page.panels if (panel.side, panel.file, panel.record) == mine)
        told_all = sheet.get_text("text")
        assert not any(item.expected in told_all for item in front.items if len(item.expected) > 6 and item.runs[1:])
        assert ink(sheet, front.item(ITEM).rect) > 0.02
