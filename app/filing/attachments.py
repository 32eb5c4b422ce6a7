"""Logs of a proof round: their bytes in the database, their hash in the ledger, both or neither."""

from pathlib import Path

from app.bounded import TooLargeError, read_regular, why
from app.errors import KenpanError
from app.filing.recorded_file import ledger_name
from app.signoff import rounds
from app.signoff.book import Book, Session
from app.signoff.ledger import Entry
from app.signoff.model import Attachment
from app.store.database import reading, writing
from app.store.rows import keep_attachment, load_attachment

LARGEST = 64 * 1024 * 1024
"""Bytes of the largest log that is kept."""


def keep_log(
    book: Book, session: Session, round_id: str, kind: str, path: Path, piece: int | None = None
) -> tuple[Entry, ...]:
    """Keep a file as a log of this kind (:class:`app.signoff.checksheet.LogKind`) and sign that it is the round's.

    ``piece`` if it belongs to one piece only. ``KenpanError``: ``attachment.unreadable``, ``attachment.too_large``, and
    whatever :func:`app.signoff.rounds.keep_attachment` refuses; nothing is kept then.
    """
    content, name = read_attached(path), ledger_name(path)
    with writing(book.engine) as connection:
        sha256 = keep_attachment(connection, content)
        entries = book.sign_in(
            connection,
            session.signer,
            lambda state, by: rounds.keep_attachment(state, by, round_id, piece, kind, name, sha256, len(content)),
        )
    book.refresh()
    return entries


def load_log(book: Book, kept: Attachment) -> bytes:
    """The bytes of a log; ``KenpanError`` ``attachment.lost`` if they are gone or no longer those that were signed."""
    with reading(book.engine) as connection:
        content = load_attachment(connection, kept.sha256)
    if content is None:
        raise KenpanError(
            "attachment.lost",
            "添付したログがデータベースにないか、署名したときのものではありません。",
            "管理者に連絡し、台帳の検証を行ってください。",
            file=kept.name,
        )
    return content


def read_attached(path: Path) -> bytes:
    """The bytes of a file to be kept; ``KenpanError`` ``attachment.unreadable``, ``attachment.too_large``."""
    try:
        return read_regular(path, LARGEST)
    except TooLargeError as error:
        raise KenpanError(
            "attachment.too_large",
            f"添付するファイルが大きすぎます（{LARGEST // 1024 // 1024} MB まで）。",
            "この回の分だけを書き出したログを選んでください。",
            file=ledger_name(path),
        ) from error
    except OSError as error:
        raise KenpanError(
            "attachment.unreadable",
            f"添付するファイルを読めません。{why(error)}",
            "ファイルの場所と権限を確かめてください。",
            file=ledger_name(path),
        ) from error
