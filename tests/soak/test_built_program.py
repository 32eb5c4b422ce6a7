"""The built program and the installed wheel, as they reach a workstation: no Python, no network, an ordinary user, a
folder that cannot be written to.

Built only where ``KENPAN_SOAK`` is set and PyInstaller is installed: it takes two minutes.
"""

import json
import os
import shutil
import stat
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.sizes import SOAK

_ROOT = Path(__file__).resolve().parents[2]
_LEDGER = _ROOT / "tests" / "data" / "ledger-1"
_NOBODY = 65534

pytestmark = [
    pytest.mark.soak,
    pytest.mark.skipif(not SOAK, reason="builds the program: KENPAN_SOAK=1"),
    pytest.mark.skipif(sys.platform != "linux", reason="namespaces of Linux"),
]


@pytest.fixture(scope="module")
def open_folder() -> Iterator[Path]:
    """A folder that every user may enter: pytest's own are closed to others."""
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as name:
        Path(name).chmod(0o755)
        yield Path(name)


@pytest.fixture(scope="module")
def program(open_folder: Path) -> Path:
    """The built program, in a folder that nobody may write to."""
    pytest.importorskip("PyInstaller")
    folder = open_folder / "built"
    folder.mkdir()
    where = ["--distpath", folder / "dist", "--workpath", folder / "work"]
    subprocess.run(
        [sys.executable, "-m", "PyInstaller", "--noconfirm", *where, "build.spec"],
        cwd=_ROOT, check=True, capture_output=True,
    )  # fmt: skip
    for path in folder.rglob("*"):
        if not path.is_symlink():
            path.chmod(path.stat().st_mode & ~(stat.S_IWUSR | stat.S_IWGRP | stat.S_IWOTH) | stat.S_IROTH)
    folder.chmod(0o755)
    return folder / "dist" / "kenpan" / "kenpan"


@pytest.fixture(scope="module")
def home(open_folder: Path) -> Path:
    """An empty home of the ordinary user who works there."""
    folder = open_folder / "home"
    folder.mkdir()
    if os.getuid() == 0:
        shutil.chown(folder, _NOBODY, _NOBODY)
    return folder


def _run(program: Path, home: Path, *words: str) -> subprocess.CompletedProcess[bytes]:
    """As an ordinary user in an empty network, with nothing of this environment."""
    if os.getuid() == 0:
        user = ["setpriv", f"--reuid={_NOBODY}", f"--regid={_NOBODY}", "--clear-groups"]
        outside = ["unshare", "--net", *user]
    else:
        outside = ["unshare", "--net", "--map-current-user"]
    alone = ["env", "-i", f"HOME={home}", "LANG=C.UTF-8", "PATH=/nowhere", "QT_QPA_PLATFORM=offscreen"]
    return subprocess.run([*outside, *alone, str(program), *words], cwd=home, capture_output=True, check=False)


def test_the_built_program_works_alone(program: Path, home: Path) -> None:
    """Without Python, without a network, from a folder that cannot be written to."""
    demo = _run(program, home, "demo")
    assert demo.returncode == 0, demo.stderr.decode()
    assert len(list((home / "kenpan-demo").glob("*/*.pdf"))) == 12

    assert _run(program, home, "sample", "month", "--establishments", "5", "--seed", "3").returncode == 0
    checked = _run(program, home, "check", "month", "--json", "check.json")
    assert checked.returncode == 0, checked.stderr.decode()
    assert json.loads((home / "check.json").read_bytes())["files"][0]["sha256"]

    damaged = _run(program, home, "sample", "damaged", "--defects")
    assert damaged.returncode == 0
    assert _run(program, home, "check", "damaged").returncode == 1


def test_the_built_program_learns_a_form_and_compares_a_print(program: Path, home: Path) -> None:
    """In its limited children, which start from the same program."""
    assert _run(program, home, "sample", "printed", "--establishments", "60", "--seed", "5").returncode == 0
    assert _run(program, home, "print", "printed", "-o", "print.pdf").returncode == 0
    assert _run(program, home, "print", "printed", "-o", "wrong.pdf", "--defects", "digit").returncode == 0
    learned = _run(program, home, "learn", "printed", "print.pdf", "-o", "form")
    assert learned.returncode in (0, 1), learned.stderr.decode()
    right, wrong = (
        _run(program, home, "compare", "printed", name, "--forms", "form", "--json", f"{name}.json")
        for name in ("print.pdf", "wrong.pdf")
    )
    assert wrong.returncode == 1, wrong.stderr.decode()
    counts = [json.loads((home / f"{name}.json").read_bytes())["counts"] for name in ("print.pdf", "wrong.pdf")]
    assert right.returncode in (0, 1) and counts[1]["print.changed"] > counts[0].get("print.changed", 0)


def test_the_built_program_verifies_a_ledger_of_an_earlier_version(program: Path, home: Path) -> None:
    """The ledger kept under ``tests/data``."""
    shutil.copytree(_LEDGER, home / "ledger")
    for path in (home / "ledger", *(home / "ledger").rglob("*")):
        if os.getuid() == 0:
            shutil.chown(path, _NOBODY, _NOBODY)
    database = next((home / "ledger").glob("*.db"))
    verified = _run(program, home, "ledger", "verify", str(database))
    assert verified.returncode == 0, verified.stdout.decode() + verified.stderr.decode()


def test_the_built_program_opens_its_window(program: Path, home: Path) -> None:
    """Every screen of the tour, painted by the built program."""
    toured = _run(program, home, "tour", "pictures")
    assert toured.returncode == 0, toured.stderr.decode()
    assert len(list((home / "pictures").glob("*.png"))) > 50


def test_an_installed_wheel_keeps_to_its_package(tmp_path: Path) -> None:
    """Nothing of ours lies at the top of ``site-packages``, and the program finds its data there."""
    pip = [sys.executable, "-m", "pip"]
    wheel = [*pip, "wheel", "-q", "--no-deps", "-w", str(tmp_path), str(_ROOT)]
    subprocess.run(wheel, check=True, capture_output=True)
    place = tmp_path / "site"
    made = next(tmp_path.glob("kenpan-*.whl"))
    subprocess.run([*pip, "install", "-q", "--no-deps", "--target", str(place), str(made)], check=True)
    assert {path.name.partition("-")[0] for path in place.iterdir()} <= {"app", "bin", "kenpan"}
    shown = subprocess.run(
        [sys.executable, "-c", "import app.resources as r; print(r.resource('volumes.csv').is_file(), r.RESOURCES)"],
        cwd=tmp_path, env={**os.environ, "PYTHONPATH": str(place)}, capture_output=True, check=True, text=True,
    )  # fmt: skip
    assert shown.stdout.split() == ["True", str(place / "app" / "data")]
