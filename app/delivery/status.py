"""How deliveries stand, as a workbook with the history of what was done by whom."""

from collections.abc import Sequence
from pathlib import Path

from app.delivery.fund import StatusRow
from app.filing.recorded_file import write_with_entry
from app.reports.delivery_papers import status_book
from app.reports.signs import local_time
from app.signoff.book import Book, Session


def status_file(book: Book, session: Session, rows: Sequence[StatusRow], path: Path) -> Path:
    """配信状況一覧 (xlsx), through the ledger."""
    told, history = [], []
    for row in rows:
        package = row.package
        got = package.receipts[-1] if package is not None and package.receipts else None
        issued = 0 if package is None else len(package.issues)
        who, at = ("", "") if got is None else (got.name, local_time(got.at))
        told.append((row.period, row.establishment, row.name, row.documents, row.state, issued, who, at))
        history += [(sign.time, row.establishment, what, sign.name) for what, sign in row.signs]
    lines = [(local_time(time), *rest) for time, *rest in sorted(history)]
    content = status_book(told, lines, book.clock())
    return write_with_entry(book, session, "delivery.status", path, content)
