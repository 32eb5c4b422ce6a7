"""The navigation rail: an icon, a word and a count for every screen that the person may open."""

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QSize, Qt, Signal
from PySide6.QtGui import QFont, QFontMetrics, QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QToolBar, QToolButton, QWidget

from app.language import tr
from app.ui.kit import icons, tokens
from app.ui.kit.shortcuts import RAIL, bind
from app.ui.shell.screen import Screen

_AROUND = 18
"""Pixels of a button above, between and below icon and word."""
_BESIDE = 8
"""The same beside its word."""
_MOST = 999
"""Of more the rail says only that there are more."""
_ROUNDS = "round"
"""The screen whose count is of rounds (回); what waits behind the others is 件."""


class Rail(QToolBar):
    """``wanted(id)``: a screen was asked for, by mouse or by the key of its place."""

    wanted = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("画面", parent)
        self.setObjectName("rail")
        self.setMovable(False)
        self.setFloatable(False)
        self.setOrientation(Qt.Orientation.Vertical)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.PreventContextMenu)
        layout = self.layout()
        if layout is not None:  # as the style sheet has it, which Qt reads here only when the style changes
            layout.setContentsMargins(0, 0, 0, 0)
        self.buttons: dict[str, QToolButton] = {}
        self.front = ""
        self._shown: list[str] = []
        self._words: dict[str, str] = {}
        self._counts: dict[str, int] = {}

    def fill(self, screens: Sequence[Screen]) -> None:
        """A button for each screen there is, in this order."""
        for screen in screens:
            button = QToolButton()
            button.setProperty("rail", True)
            button.setCheckable(True)
            button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextUnderIcon)
            button.setIcon(icons.icon(screen.icon))
            button.setIconSize(QSize(tokens.ICON_PX, tokens.ICON_PX))
            button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
            button.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
            button.clicked.connect(lambda _on, name=screen.id: self._clicked(name))
            self._words[screen.id] = screen.word
            self.buttons[screen.id] = button
            self.addWidget(button).setVisible(False)
        for place, key in enumerate(RAIL):
            bind(self, key, lambda place=place: self._press(place))

    def show_for(self, allowed: Sequence[str]) -> None:
        """Only these are there, and their keys count them."""
        self._shown = [name for name in self.buttons if name in allowed]
        self.setVisible(bool(self._shown))
        for action in self.actions():
            button = self.widgetForAction(action)
            name = next((one for one, own in self.buttons.items() if own is button), "")
            action.setVisible(name in self._shown)
        self._tell()

    def count(self, name: str, number: int) -> None:
        """What waits behind a screen; nothing where there is nothing."""
        self._counts[name] = number
        self._tell()

    def mark(self, name: str) -> None:
        """The screen that is in front."""
        self.front = name
        for one, button in self.buttons.items():
            button.setChecked(one == name)

    def _tell(self) -> None:
        texts = {name: self._text(self._words[name], self._counts.get(name, 0)) for name in self.buttons}
        bold = QFont(self.font())
        bold.setBold(True)  # as the one in front is
        longest = max((QFontMetrics(bold).horizontalAdvance(texts[one]) for one in self._shown), default=0)
        wide = max(self.fontMetrics().horizontalAdvance("漢") * tokens.RAIL_EM, longest + _BESIDE)
        for name, button in self.buttons.items():
            count = self._counts.get(name, 0)
            button.setText(texts[name])
            button.setFixedWidth(round(wide))
            place = self._shown.index(name) if name in self._shown else len(RAIL)
            key = f"　{RAIL[place]}" if place < len(RAIL) else ""
            told = self._told(name, count)
            button.setAccessibleName(told)
            button.setToolTip(tokens.plain_tooltip(f"{told}{key}"))
        self._fit()

    def _text(self, word: str, count: int) -> str:
        return tr(f"{word} {count if count <= _MOST else f'{_MOST}+'}" if count else word)

    def _told(self, name: str, count: int) -> str:
        """Word and count with its unit, for which a button has no room."""
        word = tr(self._words[name])
        if not count:
            return word
        return tr("{word}　{count:,}回" if name == _ROUNDS else "{word}　{count:,}件", word=word, count=count)

    def _fit(self) -> None:
        """Where there is no room for all of them as they are, each takes less: no word is ever cut."""
        roomy = tokens.ICON_PX + self.fontMetrics().height() + _AROUND
        tight = roomy * len(self._shown) > self.height()
        for button in self.buttons.values():
            if button.property("tight") is not tight:
                button.setProperty("tight", tight)
                pixels = tokens.SMALL_ICON_PX if tight else tokens.ICON_PX
                button.setIconSize(QSize(pixels, pixels))
                button.style().polish(button)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange:
            self._tell()

    def _clicked(self, name: str) -> None:
        button = self.buttons[name]
        button.setChecked(not button.isChecked())  # what is in front says so, not what was pressed
        self.wanted.emit(name)

    def _press(self, place: int) -> None:
        if self.isVisible() and place < len(self._shown):
            self.wanted.emit(self._shown[place])
