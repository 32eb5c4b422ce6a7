"""What the next key will show, made while nobody waits: the notice beside the one looked at, as pictures."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import QObject, QTimer

from app.month.looking.workbench import Workbench
from app.ui.review.page_view import PageView
from app.ui.review.selection import NO_RECORD, Selection

_AFTER_MS = 45
"""Longer than a key that is held down waits to come again, from when what it asked for is on screen."""


class Ahead(QObject):
    """Of one open volume: goes the way that the last step went, or where whoever leads through it goes next."""

    def __init__(self, bench: Callable[[], Workbench], pages: Sequence[PageView], selection: Selection) -> None:
        super().__init__(selection)
        self._bench, self._pages, self._selection = bench, pages, selection
        self._before, self._step = NO_RECORD, 1
        self._next: tuple[str, int] | None = None
        self._rest = QTimer(self, singleShot=True, interval=_AFTER_MS)
        self._rest.timeout.connect(self.make)
        self._seen = QTimer(self, singleShot=True, interval=0)  # painting comes before it
        self._seen.timeout.connect(self._rest.start)
        selection.recordChanged.connect(self._moved)

    def _moved(self, _file: str, record: int) -> None:
        self._step = -1 if record < self._before else 1
        self._before, self._next = record, None
        self._rest.stop()
        if record == NO_RECORD:
            self._seen.stop()
        else:
            self._seen.start()

    def expect(self, file: str, record: int) -> None:
        """The next key leads to this record."""
        self._next = file, record

    def make(self) -> None:
        """Now: the notice that is expected, else of the next two records the first whose notice is another one."""
        bench, file, here = self._bench(), self._selection.file, self._selection.record
        shown = bench.print_ahead(file, here)
        beside = [(file, here + step * self._step) for step in (1, 2)]
        for place in beside if self._next is None else [self._next]:
            sheet = bench.print_ahead(*place)
            if sheet is not None and sheet is not shown:
                for page in self._pages:
                    page.prepare(sheet)
                return
