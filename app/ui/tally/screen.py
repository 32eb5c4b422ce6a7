"""件数 in the window: the one place that knows both."""

from collections.abc import Callable
from pathlib import Path

from app.proof.scanner import Scanner
from app.signoff.live_parts import Live
from app.ui.shell.desk import Desk
from app.ui.shell.frame import Frame
from app.ui.tally.counts_page import CountsPage
from app.ui.tally.logs_page import LogsPage
from app.ui.tally.tally_page import TallyPage


def make_tally(
    window: Frame, desk: Desk, stores: Callable[[], Path], live: Callable[[], Live], scanner: Scanner
) -> TallyPage:
    """The page, with the window's open medium."""
    bench = lambda: None if window.review is None else window.review.bench  # noqa: E731
    logs = LogsPage(desk, window.jobs, bench=bench, stores=stores, live=live, scanner=scanner, parent=window.stack)
    counts = CountsPage(
        desk,
        window.jobs,
        bench=bench,
        live=live,
        lives=lambda: logs.lives,
        logs=lambda: logs.logs,
        parent=window.stack,
    )
    page = TallyPage(logs, counts, window.stack)
    for one in (logs, counts):
        one.said.connect(window.say)
        one.recordWanted.connect(window.go_to)
    window.stack.addWidget(page)
    return page
