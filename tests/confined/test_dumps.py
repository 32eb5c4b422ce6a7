"""A crash leaves no memory behind: neither of this program nor of a program that it starts."""

import os
import resource
import subprocess
import sys
from pathlib import Path

import pytest

from app.confined import entry

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="Linux's core files")

ROOT = Path(__file__).resolve().parents[2]
CRASH = "import os, resource; resource.setrlimit(resource.RLIMIT_CORE, (limit, limit)); {}; os.abort()"
PATTERN = Path("/proc/sys/kernel/core_pattern").read_text(encoding="utf-8").strip()


def run(code, folder):
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    limit = resource.getrlimit(resource.RLIMIT_CORE)[1]
    command = [sys.executable, "-c", code.replace("limit, limit", f"{limit}, {limit}")]
    return subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, check=False)


def test_the_program_keeps_itself_out_of_dumps_before_anything_else(tmp_path):
    code = (
        "import ctypes, resource; from app.commands.main import main; main(['barcode', '1000000', 'x']);"
        "print(resource.getrlimit(resource.RLIMIT_CORE), ctypes.CDLL(None).prctl(3, 0, 0, 0, 0))"
    )
    soft, hard, dumpable = run(code, tmp_path).stdout.splitlines()[-1].replace("(", "").replace(")", "").split(" ")
    assert (soft, dumpable) == ("0,", "0")
    assert int(hard) in (0, 1)


@pytest.mark.parametrize("begun", ["workers._begin(None, None)", "cluster.read_range('', None, None, None)"])
def test_so_does_every_process_that_takes_the_records_of_a_comparison(tmp_path, begun):
    code = (
        "import ctypes, resource; from unittest.mock import MagicMock; from app.proof.printed import cluster, workers;"
        f"cluster.RangeReader = workers.RangeReader = MagicMock(); {begun};"
        "print(resource.getrlimit(resource.RLIMIT_CORE)[0], ctypes.CDLL(None).prctl(3, 0, 0, 0, 0))"
    )
    assert run(code, tmp_path).stdout.split() == ["0", "0"]


def crashed(folder, act):
    """Files that a crash leaves where it happened."""
    folder.mkdir()
    done = run(CRASH.format(act), folder)
    assert done.returncode == -6, done.stderr
    return [path.name for path in folder.iterdir()]


def test_a_crash_leaves_no_core_file(tmp_path):
    if not crashed(tmp_path / "open", "pass"):
        pytest.skip(f"this system collects core files elsewhere, or the limit is 0 already ({PATTERN})")
    protect = "from app.confined.dumps import keep_out_of_dumps; keep_out_of_dumps()"
    assert crashed(tmp_path / "kept", protect) == []


def test_a_program_that_is_started_may_not_be_dumped_either():
    """Not dumpable ends with becoming another program; the limit of one byte stays, and collectors by pipe heed it."""
    told, telling = os.pipe()
    look = "import resource; print(*resource.getrlimit(resource.RLIMIT_CORE))"
    words = entry.command(entry.GUARD, str(os.getpid()), str(telling), sys.executable, "-c", look)
    done = subprocess.run(words, pass_fds=(telling,), capture_output=True, text=True, check=True)
    os.close(told)
    os.close(telling)
    least = "0" if resource.getrlimit(resource.RLIMIT_CORE)[1] == 0 else "1"
    assert done.stdout.split() == [least, least]
