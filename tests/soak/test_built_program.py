"""The built program and the installed wheel, as they reach a workstation: no Python, no network, an ordinary user, a
folder that cannot be written to.

Built only where ``KENPAN_SOAK`` is set and PyInstaller is installed: it takes two minutes. ``KENPAN_BUILT`` names
a folder that was built before.
"""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.sizes import SOAK
from tests.soak.built import ROOT, given_to_the_user, run

_LEDGER = ROOT / "tests" / "data" / "ledger-1"

pytestmark = [
    pytest.mark.soak,
    pytest.mark.skipif(not SOAK, reason="builds the program: KENPAN_SOAK=1"),
    pytest.mark.skipif(sys.platform != "linux", reason="namespaces of Linux"),
]


def test_the_built_program_works_alone(program: Path, home: Path) -> None:
    """Without Python, without a network, from a folder that cannot be written to."""
    demo = run(program, home, "demo")
    assert demo.returncode == 0, demo.stderr.decode()
    assert len(list((home / "kenpan-demo").glob("*/*.pdf"))) == 12

    assert run(program, home, "sample", "month", "--establishments", "5", "--seed", "3").returncode == 0
    checked = run(program, home, "check", "month", "--json", "check.json")
    assert checked.returncode == 0, checked.stderr.decode()
    assert json.loads((home / "check.json").read_bytes())["files"][0]["sha256"]

    damaged = run(program, home, "sample", "damaged", "--defects")
    assert damaged.returncode == 0
    assert run(program, home, "check", "damaged").returncode == 1


def test_the_built_program_learns_a_form_and_compares_a_print(program: Path, home: Path) -> None:
    """In its limited children, which start from the same program."""
    assert run(program, home, "sample", "printed", "--establishments", "60", "--seed", "5").returncode == 0
    assert run(program, home, "print", "printed", "-o", "print.pdf").returncode == 0
    assert run(program, home, "print", "printed", "-o", "wrong.pdf", "--defects", "digit").returncode == 0
    learned = run(program, home, "learn", "printed", "print.pdf", "-o", "form")
    assert learned.returncode in (0, 1), learned.stderr.decode()
    right, wrong = (
        run(program, home, "compare", "printed", name, "--forms", "form", "--json", f"{name}.json")
        for name in ("print.pdf", "wrong.pdf")
    )
    assert wrong.returncode == 1, wrong.stderr.decode()
    counts = [json.loads((home / f"{name}.json").read_bytes())["counts"] for name in ("print.pdf", "wrong.pdf")]
    assert right.returncode in (0, 1) and counts[1]["print.changed"] > counts[0].get("print.changed", 0)


def test_the_built_program_verifies_a_ledger_of_an_earlier_version(program: Path, home: Path) -> None:
    """The ledger kept under ``tests/data``."""
    shutil.copytree(_LEDGER, home / "ledger")
    given_to_the_user(home / "ledger")
    database = next((home / "ledger").glob("*.db"))
    verified = run(program, home, "ledger", "verify", str(database))
    assert verified.returncode == 0, verified.stdout.decode() + verified.stderr.decode()


def test_the_built_program_opens_its_window(program: Path, home: Path) -> None:
    """Every screen of the tour, painted by the built program."""
    toured = run(program, home, "tour", "pictures")
    assert toured.returncode == 0, toured.stderr.decode()
    assert len(list((home / "pictures").glob("*.png"))) > 50


def test_an_installed_wheel_keeps_to_its_package(tmp_path: Path) -> None:
    """Nothing of ours lies at the top of ``site-packages``, and the program finds its data there."""
    pip = [sys.executable, "-m", "pip"]
    wheel = [*pip, "wheel", "-q", "--no-deps", "-w", str(tmp_path), str(ROOT)]
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
