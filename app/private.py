"""Files and folders that only their owner may read: ledger, logs, record of exports."""

import os
import stat
from pathlib import Path

from app.durable import make_folders, sync_folder

_OTHERS, _OTHERS_WRITE = 0o077, 0o022


class NotPrivateError(PermissionError):
    """Others may read or change ``path``, and that could not be put right."""

    def __init__(self, path: Path) -> None:
        super().__init__(str(path))
        self.path = path


def private_folder(folder: Path) -> None:
    """Make it if need be, and let nobody else in (0700). ``OSError``, of others' rights :class:`NotPrivateError`."""
    make_folders(folder, 0o700)
    _take_away(folder, _OTHERS)


def private_file(path: Path) -> None:
    """Make it if need be, and let nobody else read it (0600). ``OSError``, as :func:`private_folder`."""
    if not path.exists():
        path.touch(mode=0o600)
        sync_folder(path.parent)
    tighten(path)


def tighten(path: Path) -> None:
    """Let nobody else read a file that is there. :class:`NotPrivateError`."""
    _take_away(path, _OTHERS)


def keep_others_out(folder: Path) -> None:
    """Make a folder if need be; in one that is not the program's own, others may at most read
    (:class:`NotPrivateError`): who writes there could lay another file in the place of one that is private.
    """
    if not folder.exists():
        private_folder(folder)
    _take_away(folder, _OTHERS_WRITE)


def _take_away(path: Path, rights: int) -> None:
    """Rights are only ever taken away. Windows has none of this kind: there the user's folder is private by itself."""
    if os.name == "nt":
        return
    mode = path.stat().st_mode
    if not (stat.S_ISREG(mode) or stat.S_ISDIR(mode)):
        raise NotPrivateError(path)  # a device is shared by the whole system, whoever may change its rights
    if mode & rights:
        try:
            path.chmod(mode & 0o7777 & ~rights)
        except OSError as error:
            raise NotPrivateError(path) from error
        if path.stat().st_mode & rights:  # a file system that knows no rights
            raise NotPrivateError(path)
