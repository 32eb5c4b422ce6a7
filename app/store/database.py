"""Opening the database and writing to it: one writer at a time, nothing acknowledged before it is on disc."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import platformdirs
from sqlalchemy import Connection, Engine, create_engine, event, text
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError, DBAPIError, NoSuchModuleError, SQLAlchemyError

from app.errors import KenpanError
from app.store.tables import METADATA

_WAIT_S = 15
_LOCK = "LOCK TABLE entries IN EXCLUSIVE MODE"


def default_url() -> str:
    """SQLite in the user's data folder."""
    return f"sqlite:///{Path(platformdirs.user_data_dir('kenpan', appauthor=False)) / 'kenpan.db'}"


def open_database(url: str) -> Engine:
    """The database, with its tables made if there are none yet.

    ``KenpanError`` ``store.open`` when it cannot be opened. SQLite runs with a write-ahead log and
    ``synchronous=FULL``: what was committed survives a power cut.
    """
    try:
        engine = _engine(url)
        with writing(engine) as connection:
            METADATA.create_all(connection)
    except (SQLAlchemyError, ArgumentError, NoSuchModuleError, ImportError, OSError) as error:
        raise KenpanError(
            "store.open",
            "台帳のデータベースを開けません。",
            "設定の [store] url、フォルダーの書き込み可否、サーバーの状態を確かめてください。",
        ) from error
    return engine


def _engine(url: str) -> Engine:
    parsed = make_url(url)
    if parsed.get_backend_name() != "sqlite":
        return create_engine(parsed, pool_pre_ping=True)
    if parsed.database and parsed.database != ":memory:":
        Path(parsed.database).parent.mkdir(parents=True, exist_ok=True)
    engine = create_engine(parsed, connect_args={"timeout": _WAIT_S})
    event.listen(engine, "connect", _careful)
    # SQLite's own transactions begin only at the first write, too late for "read the head, then append".
    event.listen(engine, "begin", lambda connection: connection.exec_driver_sql("BEGIN IMMEDIATE"))
    return engine


def _careful(connection: Any, _record: object) -> None:
    connection.isolation_level = None  # the driver leaves BEGIN to us
    cursor = connection.cursor()
    cursor.execute("PRAGMA journal_mode=WAL")
    cursor.execute("PRAGMA synchronous=FULL")
    cursor.execute("PRAGMA secure_delete=ON")
    cursor.close()


@contextmanager
def writing(engine: Engine) -> Iterator[Connection]:
    """One transaction that no other writer can come between; all of it is kept, or nothing.

    ``KenpanError`` ``store.write`` when the disc or the server refuses; nothing was written then.
    """
    try:
        with engine.begin() as connection:
            if connection.dialect.name == "postgresql" and connection.dialect.has_table(connection, "entries"):
                connection.execute(text(_LOCK))
            yield connection
    except DBAPIError as error:
        raise KenpanError(
            "store.write",
            "台帳に書き込めませんでした。記録していません。",
            "空き容量、書き込みの可否、サーバーの状態を確かめ、もう一度行ってください。",
        ) from error


@contextmanager
def reading(engine: Engine) -> Iterator[Connection]:
    """A connection to read with. ``KenpanError`` ``store.read`` when the database cannot be read."""
    try:
        with engine.connect() as connection:
            yield connection
    except DBAPIError as error:
        raise KenpanError(
            "store.read",
            "台帳を読めませんでした。",
            "ディスクかサーバーの状態を確かめ、管理者に連絡してください。",
        ) from error
