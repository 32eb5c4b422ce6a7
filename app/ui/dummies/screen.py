"""ダミー in the window: the one place that knows both."""

from collections.abc import Callable

from app.proof.scanner import Scanner
from app.signoff.live_parts import Live
from app.ui.dummies.dummies_page import DummiesPage
from app.ui.shell.desk import Desk
from app.ui.shell.frame import Frame


def make_dummies(window: Frame, desk: Desk, live: Callable[[], Live], scanner: Scanner) -> DummiesPage:
    """The page, with the window's open medium."""
    page = DummiesPage(
        desk,
        window.jobs,
        bench=lambda: None if window.review is None else window.review.bench,
        live=live,
        scanner=scanner,
        parent=window.stack,
    )
    page.said.connect(window.say)
    window.stack.addWidget(page)
    return page
