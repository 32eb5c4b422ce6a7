"""たどる: one thing of a record come about step by step, each step uncovered when the trainer wants it."""

from collections.abc import Sequence

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFontInfo, QPainter, QPaintEvent
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QPushButton, QSizePolicy, QSplitter, QVBoxLayout, QWidget

from app.language import tr
from app.training.walks import Walk, WalkStep
from app.ui.kit import tokens
from app.ui.kit.cards import Elided, words
from app.ui.kit.fitting import may_elide
from app.ui.kit.lines import LinesTable
from app.ui.kit.scrolling import Scrolled
from app.ui.lessons.lesson_keys import LESS, MORE

HEADERS = ("段", "すること", "後")
_WIDTHS = (2.0, 9.0, 0.0)
_BARS = frozenset("FADT")
_UP, _DOWN = frozenset("FA"), frozenset("FD")
_LEAST_LINES = 4


class WalkView(QWidget):
    """``stepped(span)``: the bytes that the step in hand speaks of, or ``None``."""

    stepped = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._walks: tuple[Walk, ...] = ()
        self.at = self.uncovered = 0
        self.choice = QComboBox()
        self.choice.setAccessibleName(tr("たどるもの"))
        self.more, self.less = (
            QPushButton(tr("次の段　{shown}", shown=_shown(MORE))),
            QPushButton(tr("前の段　{shown}", shown=_shown(LESS))),
        )
        self.every = QPushButton(tr("終わりまで"))
        self.count = words("", "small")
        self.title, self.told, self.source = words("", "head"), words("", "body", wrap=True), words("", "small")
        self.before, self.after = Elided("body"), Elided("head")
        self.bars = BarPicture()
        self.table = LinesTable("段の一覧", HEADERS, _WIDTHS)
        self.table.setObjectName("lessons.walk")
        may_elide(self.table, *HEADERS)
        self.none = words("このレコードには、たどるものがありません。", "body", wrap=True)
        self._arrange()
        self.choice.currentIndexChanged.connect(lambda _index: self._begin())
        self.more.clicked.connect(lambda: self.step(1))
        self.less.clicked.connect(lambda: self.step(-1))
        self.every.clicked.connect(lambda: self.step(len(self._steps())))
        self.table.moved.connect(self._moved)

    def _arrange(self) -> None:
        above = QHBoxLayout()
        for widget in (self.choice, self.less, self.more, self.every, self.count):
            above.addWidget(widget)
        above.addStretch(1)
        for button in (self.more, self.less, self.every):
            button.setAutoDefault(False)
        step = QWidget()
        column = QVBoxLayout(step)
        column.setContentsMargins(0, 0, 0, 0)
        for part in (self.title, self.told, self.before, self.after, self.bars, self.source):
            column.addWidget(part)
        column.addStretch(1)
        split = QSplitter(Qt.Orientation.Horizontal)
        split.addWidget(self.table)
        split.addWidget(Scrolled(step, _LEAST_LINES))
        split.setSizes([620, 560])
        split.setChildrenCollapsible(False)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(6, 4, 6, 4)
        layout.addLayout(above)
        layout.addWidget(self.none)
        layout.addWidget(split, 1)
        self._split = split

    def show_walks(self, walks: Sequence[Walk], wanted: str = "") -> None:
        """Those of another record, ``wanted`` (or the one that was in hand) in front and at its first step."""
        before = wanted or (self._walks[self.choice.currentIndex()].id if self._walks else "")
        self._walks = tuple(walks)
        self.choice.blockSignals(True)
        self.choice.clear()
        self.choice.addItems([tr(one) for one in [walk.title for walk in self._walks]])
        names = [walk.id for walk in self._walks]
        self.choice.setCurrentIndex(names.index(before) if before in names else min(0, len(names) - 1))
        self.choice.blockSignals(False)
        self._begin()

    def _steps(self) -> tuple[WalkStep, ...]:
        return self._walks[self.choice.currentIndex()].steps if self._walks else ()

    def _begin(self) -> None:
        self.at = self.uncovered = 0
        self._show(tell=False)

    def step(self, by: int) -> None:
        """Go on, which uncovers what was not shown yet, or back."""
        last = len(self._steps()) - 1
        if last >= 0:
            self.at = max(0, min(self.at + by, last))
            self.uncovered = max(self.uncovered, self.at)
            self._show(tell=True)

    def _moved(self, row: int) -> None:
        if 0 <= row != self.at:
            self.at = row
            self._show(tell=True)

    def _show(self, *, tell: bool) -> None:
        steps = self._steps()
        for widget in (self._split, self.choice, self.more, self.less, self.every, self.count):
            widget.setVisible(bool(steps))
        self.none.setVisible(not steps)
        if not steps:
            return
        now = steps[self.at]
        self.table.blockSignals(True)
        shown = [(str(n), one.title, _cell(one)) for n, one in enumerate(steps[: self.uncovered + 1], 1)]
        if self.table.lines.rowCount() != len(shown) or self.at == 0:
            self.table.show_rows(shown)
        self.table.setCurrentIndex(self.table.lines.index(self.at, 0))
        self.table.blockSignals(False)
        self.title.setText(tr("{at}　{now_title}", at=self.at + 1, now_title=now.title))
        self.told.setText(tr(now.told))
        self.before.setText(tr("前　{before}", before=now.before or "（なし）"))
        self.after.setText(tr("後　{after}", after=now.after or "（なし）"))
        self.source.setText(tr("出典　{source}", source=now.source))
        self.bars.show_bars(now.after if set(now.after) <= _BARS and len(now.after) > 20 else "")
        self.count.setText(tr("{at}／{n_steps} 段", at=self.at + 1, n_steps=len(steps)))
        self.more.setEnabled(self.at < len(steps) - 1)
        self.less.setEnabled(self.at > 0)
        if tell:
            self.stepped.emit(now.span)


def _cell(step: WalkStep) -> str:
    return "（そのまま）" if step.after == step.before else step.after or "（なし）"


def _shown(key: str) -> str:
    return key.replace("Down", "↓").replace("Up", "↑")


class BarPicture(QWidget):
    """The bars of a customer barcode, large."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._bars = ""
        self.setAccessibleName(tr("カスタマバーコードのバー"))
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.hide()

    def show_bars(self, bars: str) -> None:
        """``F`` long, ``A`` up, ``D`` down, ``T`` short; nothing hides the picture."""
        self._bars = bars
        self.setVisible(bool(bars))
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(300, round(QFontInfo(self.font()).pixelSize() * 3.2))

    def paintEvent(self, _event: QPaintEvent) -> None:
        if not self._bars:
            return
        painter = QPainter(self)
        painter.fillRect(self.rect(), QColor(tokens.PAPER))
        pitch = min((self.width() - 16) / len(self._bars), self.height() / 5)
        third = (self.height() - 12) / 3
        for at, bar in enumerate(self._bars):
            top = 6 + (0 if bar in _UP else third)
            bottom = 6 + (3 * third if bar in _DOWN else 2 * third)
            painter.fillRect(QRectF(8 + at * pitch, top, pitch / 2, bottom - top), QColor(tokens.INK))
        painter.end()
