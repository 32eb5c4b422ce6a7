"""Reading ledgers and checkpoints; nothing is written."""

import hashlib
import re
import sqlite3
import stat
from collections.abc import Collection, Iterator, Sequence
from contextlib import closing
from functools import partial
from pathlib import Path
from typing import BinaryIO

from .audit import Checkpoint, Report, Row, altered, verify_entries
from .schema import schema_faults
from .texts import CHECKPOINTS, UnreadableError, canonical, parsed, verified

_ROW = dict.fromkeys(("body", "hash", "signature"), str)
_CHECKPOINT = {"count": int, **dict.fromkeys(("format", "head", "time", "by", "name", "public_key", "signature"), str)}


_MOST_LINE = 4 * 1024 * 1024
"""Bytes of one entry, or of a checkpoint; a longer line cannot be an entry."""
_MOST_VALUE = 256 * 1024 * 1024
"""Bytes of a value in a database; the largest log has a quarter."""
_BROKEN = (OSError, sqlite3.Error, UnicodeDecodeError)
"""SQLite says what is damaged in the words of the file, and these are not always text."""


class AlteredError(UnreadableError):
    """A ledger's database that holds more or other things than it must: what it shows cannot be believed."""


def prove_file(path: Path, checkpoints: Sequence[Checkpoint] = ()) -> Report:
    """Prove an exported copy or a SQLite database; in a database the logs are looked for too, in the same moment.

    ``UnreadableError`` if it is neither, or of a newer version.
    """
    try:
        if not _is_database(path):
            return verify_entries(_export(path), checkpoints)
        with closing(_connected(path)) as connection:
            return verify_entries(_database(connection, path), checkpoints, partial(_lost, connection))
    except AlteredError as error:
        return altered(str(error), len(checkpoints))
    except _BROKEN as error:
        raise _unreadable(path) from error


def read_ledger(path: Path) -> Iterator[Row]:
    """The rows of an exported copy or of a SQLite database. ``UnreadableError`` if it is neither, or of a newer
    version, ``AlteredError`` if the database is not what it must be.
    """
    try:
        if not _is_database(path):
            yield from _export(path)
        else:
            with closing(_connected(path)) as connection:
                yield from _database(connection, path)
    except _BROKEN as error:
        raise _unreadable(path) from error


def _stream_of(path: Path) -> BinaryIO:
    """A regular file only: a pipe or a device may never end."""
    if not stat.S_ISREG(path.stat().st_mode):
        raise _unreadable(path)
    return path.open("rb")


def _is_database(path: Path) -> bool:
    with _stream_of(path) as stream:
        return stream.read(16) == b"SQLite format 3\0"


def _unreadable(path: Path) -> UnreadableError:
    return UnreadableError(f"台帳を読めません（{path.name}）。")


def _export(path: Path) -> Iterator[Row]:
    faults = line = 0
    with _stream_of(path) as stream:
        for line, raw in enumerate(iter(lambda: stream.readline(_MOST_LINE), b""), 1):
            row = _exported(line, raw)
            faults += bool(row.fault)
            yield row
    if faults == line:
        raise UnreadableError(f"台帳ではありません（{path.name}）。")


def _exported(line: int, raw: bytes) -> Row:
    try:
        text = raw.decode("utf-8")
        table = parsed(text, _ROW)
        if canonical(table) + "\n" == text:
            return Row(line, table["body"], table["hash"], table["signature"])
    except ValueError:
        pass
    return Row(line, fault="行を読めません。書き換えられているか、途中で切れています。")


def _connected(path: Path) -> sqlite3.Connection:
    """The database, all of whose contents are read as they are in one moment."""
    # SQLite looks for the logs beside the file itself, not beside a link to it. Without any nobody has it open, and it
    # may lie on a medium that takes no files beside it.
    file = path.resolve()
    is_open = any(file.with_name(file.name + end).exists() for end in ("-wal", "-journal"))
    how = "mode=ro" if is_open else "mode=ro&immutable=1"
    connection = sqlite3.connect(f"{file.as_uri()}?{how}", uri=True, isolation_level=None)
    connection.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, _MOST_VALUE)
    connection.text_factory = lambda raw: raw.decode("utf-8", "surrogateescape")
    connection.execute("PRAGMA trusted_schema=OFF")
    connection.execute("BEGIN")
    return connection


def _database(connection: sqlite3.Connection, path: Path) -> Iterator[Row]:
    if connection.execute("SELECT 1 FROM main.sqlite_master WHERE name = 'entries'").fetchone() is None:
        raise UnreadableError(f"台帳ではありません（{path.name}）。")
    faults = schema_faults(connection)
    if faults is None:
        raise UnreadableError(f"新しい版の検版の台帳です。新しい検版で調べてください（{path.name}）。")
    if faults:
        names = "、".join(dict.fromkeys(faults))
        raise AlteredError(f"データベースの作りが決まりと違います（{names}）。見せている記録を信じられません。")
    rows = connection.execute("SELECT seq, body, hash, signature FROM entries ORDER BY seq")
    for line, (seq, body, hash_, signature) in enumerate(rows, 1):
        if all(isinstance(text, str) for text in (body, hash_, signature)):
            yield Row(line, body, hash_, signature, seq)
        else:
            yield Row(line, fault="値の型が違います。書き換えられています。")


def _lost(connection: sqlite3.Connection, wanted: Collection[str]) -> set[str]:
    return {sha256 for sha256 in wanted if not _is_kept(connection, sha256)}


def _is_kept(connection: sqlite3.Connection, sha256: str) -> bool:
    row = connection.execute("SELECT content FROM attachments WHERE sha256 = ?", (sha256,)).fetchone()
    return row is not None and isinstance(row[0], bytes) and hashlib.sha256(row[0]).hexdigest() == sha256


def read_checkpoint(path: Path) -> Checkpoint:
    """A checkpoint file; a wrong signature is its ``fault``. ``UnreadableError`` if it is none or a newer format."""
    try:
        with _stream_of(path) as stream:
            table = parsed(stream.read(_MOST_LINE).decode("utf-8-sig"), _CHECKPOINT)
    except (OSError, ValueError) as error:
        raise UnreadableError(f"チェックポイントを読めません（{path.name}）。") from error
    signature, number = table.pop("signature"), CHECKPOINTS.get(table["format"])
    if number is None and re.fullmatch(r"kenpan-checkpoint-\d{1,9}", table["format"]):
        raise UnreadableError(f"新しい形式のチェックポイントです。新しい検版で調べてください（{path.name}）。")
    is_own = number is not None and verified(table["public_key"], canonical(table), signature, number)
    fault = "" if is_own else "チェックポイント自体が書き換えられています。"
    return Checkpoint(path.name, number or 0, table["count"], table["head"], table["by"], table["public_key"], fault)
