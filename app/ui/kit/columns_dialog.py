"""Which column is what, of a table whose headers nobody knows: asked once, remembered by whoever asked."""

from collections.abc import Callable, Mapping, Sequence
from typing import NamedTuple

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QDialog, QFormLayout, QScrollArea, QSpinBox, QVBoxLayout, QWidget

from app.language import tr
from app.ui.kit.act_row import DialogButtons
from app.ui.kit.fitting import may_scroll
from app.ui.kit.focus import hand_back
from app.ui.kit.labels import plain
from app.ui.kit.lines import LinesTable

_SHOWN_ROWS, _SHOWN_COLUMNS = 8, 12
_LONGEST = 40
_NONE = "（ない）"

Texts = Sequence[Sequence[str]]
Known = Callable[[int], Mapping[str, int]]


class Wanted(NamedTuple):
    """A field that a column is looked for; ``note``: what is said behind its label, of one that is ``needed``."""

    key: str
    label: str
    needed: bool = False
    note: str = "（必須）"


class ColumnsDialog(QDialog):
    """``named(header, columns)``: the 0-based row of headers, and the column of each field by its key.

    ``rows``: the first ones of the table as texts; ``known(row)``: columns that the headers of that row say by
    themselves; ``headers``: how many rows may be that of the headers (1: the first one is), ``first`` is offered.
    ``whole``: every needed field has a column, and no two have the same.
    """

    named = Signal(int, object)

    def __init__(
        self,
        about: str,
        rows: Texts,
        wanted: Sequence[Wanted],
        known: Known,
        parent: QWidget | None = None,
        *,
        headers: int = 1,
        first: int = 0,
        title: str = "列を指定する",
    ) -> None:
        super().__init__(parent)
        self._rows, self._wanted, self._known = rows, tuple(wanted), known
        self.setWindowTitle(tr(title))
        self.setMinimumSize(900, 620)
        self.preview = _preview(rows)
        self.header = QSpinBox()
        self.header.setRange(1, max(1, min(headers, len(rows))))
        self.header.setValue(first + 1)
        self.header.setAccessibleName(tr("見出しの行"))
        self.choices = {one.key: QComboBox() for one in wanted}
        self.fields = QFormLayout()
        self.fields.addRow(tr("見出しの行(&R)"), self.header)
        self.fields.setRowVisible(self.header, headers > 1)
        for one in wanted:
            box = self.choices[one.key]
            box.setAccessibleName(tr(one.label))
            box.currentIndexChanged.connect(lambda _at: self._look())
            self.fields.addRow(tr(f"{one.label}{one.note if one.needed else ''}"), box)
        inner, scroll = QWidget(), QScrollArea()
        inner.setLayout(self.fields)
        scroll.setWidget(inner)
        scroll.setWidgetResizable(True)
        scroll.setFrameShape(QScrollArea.Shape.NoFrame)
        buttons = DialogButtons("この列で読み直す　Enter")
        self.ok = buttons.ok
        layout = QVBoxLayout(self)
        layout.addWidget(plain(about))
        layout.addWidget(self.preview, 1)
        layout.addWidget(scroll, 1)
        layout.addWidget(buttons)
        self.header.valueChanged.connect(lambda _row: self._offer())
        self.ok.clicked.connect(self._done)
        buttons.rejected.connect(self.reject)
        hand_back(self)
        self._offer()

    @property
    def columns(self) -> dict[str, int]:
        """What is chosen."""
        told = {key: box.currentData() for key, box in self.choices.items()}
        return {key: column for key, column in told.items() if column is not None and column >= 0}

    def _offer(self) -> None:
        """The headers of the row as choices, what they say by themselves chosen already."""
        at = self.header.value() - 1
        cells = self._rows[at] if at < len(self._rows) else ()
        wide = max((len(one) for one in self._rows), default=0)  # a column may have no header
        known = self._known(at)
        for key, box in self.choices.items():
            box.blockSignals(True)
            box.clear()
            box.addItem(_NONE, -1)
            for column in range(wide):
                text = cells[column][:_LONGEST] if column < len(cells) else ""
                box.addItem(tr(f"{column + 1}列　{text}".rstrip()), column)
            box.setCurrentIndex(max(box.findData(known.get(key, -1)), 0))
            box.blockSignals(False)
        self._look()

    def _look(self) -> None:
        chosen = self.columns
        needed = {one.key for one in self._wanted if one.needed}
        self.ok.setEnabled(needed <= chosen.keys() and len(set(chosen.values())) == len(chosen))

    def _done(self) -> None:
        self.accept()
        self.named.emit(self.header.value() - 1, self.columns)


def _preview(rows: Texts) -> LinesTable:
    wide = min(max((len(one) for one in rows), default=1), _SHOWN_COLUMNS)
    table = LinesTable("はじめの行", [f"{at + 1}列" for at in range(wide)], [7.0] * wide)
    may_scroll(table)
    table.show_rows(
        [tuple(one[at][:_LONGEST] if at < len(one) else "" for at in range(wide)) for one in rows[:_SHOWN_ROWS]]
    )
    return table
