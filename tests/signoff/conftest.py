"""A house with a process, and with an open round."""

import pytest

from tests.house import EQUIPMENT


@pytest.fixture
def process(house):
    """The house with a process whose settings are all registered."""
    house.begin_process(*EQUIPMENT)
    return house


@pytest.fixture
def opened(process):
    """The house with an open round of forty pieces."""
    process.open_round()
    return process
