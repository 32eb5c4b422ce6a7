"""A folder that only this user may enter and whose files are overwritten before they are removed."""

import os
import stat
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from app.errors import KenpanError

_MEMORY_FOLDER = Path("/dev/shm")
_ZEROS = bytes(1 << 20)


@contextmanager
def private_folder(base: Path | None = None) -> Iterator[Path]:
    """A new 0700 folder, in memory where the system has such a place; emptied and gone afterwards, also on failure.

    Overwriting in place is certain in memory and on plain disks, not on flash or copy-on-write file systems.
    Raises ``KenpanError`` ``tool.cleanup`` when something could not be removed.
    """
    if base is None and os.access(_MEMORY_FOLDER, os.W_OK):
        base = _MEMORY_FOLDER
    folder = Path(tempfile.mkdtemp(prefix="kenpan-", dir=base))
    try:
        yield folder
    finally:
        erase_folder(folder)


def erase_folder(folder: Path) -> None:
    """Overwrite every file below with zeros, flush it to the device, and remove everything."""
    left = 0
    for place, folders, files in os.walk(folder, topdown=False, followlinks=False):
        for name in files:
            left += not _erase_file(Path(place, name))
        for name in folders:
            path = Path(place, name)
            left += not _removed(path.unlink if path.is_symlink() else path.rmdir)
    left += not _removed(folder.rmdir)
    if left:
        raise KenpanError(
            "tool.cleanup",
            "復号に使った一時フォルダーを消し切れませんでした。個人情報が残っているおそれがあります。",
            f"管理者に知らせ、{folder} を完全に消去してください。",
        )


def _erase_file(path: Path) -> bool:
    try:
        if stat.S_ISREG(path.lstat().st_mode):
            path.chmod(0o600)
            with path.open("r+b", buffering=0) as file:
                left = os.fstat(file.fileno()).st_size
                while left > 0:
                    left -= file.write(memoryview(_ZEROS)[: min(left, len(_ZEROS))]) or 0
                os.fsync(file.fileno())
        path.unlink()
    except OSError:
        return False
    return True


def _removed(remove: Callable[[], None]) -> bool:
    try:
        remove()
    except OSError:
        return False
    return True
