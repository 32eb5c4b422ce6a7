"""The items of a form that is measured: what is asked first, then what has no place, then what is placed."""

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QAbstractItemView, QTableWidget, QTableWidgetItem, QWidget

from app.language import tr
from app.month.printed.learned import ItemRow, ItemState
from app.ui.kit import tokens
from app.ui.kit.columns import ContentColumns
from app.ui.kit.tokens import plain_tooltip

_HEADERS = ("", "項目", "頁", "ばらつき mm", "大きさ pt")
_STATES: dict[ItemState, tuple[str, tokens.Tone | None]] = {
    "asked": ("？ 確認", "asked"),
    "unplaced": ("× 不明", "bad"),
    "chosen": ("✓ 選択", "good"),
    "placed": ("● 決定", None),
}


class ItemTable(QTableWidget):
    """``chosen(row)``: another item is looked at, ``None`` for none."""

    chosen = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(0, len(_HEADERS), parent)
        self.rows: list[ItemRow] = []
        self.setAccessibleName(tr("項目"))
        self.setHorizontalHeaderLabels([tr(one) for one in _HEADERS])
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setTabKeyNavigation(False)
        self.verticalHeader().hide()
        self.setObjectName("learning.items")
        self.kept = ContentColumns(self, (1,))
        self.currentCellChanged.connect(lambda *_: self.chosen.emit(self.current))

    @property
    def current(self) -> ItemRow | None:
        """The item that is looked at."""
        at = self.currentRow()
        return self.rows[at] if 0 <= at < len(self.rows) else None

    def show_rows(self, rows: Sequence[ItemRow], at: int = 0) -> None:
        """Other items; ``at`` is the one to look at."""
        self.blockSignals(True)
        self.rows = list(rows)
        self.setRowCount(len(self.rows))
        for number, one in enumerate(self.rows):
            text, tone = _STATES[one.state]
            place = one.candidates[0].place if one.candidates else None
            cells = (
                text,
                one.label,
                f"{place.sides:,}" if place else "",
                f"{place.spread:.2f}" if place else "",
                f"{place.size_pt:.1f}" if place else "",
            )
            for column, said in enumerate(cells):
                item = QTableWidgetItem(tr(said))
                item.setToolTip(plain_tooltip(said))
                if column > 1:
                    item.setTextAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
                if not column and tone:
                    look = tokens.TONES[tone]
                    item.setBackground(QColor(look.ground))
                    item.setForeground(QColor(look.ink))
                self.setItem(number, column, item)
        self.blockSignals(False)
        self.kept.now()
        self.setCurrentCell(min(max(at, 0), len(self.rows) - 1), 1)
        self.chosen.emit(self.current)

    def step(self, by: int) -> None:
        """To the next item that is asked, or the one before; around the ends."""
        asked = [at for at, one in enumerate(self.rows) if one.state == "asked"]
        if not asked:
            return
        at = self.currentRow()
        later = [one for one in asked if one > at] if by > 0 else [one for one in reversed(asked) if one < at]
        self.setCurrentCell(later[0] if later else asked[0 if by > 0 else -1], 1)
