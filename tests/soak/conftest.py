"""The program as it is built, in a folder that nobody may write to, for every test that asks for it."""

import os
import shutil
import stat
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.soak.built import NOBODY, ROOT


@pytest.fixture(scope="session")
def open_folder() -> Iterator[Path]:
    """A folder that every user may enter: pytest's own are closed to others."""
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as name:
        Path(name).chmod(0o755)
        yield Path(name)


@pytest.fixture(scope="session")
def program(open_folder: Path) -> Path:
    """The built program; ``KENPAN_BUILT`` names one that was built before, a folder as ``dist/kenpan``."""
    folder = open_folder / "built"
    folder.mkdir()
    built = os.environ.get("KENPAN_BUILT")
    if built is not None:
        shutil.copytree(built, folder / "dist" / "kenpan", symlinks=True)
    else:
        pytest.importorskip("PyInstaller")
        where = ["--distpath", folder / "dist", "--workpath", folder / "work"]
        subprocess.run(
            [sys.executable, "-m", "PyInstaller", "--noconfirm", *where, "build.spec"],
            cwd=ROOT, check=True, capture_output=True,
        )  # fmt: skip
    for path in folder.rglob("*"):
        if not path.is_symlink():
            path.chmod(path.stat().st_mode & ~(stat.S_IWUSR | stat.S_IWGRP | stat.S_IWOTH) | stat.S_IROTH)
    folder.chmod(0o755)
    return folder / "dist" / "kenpan" / "kenpan"


@pytest.fixture(scope="module")
def home(open_folder: Path, request: pytest.FixtureRequest) -> Path:
    """An empty home of the ordinary user who works there."""
    folder = open_folder / f"home-{request.module.__name__.rpartition('.')[2]}"
    folder.mkdir()
    if os.getuid() == 0:
        shutil.chown(folder, NOBODY, NOBODY)
    return folder
