"""The folder that the months' stores lie in, which several workstations may share: one of them at a time changes it,
files are whole or not there, and nobody else may read them.
"""

import contextlib
import os
import stat
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from app.durable import sync_folder
from app.media.erasing import Erased, erase
from app.private import private_folder, tighten

WAIT_S = 30.0
"""How long a workstation waits for another one that is changing the same month."""
_STEP_S = 0.05
_LOCK = "lock"
_TEMPORARY = ".kenpan-"


class BusyError(OSError):
    """Another workstation did not get done with it in time."""


def make_folder(folder: Path) -> None:
    """Make it for its owner alone. ``OSError``."""
    private_folder(folder)
    sync_folder(folder.parent)


def ready_lock(folder: Path) -> None:
    """Make a month's folder and what :func:`locked` locks. ``OSError``."""
    make_folder(folder)
    lock = folder / _LOCK
    lock.touch(mode=0o600)
    tighten(lock)


@contextmanager
def locked(folder: Path) -> Iterator[None]:
    """The only one at work in this month's folder; the system lets go of it whatever ends the program.

    :class:`BusyError`, ``FileNotFoundError`` when there is no such month (any more).
    """
    ends = time.monotonic() + WAIT_S
    handle = os.open(folder / _LOCK, os.O_RDWR | getattr(os, "O_NOFOLLOW", 0))
    try:
        while not _try_lock(handle):
            if time.monotonic() > ends:
                raise BusyError("locked")
            time.sleep(_STEP_S)
        if not os.path.samestat(os.fstat(handle), (folder / _LOCK).stat()):
            raise FileNotFoundError(folder)  # what we waited for was erased meanwhile, and another one made
        yield
    finally:
        os.close(handle)


if sys.platform == "win32":
    import msvcrt

    def _try_lock(handle: int) -> bool:
        os.lseek(handle, 0, os.SEEK_SET)
        try:
            msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)
        except OSError:
            return False
        return True
else:
    import fcntl

    def _try_lock(handle: int) -> bool:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        return True


@contextmanager
def temporary(folder: Path) -> Iterator[tuple[IO[bytes], Path]]:
    """A file to write, in the folder that it is meant for, private and locked as long as it is written: one that is not
    locked has been left. It goes unless :func:`put` takes it.
    """
    handle, name = tempfile.mkstemp(prefix=_TEMPORARY, dir=folder)
    path = Path(name)
    try:
        with os.fdopen(handle, "w+b") as file:
            _try_lock(file.fileno())
            yield file, path
    finally:
        with contextlib.suppress(OSError):
            path.unlink(missing_ok=True)


def settle(file: IO[bytes]) -> None:
    """To the disc. ``OSError``."""
    file.flush()
    os.fsync(file.fileno())


def put(file: IO[bytes], path: Path, target: Path) -> None:
    """A settled file in the place of what stood there, under the month's lock: its own ends here. ``OSError``;
    :class:`BusyError` on Windows, where a file that somebody reads keeps its place.
    """
    file.close()
    tighten(path)
    ends = time.monotonic() + WAIT_S
    while True:
        try:
            path.replace(target)
            break
        except PermissionError as error:
            if sys.platform != "win32":
                raise
            if time.monotonic() > ends:
                raise BusyError("read") from error
            time.sleep(_STEP_S)
    sync_folder(target.parent)


def write_file(target: Path, content: bytes) -> None:
    """A small file, whole or not there, under the month's lock. ``OSError``."""
    with temporary(target.parent) as (file, path):
        file.write(content)
        settle(file)
        put(file, path, target)


def files_in(folder: Path, end: str) -> list[Path]:
    """The files of a folder whose names end so; none where there is no folder. Other ``OSError``."""
    try:
        return sorted(path for path in folder.iterdir() if path.name.endswith(end))
    except FileNotFoundError:
        return []


def folders_in(folder: Path) -> list[Path]:
    """The folders in a folder, no links. ``OSError``."""
    return sorted(path for path in folder.iterdir() if stat.S_ISDIR(path.lstat().st_mode))


def remove_left(folder: Path) -> int:
    """Remove what writing that broke off has left in a folder; how many files."""
    count = 0
    for path in folder.iterdir():
        if path.name.startswith(_TEMPORARY) and _is_left(path):
            with contextlib.suppress(OSError):  # Windows: still being written
                path.unlink()
                count += 1
    return count


def _is_left(path: Path) -> bool:
    if sys.platform == "win32":
        return True
    try:
        handle = os.open(path, os.O_RDWR | os.O_NOFOLLOW)
    except OSError:
        return False
    try:
        return _try_lock(handle)
    finally:
        os.close(handle)


def erase_file(path: Path) -> None:
    """Overwrite and remove one file, and nothing that a link leads to. ``OSError``."""
    handle = os.open(path, os.O_RDWR | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_BINARY", 0))
    with os.fdopen(handle, "r+b") as file:
        left = os.fstat(file.fileno()).st_size
        while left:
            left -= file.write(bytes(min(left, 1 << 20)))
        settle(file)
    path.unlink()
    sync_folder(path.parent)


def erase_folder(folder: Path) -> Erased:
    """Overwrite and remove a folder with all that is in it (:func:`app.media.erasing.erase`); a link is never followed.
    ``OSError`` when it is none.
    """
    if sys.platform == "win32":
        if not stat.S_ISDIR(folder.lstat().st_mode) or _is_junction(folder):
            raise NotADirectoryError(folder)
        return erase(folder)
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW)
    try:
        return erase(folder, handle)
    finally:
        os.close(handle)


def _is_junction(folder: Path) -> bool:
    attributes: int = getattr(folder.lstat(), "st_file_attributes", 0)  # as Windows has them
    return bool(attributes & stat.FILE_ATTRIBUTE_REPARSE_POINT)
