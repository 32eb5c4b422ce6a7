"""Names that outlive a power failure: a file may be on the disc, and its name only once its folder is synced."""

import contextlib
import os
import sys
from pathlib import Path


def sync_folder(folder: Path) -> None:
    """Names to the disc, where the system can do that by itself."""
    if sys.platform == "win32":
        return
    with contextlib.suppress(OSError):  # some shared folders cannot
        handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def make_folders(folder: Path, mode: int = 0o777) -> None:
    """Make a folder and those above it that are missing (``mode`` is the folder's own). ``OSError``."""
    missing = [one for one in (folder, *folder.parents) if not one.exists()]
    folder.mkdir(parents=True, exist_ok=True, mode=mode)
    for one in missing:
        sync_folder(one.parent)


def put_in_place(path: Path, target: Path) -> None:
    """A whole, synced file in the place of what stood there, for good. ``OSError``."""
    path.replace(target)
    sync_folder(target.parent)
