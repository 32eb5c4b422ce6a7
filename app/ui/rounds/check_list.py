"""The check sheet of one piece: an answer to every question, one key each, the question looked at in full below."""

from collections.abc import Sequence

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFont, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QVBoxLayout, QWidget

from app.signoff.checksheet import CheckItem
from app.signoff.signed import Answer
from app.ui.kit import tokens
from app.ui.kit.labels import plain, sized
from app.ui.rounds.piece_words import TONES, Tone

_COLUMNS = 2
_SIGNS: dict[Answer | None, tuple[str, Tone]] = {
    "ok": ("○ 可", "good"),
    "ng": ("× 否", "bad"),
    None: ("□ 未", "todo"),
}
_SIGN_EM, _LINE = 3.4, 1.55


class _Items(QWidget):
    """All questions by label with their answers, in two columns; paints only."""

    picked = Signal(int)

    def __init__(self) -> None:
        super().__init__()
        self.items: tuple[CheckItem, ...] = ()
        self.answers: dict[str, Answer] = {}
        self.current = -1
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    @property
    def _rows(self) -> int:
        return -(-len(self.items) // _COLUMNS)

    def sizeHint(self) -> QSize:
        return QSize(10, max(1, self._rows) * self._line())

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def _line(self) -> int:
        return round(self.fontMetrics().height() * _LINE)

    def _cell(self, at: int) -> QRectF:
        width = self.width() / _COLUMNS
        return QRectF(at // self._rows * width, at % self._rows * self._line(), width, self._line())

    def mousePressEvent(self, event: QMouseEvent) -> None:
        found = [at for at in range(len(self.items)) if self._cell(at).contains(event.position())]
        for at in found:
            self.picked.emit(at)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        for at, item in enumerate(self.items):
            self._paint(painter, self._cell(at).adjusted(1, 1, -1, -1), item, at == self.current)

    def _paint(self, painter: QPainter, cell: QRectF, item: CheckItem, current: bool) -> None:
        sign, tone = _SIGNS[self.answers.get(item.id)]
        ground, ink = TONES[tone]
        if not self.isEnabled() and item.id not in self.answers:
            sign, ground = "― ", tokens.WINDOW
        painter.setPen(QPen(QColor(tokens.BLUE if current else tokens.LINE), 3 if current else 1))
        painter.setBrush(QColor(ground))
        painter.drawRect(cell.adjusted(1, 1, -1, -1) if current else cell)
        font = QFont(self.font())
        font.setBold(tone == "bad" or current)
        painter.setFont(font)
        em = self.fontMetrics().horizontalAdvance("漢")
        middle = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft
        painter.setPen(QColor(ink))
        painter.drawText(cell.adjusted(em * 0.4, 0, 0, 0), middle, sign)
        painter.setPen(QColor(tokens.INK))
        painter.drawText(cell.adjusted(em * _SIGN_EM, 0, 0, 0), middle, item.label)


class CheckList(QWidget):
    """Questions of a piece. ``changed()`` when one was answered. There is no way to answer more than one at a time."""

    changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._items = _Items()
        self._items.setAccessibleName("検査項目")
        self.question = sized(plain(), 1.1, bold=True)
        self.help = plain(role="note")
        self._open = False
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(2)
        layout.addWidget(self._items)
        layout.addWidget(self.question)
        layout.addWidget(self.help)
        # Room for the longest question, so that nothing below moves from one to the next.
        self.question.setMinimumHeight(self.question.fontMetrics().lineSpacing() * 2 + 2)
        self.help.setMinimumHeight(self.help.fontMetrics().lineSpacing() * 2 + 2)
        for label in (self.question, self.help):
            label.setAlignment(Qt.AlignmentFlag.AlignTop)
        self._items.picked.connect(self._pick)

    def show_items(self, items: Sequence[CheckItem], answers: dict[str, Answer], *, is_open: bool) -> None:
        """Show these questions; answers are put into ``answers`` itself while ``is_open``."""
        self._items.items, self._items.answers, self._open = tuple(items), answers, is_open
        self._items.setEnabled(is_open)
        self._items.updateGeometry()
        self._pick(self._next_open(0) if is_open else 0)

    @property
    def current(self) -> CheckItem | None:
        """The question looked at."""
        at = self._items.current
        return self._items.items[at] if 0 <= at < len(self._items.items) else None

    def step(self, by: int) -> None:
        """Go to the next (1) or previous (-1) question."""
        self._pick(min(max(self._items.current + by, 0), len(self._items.items) - 1))

    def answer(self, answer: Answer) -> None:
        """Answer the question looked at, and go on to the next open one."""
        item = self.current
        if item is None or not self._open:
            return
        self._items.answers[item.id] = answer
        self._pick(self._next_open(self._items.current))
        self.changed.emit()

    def _next_open(self, start: int) -> int:
        items, answers = self._items.items, self._items.answers
        order = [*range(start, len(items)), *range(start)]
        return next((at for at in order if items[at].id not in answers), min(start, len(items) - 1))

    def _pick(self, at: int) -> None:
        self._items.current = at
        item = self.current
        self.question.setText("" if item is None else item.question)
        self.help.setText("" if item is None else item.help)
        if item is not None:
            sign = _SIGNS[self._items.answers.get(item.id)][0]
            self._items.setAccessibleDescription(f"{item.label} {sign}")
        self._items.update()
