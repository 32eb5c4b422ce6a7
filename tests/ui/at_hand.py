"""Keys, people, their clock and the system's dialogs: what hands at the window work with."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog

from app.signoff.signing_key import KdfCost

CHEAP = KdfCost(1, 64, 1)

ENTER, TAB, SPACE, DOWN, ESCAPE = (
    Qt.Key.Key_Return,
    Qt.Key.Key_Tab,
    Qt.Key.Key_Space,
    Qt.Key.Key_Down,
    Qt.Key.Key_Escape,
)

CONTROL, ALT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.AltModifier

F10, HOME, END = Qt.Key.Key_F10, Qt.Key.Key_Home, Qt.Key.Key_End

NO_KEY = Qt.KeyboardModifier.NoModifier

SHOTS = "KENPAN_SHOTS"

HOLD_MS = 8  # a person's single key is taken for one sooner than in the hand, to save the tests' time


@dataclass
class Person:
    """Somebody with an ID, a password of their own, and a device that shows codes once it was enrolled."""

    login: str
    name: str
    password: str
    secret: str = ""
    recovery: tuple[str, ...] = ()


@dataclass
class Clock:
    """Moves a little at each look; people wait for their next code by moving it."""

    now: datetime = field(default_factory=lambda: datetime(2026, 11, 2, 0, 0, tzinfo=UTC))

    def __call__(self) -> datetime:
        self.now += timedelta(milliseconds=10)
        return self.now


@dataclass
class Answers:
    """What people choose in the file dialogs of the system."""

    open: Path | None = None
    save: Path | None = None


@contextmanager
def system_dialogs() -> Iterator[Answers]:
    """The file dialogs of the system answered instead of shown."""
    answers = Answers()
    kept = QFileDialog.getOpenFileName, QFileDialog.getSaveFileName
    QFileDialog.getOpenFileName = lambda *_args, **_more: (str(answers.open or ""), "")
    QFileDialog.getSaveFileName = lambda *_args, **_more: (str(answers.save or ""), "")
    try:
        yield answers
    finally:
        QFileDialog.getOpenFileName, QFileDialog.getSaveFileName = kept
