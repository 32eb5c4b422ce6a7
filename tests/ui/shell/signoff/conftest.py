"""The window at some stage of the day."""

import pytest

from tests.ui.working_day import desk_at


@pytest.fixture
def at(day, tmp_path):
    """``at(stage)``: the window on a copy of the ledger as it was then."""
    left = []

    def sit(stage, settings=None):
        work = desk_at(day, stage, tmp_path, settings)
        left.append(work)
        return work.__enter__()

    yield sit
    for work in reversed(left):
        work.__exit__(None, None, None)
