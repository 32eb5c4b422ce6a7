"""Carrying out what two people decided: the bytes of an attachment go, its hash and their words stay."""

from sqlalchemy import text

from app.filing.ledger_copies import database_at
from app.signoff.book import Book, open_book, open_past
from app.signoff.model import State
from app.store.database import writing
from app.store.rows import erase_attachments

METHOD = "データベースの行を上書きして消去（SQLite secure_delete、サーバーでは行の削除）"


def decided(state: State) -> tuple[str, ...]:
    """SHA-256 of every attachment that must go, and that no round which is not decided on still needs."""
    needed = {log.sha256 for one in state.rounds.values() if one.decision is None for log in one.attachments}
    return tuple(sha256 for sha256, one in state.erasures.items() if one.erased is not None and sha256 not in needed)


def carry_out(place: str) -> str:
    """Erase them from the database at a path or URL; what was done, in Japanese. Once more does no harm.

    ``KenpanError`` ``ledger.unreadable`` where there is no ledger, as :func:`app.signoff.book.open_book` and
    :func:`app.store.database.writing`.
    """
    url = database_at(place)
    open_past(url).engine.dispose()  # what holds no ledger is not made one
    book = open_book(url)
    try:
        return _erased(book)
    finally:
        book.engine.dispose()


def _erased(book: Book) -> str:
    wanted = decided(book.refresh())
    with writing(book.engine) as connection:
        gone = erase_attachments(connection, wanted)
    if book.engine.dialect.name == "sqlite":
        with book.engine.connect() as connection:  # what was erased must not stay in the log beside the file
            connection.execute(text("PRAGMA wal_checkpoint(TRUNCATE)"))
    names = "、".join(book.state.erasures[sha256].name for sha256 in wanted) or "なし"
    return f"消去を決めた添付 {len(wanted)} 件のうち、{gone} 件をデータベースから消しました（{names}）。"
