"""What could not be opened or loaded, said above the open volume."""

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QWidget

from app.errors import KenpanError


class ProblemsBar(QFrame):
    """Hidden when there is nothing to say; 隠す puts it away until the next volume."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFrameShape(QFrame.Shape.StyledPanel)
        self.text = QLabel()
        self.text.setTextFormat(Qt.TextFormat.PlainText)
        self.text.setWordWrap(True)
        self.text.setProperty("role", "alarm")
        self.button = QPushButton("隠す")
        self.button.clicked.connect(self.hide)
        layout = QHBoxLayout(self)
        layout.addWidget(self.text, 1)
        layout.addWidget(self.button, 0, Qt.AlignmentFlag.AlignTop)
        self.hide()

    def show_problems(self, problems: Sequence[KenpanError]) -> None:
        """List them, one a line."""
        self.text.setText("\n".join(f"！ {problem}" for problem in problems))
        self.setVisible(bool(problems))
