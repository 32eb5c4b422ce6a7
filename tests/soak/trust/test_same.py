"""The same medium and the same print give the same findings, byte for byte, whatever the machine and the person's
settings are: number of workers, seed of hashes, language, time zone. ``KENPAN_SOAK=1`` only.
"""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from app.commands.main import main
from tests.sizes import SOAK

pytestmark = pytest.mark.skipif(not SOAK, reason="starts the program a dozen times")

MACHINES = (
    {"jobs": "1", "PYTHONHASHSEED": "0", "LC_ALL": "C.UTF-8", "TZ": "Asia/Tokyo"},
    {"jobs": "2", "PYTHONHASHSEED": "77", "LC_ALL": "C", "TZ": "America/St_Johns"},
    {"jobs": "3", "PYTHONHASHSEED": "random", "LC_ALL": "POSIX", "TZ": "UTC", "PYTHONUTF8": "0"},
    {"jobs": "5", "PYTHONHASHSEED": "4294967295", "LC_ALL": "tr_TR.UTF-8", "TZ": "Pacific/Kiritimati"},
)
ROOT = Path(__file__).resolve().parents[3]


@pytest.fixture(scope="module")
def month(tmp_path_factory) -> tuple[Path, Path]:
    folder = tmp_path_factory.mktemp("same")
    assert main(["sample", str(folder / "media"), "--establishments", "300", "--defects"]) == 0
    words = ["print", str(folder / "media"), "--to", "40", "--shuffle", "3"]
    assert main([*words, "-o", str(folder / "clean.pdf")]) == 0
    assert main(["learn", str(folder / "media"), str(folder / "clean.pdf"), "-o", str(folder / "forms")]) in (0, 1)
    assert main([*words, "-o", str(folder / "print.pdf"), "--defects"]) == 0
    return folder / "media", folder / "print.pdf"


def _found(words: list[str], machine: dict[str, str], out: Path) -> bytes:
    given = {name: value for name, value in machine.items() if name != "jobs"}
    command = [sys.executable, "-m", "app", *words, "--jobs", machine["jobs"], "--json", str(out)]
    environment = {**os.environ, **given, "PYTHONPATH": str(ROOT)}
    done = subprocess.run(command, env=environment, stdout=subprocess.DEVNULL, check=False, timeout=3000)
    assert done.returncode == 1  # there is something to find
    return out.read_bytes()


def test_the_check_of_a_month_says_the_same_everywhere(month, tmp_path):
    found = {_found(["check", str(month[0])], machine, tmp_path / "found.json") for machine in MACHINES}
    assert len(found) == 1


def test_the_comparison_of_a_print_says_the_same_everywhere(month, tmp_path):
    words = ["compare", *map(str, month), "--forms", str(month[0].parent / "forms")]
    found = {_found(words, machine, tmp_path / "found.json") for machine in MACHINES}
    assert len(found) == 1
