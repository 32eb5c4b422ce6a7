"""How long starts take, each measured by turns with a bare one: the login, the demonstration, one record shown."""

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from statistics import median
from typing import Any

from app.media.volume import find_volume

_TURNS = 5
_BARE = """
import numpy, pymupdf, sys
from PySide6.QtWidgets import QApplication, QWidget
app = QApplication(sys.argv)
window = QWidget()
window.show()
app.processEvents()
"""
LOGIN = """
import tempfile
from app.interpreter import tune
tune()
from pathlib import Path
from app.ui.shell import start
from app.workstation.known_ledger import open_known
from app.workstation.settings import Settings
with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
    settings = Settings(store_url=f"sqlite:///{Path(folder) / 'kenpan.db'}")
    app = start.application()
    window = start._shown(settings, open_known(settings))
    app.processEvents()
"""
"""As ``kenpan`` does it, to a window that takes keys, on a ledger that nobody began."""

DEMO = """
import os, shutil
from app.interpreter import tune
tune()
from app.training.sample_ahead import DEFECTS, SampleAhead

def look():
    if window.review is not None and window.review.look is not None:
        loop.quit()

if __name__ == "__main__":
    ahead = SampleAhead(DEFECTS)
    from PySide6.QtCore import QEventLoop, QTimer
    from app.ui.shell.start import demonstration
    from app.workstation.settings import Settings
    with demonstration(Settings(), ahead) as window:
        loop, timer = QEventLoop(), QTimer()
        timer.timeout.connect(look)
        timer.start(10)
        loop.exec()
        timer.stop()
        loop.processEvents()
        shutil.rmtree(os.path.dirname(window.signoff.desk.book.engine.url.database))
        os._exit(0)
"""
"""As ``kenpan demo`` does it, until the first notice is painted."""


def measure_demo() -> dict[str, float]:
    """Seconds to the first notice of the demo, and against a bare start in the same run, by turns."""
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    with tempfile.TemporaryDirectory(prefix="kenpan-bench-", ignore_cleanup_errors=True) as folder:
        # What the demo would throw away at its end, which does not come.
        demo, bare = ([sys.executable, "-c", code] for code in (DEMO, _BARE))
        surroundings = {**os.environ, "TMPDIR": folder, "TEMP": folder, "TMP": folder}
        turns = [(_seconds(demo, surroundings), _seconds(bare, surroundings)) for _ in range(_TURNS)]
    first, alone = median(first for first, _ in turns), median(alone for _, alone in turns)
    return {
        "demo_first_notice_seconds": first,
        "start_bare_seconds": alone,
        "demo_per_bare": round(median(first / alone for first, alone in turns), 2),
    }


def _seconds(command: list[str], surroundings: dict[str, str]) -> float:
    """How long a program runs."""
    return timed(
        lambda: subprocess.run(
            command, check=True, env=surroundings, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
    )


def measure_starts(folder: Path) -> dict[str, float]:
    """CPU seconds of starts, measured by turns: what every such program loads, the login, and one record shown."""
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    record = next(file.name for file in find_volume(folder).files if not file.name.startswith("KENS"))
    python = sys.executable
    starts = {
        "bare": [python, "-c", _BARE],
        "login": [python, "-c", LOGIN],
        "show": [python, "-m", "app", "show", str(folder), record, "1"],
    }
    turns = [{name: _cpu_seconds(command) for name, command in starts.items()} for _ in range(_TURNS)]
    spent = {name: median(turn[name] for turn in turns) for name in starts}
    return {
        "start_bare_cpu_seconds": spent["bare"],
        "start_login_per_bare": round(spent["login"] / spent["bare"], 2),
        "show_per_bare": round(spent["show"] / spent["bare"], 2),
    }


def _cpu_seconds(command: list[str]) -> float:
    """What a program and its children spend."""
    before = os.times()
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    after = os.times()
    return round(after.children_user + after.children_system - before.children_user - before.children_system, 3)


def timed(function: Callable[[], Any]) -> float:
    """Seconds."""
    start = time.perf_counter()
    function()
    return round(time.perf_counter() - start, 3)
