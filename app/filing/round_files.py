"""Reports of a proof round as files; each file that is written is an entry in the ledger."""

from collections.abc import Mapping, Sequence
from pathlib import Path

from app.filing.recorded_file import write_with_entry
from app.reports.gaiji_proof import gaiji_report_pdf
from app.reports.round_sheet import RoundReport, round_pdf, round_report, round_xlsx
from app.sheet.fonts import FontFile
from app.signoff.book import Book, Session
from app.signoff.checksheet import CheckSheet
from app.signoff.ledger import Head
from app.signoff.signed import Part


def export_result(
    book: Book,
    session: Session,
    round_id: str,
    path: Path,
    sheet: CheckSheet,
    live: Sequence[Part] | None = None,
) -> Path:
    """Write the result sheet: an Excel book if ``path`` ends with ``.xlsx``, else PDF.

    It tells the newest state of the ledger. ``KenpanError``: ``report.blind`` for somebody who must not see the
    results yet (:func:`app.reports.round_sheet.round_report`), and those of
    :func:`app.filing.recorded_file.write_with_entry`.
    """
    view = _view(book, session, round_id, sheet, live)
    as_book = path.suffix.lower() == ".xlsx"
    content = round_xlsx(view) if as_book else round_pdf(view)
    return write_with_entry(book, session, "round.xlsx" if as_book else "round.pdf", path, content)


def export_gaiji(
    book: Book,
    session: Session,
    round_id: str,
    path: Path,
    sheet: CheckSheet,
    font: FontFile | None,
    used: Mapping[int, int],
    live: Sequence[Part] | None = None,
    unread: Sequence[str] = (),
) -> Path:
    """Write the print of all 外字, bound to the round; ``used`` counts the uses of each code in the data, as far as
    files are not ``unread``.

    Refused like :func:`export_result`, and with ``font.unreadable``.
    """
    content = gaiji_report_pdf(_view(book, session, round_id, sheet, live), font, used, unread)
    return write_with_entry(book, session, "round.gaiji", path, content)


def _view(book: Book, session: Session, round_id: str, sheet: CheckSheet, live: Sequence[Part] | None) -> RoundReport:
    state = book.refresh()
    head = Head(state.count, state.head, state.time)
    return round_report(state, round_id, sheet, head, live=live, viewer=session.account)
