"""A house, somebody at its board, and what is approved there."""

import pytest
from PySide6.QtCore import QCoreApplication, QEvent

from tests.house import EQUIPMENT
from tests.ui.board.desks import Desks


@pytest.fixture
def desks(qtbot, jobs, themed, house):
    made = Desks(qtbot, jobs, house)
    yield made
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    for desk in made.made:
        desk.leave()


@pytest.fixture
def process(house):
    house.begin_process(*EQUIPMENT)
    return house


@pytest.fixture
def approved(process):
    process.open_round()
    process.check_all()
    process.confirm_all()
    process.approve()
    return process
