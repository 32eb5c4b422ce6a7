"""The page of a round."""

import pytest

from app.ui.rounds.round_page import RoundPage
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
def page(qtbot, place):
    made = shown(qtbot, RoundPage(place.desk, place.house.sheet, lambda: place.live))
    made.wanted, made.texts = [], []
    made.pieceWanted.connect(lambda round_id, number: made.wanted.append((round_id, number)))
    made.decisionWanted.connect(lambda round_id: made.wanted.append((round_id, "decide")))
    made.said.connect(made.texts.append)
    made.show_round("r1")
    return made
