"""照合 in the window: the one place that knows both."""

from collections.abc import Callable
from pathlib import Path

from app.signoff.live_parts import Live
from app.ui.comparison.comparison_page import ComparisonPage
from app.ui.shell.desk import Desk
from app.ui.shell.frame import Frame


def make_comparison(window: Frame, desk: Desk, live: Callable[[], Live], stores: Callable[[], Path]) -> ComparisonPage:
    """The page, with the window's open medium and its way to write files out."""
    page = ComparisonPage(
        desk,
        window.jobs,
        bench=lambda: None if window.review is None else window.review.bench,
        live=live,
        writer=window.writer,
        stores=stores,
        parent=window.stack,
    )
    page.said.connect(window.say)
    page.mediumWanted.connect(window.choose_medium)
    page.recordWanted.connect(window.go_to)
    window.stack.addWidget(page)
    return page
