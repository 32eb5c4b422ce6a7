"""Which column is what, of a workbook whose headers nobody knows: asked once, remembered by the headers."""

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QDialog, QFormLayout, QHBoxLayout, QPushButton, QSpinBox, QVBoxLayout, QWidget

from app.lists.book import Row
from app.lists.headers import HEADER_ROWS, find_header, fingerprint
from app.lists.list_zip import LIST, Unmapped
from app.lists.tables import list_spec
from app.ui.board.cells import CellView, row
from app.ui.kit.focus import hand_back
from app.ui.kit.labels import plain

_SHOWN_ROWS, _SHOWN_COLUMNS = 8, 12
_NONE = "（ない）"


class ColumnsDialog(QDialog):
    """``named(fingerprint, columns)``: key of each column → its place."""

    named = Signal(str, object)

    def __init__(self, name: str, unmapped: Unmapped, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._spec = list_spec(LIST)
        self._rows: Sequence[Row] = next((rows for _, rows in unmapped.sheets if any(rows)), ())
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
        self.choices = {one.key: QComboBox() for one in self._spec.columns}
        rows = QFormLayout()
        rows.addRow("見出しの行(&R)", self.header)
        for one in self._spec.columns:
            box = self.choices[one.key]
            box.setAccessibleName(one.label)
            box.currentIndexChanged.connect(lambda _at: self._look())
            rows.addRow(f"{one.label}{'（必須）' if one.required else ''}", box)
        self.ok, cancel = QPushButton("この列で読み直す　Enter"), QPushButton("中止　Esc")
        self.ok.setDefault(True)
        cancel.setAutoDefault(False)
        buttons = QHBoxLayout()
        buttons.addWidget(self.ok, 2)
        buttons.addWidget(cancel, 1)
        layout = QVBoxLayout(self)
        layout.addWidget(plain(f"{name}　同じ見出しのリストは、次からこの列で読みます。"))
        layout.addWidget(self.preview, 1)
        layout.addLayout(rows)
        layout.addLayout(buttons)
        self.header.valueChanged.connect(lambda _row: self._offer())
        self.header.setValue(find_header(self._rows, self._spec.headers).row + 1)
        self.ok.clicked.connect(self._done)
        cancel.clicked.connect(self.reject)
        hand_back(self)
        self._offer()

    def _offer(self) -> None:
        """The headers of the row as choices, what is known of them chosen already."""
        at = self.header.value() - 1
        cells = self._rows[at] if at < len(self._rows) else ()
        known = find_header(self._rows[at : at + 1], self._spec.headers).columns
        for key, box in self.choices.items():
            box.blockSignals(True)
            box.clear()
            box.addItem(_NONE, -1)
            for column in range(len(cells)):
                box.addItem(f"{column + 1}列　{_text(cells, column)}", column)
            box.setCurrentIndex(box.findData(known.get(key, -1)))
            box.blockSignals(False)
        self._look()

    @property
    def columns(self) -> dict[str, int]:
        """What is chosen."""
        return {key: box.currentData() for key, box in self.choices.items() if (box.currentData() or 0) >= 0}

    def _look(self) -> None:
        chosen = self.columns
        whole = self._spec.required <= chosen.keys() and len(set(chosen.values())) == len(chosen)
        self.ok.setEnabled(whole)

    def _done(self) -> None:
        self.accept()
        self.named.emit(fingerprint(self._rows[self.header.value() - 1]), self.columns)


def _text(cells: Row, column: int) -> str:
    cell = cells[column] if column < len(cells) else None
    return "" if cell is None or isinstance(cell, dict) else str(cell)[:40]
