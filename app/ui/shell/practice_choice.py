"""Before practice: go on where people stopped, or begin anew with a ledger of its own."""

from datetime import datetime
from typing import Literal

from PySide6.QtWidgets import QDialog, QPushButton, QVBoxLayout, QWidget

from app.language import tr
from app.ui.kit.cards import primary, words

Choice = Literal["go_on", "anew", ""]
_WIDTH = 620
_TOLD = (
    "前回の練習の台帳が残っています（最後の記録　{at:%Y-%m-%d %H:%M}）。\n"
    "続きから始めると、工程・検証品・月・署名が前回のままです。"
    "はじめからにすると、見本の工程と月を入れた新しい台帳になり、この続きには戻れません。"
)
_RESULTS = "「欠陥を見つける練習」の成績は、どちらでも残ります。本番の台帳には、どちらも触れません。"


class PracticeChoice(QDialog):
    """``choice``: what was chosen; empty where nobody wants to practise after all."""

    def __init__(self, at: datetime, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.choice: Choice = ""
        self.setWindowTitle(tr("練習モード"))
        self.setMinimumWidth(_WIDTH)
        self.go_on = primary("続きから始める　Enter")
        self.anew, self.back = QPushButton(tr("はじめから始める(&N)")), QPushButton(tr("本番のログインに戻る　Esc"))
        layout = QVBoxLayout(self)
        layout.setSpacing(14)
        layout.addWidget(words("練習　どこから始めますか", "title"))
        layout.addWidget(words(_TOLD.format(at=at), "body", wrap=True))
        layout.addWidget(words(_RESULTS, "body", wrap=True))
        for button in (self.go_on, self.anew, self.back):
            layout.addWidget(button)
        self.go_on.setDefault(True)
        for button in (self.anew, self.back):
            button.setAutoDefault(False)
        self.go_on.clicked.connect(lambda: self._chosen("go_on"))
        self.anew.clicked.connect(lambda: self._chosen("anew"))
        self.back.clicked.connect(self.reject)
        self.go_on.setFocus()

    def _chosen(self, choice: Choice) -> None:
        self.choice = choice
        self.accept()


def choose(at: datetime) -> Choice:
    """Ask, and wait for the answer: there is no window at this moment."""
    dialog = PracticeChoice(at)
    dialog.exec()
    return dialog.choice
