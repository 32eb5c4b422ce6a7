"""様式の測定 in the window: the one place that knows both."""

from app.ui.learning.learning_page import LearningPage
from app.ui.shell.desk import Desk
from app.ui.shell.frame import Frame


def make_learning(window: Frame, desk: Desk) -> LearningPage:
    """The page, with the window's open medium and its way to write files out."""
    page = LearningPage(
        desk,
        window.jobs,
        bench=lambda: None if window.review is None else window.review.bench,
        writer=window.writer,
        parent=window.stack,
    )
    page.said.connect(window.say)
    window.stack.addWidget(page)
    return page
