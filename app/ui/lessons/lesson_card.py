"""One step of a lesson: what is said, the question, and what became of the answer."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QLineEdit, QPushButton, QVBoxLayout, QWidget

from app.language import tr
from app.training.lessons import MOST_CHOICES, Ask, Step, is_right
from app.ui.kit.cards import words
from app.ui.kit.shortcuts import bind

_HINTS = {
    "choice": "番号のキーか、ボタンで答えます。",
    "field": "右の項目（バイト）をクリックして答えます。",
    "item": "データの文字を入れて Enter。",
    "print": "紙に印字される文字を入れて Enter。",
    "offset": "数を入れて Enter。",
    "barcode": "文字を入れて Enter。",
}


class LessonCard(QWidget):
    """``answered(right)`` once a question, with the first answer; further tries are free and count no more."""

    answered = Signal(bool)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.say, self.question = words("", "body", wrap=True), words("", "head", wrap=True)
        self.hint, self.verdict, self.why = words("", "small", wrap=True), QLabel(), words("", "body", wrap=True)
        self.typed = QLineEdit()
        self.typed.setAccessibleName(tr("答え"))
        self.typed.returnPressed.connect(lambda: self.answer(self.typed.text()))
        self.buttons = [QPushButton() for _ in range(MOST_CHOICES)]
        self._ask: Ask | None = None
        self._right = ""
        self._done = self._counted = False
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(8)
        for part in (self.say, self.question, self.hint):
            layout.addWidget(part)
        for at, button in enumerate(self.buttons):
            button.setAutoDefault(False)
            button.clicked.connect(lambda _on, at=at: self._chosen(at))
            bind(self, str(at + 1), lambda at=at: self._chosen(at))
            layout.addWidget(button)
        layout.addWidget(self.typed)
        row = QHBoxLayout()
        row.addWidget(self.verdict)
        row.addStretch(1)
        layout.addLayout(row)
        layout.addWidget(self.why)
        layout.addStretch(1)

    def show_step(self, step: Step, right: str) -> None:
        """Another step; ``right`` is the right answer of its question."""
        self._ask, self._right, self._done, self._counted = step.ask, right, False, False
        self.say.setText(tr(step.say))
        ask = step.ask
        for widget in (self.question, self.hint):
            widget.setVisible(ask is not None)
        choices = ask.choices if ask is not None else ()
        for at, button in enumerate(self.buttons):
            button.setVisible(at < len(choices))
            button.setText(tr(f"{at + 1}　{choices[at]}" if at < len(choices) else ""))
        self.typed.setVisible(ask is not None and ask.kind not in ("choice", "field"))
        self.typed.clear()
        self._tell("", "")
        if ask is not None:
            self.question.setText(tr(ask.text))
            self.hint.setText(tr(_HINTS[ask.kind]))

    @property
    def waits_for_field(self) -> bool:
        """Whether a click on a field answers."""
        return self._ask is not None and self._ask.kind == "field" and not self._done

    @property
    def is_told(self) -> bool:
        """Whether something is said of an answer."""
        return bool(self.why.text())

    def answer(self, given: str) -> None:
        """Say whether it is right, and why."""
        if self._ask is None or not given.strip():
            return
        right = is_right(self._right, given)
        first, self._counted, self._done = not self._counted, True, self._done or right
        self._tell("○ 正解" if right else "× 違います", self._ask.why if right else "もう一度、答えてください。")
        self.verdict.setProperty("tone", "good" if right else "bad")
        self.verdict.style().polish(self.verdict)
        if first:
            self.answered.emit(right)

    def show_answer(self) -> None:
        """Tell the right answer without a try."""
        if self._ask is None:
            return
        name = f"項番 {self._right}" if self._ask.kind == "field" else self._right.strip()
        self._done = self._counted = True
        self._tell("", f"答え：{name}\n{self._ask.why}")

    def _chosen(self, at: int) -> None:
        if self._ask is not None and at < len(self._ask.choices):
            self.answer(self._ask.choices[at])

    def _tell(self, verdict: str, why: str) -> None:
        self.verdict.setText(tr(verdict))
        self.verdict.setVisible(bool(verdict))
        self.why.setText(tr(why))
        self.why.setTextFormat(Qt.TextFormat.PlainText)
