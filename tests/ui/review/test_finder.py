"""The list finds the same with an index as without, and knows whose index it has."""

import numpy as np
import pytest

from app.month.looking.search import search
from app.progress import no_progress
from app.ui.review import finder as finding
from app.ui.review.finder import Finder


@pytest.fixture
def finder(qtbot, themed, jobs, bench, monkeypatch):
    monkeypatch.setattr(finding, "FROM_RECORDS", 1)
    made = Finder(lambda: bench, jobs, jobs)
    yield made
    made.prepare(None)


def test_an_index_finds_what_the_search_finds(qtbot, finder, bench):
    name = max(bench.notices, key=lambda own: len(bench.notices[own]))
    line = bench.line(name, bench.first_record(name))
    finder.prepare(name)
    finder.make_index()
    qtbot.waitUntil(lambda: finder.ready)
    for text in (line.name.strip()[:2], line.symbol_number, "1", "ないはずの名称"):
        found = finder.search(name, text, no_progress)
        assert np.array_equal(found, search(bench.notices[name], text))
    assert len(finder.search(name, line.symbol_number, no_progress))


def test_the_index_of_one_file_is_not_asked_for_another(qtbot, finder, bench):
    first, second = [name for name, own in bench.notices.items() if len(own)][:2]
    finder.prepare(first)
    finder.make_index()
    qtbot.waitUntil(lambda: finder.ready)
    assert np.array_equal(finder.search(second, "1", no_progress), search(bench.notices[second], "1"))
    finder.prepare(second)
    assert not finder.ready
