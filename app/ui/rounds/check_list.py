"""The check sheet of one piece: one question at a time as a card with its answers, all of them in sight around it."""

import itertools
from collections.abc import Collection, Sequence

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QHelpEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton, QSizePolicy, QVBoxLayout, QWidget

from app.language import tr
from app.signoff.checksheet import CheckItem
from app.signoff.signed import Answer
from app.ui.kit import tokens
from app.ui.kit.cards import Lines, words
from app.ui.rounds import screen_keys as keys
from app.ui.rounds.piece_words import Tone, ground_and_ink

_COLUMNS = 3
_SIGNS: dict[Answer | None, tuple[str, Tone]] = {
    "ok": ("○", "good"),
    "ng": ("×", "bad"),
    None: ("□", "todo"),
}
_WORDS: dict[Answer | None, str] = {"ok": "可", "ng": "否", None: "未"}
_ABSENT = "－"
_EDGE = 2
_SIGN_EM, _LINE, _NARROW = 1.9, 1.19, 90
_NOT_ASKED = "対象外　この現品の特例では尋ねません。"


class _Items(QWidget):
    """All questions by label with their answers, in three columns as wide as what stands in them; paints only. ``low``:
    their signs in one row, where there is no room for more.
    """

    picked = Signal(int)

    def __init__(self) -> None:
        super().__init__()
        self.items: tuple[CheckItem, ...] = ()
        self.absent: frozenset[str] = frozenset()
        self.answers: dict[str, Answer] = {}
        self.current = -1
        self.low = False
        self._places: tuple[object, list[float]] = (None, [])
        self._own: QFont | None = None
        self._fonts: dict[bool, tuple[QFont, QFontMetricsF]] = {}
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    @property
    def _rows(self) -> int:
        return 1 if self.low else -(-len(self.items) // _COLUMNS)

    def sizeHint(self) -> QSize:
        return QSize(10, max(1, self._rows) * self._line())

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def _written(self, bold: bool) -> tuple[QFont, QFontMetricsF]:
        """What a question is written in; made anew when the text becomes larger."""
        own = self.font()
        if own != self._own:
            self._own = own
            for is_bold in (False, True):
                font = QFont(own)
                font.setStretch(_NARROW)
                font.setBold(is_bold)
                self._fonts[is_bold] = font, QFontMetricsF(font)
        return self._fonts[bold]

    def _line(self) -> int:
        return round(self.fontMetrics().height() * _LINE)

    def _columns(self) -> list[float]:
        """Where the columns begin and where the last one ends; what is left over is shared out, and what is missing."""
        if self.low:
            return [at * self.width() / len(self.items) for at in range(len(self.items) + 1)]
        measure = self._written(True)[1].horizontalAdvance  # a label is bold while it is asked
        labels = [tr(item.label) for item in self.items]
        parts = [labels[at : at + self._rows] for at in range(0, len(labels), max(1, self._rows))]
        around = self.fontMetrics().horizontalAdvance("漢") * _SIGN_EM + 2 * _EDGE + 1
        wanted = [max(map(measure, part)) + around for part in parts]
        left = self.width() - sum(wanted)
        widths = [one + left / len(wanted) if left > 0 else one * self.width() / sum(wanted) for one in wanted]
        return list(itertools.accumulate(widths, initial=0.0))

    def _cell(self, at: int) -> QRectF:
        if self._places[0] != (key := (self.low, self.width(), self.font().key(), self.items)):
            self._places = key, self._columns()
        column, row = divmod(at, self._rows)
        begins, ends = self._places[1][column : column + 2]
        return QRectF(begins, row * self._line(), ends - begins, self._line())

    def _at(self, place: QPointF) -> int | None:
        return next((at for at in range(len(self.items)) if self._cell(at).contains(place)), None)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if (at := self._at(event.position())) is not None:
            self.picked.emit(at)

    def event(self, event: QEvent) -> bool:
        if isinstance(event, QHelpEvent):
            at = self._at(QPointF(event.pos()))
            self.setToolTip("" if at is None else tokens.plain_tooltip(self.items[at].label))
        return super().event(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter, dirty = QPainter(self), event.region()
        em = self.fontMetrics().horizontalAdvance("漢")
        for at, item in enumerate(self.items):
            cell = self._cell(at)
            if dirty.intersects(cell.toAlignedRect()):
                self._paint(painter, cell.adjusted(1, 1, -1, -1), item, at == self.current, em)

    def turn_to(self, at: int) -> None:
        """Another question is in hand; no other than it and the one left has changed."""
        for changed in {self.current, at} & set(range(len(self.items))):
            self.update(self._cell(changed).toAlignedRect())
        self.current = at

    def _paint(self, painter: QPainter, cell: QRectF, item: CheckItem, current: bool, em: int) -> None:
        sign, tone = _SIGNS[self.answers.get(item.id)]
        ground, ink = ground_and_ink(tone)
        if item.id in self.absent or (not self.isEnabled() and item.id not in self.answers):
            sign, ground, ink = _ABSENT, tokens.WINDOW, tokens.FAINT
        painter.setPen(QPen(QColor(tokens.BLUE if current else tokens.LINE), 3 if current else 1))
        painter.setBrush(QColor(ground))
        painter.drawRect(cell.adjusted(1, 1, -1, -1) if current else cell)
        font, metrics = self._written(tone == "bad" or current)
        painter.setFont(font)
        middle = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft
        painter.setPen(QColor(ink))
        if self.low:
            painter.drawText(cell, Qt.AlignmentFlag.AlignCenter, tr(sign))
            return
        painter.drawText(cell.adjusted(em * 0.4, 0, 0, 0), middle, tr(sign))
        painter.setPen(QColor(tokens.FAINT if item.id in self.absent else tokens.INK))
        place = cell.adjusted(em * _SIGN_EM, 0, -_EDGE, 0)
        told = metrics.elidedText(tr(item.label), Qt.TextElideMode.ElideRight, place.width())
        painter.drawText(place, middle, tr(told))


class CheckList(QWidget):
    """Questions of a piece. ``changed()`` when one was answered; ``asked(item, moved)``: another question is on the
    card, ``moved`` there by a person. There is no way to answer more than one at a time.
    """

    changed = Signal()
    asked = Signal(object, bool)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._items = _Items()
        self._items.setAccessibleName(tr("検査項目"))
        self.progress = words(step="small")
        self.question, self.help = Lines(2, "head"), Lines(2, role="note")
        self.ok, self.ng = _answer(f"○ 可　{keys.OK}", "good"), _answer(f"× 否　{keys.NOT_OK}", "bad")
        self.na = _answer(f"{_ABSENT} 対象外", "absent")
        self.na.setToolTip(tr("特例から決まります。対象外の項目は尋ねず、人が対象外にすることはできません。"))
        self.na.setEnabled(False)
        self._open = False
        self._arrange()
        self._items.picked.connect(self._pick)
        self.ok.clicked.connect(lambda: self._clicked("ok"))
        self.ng.clicked.connect(lambda: self._clicked("ng"))

    def _arrange(self) -> None:
        self.card = QFrame()
        self.card.setProperty("card", True)
        self.card.setProperty("chosen", True)
        answers = QHBoxLayout()
        for button, share in ((self.ok, 3), (self.ng, 3), (self.na, 2)):
            answers.addWidget(button, share)
        inside = QVBoxLayout(self.card)
        inside.setContentsMargins(10, 4, 10, 6)
        inside.setSpacing(2)
        for label in (self.progress, self.question, self.help):
            inside.addWidget(label)
        inside.addLayout(answers)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(4)
        layout.addWidget(self.card)
        layout.addWidget(self._items)

    def show_items(
        self,
        items: Sequence[CheckItem],
        answers: dict[str, Answer],
        *,
        is_open: bool,
        absent: Collection[str] = (),
    ) -> None:
        """Show these questions; answers are put into ``answers`` itself while ``is_open``. Those ``absent`` are not
        asked of this piece.
        """
        self._items.items, self._items.answers, self._open = tuple(items), answers, is_open
        self._items.absent = frozenset(absent)
        self._items.setEnabled(is_open)
        self._items.updateGeometry()
        self._items.update()
        self._pick(self._next_open(0) if is_open else 0, moved=False)

    def make_low(self, *, on: bool) -> None:
        """Whether only a row of signs is in sight around the card, and the help beneath the pointer."""
        if self._items.low != on:
            self._items.low = on
            self.help.setHidden(on)
            self._items.updateGeometry()
            self._items.update()

    @property
    def current(self) -> CheckItem | None:
        """The question looked at."""
        at = self._items.current
        return self._items.items[at] if 0 <= at < len(self._items.items) else None

    @property
    def _asked(self) -> list[int]:
        items, absent = self._items.items, self._items.absent
        return [at for at, item in enumerate(items) if item.id not in absent]

    def step(self, by: int) -> None:
        """Go to the next (1) or previous (-1) question that is asked."""
        there = [at for at in self._asked if (at - self._items.current) * by > 0]
        if there:
            self._pick(there[0] if by > 0 else there[-1])

    def answer(self, answer: Answer) -> None:
        """Answer the question looked at, and go on to the next open one."""
        item = self.current
        if item is None or not self._open or item.id in self._items.absent:
            return
        self._items.answers[item.id] = answer
        self._pick(self._next_open(self._items.current))
        self.changed.emit()

    def _clicked(self, answer: Answer) -> None:
        self._show_answer()  # what is given says so, not what was pressed
        self.answer(answer)

    def _next_open(self, start: int) -> int:
        items, answers, asked = self._items.items, self._items.answers, self._asked
        order = [*(at for at in asked if at >= start), *(at for at in asked if at < start)]
        return next((at for at in order if items[at].id not in answers), min(start, len(items) - 1))

    def _pick(self, at: int, *, moved: bool = True) -> None:
        self._items.turn_to(at)
        item, asked = self.current, self._asked
        self.question.setText(tr("" if item is None else item.question))
        absent = item is not None and item.id in self._items.absent
        self.help.setText(tr("" if item is None else _NOT_ASKED if absent else item.help))
        self.question.setToolTip(tokens.data_tooltip(self.help.text()))
        done = sum(self._items.items[one].id in self._items.answers for one in asked)
        place = f"{asked.index(at) + 1}／{len(asked)}" if at in asked else _ABSENT
        label = "" if item is None else item.label
        self.progress.setText(
            tr(
                "項目 {place}　{label}　　答えた {done}／{n_asked} 項目",
                place=place,
                label=label,
                done=done,
                n_asked=len(asked),
            )
        )
        if item is not None:
            answer = self._items.answers.get(item.id)
            said = "対象外" if absent else f"{_SIGNS[answer][0]} {_WORDS[answer]}"
            self._items.setAccessibleDescription(tr(f"{item.label} {said}"))
        self._show_answer()
        self.asked.emit(item, moved)

    def _show_answer(self) -> None:
        item = self.current
        absent = item is not None and item.id in self._items.absent
        given = None if item is None else self._items.answers.get(item.id)
        self.na.setChecked(absent)
        for button, own in ((self.ok, "ok"), (self.ng, "ng")):
            button.setEnabled(self._open and item is not None and not absent)
            button.setChecked(given == own)


def _answer(text: str, tone: str) -> QPushButton:
    button = QPushButton(tr(text))
    button.setCheckable(True)
    button.setProperty("answer", tone)
    button.setAutoDefault(False)
    button.setFocusPolicy(Qt.FocusPolicy.NoFocus)  # the scanner's field has the keyboard
    return button
