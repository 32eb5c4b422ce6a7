"""配信 in the window."""

from app.delivery.store import delivery_root
from app.ui.delivery.delivery_page import DeliveryPage
from app.ui.shell.desk import Desk
from app.ui.shell.frame import Frame
from app.workstation.settings import Settings


def make_delivery(window: Frame, desk: Desk, settings: Settings) -> DeliveryPage:
    """The page in the window's stack; its store lies beside the ledger's database."""
    page = DeliveryPage(desk, window.jobs, lambda: delivery_root(desk.book, settings), window.stack)
    page.said.connect(window.say)
    window.stack.addWidget(page)
    return page
