"""The fields above the record list: text, number to go to, kind, marks."""

import unicodedata

from PySide6.QtCore import QElapsedTimer, QEvent, QObject, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLabel, QLineEdit, QPushButton, QToolButton, QVBoxLayout, QWidget

from app.language import tr
from app.ui.kit.flow import FlowLayout
from app.ui.review.marks import ALL_MARKS, MarkLook
from app.ui.review.record_model import ListedFile, kind_choices, mark_counts

_SEVERAL = "いくつか押すと、いずれかのマークがあるレコードを表示します。"
_PAUSE_MS, _APART_MS = 15, 50
"""A text is looked for when so long no further key came: keys that come at once are one text. One that comes so long
after the last is none of them, and waits for nothing.
"""


def parse_record(text: str, count: int) -> int | None:
    """0-based record meant by ``12``, ``1,234`` (1-based) or ``#11`` (0-based); ``None`` if it is none of ``count``."""
    plain = unicodedata.normalize("NFKC", text).strip().replace(",", "")
    digits = plain.removeprefix("#")
    if not (digits.isascii() and digits.isdigit()):
        return None
    record = int(digits) - (digits == plain)
    return record if 0 <= record < count else None


class RecordFilters(QWidget):
    """What to show of a file. Signals are sent when a person acts, never by ``set_file``.

    ``changed``: another kind or mark; ``searched(text)``: look for a text; ``stopped``: no text filter any more;
    ``left``: on to the list.
    """

    changed = Signal()
    searched = Signal(str)
    stopped = Signal()
    left = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.text = QLineEdit(placeholderText=tr("絞り込み Ctrl+F"), clearButtonEnabled=True)
        self.text.setAccessibleName(tr("文字で絞り込む"))
        self.stop = QPushButton(tr("中止"))
        self.go = QLineEdit(placeholderText=tr("番号 Ctrl+G"))
        self.go.setAccessibleName(tr("番号で移動する"))
        self.go.setToolTip(tr("一覧の番号を入れて Enter。0から数えるときは # を付けます。"))
        self.kinds = QComboBox()
        self.kinds.setAccessibleName(tr("種別で絞り込む"))
        self.buttons = {look.mark: self._button(look) for look in ALL_MARKS}
        self.state = QLabel()
        self._lay_out()
        self._typed = QTimer(self, singleShot=True, interval=_PAUSE_MS)
        self._typed.timeout.connect(self._search)
        self._since = QElapsedTimer()
        self.text.returnPressed.connect(self._search)
        self.text.textEdited.connect(self._edited)
        self.text.installEventFilter(self)
        self.stop.clicked.connect(self.stopped)
        self.kinds.activated.connect(lambda _row: self.changed.emit())
        self.set_idle()

    def _edited(self, text: str) -> None:
        alone = not self._since.isValid() or self._since.hasExpired(_APART_MS)
        self._since.start()
        if not text:
            self._typed.stop()
            self.stopped.emit()
        elif alone:
            self._search()
        else:
            self._typed.start()

    def _search(self) -> None:
        self._typed.stop()
        self.searched.emit(self.text.text().strip())

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """In the text field: Esc takes the text away, ↓ goes on to the list."""
        if watched is self.text and isinstance(event, QKeyEvent):
            clears = event.key() == Qt.Key.Key_Escape and bool(self.text.text())
            if clears and event.type() == QEvent.Type.ShortcutOverride:
                event.accept()  # not the window's own Esc
                return True
            if event.type() == QEvent.Type.KeyPress and (clears or event.key() == Qt.Key.Key_Down):
                if clears:
                    self.text.clear()
                    self._edited("")
                else:
                    self.left.emit()
                return True
        return super().eventFilter(watched, event)

    def _button(self, look: MarkLook) -> QToolButton:
        button = QToolButton(checkable=True)
        button.setProperty("chip", True)
        button.setAccessibleName(tr("マーク {look} で絞り込む", look=look.text))
        button.clicked.connect(lambda _on: self.changed.emit())
        return button

    def _lay_out(self) -> None:
        first, state, chips = QHBoxLayout(), QHBoxLayout(), FlowLayout()
        first.addWidget(self.text, 3)
        first.addWidget(self.go, 2)
        state.addWidget(self.state, 1)
        state.addWidget(self.stop)
        chips.addWidget(self.kinds)
        for button in self.buttons.values():
            chips.addWidget(button)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(6)
        for part in (first, chips, state):
            layout.addLayout(part)

    @property
    def waits(self) -> bool:
        """Whether a text was typed that is not looked for yet."""
        return self._typed.isActive()

    @property
    def kind(self) -> int | None:
        """The kind chosen, ``None`` for all."""
        data = self.kinds.currentData()
        return None if data is None else int(data)

    @property
    def marks(self) -> int:
        """Bits of the marks pressed."""
        return sum(int(mark) for mark, button in self.buttons.items() if button.isChecked())

    def set_file(self, file: ListedFile | None) -> None:
        """Offer what this file has, nothing chosen. Sends no signal."""
        self.text.clear()
        self.go.clear()
        for button in self.buttons.values():
            button.setChecked(False)
        self.set_marks(file)
        self.kinds.clear()
        self.kinds.addItem(tr("すべての種別"), None)
        for kind, text in [] if file is None else kind_choices(file):
            self.kinds.addItem(tr(text), kind)
        self.setEnabled(file is not None)
        self.set_idle()

    def set_marks(self, file: ListedFile | None) -> None:
        """Offer the marks that this file has; what is pressed stays pressed. ？ stands where nothing was judged."""
        counts = {} if file is None else mark_counts(file)
        unjudged = {} if file is None else file.unjudged
        for look in ALL_MARKS:
            button, count, why = self.buttons[look.mark], counts.get(int(look.mark), 0), unjudged.get(look.mark, "")
            button.setText(tr(f"{look.text} ？" if why and not count else f"{look.text} {count:,}"))
            button.setToolTip(tr("\n".join(filter(None, (look.tooltip, why, _SEVERAL)))))
            if not count:
                button.setChecked(False)
            button.setEnabled(count > 0)
            button.setVisible(count > 0 or bool(why))

    def set_searching(self, done: int, total: int) -> None:
        """Show that a search runs and how far it is."""
        self.state.setText(tr(f"検索中 {100 * done // total}%" if total > 0 else "検索中"))
        self.state.setVisible(True)
        self.stop.setVisible(True)

    def set_idle(self) -> None:
        """No search runs."""
        self.state.clear()
        self.state.setVisible(False)
        self.stop.setVisible(False)
