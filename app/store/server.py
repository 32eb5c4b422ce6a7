"""A PostgreSQL server: how it is spoken to, and what became of a transaction whose end it did not tell."""

import time

from sqlalchemy import Connection, Engine, create_engine, text
from sqlalchemy.engine import URL
from sqlalchemy.exc import SQLAlchemyError

WAIT_S = 15
_SILENT_S, _AGAIN_S, _TRIES = 20, 5, 3
"""After how long without a word the other side is asked whether it is there; how often, until it is given up."""
_ASKED_AFTER_S = (0.0, 0.2, 0.8, 2.0)
"""Waits before each question for the end of a transaction: a server that was restarted takes a moment."""


def server(url: URL) -> Engine:
    """PostgreSQL. What the ledger relies on is asked for here, whatever the server's own defaults are.

    A workstation that lost its power in the middle of an act holds up the others for half a minute, not for the two
    hours that are usual, and a server that is gone holds up nobody for longer.
    """
    own = {
        "synchronous_commit": "on",
        "lock_timeout": f"{WAIT_S}s",
        "search_path": "public,pg_temp",
        "tcp_keepalives_idle": _SILENT_S,
        "tcp_keepalives_interval": _AGAIN_S,
        "tcp_keepalives_count": _TRIES,
    }
    arguments = {
        "connect_timeout": WAIT_S,
        "client_encoding": "utf8",
        "options": " ".join(f"-c {name}={value}" for name, value in own.items()),
        "keepalives_idle": _SILENT_S,
        "keepalives_interval": _AGAIN_S,
        "keepalives_count": _TRIES,
        "tcp_user_timeout": (_SILENT_S + _AGAIN_S * _TRIES) * 1000,
    }
    return create_engine(url, pool_pre_ping=True, isolation_level="READ COMMITTED", connect_args=arguments)


def number_of(connection: Connection) -> int | None:
    """What the server knows a transaction by, to be asked about it later; ``None`` for a file, which tells its end."""
    if connection.dialect.name != "postgresql":
        return None
    return int(connection.execute(text("SELECT txid_current()")).scalar_one())


def was_kept(engine: Engine, number: int) -> bool | None:
    """Whether a transaction was kept whose end the server did not tell; ``None`` if it cannot be asked."""
    for wait in _ASKED_AFTER_S:
        time.sleep(wait)
        try:
            with engine.connect() as connection:
                told = connection.execute(text("SELECT txid_status(:number)"), {"number": number}).scalar()
        except SQLAlchemyError:
            continue
        if told in ("committed", "aborted"):
            return bool(told == "committed")
    return None
