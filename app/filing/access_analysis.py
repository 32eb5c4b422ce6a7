"""The inspector's monthly analysis of who came in: looked at, written out, signed by the hash of what was written."""

import hashlib
from pathlib import Path

from app.filing.practice_mark import as_it_leaves
from app.filing.recorded_file import write_with_entry
from app.reports.access_analysis import Analysis, analyse, analysis_pdf, analysis_xlsx
from app.signoff.book import Book, Session
from app.signoff.ledger import Head


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
    content = analysis_xlsx(told, head) if path.suffix.lower() == ".xlsx" else analysis_pdf(told, head)
    content = as_it_leaves(book, content)
    write_with_entry(book, session, "analysis", path, content)
    return hashlib.sha256(content).hexdigest()
