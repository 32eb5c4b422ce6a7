"""An office of people, and its login on screen."""

import pytest

from app.ui.login.login_page import LoginPage
from tests.ui.office import CHECKER, open_office


@pytest.fixture
def new_office(tmp_path, jobs, themed):
    made = open_office(tmp_path, jobs)
    yield made
    made.desk.leave()
    made.book.engine.dispose()


@pytest.fixture
def office(new_office):
    new_office.found()
    new_office.hire(CHECKER, "検査員１", "checker")
    return new_office


@pytest.fixture
def shown(qtbot):
    """``shown(desk)``: a page on screen, with the keyboard."""

    def show(desk) -> LoginPage:
        page = LoginPage(desk)
        qtbot.addWidget(page)
        page.resize(1100, 760)
        with qtbot.waitActive(page):
            page.show()
            page.activateWindow()
        page.setFocus()
        return page

    return show
