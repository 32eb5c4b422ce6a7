"""Modules of the screens, read while nobody waits: otherwise whoever opens a screen first waits for all of its code."""

from collections.abc import Callable
from importlib import import_module
from threading import Thread

from PySide6.QtCore import QObject, QTimer

_AFTER_MS = 1500
"""The window stands and takes keys by then."""
PAGES = (
    "today.today_page",
    "board.board_page",
    "review.review_page",
    "findings.findings_page",
    "rounds.round_page",
    "rounds.piece_panel",
    "comparison.comparison_page",
    "dummies.dummies_page",
    "redirects.redirects_page",
    "tally.tally_page",
    "papers.papers_page",
    "incidents.incidents_page",
    "reception.reception_page",
    "delivery.delivery_page",
    "lessons.lessons_page",
    "ledger.ledger_page",
    "people.people_page",
)


def read_ahead(window: QObject) -> None:
    """In a thread of its own, once the window has come up; a program that ends does not wait for it."""
    QTimer.singleShot(_AFTER_MS, window, _begin)


def _begin() -> None:
    Thread(target=read_pages, name="pages", daemon=True).start()


def read_pages(read: Callable[[str], object] = import_module) -> None:
    """All of them, one after the other."""
    for page in PAGES:
        read(f"app.ui.{page}")
