"""Pages that nobody sees follow what happened one after the other, each in a turn of its own: together they would keep
a key waiting, the more of them there are.
"""

from collections.abc import Callable

from PySide6.QtCore import QCoreApplication, QObject, QTimerEvent
from PySide6.QtWidgets import QWidget
from shiboken6 import isValid

_NEXT_MS = 1
"""With nothing in between, all of them would have the same turn."""


class _Later(QObject):
    """The pages that still have to, in the order in which they were told."""

    def __init__(self) -> None:
        super().__init__(QCoreApplication.instance())
        self._waiting: dict[int, tuple[QWidget, Callable[[], None]]] = {}
        self._clock = 0

    def add(self, page: QWidget, renew: Callable[[], None]) -> None:
        self._waiting[id(page)] = page, renew
        if not self._clock:
            self._clock = self.startTimer(_NEXT_MS)

    def timerEvent(self, event: QTimerEvent) -> None:
        self.turn()

    def turn(self) -> None:
        """The one that waits longest."""
        page, renew = self._waiting.pop(next(iter(self._waiting)))
        if not self._waiting:
            self.killTimer(self._clock)
            self._clock = 0
        if isValid(page):
            renew()


_later: list[_Later] = []


def soon(page: QWidget, renew: Callable[[], None]) -> Callable[[], None]:
    """What is called instead of ``renew``: at once where the page is seen, else as soon as nothing else waits."""

    def called() -> None:
        if page.parentWidget() is None or page.isVisibleTo(page.window()):
            renew()
            return
        if not _later or not isValid(_later[0]):
            _later[:] = [_Later()]
        _later[0].add(page, renew)

    return called
