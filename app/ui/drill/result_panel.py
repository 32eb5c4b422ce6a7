"""After a drill: the numbers, and every sheet that was judged wrong shown again."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QListWidget, QPushButton, QSplitter, QVBoxLayout, QWidget

from app.language import tr
from app.training.drill.making import DrillSheet
from app.training.drill.plan import Plan
from app.training.drill.scoring import OUTCOMES, Judged, count, score, share, share_text
from app.training.drill.table import defect_title
from app.ui.drill import screen_keys as keys
from app.ui.drill.drill_canvas import DrillCanvas, together
from app.ui.drill.value_table import ValueTable
from app.ui.kit import tokens
from app.ui.kit.act_row import ActRow
from app.ui.kit.cards import EmptyState, primary, words
from app.ui.review.texts import visible

_SOUND = "欠陥のない紙"


class ResultPanel(QWidget):
    """``wanted(judged)``: show this sheet again; ``leftWanted()``."""

    wanted = Signal(object)
    leftWanted = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.wrong: tuple[Judged, ...] = ()
        self.title, self.numbers, self.told = words("", "title"), words("", "head", wrap=True), words("", wrap=True)
        self.verdict = QLabel()
        self.verdict.setProperty("type", "head")
        self.list = QListWidget()
        self.list.setAccessibleName(tr("見逃した紙、間違えた紙"))
        self.expected, self.printed = DrillCanvas("正しい面"), DrillCanvas("刷り上がり")
        self.values = ValueTable()
        self.none = EmptyState("lessons", "間違いはありません", "すべての紙を正しく判定しました。")
        self.leave = primary("終わる　Enter")
        self.back = QPushButton(tr("戻る　{stop}", stop=keys.STOP))
        self._arrange()
        self.list.currentRowChanged.connect(self._picked)
        for button in (self.leave, self.back):
            button.clicked.connect(self.leftWanted)

    def _arrange(self) -> None:
        head = QHBoxLayout()
        head.addWidget(self.title)
        head.addWidget(self.verdict)
        head.addStretch(1)
        shown = QWidget()
        column = QVBoxLayout(shown)
        column.setContentsMargins(0, 0, 0, 0)
        pages = QHBoxLayout()
        pages.addWidget(self.expected, 1)
        pages.addWidget(self.printed, 1)
        pages.addWidget(self.values, 1)
        together(self.expected, self.printed)
        column.addLayout(pages, 1)
        column.addWidget(self.told)
        self.split = QSplitter()
        self.split.addWidget(self.list)
        self.split.addWidget(shown)
        self.split.setSizes([360, 1200])
        self.split.setStretchFactor(1, 1)
        self.split.setChildrenCollapsible(False)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(12, 8, 12, 8)
        layout.setSpacing(tokens.SPACE["small"])
        layout.addLayout(head)
        layout.addWidget(self.numbers)
        layout.addWidget(self.split, 1)
        layout.addWidget(self.none, 1)
        layout.addWidget(ActRow((self.back, self.leave), self.leave))

    def show_drill(self, plan: Plan, judged: list[Judged], *, stopped: bool) -> None:
        """What came of it."""
        own = score(judged)
        seconds = sum(one.answer.seconds for one in judged) / max(len(judged), 1)
        self.title.setText(tr("中止した練習" if stopped else "検査前の練習の結果" if plan.warm_up else "練習の結果"))
        self.numbers.setText(
            tr(
                "{sheets} 枚　見つけた {share_text}　見逃し {count} 枚　場所が違う {count_2} 枚　"
                "誤って異常 {false} 枚　{seconds:.1f} 秒／枚",
                sheets=own.sheets,
                share_text=share_text(share(own.found, own.planted)),
                count=count(judged, "missed"),
                count_2=count(judged, "elsewhere"),
                false=own.false,
                seconds=seconds,
            )
        )
        self.show_verdict("", good=True)
        self.wrong = tuple(one for one in judged if one.outcome not in ("found", "passed"))
        self.split.setVisible(bool(self.wrong))
        self.none.setVisible(not self.wrong)
        self.list.blockSignals(True)
        self.list.clear()
        for one in self.wrong:
            what = defect_title(one.task.defect) if one.task.defect else _SOUND
            self.list.addItem(
                tr(
                    "{number} 枚目　{outcomes}　{what}",
                    number=one.task.number,
                    outcomes=OUTCOMES[one.outcome],
                    what=what,
                )
            )
        self.list.blockSignals(False)
        self.told.setText("")
        if self.wrong:
            self.list.setCurrentRow(0)
            self.list.setFocus()
        else:
            self.leave.setFocus()

    def show_verdict(self, text: str, *, good: bool) -> None:
        """Whether a warm-up is passed, large."""
        tone = "good" if good else "bad"
        self.verdict.setText(tr(f"{tokens.TONES[tone].shape} {text}" if text else ""))  # type: ignore[index]
        self.verdict.setProperty("tone", tone)
        self.verdict.style().polish(self.verdict)
        self.verdict.setVisible(bool(text))

    def _picked(self, row: int) -> None:
        if 0 <= row < len(self.wrong):
            self.wanted.emit(self.wrong[row])

    def show_sheet(self, sheet: DrillSheet, judged: Judged) -> None:
        """A sheet again, the place lit and explained."""
        self.expected.setVisible(sheet.expected is not None)
        self.expected.show_face(sheet.expected, sheet.part)
        self.printed.named = "紙の取り込み画像" if sheet.printed.channels == 1 else "刷り上がり"
        self.printed.show_face(sheet.printed, sheet.part)
        self.values.setVisible(sheet.of_record)
        self.values.show_sheet(sheet)
        self.values.light()
        self.expected.light(sheet.places, None)
        self.printed.light(sheet.places, judged.answer.at)
        self.told.setText(tr("　".join(map(visible, sheet.told)) or "この紙に欠陥はありませんでした。"))
