"""Histories of rights and access as files, and the inspector's monthly analysis of who came in, signed by the hash of
what was written; each file that is written is an entry in the ledger.
"""

import hashlib
from pathlib import Path

from app.filing.practice_mark import as_it_leaves
from app.filing.recorded_file import write_with_entry
from app.reports.access_analysis import Analysis, analyse, analysis_pdf, analysis_xlsx
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


def analysis_of(book: Book, period: str) -> Analysis:
    """A month (``2026-11``) as the ledger has it now. ``KenpanError`` ``report.period``."""
    book.refresh()
    return analyse(book.history(), book.state.accounts, period)


def export_analysis(book: Book, session: Session, path: Path, period: str) -> str:
    """Write it out, an Excel book if ``path`` ends with ``.xlsx``, else PDF; its SHA-256, to be signed.

    ``KenpanError`` as :func:`analysis_of` and :func:`app.filing.recorded_file.write_with_entry`.
    """
    told, state = analysis_of(book, period), book.state
    head = Head(state.count, state.head, state.time)
    content = analysis_xlsx(told, head) if _is_book(path) else analysis_pdf(told, head)
    content = as_it_leaves(book, content)
    write_with_entry(book, session, "analysis", path, content)
    return hashlib.sha256(content).hexdigest()


def _head(book: Book) -> Head:
    state = book.refresh()
    return Head(state.count, state.head, state.time)


def _is_book(path: Path) -> bool:
    return path.suffix.lower() == ".xlsx"
