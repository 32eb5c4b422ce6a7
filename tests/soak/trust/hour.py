"""An hour of a checker's acts in short: ``hour.py ROUNDS [SECONDS]`` prints for how long the window was deaf.

First the whole day from the first start to the released run, by keyboard and scanner, every piece signed; then, at a
medium that is open, ROUNDS times: all screens with their tables, fields and tabs, records by arrow keys, pages, zoom,
the list narrowed while a text is typed, a search over everything, the check and its findings one after the other,
dialogs. Time is what the window's thread works (CPU) between two moments at which it would take a key; what the script
itself does meanwhile is nobody's waiting and left out. ``SECONDS``: no round begins later.
"""

import json
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from importlib import import_module
from pathlib import Path
from typing import Any

from PySide6.QtCore import QCoreApplication, QEventLoop, QSize, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog, QWidget

from app.interpreter import tune
from app.month.looking.opening import open_folder
from app.training.practice import CHECKER
from app.training.sample import make_sample
from app.ui.bench_use import Heart, Stall, practice_window, told, use, wait_for
from app.ui.kit import shortcuts as keys
from app.ui.shell.building_ahead import pieces
from app.ui.shell.reading_ahead import put_aside, read_pages
from app.ui.shell.start import application
from app.ui.shell.window import MainWindow
from app.workstation.settings import Settings
from tests.ui import waiting, working_day
from tests.ui.driving import Hands

_EDGES_MS = (5, 10, 16, 30, 50, 100, 200, 500)
_RECORDS, _FINDINGS = 200, 150
_READ_MS = 80
"""Nobody reads a finding faster; records are gone through by a key that is held down."""
_NO, _CTRL = Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.ControlModifier
_TEXTS = ("株式会社", "12-", "ｱ", "1,234", "東京都千代田区")


def main(rounds: int, seconds: float) -> None:
    app = application()
    read_pages(import_module)
    put_aside()
    gaps = _day(app)
    with tempfile.TemporaryDirectory() as folder, practice_window() as (window, trained):
        medium = Path(folder) / "media"
        make_sample(medium, establishments=600)
        window.resize(QSize(1920, 1040))
        window.signoff.desk.log_in(*trained.enter(CHECKER), lambda _error: None)
        wait_for(window.jobs)
        window.show_volume(open_folder(medium, Settings()))
        wait_for(window.jobs)
        with _watched() as heart:
            make_ahead(window, heart)
        gaps += heart.gaps
        late, done = time.monotonic() + seconds, 0
        while done < rounds and time.monotonic() < late:
            gaps += use(window, 1)
            with _watched() as heart:
                _look_through(window)
            gaps += heart.gaps
            done += 1
    print(json.dumps({"rounds": done, **distribution(gaps)}, ensure_ascii=False), flush=True)


def distribution(gaps: list[Stall]) -> dict[str, Any]:
    """How many gaps there are up to each length, and which were too long."""
    longest = [edge for edge in _EDGES_MS if any(gap.ms > edge for gap in gaps)]
    parts = {f"over {edge} ms": sum(gap.ms > edge for gap in gaps) for edge in longest}
    return {"gaps": len(gaps), **parts, **told(gaps)}


def _day(app: QApplication) -> list[Stall]:
    with tempfile.TemporaryDirectory() as folder, _watched() as heart, _screens_made(heart):
        sample = Path(folder) / "sample"
        make_sample(sample, establishments=60)
        working_day.work_the_day(Path(folder) / "day", sample, app)
    return heart.gaps


@contextmanager
def _screens_made(heart: Heart) -> Iterator[None]:
    """Whoever came in or opened a medium looks at it for a moment: the script never does."""
    log_in, opened = Hands.log_in, Hands.open_medium

    def rested(act: Callable[..., None]) -> Callable[..., None]:
        def done(hands: Hands, *told: Any) -> None:
            act(hands, *told)
            hands.settle()
            make_ahead(hands.window, heart)

        return done

    Hands.log_in, Hands.open_medium = rested(log_in), rested(opened)  # type: ignore[method-assign]
    try:
        yield
    finally:
        Hands.log_in, Hands.open_medium = log_in, opened  # type: ignore[method-assign]


def make_ahead(window: MainWindow, heart: Heart) -> None:
    """What is made while nobody types keeps a key waiting as well, should one come."""
    heart.act = "画面を先に作る"
    for piece in pieces(window):
        heart.skip()
        piece()
        heart.beat()


@contextmanager
def _watched() -> Iterator[Heart]:
    """Whatever a key or a wait makes the program do is a gap until it would take the next key."""
    heart, click, clicks, loop = Heart(), QTest.keyClick, QTest.keyClicks, waiting.QEventLoop

    def typed(press: Callable[..., None]) -> Callable[..., None]:
        def pressed(where: Any, what: Any, *more: Any) -> None:
            heart.act = _act(where, what, *more)
            heart.skip()
            press(where, what, *more)
            QCoreApplication.processEvents()
            heart.beat()

        return pressed

    class Watched(QEventLoop):
        def processEvents(self, *how: Any) -> Any:
            heart.skip()
            done = super().processEvents(*how)
            heart.beat()
            return done

    QTest.keyClick, QTest.keyClicks, waiting.QEventLoop = typed(click), typed(clicks), Watched
    heart.begin()
    try:
        yield heart
    finally:
        QTest.keyClick, QTest.keyClicks, waiting.QEventLoop = click, clicks, loop
        heart.end()


def _act(where: Any, what: Any, *more: Any) -> str:
    """Never what is typed, which may be a password."""
    key = what.name if isinstance(what, Qt.Key) else "文字" if len(what) > 1 else "一字"
    held = "".join(f"{one.name}+" for one in more if isinstance(one, Qt.KeyboardModifier) and one != _NO)
    at = where.accessibleName() if isinstance(where, QWidget) else ""
    window = next((one for one in QApplication.topLevelWidgets() if isinstance(one, MainWindow)), None)
    screen = "" if window is None else window.rail.front
    return f"{screen} {at or type(where).__name__} {held}{key}"


def _look_through(window: MainWindow) -> None:
    review = window.review
    assert review is not None
    _press(window, keys.REVIEW)
    table = review.records.table
    table.setFocus()
    _keys(window, [Qt.Key.Key_Down] * _RECORDS + [Qt.Key.Key_PageDown] * 10 + [Qt.Key.Key_Up] * (_RECORDS // 2))
    _keys(window, [Qt.Key.Key_Home, Qt.Key.Key_End, Qt.Key.Key_Home])
    for key in (*keys.TABS, keys.ZOOM_TRUE, keys.ZOOM_IN, keys.ZOOM_OUT, keys.ZOOM_400, keys.ZOOM_FIT, keys.LOUPE):
        _press(window, key)
    for key in (keys.EDITS, keys.WINDOWS, keys.GAIJI, keys.BOXES, keys.RULER, keys.LOUPE, keys.NEXT_NOTICE):
        _press(window, key)
        _press(window, key)
    for text in _TEXTS:
        _press(window, keys.FIND)
        for letter in text:
            _type(window, letter)
        _keys(window, [Qt.Key.Key_Down] * 10)
        _press(window, keys.FIND)
        _keys(window, [Qt.Key.Key_Escape])
    for text in _TEXTS[:2]:
        _press(window, keys.SEARCH)
        for letter in text:
            _type(window, letter)
        _keys(window, [Qt.Key.Key_Escape, Qt.Key.Key_Escape])
    window.run_check()
    wait_for(window.jobs)
    panel = window.findings.page.panel
    panel.list.setFocus()
    _keys(window, [Qt.Key.Key_Right] * _FINDINGS + [Qt.Key.Key_Left] * (_FINDINGS // 2), _READ_MS)
    _press(window, keys.REVIEW)
    for key in (keys.OPEN, keys.HELP, keys.ATLAS, keys.LARGE, keys.LARGE, keys.BOARD, keys.LEDGER, keys.PEOPLE):
        _press(window, key)
        for dialog in [one for one in window.findChildren(QDialog) if one.isVisible()]:
            QTest.keyClick(dialog, Qt.Key.Key_Escape)
    wait_for(window.jobs)


def _press(window: MainWindow, key: str) -> None:
    from PySide6.QtGui import QKeySequence

    one = QKeySequence(key)[0]
    window.activateWindow()
    QTest.keyClick(_at(window), one.key(), one.keyboardModifiers())
    _answered(window)


def _keys(window: MainWindow, pressed: list[Qt.Key], rest: int = 0) -> None:
    for key in pressed:
        QTest.keyClick(_at(window), key)
        _answered(window)
        QTest.qWait(rest)


def _type(window: MainWindow, letter: str) -> None:
    where = _at(window)
    if letter.isascii():
        QTest.keyClick(where, letter)
    elif hasattr(where, "insert"):
        where.insert(letter)
        where.textEdited.emit(where.text())
    _answered(window)


def _answered(window: MainWindow) -> None:
    waiting.until(lambda: not window.jobs.busy(), "nothing runs")


def _at(window: MainWindow) -> QWidget:
    return QApplication.activePopupWidget() or QApplication.focusWidget() or window


if __name__ == "__main__":
    tune()
    main(int(sys.argv[1]), float(sys.argv[2]) if len(sys.argv) > 2 else float("inf"))
