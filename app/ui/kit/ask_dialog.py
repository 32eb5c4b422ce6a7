"""A few lines that somebody fills in: texts, days and choices."""

from collections.abc import Callable, Sequence
from datetime import date
from typing import NamedTuple

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QComboBox,
    QDialog,
    QHBoxLayout,
    QLineEdit,
    QPlainTextEdit,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from app.language import tr
from app.ui.kit import tokens
from app.ui.kit.act_row import DialogButtons
from app.ui.kit.focus import hand_back
from app.ui.kit.labels import plain

_LINES = 8
"""How many of many lines are in sight."""


class Asked(NamedTuple):
    """A line. ``choices``: (value, word) to pick from; ``kind``: ``text``, ``day``, ``count`` or ``lines`` (of which
    there may be many); ``needed``: not empty. ``check``: what is wrong with a text, if anything.

    ``beside``: it stands in one line with the one before.
    """

    name: str
    label: str
    value: str = ""
    choices: tuple[tuple[str, str], ...] = ()
    kind: str = "text"
    needed: bool = True
    beside: bool = False
    check: Callable[[str], str] | None = None


class AskDialog(QDialog):
    """``told(values)``: a text for each name, when all of them are as they must be."""

    told = Signal(object)

    def __init__(
        self, title: str, about: str, asked: Sequence[Asked], ok: str = "記録する　Enter", parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle(tr(title))
        self.setMinimumWidth(760)
        self._asked = tuple(asked)
        self.fields: dict[str, QLineEdit | QComboBox | QPlainTextEdit] = {one.name: _field(one) for one in asked}
        inner = QWidget()
        rows = QVBoxLayout(inner)
        rows.setSpacing(tokens.SPACE["small"])
        line: QHBoxLayout | None = None
        for one in asked:
            if one.beside and line is not None:
                line.addWidget(self.fields[one.name], 4)
                continue
            line = QHBoxLayout()
            line.addWidget(self.fields[one.name], 1)
            rows.addWidget(plain(one.label))
            rows.addLayout(line)
        rows.addStretch(1)
        self.trouble = plain(role="alarm")
        buttons = DialogButtons(ok)
        self.ok = buttons.ok
        layout = QVBoxLayout(self)
        layout.addWidget(plain(about, "note"))
        scroll = QScrollArea()
        scroll.setWidgetResizable(True)
        scroll.setWidget(inner)
        scroll.setFrameShape(QScrollArea.Shape.NoFrame)
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)  # what is typed first goes into the first line
        scroll.setMinimumHeight(min(inner.sizeHint().height() + 8, 520))
        layout.addWidget(scroll, 1)
        layout.addWidget(self.trouble)
        layout.addWidget(buttons)
        self.trouble.hide()
        self.ok.clicked.connect(self._tell)
        buttons.rejected.connect(self.reject)
        hand_back(self)
        for field in tuple(self.fields.values())[:1]:
            field.setFocus()

    def fill(self, **values: str) -> None:
        """Put these in, as if they were typed."""
        for name, value in values.items():
            field = self.fields[name]
            if isinstance(field, QComboBox):
                field.setCurrentIndex(field.findData(value))
            elif isinstance(field, QPlainTextEdit):
                field.setPlainText(value)
            else:
                field.setText(value)

    def values(self) -> dict[str, str]:
        """What stands in the lines."""
        return {name: _said(one) for name, one in self.fields.items()}

    def _tell(self) -> None:
        values = self.values()
        for one in self._asked:
            if wrong := _wrong(one, values[one.name]):
                self.trouble.setText(tr("！ {one_label}：{wrong}", one_label=one.label, wrong=wrong))
                self.trouble.show()
                self.fields[one.name].setFocus()
                return
        self.accept()
        self.told.emit(values)


def _said(field: QLineEdit | QComboBox | QPlainTextEdit) -> str:
    if isinstance(field, QComboBox):
        return str(field.currentData())
    return (field.toPlainText() if isinstance(field, QPlainTextEdit) else field.text()).strip()


def _field(one: Asked) -> QLineEdit | QComboBox | QPlainTextEdit:
    if one.choices:
        box = QComboBox()
        for value, word in one.choices:
            box.addItem(tr(word), value)
        box.setCurrentIndex(max(box.findData(one.value), 0))
        box.setAccessibleName(tr(one.label))
        return box
    if one.kind == "lines":
        lines = QPlainTextEdit(one.value)
        lines.setAccessibleName(tr(one.label))
        lines.setTabChangesFocus(True)
        lines.setMinimumHeight(lines.fontMetrics().lineSpacing() * _LINES)
        return lines
    edit = QLineEdit(one.value)
    edit.setAccessibleName(tr(one.label))
    edit.setPlaceholderText(tr({"day": "2026-12-15 の形", "count": "数字"}.get(one.kind, "")))
    return edit


def _wrong(one: Asked, text: str) -> str:
    if not text:
        return "入力してください。" if one.needed else ""
    if one.kind == "count" and not (text.isascii() and text.isdigit()):
        return "数字で入力してください。"
    if one.kind == "day":
        try:
            ok = date.fromisoformat(text).isoformat() == text
        except ValueError:
            ok = False
        return "" if ok else "2026-12-15 の形で入力してください。"
    return "" if one.check is None else one.check(text)
