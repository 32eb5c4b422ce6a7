"""What screens are laid out of: words of a size, badges of a state, cards, and what an empty screen says."""

from PySide6.QtCore import QEvent, QObject, QRectF, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QColor, QFocusEvent, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import QFrame, QLabel, QPushButton, QSizePolicy, QVBoxLayout, QWidget

from app.language import tr
from app.ui.kit import icons, tokens
from app.ui.kit.fitting import fits_itself
from app.ui.kit.tokens import Step, Tone


def words(text: str = "", step: Step = "body", *, wrap: bool = False) -> QLabel:
    """A label of one of the scale's sizes; it shows its text as it is."""
    label = QLabel(tr(text))
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setProperty("type", step)
    label.setWordWrap(wrap)
    return label


_LINE_EM, _LEAST_EM = 20, 6
"""Characters of a line that is folded: how many it would like, and how many it must have."""
_ROUND = 4


class Folded(QLabel):
    """Folded text in a place that is as wide as it is, whatever stands in it. Qt would fold each text at a dozen widths
    to find one that looks well, and again at each turn of a layout.
    """

    def __init__(self, step: Step = "body", role: str = "") -> None:
        super().__init__()
        self._high: dict[int, int] = {}
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setProperty("type", step)
        self.setProperty("role", role)
        self.setWordWrap(True)

    def setText(self, text: str) -> None:
        if text != self.text():
            self._high.clear()
            super().setText(text)

    def least(self) -> int:
        """px that it is high at least."""
        return self.fontMetrics().lineSpacing()

    def heightForWidth(self, width: int) -> int:
        if width not in self._high:
            self._high[width] = max(super().heightForWidth(width), self.least())
        return self._high[width]

    def sizeHint(self) -> QSize:
        return QSize(_LINE_EM * self.fontMetrics().horizontalAdvance("漢"), self.least())

    def minimumSizeHint(self) -> QSize:
        return QSize(_LEAST_EM * self.fontMetrics().horizontalAdvance("漢"), self.least())

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() in (QEvent.Type.FontChange, QEvent.Type.StyleChange):
            self._high.clear()


class Lines(Folded):
    """Room for so many lines from the beginning; what once needed more at a width keeps it, so that nothing below moves
    to and fro.
    """

    def __init__(self, lines: int, step: Step = "body", role: str = "") -> None:
        self._lines, self._at, self._most = lines, -1, 0
        super().__init__(step, role)
        self.setAlignment(Qt.AlignmentFlag.AlignTop)

    def least(self) -> int:
        """px of its lines."""
        return self._lines * self.fontMetrics().lineSpacing() + 2

    def heightForWidth(self, width: int) -> int:
        most = super().heightForWidth(width)
        if width != self.width():
            return most
        self._most = max(most, self._most) if self._at == width else most
        self._at = width
        return self._most

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() in (QEvent.Type.FontChange, QEvent.Type.StyleChange):
            self._at = -1


class Toned(Folded):
    """Folded text in the ink of a state, on its ground where ``edge`` (px of the line around it) says that it has one.
    Painted: a style sheet of its own takes milliseconds, and here the state changes with a key.
    """

    def __init__(self, step: Step = "body", edge: int | None = None, inset: tuple[int, int] = (0, 0)) -> None:
        super().__init__(step)
        self._ground, self._ink, self._edge = "", "", edge
        across, down = inset
        self.setContentsMargins(across, down, across, down)

    def dress(self, ground: str, ink: str) -> None:
        """These colours."""
        if (ground, ink) != (self._ground, self._ink):
            self._ground, self._ink = ground, ink
            self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        if self._edge is not None:
            paint_ground(painter, QRectF(self.rect()), self._ground, self._ink, self._edge)
        painter.setPen(QColor(self._ink or tokens.INK))
        painter.drawText(self.contentsRect(), self.alignment() | Qt.TextFlag.TextWordWrap, self.text())


def paint_ground(painter: QPainter, room: QRectF, ground: str, ink: str, edge: int) -> None:
    """What a state stands on, with a line around it."""
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QPen(QColor(ink), edge) if edge else Qt.PenStyle.NoPen)
    painter.setBrush(QColor(ground))
    half = edge / 2
    painter.drawRoundedRect(room.adjusted(half, half, -half, -half), _ROUND, _ROUND)


class Elided(QLabel):
    """One line that ends in … where there is no room; the pointer is told all of it."""

    def __init__(self, step: Step = "body", side: Qt.AlignmentFlag = Qt.AlignmentFlag.AlignLeft) -> None:
        super().__init__()
        fits_itself(self)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setProperty("type", step)
        self.setAlignment(side | Qt.AlignmentFlag.AlignVCenter)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def setText(self, text: str) -> None:
        super().setText(tr(text))
        self.setToolTip(tokens.plain_tooltip(text))

    def minimumSizeHint(self) -> QSize:
        return QSize(self.fontMetrics().horizontalAdvance("漢…"), super().minimumSizeHint().height())

    def paintEvent(self, event: QPaintEvent) -> None:
        painter, room = QPainter(self), self.contentsRect()
        told = self.fontMetrics().elidedText(self.text(), Qt.TextElideMode.ElideRight, room.width())
        painter.setPen(self.palette().color(self.foregroundRole()))
        painter.drawText(room, self.alignment(), told)


def badge(text: str, tone: Tone, *, shape: bool = True) -> QLabel:
    """A state: shape, word and colour."""
    label = QLabel(tr(f"{tokens.TONES[tone].shape} {text}" if shape else text))
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setProperty("tone", tone)
    label.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Maximum)
    return label


def primary(text: str = "") -> QPushButton:
    """The one thing to do on a screen."""
    button = QPushButton(tr(text))
    button.setProperty("role", "primary")
    button.setAutoDefault(False)
    return button


class CardFrame(QFrame):
    """A card that can be chosen by key and by mouse: ``picked`` when it is, ``entered`` by Enter or a
    double click, ``stepped(by)`` to the next (1) or previous (-1) one.
    """

    picked = Signal()
    entered = Signal()
    stepped = Signal(int)

    def __init__(self, *, mine: bool = False, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("card", True)
        self.setProperty("mine", mine)
        self.setProperty("chosen", False)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Maximum)

    def choose(self, on: bool) -> None:
        """Show whether it is the one that keys act on."""
        if self.property("chosen") != on:
            self.setProperty("chosen", on)
            self.style().polish(self)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.picked.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """What scrolls around it must not take these keys."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.entered.emit()
        elif event.key() in (Qt.Key.Key_Down, Qt.Key.Key_Up):
            self.stepped.emit(1 if event.key() == Qt.Key.Key_Down else -1)
        else:
            super().keyPressEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        super().mousePressEvent(event)
        self.setFocus()

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        super().mouseDoubleClickEvent(event)
        self.entered.emit()


_WIDEST = 760
_NARROWEST = 320
"""px of the sentence in the middle of an empty screen."""


class EmptyState(QWidget):
    """In the middle of a screen without content: why, what comes next, and a button that does it."""

    wanted = Signal()

    def __init__(
        self, icon: str, title: str = "", step: str = "", act: str = "", parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        picture = QLabel()
        picture.setPixmap(icons.pixmap(icon, tokens.FAINT, 56))
        self.title, self.step = words(title, "title"), words(step, "body", wrap=True)
        self.button = primary(act)
        self.button.setAutoDefault(True)  # Enter presses it as in a dialog
        self.button.clicked.connect(self.wanted)
        layout = QVBoxLayout(self)
        layout.setSpacing(tokens.SPACE["medium"])
        layout.addStretch(2)
        for widget in (picture, self.title, self.step, self.button):
            layout.addWidget(widget, 0, Qt.AlignmentFlag.AlignHCenter)
        layout.addStretch(3)
        self.button.setVisible(bool(act))  # in the layout by now, not a window of its own
        self.step.installEventFilter(self)

    def say(self, title: str, step: str, act: str = "") -> None:
        """Say something else."""
        self.title.setText(tr(title))
        self.step.setText(tr(step))
        self.button.setText(tr(act))
        self.button.setVisible(bool(act))
        self._fit()

    def _fit(self) -> None:
        """The step in one line where there is room, and in the middle, too, where it is folded; steps that are counted
        begin below one another.
        """
        lines = self.step.text().split("\n")
        side = Qt.AlignmentFlag.AlignHCenter if len(lines) == 1 else Qt.AlignmentFlag.AlignLeft
        self.step.setAlignment(side)
        whole = max(map(self.step.fontMetrics().horizontalAdvance, lines)) + 8
        room = max(_NARROWEST, self.width() - 2 * tokens.SPACE["large"])  # of no width yet, it would be very high
        width = max(1, min(whole, _WIDEST, room))
        self.step.setFixedWidth(width)
        self.step.setMinimumHeight(0)  # else it asks for no less than it did before
        self.step.setMinimumHeight(max(0, self.step.heightForWidth(width)))  # -1: nothing is said

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """The step may have its font after this, and measures by it when it was told."""
        if event.type() == QEvent.Type.FontChange:
            QTimer.singleShot(0, self, self._fit)
        return super().eventFilter(watched, event)

    def sizeHint(self) -> QSize:
        return QSize(480, 320)
