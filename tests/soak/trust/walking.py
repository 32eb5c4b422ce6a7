"""Walk through records for hours, in short: what the program holds from time to time, a line of JSON each.

``walking.py RECORDS``: a medium is opened and closed again now and then, records are shown one after the other; every
eighth is painted, all others are laid out as if they were.
"""

import gc
import json
import os
import sys
import tempfile
import threading
from pathlib import Path

from PySide6.QtCore import QEvent, QEventLoop, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from app.month.looking.opening import open_folder
from app.training.practice import practice
from app.training.sample import make_sample
from app.ui.shell.start import application
from app.ui.shell.window import MainWindow
from app.workstation.settings import Settings

_ROUNDS = 4
_PAINTED = 8


def main(records: int) -> None:
    app = application()
    with tempfile.TemporaryDirectory() as folder:
        make_sample(Path(folder) / "media", establishments=60)
        trained = practice(Path(folder) / "practice")
        window = MainWindow(Settings(), trained.book)
        window.resize(1366, 768)
        window.show()
        for turn in range(_ROUNDS):
            window.show_volume(open_folder(Path(folder) / "media", Settings()))
            _settle(app, window)
            _walk(app, window, records // _ROUNDS)
            window.close_volume()
            _settle(app, window)
            if turn:  # what the first round made is kept for all others
                print(json.dumps({"records": records // _ROUNDS * (turn + 1), **_held()}), flush=True)
        window.close()
        trained.book.engine.dispose()


def _walk(app: QApplication, window: MainWindow, count: int) -> None:
    table = window.review.records.table
    down = True
    for step in range(count):
        window.setUpdatesEnabled(step % _PAINTED == 0)
        before = table.currentIndex().row()
        QTest.keyClick(table, Qt.Key.Key_Down if down else Qt.Key.Key_Up)
        app.processEvents(QEventLoop.ProcessEventsFlag.AllEvents)
        if table.currentIndex().row() == before:
            down = not down
    window.setUpdatesEnabled(True)


def _settle(app: QApplication, window: MainWindow) -> None:
    window.jobs.drain(600_000)
    for _ in range(3):
        app.sendPostedEvents(None, QEvent.Type.DeferredDelete)
        app.processEvents(QEventLoop.ProcessEventsFlag.AllEvents)
    gc.collect()


def _held() -> dict[str, int]:
    status = Path("/proc/self/status").read_text("ascii")
    memory = int(next(line for line in status.splitlines() if line.startswith("VmRSS")).split()[1])
    return {
        "widgets": len(QApplication.allWidgets()),
        "windows": len(QApplication.topLevelWidgets()),
        "threads": threading.active_count(),
        "handles": len(os.listdir("/proc/self/fd")),  # noqa: PTH208
        "objects": len(gc.get_objects()),
        "memory_kb": memory,
    }


if __name__ == "__main__":
    main(int(sys.argv[1]))
