"""A house with a process, and with an open round."""

import pytest

from app.signoff import people
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


@pytest.fixture
def signed_round(opened):
    """A round of forty, checked and signed; kensa-1 is given the lead's right, too."""
    opened.check_all()
    opened.by("kanri-1", lambda state, _by: people.grant(state, opened.id_of("kensa-1"), "lead", "応援"))
    return opened


@pytest.fixture
def approved(opened):
    opened.check_all()
    opened.confirm_all()
    opened.approve()
    return opened
