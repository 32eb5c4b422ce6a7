"""A recorded hour of a checker: how long each act kept the window deaf.

``KENPAN_SOAK=1`` plays the day from the first start to the released run and goes ``ROUNDS`` times through an open
medium; nothing runs otherwise. What is printed are times of this machine; what is asked is that all acts were played.
"""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.sizes import SOAK

ROUNDS, ACTS = 8, 180
ROOT = Path(__file__).resolve().parents[3]

pytestmark = [
    pytest.mark.skipif(not SOAK, reason="an hour of acts takes minutes"),
    pytest.mark.timeout(20_000),
    pytest.mark.skipif(sys.platform == "win32", reason="counts the time of a thread"),
]


def test_an_hour_of_acts_is_recorded_with_what_kept_the_window_deaf():
    done = subprocess.run(
        [sys.executable, "-m", "tests.soak.trust.hour", str(ROUNDS)],
        env={**os.environ, "PYTHONPATH": str(ROOT), "QT_QPA_PLATFORM": "offscreen"},
        stdout=subprocess.PIPE,
        text=True,
        check=True,
        timeout=20_000,
    )
    print(done.stdout)
    found = json.loads(done.stdout.splitlines()[-1])
    assert found["rounds"] == ROUNDS and found["use_acts"] >= ACTS
    assert found["gaps"] > found["use_stalls"]
