"""A page that lies like one before is judged by what differs from it, and no lie gets by."""

from types import SimpleNamespace

import numpy as np
import pytest

from app.proof.printed.known_pages import KnownPages, _drawn_alike
from app.proof.printed.model import ReadCode, ReadPage
from app.proof.printed.work import ComparisonJob, RangeReader, task_of
from app.sheet.model import Rect
from app.training.printing.layout import layout_names
from tests.proof.printed.test_two_ways import LIES
from tests.sizes import SOAK


@pytest.fixture
def read_of(press_of):
    """``read_of("fold")``: reads pages of a file, all of them the full way."""
    made = []

    def reader(layout):
        press = press_of(layout)
        fonts = press.bench.equipment.fonts
        made.append(RangeReader(ComparisonJob(press.form, press.expectation, fonts, None, "", 0)))
        children = made[-1].children
        describe = "app.proof.printed.documents:describe"
        return lambda path: made[-1].read(task_of(path, 0, 0, children.run(describe, str(path))["pages"]))

    yield reader
    for one in made:
        one.close()


@pytest.mark.parametrize("layout", layout_names() if SOAK else ["fold"])
def test_a_page_that_lies_like_one_before_is_told_as_if_it_were_the_first(press_of, read_of, layout, monkeypatch):
    press = press_of(layout)
    (path,) = press.files(press.print(3))
    names = LIES if SOAK else LIES[:14:2]
    job = press.print(len(names) + 2, defects=[f"lies/{lie}@front.charge.total" for lie in names])
    (lying,) = press.files(job)
    read = read_of(layout)
    first = read(path)
    judged = []
    seen = KnownPages.seen
    monkeypatch.setattr(KnownPages, "seen", lambda *own: judged.append(seen(*own)) or judged[-1])
    again, told = read(path), read(lying)
    assert again == first
    assert sum(one is not None for one in judged) > 3
    assert all(isinstance(told[defect.page], ReadPage) for defect in job.defects)
    monkeypatch.setattr(KnownPages, "layouts", lambda *_: ())
    assert read(lying) == told


def test_what_lies_in_the_place_of_a_code_must_be_that_code():
    """A path that became longer by a bar beside the code, which still reads the same."""
    code = ReadCode("c", "A1", Rect(10, 10, 50, 20), 1.0)
    room = np.array([[5.0, 5.0, 5.0, 5.0]]), np.array([[60.0, 30.0, 60.0, 30.0]])
    layout = SimpleNamespace(low=room[0], high=room[1])

    def page(*box):
        return SimpleNamespace(boxes=np.array([box]), kinds=("fill-path",), codes=[code])

    assert _drawn_alike(page(10.0, 10.0, 50.0, 20.0), layout)
    assert not _drawn_alike(page(10.0, 10.0, 52.0, 20.0), layout)
    assert not _drawn_alike(page(10.0, 10.0, 62.0, 20.0), layout)
