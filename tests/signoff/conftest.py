"""A house with a process, and with an open round."""

import pytest


@pytest.fixture
def process(house):
    """The house with a process whose settings are all registered."""
    house.create()
    house.register_all()
    return house


@pytest.fixture
def opened(process):
    """The house with an open round of forty pieces."""
    process.open_round()
    return process
