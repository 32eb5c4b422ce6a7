"""A page that lies like one before is judged by what differs from it, and no lie gets by."""

import pytest

from app.proof.printed.known_pages import KnownPages
from app.proof.printed.model import ReadPage
from app.proof.printed.work import ComparisonJob, RangeReader, task_of
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


@pytest.mark.parametrize("layout", layout_names() if SOAK else ["fold", "preprinted"])
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
