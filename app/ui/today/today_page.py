"""今日: your turn first, then what is due, then the rest; each card leads to where its work is done."""

from collections.abc import Callable

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent, QShowEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QScrollArea, QStackedWidget, QVBoxLayout, QWidget

from app.japan_time import JST
from app.language import tr
from app.month.exchange_card import exchange_card
from app.month.schedule.dates import day_text
from app.month.today import GROUP_WORDS, Goal, Today, Undecided, standings, today
from app.month.warm_up_cards import warm_up_cards
from app.signoff.checksheet import CheckSheet
from app.signoff.live_parts import Live
from app.signoff.warm_ups import day_of
from app.ui.kit import tokens
from app.ui.kit.cards import EmptyState, badge, primary, words
from app.ui.shell.desk import Desk
from app.ui.today.month_card import MonthCard


class TodayPage(QWidget):
    """``wanted(goal)``: go where the chosen card's work is done; ``counted(n)``: so many cards are this person's."""

    wanted = Signal(object)
    counted = Signal(int)

    def __init__(
        self,
        desk: Desk,
        sheet: CheckSheet,
        live: Callable[[], Live],
        undecided: Undecided,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._desk, self._sheet, self._live, self._undecided = desk, sheet, live, undecided
        self._is_old = True
        self.shown = Today(())
        self.cards: list[MonthCard] = []
        self._at = -1
        self.day, self.summary = words("", "title"), QHBoxLayout()
        self.empty = EmptyState("today")
        self.act = primary()
        self.area = QScrollArea()
        self.stack = QStackedWidget()
        self._arrange()
        self.act.clicked.connect(self.go)
        self.empty.wanted.connect(self._go_on)
        desk.stateChanged.connect(self.renew)
        desk.sessionChanged.connect(self.renew)

    def _arrange(self) -> None:
        self.area.setWidgetResizable(True)
        self.area.setFrameShape(QFrame.Shape.NoFrame)
        self.area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.area.setStyleSheet("QScrollArea { border: none; background: transparent; }")
        self.area.viewport().setAutoFillBackground(False)
        head = QHBoxLayout()
        head.setSpacing(tokens.SPACE["medium"])
        head.addWidget(self.day)
        head.addLayout(self.summary)
        head.addStretch(1)
        foot = QHBoxLayout()
        foot.addStretch(1)
        foot.addWidget(self.act)
        self.stack.addWidget(self.area)
        self.stack.addWidget(self.empty)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(24, 16, 24, 16)
        layout.setSpacing(tokens.SPACE["medium"])
        layout.addLayout(head)
        layout.addWidget(self.stack, 1)
        layout.addLayout(foot)
        self.setFocusPolicy(Qt.FocusPolicy.ClickFocus)

    # What is shown

    def renew(self) -> None:
        """What the ledger says now; on a page that nobody sees only the number is worked out."""
        now = self._desk.book.clock()
        account = self._desk.account
        state = self._desk.state
        lines = () if account is None else standings(state, self._sheet, self._live(), self._undecided)
        card = None if account is None else exchange_card(state, account)
        warm_ups = warm_up_cards(state, lines, account, day_of(now))
        more = (*warm_ups, *((card,) if card else ()))
        self.shown = today(lines, account, now, more, practice=self._desk.book.practice)
        self.counted.emit(self.shown.count("mine"))
        self._is_old = not self.isVisible()
        if not self._is_old:
            self._fill()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if self._is_old:
            self.renew()

    def _fill(self) -> None:
        kept = self.cards[self._at].card.key if 0 <= self._at < len(self.cards) else ""
        held = self.hasFocus() or any(card.hasFocus() for card in self.cards)
        self.day.setText(tr("今日　{day_text}", day_text=day_text(self._desk.book.clock().astimezone(JST).date())))
        self._fill_summary()
        body = QWidget()
        layout = QVBoxLayout(body)
        layout.setContentsMargins(0, 0, 8, 0)
        layout.setSpacing(tokens.SPACE["small"])
        self.cards = []
        group = ""
        for card in self.shown.cards:
            if card.group != group:
                group = card.group
                layout.addSpacing(tokens.SPACE["small"])
                layout.addWidget(words(GROUP_WORDS[card.group], "head"))
            made = MonthCard(card)
            made.picked.connect(lambda one=made: self._choose(one))
            made.entered.connect(self.go)
            made.stepped.connect(self._step)
            self.cards.append(made)
            layout.addWidget(made)
        layout.addStretch(1)
        self.area.setWidget(body)
        said = self.shown.empty
        if said is not None:
            self.empty.say(said.title, said.step, f"{said.goal.act}　Enter" if said.goal is not None else "")
        self.stack.setCurrentWidget(self.area if said is None else self.empty)
        keys = [card.card.key for card in self.cards]
        self._at = keys.index(kept) if kept in keys else 0 if keys else -1
        self._tell()
        if held:
            self._take_keyboard()

    def _fill_summary(self) -> None:
        while self.summary.count():
            taken = self.summary.takeAt(0)
            old = None if taken is None else taken.widget()
            if old is not None:
                old.deleteLater()
        mine, late = self.shown.count("mine"), self.shown.late
        self.summary.addWidget(badge(f"あなたの番 {mine} 件", "doing" if mine else "waiting"))
        if late:
            self.summary.addWidget(badge(f"期限超過 {late} 件", "bad"))

    def _choose(self, one: MonthCard) -> None:
        self._at = self.cards.index(one) if one in self.cards else self._at
        self._tell()

    def _tell(self) -> None:
        for at, card in enumerate(self.cards):
            card.choose(at == self._at)
        chosen = self.chosen
        self.act.setVisible(chosen is not None)
        if chosen is not None:
            self.act.setText(tr("{act}　Enter", act=chosen.card.goal.act))

    @property
    def chosen(self) -> MonthCard | None:
        """The card that keys act on."""
        return self.cards[self._at] if 0 <= self._at < len(self.cards) else None

    # What people do

    def go(self) -> None:
        """Where the chosen card's work is done."""
        card = self.chosen
        if card is not None:
            self.wanted.emit(card.card.goal)
        else:
            self._go_on()

    def _go_on(self) -> None:
        goal: Goal | None = None if self.shown.empty is None else self.shown.empty.goal
        if goal is not None:
            self.wanted.emit(goal)

    def _step(self, by: int) -> None:
        self._at = min(max(self._at + by, 0), len(self.cards) - 1)
        self._tell()
        self._take_keyboard()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Without a card the page has the keyboard itself."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.go()
        else:
            super().keyPressEvent(event)

    def setFocus(self, *reason: Qt.FocusReason) -> None:
        """The chosen card has the keyboard."""
        if self.chosen is None:
            super().setFocus(*reason)
        else:
            self._take_keyboard()

    def _take_keyboard(self) -> None:
        card = self.chosen
        if card is not None:
            card.setFocus()
            self.area.ensureWidgetVisible(card)
