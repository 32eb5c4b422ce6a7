"""What a scan sounds like: match and mismatch, each a tone of its own; never the only sign of either."""

import sys
import threading

from PySide6.QtCore import QSettings
from PySide6.QtWidgets import QApplication

SOUNDS_KEY = "sounds/on"
_MATCH, _MISMATCH = ((1760, 90),), ((330, 180), (330, 260))


def sounds_on() -> bool:
    """Whether this workstation sounds at all."""
    return bool(QSettings().value(SOUNDS_KEY, True, bool))


def set_sounds(on: bool) -> None:
    """Switch them on or off, for good."""
    QSettings().setValue(SOUNDS_KEY, on)


def match() -> None:
    """What was read is what should be there. Systems with one sound only keep it for what is wrong."""
    if sounds_on() and sys.platform == "win32":
        _play(_MATCH)


def mismatch() -> None:
    """Something else, or nothing that can be read."""
    if not sounds_on():
        return
    if sys.platform == "win32":
        _play(_MISMATCH)
    else:
        QApplication.beep()


def _play(tones: tuple[tuple[int, int], ...]) -> None:
    """Hz and ms of each tone, one after the other in a thread: the GUI thread waits for no sound."""

    def sound() -> None:
        import winsound  # there is none elsewhere

        for hertz, milliseconds in tones:
            winsound.Beep(hertz, milliseconds)  # type: ignore[attr-defined,unused-ignore]

    threading.Thread(target=sound, daemon=True).start()
