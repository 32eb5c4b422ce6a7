"""Sessions killed at every write and at any moment: what was acknowledged stays, nothing is done by half."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent.parent
KILLS = int(os.environ.get("KENPAN_KILLS", "40"))


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
    assert died("writes", tmp_path) > 50


def test_death_at_every_place_of_the_files(tmp_path):
    """The kernel ends the process inside the write that crosses a limit; pages are torn at every place."""
    assert died("bytes", tmp_path) > 80


@pytest.mark.timeout(900 + 10 * KILLS)
def test_death_at_any_moment(tmp_path):
    """``KENPAN_KILLS`` asks for more than the 40 of every run; a version is not given out before 300."""
    assert died("moments", tmp_path, KILLS) == KILLS
