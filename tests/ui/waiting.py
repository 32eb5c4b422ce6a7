"""Waiting for what a window does, without asking again and again."""

import time
from collections.abc import Callable

from PySide6.QtCore import QCoreApplication, QEvent, QEventLoop, QTimer

from tests.patience import PATIENCE_MS

_LOOK_MS = 5
"""For what comes to be so without any event."""


def until(condition: Callable[[], object], what: str = "", *, timeout: int = PATIENCE_MS) -> None:
    """Let the program work until something is so; it is looked at again whenever something happened. A condition that
    fails an assertion is not so yet.
    """
    end = time.monotonic() + timeout / 1000
    loop, waker = QEventLoop(), QTimer(interval=_LOOK_MS)
    try:
        while not _is_so(condition):
            assert time.monotonic() < end, f"never so: {what or condition}"
            if not waker.isActive():
                waker.start()
            loop.processEvents(QEventLoop.ProcessEventsFlag.WaitForMoreEvents)
            QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    finally:
        waker.stop()


def _is_so(condition: Callable[[], object]) -> bool:
    try:
        return bool(condition())
    except AssertionError:
        return False
