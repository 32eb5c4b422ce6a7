"""A desk with a round, and the panel of its first piece."""

import pytest

from app.ui.rounds.piece_panel import PiecePanel
from tests.ui.proof_desk import (
    open_desk,
    shown,
)


@pytest.fixture
def place(house, jobs, themed):
    made = open_desk(house, jobs)
    made.sit("kensa-1")
    return made


@pytest.fixture
def panel(qtbot, place):
    made = shown(qtbot, PiecePanel(place.desk, place.house.sheet, lambda: place.live))
    made.wanted = []
    made.recordWanted.connect(lambda file, record: made.wanted.append((file, record)))
    made.show_piece("r1", 1)
    return made
