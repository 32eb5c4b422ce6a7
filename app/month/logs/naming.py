"""What people named once of the machines' logs: columns on this workstation, words of a result in the ledger."""

from typing import NamedTuple

from app.lists.logs.reading import Known, Results
from app.month.keeping.month_store import months_root
from app.month.lists.keeping import month_of_medium
from app.month.logs.columns import known_logs
from app.month.looking.workbench import Workbench
from app.signoff.book import Book
from app.signoff.log_standing import results_named
from app.workstation.settings import Settings


class NamedOnce(NamedTuple):
    """Columns of logs by the fingerprint of their headers; words of a result, and whether a piece passed with it."""

    columns: Known
    results: Results

    @property
    def told(self) -> tuple[str, ...]:
        """The words as people read them."""
        return tuple(f"「{word}」{'良品' if passed else '不良'}" for word, passed in sorted(self.results.items()))


def named_once(book: Book | None, settings: Settings, bench: Workbench) -> NamedOnce:
    """As the window reads the logs of the open medium's month; nothing where there is no ledger. ``KenpanError`` as
    :func:`app.month.keeping.month_store.months_root`.
    """
    if book is None:
        return NamedOnce({}, {})
    state = book.refresh()
    return NamedOnce(known_logs(months_root(book, settings)), results_named(state, month_of_medium(state, bench)))
