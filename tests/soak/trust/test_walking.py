"""After hours of work the program holds what it held at the start: windows, threads, handles, objects, memory.

``KENPAN_SOAK=1`` walks through 10,000 records with the medium opened anew in between; nothing runs otherwise.
"""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.sizes import SOAK

RECORDS = 10_000
MORE_KB = 40_000  # what the allocator may keep
ROOT = Path(__file__).resolve().parents[3]

pytestmark = [
    pytest.mark.skipif(not SOAK, reason="a walk of minutes"),
    pytest.mark.timeout(20_000),
    pytest.mark.skipif(sys.platform != "linux", reason="reads /proc"),
]


def test_a_long_walk_leaves_nothing_behind():
    done = subprocess.run(
        [sys.executable, "-m", "tests.soak.trust.walking", str(RECORDS)],
        env={**os.environ, "PYTHONPATH": str(ROOT), "QT_QPA_PLATFORM": "offscreen"},
        stdout=subprocess.PIPE,
        text=True,
        check=True,
        timeout=20_000,  # ten minutes of a processor's time; how long that takes says how busy the machine is
    )
    print(done.stdout)
    first, *others = (json.loads(line) for line in done.stdout.splitlines())
    assert others
    for held in others:
        assert {name: held[name] for name in ("widgets", "windows", "threads", "handles")} == {
            name: first[name] for name in ("widgets", "windows", "threads", "handles")
        }
        assert held["objects"] < first["objects"] * 1.01
        assert held["memory_kb"] < first["memory_kb"] + MORE_KB
