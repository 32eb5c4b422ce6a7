"""A line for a comment, which gives back what a scanner typed into it by mistake."""

from PySide6.QtCore import QElapsedTimer, QEvent, Qt, QTimer, Signal
from PySide6.QtGui import QInputMethodEvent, QKeyEvent
from PySide6.QtWidgets import QLineEdit, QWidget

from app.language import tr
from app.proof.scanner import LONGEST_AFFIX, Scanner, read_scan
from app.ui.rounds.scan_end import ScanEnd
from app.ui.rounds.scan_field import PAUSE_MS

_FAST_MS = 1000
"""A scanner is through with a whole ID sooner than this; a person who writes one down is not."""


class CommentLine(QLineEdit):
    """``left()`` when Enter or Esc was pressed; ``scanned(text)`` for a code of a piece that came at the speed of a
    scanner, whatever ends it: it is taken out of the comment, with what the scanner put around it.
    """

    left = Signal()
    scanned = Signal(str)

    def __init__(self, scanner: Scanner, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._scanner, self._end = scanner, ScanEnd(scanner)
        self._clock = QElapsedTimer()
        self._clock.start()
        self._lengths: list[tuple[int, int]] = []
        self._length = 0
        self._composed_since = 0
        self._scan: int | None = None
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(PAUSE_MS)
        self._pause.timeout.connect(self._over)
        self.setAccessibleName(tr("コメント"))
        self.setPlaceholderText(tr("コメント（否のときは理由）　C"))
        self.setMaxLength(400)
        self.textEdited.connect(self._edited)
        self.textChanged.connect(self._changed)

    def event(self, event: QEvent) -> bool:
        """Esc is this field's, not the window's; so is what ends a scan."""
        if isinstance(event, QKeyEvent):
            ends = self._end.is_noise(event, self._scan is not None)
            if event.type() == QEvent.Type.ShortcutOverride and (ends or event.key() == Qt.Key.Key_Escape):
                event.accept()
                return True
            if event.type() == QEvent.Type.KeyPress and ends:
                if event.key() == Qt.Key.Key_Tab:
                    self._over()
                return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        control = bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier)
        enter = event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
        if enter and not control:
            self._give_back()
            self.left.emit()
        elif event.key() == Qt.Key.Key_Escape:
            self.left.emit()
        elif enter or event.key() == Qt.Key.Key_F10:
            event.ignore()
        else:
            super().keyPressEvent(event)

    def inputMethodEvent(self, event: QInputMethodEvent) -> None:
        """An input method gives a whole word at once: it was begun when its first letter was."""
        if not self._composed_since:
            self._composed_since = self._clock.elapsed()
        super().inputMethodEvent(event)
        if not event.preeditString():
            self._composed_since = 0

    # Whether a scanner typed

    def _edited(self, text: str) -> None:
        now = self._clock.elapsed()
        self._lengths = self._lengths or [(now - 2 * _FAST_MS, self._length)]
        self._lengths.append((self._composed_since or now, len(text)))
        slow = max(place for place, (since, _) in enumerate(self._lengths) if since < now - _FAST_MS)
        del self._lengths[:slow]
        self._scan = self._found(text, self._lengths[0][1])
        if self._scan is None:
            self._pause.stop()
        else:
            self._pause.start()

    def _changed(self, text: str) -> None:
        """Comes after :meth:`_edited`; what was not typed was there all the time."""
        if not self._lengths or self._lengths[-1][1] != len(text):
            self._lengths, self._scan = [], None
            self._pause.stop()
        self._length = len(text)

    def _found(self, text: str, slow: int) -> int | None:
        """Where the scan begins that the text ends with; ``slow`` characters were there before a scanner could be."""
        # A character each in half and full width, and as kana.
        fewest, most = self._scanner.lengths
        places = range(max(slow, len(text) - most - 2 * LONGEST_AFFIX), len(text) - fewest + 1)
        whole = [at for at in places if read_scan(text[at:], self._scanner).is_id]
        return whole[0] if whole else None

    def _over(self) -> None:
        if self._give_back():
            self.left.emit()

    def _give_back(self) -> bool:
        """Take the scan out and pass it on."""
        at, text = self._scan, self.text()
        self._scan = None
        self._pause.stop()
        if at is None:
            return False
        self._end.came()
        self.setText(text[:at])
        self.scanned.emit(text[at:])
        return True
