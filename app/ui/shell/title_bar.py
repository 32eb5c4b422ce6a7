"""The line under the menus: which month and volume, the search, practice or live, and who is here."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QSizePolicy, QToolBar, QWidget

from app.ui.kit import icons, tokens
from app.ui.kit.cards import words
from app.ui.kit.shortcuts import SEARCH
from app.ui.shell.status_line import FittingLabel

_LONG, _SHORT = f"検索　現品ID・番号・整理記号・名称　{SEARCH}", f"検索　{SEARCH}"
_NARROW_EM = 100
"""Below this the search says less, so that month and person keep their room."""


class TitleBar(QToolBar):
    """``searchWanted``: somebody wants to look something up."""

    searchWanted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("見出し", parent)
        self.setObjectName("title")
        self.setMovable(False)
        self.setFloatable(False)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.PreventContextMenu)
        self.month, self.volume, self.who = FittingLabel(), FittingLabel(), FittingLabel()
        self.month.setProperty("type", "head")
        self.mode = words()
        self.search = QPushButton(_LONG)
        self.search.setObjectName("search")
        self.search.setIcon(icons.icon("search"))
        self.search.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.search.setAutoDefault(False)
        self.search.clicked.connect(self.searchWanted)
        self._arrange()

    def _arrange(self) -> None:
        bar = QWidget()
        row = QHBoxLayout(bar)
        row.setContentsMargins(14, 6, 14, 6)
        row.setSpacing(tokens.SPACE["medium"])
        row.addWidget(self.month, 4)
        row.addWidget(self.volume, 2)
        row.addWidget(self.search, 3)
        row.addStretch(1)
        row.addWidget(self.mode)
        row.addWidget(self.who, 3)
        self.who.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        bar.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.addWidget(bar)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        narrow = self.width() < self.fontMetrics().horizontalAdvance("漢") * _NARROW_EM
        self.search.setText(_SHORT if narrow else _LONG)

    def show_mode(self, practice: bool) -> None:
        """演習 or 本番."""
        self.mode.setText("演習" if practice else "本番")
        self.mode.setObjectName("practice" if practice else "live")
        self.mode.style().polish(self.mode)

    def show_place(self, month: str, volume: str) -> None:
        """The month and the volume that are worked on."""
        self.month.say(month or "月　未選択")
        self.volume.say(f"媒体　{volume}" if volume else "媒体　開いていません")
