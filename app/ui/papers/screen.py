"""報告 in the window: the one place that knows both."""

from collections.abc import Callable

from app.signoff.live_parts import Live
from app.ui.papers.papers_page import PapersPage
from app.ui.shell.desk import Desk
from app.ui.shell.frame import Frame


def make_papers(window: Frame, desk: Desk, live: Callable[[], Live]) -> PapersPage:
    """The page in the window's stack."""
    bench = lambda: None if window.review is None else window.review.bench  # noqa: E731
    page = PapersPage(desk, live=live, bench=bench, parent=window.stack)
    page.said.connect(window.say)
    window.stack.addWidget(page)
    return page
