"""Sessions killed at every write and at any moment: what was acknowledged stays, nothing is done by half."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.sizes import sized

ROOT = Path(__file__).resolve().parent.parent.parent
KILLS = int(os.environ.get("KENPAN_KILLS", sized(5, 40)))
WRITES = sized(20, 1)
PLACES = sized(20, 1)


pytestmark = pytest.mark.timeout(900 + 10 * KILLS)


@pytest.fixture(scope="module")
def died(tmp_path_factory):
    """How many children died in each way in a run of ``dying.py``, all of them without a loss."""
    asked = {"writes": WRITES, "bytes": PLACES, "moments": KILLS}
    done = subprocess.run(
        [
            sys.executable,
            Path(__file__).with_name("dying.py"),
            tmp_path_factory.mktemp("dying"),
            *(f"{how}={count}" for how, count in asked.items()),
        ],
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, f"after {done.stdout.split()}: {done.stderr[-3000:]}"
    return dict(zip(asked, map(int, done.stdout.split()), strict=True))


def test_death_at_every_write_from_the_first_start_to_a_signature(died):
    """At every twentieth of them, but in the soak."""
    assert died["writes"] > 50 // WRITES


def test_death_at_every_place_of_the_files(died):
    """The kernel ends the process inside the write that crosses a limit; pages are torn at every place.

    At every twentieth of them, but in the soak.
    """
    assert died["bytes"] > 80 // PLACES


def test_death_at_any_moment(died):
    """``KENPAN_KILLS`` asks for more than the 5 of every run or the 40 of the soak: 300 before a version is out."""
    assert died["moments"] == KILLS
