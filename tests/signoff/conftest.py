"""A house with a job, and with an open round."""

import pytest

from app.signoff import jobs
from tests.house import EQUIPMENT, MONTH


@pytest.fixture
def job(house):
    """The house with a job that has a registered setting."""
    house.by("hinshitsu-1", lambda state, by: jobs.create(state, by, "j1", "11月分", "2026-11", (*EQUIPMENT, MONTH)))
    house.register_all()
    return house


@pytest.fixture
def opened(job):
    """The house with an open round of forty pieces."""
    job.open_round()
    return job
