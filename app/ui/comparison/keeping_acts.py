"""What was looked at and decided is kept in the month's store, and comes back with the same result."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from PySide6.QtCore import QObject, QTimer

from app.errors import KenpanError
from app.month.printed.in_hand import Compared
from app.signoff.model import Month
from app.ui.comparison.difference_list import DifferenceList
from app.ui.shell.desk import Desk

if TYPE_CHECKING:
    from app.month.printed.kept_captures import KeptCaptures
    from app.month.printed.kept_work import KeptWork
    from app.sheet.measured_form import Zone

_PAUSE_MS = 1500
"""After the last tick: to seal the store takes a moment."""
_NO_STORE = "保管庫のない月です。見た印・決定・除外域は、媒体を閉じると消えます（工程で作れます）。"


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
        work, name, captures = work_of(one), month.id, one.of_captures
        self._desk.run_with(
            lambda book, session: keep(book, session, stores(), name, work, of_captures=captures),
            self._was_kept,
            self._not_kept,
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
            lambda book, session: kept(book, session, stores(), name, of_captures=one.of_captures),
            lambda work: self._go_on(one, work),
            self._not_fetched,
        )

    def with_zones(self, go_on: Callable[[tuple[Zone, ...]], None]) -> None:
        """Go on with the zones that the month has kept, once they are known."""
        from app.month.printed.kept_zones import kept_zones

        if not self.may_keep:
            go_on(())
            return
        self._in_store(kept_zones, go_on)

    def keep_zone(self, zone: Zone) -> None:
        """The month has one zone more."""
        from app.month.printed.kept_zones import add_zone

        self._in_store(lambda book, session, root, month: add_zone(book, session, root, month, zone), self._was_kept)

    def drop_zone(self, name: str) -> None:
        """The month has one zone less."""
        from app.month.printed.kept_zones import remove_zone

        def told(gone: bool) -> None:
            if not gone:
                self.said.emit("様式に付いている除外域は、次に照合を始めるとまた入ります。")

        self._in_store(lambda book, session, root, month: remove_zone(book, session, root, month, name), told)

    def keep_result(self, one: Compared, first: int | None, last: int | None) -> None:
        """Captures are judged once: the month keeps what was found."""
        from app.month.printed.kept_captures import keep_captures, kept_of

        if one.of_captures:
            kept = kept_of(one, first, last)
            self._in_store(lambda book, session, root, month: keep_captures(book, session, root, month, kept))

    def fetch_captures(self, go_on: Callable[[KeptCaptures], None]) -> None:
        """Go on with the captures that the month has kept."""
        from app.month.printed.kept_captures import kept_captures

        if self.may_keep:
            self._in_store(kept_captures, go_on)

    @property
    def may_keep(self) -> bool:
        """Whether there is a month that could keep something, and a person who may."""
        return self.month is not None and self.stores is not None and self._desk.session is not None

    def _in_store(self, work: Callable[..., Any], done: Callable[[Any], None] = lambda _told: None) -> None:
        """``work(book, session, root, month)`` with the month's store, off this thread."""
        month, stores = self.month, self.stores
        if month is None or stores is None or self._desk.session is None:
            done(False)
            return
        name = month.id
        self._desk.run_with(lambda book, session: work(book, session, stores(), name), done, self._not_kept)

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
        self.said.emit(
            f"前回の続きです（見た違い {len(review.seen):,} 件、決めたまとまり {len(review.rulings):,} 組）。"
        )
