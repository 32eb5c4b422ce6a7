"""A session for a batch of commands: a key of its own, good for minutes, and only for opening media and writing files.

Its holder need not type a password for each command; the person's own key stays wrapped. What it may sign says the
table of kinds. A person has one session at a time. It ends with its time, with another one, with a new password, key or
right, and when the account is stopped.
"""

from dataclasses import dataclass, field
from datetime import timedelta

from app.errors import KenpanError
from app.signoff.book import Book, Session
from app.signoff.ledger import Draft, written
from app.signoff.login import enter
from app.signoff.people_rules import LONGEST_SESSION
from app.signoff.signing_key import batch_key, new_seed

DEFAULT_MINUTES = 30
MOST_MINUTES = int(LONGEST_SESSION.total_seconds()) // 60


@dataclass(frozen=True, slots=True)
class OpenBatch:
    """What brings a session back: ``seed`` (64 hex digits) is that of its key. ``expires`` as entries write times."""

    account: str
    seed: str = field(repr=False)
    expires: str


def open_batch(book: Book, login: str, password: str, code: str = "", minutes: int = DEFAULT_MINUTES) -> OpenBatch:
    """Open a session, signed with the person's own key.

    ``KenpanError``: ``session.minutes`` (from 1 to :data:`MOST_MINUTES`), those of :func:`app.signoff.login.log_in` and
    of :meth:`app.signoff.book.Book.sign`.
    """
    if not 1 <= minutes <= MOST_MINUTES:
        what = f"セッションの時間は 1〜{MOST_MINUTES} 分です。"
        raise KenpanError("session.minutes", what, "短い時間を指定してください。")
    seed, expires = new_seed(), written(book.clock() + timedelta(minutes=minutes))
    public = batch_key("", seed).public
    session = enter(
        book,
        login,
        password,
        code,
        lambda account: Draft("session.opened", {"account": account, "public_key": public, "expires": expires}),
    )
    return OpenBatch(session.account, seed, expires)


def resume(book: Book, kept: OpenBatch) -> Session | None:
    """The session again; ``None`` if it is over, or was never one of this ledger. ``ValueError`` for no seed."""
    key, account = batch_key(kept.account, kept.seed), book.refresh().accounts.get(kept.account)
    batch = None if account is None or not account.active else account.batch
    if batch is None or batch.public_key != key.public or written(book.clock()) > batch.expires:
        return None
    return Session(kept.account, key, book.clock())


def close_batch(book: Book, session: Session) -> None:
    """End it before its time. ``KenpanError`` as :meth:`app.signoff.book.Book.sign`."""
    book.sign(session.signer, lambda _state, by: Draft("session.closed", {"account": by}))
