"""The window on a ledger, with hands at it."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from PySide6.QtCore import QCoreApplication, QEvent

from app.signoff.book import open_book
from app.training.practice import CONTRACTOR
from app.ui.rounds import scan_field
from app.ui.shell.window import MainWindow
from app.workstation.settings import Settings
from tests.patience import PATIENCE_MS
from tests.ui.at_hand import (
    CHEAP,
    HOLD_MS,
    Clock,
)
from tests.ui.driving import Hands
from tests.ui.waiting import until


@contextmanager
def at_work(database: Path, clock: Clock, settings: Settings | None = None) -> Iterator[Hands]:
    """The window on a ledger, shown; afterwards nothing of it is left."""
    book = open_book(f"sqlite:///{database}", clock, CHEAP)
    window = MainWindow(settings or Settings(contractor=CONTRACTOR), book)
    window.resize(1366, 720)  # a small screen: half as much to paint
    kept, scan_field.HOLD_MS = scan_field.HOLD_MS, HOLD_MS
    try:
        window.show()
        window.activateWindow()
        until(window.isActiveWindow, "the window is active")
        yield Hands(window, clock)
    finally:
        scan_field.HOLD_MS = kept
        if window.signoff.desk.session is not None:
            window.signoff.desk._end()
        window.close()
        assert window.jobs.drain(PATIENCE_MS)
        QCoreApplication.processEvents()
        window.deleteLater()
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
        book.engine.dispose()
