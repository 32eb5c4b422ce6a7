"""What could not be opened, loaded or written, said above the open volume."""

from collections.abc import Sequence

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QFontMetricsF
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QScrollArea, QWidget

from app.errors import KenpanError
from app.language import tr

_MOST_LINES = 4.4


class ProblemsBar(QFrame):
    """Hidden when there is nothing to say. A long list scrolls; 隠す puts it away until something is added."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFrameShape(QFrame.Shape.StyledPanel)
        self._problems: tuple[KenpanError, ...] = ()
        self.text = QLabel()
        self.text.setTextFormat(Qt.TextFormat.PlainText)
        self.text.setWordWrap(True)
        self.text.setProperty("role", "alarm")
        self.text.setAlignment(Qt.AlignmentFlag.AlignTop)
        self.area = QScrollArea(widgetResizable=True)
        self.area.setAccessibleName(tr("問題の一覧"))
        self.area.setFrameShape(QFrame.Shape.NoFrame)
        self.area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.area.setWidget(self.text)
        self.button = QPushButton(tr("隠す"))
        self.button.clicked.connect(self.hide)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(8, 4, 8, 4)
        layout.addWidget(self.area, 1)
        layout.addWidget(self.button, 0, Qt.AlignmentFlag.AlignTop)
        self.hide()

    def show_problems(self, problems: Sequence[KenpanError]) -> None:
        """List them, one a line, instead of what was said before."""
        self._problems = tuple(problems)
        self.text.setText(tr("\n".join(f"！ {problem}" for problem in self._problems)))
        self._fit()
        self.setVisible(bool(self._problems))

    def add(self, problem: KenpanError) -> None:
        """Say one more, first of all; the same once only."""
        self.show_problems((problem, *self._without(problem)))
        self.area.verticalScrollBar().setValue(0)

    def remove(self, problem: KenpanError) -> None:
        """It is over."""
        self.show_problems(self._without(problem))

    def _without(self, problem: KenpanError) -> tuple[KenpanError, ...]:
        return tuple(one for one in self._problems if (one.code, str(one)) != (problem.code, str(problem)))

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange:
            self._fit()

    def _fit(self) -> None:
        line = QFontMetricsF(self.font()).lineSpacing()
        self.area.setFixedHeight(round(line * min(_MOST_LINES, max(len(self._problems), 2) + 0.3)))
