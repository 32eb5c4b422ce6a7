"""Where a key may lie for minutes: a folder in memory that only this user enters, and that goes with the power."""

import os
import stat
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import platformdirs
import psutil  # type: ignore[import-untyped]

from app.errors import KenpanError

_IN_MEMORY = frozenset({"tmpfs", "ramfs"})
_OTHERS = 0o077


@dataclass(frozen=True, slots=True)
class RuntimeFolder:
    """``in_memory`` is false where what lies there may stay on a disk."""

    path: Path
    in_memory: bool


def runtime_folder() -> RuntimeFolder:
    """The first in memory of the session's own folder (``XDG_RUNTIME_DIR``), the system's for this user, and
    ``/dev/shm``; else the first that is there at all, at worst in the folder for temporary files.

    On Windows, which has none in memory, a folder in the user's own data.
    """
    if os.name == "nt":
        return RuntimeFolder(Path(platformdirs.user_data_dir("kenpan", appauthor=False)) / "session", False)
    found = [RuntimeFolder(folder, in_memory(folder.parent)) for folder in _folders() if folder.parent.is_dir()]
    return next((one for one in found if one.in_memory), found[0])


def _folders() -> Iterator[Path]:
    own = f"kenpan-{os.geteuid()}"
    named = os.environ.get("XDG_RUNTIME_DIR", "")
    if Path(named).is_absolute():
        yield Path(named, "kenpan")
    yield Path(f"/run/user/{os.geteuid()}/kenpan")
    yield Path("/dev/shm", own)
    yield Path(tempfile.gettempdir(), own)


def in_memory(folder: Path) -> bool:
    """Whether a folder lies in a file system that is gone when the power is."""
    place, kinds = folder.resolve(), {}
    for one in psutil.disk_partitions(all=True):
        kinds[Path(one.mountpoint)] = one.fstype
    mounted = next((at for at in (place, *place.parents) if at in kinds), None)
    return mounted is not None and kinds[mounted] in _IN_MEMORY


def own_folder(folder: Path) -> Path:
    """The folder, made if need be (0700); ``KenpanError`` ``session.folder`` if it is not this user's alone."""
    try:
        folder.mkdir(mode=0o700, parents=os.name == "nt", exist_ok=True)
        found = folder.lstat()
    except OSError as error:
        raise _not_own(folder) from error
    if not stat.S_ISDIR(found.st_mode) or not _is_own(found):
        raise _not_own(folder)
    return folder


def read_own(path: Path) -> bytes | None:
    """A file's bytes, ``None`` if there is none; ``KenpanError`` ``session.file`` if it is not this user's alone.

    A link is nobody's: neither one that leads elsewhere nor a second name of the same file.
    """
    try:
        handle = os.open(path, os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0))
    except FileNotFoundError:
        return None
    except OSError as error:
        raise _not_own_file(path) from error
    with os.fdopen(handle, "rb") as file:
        found = os.fstat(handle)
        if not stat.S_ISREG(found.st_mode) or found.st_nlink != 1 or not _is_own(found):
            raise _not_own_file(path)
        return file.read()


def write_own(path: Path, content: bytes) -> None:
    """Put a file there that only this user reads (0600), whole or not at all; ``KenpanError`` ``session.folder``."""
    folder = own_folder(path.parent)
    try:
        handle, name = tempfile.mkstemp(prefix=".kenpan-", dir=folder)  # 0600, and nobody else's
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(content)
            Path(name).replace(path)
        except BaseException:
            Path(name).unlink(missing_ok=True)
            raise
    except OSError as error:
        raise _not_own(folder) from error


def _is_own(found: os.stat_result) -> bool:
    """Windows says neither: there the user's own folder is private, and what lies in it is sealed."""
    return os.name == "nt" or (found.st_uid == os.geteuid() and not found.st_mode & _OTHERS)


def _not_own(folder: Path) -> KenpanError:
    return KenpanError(
        "session.folder",
        "セッションの鍵を置くフォルダーを作れないか、本人だけのものではありません。",
        f"管理者に連絡し、{folder} の持ち主と権限（700）を確かめてください。",
    )


def _not_own_file(path: Path) -> KenpanError:
    return KenpanError(
        "session.file",
        "セッションの鍵のファイルが、本人だけのものではありません。使いません。",
        f"だれが置いたかを管理者が確かめ、{path} を消してから、kenpan login をやり直してください。",
    )
