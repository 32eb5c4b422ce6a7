"""The tools to draw and point with, as a row of buttons, and their keys."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QToolButton, QWidget

from app.language import tr
from app.ui.kit.shortcuts import bind
from app.ui.lessons.lesson_keys import ARROW, PEN, SPOT, WIPE
from app.ui.lessons.pen_layer import PenLayer, Tool

_TOOLS: tuple[tuple[Tool, str, str, str], ...] = (
    ("pen", "書き込み", "線を書く", PEN),
    ("arrow", "矢印", "矢印を引く", ARROW),
    ("spot", "照らす", "丸く照らして指す", SPOT),
)


class PointingTools(QWidget):
    """One tool in hand at a time over ``board``. Esc takes away what was drawn, and again the tool."""

    def __init__(self, board: QWidget, owner: QWidget) -> None:
        super().__init__()
        self.layer = PenLayer(board)
        self.buttons: dict[Tool, QToolButton] = {}
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(4)
        for tool, word, does, key in _TOOLS:
            button = QToolButton(text=tr(word), checkable=True)
            button.setProperty("chip", True)
            button.setToolTip(tr("{does}（{key}）。Esc で消す。", does=does, key=key))
            button.toggled.connect(lambda on, tool=tool: self._toggled(tool, on=on))
            bind(owner, key, button.toggle)
            row.addWidget(button)
            self.buttons[tool] = button
        self._wipe = QShortcut(QKeySequence(WIPE), owner, context=Qt.ShortcutContext.WindowShortcut)
        self._wipe.activated.connect(self.wipe)
        self._wipe.setEnabled(False)

    def _toggled(self, tool: Tool, *, on: bool) -> None:
        if on:
            for other, button in self.buttons.items():
                if other != tool:
                    button.blockSignals(True)
                    button.setChecked(False)
                    button.blockSignals(False)
        self.layer.hold(tool if on else None)
        self._wipe.setEnabled(on)

    def wipe(self) -> None:
        """What was drawn goes; if there was nothing, the tool is put down."""
        if not self.layer.wipe():
            for button in self.buttons.values():
                button.setChecked(False)
