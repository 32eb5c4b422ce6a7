"""The result sheet of a month's dummies as a file; each file that is written is an entry in the ledger."""

from pathlib import Path

from app.filing.recorded_file import write_with_entry
from app.reports.dummy_sheet import dummies_pdf, dummies_xlsx, dummy_report
from app.signoff.book import Book, Session
from app.signoff.checksheet import CheckSheet
from app.signoff.ledger import Head


def export_dummies(book: Book, session: Session, month: str, path: Path, sheet: CheckSheet) -> Path:
    """Write the result sheet: an Excel book if ``path`` ends with ``.xlsx``, else PDF. It tells the newest state.

    ``KenpanError``: ``dummies.no_list``, and those of :func:`app.filing.recorded_file.write_with_entry`.
    """
    state = book.refresh()
    today = book.clock()
    view = dummy_report(state, month, sheet, Head(state.count, state.head, state.time), today)
    as_book = path.suffix.lower() == ".xlsx"
    content = dummies_xlsx(view) if as_book else dummies_pdf(view)
    return write_with_entry(book, session, "dummies.xlsx" if as_book else "dummies.pdf", path, content)
