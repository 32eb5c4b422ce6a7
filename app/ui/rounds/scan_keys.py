"""A hand scanner fired where single keys act: what it types is one scan, not a row of commands."""

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent

from app.proof.scanner import Scanner, read_scan
from app.ui.rounds.scan_end import ScanEnd
from app.ui.rounds.scan_field import HOLD_MS

_PLAIN = (
    Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.ShiftModifier, Qt.KeyboardModifier.KeypadModifier,
)  # fmt: skip
_ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)


class ScanKeys(QObject):
    """``scanned(code)`` for a whole code of a piece, ``pressed(letter)`` for a key that might have begun one and stayed
    alone.

    Its widget hands it every event (:meth:`claims`) and every key (:meth:`take`) before it looks at them itself.
    """

    scanned = Signal(str)
    pressed = Signal(str)

    def __init__(self, scanner: Scanner) -> None:
        super().__init__()
        self._scanner, self._end = scanner, ScanEnd(scanner)
        self._first = {one.upper() for one in scanner.begins}
        self._typed = ""
        self._hold = QTimer(self)
        self._hold.setSingleShot(True)
        self._hold.setInterval(HOLD_MS)
        self._hold.timeout.connect(self._over)

    def claims(self, event: QEvent) -> bool:
        """Whether an event is a key that ends a scan or follows one; it is accepted then."""
        if not isinstance(event, QKeyEvent) or not self._end.is_noise(event, bool(self._typed)):
            return False
        if event.type() == QEvent.Type.ShortcutOverride:
            event.accept()
            return True
        if event.type() == QEvent.Type.KeyPress and self._typed:
            self._over()
        return event.type() == QEvent.Type.KeyPress

    def take(self, event: QKeyEvent) -> bool:
        """Whether a key belongs to a scan; whatever does not means what it always means."""
        plain = event.modifiers() in _PLAIN
        if event.key() in _ENTER:
            if self._typed:
                self._over()
                return True
            return self._end.just_now
        text = event.text()
        if not plain or not text.isprintable() or not text:
            return False
        if not self._typed and text.upper() not in self._first:
            return False
        if not event.isAutoRepeat():
            self._typed += text
            self._hold.start()
        return True

    def _over(self) -> None:
        typed, self._typed = self._typed, ""
        self._hold.stop()
        reading = read_scan(typed, self._scanner)
        if len(typed) == 1:
            self.pressed.emit(typed.upper())
            return
        self._end.came()
        if reading.is_id:
            self.scanned.emit(reading.text)
