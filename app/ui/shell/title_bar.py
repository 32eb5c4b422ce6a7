"""Beside the menus, in their line: which month and volume, the search, practice or live, and who is here."""

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QMenuBar, QPushButton, QWidget

from app.language import tr
from app.ui.kit import icons, tokens
from app.ui.kit.cards import words
from app.ui.kit.shortcuts import SEARCH
from app.ui.shell.status_line import FittingLabel

_LONG, _SHORT = f"検索　現品ID・番号・整理記号・名称　{SEARCH}", f"検索　{SEARCH}"
_MENU_PADDING = 14
_NARROW_EM = 80
"""Below this the search says less, so that month and person keep their room."""


class TitleBar(QWidget):
    """``searchWanted``: somebody wants to look something up."""

    searchWanted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("title")
        self.month, self.volume, self.who = FittingLabel(), FittingLabel(), FittingLabel()
        self.month.setProperty("type", "head")
        self.mode = words()
        self.search = QPushButton(tr(_LONG))
        self.search.setObjectName("search")
        self.search.setIcon(icons.icon("search"))
        self.search.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.search.setAutoDefault(False)
        self.search.clicked.connect(self.searchWanted)
        self._arrange()

    def _arrange(self) -> None:
        row = QHBoxLayout(self)
        row.setContentsMargins(14, 1, 14, 1)
        row.setSpacing(tokens.SPACE["medium"])
        row.addWidget(self.month)
        row.addWidget(self.volume)
        row.addStretch(1)
        row.addWidget(self.search, 2)
        row.addStretch(1)
        row.addWidget(self.mode)
        row.addWidget(self.who)
        self.who.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)

    def sizeHint(self) -> QSize:
        """All that the menus leave of their line."""
        bar = self.parentWidget()
        if not isinstance(bar, QMenuBar):
            return super().sizeHint()
        menus = sum(bar.fontMetrics().horizontalAdvance(tr(one.text())) + _MENU_PADDING for one in bar.actions())
        return QSize(max(bar.width() - menus, 0), super().sizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        narrow = self.width() < self.fontMetrics().horizontalAdvance("漢") * _NARROW_EM
        self.search.setText(tr(_SHORT if narrow else _LONG))

    def show_mode(self, practice: bool) -> None:
        """練習 or 本番."""
        self.mode.setText(tr("練習" if practice else "本番"))
        self.mode.setObjectName("practice" if practice else "live")
        self.mode.style().polish(self.mode)

    def show_place(self, month: str, volume: str) -> None:
        """The month and the volume that are worked on."""
        self.month.say(month or "月　未選択", month.partition("　")[0] or "月　未選択")
        self.volume.say(*((f"媒体　{volume}", volume) if volume else ("媒体　開いていません", "媒体なし")))
