"""The field that a hand scanner types into. It also takes the single keys that a person presses meanwhile."""

import unicodedata
from collections.abc import Set as AbstractSet

from PySide6.QtCore import QElapsedTimer, QEvent, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent, QKeySequence, QMouseEvent
from PySide6.QtWidgets import QLineEdit, QWidget

HOLD_MS = 60
"""A scanner's next character comes sooner than this; a key that nothing follows so soon was pressed by a person."""
_STALE_MS = 600
_LONGEST = 400
_ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)
_STEPS: dict[int, int] = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1}
_TURNS: dict[int, int] = {Qt.Key.Key_PageUp: -1, Qt.Key.Key_PageDown: 1}
_EDITING = (Qt.Key.Key_Backspace, Qt.Key.Key_Delete)


class ScanField(QLineEdit):
    """``scanned(text)`` for a text ended by Enter, ``commanded(key)`` for a single key of ``commands``.

    What is scanned can never act as a command, whatever the barcode says: a command is one key alone, and a key held
    down counts once. ``stepped(±1)`` for ↑ ↓, ``turned(±1)`` for PageUp and PageDown. Input methods are off; full
    width is understood all the same. Nothing can be pasted or dropped: an ID comes off the paper.
    """

    scanned = Signal(str)
    commanded = Signal(str)
    stepped = Signal(int)
    turned = Signal(int)

    def __init__(self, commands: AbstractSet[str], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._commands = commands
        self._since = QElapsedTimer()
        self._hold = QTimer(self)
        self._hold.setSingleShot(True)
        self._hold.setInterval(HOLD_MS)
        self._hold.timeout.connect(self._alone)
        self.setAccessibleName("現品IDの読み取り")
        self.setAttribute(Qt.WidgetAttribute.WA_InputMethodEnabled, False)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.NoContextMenu)
        self.setAcceptDrops(False)
        self.setDragEnabled(False)
        self.setMaxLength(_LONGEST)
        self.textEdited.connect(self._edited)

    def forget(self) -> None:
        """Empty the field, and what was pressed last has no effect."""
        self._hold.stop()
        self.clear()

    # Keys

    def event(self, event: QEvent) -> bool:
        """Keys of this field are not the window's."""
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent):
            plain = event.modifiers() in (Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.KeypadModifier)
            if plain and event.key() in (Qt.Key.Key_Escape, *_ENTER, *_STEPS, *_TURNS):
                event.accept()
                return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key, held = event.key(), event.isAutoRepeat()
        control = bool(event.modifiers() & (Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier))
        if event.matches(QKeySequence.StandardKey.Paste):
            return
        if key in _ENTER and not control:
            if not held:
                self._enter()
        elif key == Qt.Key.Key_Escape and self.text():
            self.forget()
        elif key in _STEPS and not control:
            self.stepped.emit(_STEPS[key])
        elif key in _TURNS and not control:
            self.turned.emit(_TURNS[key])
        elif control or not (event.text().isprintable() and event.text()):
            if key in _EDITING:
                super().keyPressEvent(event)
            else:
                event.ignore()
        elif not held:
            self._drop_stale()
            super().keyPressEvent(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if event.button() != Qt.MouseButton.MiddleButton:  # which pastes on some desktops
            super().mouseReleaseEvent(event)

    # Scan or key

    def _edited(self, _text: str) -> None:
        self._since.start()
        if self._command():
            self._hold.start()
        else:
            self._hold.stop()

    def _alone(self) -> None:
        command = self._command()
        self.clear()
        if command:
            self.commanded.emit(command)

    def _enter(self) -> None:
        text = self.text()
        self.forget()
        if text.strip():
            self.scanned.emit(text)

    def _command(self) -> str:
        said = _plain(self.text())
        return said if said in self._commands else ""

    def _drop_stale(self) -> None:
        """Keys pressed too fast for each other are no beginning of a scan."""
        left = _plain(self.text())
        if len(left) > 1 and set(left) <= self._commands and self._since.hasExpired(_STALE_MS):
            self.clear()


def _plain(text: str) -> str:
    return unicodedata.normalize("NFKC", text).strip().upper()
