"""The status line: the record looked at, whether the volume is a sample, and how it was decrypted."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QLabel, QSizePolicy, QStatusBar, QWidget

from app.language import tr
from app.shown import shown
from app.ui.kit import tokens
from app.ui.kit.fitting import fits_itself

if TYPE_CHECKING:
    from app.month.looking.model import ShownRecord
    from app.month.looking.workbench import Workbench

_SAID_MS = 8000
_MOST_EM = 13


class FittingLabel(QLabel):
    """Says the same in as many words as there is room for; the longest is also its tooltip."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        fits_itself(self)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Preferred)
        self._texts: tuple[str, ...] = ("",)

    def say(self, *texts: str) -> None:
        """The longest first; the last one is cut with … where even that has no room."""
        self._texts = texts or ("",)
        self.setToolTip(tokens.plain_tooltip(self._texts[0]) if self._texts[0] else "")
        self.updateGeometry()
        self._fit()

    @property
    def whole(self) -> str:
        """What it says where there is room."""
        return self._texts[0]

    def _width(self, text: str) -> int:
        return self.fontMetrics().horizontalAdvance(tr(text)) + 2 * self.margin() + 4

    def sizeHint(self) -> QSize:
        return QSize(self._width(self._texts[0]), super().sizeHint().height())

    def minimumSizeHint(self) -> QSize:
        """The shortest text, cut if it is a long one."""
        most = self.fontMetrics().horizontalAdvance("漢" * _MOST_EM)
        return QSize(min(most, self._width(self._texts[-1])), super().minimumSizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        room = self.width()
        fitting = next((text for text in self._texts if self._width(text) <= room), None)
        if fitting is None:
            fitting = self.fontMetrics().elidedText(tr(self._texts[-1]), Qt.TextElideMode.ElideRight, max(room - 4, 0))
        if fitting != self.text():
            self.setText(tr(fitting))


class StatusLine:
    """Fills the window's status bar."""

    def __init__(self, bar: QStatusBar) -> None:
        self._bar = bar
        self._with_place = False
        self.place, self.container, self.sample = FittingLabel(), FittingLabel(), QLabel()
        self.sample.setTextFormat(Qt.TextFormat.PlainText)
        self.sample.setProperty("role", "alarm")
        bar.addWidget(self.place)
        bar.addPermanentWidget(self.sample)
        bar.addPermanentWidget(self.container, 1)  # which takes what the others leave, and gives way first
        bar.messageChanged.connect(self._make_room)

    def place_shown(self, on: bool) -> None:
        """Whether there is a record to tell the place of; while something is said, that stands there instead."""
        self._with_place = on
        self.place.setVisible(on and not self._bar.currentMessage())

    def _make_room(self, text: str) -> None:
        """What is said needs the place of what is always there."""
        self.container.setVisible(not text)
        self.place.setVisible(self._with_place and not text)

    def say(self, text: str) -> None:
        """A line for a while."""
        self._bar.showMessage(tr(shown(text)), _SAID_MS)

    def show_volume(self, bench: Workbench) -> None:
        """Tell about an open volume."""
        label = bench.media.container_label
        self.container.say(f"暗号：{label}", f"暗号：{label.split('（')[0]}")
        self.sample.setText(tr("見本データ（実在しない事業所）" if bench.is_sample else ""))

    def show_place(self, look: ShownRecord | None) -> None:
        """File, number and 現品ID of the record looked at."""
        if look is None:
            self.place.say()
            return
        piece = f"　現品ID {look.content.piece_id}" if look.content is not None else ""
        number = f"{look.file}　番号 {look.record + 1:,}"
        self.place.say(f"{number}（0 始まり {look.record:,}）{piece}", f"{number}{piece}", number)

    def clear(self) -> None:
        """No volume is open."""
        self.place.say()
        self.container.say()
        self.sample.clear()
