"""What the screens before a login are made of."""

import re
import unicodedata
from typing import TypeVar

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QFont, QFontDatabase
from PySide6.QtWidgets import QLabel, QLineEdit, QPushButton, QWidget

from app.errors import KenpanError
from app.language import tr
from app.ui.kit.tokens import Step

_SECOND_MS = 1000


_Label = TypeVar("_Label", bound=QLabel)
_STEPS: tuple[tuple[float, Step], ...] = ((2.5, "huge"), (1.8, "display"), (1.3, "title"), (1.05, "head"))


def sized(label: _Label, times: float, *, bold: bool = False) -> _Label:
    """The same label, of the step of the scale that is nearest to ``times`` the text around it; it grows with the text,
    which a font of its own would not.
    """
    step = next((step for least, step in _STEPS if times >= least), "strong" if bold else "body")
    label.setProperty("type", step)
    label.ensurePolished()
    return label


def plain(text: str = "", role: str = "") -> QLabel:
    """A label that shows its text as it is and folds it."""
    label = QLabel(tr(text))
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setWordWrap(True)
    if role:
        label.setProperty("role", role)
    return label


def dress(widget: QWidget, sheet: str) -> None:
    """A style of the widget's own. The one that it has is not set again: that takes milliseconds at every key."""
    if widget.styleSheet() != sheet:
        widget.setStyleSheet(sheet)


def typed(edit: QLineEdit) -> str:
    """An ID or code as meant, also when the input method wrote it in full width."""
    return unicodedata.normalize("NFKC", edit.text()).strip()


def id_edit(name: str) -> QLineEdit:
    """A field for an ID or code."""
    edit = QLineEdit()
    edit.setAccessibleName(tr(name))
    edit.setInputMethodHints(Qt.InputMethodHint.ImhPreferLatin | Qt.InputMethodHint.ImhNoAutoUppercase)
    return edit


def secret_edit(name: str) -> QLineEdit:
    """A field for a password; what is in it cannot be copied out."""
    edit = QLineEdit()
    edit.setEchoMode(QLineEdit.EchoMode.Password)
    edit.setAccessibleName(tr(name))
    return edit


def forget(*edits: QLineEdit) -> None:
    """Empty fields, undo history included."""
    for edit in edits:
        edit.setText("")


def big_button(text: str) -> QPushButton:
    """The one thing to do on a screen; Enter presses it."""
    button = QPushButton(tr(text))
    button.setProperty("role", "primary")
    button.setAutoDefault(True)
    return button


def fixed_font(points: float) -> QFont:
    """For what is copied by hand: letters that cannot be taken for one another."""
    font = QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont)
    font.setPointSizeF(points)
    return font


class Trouble(QLabel):
    """What went wrong. A lock-out counts down; ``over`` is sent when it ends."""

    over = Signal()

    def __init__(self, second_ms: int = _SECOND_MS) -> None:
        super().__init__()
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setWordWrap(True)
        self.setProperty("role", "alarm")
        self._left = 0
        self._error: KenpanError | None = None
        self._timer = QTimer(self)
        self._timer.setInterval(second_ms)
        self._timer.timeout.connect(self._tick)

    def say_password(self, error: KenpanError) -> None:
        """:meth:`say` where nothing but the password was asked for."""
        if error.code == "login.refused":
            error = KenpanError(error.code, "パスワードが違います。", "入力し直してください。")
        self.say(error)

    @property
    def waiting(self) -> bool:
        """Whether a lock-out runs."""
        return self._timer.isActive()

    def say(self, error: KenpanError) -> None:
        """Show it; ``login.locked`` names the seconds in its place."""
        self.clear()
        seconds = re.search(r"\d+", error.place)
        if error.code == "login.locked" and seconds:
            self._error, self._left = error, int(seconds.group())
            self._timer.start()
            self._count()
        else:
            self.setText(tr("！ {error}", error=error))

    def clear(self) -> None:
        """Nothing is wrong."""
        self._timer.stop()
        super().clear()

    def _tick(self) -> None:
        self._left -= 1
        if self._left > 0:
            self._count()
            return
        self.clear()
        self.over.emit()

    def _count(self) -> None:
        minutes, seconds = divmod(self._left, 60)
        left = f"{minutes} 分 {seconds:02} 秒" if minutes else f"{seconds} 秒"
        assert self._error is not None
        self.setText(tr("！ {what}あと {left}", what=self._error.what, left=left))
