"""Secrets that are shown once, and only leave the screen when the person says to have them on paper."""

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QCheckBox, QFrame, QGridLayout, QLabel, QVBoxLayout, QWidget

from app.language import tr
from app.ui.kit import tokens
from app.ui.kit.labels import big_button, fixed_font, plain

_POINTS = 1.6


class ShownOnce(QWidget):
    """``confirmed``: the box was ticked and the button pressed; the secrets are gone from the screen then."""

    confirmed = Signal()

    def __init__(self, about: str, confirm: str, button: str, columns: int = 1) -> None:
        super().__init__()
        self._columns = columns
        self._labels: list[QLabel] = []
        self._grid = QGridLayout()
        self._grid.setHorizontalSpacing(36)
        self._grid.setVerticalSpacing(tokens.SPACE["tight"])
        frame = QFrame()
        frame.setFrameShape(QFrame.Shape.StyledPanel)
        frame.setStyleSheet(f"QFrame {{ background: {tokens.PAPER}; }}")
        frame.setLayout(self._grid)
        self.box = QCheckBox(tr(confirm))
        self.box.setStyleSheet(
            f"QCheckBox:focus {{ outline: none; background: {tokens.CHOSEN}; border: 2px solid {tokens.BLUE};"
            " padding: 2px; }"
        )
        self.button = big_button(button)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(tokens.SPACE["small"])
        for widget in (plain(about), frame, self.box, self.button):
            layout.addWidget(widget)
        self.box.toggled.connect(self.button.setEnabled)
        self.button.clicked.connect(self._confirm)
        self.setFocusProxy(self.box)

    def show_lines(self, lines: Sequence[str]) -> None:
        """Show these secrets instead of what was there; none takes them off the screen."""
        for label in self._labels:
            label.deleteLater()
        self._labels = []
        rows = -(-len(lines) // self._columns)
        for number, line in enumerate(lines):
            label = plain(line)
            label.setFont(fixed_font(tokens.POINTS["normal"] * _POINTS))
            label.setWordWrap(False)
            label.setAlignment(Qt.AlignmentFlag.AlignCenter)
            self._labels.append(label)
            self._grid.addWidget(label, number % rows, number // rows)
        self.box.setChecked(False)
        self.button.setEnabled(False)

    def lines(self) -> tuple[str, ...]:
        """What is on screen."""
        return tuple(label.text() for label in self._labels)

    def _confirm(self) -> None:
        self.show_lines(())
        self.confirmed.emit()
