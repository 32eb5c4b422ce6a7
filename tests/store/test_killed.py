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


def died(*arguments):
    """How many children died in a run of ``dying.py``, all of them without a loss."""
    done = subprocess.run(
        [sys.executable, Path(__file__).with_name("dying.py"), *map(str, arguments)],
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-3000:]
    return int(done.stdout)


def test_death_at_every_write_from_the_first_start_to_a_signature(tmp_path):
    """At every twentieth of them, but in the soak."""
    assert died("writes", tmp_path, WRITES) > 50 // WRITES


def test_death_at_every_place_of_the_files(tmp_path):
    """The kernel ends the process inside the write that crosses a limit; pages are torn at every place.

    At every twentieth of them, but in the soak.
    """
    assert died("bytes", tmp_path, PLACES) > 80 // PLACES


@pytest.mark.timeout(900 + 10 * KILLS)
def test_death_at_any_moment(tmp_path):
    """``KENPAN_KILLS`` asks for more than the 5 of every run or the 40 of the soak: 300 before a version is out."""
    assert died("moments", tmp_path, KILLS) == KILLS
