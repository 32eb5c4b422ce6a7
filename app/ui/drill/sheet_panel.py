"""One sheet of a drill in front of somebody: 異常なし, or where it is wrong; then, whether that was so."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLabel,
    QProgressBar,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from app.language import tr
from app.training.drill.making import DrillSheet
from app.training.drill.scoring import OUTCOMES, Judged
from app.training.drill.wrong_records import field_place
from app.ui.drill import screen_keys as keys
from app.ui.drill.drill_canvas import DrillCanvas, together
from app.ui.drill.value_table import ValueTable
from app.ui.kit import tokens
from app.ui.kit.act_row import ActRow
from app.ui.kit.cards import primary, words
from app.ui.kit.tokens import Tone
from app.ui.review.texts import visible

TONES: dict[str, Tone] = {"found": "good", "passed": "good", "elsewhere": "bad", "missed": "bad", "false": "bad"}
_ASK = "異常がなければ「異常なし」。あれば、その場所を押します（または ＋ を動かして X）。Ctrl＋ホイールで拡大します。"
_ASK_RECORD = (
    "レコードに誤りがなければ「異常なし」。"
    "あれば、紙面のその場所か、項目の行を押します（キーなら ＋ か行を動かして X）。"
)
_SIDES = {"sheet": "宛名面", "front": "通知書　表", "back": "通知書　裏"}


class SheetPanel(QWidget):
    """``answered(place)``: ``None`` or a place in mm; ``nextWanted()``, ``stopped()``."""

    answered = Signal(object)
    nextWanted = Signal()
    stopped = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.sheet: DrillSheet | None = None
        self.place, self.side, self.ask = words("", "title"), words("", "head"), words(_ASK, "body", wrap=True)
        self.bar = QProgressBar()
        self.bar.setTextVisible(False)
        self.expected, self.printed = DrillCanvas("正しい面"), DrillCanvas("刷り上がり", asks=True)
        self.values = ValueTable()
        self.verdict, self.told = QLabel(), words("", "body", wrap=True)
        self.verdict.setTextFormat(Qt.TextFormat.PlainText)
        self.verdict.setProperty("type", "head")
        self.stop, self.wrong = (
            QPushButton(tr("中止　{stop}", stop=keys.STOP)),
            QPushButton(tr("＋の所が異常　{wrong}", wrong=keys.WRONG)),
        )
        self.sound, self.next = primary(f"異常なし　{keys.SOUND}"), primary("次の紙へ　Enter")
        self._arrange()
        self.stop.clicked.connect(self.stopped)
        self.sound.clicked.connect(self.say_sound)
        self.wrong.clicked.connect(self.say_wrong)
        self.next.clicked.connect(self.nextWanted)
        self.printed.spotted.connect(self._spotted)
        self.values.cellClicked.connect(lambda row, _column: self._spotted_row(row))

    def _arrange(self) -> None:
        head = QHBoxLayout()
        head.addWidget(self.place)
        head.addWidget(self.side)
        head.addWidget(self.bar, 1)
        self.pages = QHBoxLayout()
        for widget, share in ((self.expected, 4), (self.printed, 4), (self.values, 2)):
            self.pages.addWidget(widget, share)
        together(self.expected, self.printed)
        said = QHBoxLayout()
        said.addWidget(self.verdict)
        said.addWidget(self.told, 1)
        self.acts = ActRow((self.stop, self.wrong, self.sound, self.next), self.sound)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(12, 6, 12, 6)
        layout.setSpacing(tokens.SPACE["small"])
        layout.addLayout(head)
        layout.addWidget(self.ask)
        layout.addLayout(self.pages, 1)
        layout.addLayout(said)
        layout.addWidget(self.acts)

    # What is shown

    @property
    def waits(self) -> bool:
        """Whether a sheet waits for its answer."""
        return self.sheet is not None and self.sound.isEnabled()

    def wait(self, number: int, total: int) -> None:
        """The next sheet is still being made."""
        self._head(number, total)
        self.sheet = None
        self.side.setText(tr("次の紙を用意しています…"))
        self._judgeable(False)

    def show_sheet(self, sheet: DrillSheet, number: int, total: int) -> None:
        """A sheet to look at."""
        self.sheet = sheet
        self._head(number, total)
        self.side.setText(tr(_SIDES[sheet.side]))
        self.expected.setVisible(sheet.expected is not None)
        self.values.setVisible(sheet.expected is None)
        self.pages.setStretch(2, 4 if sheet.of_record else 2)
        self.ask.setText(tr(_ASK_RECORD if sheet.of_record else _ASK))
        self.printed.named = "紙の取り込み画像" if sheet.printed.channels == 1 else "刷り上がり"
        self.expected.show_face(sheet.expected, sheet.part)
        self.printed.show_face(sheet.printed, sheet.part)
        self.values.show_sheet(sheet)
        self._judgeable(True)
        self.printed.setFocus()

    def _head(self, number: int, total: int) -> None:
        self.place.setText(tr("{number}／{total}", number=number, total=total))
        self.bar.setRange(0, total)
        self.bar.setValue(number - 1)
        self.ask.show()
        self.verdict.setText("")
        self.verdict.hide()
        self.told.setText("")

    def _judgeable(self, on: bool) -> None:
        for button in (self.sound, self.wrong):
            button.setEnabled(on)
            button.setVisible(True)
        self.next.hide()
        self.acts.lead_with(self.sound)

    def show_verdict(self, judged: Judged) -> None:
        """Whether the answer was right, the place lit and explained; Enter goes on."""
        assert self.sheet is not None
        tone = TONES[judged.outcome]
        self.verdict.setText(
            tr(
                "{shape} {outcomes}　{seconds:.1f} 秒",
                shape=tokens.TONES[tone].shape,
                outcomes=OUTCOMES[judged.outcome],
                seconds=judged.answer.seconds,
            )
        )
        self.verdict.setProperty("tone", tone)
        self.verdict.style().polish(self.verdict)
        self.verdict.show()
        self.ask.hide()
        self.told.setText(tr("　".join(map(visible, self.sheet.told)) or "この紙に欠陥はありません。"))
        self.light(judged)
        for button in (self.sound, self.wrong):
            button.hide()
        self.acts.lead_with(self.next)
        self.next.show()
        self.next.setFocus()

    def light(self, judged: Judged) -> None:
        """The place of the defect on both pictures, and where it was said to be."""
        assert self.sheet is not None
        for canvas in (self.expected, self.printed):
            canvas.light(self.sheet.places, judged.answer.at if canvas is self.printed else None)
        self.values.light()
        self.sound.setEnabled(False)
        self.wrong.setEnabled(False)

    # Answers

    def say_sound(self) -> None:
        """異常なし."""
        if self.waits:
            self.answered.emit(None)

    def say_wrong(self) -> None:
        """異常あり, where the cross is."""
        if self.waits and self.values.hasFocus() and self.values.currentRow() >= 0:
            self._spotted_row(self.values.currentRow())
        elif self.waits and self.printed.cross is not None:
            self.answered.emit(self.printed.cross)

    def _spotted(self, x: float, y: float) -> None:
        if self.waits:
            self.answered.emit((x, y))

    def _spotted_row(self, row: int) -> None:
        if self.waits and self.sheet is not None and self.sheet.of_record:
            place = field_place(row)
            self.answered.emit((place.x0, place.y0))
