"""The rows as they are stored: ledger entries to copy, login secrets, attachments."""

import hashlib
import json
from collections.abc import Collection, Iterator
from typing import Any

from sqlalchemy import Connection, delete, insert, select

from app.errors import KenpanError
from app.store.tables import ATTACHMENTS, ENTRIES, SECRETS


def stored_entries(connection: Connection) -> Iterator[tuple[int, str, str, str]]:
    """Number, body, hash and signature of every entry, oldest first, exactly as they are stored."""
    for row in connection.execute(select(ENTRIES).order_by(ENTRIES.c.seq)):
        yield row.seq, row.body, row.hash, row.signature


def first_hash(connection: Connection) -> str:
    """The hash of the first entry; empty if there is none."""
    return connection.execute(select(ENTRIES.c.hash).order_by(ENTRIES.c.seq).limit(1)).scalar() or ""


def hash_of(connection: Connection, seq: int) -> str:
    """The hash of an entry; empty if there is none."""
    return connection.execute(select(ENTRIES.c.hash).where(ENTRIES.c.seq == seq)).scalar() or ""


def lost() -> KenpanError:
    """What is said when the database does not hold what it was just given; the transaction must not be kept."""
    return KenpanError(
        "store.lost",
        "データベースが、書き込んだものを残しません。記録していません。",
        "作業を止めて、管理者に連絡してください。データベースが書き換えられたおそれがあります。",
    )


def has_secret(connection: Connection, account: str) -> bool:
    """Whether there is anything that a person's login is checked with."""
    return _secret(connection, account) is not None


def load_secret(connection: Connection, account: str) -> Any:
    """The JSON that a person's login is checked with; ``None`` if there is nothing yet. ``ValueError`` if it is none:
    whoever can write to the database can have put anything there.
    """
    content = _secret(connection, account)
    if content is None:
        return None
    try:
        return json.loads(content)
    except (TypeError, RecursionError) as error:
        raise ValueError("no JSON") from error


def _secret(connection: Connection, account: str) -> Any:
    return connection.execute(select(SECRETS.c.content).where(SECRETS.c.account == account)).scalar()


def save_secret(connection: Connection, account: str, content: dict[str, Any]) -> None:
    """Put it in place of what was there. ``KenpanError`` ``store.lost`` if it does not stay."""
    said = json.dumps(content, sort_keys=True)
    connection.execute(delete(SECRETS).where(SECRETS.c.account == account))
    connection.execute(insert(SECRETS).values(account=account, content=said))
    if _secret(connection, account) != said:
        raise lost()


def keep_attachment(connection: Connection, content: bytes) -> str:
    """Keep bytes; returns their SHA-256, by which they are found again. The same bytes are kept once.

    ``KenpanError`` ``store.lost`` if they do not stay.
    """
    sha256 = hashlib.sha256(content).hexdigest()
    if connection.execute(select(ATTACHMENTS.c.sha256).where(ATTACHMENTS.c.sha256 == sha256)).first() is None:
        connection.execute(insert(ATTACHMENTS).values(sha256=sha256, content=content))
    if load_attachment(connection, sha256) is None:
        raise lost()
    return sha256


def load_attachment(connection: Connection, sha256: str) -> bytes | None:
    """The bytes of an attachment, ``None`` if they are missing or no longer those that were kept."""
    content = connection.execute(select(ATTACHMENTS.c.content).where(ATTACHMENTS.c.sha256 == sha256)).scalar()
    return content if content is not None and hashlib.sha256(content).hexdigest() == sha256 else None


def erase_attachments(connection: Connection, wanted: Collection[str]) -> int:
    """Remove the bytes of these attachments; how many there were. SQLite overwrites what it removes.

    Only the owner of the database may: the program's own account on a server has no right to delete them.
    """
    gone = connection.execute(delete(ATTACHMENTS).where(ATTACHMENTS.c.sha256.in_(sorted(wanted))))
    return int(gone.rowcount)
