"""The screens are made while nobody types, a piece between two looks at the keyboard: whoever opens one first waits
for none of it to be built, styled and laid out.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from time import monotonic
from typing import Any, cast

from PySide6.QtCore import QEvent, QObject, QTimer
from PySide6.QtWidgets import QApplication, QWidget

from app.signoff.kinds import may_open_media
from app.ui.shell.frame import Frame
from app.ui.shell.screens import SCREENS

_PAUSE_MS = 40
"""Between two pieces, for whatever else there is to do."""
_STILL_SECONDS = 0.4
"""Since the last key: who types goes on typing."""
_ASKING = (QEvent.Type.KeyPress, QEvent.Type.MouseButtonPress, QEvent.Type.Wheel)
_PAGES = {"compare": "comparison"}
"""Screens whose page has another name."""
_OF_THE_VOLUME = ("media", "findings")

Piece = Callable[[], object]


class BuildingAhead(QObject):
    """Belongs to the window. ``read``: whether the code of all screens has been read; before that nothing is built.
    ``done`` is called once, when all is there and no medium was opened yet.
    """

    def __init__(self, window: Frame, read: Callable[[], bool], done: Callable[[], None]) -> None:
        super().__init__(cast(QObject, window))
        self._window, self._read, self._done = window, read, done
        self._opened = False
        self._pieces: Iterator[Piece] = iter(())
        self._typed = 0.0
        self._timer = QTimer(self, interval=_PAUSE_MS)
        self._timer.timeout.connect(self._turn)
        window.signoff.desk.sessionChanged.connect(self.begin)
        window.signoff.partsKnown.connect(self._medium_opened)
        handle = cast(QWidget, window).windowHandle()
        if handle is not None:
            handle.installEventFilter(self)
        self.begin()

    def begin(self) -> None:
        """Somebody is here, or a medium."""
        self._pieces = pieces(self._window)
        self._timer.start()

    def _medium_opened(self) -> None:
        self._opened = True
        self.begin()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() in _ASKING:
            self._typed = monotonic()
        return False

    def _turn(self) -> None:
        busy = QApplication.activeModalWidget() is not None or QApplication.activePopupWidget() is not None
        if busy or monotonic() - self._typed < _STILL_SECONDS or not self._read():
            return
        piece = next(self._pieces, None)
        if piece is None:
            self._timer.stop()
            if not self._opened and self._window.review is None and self._window.signoff.desk.session is not None:
                self._opened = True
                self._done()
        else:
            piece()


def pieces(window: Frame) -> Iterator[Piece]:
    """All that is still to be made for whoever is logged in, in the order of the rail."""
    signoff, desk = window.signoff, window.signoff.desk
    if desk.session is None or desk.is_locked:
        return
    if window.review is not None and window.findings.page is None:
        yield partial(window.findings.prepare, window.review.bench, signoff, window.writer)
        yield lambda: _looked_at(window.findings.page)
    if desk.state.rounds and may_open_media(desk.roles) and next(signoff.made("piece"), None) is None:
        yield partial(getattr, signoff, "piece")
        yield lambda: _looked_at(signoff.piece)
    if desk.state.rounds and desk.may("piece.confirmed") and next(signoff.made("approval"), None) is None:
        yield partial(getattr, signoff, "approval")
        yield partial(_look_at, window.stack, signoff, "approval")
    if window.review is not None and window.atlas is None:
        yield partial(_atlas, window)
        yield lambda: _looked_at(window.atlas)
    for screen in SCREENS:
        name = _PAGES.get(screen.id, screen.id)
        if name in _OF_THE_VOLUME or not screen.may(desk.roles) or next(signoff.made(name), None) is not None:
            continue
        if name in signoff.HALVES:
            yield partial(getattr, signoff, signoff.HALVES[name])
        yield partial(signoff.page, name)
        yield partial(_look_at, window.stack, signoff, name)


def _atlas(window: Frame) -> None:
    from app.ui.atlas.atlas_page import atlas_of

    if window.review is not None:
        atlas_of(window).resize(window.stack.size())


def _look_at(stack: QWidget, signoff: Any, name: str) -> None:
    for page in signoff.made(name):
        page.resize(stack.size())
        _looked_at(page)


def _looked_at(page: QWidget | None) -> None:
    """Style, places and pictures of everything on it, as a first look would make them."""
    if page is not None and not page.isVisible():
        page.grab()
