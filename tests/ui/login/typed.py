"""What is typed at the login."""

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit

from app.errors import KenpanError

LOCKED = KenpanError("login.locked", "しばらくログインできません。", "待ってください。", place="あと 3 秒")


def types(*parts: str | Qt.Key) -> None:
    """As a keyboard does: to whatever has the focus."""
    for part in parts:
        focus = QApplication.focusWidget()
        if isinstance(part, Qt.Key):
            QTest.keyClick(focus, part)
        else:
            assert isinstance(focus, QLineEdit)
            # Japanese comes from an input method; the test keyboard has only letters.
            QTest.keyClicks(focus, part) if part.isascii() else focus.insert(part)


ENTER, TAB, SPACE = Qt.Key.Key_Return, Qt.Key.Key_Tab, Qt.Key.Key_Space


def secret_on(page) -> str:
    return "".join(page.enrolment.secret.text().split())
