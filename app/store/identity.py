"""Whether a database was made to practise in. A file says so in its own head (SQLite's application id), before any
table is there; a server never holds a ledger of practice.
"""

from pathlib import Path

from sqlalchemy import Connection, Engine
from sqlalchemy.engine import URL

from app.errors import KenpanError

PRACTICE = 0x4B505253
"""``KPRS``: the application id of a database of practice. That of a live one is 0."""


def mark(connection: Connection) -> None:
    """Make a new file one of practice."""
    connection.exec_driver_sql(f"PRAGMA application_id={PRACTICE}")


def is_practice(connection: Connection) -> bool:
    """Whether this is a database of practice."""
    if connection.dialect.name != "sqlite":
        return False
    return bool(connection.exec_driver_sql("PRAGMA application_id").scalar() == PRACTICE)


def refuse_other(engine: Engine, *, practice: bool) -> None:
    """``KenpanError`` ``store.practice`` for a database of practice where live work is meant, ``store.live`` the other
    way round.
    """
    with engine.connect() as connection:
        found = is_practice(connection)
    if found != practice:
        raise other(practice=found)


def other(*, practice: bool) -> KenpanError:
    """What is said of a ledger of the other kind; ``practice``: what it is."""
    if practice:
        return KenpanError(
            "store.practice",
            "練習の台帳です。本番では開きません。",
            "本番の台帳を指定してください。練習の台帳は、練習モードでだけ使えます。",
        )
    return KenpanError(
        "store.live", "本番の台帳です。練習モードでは開きません。", "練習モードは、練習の台帳を自分で作ります。"
    )


def has_file(url: URL) -> bool:
    """Whether a SQLite file with something in it is there."""
    path = Path(url.database or "")
    return url.get_backend_name() == "sqlite" and bool(url.database) and path.is_file() and path.stat().st_size > 0
