"""The sheets of a drill: the place that counts is where the pictures differ."""

import numpy as np
import pytest

from app.training.drill.making import Maker
from app.training.drill.plan import Plan, Task
from app.training.drill.table import drill_table
from tests.sizes import some


@pytest.fixture(scope="module")
def maker(bench):
    return Maker(bench)


def shown(face):
    pixels = np.frombuffer(face.pixels, np.uint8).reshape(face.height, face.width, face.channels)
    return pixels.astype(int).mean(axis=2)


def made(maker, kind, defect, seed=11):
    return maker.make(Plan(kind, 10, 20, 1), Task(1, defect, seed))


@pytest.mark.parametrize("defect", ["digit", "moved"])
def test_a_pair_differs_exactly_where_the_defect_is_said_to_be(maker, defect):
    sheet = made(maker, "pairs", defect)
    assert sheet.task.defect == defect and sheet.places and sheet.told
    differs = np.argwhere(np.abs(shown(sheet.printed) - shown(sheet.expected)) > 60)
    assert len(differs)
    boxes = [sheet.printed.box(place.grown(4.0)) for place in sheet.places]
    inside = [(differs >= (y0, x0)).all(axis=1) & (differs <= (y1, x1)).all(axis=1) for x0, y0, x1, y1 in boxes]
    assert np.any(inside, axis=0).all()


def test_a_sound_pair_differs_nowhere(maker):
    sheet = made(maker, "pairs", "")
    assert sheet.places == () == sheet.told
    assert sheet.printed == sheet.expected


def test_a_sheet_alone_comes_with_what_the_record_says(maker):
    sheet = made(maker, "sheets", "digit")
    assert sheet.expected is None and len(sheet.values) > 3
    right = next(line for line in sheet.told if line.startswith("正しくは"))
    assert any(text and text in right for _label, text in sheet.values)


def test_a_capture_shows_the_place_where_the_paper_was_laid(maker):
    sheet = made(maker, "captures", "blank")
    assert sheet.printed.channels == 1 and sheet.expected is not None
    x0, y0, x1, y1 = sheet.printed.box(sheet.places[0])
    assert 0 <= x0 < x1 <= sheet.printed.width and 0 <= y0 < y1 <= sheet.printed.height


def test_the_same_task_gives_the_same_sheet(maker):
    assert made(maker, "sheets", "look_alike") == made(maker, "sheets", "look_alike")


def test_every_defect_of_the_table_can_be_planted_into_the_sample(maker):
    names = {name for one in drill_table().kinds.values() for name in one.defects}
    for name in some(sorted(names), 4):
        assert maker._spoilt(Task(1, name, 23), np.random.default_rng(5))[0] is not None, name
