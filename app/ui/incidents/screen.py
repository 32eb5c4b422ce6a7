"""事故 in the window: the one place that knows both."""

from collections.abc import Callable

from app.tally.model import Lives
from app.ui.incidents.incidents_page import IncidentsPage
from app.ui.shell.desk import Desk
from app.ui.shell.frame import Frame


def make_incidents(window: Frame, desk: Desk, lives: Callable[[], Lives | None]) -> IncidentsPage:
    """The page, with the window's open medium; ``lives``: what the month's logs say, where they are read."""
    page = IncidentsPage(
        desk,
        window.jobs,
        bench=lambda: None if window.review is None else window.review.bench,
        lives=lives,
        parent=window.stack,
    )
    page.said.connect(window.say)
    page.recordWanted.connect(window.go_to)
    window.stack.addWidget(page)
    return page
