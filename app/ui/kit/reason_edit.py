"""A reason: typed, or taken from a list with the arrow key."""

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QCompleter, QLineEdit


class ReasonEdit(QLineEdit):
    """↓ shows what is often said; anything else can be typed."""

    def __init__(self, reasons: Sequence[str]) -> None:
        super().__init__()
        self.setAccessibleName("理由")
        self.setPlaceholderText("理由を入力するか、↓ で選ぶ")
        self.often = QCompleter(list(reasons), self)
        self.often.setCompletionMode(QCompleter.CompletionMode.UnfilteredPopupCompletion)
        self.often.setWidget(self)
        self.often.activated.connect(self.setText)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Down:
            self.often.complete()
        else:
            super().keyPressEvent(event)
