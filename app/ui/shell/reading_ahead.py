"""What is read while nobody waits: otherwise whoever opens a screen first waits for all of its code, and whoever walks
through records for the names of all towns.
"""

import gc
from collections.abc import Callable
from importlib import import_module
from threading import Event, Thread
from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer

from app.ui.shell.building_ahead import BuildingAhead
from app.ui.shell.workers import Jobs

if TYPE_CHECKING:
    from app.month.looking.workbench import Workbench
    from app.ui.shell.window import MainWindow

_TOWNS_JOB = "window.towns"
_AFTER_MS = 1500
"""The window stands and takes keys by then."""
PAGES = (
    "today.today_page",
    "board.board_page",
    "board.choose_page",
    "review.review_page",
    "findings.findings_page",
    "rounds.round_page",
    "rounds.piece_panel",
    "rounds.approval_page",
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
_HOLIDAYS = ("holidays.countries.japan",)
"""Hundreds of modules, for the first date that is shown."""


def read_ahead(window: "MainWindow") -> Callable[[], None]:
    """In a thread of its own, once the window has come up, and then the screens themselves, between two keys; what it
    gives ends the reading, with the page in hand at the latest: nothing may still be read while the program goes.
    """
    put_aside()
    ended = Event()
    thread = Thread(target=read_pages, args=(import_module, ended.is_set), name="pages", daemon=True)
    QTimer.singleShot(_AFTER_MS, window, thread.start)
    BuildingAhead(window, lambda: thread.ident is not None and not thread.is_alive(), put_aside)

    def end() -> None:
        ended.set()
        if thread.is_alive():
            thread.join()

    return end


def read_pages(read: Callable[[str], object], ended: Callable[[], bool] = bool) -> None:
    """All of them, one after the other, and what they read only when they first need it."""
    for name in (*(f"app.ui.{page}" for page in PAGES), *_HOLIDAYS):
        if ended():
            return
        read(name)


def put_aside() -> None:
    """What the program itself is made of is never gone through again when garbage is looked for: that takes a quarter
    of a second. Only before a medium was opened: what is put aside stays, and of a medium nothing may.
    """
    gc.freeze()


def leave_alone(bench: "Workbench", jobs: Jobs) -> None:
    """Of an open volume: its garbage is looked for before the next key, not between two, and the dictionary knows all
    towns before an address asks for them.
    """
    gc.collect()
    postal = bench.equipment.postal
    jobs.start(lambda progress: postal.read_towns(), on_done=_done, on_error=_done, key=_TOWNS_JOB)


def _done(_told: object) -> None:
    """A dictionary that cannot be read is told of by whoever needs it."""
