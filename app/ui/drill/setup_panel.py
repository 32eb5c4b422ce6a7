"""Before a drill: which one, how many sheets, how rare the defects; and what was found in those before."""

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QFormLayout, QFrame, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from app.language import tr
from app.signoff.warm_up_model import DRILLS, Required
from app.training.drill.results import Counted, Done
from app.training.drill.scoring import share_text
from app.training.drill.table import KINDS, DrillKind, defect_title, drill_table
from app.ui.drill import screen_keys as keys
from app.ui.kit import tokens
from app.ui.kit.act_row import ActRow
from app.ui.kit.cards import primary, words
from app.ui.kit.scrolling import Scrolled

_FEEDBACK = ("1枚ごとに答えを見る", "最後にまとめて見る")
_SHOWN = 8
"""Drills, and kinds of defect, that are listed."""
_ABOUT = (
    "見本の通知書に、決めた割合で欠陥を仕込みます。欠陥がまれなほど、見逃しは急に増えます。"
    "成績は練習の記録にだけ残り、本番の台帳には入りません。"
)


class SetupPanel(QWidget):
    """``begun(kind, count, rate, each)``; ``warmUpWanted()``, ``exportWanted()``, ``left()``."""

    begun = Signal(str, int, int, bool)
    warmUpWanted = Signal()
    exportWanted = Signal()
    left = Signal()

    def __init__(self) -> None:
        super().__init__()
        table = drill_table()
        self.kind, self.rate, self.count, self.feedback = (QComboBox() for _ in range(4))
        for kind in KINDS:
            self.kind.addItem(tr(DRILLS[kind]), kind)
        for rate in table.rates:
            self.rate.addItem(tr("{rate}％", rate=rate), rate)
        for count in table.counts:
            self.count.addItem(tr("{count} 枚", count=count), count)
        self.feedback.addItems([tr(one) for one in _FEEDBACK])
        self.rate.setCurrentIndex(min(1, len(table.rates) - 1))
        self.what = words("", "small", wrap=True)
        self.note = words("", "body", wrap=True)
        self.asked, self.asked_text = QFrame(), words("", "head", wrap=True)
        self.begin = primary(f"練習を始める　{keys.BEGIN}")
        self.warm_up = primary(f"検査前の練習を始める　{keys.WARM_UP}")
        self.export, self.back = (
            QPushButton(tr("成績を Excel に書き出す　{export}", export=keys.EXPORT)),
            QPushButton(tr("戻る　{stop}", stop=keys.STOP)),
        )
        self.recent, self.missed, self.rare = (words("", "body", wrap=True) for _ in range(3))
        self.acts = ActRow((self.back, self.export, self.begin, self.warm_up), self.begin)
        self._heads: list[tuple[QLabel, QLabel]] = []
        self._arrange()
        self.begin.clicked.connect(self._begin)
        self.warm_up.clicked.connect(self.warmUpWanted)
        self.export.clicked.connect(self.exportWanted)
        self.back.clicked.connect(self.left)
        self.kind.currentIndexChanged.connect(self._told)
        self._told()
        self.show_asked(None)

    def _arrange(self) -> None:
        form = QFormLayout()
        for name, box in (
            ("種類(&K)", self.kind),
            ("枚数(&N)", self.count),
            ("欠陥の割合(&R)", self.rate),
            ("答え(&A)", self.feedback),
        ):
            form.addRow(tr(name), box)
        self.asked.setProperty("card", True)
        card = QVBoxLayout(self.asked)
        card.addWidget(self.asked_text)
        left = QWidget()
        column = QVBoxLayout(left)
        column.setContentsMargins(0, 0, tokens.SPACE["large"], 0)
        column.setSpacing(tokens.SPACE["medium"])
        column.addWidget(self.asked)
        column.addWidget(words(_ABOUT, "body", wrap=True))
        column.addLayout(form)
        column.addWidget(self.what)
        column.addWidget(self.note)
        column.addStretch(1)
        right = QWidget()
        told = QVBoxLayout(right)
        told.setContentsMargins(tokens.SPACE["large"], 0, 0, 0)
        told.setSpacing(tokens.SPACE["small"])
        for title, label in (
            ("これまでの練習", self.recent),
            ("欠陥の種類ごと（見つけた／仕込んだ、95％区間）", self.missed),
            ("欠陥の割合ごと", self.rare),
        ):
            head = words(title, "head")
            self._heads.append((head, label))
            told.addWidget(head)
            told.addWidget(label)
        told.addStretch(1)
        halves = QHBoxLayout()
        halves.addWidget(Scrolled(left, 12), 2)
        halves.addWidget(Scrolled(right, 12), 3)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(12, 8, 12, 8)
        layout.addWidget(words("欠陥を見つける練習", "title"))
        layout.addLayout(halves, 1)
        layout.addWidget(self.acts)

    def _told(self) -> None:
        kind: DrillKind = self.kind.currentData()
        own = drill_table().kinds[kind]
        names = "・".join(dict.fromkeys(map(defect_title, own.defects)))
        self.what.setText(tr("{what}。\n仕込む欠陥：{names}", what=own.what, names=names))

    def _begin(self) -> None:
        each = self.feedback.currentIndex() == 0
        self.begun.emit(self.kind.currentData(), self.count.currentData(), self.rate.currentData(), each)

    def show_asked(self, required: Required | None) -> None:
        """The warm-up that this person still has to pass today, if any."""
        self.asked.setVisible(required is not None)
        self.warm_up.setVisible(required is not None)
        self.acts.lead_with(self.begin if required is None else self.warm_up)
        if required is not None:
            self.asked_text.setText(tr("◆ きょうの検査前の練習がまだです　{told}", told=required.told))

    def show_results(self, history: Sequence[Done], defects: Sequence[Counted], rates: Sequence[Counted]) -> None:
        """What this person found so far."""
        self.recent.setText(tr("\n".join(map(_row, history[:_SHOWN])) or "まだありません。"))
        self.missed.setText(
            tr("\n".join(f"{defect_title(one.what)}　{share_text(one.share)}" for one in defects[:_SHOWN]))
        )
        self.rare.setText(tr("\n".join(f"{one.what}％　{share_text(one.share)}" for one in rates)))
        self.export.setEnabled(bool(history))
        for head, label in self._heads:
            head.setVisible(bool(label.text()))

    def say(self, text: str) -> None:
        """A line below the choices: what is going on, or what went wrong."""
        self.note.setText(tr(text))


def _row(one: Done) -> str:
    found = f"見つけた {one.found}／{one.planted}　誤って異常 {one.false}"
    pace = f"{one.seconds / max(one.sheets, 1):.1f} 秒／枚"
    last = "　検査前" if one.warm_up else ""
    return f"{one.at}　{DRILLS[one.kind]}　{one.rate}％　{one.sheets} 枚　{found}　{pace}{last}"
