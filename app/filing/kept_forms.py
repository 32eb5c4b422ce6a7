"""Measured forms that were approved: their bytes in the database, their hash in the ledger, both or neither."""

import hashlib

from app.errors import KenpanError
from app.signoff.book import Act, Book, Session
from app.signoff.ledger import Entry
from app.signoff.reference import Reference
from app.store.database import reading, writing
from app.store.rows import keep_attachment, load_attachment


def kept_as(content: bytes) -> str:
    """By which hash these bytes are found again."""
    return hashlib.sha256(content).hexdigest()


def keep_form(book: Book, session: Session, content: bytes, act: Act) -> tuple[Entry, ...]:
    """Keep a form and sign the entry that approves it. ``KenpanError``: whatever ``act`` refuses with, and
    ``store.lost``; nothing is kept then.
    """
    with writing(book.engine) as connection:
        keep_attachment(connection, content)
        entries = book.sign_in(connection, session.signer, act)
    book.refresh()
    return entries


def load_kept(book: Book, reference: Reference) -> bytes:
    """The bytes of an approved form; ``KenpanError`` ``reference.lost`` where there are none, or no longer these."""
    with reading(book.engine) as connection:
        content = load_attachment(connection, reference.kept) if reference.kept else None
    if content is None:
        raise KenpanError(
            "reference.lost",
            "承認された実測様式がデータベースにないか、承認したときのものではありません。",
            "台帳の検証を行ってください。前の版で承認した様式は、測り直して承認してください。",
        )
    return content
