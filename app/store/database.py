"""Opening the database and writing to it: one writer at a time, nothing acknowledged before it is on disc."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import platformdirs
from sqlalchemy import Connection, Engine, create_engine, event, text
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import SQLAlchemyError

from app.errors import KenpanError
from app.store.tables import METADATA

_WAIT_S = 15
_WRITING = "kenpan_writing"
_TABLES_LOCK = 0x6B656E70616E
"""Any number, the same on every workstation: held while the tables are made."""


def default_url() -> str:
    """SQLite in the user's data folder."""
    return f"sqlite:///{Path(platformdirs.user_data_dir('kenpan', appauthor=False)) / 'kenpan.db'}"


def open_database(url: str) -> Engine:
    """The database, with its tables made if there are none yet.

    ``KenpanError`` ``store.open`` when it cannot be opened. SQLite runs with a write-ahead log and
    ``synchronous=FULL``, PostgreSQL with ``synchronous_commit``: what was committed survives a power cut.
    """
    with _opening():
        engine = _engine(make_url(url))
        with engine.execution_options(**{_WRITING: True}).begin() as connection:
            if connection.dialect.name == "postgresql":
                connection.execute(text(f"SELECT pg_advisory_xact_lock({_TABLES_LOCK})"))
            METADATA.create_all(connection)
    return engine


def existing_server(url: str) -> Engine:
    """A server's database, only to look at: nothing is made or changed. ``KenpanError`` ``store.open``."""
    with _opening():
        return _server(make_url(url)).execution_options(postgresql_readonly=True)


@contextmanager
def _opening() -> Iterator[None]:
    try:
        yield
    except (SQLAlchemyError, ImportError, OSError, ValueError) as error:
        raise KenpanError(
            "store.open",
            "台帳のデータベースを開けません。",
            "設定の [store] url、フォルダーの書き込み可否、サーバーの状態を確かめてください。",
        ) from error


def _engine(url: URL) -> Engine:
    if url.get_backend_name() != "sqlite":
        return _server(url)
    if url.database and url.database != ":memory:":
        place = Path(url.database)
        place.parent.mkdir(parents=True, exist_ok=True)
        place.touch(mode=0o600)  # its log and index files get the same rights
    engine = create_engine(url, connect_args={"timeout": _WAIT_S})
    event.listen(engine, "connect", _careful)
    event.listen(engine, "begin", _begin)
    return engine


def _begin(connection: Connection) -> None:
    # SQLite locks at the first write, too late for "read the head, then append". Who only reads keeps nobody waiting.
    is_writing = connection.get_execution_options().get(_WRITING)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if is_writing else "BEGIN")


def _server(url: URL) -> Engine:
    """PostgreSQL. What the ledger relies on is asked for here, whatever the server's own defaults are."""
    options = f"-c synchronous_commit=on -c lock_timeout={_WAIT_S}s"
    arguments = {"connect_timeout": _WAIT_S, "client_encoding": "utf8", "options": options}
    return create_engine(url, pool_pre_ping=True, isolation_level="READ COMMITTED", connect_args=arguments)


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
        with engine.execution_options(**{_WRITING: True}).begin() as connection:
            if connection.dialect.name == "postgresql":
                connection.execute(text("LOCK TABLE entries IN EXCLUSIVE MODE"))
            yield connection
    except SQLAlchemyError as error:
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
    except SQLAlchemyError as error:
        raise KenpanError(
            "store.read",
            "台帳を読めませんでした。",
            "ディスクかサーバーの状態を確かめ、管理者に連絡してください。",
        ) from error
