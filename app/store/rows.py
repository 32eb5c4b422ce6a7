"""The rows as they are stored: ledger entries to copy, login secrets, attachments."""

import hashlib
import json
from collections.abc import Iterator
from typing import Any

from sqlalchemy import Connection, delete, insert, select

from app.store.tables import ATTACHMENTS, ENTRIES, SECRETS


def stored_entries(connection: Connection) -> Iterator[tuple[int, str, str, str]]:
    """Number, body, hash and signature of every entry, oldest first, exactly as they are stored."""
    for row in connection.execute(select(ENTRIES).order_by(ENTRIES.c.seq)):
        yield row.seq, row.body, row.hash, row.signature


def load_secret(connection: Connection, account: str) -> dict[str, Any] | None:
    """What a person's login is checked with; ``None`` if there is nothing yet."""
    content = connection.execute(select(SECRETS.c.content).where(SECRETS.c.account == account)).scalar()
    return None if content is None else dict(json.loads(content))


def save_secret(connection: Connection, account: str, content: dict[str, Any]) -> None:
    """Put it in place of what was there."""
    connection.execute(delete(SECRETS).where(SECRETS.c.account == account))
    connection.execute(insert(SECRETS).values(account=account, content=json.dumps(content, sort_keys=True)))


def keep_attachment(connection: Connection, content: bytes) -> str:
    """Keep bytes; returns their SHA-256, by which they are found again. The same bytes are kept once."""
    sha256 = hashlib.sha256(content).hexdigest()
    if connection.execute(select(ATTACHMENTS.c.sha256).where(ATTACHMENTS.c.sha256 == sha256)).first() is None:
        connection.execute(insert(ATTACHMENTS).values(sha256=sha256, content=content))
    return sha256


def load_attachment(connection: Connection, sha256: str) -> bytes | None:
    """The bytes of an attachment, ``None`` if they are missing or no longer those that were kept."""
    content = connection.execute(select(ATTACHMENTS.c.content).where(ATTACHMENTS.c.sha256 == sha256)).scalar()
    return content if content is not None and hashlib.sha256(content).hexdigest() == sha256 else None
