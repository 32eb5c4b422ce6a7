"""別送引抜 in the window: the one place that knows both."""

from collections.abc import Callable
from pathlib import Path

from app.month.looking.workbench import Workbench
from app.proof.scanner import Scanner
from app.signoff.live_parts import Live
from app.ui.redirects.redirects_page import RedirectsPage
from app.ui.shell.desk import Desk
from app.ui.shell.frame import Frame


def make_redirects(
    window: Frame, desk: Desk, stores: Callable[[], Path], live: Callable[[], Live], scanner: Scanner
) -> RedirectsPage:
    """The page, with the window's open medium."""
    page = RedirectsPage(
        desk,
        window.jobs,
        bench=lambda: None if window.review is None else window.review.bench,
        stores=stores,
        live=live,
        scanner=scanner,
        parent=window.stack,
    )
    page.said.connect(window.say)
    page.recordWanted.connect(window.go_to)

    def carry(bench: Workbench) -> None:
        """The medium is opened anew with its lists, and the person stays where they are."""
        month = page.month
        window.show_volume(bench)
        window.signoff.show_redirects("" if month is None else month.id)

    page.carried.connect(carry)
    window.stack.addWidget(page)
    return page
