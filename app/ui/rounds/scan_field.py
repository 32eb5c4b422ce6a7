"""The field that a hand scanner types into. It also takes the single keys that a person presses meanwhile."""

import unicodedata
from collections.abc import Set as AbstractSet

from PySide6.QtCore import QElapsedTimer, QEvent, Qt, QTimer, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QKeySequence, QMouseEvent
from PySide6.QtWidgets import QLineEdit, QWidget

from app.language import tr
from app.proof.scanner import Scanner, is_whole, may_become_id
from app.ui.rounds.scan_end import ScanEnd

HOLD_MS = 60
"""A scanner's next character comes sooner than this; a key that nothing follows so soon was pressed by a person."""
PAUSE_MS = 120
"""After a whole 現品ID, a pause as long as this ends the scan: not every scanner sends Enter or Tab."""
_STALE_MS = 600
_LONGEST = 400
_STEPS: dict[int, int] = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1}
_TURNS: dict[int, int] = {Qt.Key.Key_PageUp: -1, Qt.Key.Key_PageDown: 1}
_EDITING = (Qt.Key.Key_Backspace, Qt.Key.Key_Delete)
_ENTER = frozenset((Qt.Key.Key_Return, Qt.Key.Key_Enter))
_OWN = frozenset((Qt.Key.Key_Escape, *_ENTER, *_STEPS, *_TURNS))
_PLAIN = frozenset((Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.KeypadModifier))
_CONTROL = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier
_PRESS, _ASK, _RELEASE = QEvent.Type.KeyPress, QEvent.Type.ShortcutOverride, QEvent.Type.KeyRelease


class ScanField(QLineEdit):
    """``scanned(text)`` for a text ended by Enter, Tab or (a whole ID only) a pause, ``commanded(key)`` for a single
    key of ``commands``.

    What is scanned can never act as a command, whatever the barcode says: a command is one key alone, and a key held
    down counts once. ``stepped(±1)`` for ↑ ↓, ``turned(±1)`` for PageUp and PageDown. Input methods are off; full
    width is understood all the same. Nothing can be pasted or dropped: an ID comes off the paper. What cannot become
    an ID is not shown: it may be a password.
    """

    scanned = Signal(str)
    commanded = Signal(str)
    stepped = Signal(int)
    turned = Signal(int)

    def __init__(self, commands: AbstractSet[str], scanner: Scanner, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._commands, self._scanner = commands, scanner
        self._end = ScanEnd(scanner)
        self._is_id = True  # what stands here may still become one
        self._since = QElapsedTimer()
        self._hold = QTimer(self)
        self._hold.setSingleShot(True)
        self._hold.timeout.connect(self._alone)
        self.hold_ms = HOLD_MS
        self.setAccessibleName(tr("現品IDの読み取り"))
        self.setAttribute(Qt.WidgetAttribute.WA_InputMethodEnabled, False)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.NoContextMenu)
        self.setAcceptDrops(False)
        self.setDragEnabled(False)
        self.setMaxLength(_LONGEST)
        self.textEdited.connect(self._edited)
        self.textChanged.connect(self._cover)

    def forget(self) -> None:
        """Empty the field, and what was pressed last has no effect."""
        self._hold.stop()
        self.clear()

    def scan_came(self) -> None:
        """A scan was read, perhaps elsewhere in the panel: what ends it may still come, and come here."""
        self._end.came()

    # Keys

    def event(self, event: QEvent) -> bool:
        """Keys of this field are not the window's, and neither is what ends a scan."""
        if isinstance(event, QKeyEvent) and (kind := event.type()) != _RELEASE:
            own = event.key() in _OWN and event.modifiers() in _PLAIN
            ends = self._end.is_noise(event, bool(self.text()))
            if kind == _ASK and (own or ends):
                event.accept()
                return True
            if kind == _PRESS and ends:
                if event.key() == Qt.Key.Key_Tab:
                    self._enter()
                return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key, held = event.key(), event.isAutoRepeat()
        control = bool(event.modifiers() & _CONTROL)
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

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Half a scan is none, and what somebody typed does not stay."""
        self.forget()
        super().focusOutEvent(event)

    # Scan or key

    def _edited(self, _text: str) -> None:
        self._since.start()
        if self._command():
            self._hold.start(self.hold_ms)
        elif is_whole(self.text(), self._scanner):
            self._hold.start(PAUSE_MS)
        else:
            self._hold.stop()

    def _alone(self) -> None:
        command = self._command()
        if not command:
            self._enter()
            return
        self.clear()
        self.commanded.emit(command)

    def _enter(self) -> None:
        text = self.text()
        self.forget()
        if text.strip():  # a key held down after a scan does not begin the time anew in which it belongs to the scan
            self.scan_came()
            self.scanned.emit(text)

    def _command(self) -> str:
        said = _plain(self.text())
        return said if said in self._commands else ""

    def _drop_stale(self) -> None:
        """Keys pressed too fast for each other, or for nothing, are no beginning of a scan."""
        left = self.text()
        fast = len(left) > 1 and set(_plain(left)) <= self._commands
        if (fast or not self._is_id) and self._since.hasExpired(_STALE_MS):
            self.clear()

    def _cover(self, text: str) -> None:
        self._is_id = may_become_id(text, self._scanner)
        shown = self.EchoMode.Normal if self._is_id else self.EchoMode.Password
        if self.echoMode() != shown:
            self.setEchoMode(shown)


def _plain(text: str) -> str:
    return unicodedata.normalize("NFKC", text).strip().upper()
