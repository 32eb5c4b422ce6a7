"""What was looked at and decided is kept in the month's store, and comes back with the same result."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from PySide6.QtCore import QObject, QTimer

from app.errors import KenpanError
from app.month.printed.compared import Compared
from app.signoff.model import Month
from app.ui.comparison.difference_list import DifferenceList
from app.ui.shell.desk import Desk

if TYPE_CHECKING:
    from app.month.printed.kept_work import KeptWork

_PAUSE_MS = 1500
"""After the last tick: to seal the store takes a moment."""
_NO_STORE = "この月の保管庫がまだないため、見た印と決定は、媒体を閉じると残りません（工程の画面で作れます）。"


class KeepingActs:
    """A part of the page. ``stores`` says where the months' stores lie, ``None`` where nothing is kept."""

    one: Compared | None
    list: DifferenceList
    stores: Callable[[], Path] | None
    month: Month | None
    said: Any
    _desk: Desk
    _say: Callable[[str], None]
    _tell: Callable[[], None]

    def _wire_keeping(self) -> None:
        self._pause = QTimer(cast(QObject, self), singleShot=True, interval=_PAUSE_MS)
        self._pause.timeout.connect(self.keep)
        self._told_no_store = False
        self._of_month: Month | None = None
        self._asked: Compared | None = None

    def done_something(self) -> None:
        """A tick or a decision: kept soon."""
        self._of_month = self.month
        if self.stores is not None and self._of_month is not None and self._desk.session is not None:
            self._pause.start()

    def keep(self) -> None:
        """Keep what was done, now; not before it is known what was kept, which it would take the place of."""
        from app.month.printed.kept_work import keep, work_of

        self._pause.stop()
        if self._asked is not None and self._asked is self.one:
            self._pause.start()
            return
        one, month, stores = self.one, self._of_month, self.stores
        if one is None or month is None or stores is None or self._desk.session is None:
            return
        work, name = work_of(one), month.id
        self._desk.run_with(
            lambda book, session: keep(book, session, stores(), name, work), self._was_kept, self._not_kept
        )

    def _was_kept(self, there: bool) -> None:
        if not there and not self._told_no_store:
            self._told_no_store = True
            self.said.emit(_NO_STORE)

    def _not_kept(self, error: KenpanError) -> None:
        self._say(str(error))

    def fetch_kept(self) -> None:
        """Ask for what was done with this result before."""
        from app.month.printed.kept_work import kept

        one, month, stores = self.one, self.month, self.stores
        if one is None or not one.result.findings or month is None or stores is None or self._desk.session is None:
            return
        name, self._asked = month.id, one
        self._desk.run_with(
            lambda book, session: kept(book, session, stores(), name),
            lambda work: self._go_on(one, work),
            self._not_fetched,
        )

    def _not_fetched(self, error: KenpanError) -> None:
        self._asked = None
        self._not_kept(error)

    def _go_on(self, one: Compared, work: KeptWork | None) -> None:
        from app.month.printed.kept_work import go_on

        if self.one is not one:
            return
        self._asked = None
        if not go_on(one, work):
            return
        self.list.show_review(one.review)
        self._tell()
        review = one.review
        self.said.emit(f"前回の続きです（見た違い {len(review.seen):,} 件、決めたまとまり {len(review.rulings):,}）。")
