"""A folder that only this user may enter and whose files are overwritten before they are removed.

A living process keeps its folder locked. One that nobody has locked was left by a process that was killed: it is found
and erased at the next start (:func:`sweep`).
"""

import os
import stat
import sys
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from app.errors import KenpanError
from app.media.erasing import Erased, erase
from app.media.labels import file_system

_PREFIX = "kenpan-private-"
_MEMORY_FOLDER = Path("/dev/shm")
_MEMORY_SYSTEMS = frozenset({"tmpfs", "ramfs"})
_LOCK_FILE = "owner.lock"
_TRIES = 100
_NAMED = 5


@dataclass(frozen=True, slots=True)
class _Held:
    """A folder of this process. ``lock`` keeps it locked; ``handle`` is the folder itself, wherever it is moved."""

    path: Path
    lock: int
    handle: int | None


_held: dict[Path, _Held] = {}
_guard = threading.Lock()
_ending = threading.Event()


@contextmanager
def private_folder(base: Path | None = None) -> Iterator[Path]:
    """A new 0700 folder, in memory where the system has such a place; emptied and gone afterwards, also on failure.

    Overwriting in place is certain in memory and on plain disks, not on flash or copy-on-write file systems.
    Raises ``KenpanError`` ``tool.cleanup``, which names what could not be removed.
    """
    held = _new(base or memory_folder())
    try:
        yield held.path
    finally:
        _give_up(held)


def lies_in_memory() -> bool:
    """Whether private folders are made in memory here, not on a disc."""
    return memory_folder() is not None


def memory_folder() -> Path | None:
    """Where files lie in memory here and on no disc; ``None`` if there is no such place."""
    if (
        sys.platform == "linux"
        and os.access(_MEMORY_FOLDER, os.W_OK)
        and file_system(_MEMORY_FOLDER) in _MEMORY_SYSTEMS
    ):
        return _MEMORY_FOLDER
    return None


def _new(base: Path | None) -> _Held:
    """Made and locked; a sweep of another process may come in between and take it for a left one."""
    for _ in range(_TRIES):
        path = Path(tempfile.mkdtemp(prefix=_PREFIX, dir=base))
        held = _locked(path)
        if held is not None:
            with _guard:
                _held[path] = held
            if _ending.is_set():
                _give_up(held)
                break
            return held
    raise OSError("no folder that stays")


def _locked(path: Path) -> _Held | None:
    """The folder, locked, or ``None`` if somebody else has it, or it is not there any more."""
    try:
        if sys.platform == "win32":
            return _locked_by_file(path)
        import fcntl

        handle = os.open(path, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW)
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
            if os.path.samestat(os.fstat(handle), path.lstat()):
                return _Held(path, handle, handle)
        except OSError:
            pass
        os.close(handle)
    except OSError:
        pass
    return None


def _give_up(held: _Held) -> None:
    """Erase it and let go of it."""
    with _guard:
        if _held.pop(held.path, None) is None:
            return  # the program is ending, and that has been done
    erased = _erased(held)
    if erased.left:
        raise KenpanError(
            "tool.cleanup",
            "復号に使った一時フォルダーを消し切れませんでした。個人情報が残っているおそれがあります。"
            f"残ったもの：{_names(erased.left)}",
            f"管理者に知らせ、{held.path} を完全に消去してください。",
        )


def _erased(held: _Held) -> Erased:
    try:
        if held.handle is None:
            os.close(held.lock)  # Windows removes no file that is open
        return erase(held.path, held.handle)
    finally:
        if held.handle is not None:
            os.close(held.handle)


def erase_all() -> str:
    """Erase every private folder of this process, because it is about to end; there are no new ones any more.

    What could not be removed, by name; ``""`` if all is gone.
    """
    _ending.set()
    with _guard:
        folders = tuple(_held.values())
        _held.clear()
    left: list[str] = []
    for held in folders:
        try:
            left += (f"{held.path}：{name}" for name in _erased(held).left)
        except OSError:
            left.append(str(held.path))
    return _names(tuple(left))


def sweep() -> tuple[KenpanError, ...]:
    """Find private folders that a killed process left and erase them; says of each what was found and removed.

    ``private.swept``, or ``private.left`` with the names of what is still there. Folders of living processes and of
    other people stay.
    """
    said = []
    for base in dict.fromkeys((_MEMORY_FOLDER, Path(tempfile.gettempdir()))):
        for path in _found(base):
            held = _locked(path)
            if held is not None:
                said.append(_swept(path, _erased(held)))
    return tuple(said)


def _found(base: Path) -> list[Path]:
    try:
        with os.scandir(base) as entries:
            return sorted(Path(entry.path) for entry in entries if entry.name.startswith(_PREFIX) and _is_own(entry))
    except OSError:
        return []


def _is_own(entry: "os.DirEntry[str]") -> bool:
    try:
        found = entry.stat(follow_symlinks=False)
    except OSError:
        return False
    own = sys.platform == "win32" or found.st_uid == os.getuid()
    return own and stat.S_ISDIR(found.st_mode)


def _swept(path: Path, erased: Erased) -> KenpanError:
    found = f"前に終わらずに止まった検版の、復号用の一時フォルダーを見つけました（{path}）。"
    counted = f"{erased.files:,} 個のファイル（{erased.size:,} バイト）を上書きして消しました。"
    if erased.left:
        return KenpanError(
            "private.left",
            f"{found}{counted}消せないものが残っています：{_names(erased.left)}",
            "個人情報のおそれがあります。管理者に知らせ、完全に消去してください。",
        )
    return KenpanError(
        "private.swept", f"{found}{counted}", "止まった理由に心当たりがなければ、管理者に知らせてください。"
    )


def _names(left: tuple[str, ...]) -> str:
    more = f" ほか {len(left) - _NAMED:,} 個" if len(left) > _NAMED else ""
    return "、".join(left[:_NAMED]) + more


if sys.platform == "win32":

    def _locked_by_file(path: Path) -> _Held | None:
        """Windows locks no folders: a file inside stands for it."""
        import msvcrt

        lock = os.open(path / _LOCK_FILE, os.O_RDWR | os.O_CREAT | os.O_NOINHERIT)
        try:
            msvcrt.locking(lock, msvcrt.LK_NBLCK, 1)
        except OSError:
            os.close(lock)
            return None
        return _Held(path, lock, None)
