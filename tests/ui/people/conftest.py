"""An office of people, and somebody at its page."""

import pytest

from app.ui.people.people_page import PeoplePage
from tests.ui.office import ADMIN, CHECKER, open_office


@pytest.fixture
def office(tmp_path, jobs, themed):
    made = open_office(tmp_path, jobs)
    made.found()
    made.hire(CHECKER, "検査員１", "checker")
    yield made
    made.desk.leave()
    made.book.engine.dispose()


@pytest.fixture
def seat(qtbot, office):
    """``seat(who)``: the page, with this person at the desk."""

    def sit(who=ADMIN) -> PeoplePage:
        office.enter(qtbot, who)
        page = PeoplePage(office.desk)
        qtbot.addWidget(page)
        page.resize(1300, 700)
        page.show()
        office.settle(qtbot)
        return page

    return sit
