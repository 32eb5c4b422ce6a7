"""Opening the database and writing to it: one writer at a time, nothing acknowledged before it is on disc.

Every transaction begins with a look at what the database is made of (:mod:`app.store.schema`): a view or trigger that
somebody put there must neither hide an entry nor swallow one.
"""

import sqlite3
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from functools import partial
from pathlib import Path
from typing import Any

import platformdirs
from sqlalchemy import Connection, Engine, create_engine, event, false, text
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ProgrammingError, SQLAlchemyError
from sqlalchemy.pool import NullPool

from app.errors import KenpanError
from app.private import NotPrivateError, keep_others_out, private_file, private_folder, tighten
from app.store.identity import has_file, mark, other, refuse_other
from app.store.schema import HEAD, REVISIONS, UNNUMBERED, check, make, revision_of
from app.store.server import WAIT_S, number_of, server, was_kept
from app.store.tables import ENTRIES, SECRETS

_WRITING, _READ_ONLY = "kenpan_writing", "kenpan_read_only"
_TABLES_LOCK = 0x6B656E70616E
"""Any number, the same on every workstation: held while the tables are made."""
_AGAIN_S = 0.02
_BROKEN = (SQLAlchemyError, UnicodeDecodeError)
"""SQLite says what is damaged in the words of the file, and these are not always text."""
_BESIDE = ("-wal", "-shm", "-journal")


def default_url() -> str:
    """SQLite in the user's data folder."""
    return f"sqlite:///{_own_folder() / 'kenpan.db'}"


def _own_folder() -> Path:
    return Path(platformdirs.user_data_dir("kenpan", appauthor=False))


def open_database(url: str, *, practice: bool = False) -> Engine:
    """The database, at the newest revision: its tables are made, or brought up to it, if need be.

    ``KenpanError``: ``store.open`` when it cannot be opened, ``store.old`` for a ledger of an earlier program, which
    nothing is written to any more, ``store.newer`` for one of a later program, ``store.revision`` if it must be brought
    up by somebody who may, ``store.private`` if others may read it, ``store.schema``; ``practice``: one to practise in
    is meant, which is always a file; ``store.practice`` and ``store.live`` for one of the other kind.

    SQLite runs with a write-ahead log and ``synchronous=FULL``, PostgreSQL with ``synchronous_commit``: what was
    committed survives a power cut.
    """
    with _opening():
        made = make_url(url)
        if is_old(url):
            raise _old()
        if practice and made.get_backend_name() != "sqlite":
            raise other(practice=False)
        _refuse_other(url, practice=practice)
        engine = _engine(made)
        try:
            with engine.execution_options(**{_WRITING: True}).begin() as connection:
                if practice:
                    mark(connection)
                _make_ready(connection)
        except BaseException:
            engine.dispose()
            raise
    return engine


def open_read_only(url: str) -> Engine:
    """A database, only to look at: nothing is made or changed, :func:`writing` refuses. ``KenpanError`` ``store.open``.

    Nothing is read before the first :func:`reading`.
    """
    with _opening():
        made = make_url(url)
        if made.get_backend_name() != "sqlite":
            return server(made).execution_options(postgresql_readonly=True, **{_READ_ONLY: True})
        path = Path(made.database or "").resolve()
        if not path.is_file():
            raise FileNotFoundError(path)
        engine = create_engine("sqlite://", creator=partial(_connect_to_look, path), poolclass=NullPool)
        event.listen(engine, "connect", _looking)
        event.listen(engine, "begin", _begin)
        return engine.execution_options(**{_READ_ONLY: True})


def is_old(url: str) -> bool:
    """Whether a SQLite file holds a ledger of a program before revisions had numbers; a server is asked on opening.

    The file is only read: opening it otherwise would already write to it. ``KenpanError`` ``store.open``.
    """
    made = make_url(url)
    if made.get_backend_name() != "sqlite" or not made.database or not Path(made.database).is_file():
        return False
    engine = open_read_only(url)
    try:
        with engine.connect() as connection:
            return revision_of(connection) == UNNUMBERED and _has_entries(connection)
    except _BROKEN:  # no database at all: said when it is opened
        return False
    finally:
        engine.dispose()


def _refuse_other(url: str, *, practice: bool) -> None:
    if not has_file(make_url(url)):
        return
    engine = open_read_only(url)
    try:
        with suppress(*_BROKEN):  # no database at all: said when it is opened
            refuse_other(engine, practice=practice)
    finally:
        engine.dispose()


def _has_entries(connection: Connection) -> bool:
    return connection.execute(ENTRIES.select().limit(1)).first() is not None


def _make_ready(connection: Connection) -> None:
    """Bring the database to the newest revision, while no other workstation can do the same."""
    if connection.dialect.name == "postgresql":
        _find_tables(connection)
        connection.execute(text(f"SELECT pg_advisory_xact_lock({_TABLES_LOCK})"))
    revision = revision_of(connection)
    if revision != HEAD:
        if revision is not None:
            check(connection, revision)
        if revision == UNNUMBERED and _has_entries(connection):
            raise _old()
        try:
            if revision is None and connection.dialect.name == "sqlite":
                make(connection)
            else:
                from app.store.migrate import upgrade

                upgrade(connection)
        except ProgrammingError as error:
            raise KenpanError(
                "store.revision",
                "台帳の表を作るか新しくする必要がありますが、この役割では許されていません。",
                "表の持ち主の URL で、いちど起動してください（手引き「運用」の「複数の端末」）。",
            ) from error
    check(connection, HEAD)
    connection.execute(SECRETS.delete().where(false()))  # refused where only reading is allowed


def _old() -> KenpanError:
    return KenpanError(
        "store.old",
        "前の版の検版の台帳です。この台帳には、もう何も書き込みません。",
        "設定の [store] previous にこの台帳を、url に新しい台帳の場所を書いてください。",
    )


@contextmanager
def _opening() -> Iterator[None]:
    try:
        yield
    except NotPrivateError as error:
        raise KenpanError(
            "store.private",
            "台帳のファイルかフォルダーを、ほかの利用者が読み書きできます。権限を直せませんでした。",
            "持ち主が、ファイルを本人だけ（600）、フォルダーを本人だけ（700）にしてください。",
            file=error.path.name,
        ) from error
    except (SQLAlchemyError, ImportError, OSError, ValueError) as error:
        raise KenpanError(
            "store.open",
            "台帳のデータベースを開けません。",
            "設定の [store] url、フォルダーの書き込み可否、サーバーの状態を確かめてください。",
        ) from error


def _engine(url: URL) -> Engine:
    if url.get_backend_name() != "sqlite":
        return server(url)
    engine = create_engine(url, connect_args={"timeout": WAIT_S})  # refuses what is no address, before a file is made
    if url.database and url.database != ":memory:":
        _keep_private(Path(url.database))
    event.listen(engine, "connect", _careful)
    event.listen(engine, "begin", _begin)
    return engine


def _keep_private(place: Path) -> None:
    (private_folder if place.parent == _own_folder() else keep_others_out)(place.parent)
    private_file(place)  # its log and index files get the same rights
    for end in _BESIDE:
        with suppress(FileNotFoundError):  # another workstation may have just finished with it
            tighten(place.with_name(place.name + end))


def _begin(connection: Connection) -> None:
    # SQLite locks at the first write, too late for "read the head, then append". Who only reads keeps nobody waiting.
    is_writing = connection.get_execution_options().get(_WRITING)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if is_writing else "BEGIN")


def _find_tables(connection: Connection) -> None:
    # Again in every transaction: what runs on the server at login may have set another path.
    connection.execute(text("SET LOCAL search_path = public, pg_temp"))


def _careful(connection: Any, _record: object) -> None:
    _write_ahead(connection)
    _say(connection, "synchronous=FULL", "secure_delete=ON", "trusted_schema=OFF")


def _write_ahead(connection: Any) -> None:
    # While another workstation makes the new database's log, SQLite refuses this at once, whatever it may wait.
    until = time.monotonic() + WAIT_S
    while True:
        try:
            return _say(connection, "journal_mode=WAL")
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode != sqlite3.SQLITE_BUSY or time.monotonic() >= until:
                raise
        time.sleep(_AGAIN_S)


def _looking(connection: Any, _record: object) -> None:
    _say(connection, "query_only=ON", "trusted_schema=OFF")


def _say(connection: Any, *pragmas: str) -> None:
    connection.isolation_level = None  # the driver leaves BEGIN to us
    cursor = connection.cursor()
    for pragma in pragmas:
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _connect_to_look(path: Path) -> sqlite3.Connection:
    # Without a log beside it nobody has it open, and it may lie on a medium that takes no files beside it.
    is_open = any(path.with_name(path.name + end).exists() for end in ("-wal", "-journal"))
    how = "mode=ro" if is_open else "mode=ro&immutable=1"
    return sqlite3.connect(f"{path.as_uri()}?{how}", uri=True, timeout=WAIT_S)


def _see(connection: Connection) -> None:
    """See that the database is what it must be: of the newest revision, unless it is only looked at."""
    told = revision_of(connection)
    is_free = told not in REVISIONS or connection.get_execution_options().get(_READ_ONLY)
    check(connection, told if is_free else HEAD)


@contextmanager
def writing(engine: Engine) -> Iterator[Connection]:
    """One transaction that no other writer can come between; all of it is kept, or nothing.

    ``KenpanError`` ``store.write`` when the disc or the server refuses, ``store.schema`` when the database is not what
    it must be, ``store.read_only`` for one of :func:`open_read_only`; nothing was written then. ``store.unsure`` when
    the connection ended while the server was told to keep it, and the server cannot be asked what it did.
    """
    if engine.get_execution_options().get(_READ_ONLY):
        raise KenpanError("store.read_only", "前の台帳には、何も書き込みません。", "今の台帳で行ってください。")
    number: int | None = None
    try:
        with engine.execution_options(**{_WRITING: True}).begin() as connection:
            if connection.dialect.name == "postgresql":
                _find_tables(connection)
                connection.execute(text("LOCK TABLE entries IN EXCLUSIVE MODE"))
            _see(connection)
            yield connection
            number = number_of(connection)
    except _BROKEN as error:
        kept = False if number is None else was_kept(engine, number)
        if kept:
            return  # only the answer was lost
        if kept is None:
            raise KenpanError(
                "store.unsure",
                "台帳に記録されたかどうかを確かめられません（サーバーとの接続が切れました）。",
                "サーバーにつながってから画面を読み直し、記録されていなければ、もう一度行ってください。",
            ) from error
        raise KenpanError(
            "store.write",
            "台帳に書き込めませんでした。記録していません。",
            "空き容量、書き込みの可否、サーバーの状態を確かめ、もう一度行ってください。",
        ) from error


@contextmanager
def reading(engine: Engine) -> Iterator[Connection]:
    """A connection to read with. ``KenpanError`` ``store.read`` when the database cannot be read, ``store.schema`` when
    it is not what it must be.
    """
    try:
        with engine.connect() as connection:
            if connection.dialect.name == "postgresql":
                _find_tables(connection)
                connection.execute(text("LOCK TABLE entries IN ACCESS SHARE MODE"))  # nobody may change what it is
            _see(connection)
            yield connection
    except _BROKEN as error:
        raise KenpanError(
            "store.read",
            "台帳を読めませんでした。",
            "ディスクかサーバーの状態を確かめ、管理者に連絡してください。",
        ) from error
