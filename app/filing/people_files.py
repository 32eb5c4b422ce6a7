"""Histories of rights and access as files; each file that is written is an entry in the ledger."""

from pathlib import Path

from app.filing.recorded_file import write_with_entry
from app.reports.access_log import Period, access_pdf, access_xlsx
from app.reports.rights_history import rights_pdf, rights_xlsx
from app.signoff.book import Book, Session
from app.signoff.ledger import Head


def export_rights(book: Book, session: Session, path: Path) -> Path:
    """Who got, lost or changed which right: an Excel book if ``path`` ends with ``.xlsx``, else PDF.

    ``KenpanError`` as :func:`app.filing.recorded_file.write_with_entry`.
    """
    entries, head = book.history(), _head(book)
    content = rights_xlsx(entries, head) if _is_book(path) else rights_pdf(entries, head)
    return write_with_entry(book, session, "rights", path, content)


def export_access(book: Book, session: Session, path: Path, period: Period) -> Path:
    """Who logged in, opened media and wrote files out in a period; ``KenpanError`` ``report.period`` besides."""
    entries, head = book.history(), _head(book)
    accounts = book.state.accounts
    make = access_xlsx if _is_book(path) else access_pdf
    return write_with_entry(book, session, "access", path, make(entries, accounts, period, head))


def _head(book: Book) -> Head:
    state = book.refresh()
    return Head(state.count, state.head, state.time)


def _is_book(path: Path) -> bool:
    return path.suffix.lower() == ".xlsx"
