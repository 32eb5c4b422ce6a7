"""A house with a job, and with an open round."""

import pytest

from tests.house import EQUIPMENT, MONTH


@pytest.fixture
def job(house):
    """The house with a job that has a registered setting."""
    house.begin_job(*EQUIPMENT, MONTH)
    return house


@pytest.fixture
def opened(job):
    """The house with an open round of forty pieces."""
    job.open_round()
    return job
