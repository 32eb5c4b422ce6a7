"""What ``kenpan bench`` measures of an hour of use: every screen by keyboard, and how long the window was deaf, by act.

Time is what the window's own thread spent (CPU), so that other programs do not count.
"""

import os
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from importlib import import_module
from pathlib import Path
from statistics import quantiles
from typing import TYPE_CHECKING, Any, NamedTuple

from PySide6.QtCore import QCoreApplication, QEventLoop, QSize, Qt, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractItemView, QApplication, QLineEdit, QTabBar, QWidget

from app.ui.shell.screens import SCREENS
from app.ui.shell.window import MainWindow
from app.ui.shell.workers import Jobs

if TYPE_CHECKING:
    from app.training.practice import Practice

STALL_MS = 50.0
_BEAT_MS, _LOOK_SECONDS = 5, 0.01
_ROWS, _LETTERS, _TABS = 6, "12東", 4
_FIRST = ("初めて開く", "開く")
_TOLD, _TIMES = 12, 3
_LATE_SECONDS = 120.0
_SIZE = QSize(1920, 1040)


class Stall(NamedTuple):
    """For how long (ms) nothing else was done, during which act, and where the program was then."""

    ms: float
    act: str
    place: str


class Heart:
    """Beats in the window's thread; what lies between two beats is a stall where the thread worked all the time."""

    def __init__(self) -> None:
        self.act = ""
        self.gaps: list[Stall] = []
        self._place, self._last = "", time.thread_time()
        self._main = threading.get_ident()
        self._clock = time.pthread_getcpuclockid(self._main) if sys.platform != "win32" else 0
        self._timer = QTimer()
        self._timer.setInterval(_BEAT_MS)
        self._timer.timeout.connect(self.beat)
        self._ended = threading.Event()
        self._watch = threading.Thread(target=self._look, daemon=True)

    def begin(self) -> None:
        """From now on."""
        self._last = time.thread_time()
        self._timer.start()
        self._watch.start()

    def end(self) -> None:
        """No more."""
        self._timer.stop()
        self._ended.set()
        self._watch.join()

    def beat(self) -> None:
        """The thread is free."""
        now = time.thread_time()
        self.gaps.append(Stall((now - self._last) * 1000, self.act, self._place))
        self._last, self._place = now, ""

    def skip(self) -> None:
        """What was done since is nobody's waiting."""
        self._last, self._place = time.thread_time(), ""

    def _look(self) -> None:
        """Where a beat is late, see what keeps it."""
        while not self._ended.wait(_LOOK_SECONDS):
            spent = time.clock_gettime(self._clock) - self._last if sys.platform != "win32" else 0.0
            if spent * 1000 > STALL_MS and not self._place:
                self._place = _place_of(sys._current_frames().get(self._main))


def _place_of(frame: Any) -> str:
    """The innermost function of the program, and who called it; never what it holds."""
    found: list[str] = []
    while frame is not None and len(found) < 3:
        name = frame.f_code.co_filename
        if f"{os.sep}app{os.sep}" in name and "bench" not in name:
            found.append(f"{Path(name).stem}.{frame.f_code.co_name}")
        frame = frame.f_back
    return " < ".join(found)


def use(window: MainWindow, rounds: int) -> list[Stall]:
    """Go through all screens of whoever is logged in, so often; every gap between two beats."""
    heart = Heart()
    heart.begin()
    for number in range(rounds):
        for screen in SCREENS:
            if window.signoff.desk.session is not None and screen.may(window.signoff.desk.roles):
                _do(
                    heart,
                    window,
                    f"{screen.word}を{_FIRST[number > 0]}",
                    partial(window.signoff.open_screen, screen.id),
                )
                _on_screen(heart, window, screen.word)
    heart.end()
    return heart.gaps


def _on_screen(heart: Heart, window: MainWindow, title: str) -> None:
    for view in list(_there(window, QAbstractItemView)):
        _pressed(heart, window, f"{title}：{view.accessibleName()} ↓", view, [Qt.Key.Key_Down] * _ROWS)
    for field in list(_there(window, QLineEdit)):
        if field.isEnabled() and not field.isReadOnly() and "探" in field.placeholderText() + field.accessibleName():
            for letter in _LETTERS:
                _do(heart, window, f"{title}：探す", partial(field.insert, letter))
            _do(heart, window, f"{title}：探すのをやめる", field.clear)
    for bar in list(_there(window, QTabBar)):
        for at in range(min(bar.count(), _TABS)):
            if bar.isTabEnabled(at):
                _do(heart, window, f"{title}：{bar.tabText(at)}", partial(bar.setCurrentIndex, at))
        _do(heart, window, f"{title}：最初のタブ", partial(bar.setCurrentIndex, 0))


def _there(window: MainWindow, kind: type[QWidget]) -> Iterator[Any]:
    return (one for one in window.findChildren(kind) if one.isVisible() and one.window() is window)


def _pressed(heart: Heart, window: MainWindow, act: str, at: QWidget, pressed: list[Qt.Key]) -> None:
    if at.isVisible() and at.isEnabled():
        for key in pressed:
            _do(heart, window, act, partial(_press, at, key))


def _press(at: QWidget, key: Qt.Key) -> None:
    QTest.keyClick(at, key)


def _do(heart: Heart, window: MainWindow, act: str, do: Callable[[], object]) -> None:
    """One act, and all that follows from it, other threads' answers included."""
    heart.act = act
    heart.beat()
    do()
    _paint()
    heart.beat()
    wait_for(window.jobs)
    heart.beat()


def wait_for(jobs: Jobs) -> None:
    """Until no job runs, with the window alive."""
    late = time.monotonic() + _LATE_SECONDS
    while jobs.busy() and time.monotonic() < late:
        QCoreApplication.processEvents(QEventLoop.ProcessEventsFlag.WaitForMoreEvents, _BEAT_MS)
    _paint()


def _paint() -> None:
    QApplication.sendPostedEvents()
    QApplication.processEvents()


def told(gaps: list[Stall]) -> dict[str, Any]:
    """Figures of a recorded use: the worst stall of each act that had one."""
    worst: dict[str, Stall] = {}
    for gap in gaps:
        if gap.ms > STALL_MS and gap.ms > worst.get(gap.act, Stall(0, "", "")).ms:
            worst[gap.act] = gap
    acts = [gap.ms for gap in gaps if gap.ms >= 1]
    listed = sorted(worst.values(), reverse=True)
    return {
        "use_acts": len({gap.act for gap in gaps}),
        "use_seconds": round(sum(gap.ms for gap in gaps) / 1000, 1),
        "use_ms_p99": round(quantiles(acts, n=100)[-1], 1) if len(acts) > 1 else 0.0,
        "use_ms_longest": round(max(acts, default=0.0), 1),
        "use_stalls": sum(gap.ms > STALL_MS for gap in gaps),
        "use_worst": [f"{gap.ms:.0f} ms　{gap.act}　{gap.place}".rstrip() for gap in listed[:_TOLD]],
    }


def measure_use(folder: Path) -> dict[str, Any]:
    """All screens of a checker with that medium open, read and made as the program does it when nobody waits."""
    from app.month.looking.opening import open_folder
    from app.training.practice import CHECKER
    from app.ui.shell.building_ahead import pieces
    from app.ui.shell.reading_ahead import put_aside, read_pages
    from app.ui.shell.start import application
    from app.workstation.settings import Settings

    application()
    read_pages(import_module)
    put_aside()
    opened = open_folder(folder, Settings())
    with practice_window() as (window, trained):
        window.resize(_SIZE)
        window.show_volume(opened)
        if window.signoff.desk.session is None:
            window.signoff.desk.log_in(*trained.enter(CHECKER), lambda _error: None)
        wait_for(window.jobs)
        for piece in pieces(window):
            piece()
            _paint()
        return told(use(window, _TIMES))


@contextmanager
def practice_window() -> Iterator[tuple[MainWindow, "Practice"]]:
    """A window on a ledger to practise in, as the demo has it."""
    from app.training.practice import CONTRACTOR, practice
    from app.workstation.settings import Settings

    with tempfile.TemporaryDirectory(prefix="kenpan-bench-", ignore_cleanup_errors=True) as folder:
        trained = practice(Path(folder))
        window = MainWindow(Settings(contractor=CONTRACTOR), trained.book)
        window.show()
        yield window, trained
        window.close()
        trained.book.engine.dispose()
