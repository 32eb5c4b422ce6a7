"""Reading ledgers and checkpoints; nothing is written."""

import hashlib
import re
import sqlite3
from collections.abc import Collection, Iterator
from contextlib import closing
from functools import partial
from pathlib import Path

from .audit import Checkpoint, Lost, Row
from .texts import CHECKPOINTS, UnreadableError, canonical, parsed, verified

_ROW = dict.fromkeys(("body", "hash", "signature"), str)
_CHECKPOINT = {"count": int, **dict.fromkeys(("format", "head", "time", "by", "name", "public_key", "signature"), str)}


def read_ledger(path: Path) -> Iterator[Row]:
    """The rows of an exported copy or of a SQLite database. ``UnreadableError`` if it is neither."""
    try:
        yield from _database(path) if _is_database(path) else _export(path)
    except (OSError, sqlite3.Error) as error:
        raise _unreadable(path) from error


def lost_in(path: Path) -> Lost | None:
    """How to look for logs in a SQLite database; ``None`` for an exported copy, which holds none."""
    try:
        return partial(_lost, path) if _is_database(path) else None
    except OSError as error:
        raise _unreadable(path) from error


def _is_database(path: Path) -> bool:
    with path.open("rb") as stream:
        return stream.read(16) == b"SQLite format 3\0"


def _unreadable(path: Path) -> UnreadableError:
    return UnreadableError(f"台帳を読めません（{path.name}）。")


def _export(path: Path) -> Iterator[Row]:
    faults = line = 0
    with path.open("rb") as stream:
        for line, raw in enumerate(stream, 1):
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
    # Without a log beside it nobody has it open, and it may lie on a medium that takes no files beside it.
    how = "mode=ro" if path.with_name(f"{path.name}-wal").exists() else "immutable=1"
    connection = sqlite3.connect(f"{path.resolve().as_uri()}?{how}", uri=True)
    connection.text_factory = lambda raw: raw.decode("utf-8", "surrogateescape")
    return connection


def _database(path: Path) -> Iterator[Row]:
    with closing(_connected(path)) as connection:
        rows = connection.execute("SELECT seq, body, hash, signature FROM entries ORDER BY seq")
        for line, (seq, body, hash_, signature) in enumerate(rows, 1):
            if all(isinstance(text, str) for text in (body, hash_, signature)):
                yield Row(line, body, hash_, signature, seq)
            else:
                yield Row(line, fault="値の型が違います。書き換えられています。")


def _lost(path: Path, wanted: Collection[str]) -> set[str]:
    with closing(_connected(path)) as connection:
        return {sha256 for sha256 in wanted if not _is_kept(connection, sha256)}


def _is_kept(connection: sqlite3.Connection, sha256: str) -> bool:
    try:
        row = connection.execute("SELECT content FROM attachments WHERE sha256 = ?", (sha256,)).fetchone()
    except sqlite3.Error:  # not even the table
        return False
    return row is not None and isinstance(row[0], bytes) and hashlib.sha256(row[0]).hexdigest() == sha256


def read_checkpoint(path: Path) -> Checkpoint:
    """A checkpoint file; a wrong signature is its ``fault``. ``UnreadableError`` if it is none or a newer format."""
    try:
        table = parsed(path.read_text(encoding="utf-8-sig"), _CHECKPOINT)
    except (OSError, ValueError) as error:
        raise UnreadableError(f"チェックポイントを読めません（{path.name}）。") from error
    signature, number = table.pop("signature"), CHECKPOINTS.get(table["format"])
    if number is None and re.fullmatch(r"kenpan-checkpoint-\d{1,9}", table["format"]):
        raise UnreadableError(f"新しい形式のチェックポイントです。新しい検版で調べてください（{path.name}）。")
    is_own = number is not None and verified(table["public_key"], canonical(table), signature, number)
    fault = "" if is_own else "チェックポイント自体が書き換えられています。"
    return Checkpoint(path.name, number or 0, table["count"], table["head"], table["by"], table["public_key"], fault)
