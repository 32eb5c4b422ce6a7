"""A desk with somebody at it."""

import pytest

from tests.ui.office import ADMIN, CHECKER, open_office


@pytest.fixture
def office(tmp_path, jobs, themed):
    made = open_office(tmp_path, jobs)
    made.found()
    made.hire(CHECKER, "検査員１", "checker")
    made.desk.refresh()
    yield made
    made.desk.leave()
    made.book.engine.dispose()


@pytest.fixture
def failures(office):
    said = []
    office.desk.failed.connect(said.append)
    return said


@pytest.fixture
def seated(qtbot, office):
    office.enter(qtbot, CHECKER)
    return office


# Signatures


@pytest.fixture
def admin(qtbot, office):
    """Who can sign something in an empty book: another person's name."""
    office.enter(qtbot, ADMIN)
    return office
