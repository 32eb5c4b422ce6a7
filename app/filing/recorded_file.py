"""Files that leave through the ledger: the entry first, so that none leaves without one."""

import hashlib
from pathlib import Path

from app.errors import KenpanError
from app.filing.practice_mark import as_it_leaves
from app.filing.safe_write import write_safely
from app.shown import shown
from app.signoff.book import Book, Session
from app.signoff.ledger import Draft

_LOG = "log"
"""A log leaves as it was brought."""


def write_with_entry(book: Book, session: Session, kind: str, path: Path, content: bytes) -> Path:
    """Make the ``export.made`` of a file, marked where it comes from practice, then write it. What stood there stays
    until the new file is whole.

    ``KenpanError``: those of :meth:`app.signoff.book.Book.sign`, and no file is written; those of
    :func:`app.filing.safe_write.write_safely`, saying that the entry stands although there is no file.
    """
    content = content if kind == _LOG else as_it_leaves(book, content)
    digest = hashlib.sha256(content).hexdigest()
    data = {"kind": kind, "name": ledger_name(path), "size": len(content), "sha256": digest}
    book.sign(session.signer, lambda _state, _by: Draft("export.made", data))
    try:
        return write_safely(path, content)
    except KenpanError as error:
        what = f"{error.what}台帳に書き出しの記録がありますが、ファイルは書き出していません。"
        raise KenpanError(error.code, what, error.next_step, file=error.file, place=error.place) from error


def ledger_name(path: Path) -> str:
    """A file name as it may stand in the ledger: what cannot be seen, or is no text, as its code."""
    return shown(path.name)
