"""A hand scanner fired on a screen that asks for no scan: its keys are held until it is clear what they are.

Only what may still become the code of a piece is held, for a moment; all else goes on to where it was typed.
"""

from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent, QWindow
from PySide6.QtWidgets import QAbstractSpinBox, QApplication, QComboBox, QLineEdit, QPlainTextEdit, QTextEdit

from app.proof.scanner import Scanner, may_become_id, read_scan

HOLD_MS = 35
"""No hand types the next key so soon, and every scanner does."""
_TYPED_IN = (QLineEdit, QTextEdit, QPlainTextEdit, QAbstractSpinBox)
_ENDS = (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Tab)


class ScanCatcher(QObject):
    """``scanned(text)`` for keys that came as a scanner sends them, while ``allowed`` says so."""

    scanned = Signal(str)

    def __init__(self, scanner: Scanner, allowed: Callable[[], bool], parent: QObject) -> None:
        super().__init__(parent)
        self._scanner, self._allowed = scanner, allowed
        self._first = scanner.begins.upper()
        self._held: list[tuple[int, Qt.KeyboardModifier, str]] = []
        self._watched: QWindow | None = None
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(HOLD_MS)
        self._timer.timeout.connect(self._over)

    def watch(self, window: QWindow | None) -> None:
        """The window whose keys are looked at."""
        if window is not None and window is not self._watched:
            self._watched = window
            window.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() != QEvent.Type.KeyPress or not isinstance(event, QKeyEvent):
            return False
        if event.key() in _ENDS and self._held:
            return self._end()
        text = event.text()
        plain = event.modifiers() & ~(Qt.KeyboardModifier.ShiftModifier | Qt.KeyboardModifier.KeypadModifier)
        if len(text) != 1 or not text.isprintable() or plain or event.isAutoRepeat() or not self._may(text):
            self._release()
            return False
        self._held.append((event.key(), event.modifiers(), text))
        self._timer.start()
        return True

    @property
    def _text(self) -> str:
        return "".join(text for _key, _with, text in self._held)

    def _may(self, text: str) -> bool:
        if not self._held and text.upper() not in self._first:
            return False
        return may_become_id(self._text + text, self._scanner) and (bool(self._held) or self._free())

    def _free(self) -> bool:
        """Nothing on screen waits for typing."""
        focus = QApplication.focusWidget()
        typed = isinstance(focus, _TYPED_IN) or (isinstance(focus, QComboBox) and focus.isEditable())
        over = QApplication.activeModalWidget() is not None or QApplication.activePopupWidget() is not None
        return not typed and not over and self._allowed()

    def _end(self) -> bool:
        reading = read_scan(self._text, self._scanner)
        if not reading.is_id:
            self._release()
            return False
        self._held.clear()
        self._timer.stop()
        self.scanned.emit(reading.text)
        return True

    def _over(self) -> None:
        if not self._end():
            self._release()

    def _release(self) -> None:
        """They were typed by hand: they go where they were meant to."""
        self._timer.stop()
        held, self._held = self._held, []
        for key, modifiers, text in held:
            focus = QApplication.focusWidget()
            if focus is not None:
                for kind in (QEvent.Type.KeyPress, QEvent.Type.KeyRelease):
                    QApplication.sendEvent(focus, QKeyEvent(kind, key, modifiers, text))
