"""The month looked at: its gates as cards in a row, what it is bound to, its releases and history."""

from collections.abc import Sequence

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QResizeEvent
from PySide6.QtWidgets import QFrame, QGridLayout, QLabel, QLayout, QSizePolicy, QVBoxLayout, QWidget

from app.language import tr
from app.signoff.gates import RECEPTION, STATE_WORDS, GateStanding
from app.signoff.ledger import Entry
from app.signoff.model import State
from app.signoff.signed import Part
from app.signoff.standing import MonthStanding
from app.ui.board import detail_rows as rows
from app.ui.board.board_words import short_fingerprint
from app.ui.board.cells import CellView
from app.ui.kit import tokens
from app.ui.kit.cards import badge, words
from app.ui.kit.page_stack import Tabs
from app.ui.kit.words import GATE_TONES, named_month, short_due

WITH_PAGE = frozenset((RECEPTION,))
"""Gates that have a page of their own."""


class GateCard(QFrame):
    """One gate: its label, its state and when it is due. ``wanted(gate)``: it was clicked, or Enter or the space bar
    pressed on it; only where there is a page to open.
    """

    wanted = Signal(str)

    def __init__(self, one: GateStanding, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._name = one.name
        self.opens = one.name in WITH_PAGE
        self.setProperty("card", True)
        if self.opens:
            self.setCursor(Qt.CursorShape.PointingHandCursor)
            self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        head, state = words(one.gate.label, "small"), badge(STATE_WORDS[one.state], GATE_TONES[one.state])
        state.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Maximum)
        several = "▲" if any(each.contradicted for each in one.due) else ""
        self.text = words(f"{several}期限 {short_due(one.due[0].when)}" if one.due else "", "small")
        self.text.setToolTip(tokens.plain_tooltip("\n".join(each.text for each in one.due)))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(6, 4, 6, 4)
        layout.setSpacing(tokens.SPACE["hair"])
        layout.addWidget(head)
        layout.addWidget(state)
        layout.addWidget(self.text, 1, Qt.AlignmentFlag.AlignTop)
        self.setAccessibleName(
            tr("{gate_label}　{state_words}", gate_label=one.gate.label, state_words=STATE_WORDS[one.state])
        )

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if self.opens and self.rect().contains(event.position().toPoint()):
            self.wanted.emit(self._name)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if self.opens and event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space):
            self.wanted.emit(self._name)
        else:
            super().keyPressEvent(event)


class GateCards(QWidget):
    """The gates from left to right, in as many lines as there are too many of them for one."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.cards: list[GateCard] = []
        self._placed = False
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setSpacing(tokens.SPACE["tight"])
        self._grid.setSizeConstraint(QLayout.SizeConstraint.SetNoConstraint)

    def show_cards(self, cards: list[GateCard]) -> None:
        """These instead of those before."""
        for one in self.cards:
            self._grid.removeWidget(one)
            one.hide()
            one.deleteLater()
        self.cards = cards
        self._lay()
        self.updateGeometry()

    def _lay(self) -> None:
        wide = self._wide() + self._grid.horizontalSpacing()
        columns = max(1, min(len(self.cards), self.width() // max(wide, 1)))
        lines = -(-len(self.cards) // columns)
        columns = -(-len(self.cards) // max(lines, 1))  # as many in the last line as in the others
        for column in range(self._grid.columnCount()):
            self._grid.setColumnStretch(column, int(column < columns))
        for at, one in enumerate(self.cards):
            self._grid.addWidget(one, at // columns, at % columns)

    def _wide(self) -> int:
        return max((one.sizeHint().width() for one in self.cards), default=0)

    def minimumSizeHint(self) -> QSize:
        """Until it was given its width, one line: cards below one another would make the whole window grow for good."""
        line = max((one.minimumSizeHint().height() for one in self.cards), default=0)
        high = self._grid.minimumSize().height() if self._placed else line
        return QSize(2 * self._wide() + self._grid.horizontalSpacing(), high)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._placed = self._placed or self.width() >= self.minimumSizeHint().width()
        self._lay()
        self.updateGeometry()


class MonthDetail(QWidget):
    """Read only. ``gateWanted(gate)``: open the page of a gate."""

    gateWanted = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._veiled = False
        self.head, self.print = QLabel(), QLabel()
        for label in (self.head, self.print):
            label.setTextFormat(Qt.TextFormat.PlainText)
            label.setWordWrap(True)
        font = self.head.font()
        font.setBold(True)
        self.head.setFont(font)
        self.cards = GateCards(self)
        self.tabs = Tabs(self, document=False)
        room = self.tabs.room
        self.gates = CellView("関門", rows.GATE_HEADERS, rows.GATE_WIDTHS, room)
        self.parts = CellView("結び付けたもの", rows.MONTH_PART_HEADERS, rows.MONTH_PART_WIDTHS, room)
        self.releases = CellView("本番開始", rows.RELEASE_HEADERS, rows.RELEASE_WIDTHS, room)
        self.history = CellView("履歴", rows.HISTORY_HEADERS, rows.HISTORY_WIDTHS, room)
        for table, name in (
            (self.gates, "month.gates"),
            (self.parts, "month.parts"),
            (self.releases, "month.releases"),
            (self.history, "month.history"),
        ):
            table.setObjectName(name)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.head)
        layout.addWidget(self.print)
        layout.addWidget(self.cards)
        layout.addWidget(self.tabs, 1)
        for page, name in (
            (self.gates, "関門"),
            (self.parts, "同一性"),
            (self.releases, "本番"),
            (self.history, "履歴"),
        ):
            self.tabs.addTab(page, tr(name))

    def set_low(self, low: bool) -> None:
        """No cards where there is little height: the list of gates says the same."""
        self.cards.setVisible(not low)

    def veil(self, *, on: bool) -> None:
        """Show nothing of what was approved, while it is to be given again."""
        self._veiled = on
        self.tabs.setEnabled(not on)
        if on:
            self.print.clear()
            for view in (self.parts, self.releases, self.history, self.gates):
                view.show_rows(())

    def show_month(self, state: State, one: MonthStanding, live: Sequence[Part] | None) -> None:
        """Everything but the history."""
        month, process = one.month, state.processes[one.month.process]
        self.head.setText(tr(f"{named_month(month)}\n{one.next_step}"))
        self._show_cards(one.gates)
        if self._veiled:
            return
        why = "、".join(one.not_inherited)
        inherited = f"▲ 引き継げません：{why}" if why else "● 承認された工程を引き継いでいます"
        days = f"引渡し {month.handover}　納品 {month.delivery}　　" if month.handover else ""
        self.print.setText(
            tr(
                "{days}工程　{process_title}　{inherited}\n指紋　{short_fingerprint}",
                days=days,
                process_title=process.title,
                inherited=inherited,
                short_fingerprint=short_fingerprint(month.parts),
            )
        )
        self.gates.show_rows(rows.gate_rows(one.gates))
        self.parts.show_rows(rows.month_part_rows(month, live))
        self.releases.show_rows(rows.release_rows(state, month))

    def show_history(self, state: State, history: Sequence[Entry], viewer: str) -> None:
        """What was done to this month."""
        if not self._veiled:
            self.history.show_rows(rows.history_rows(state, history, viewer))

    def _show_cards(self, gates: Sequence[GateStanding]) -> None:
        cards = [GateCard(one) for one in gates]
        for card in cards:
            card.wanted.connect(self.gateWanted)
        self.cards.show_cards(cards)
