"""A line for a comment, which gives back what a scanner typed into it by mistake."""

import re
import unicodedata

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QLineEdit, QWidget

from app.notice.piece_id import LENGTH

_SCAN = re.compile(rf"[KS][0-9]{{{LENGTH - 1}}}\Z", re.IGNORECASE)


class CommentLine(QLineEdit):
    """``left()`` when Enter or Esc was pressed; ``scanned(text)`` before it, if a 現品ID was typed at the end."""

    left = Signal()
    scanned = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName("コメント")
        self.setPlaceholderText("コメント（否・不合格のときは理由）　C")
        self.setMaxLength(400)

    def event(self, event: QEvent) -> bool:
        """Esc is this field's, not the window's."""
        override = event.type() == QEvent.Type.ShortcutOverride
        if override and isinstance(event, QKeyEvent) and event.key() == Qt.Key.Key_Escape:
            event.accept()
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

    def _give_back(self) -> None:
        text = self.text()
        found = _SCAN.search(unicodedata.normalize("NFKC", text))
        if found is not None:
            # Every character of an ID is one, in full width too.
            self.setText(text[: len(text) - LENGTH])
            self.scanned.emit(found.group())
