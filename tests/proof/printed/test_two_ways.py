"""The fast way of reading finds what the full way finds, or nothing is vouched for."""

import pytest

from app.proof.printed import page_ways
from app.proof.printed.form_file import form_json, form_of_json
from app.proof.printed.model import Zone
from app.proof.printed.page_sketch import SketchBook
from app.proof.printed.reading import code_places
from app.sheet.model import Rect
from app.training.printing.layout import layout_names
from tests.proof.printed.conftest import SOAK


@pytest.fixture
def no_skeletons(monkeypatch):
    monkeypatch.setattr(page_ways, "_seen", {})
    monkeypatch.setattr(page_ways, "_books", {})
    page_ways._failed.clear()


@pytest.fixture
def opened(press_of, no_skeletons):
    """``opened(layout, …)``: a print, where it lies, and where its codes are."""

    def opened(layout, count, **how):
        press = press_of(layout)
        job = press.print(count, **how)
        return job, str(press.files(job)[0]), code_places(press.form)

    return opened


@pytest.mark.parametrize("layout", layout_names() if SOAK else ["panels"])
def test_both_ways_find_the_same_and_the_second_page_of_a_kind_is_read_the_fast_way(opened, layout):
    job, path, places = opened(layout, 24 if SOAK else 4)
    count = sum(page.file_name == job.files[0].name for page in job.pages)
    full = page_ways.read_pages(path, 0, count, places)
    page_ways.read_pages(path, 0, count, places, 10**9)
    fast = page_ways.read_pages(path, 0, count, places, 10**9)
    assert all("fast" in page for page in fast)
    assert not any("fast" in page for page in full)
    assert all(page_ways.agree(one, other) for one, other in zip(fast, full, strict=True))


def test_a_page_on_which_both_ways_differ_is_not_vouched_for(opened, monkeypatch):
    _, path, places = opened("panels", 2)
    page_ways.read_pages(path, 0, 1, places, 10**9)
    honest = page_ways.full_page

    def other(*arguments):
        page = honest(*arguments)
        page["runs"][0][4][0] += 1.0
        return page

    monkeypatch.setattr(page_ways, "full_page", other)
    assert page_ways.read_pages(path, 0, 1, places, 1) == [{"page": 0, "unreadable": "apart"}]


def test_lying_text_has_another_skeleton_than_the_honest_one(opened):
    for lie in (
        "white",
        "invisible",
        "opacity0",
        "clip_mode",
        "under_box",
        "strike_out",
        "layer_off",
        "tiny",
        "narrow",
    ):
        job, path, places = opened("panels", 3, defects=[f"lies/{lie}@front.charge.total"])
        (defect,) = job.defects
        document = page_ways.open_document(path)
        book = SketchBook(document)
        front = [page.number for page in job.pages if page.panels[0].side == "front"]
        sketches = {number: book.sketch(document[number], places) for number in front}
        lying = sketches.pop(defect.page)
        honest = {one.skeleton for one in sketches.values() if one is not None}
        assert lying is None or lying.skeleton not in honest, lie


def test_a_form_keeps_its_zones_and_each_has_a_reason(press_of):
    table = form_json(press_of("panels").form)
    row = {"name": "折り目", "reason": "折りの線", "side": "front", "rect": [0, 1, 2, 3]}
    table["ignored"] = [row]
    assert form_of_json(table).zones == (Zone("折り目", "折りの線", "front", Rect(0, 1, 2, 3)),)
    table["ignored"] = [{**row, "reason": " "}]
    with pytest.raises(ValueError, match="ignored"):
        form_of_json(table)
