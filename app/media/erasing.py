"""Overwriting and removing all that lies in a folder, whatever lies there.

Nothing is followed and nothing outside is touched: every file is reached through its folder's handle, a link is only
removed, and a file that has another name outside is not overwritten. Folders are moved up to the top before they are
looked into, so that no path grows long and no depth needs recursion. What cannot be removed is passed over and named.
"""

import errno
import os
import stat
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from app.shown import shown

_ZEROS = memoryview(bytes(1 << 20))
_PASSES = 3
"""How often the folder is gone through again when something appears in it meanwhile."""
_MOVED = "kenpan-erasing-"
_MOST_FOLDERS = 1_000_000
"""Of the folders that are moved up: one that goes on making folders is not followed for ever."""

Folder = int | Path
"""A folder's handle; its path where the system has no such handles."""


@dataclass(frozen=True, slots=True)
class Erased:
    """Files and bytes that were overwritten and removed, and what is ``left``, by name."""

    files: int
    size: int
    left: tuple[str, ...]


@dataclass(slots=True)
class _Work:
    """What was done so far in the folder of this ``name`` on this ``device``.

    ``left``: what the last pass could not remove; ``unwritten``: what was removed, but not overwritten before;
    ``linked``: files that had further names when one was removed, by device and number.
    """

    name: str
    device: int
    files: int = 0
    size: int = 0
    left: dict[str, None] = field(default_factory=dict)
    unwritten: list[str] = field(default_factory=list)
    linked: dict[tuple[int, int], str] = field(default_factory=dict)
    moved: int = 0

    def leave(self, name: str) -> None:
        self.left[name] = None


def erase(path: Path, handle: int | None = None) -> Erased:
    """Erase a folder and all that is in it. ``handle``: the folder itself, should its path lead elsewhere by now."""
    top: Folder = path if handle is None else handle
    work = _Work(path.name, (path.lstat() if handle is None else os.fstat(handle)).st_dev)
    for _ in range(_PASSES):
        work.left.clear()
        while _empty_level(top, work):
            pass
        if not work.left and not _listed(top, work):
            break
    _remove_top(path, handle, work)
    told = [*work.left, *(f"{name}（上書きできずに消しました）" for name in work.unwritten)]
    told += [f"{name}（ほかにも名前のあるファイルで、上書きしていません）" for name in work.linked.values()]
    return Erased(work.files, work.size, tuple(map(shown, told)))


def _remove_top(path: Path, handle: int | None, work: _Work) -> None:
    try:
        if handle is not None and not os.path.samestat(os.fstat(handle), path.lstat()):
            raise FileNotFoundError(path)
        path.rmdir()
    except FileNotFoundError:
        # Replaced or moved away: what stands there now is not ours. The true one is empty, wherever it is.
        where = path if handle is None else _place_of(handle)
        if where is not None:
            work.leave(f"{where}（動かされたフォルダー）")
    except OSError:
        work.leave(str(path))


def _place_of(handle: int) -> str | None:
    """Where the folder is now, ``None`` if it has been removed."""
    if os.fstat(handle).st_nlink == 0:
        return None
    with suppress(OSError):
        return os.readlink(f"/proc/self/fd/{handle}")
    return ""


def _empty_level(top: Folder, work: _Work) -> bool:
    """Erase the files of the top and of each folder in it, whose own folders move to the top; whether any did."""
    moved = False
    for name in _listed(top, work):
        if _is_folder(top, name):
            moved |= _empty_folder(top, name, work)
        else:
            _erase_file(top, name, name, work)
    return moved


def _empty_folder(top: Folder, name: str, work: _Work) -> bool:
    moved = False
    try:
        with _opened(top, name) as inner:
            if _device(inner) != work.device:
                raise OSError("another file system")
            for own in _listed(inner, work):
                if _is_folder(inner, own):
                    moved |= _move_up(inner, own, top, work)
                else:
                    _erase_file(inner, own, f"{name}/{own}", work)
        path, where = _at(top, name)
        os.rmdir(path, **where)
    except OSError:
        work.leave(name)
    return moved


def _move_up(inner: Folder, name: str, top: Folder, work: _Work) -> bool:
    """Whether the folder now lies in the top."""
    source, source_at = _at(inner, name)
    with suppress(OSError):
        _allow(inner, name)
    while work.moved < _MOST_FOLDERS:
        work.moved += 1
        target, target_at = _at(top, f"{_MOVED}{work.moved}")
        try:
            os.rename(source, target, **_pair(source_at, target_at))
        except OSError as error:
            if error.errno in (errno.EEXIST, errno.ENOTEMPTY, errno.ENOTDIR):
                continue  # the name is taken
            break
        return True
    work.leave(name)
    return False


def _erase_file(folder: Folder, name: str, told: str, work: _Work) -> None:
    """Overwrite if it is a file that is nowhere else, and remove in any case."""
    size = 0
    try:
        path, where = _at(folder, name)
        found = os.stat(path, follow_symlinks=False, **where)
        overwritten = True
        if stat.S_ISREG(found.st_mode):
            size = found.st_size
            if found.st_nlink > 1:
                work.linked[found.st_dev, found.st_ino] = told
            else:
                overwritten = _overwritten(folder, name)
                if overwritten:
                    work.linked.pop((found.st_dev, found.st_ino), None)
        os.unlink(path, **where)
    except FileNotFoundError:
        return
    except OSError:
        work.leave(told)
        return
    if not overwritten:
        work.unwritten.append(told)
    work.files += 1
    work.size += size


def _overwritten(folder: Folder, name: str) -> bool:
    """Zeros over all that the file holds, to the device; holes hold nothing and would only fill up."""
    with suppress(OSError):
        _allow(folder, name)
    try:
        path, where = _at(folder, name)
        handle = os.open(path, os.O_RDWR | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_BINARY", 0), **where)
    except OSError:
        return False
    try:
        for start, end in _data(handle):
            at = os.lseek(handle, start, os.SEEK_SET)
            while at < end:
                at += os.write(handle, _ZEROS[: min(end - at, len(_ZEROS))])
        os.fsync(handle)
    except OSError:
        return False
    finally:
        os.close(handle)
    return True


def _data(handle: int) -> Iterator[tuple[int, int]]:
    """Start and end of each piece of the file that holds data."""
    size = os.fstat(handle).st_size
    if not hasattr(os, "SEEK_DATA"):
        yield 0, size
        return
    end = 0
    while end < size:
        try:
            start = os.lseek(handle, end, os.SEEK_DATA)
        except OSError:  # no data behind here
            return
        end = os.lseek(handle, start, os.SEEK_HOLE)
        yield start, end


# One way to reach a file: by its folder's handle, or by its path where there are none.


def _at(folder: Folder, name: str) -> tuple[Any, dict[str, int]]:
    return (name, {"dir_fd": folder}) if isinstance(folder, int) else (folder / name, {})


def _pair(source: dict[str, int], target: dict[str, int]) -> dict[str, int]:
    return {"src_dir_fd": source["dir_fd"], "dst_dir_fd": target["dir_fd"]} if source else {}


def _listed(folder: Folder, work: _Work) -> list[str]:
    try:
        return sorted(os.listdir(folder))
    except OSError:
        work.leave(work.name)
        return []


def _is_folder(folder: Folder, name: str) -> bool:
    path, where = _at(folder, name)
    try:
        found = os.stat(path, follow_symlinks=False, **where)
    except OSError:
        return False
    leads_elsewhere = getattr(found, "st_file_attributes", 0) & stat.FILE_ATTRIBUTE_REPARSE_POINT  # Windows' junctions
    return stat.S_ISDIR(found.st_mode) and not leads_elsewhere


@contextmanager
def _opened(folder: Folder, name: str) -> Iterator[Folder]:
    path, where = _at(folder, name)
    if not where:
        yield path
        return
    with suppress(OSError):
        _allow(folder, name)
    handle = os.open(path, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW, **where)
    try:
        yield handle
    finally:
        os.close(handle)


def _device(folder: Folder) -> int:
    return (os.fstat(folder) if isinstance(folder, int) else os.stat(folder, follow_symlinks=False)).st_dev


def _allow(folder: Folder, name: str) -> None:
    """Give the owner every right to a file or folder, never to what a link leads to."""
    path, where = _at(folder, name)
    if not where:
        os.chmod(path, stat.S_IRWXU)
        return
    handle = os.open(path, os.O_PATH | os.O_NOFOLLOW, **where)
    try:
        if not stat.S_ISLNK(os.fstat(handle).st_mode):
            os.chmod(f"/proc/self/fd/{handle}", stat.S_IRWXU)
    finally:
        os.close(handle)
