"""Reports of a proof round as files; each file that is written is an entry in the ledger."""

import hashlib
from collections.abc import Mapping, Sequence
from pathlib import Path

from app.errors import KenpanError
from app.reports.gaiji_proof import gaiji_report_pdf
from app.reports.round_sheet import RoundReport, round_pdf, round_report, round_xlsx
from app.sheet.fonts import FontFile
from app.signoff.book import Book, Session
from app.signoff.checksheet import CheckSheet
from app.signoff.ledger import Draft, Head
from app.signoff.model import Part
from app.store.database import writing
from app.workbench.safe_write import write_safely


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
    results yet (:func:`app.reports.round_sheet.round_report`), and those of :func:`write_with_entry`.
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
) -> Path:
    """Write the print of all 外字, bound to the round; ``used`` counts the uses of each code in the data.

    Refused like :func:`export_result`, and with ``font.unreadable``.
    """
    content = gaiji_report_pdf(_view(book, session, round_id, sheet, live), font, used)
    return write_with_entry(book, session, "round.gaiji", path, content)


def write_with_entry(book: Book, session: Session, kind: str, path: Path, content: bytes) -> Path:
    """Write a file and its ``export.made``: both, or neither.

    ``KenpanError``: those of :func:`app.workbench.safe_write.write_safely`, of :meth:`app.signoff.book.Book.sign` and
    ``store.write``.
    """
    digest = hashlib.sha256(content).hexdigest()
    name = path.name.encode("utf-8", "replace").decode("utf-8")
    draft = Draft("export.made", {"kind": kind, "name": name, "size": len(content), "sha256": digest})
    written = False
    try:
        with writing(book.engine) as connection:
            book.sign_in(connection, session.signer, lambda _state, _by: draft)
            write_safely(path, content)
            written = True
    except KenpanError:
        if written:  # the entry could not be kept at the very end
            path.unlink(missing_ok=True)
        raise
    book.refresh()
    return path


def _view(book: Book, session: Session, round_id: str, sheet: CheckSheet, live: Sequence[Part] | None) -> RoundReport:
    state = book.refresh()
    head = Head(state.count, state.head, state.time)
    return round_report(state, round_id, sheet, head, live=live, viewer=session.account)
