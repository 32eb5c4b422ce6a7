"""Where the ledgers of practice are kept: a folder each, the newest of which can be gone on with."""

import os
import shutil
from datetime import datetime
from pathlib import Path

import platformdirs

from app.errors import KenpanError
from app.private import NotPrivateError, private_folder
from app.training.practice import LEDGER, can_go_on


def practice_root() -> Path:
    """In the user's data, apart from any live ledger."""
    return Path(platformdirs.user_data_dir("kenpan", appauthor=False)) / "renshu" / "ledgers"


def kept_practice(root: Path) -> Path | None:
    """The folder of the ledger that was practised in last; ``None`` where none was kept."""
    return next((one for one in reversed(_folders(root)) if can_go_on(one)), None)


def practised_at(folder: Path) -> datetime:
    """When something was last written to the ledger of this folder, in the workstation's own time."""
    files = (folder / LEDGER, folder / f"{LEDGER}-wal")
    return datetime.fromtimestamp(max(one.stat().st_mtime for one in files if one.exists()))


def new_practice(root: Path, now: datetime) -> Path:
    """A folder for a new ledger. Those before the last one that was kept are removed. ``KenpanError``
    ``practice.place``.
    """
    folder = root / f"{now:%Y%m%d-%H%M%S}-{os.urandom(2).hex()}"
    try:
        private_folder(root)
        private_folder(folder)
    except (OSError, NotPrivateError) as error:
        what = "練習の台帳を置くフォルダーを作れません。"
        advice = "空き容量と書き込み可否を確かめてください。"
        raise KenpanError("practice.place", what, advice, place=str(root)) from error
    last = kept_practice(root)
    for one in _folders(root):
        if last is not None and one < last:
            shutil.rmtree(one, ignore_errors=True)  # another window may still be in it
    return folder


def _folders(root: Path) -> list[Path]:
    """The oldest first."""
    return sorted(one for one in root.iterdir() if one.is_dir()) if root.is_dir() else []
