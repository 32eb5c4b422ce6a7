"""Which column of a notification's table is which field: asked once, remembered by the headers."""

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QDialog, QFormLayout, QHBoxLayout, QPushButton, QSpinBox, QVBoxLayout, QWidget

from app.delivery.filing_table import FilingSpec
from app.lists.headers import HEADER_ROWS
from app.ui.board.cells import CellView, row
from app.ui.kit.focus import hand_back
from app.ui.kit.labels import plain

_SHOWN_ROWS, _SHOWN_COLUMNS = 8, 12
_NONE = "（ない）"


class FilingColumnsDialog(QDialog):
    """``named(header, columns)``: the row of headers, and the place of each field by its key."""

    named = Signal(object, object)

    def __init__(self, name: str, spec: FilingSpec, sheets: Sequence[Any], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._spec = spec
        self._rows: Sequence[Any] = next((rows for _, rows in sheets if any(rows)), ())
        self.setWindowTitle("列を指定する")
        self.setMinimumSize(900, 620)
        self.preview = CellView("はじめの行", [f"{at + 1}列" for at in range(_SHOWN_COLUMNS)], [7.0] * _SHOWN_COLUMNS)
        self.preview.show_rows(
            [
                row(f"{at}", *(_text(cells, column) for column in range(_SHOWN_COLUMNS)))
                for at, cells in enumerate(self._rows[:_SHOWN_ROWS])
            ]
        )
        self.header = QSpinBox()
        self.header.setRange(1, max(1, min(HEADER_ROWS, len(self._rows))))
        self.header.setAccessibleName("見出しの行")
        self.choices = {one.key: QComboBox() for one in spec.fields}
        lines = QFormLayout()
        lines.addRow("見出しの行(&R)", self.header)
        for one in spec.fields:
            box = self.choices[one.key]
            box.setAccessibleName(one.label)
            box.currentIndexChanged.connect(lambda _at: self._look())
            lines.addRow(f"{one.label}{'' if one.optional else '（空欄不可）'}", box)
        self.ok, cancel = QPushButton("この列で読み直す　Enter"), QPushButton("中止　Esc")
        self.ok.setDefault(True)
        self.ok.setProperty("role", "primary")
        cancel.setAutoDefault(False)
        buttons = QHBoxLayout()
        buttons.addStretch(1)
        buttons.addWidget(cancel)
        buttons.addWidget(self.ok)
        layout = QVBoxLayout(self)
        layout.addWidget(plain(f"{name}　同じ見出しの「{spec.title}」は、次からこの列で読みます。"))
        layout.addWidget(self.preview, 1)
        layout.addLayout(lines)
        layout.addLayout(buttons)
        self.header.valueChanged.connect(lambda _row: self._offer())
        self.ok.clicked.connect(self._done)
        cancel.clicked.connect(self.reject)
        hand_back(self)
        self._offer()

    def _offer(self) -> None:
        """The headers of the row as choices; those that say what they are chosen already."""
        at = self.header.value() - 1
        cells = self._rows[at] if at < len(self._rows) else ()
        for one in self._spec.fields:
            box = self.choices[one.key]
            box.blockSignals(True)
            box.clear()
            box.addItem(_NONE, -1)
            for column in range(len(cells)):
                box.addItem(f"{column + 1}列　{_text(cells, column)}", column)
            same = [column for column in range(len(cells)) if _text(cells, column).strip() == one.label]
            box.setCurrentIndex(box.findData(same[0] if same else -1))
            box.blockSignals(False)
        self._look()

    @property
    def columns(self) -> dict[str, int]:
        """What is chosen."""
        return {key: box.currentData() for key, box in self.choices.items() if (box.currentData() or 0) >= 0}

    def _look(self) -> None:
        chosen = self.columns
        self.ok.setEnabled(len(chosen) == len(self.choices) and len(set(chosen.values())) == len(chosen))

    def _done(self) -> None:
        self.accept()
        self.named.emit(tuple(self._rows[self.header.value() - 1]), self.columns)


def _text(cells: Sequence[Any], column: int) -> str:
    cell = cells[column] if column < len(cells) else None
    return "" if cell is None or isinstance(cell, dict) else str(cell)[:40]
