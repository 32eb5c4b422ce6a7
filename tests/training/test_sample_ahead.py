"""The sample that another process makes while the window comes up."""

import pytest

from app.errors import Cancelled
from app.training.sample_ahead import SampleAhead
from app.ui.shell.sample import open_sample


def report(_stage: str, _done: int, _total: int) -> None:
    """Nobody wants it to stop."""


def test_a_sample_made_ahead_is_opened_without_a_look_from_a_child_and_gone_afterwards(monkeypatch):
    def refuse(*_arguments, **_options):
        raise AssertionError("what this program made is known")

    monkeypatch.setattr("app.notice.offices.run", refuse)
    monkeypatch.setattr("app.sheet.fonts.run", refuse)
    ahead = SampleAhead(frozenset({"amount.sum"}))
    bench = open_sample(report, ahead=ahead)
    assert bench.is_sample and not bench.problems
    assert bench.equipment.offices is not None and "gaiji" in bench.equipment.fonts.roles
    assert not bench.media.volume.folder.exists()


def test_what_cannot_be_made_ahead_is_made_by_whoever_waits():
    ahead = SampleAhead(frozenset({"no.such.defect"}))
    assert ahead.folder(report) is None
    ahead.close()


def test_who_wants_it_no_more_does_not_wait_for_it():
    def stop(_stage: str, _done: int, _total: int) -> None:
        raise Cancelled

    ahead = SampleAhead(frozenset())
    with pytest.raises(Cancelled):
        open_sample(stop, ahead=ahead)
    assert not ahead.running
