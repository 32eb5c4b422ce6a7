"""The board of a person."""

import pytest

from app.ui.board.board_page import BoardPage
from app.ui.shell.desk import Desk
from tests.house import EQUIPMENT
from tests.ui.board.page.boards import HELD


class Board:
    """A board with somebody in front of it."""

    def __init__(self, qtbot, pool, house, who, live=HELD):
        self.house, self.qtbot, self.pool, self.live = house, qtbot, pool, live
        self.desk = Desk(house.book, pool)
        self.desk.session = house.sessions.get(who)
        self.page = BoardPage(self.desk, house.sheet, pool, lambda: self.live)
        qtbot.addWidget(self.page)
        self.page.resize(1366, 768)
        self.page.show()
        self.list, self.detail = self.page.list, self.page.detail
        self.rounds, self.chosen_ones = [], []
        self.page.roundWanted.connect(self.rounds.append)
        self.page.chooseWanted.connect(self.chosen_ones.append)
        self.settle()

    def settle(self):
        self.qtbot.waitUntil(lambda: not self.pool.busy())

    def renew(self):
        self.page.renew()
        self.settle()

    def text(self, column, key="p1"):
        return self.list.cells.text(self.list.cells.row_of(key), column)

    def press(self, act):
        self.page.acts.buttons[act].click()

    def acts(self):
        return {act for act, button in self.page.acts.buttons.items() if button.isVisible()}

    def lines(self, view):
        model = view.cells
        return [
            [model.text(at, column) for column in range(model.columnCount())]
            for at in range(model.rowCount())
        ]  # fmt: skip


@pytest.fixture
def board(qtbot, jobs, themed, house):
    made = []

    def make(who, live=HELD):
        made.append(Board(qtbot, jobs, house, who, live))
        return made[-1]

    yield make
    for one in made:
        one.page.leave()
        one.desk.leave()


@pytest.fixture
def process(house):
    """The house with a process whose settings are registered."""
    house.begin_process(*EQUIPMENT)
    return house


@pytest.fixture
def opened(process):
    process.open_round()
    return process
