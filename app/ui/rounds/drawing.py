"""The pieces that a lead has to look at are drawn when the first one who may decide has the signed round on screen."""

from PySide6.QtWidgets import QWidget

from app.signoff.drawing import draw
from app.signoff.model import Round
from app.signoff.two_persons import involved
from app.ui.shell.desk import Desk


def draw_for(desk: Desk, one: Round, page: QWidget) -> None:
    """Ask for it, if this is such a person and ``page`` is what they see; ``desk.stateChanged`` tells the outcome."""
    account = desk.account
    is_due = one.state == "signed" and not one.to_confirm and page.isVisible() and not desk.is_locked
    if is_due and account is not None and desk.may("round.drawn") and account.id not in involved(one):
        desk.run(lambda state, by: draw(state, by, one.id))
