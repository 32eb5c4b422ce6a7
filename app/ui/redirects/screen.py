"""別送引抜 in the window: the one place that knows both."""

from collections.abc import Callable
from pathlib import Path

from app.ui.redirects.redirects_page import RedirectsPage
from app.ui.shell.desk import Desk
from app.ui.shell.frame import Frame


def make_redirects(window: Frame, desk: Desk, stores: Callable[[], Path]) -> RedirectsPage:
    """The page, with the window's open medium."""
    page = RedirectsPage(
        desk,
        window.jobs,
        bench=lambda: None if window.review is None else window.review.bench,
        stores=stores,
        parent=window.stack,
    )
    page.said.connect(window.say)
    page.recordWanted.connect(window.go_to)
    page.carried.connect(window.show_volume)
    window.stack.addWidget(page)
    return page
