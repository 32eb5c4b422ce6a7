"""One month or process of 今日: whose turn, what next, what blocks it, and the row of its gates."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QLabel, QSizePolicy, QVBoxLayout, QWidget

from app.language import tr
from app.month.today import Card, GateMark
from app.ui.kit import tokens
from app.ui.kit.cards import CardFrame, badge, words
from app.ui.kit.tokens import Tone
from app.ui.kit.words import GATE_TONES, short_due

_MOST_LINES = 3


class MonthCard(CardFrame):
    """``card`` is what it shows."""

    def __init__(self, card: Card, parent: QWidget | None = None) -> None:
        super().__init__(mine=card.group == "mine", parent=parent)
        self.card = card
        self.setAccessibleName(
            tr("{card_title}　{step}　{turn}", card_title=card.title, step=card.step, turn=card.turn)
        )
        head = QHBoxLayout()
        head.setSpacing(tokens.SPACE["small"])
        head.addWidget(words(card.title, "head", wrap=True), 1)
        if card.due:
            head.addWidget(badge(f"期限超過　{card.due}" if card.late else f"期限　{card.due}", _due_tone(card)))
        head.addWidget(badge("あなたの番" if card.group == "mine" else card.turn, _turn_tone(card)))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(16, 12, 16, 12)
        layout.setSpacing(tokens.SPACE["small"])
        layout.addLayout(head)
        step = words(f"次は　{card.step}", "head" if card.group == "mine" else "body", wrap=True)
        layout.addWidget(step)
        if card.blocking:
            layout.addWidget(self._blocking(card))
        if card.gates:
            layout.addWidget(GateRow(card.gates))

    def _blocking(self, card: Card) -> QLabel:
        lines = list(dict.fromkeys(card.blocking))
        more = len(lines) - _MOST_LINES
        sign = "▲" if card.void else "・"
        text = "\n".join(f"{sign} {line}" for line in lines[:_MOST_LINES]) + (f"\n　ほか {more} 件" if more > 0 else "")
        label = words(text, wrap=True)
        label.setProperty("role", "alarm" if card.void else "note")
        return label


class GateRow(QWidget):
    """The gates of a month from left to right, each with its state and due time."""

    def __init__(self, gates: tuple[GateMark, ...], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, tokens.SPACE["tight"], 0, 0)
        self._grid.setHorizontalSpacing(tokens.SPACE["small"])
        self._grid.setVerticalSpacing(tokens.SPACE["hair"])
        self._cells = [self._cell(gate) for gate in gates]
        self._columns = 0
        self._lay(-(-len(gates) // 2))

    def _cell(self, gate: GateMark) -> tuple[QLabel, ...]:
        state = badge(gate.word, GATE_TONES[gate.state])
        state.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Maximum)
        due = words(_short(gate), "small")
        if gate.late:
            due.setProperty("role", "alarm")
        due.setToolTip(tokens.plain_tooltip(gate.due))
        return words(gate.label, "small"), state, due

    def _lay(self, columns: int) -> None:
        """In one line where there is room, else in two."""
        if columns == self._columns:
            return
        self._columns = columns
        for at, cell in enumerate(self._cells):
            line, column = divmod(at, columns)
            self._grid.setColumnStretch(at, int(at < columns))
            for row, widget in enumerate(cell):
                self._grid.addWidget(widget, line * len(cell) + row, column, Qt.AlignmentFlag.AlignTop)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        widest = max((max(label.sizeHint().width() for label in cell) for cell in self._cells), default=0)
        room = (widest + self._grid.horizontalSpacing()) * len(self._cells) <= self.width()
        self._lay(len(self._cells) if room else -(-len(self._cells) // 2))


def _short(gate: GateMark) -> str:
    """Day and time of a deadline, as narrow as a column: ``12/17 12:00``."""
    if not gate.due:
        return ""
    return f"{'▲' if gate.late else ''}{short_due(gate.due)}"


def _due_tone(card: Card) -> Tone:
    return "bad" if card.late else "asked" if card.group == "due" else "waiting"


def _turn_tone(card: Card) -> Tone:
    return "doing" if card.group == "mine" else "waiting"
