"""Plain volumes that a test may spoil before they are opened."""

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from app.month.looking.opening import open_folder
from app.month.looking.workbench import Workbench
from app.training.sample import make_sample
from app.workstation.settings import Settings

Spoil = Callable[[bytearray], None]


@pytest.fixture(scope="session")
def plain_folder(tmp_path_factory) -> Path:
    """A small sample that is not encrypted. Nobody writes into it."""
    folder = tmp_path_factory.mktemp("plain")
    make_sample(folder, establishments=60, plain=True)
    return folder


@pytest.fixture
def spoilt(plain_folder, tmp_path) -> Callable[..., Workbench]:
    """Open a copy of the volume after changing the bytes of some files."""

    def make(**changes: Spoil) -> Workbench:
        folder = Path(shutil.copytree(plain_folder, tmp_path / "spoilt"))
        for name, change in changes.items():
            path = folder / "PAP03A" / name.replace("_", "#")
            raw = bytearray(path.read_bytes())
            change(raw)
            path.write_bytes(raw)
        return open_folder(folder, Settings())

    return make
