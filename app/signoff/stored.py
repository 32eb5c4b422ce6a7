"""The entries of a database as the verifier takes them, whatever somebody has put into its columns."""

from collections.abc import Iterator

from sqlalchemy import Connection

from app.signoff.verify import Row
from app.store.rows import stored_entries

_FAULT = "値の型が違います。書き換えられています。"


def stored_rows(connection: Connection) -> Iterator[Row]:
    """Oldest first. ``fault`` says it where a column holds something else than a text."""
    for line, (seq, body, hash_, signature) in enumerate(stored_entries(connection), 1):
        if all(isinstance(text, str) for text in (body, hash_, signature)):
            yield Row(line, body, hash_, signature, seq)
        else:
            yield Row(line, fault=_FAULT)
