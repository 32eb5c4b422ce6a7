"""A session for a batch of commands, from ``kenpan login`` to ``kenpan logout``."""

from contextlib import suppress
from datetime import datetime
from typing import NamedTuple

from app.errors import KenpanError
from app.signoff.batch import DEFAULT_MINUTES, close_batch, open_batch, resume
from app.signoff.book import Book, Session
from app.workstation.known_ledger import ledger_id
from app.workstation.session_file import KeptSession, forget_session, keep_session, kept_session, ready_to_keep


class Begun(NamedTuple):
    """Who opened it and until when (local time). ``in_memory``: no disk keeps its key."""

    name: str
    login: str
    until: datetime
    in_memory: bool


def begin(book: Book, login: str, password: str, code: str, minutes: int | None = None) -> Begun:
    """Open a session and keep its key. ``KenpanError``: those of :func:`app.signoff.batch.open_batch`,
    :func:`app.workstation.session_file.keep_session`; a session whose key cannot be kept is closed again.
    """
    ready_to_keep()
    batch = open_batch(book, login, password, code, DEFAULT_MINUTES if minutes is None else minutes)
    try:
        in_memory = keep_session(KeptSession(ledger_id(book), batch))
    except KenpanError:
        session = resume(book, batch)
        if session is not None:
            close_batch(book, session)
        raise
    account = book.state.accounts[batch.account]
    until = datetime.fromisoformat(batch.expires).astimezone()
    return Begun(account.name, account.login, until, in_memory)


def current(book: Book) -> Session | None:
    """The session that is open, if one is; the key of one that is over is thrown away.

    ``KenpanError`` as :func:`app.workstation.session_file.kept_session`.
    """
    kept = kept_session()
    if kept is None or kept.ledger != ledger_id(book):
        return None
    session = resume(book, kept.batch)
    if session is None:
        with suppress(KenpanError):
            forget_session()
    return session


def end(book: Book) -> bool:
    """Close the session that is open, and throw its key away; whether there was one.

    ``KenpanError`` as :func:`current`, :func:`app.signoff.batch.close_batch`.
    """
    session = current(book)
    if session is not None:
        close_batch(book, session)
        forget_session()
    return session is not None
