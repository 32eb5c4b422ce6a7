"""Reading files from outside within bounds: regular files only, so many bytes, so many seconds.

A pipe or a device may never end, may wait for ever, or do something when it is only opened; none is opened here. All
refusals are ``OSError``, so that whoever reads a file says "cannot be read" for them too; :func:`why` adds the reason.
"""

import os
import stat
import time
from io import FileIO
from pathlib import Path

SECONDS = 30.0
"""How long reading one small file may take; a medium is read for as long as nobody stops it."""
_STEP = 1 << 20


class NotRegularError(OSError):
    """A folder, a pipe, a socket or a device where a file is wanted."""


class TooLargeError(OSError):
    """More bytes than such a file can have; ``args[0]`` is the bound."""


class TooSlowError(OSError):
    """The file went on for longer than it may."""


def open_regular(path: Path) -> FileIO:
    """Open a regular file for reading, unbuffered; ``NotRegularError`` at once for anything else, other ``OSError``."""
    if not stat.S_ISREG(path.stat().st_mode):
        raise NotRegularError(path.name)
    # It may have become something else meanwhile: opening must not wait for the other end of a pipe.
    handle = os.open(path, os.O_RDONLY | getattr(os, "O_BINARY", 0) | getattr(os, "O_NONBLOCK", 0) | _quiet())
    if not stat.S_ISREG(os.fstat(handle).st_mode):
        os.close(handle)
        raise NotRegularError(path.name)
    return FileIO(handle, "rb")


def _quiet() -> int:
    """Not to become the owner of a terminal by opening it."""
    return getattr(os, "O_NOCTTY", 0)


def read_regular(path: Path, most: int, seconds: float = SECONDS) -> bytes:
    """All bytes of a regular file; ``TooLargeError`` beyond ``most`` bytes, ``TooSlowError`` beyond ``seconds``."""
    with open_regular(path) as file:
        if os.fstat(file.fileno()).st_size > most:
            raise TooLargeError(most)
        ends = time.monotonic() + seconds
        found = bytearray()
        # A file can grow while it is read, and some have no size at all.
        while piece := file.read(min(_STEP, most + 1 - len(found))):
            found += piece
            if len(found) > most:
                raise TooLargeError(most)
            if time.monotonic() > ends:
                raise TooSlowError(path.name)
    return bytes(found)


def why(error: BaseException) -> str:
    """A sentence that says which bound a file broke; ``""`` for any other reason."""
    if isinstance(error, NotRegularError):
        return "ふつうのファイルではありません（フォルダー・装置・パイプなど）。"
    if isinstance(error, TooLargeError):
        return f"大きすぎます（{_size(error.args[0])}まで）。"
    return "読み取りが終わりません。" if isinstance(error, TooSlowError) else ""


def _size(most: int) -> str:
    return f"{most >> 20:,} MB" if most >= 1 << 20 else f"{most >> 10:,} KB"
