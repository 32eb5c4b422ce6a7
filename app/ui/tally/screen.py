"""件数 in the window: the one place that knows both."""

from collections.abc import Callable
from pathlib import Path

from app.month.looking.workbench import Workbench
from app.proof.scanner import Scanner
from app.signoff.live_parts import Live
from app.ui.shell.desk import Desk
from app.ui.shell.frame import Frame
from app.ui.tally.counts_page import CountsPage
from app.ui.tally.logs_page import LogsPage
from app.ui.tally.tally_page import COUNTS_TAB, LOGS_TAB, TallyPage


def begin_tally(
    window: Frame, desk: Desk, stores: Callable[[], Path], live: Callable[[], Live], scanner: Scanner
) -> TallyPage:
    """The page with its first tab, for the window's open medium: half of the time that the whole of it takes."""
    page = TallyPage(window.stack)
    page.logs = LogsPage(
        desk, window.jobs, bench=_bench(window), stores=stores, live=live, scanner=scanner, parent=page.tabs.room
    )
    page.add(LOGS_TAB, page.logs)
    return page


def make_tally(window: Frame, desk: Desk, page: TallyPage, live: Callable[[], Live]) -> TallyPage:
    """The page that was begun, with its other tab."""
    page.counts = CountsPage(
        desk,
        window.jobs,
        bench=_bench(window),
        live=live,
        lives=lambda: page.logs.lives,
        logs=lambda: page.logs.logs,
        parent=page.tabs.room,
    )
    page.add(COUNTS_TAB, page.counts)
    for one in (page.logs, page.counts):
        one.said.connect(window.say)
        one.recordWanted.connect(window.go_to)
    window.stack.addWidget(page)
    return page


def _bench(window: Frame) -> Callable[[], Workbench | None]:
    return lambda: None if window.review is None else window.review.bench
