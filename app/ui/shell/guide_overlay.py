"""One step of the guide over the window: everything but one control is dimmed, and a card beside it says what it is."""

from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, QPoint, QRect, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QColor, QKeyEvent, QPainter, QPaintEvent, QPen, QRegion
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from app.language import tr
from app.ui.kit import tokens
from app.ui.kit.cards import primary, words

_FOLLOW_MS = 250
_AROUND, _EDGE, _GAP = 6, 3, 14
_WIDE_EM = 29
_DIM = 120

_KEYS = (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Right, Qt.Key.Key_Left, Qt.Key.Key_Escape)

Find = Callable[[], QWidget | None]


class GuideOverlay(QWidget):
    """``stepped(by)`` and ``left``. The control itself is not covered: it can be tried at once."""

    stepped = Signal(int)
    left = Signal()

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self.hide()
        self._window, self._hole = window, QRect()
        self._find: Find = lambda: None
        self.card = QFrame(self)
        self.card.setProperty("card", True)
        self.title, self.text, self.place = words(step="head", wrap=True), words(wrap=True), words(step="small")
        self.next, self.back, self.close_button = primary(), QPushButton(tr("前へ　←")), QPushButton(tr("終わる　Esc"))
        self.next.setAutoDefault(True)
        self._arrange()
        self.next.clicked.connect(lambda: self.stepped.emit(1))
        self.back.clicked.connect(lambda: self.stepped.emit(-1))
        self.close_button.clicked.connect(self.left)
        self._following = QTimer(self)
        self._following.setInterval(_FOLLOW_MS)
        self._following.timeout.connect(self._follow)
        window.installEventFilter(self)

    def _arrange(self) -> None:
        buttons = QHBoxLayout()
        for button in (self.close_button, self.back, self.next):
            buttons.addWidget(button)
            button.installEventFilter(self)
        layout = QVBoxLayout(self.card)
        space = tokens.SPACE["large"]
        layout.setContentsMargins(space, space, space, space)
        layout.setSpacing(tokens.SPACE["medium"])
        for widget in (self.place, self.title, self.text):
            layout.addWidget(widget)
        layout.addLayout(buttons)

    def show_step(self, title: str, text: str, at: int, count: int, find: Find) -> None:
        """Point at what ``find`` gives; where it gives nothing the card stands in the middle."""
        self._find = find
        self.place.setText(tr("案内　{at}/{count}", at=at + 1, count=count))
        self.title.setText(tr(title))
        self.text.setText(tr(text))
        self.next.setText(tr("閉じる　Enter" if at + 1 == count else "次へ　Enter"))
        self.back.setEnabled(at > 0)
        self.setGeometry(self._window.rect())
        self.show()
        self.raise_()
        self._lay_out()
        self.next.setFocus()
        self._following.start()

    def leave(self) -> None:
        """Out of sight."""
        self._following.stop()
        self.hide()

    # Keys stay with the card

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            pressed = self.focusWidget()
            own = next((one for one in (self.back, self.close_button) if one is pressed), self.next)
            own.click()
        elif event.key() == Qt.Key.Key_Right:
            self.stepped.emit(1)
        elif event.key() == Qt.Key.Key_Left and self.back.isEnabled():
            self.stepped.emit(-1)
        elif event.key() == Qt.Key.Key_Escape:
            self.left.emit()

    def focusNextPrevChild(self, forward: bool) -> bool:
        turn = [one for one in (self.next, self.close_button, self.back) if one.isEnabled()]
        now = self.focusWidget()
        at = turn.index(now) if now in turn else 0
        turn[(at + (1 if forward else -1)) % len(turn)].setFocus()
        return True

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self._window and event.type() == QEvent.Type.Resize and self.isVisible():
            self.setGeometry(self._window.rect())
            self._lay_out()
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress and event.key() in _KEYS:
            self.keyPressEvent(event)  # an arrow would only go to the button beside
            return True
        return False

    # Where everything stands

    def _target(self) -> QRect:
        found = self._find()
        if found is None or not found.isVisibleTo(self._window):
            return QRect()
        corner = found.mapTo(self._window, QPoint(0, 0))
        around = QRect(corner, found.size()).adjusted(-_AROUND, -_AROUND, _AROUND, _AROUND)
        return around.intersected(self.rect())

    def _follow(self) -> None:
        if self._target() != self._hole:
            self._lay_out()

    def _lay_out(self) -> None:
        self._hole = self._target()
        width = min(self.fontMetrics().horizontalAdvance("漢") * _WIDE_EM, self.width() - 2 * _GAP)
        self.card.setFixedWidth(width)
        layout = self.card.layout()
        height = max(layout.heightForWidth(width), layout.minimumSize().height()) if layout is not None else 0
        self.card.setFixedHeight(height)
        self.card.move(beside(self._hole, QSize(width, height), self.rect()))
        inner = self._hole.adjusted(_EDGE, _EDGE, -_EDGE, -_EDGE)
        self.setMask(QRegion(self.rect()).subtracted(QRegion(inner)).united(QRegion(self.card.geometry())))
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(self.rect(), QColor(0, 0, 0, _DIM))
        if not self._hole.isEmpty():
            painter.setPen(QPen(QColor(tokens.BAND), 2 * _EDGE))
            painter.drawRect(self._hole)


def beside(hole: QRect, card: QSize, room: QRect) -> QPoint:
    """Where a card stands best: right of the control, left, below or above, else over it; without one in the middle."""
    middle = QPoint((room.width() - card.width()) // 2, (room.height() - card.height()) // 2)
    if hole.isEmpty():
        return middle
    top = max(_GAP, min(hole.top(), room.height() - card.height() - _GAP))
    left = max(_GAP, min(hole.left(), room.width() - card.width() - _GAP))
    places = (
        QPoint(hole.right() + _GAP, top),
        QPoint(hole.left() - _GAP - card.width(), top),
        QPoint(left, hole.bottom() + _GAP),
        QPoint(left, hole.top() - _GAP - card.height()),
    )
    inside = room.adjusted(_GAP // 2, _GAP // 2, -_GAP // 2, -_GAP // 2)
    fits = [place for place in places if inside.contains(QRect(place, card))]
    return fits[0] if fits else QPoint(room.right() - card.width() - _GAP, room.bottom() - card.height() - _GAP)
