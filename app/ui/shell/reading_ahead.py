"""What is read while nobody waits: otherwise whoever opens a screen first waits for all of its code, and whoever walks
through records for the names of all towns.
"""

import gc
from collections.abc import Callable
from importlib import import_module
from threading import Event, Thread
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer

from app.ui.shell.workers import Jobs

if TYPE_CHECKING:
    from app.month.looking.workbench import Workbench

_TOWNS_JOB = "window.towns"
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


def read_ahead(window: QObject) -> Callable[[], None]:
    """In a thread of its own, once the window has come up; what it gives ends it, with the page in hand at the latest:
    nothing may still be read while the program goes.
    """
    ended = Event()
    thread = Thread(target=read_pages, args=(import_module, ended.is_set), name="pages", daemon=True)
    QTimer.singleShot(_AFTER_MS, window, thread.start)

    def end() -> None:
        ended.set()
        if thread.is_alive():
            thread.join()

    return end


def read_pages(read: Callable[[str], object], ended: Callable[[], bool] = bool) -> None:
    """All of them, one after the other."""
    for page in PAGES:
        if ended():
            return
        read(f"app.ui.{page}")


def leave_alone(bench: "Workbench", jobs: Jobs) -> None:
    """Of an open volume: what stays for its whole life is not gone through any more between two key presses, and the
    dictionary knows all towns before an address asks for them.
    """
    gc.collect()
    gc.freeze()
    postal = bench.equipment.postal
    jobs.start(lambda progress: postal.read_towns(), on_done=_done, on_error=_done, key=_TOWNS_JOB)


def _done(_told: object) -> None:
    """A dictionary that cannot be read is told of by whoever needs it."""
