"""What a hand scanner sends besides the code itself: the keys that end a scan, and control characters around it."""

from PySide6.QtCore import QElapsedTimer, Qt
from PySide6.QtGui import QKeyEvent

from app.proof.scanner import Scanner

AFTER_MS = 300
"""CR LF, or Enter and Tab, come within this: what follows the end of a scan belongs to it."""
_LINE_FEED = Qt.Key.Key_J


class ScanEnd:
    """Tells the scanner's own keys from a person's: Tab moves the keyboard on, Ctrl+J opens a screen, but not here."""

    def __init__(self, scanner: Scanner) -> None:
        # Which come before anything else of the scan.
        self._first = _letters(scanner.prefix)
        self._letters = {_LINE_FEED, *_letters(scanner.suffix)}
        self._since = QElapsedTimer()

    def came(self) -> None:
        """A scan ended just now."""
        self._since.start()

    @property
    def just_now(self) -> bool:
        """Whether a scan ended a moment ago."""
        return self._since.isValid() and not self._since.hasExpired(AFTER_MS)

    def is_noise(self, event: QKeyEvent, begun: bool) -> bool:
        """Whether a key belongs to a scan that has ``begun`` or has just ended, and means nothing by itself.

        Tab is among them: it ends the scan.
        """
        control = event.modifiers() == Qt.KeyboardModifier.ControlModifier
        if control and event.key() in self._first:
            return True
        if not begun and not self.just_now:
            return False
        if control:
            return event.key() in self._letters
        return event.key() == Qt.Key.Key_Tab and event.modifiers() == Qt.KeyboardModifier.NoModifier


def _letters(affix: str) -> set[int]:
    """A control character arrives as Ctrl and the letter that has its place in ASCII."""
    return {ord(char) + 0x40 for char in affix if char < " "}
