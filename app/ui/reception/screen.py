"""受入 in the window: the one place that knows both."""

from collections.abc import Callable

from app.signoff.live_parts import Live
from app.ui.reception.reception_page import ReceptionPage
from app.ui.shell.desk import Desk
from app.ui.shell.frame import Frame
from app.workstation.settings import Settings


def make_reception(window: Frame, desk: Desk, settings: Settings, live: Callable[[], Live]) -> ReceptionPage:
    """The page, with the window's open medium, its check and its way to write files out."""
    page = ReceptionPage(
        desk,
        window.jobs,
        bench=lambda: None if window.review is None else window.review.bench,
        checked=lambda: window.findings.result,
        live=live,
        writer=window.writer,
        contractor=settings.contractor,
        parent=window.stack,
    )
    page.compareWanted.connect(window.compare_media)
    page.said.connect(window.say)
    window.stack.addWidget(page)
    return page
