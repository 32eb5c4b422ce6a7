"""Text in the file that is listed: by an index, once there is one."""

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QObject, QTimer

from app.month.looking.search import search
from app.month.looking.search_index import SearchIndex
from app.month.looking.workbench import Workbench
from app.progress import Progress
from app.records.notice_file import NoticeFile
from app.records.text import to_text
from app.ui.shell.workers import Jobs

INDEX_JOB = "review.index"
FROM_RECORDS = 20_000
"""A smaller file is searched through while a key goes down."""
_AFTER_MS = 1_500
"""Whoever walks through the files waits for none of their indexes."""


class Finder(QObject):
    """Of one open volume. Only the file listed last has an index: it needs a sixth of the file's memory."""

    def __init__(self, bench: Callable[[], Workbench], jobs: Jobs, parent: QObject) -> None:
        super().__init__(parent)
        self._bench, self._jobs = bench, jobs
        self._listed: str | None = None
        self._index: tuple[str, SearchIndex] | None = None
        self._rest = QTimer(self, singleShot=True, interval=_AFTER_MS)
        self._rest.timeout.connect(self.make_index)

    def prepare(self, file: str | None) -> None:
        """This file is listed now; its index is made when it is still so a moment later."""
        if file == self._listed:
            return
        self._listed, self._index = file, None
        self._jobs.cancel(INDEX_JOB)
        notices = None if file is None else self._bench().notices.get(file)
        if notices is not None and len(notices) >= FROM_RECORDS:
            self._rest.start()
        else:
            self._rest.stop()

    def make_index(self) -> None:
        """Now, aside."""
        file = self._listed
        if file is not None:
            notices = self._bench().notices[file]
            self._jobs.start(
                _indexed,
                notices,
                on_done=lambda made: self._keep(file, made),
                on_error=lambda _error: None,  # without it, searching takes longer
                key=INDEX_JOB,
            )

    @property
    def ready(self) -> bool:
        """Whether the file listed has its index."""
        return self._index is not None

    def _keep(self, file: str, made: SearchIndex) -> None:
        self._index = (file, made)

    def search(self, file: str, text: str, progress: Progress) -> NDArray[np.int64]:
        """The records of a file that hold a text; runs in a thread."""
        bench, index = self._bench(), self._index
        if index is not None and index[0] == file:
            return index[1].search(text, progress)
        if file in bench.notices:
            return search(bench.notices[file], text, progress)
        lines = enumerate(bench.counts[file].lines)
        return np.array([place for place, line in lines if text in to_text(line.raw)], dtype=np.int64)


def _indexed(notices: NoticeFile, progress: Progress) -> SearchIndex:
    return SearchIndex(notices, progress)
