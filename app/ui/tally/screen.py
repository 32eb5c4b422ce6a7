"""件数 in the window: the one place that knows both."""

from collections.abc import Callable

from app.signoff.live_parts import Live
from app.ui.shell.desk import Desk
from app.ui.shell.frame import Frame
from app.ui.tally.counts_page import CountsPage
from app.ui.tally.tally_page import TallyPage


def make_tally(window: Frame, desk: Desk, live: Callable[[], Live]) -> TallyPage:
    """The page, with the window's open medium."""
    counts = CountsPage(
        desk,
        window.jobs,
        bench=lambda: None if window.review is None else window.review.bench,
        live=live,
        parent=window.stack,
    )
    page = TallyPage(counts, window.stack)
    counts.said.connect(window.say)
    counts.recordWanted.connect(window.go_to)
    window.stack.addWidget(page)
    return page
