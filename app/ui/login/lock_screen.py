"""The locked screen: covers the whole window, whoever comes by."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, Qt, QTimer
from PySide6.QtGui import QGuiApplication, QKeyEvent, QKeySequence, QWindow
from PySide6.QtWidgets import QApplication, QDialog, QLabel, QPushButton, QVBoxLayout, QWidget
from shiboken6 import isValid

from app.errors import KenpanError
from app.language import tr
from app.ui.kit.cards import words
from app.ui.kit.fitting import by_text
from app.ui.kit.labels import Trouble, big_button, forget, plain, secret_edit
from app.ui.kit.words import person
from app.ui.login import screen_keys as keys
from app.ui.login.front import on_card

if TYPE_CHECKING:
    from app.ui.shell.desk import Desk

_MINUTE_MS = 60_000
_TYPE = QEvent.Type
_TOUCHED = {
    _TYPE.KeyPress, _TYPE.MouseButtonPress, _TYPE.MouseMove, _TYPE.Wheel, _TYPE.TouchBegin, _TYPE.TabletPress,
}  # fmt: skip
_PASSING = {Qt.WindowType.Popup, Qt.WindowType.ToolTip}


class LockScreen(QWidget):
    """Lies over ``window`` while the desk is locked; locks it after ``minutes`` without a key or a move.

    Nothing else of the program can be seen or reached then: other windows are put away, dialogs are closed. Those that
    do not let themselves be closed come back with the person, and with nobody else.
    """

    def __init__(self, desk: "Desk", window: QWidget, minutes: float = 10) -> None:
        super().__init__(window)
        self.hide()
        self.setAutoFillBackground(True)
        self._desk, self._window = desk, window
        self._shut: list[QWidget] = []
        self._away: list[QWidget] = []
        self._before: QWidget | None = None
        self._drops = window.acceptDrops()
        self.who, self.password = words(step="head", wrap=True), secret_edit("パスワード")
        self.hint = plain(role="note")
        self.trouble = Trouble()
        self.button = big_button("続ける　Enter")
        self.other = QPushButton(tr("別の人がログインする（この人はログアウトします）(&O)"))
        self._arrange()
        self.idle = QTimer(self)
        self.idle.setSingleShot(True)
        self.idle.setInterval(round(minutes * _MINUTE_MS))
        self.idle.timeout.connect(desk.lock)
        self.password.textChanged.connect(self._tell)
        self.password.returnPressed.connect(self._try)
        self.button.clicked.connect(self._try)
        self.other.clicked.connect(self._make_room)
        self.trouble.over.connect(self._tell)
        desk.locked.connect(self._cover)
        desk.unlocked.connect(self._uncover)
        # Behind the others, who put their own screens up or away first.
        desk.sessionChanged.connect(self._come_or_gone, Qt.ConnectionType.QueuedConnection)
        window.installEventFilter(self)
        _application().focusWindowChanged.connect(self._watch)
        self._watch(window.windowHandle())
        self._come_or_gone()

    def _arrange(self) -> None:
        name = QLabel(tr("パスワード(&P)"))
        name.setBuddy(self.password)
        self.other.setProperty("role", "big")
        rows = QVBoxLayout()
        rows.setSpacing(16)
        rows.addWidget(words("画面をロックしています", "title"))
        for widget in (self.who, name, self.password, self.hint, self.button, self.trouble, self.other):
            rows.addWidget(widget)
        by_text(self.trouble, lambda one: one.setMinimumHeight(one.fontMetrics().lineSpacing() * 3))
        self.front = on_card(self, rows, 52)

    # Watching

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        kind = event.type()
        if watched is self._window:
            if kind == _TYPE.Resize:
                self.setGeometry(self._window.rect())
            elif kind == _TYPE.Show:
                self._watch(self._window.windowHandle())
            elif kind == _TYPE.ChildAdded and self._desk.is_locked:
                QTimer.singleShot(0, self, self._shut_out)
            return False
        if kind in _TOUCHED and self._desk.session is not None:
            self.idle.start()
            if isinstance(event, QKeyEvent) and QKeySequence(event.keyCombination()) == QKeySequence(keys.LOCK):
                self._desk.lock()
                return True
        return False

    def _watch(self, window: QWindow | None) -> None:
        """Keys and moves are seen where the system hands them in: once a window, however many panels it has."""
        if window is None:
            return
        window.installEventFilter(self)
        if self._desk.is_locked and window is not self._window.windowHandle():
            QTimer.singleShot(0, self, self._put_away)

    def _come_or_gone(self) -> None:
        if self._desk.session is None:
            self.idle.stop()
            self._uncover()
        else:
            self.idle.start()

    # Covering

    def _cover(self) -> None:
        account = self._desk.account
        self.idle.stop()
        self.who.setText(tr(person(account) if account is not None else ""))
        self.trouble.clear()
        self.hint.setText(tr(self._desk.hint))
        self.hint.setVisible(bool(self._desk.hint))
        self.front.show_mode(practice=self._desk.book.practice)
        forget(self.password)
        self._before = self._window.focusWidget()
        self._drops = self._window.acceptDrops()
        self._window.setAcceptDrops(False)
        self.setGeometry(self._window.rect())
        self.show()
        self._put_away()
        self._shut_out()
        self._tell()

    def _shut_out(self) -> None:
        """Without this the window's own keys would still work underneath."""
        if not self._desk.is_locked:
            return
        for child in self._window.children():
            if isinstance(child, QWidget) and child is not self and not child.isWindow() and child.isEnabled():
                child.setEnabled(False)
                self._shut.append(child)
        self.raise_()
        self.password.setFocus()

    def _put_away(self) -> None:
        if not self._desk.is_locked:
            return
        for widget in QApplication.topLevelWidgets():
            if widget is self._window or not widget.isVisible():
                continue
            if isinstance(widget, QDialog):
                widget.reject()
            if isValid(widget) and widget.isVisible():
                widget.hide()
                if widget.windowType() not in _PASSING:
                    self._away.append(widget)
        self._window.activateWindow()
        self.password.setFocus()

    def _uncover(self) -> None:
        if not self.isVisibleTo(self._window):
            return
        forget(self.password)
        for child in filter(isValid, self._shut):
            child.setEnabled(True)
        for widget in filter(isValid, self._away):
            _bring_back(widget, same_person=self._desk.session is not None)
        self._shut, self._away = [], []
        self._window.setAcceptDrops(self._drops)
        self.hide()
        if self._before is not None and isValid(self._before):
            self._before.setFocus()
        self._before = None
        if self._desk.session is not None:
            self.idle.start()

    # Opening

    def _try(self) -> None:
        password = self.password.text()
        if not password or not self.button.isEnabled():
            return
        self.trouble.clear()
        self._tell(busy=True)
        self._desk.unlock_screen(password, self._refused)

    def _make_room(self) -> None:
        """Somebody else wants to work here."""
        self._desk.log_out()

    def _refused(self, error: KenpanError) -> None:
        forget(self.password)
        self.trouble.say_password(error)
        self._tell()
        self.password.setFocus()

    def _tell(self, *_text: str, busy: bool = False) -> None:
        free = not busy and not self.trouble.waiting
        self.password.setReadOnly(not free)
        self.button.setText(tr("確認しています…" if busy else "続ける　Enter"))
        self.button.setEnabled(free and bool(self.password.text()))


def _application() -> QGuiApplication:
    app = QGuiApplication.instance()
    assert isinstance(app, QGuiApplication)
    return app


def _bring_back(widget: QWidget, *, same_person: bool) -> None:
    if not isinstance(widget, QDialog):
        widget.setVisible(same_person)
    elif same_person:
        widget.open()
    else:
        widget.deleteLater()
