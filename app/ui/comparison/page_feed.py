"""Pages of a comparison, drawn ahead: the next differences are ready before somebody asks for them."""

from collections import OrderedDict
from collections.abc import Sequence

from PySide6.QtCore import QObject, Signal

from app.errors import KenpanError
from app.proof.compared.source import Shower, ShownPair
from app.proof.printed.model import Notice
from app.ui.shell.workers import Jobs

PAGE_JOB, AHEAD_JOB = "comparison.page", "comparison.ahead"
_KEPT = 6
Wanted = tuple[int, Notice | None]
"""A page and whose paper it is where nothing on it says so."""


class PageFeed(QObject):
    """``ready(number, pair)``: a page that was wanted; ``failed(number, error)``."""

    ready = Signal(int, object)
    failed = Signal(int, object)

    def __init__(self, jobs: Jobs, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._jobs = jobs
        self.source: Shower | None = None
        """Where pages come from; :meth:`use` changes it."""
        self._kept: OrderedDict[int, ShownPair] = OrderedDict()
        self._wanted = -1
        self._ahead: list[Wanted] = []

    def use(self, source: Shower | None) -> None:
        """Pages of another comparison, or of none; the child of the one before is ended at once."""
        for key in (PAGE_JOB, AHEAD_JOB):
            self._jobs.cancel(key)
        old, self.source = self.source, source
        self._kept.clear()
        self._wanted, self._ahead = -1, []
        if old is not None:
            old.close()

    def want(self, number: int, hint: Notice | None, ahead: Sequence[Wanted] = ()) -> None:
        """Show this page, and get these ready."""
        self._wanted = number
        self._ahead = [one for one in ahead if one[0] != number]
        found = self._kept.get(number)
        if found is not None:
            self._kept.move_to_end(number)
            self._jobs.cancel(PAGE_JOB)
            self.ready.emit(number, found)
            self._go_ahead()
        elif self.source is not None:
            self._jobs.cancel(AHEAD_JOB)
            self._start(PAGE_JOB, number, hint)

    def has(self, number: int) -> bool:
        """Whether a page is ready."""
        return number in self._kept

    def _start(self, key: str, number: int, hint: Notice | None) -> None:
        source = self.source
        assert source is not None

        def done(pair: ShownPair) -> None:
            if source is not self.source:
                return
            self._kept[number] = pair
            while len(self._kept) > _KEPT:
                self._kept.popitem(last=False)
            if number == self._wanted and key == PAGE_JOB:
                self.ready.emit(number, pair)
            self._go_ahead()

        def failed(error: KenpanError) -> None:
            if source is self.source and key == PAGE_JOB:
                self.failed.emit(number, error)

        self._jobs.start(lambda progress: source.shown(number, hint), on_done=done, on_error=failed, key=key)

    def _go_ahead(self) -> None:
        if self.source is None or self._jobs.running(AHEAD_JOB) or self._jobs.running(PAGE_JOB):
            return
        while self._ahead:
            number, hint = self._ahead.pop(0)
            if number not in self._kept:
                self._start(AHEAD_JOB, number, hint)
                return
