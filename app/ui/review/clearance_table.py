"""The envelope report as a table: what must show, what must hide, and how narrowly."""

from collections.abc import Mapping

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt, Signal
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableView, QWidget

from app.sheet.envelope import EnvelopeReport, ItemClearance
from app.ui import theme
from app.ui.review.layers import WINDOW_NAMES

_COLUMNS = ("判定", "項目", "窓", "求め", "最小余裕", "必要")
Index = QModelIndex | QPersistentModelIndex


class ClearanceModel(QAbstractTableModel):
    """One row an item, hardest first; all texts made when the report arrives."""

    def __init__(self) -> None:
        super().__init__()
        self.items: tuple[ItemClearance, ...] = ()
        self._cells: list[tuple[str, ...]] = []

    def show(self, report: EnvelopeReport | None, names: Mapping[str, str]) -> None:
        """Take another report; ``names`` are the items' Japanese names by id."""
        items = list(report.items) if report is not None else []
        if report is not None and report.barcode is not None:
            items.append(report.barcode.item)
        self.beginResetModel()
        self.items = tuple(sorted(items, key=lambda item: item.worst.mm - item.required))
        self._cells = [_cells(item, names.get(item.id, item.id)) for item in self.items]
        self.endResetModel()

    def rowCount(self, parent: Index | None = None) -> int:
        return 0 if parent is not None and parent.isValid() else len(self.items)

    def columnCount(self, parent: Index | None = None) -> int:
        return 0 if parent is not None and parent.isValid() else len(_COLUMNS)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole):
        if orientation == Qt.Orientation.Horizontal and role == Qt.ItemDataRole.DisplayRole:
            return _COLUMNS[section]
        return None

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole):
        if role == Qt.ItemDataRole.DisplayRole:
            return self._cells[index.row()][index.column()]
        if role == Qt.ItemDataRole.ForegroundRole and not self.items[index.row()].ok:
            return QColor(theme.ALARM)
        if role == Qt.ItemDataRole.TextAlignmentRole and index.column() in (4, 5):
            return Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        return None


def _cells(item: ItemClearance, name: str) -> tuple[str, ...]:
    through = "（透け）" if item.show_through else ""
    return (
        "○ 適" if item.ok else "× 否",
        name + through,
        WINDOW_NAMES[item.worst.window],
        "見える" if item.must == "show" else "隠れる",
        f"{item.worst.mm:.2f} mm",
        f"{item.required:.1f} mm",
    )


class ClearanceTable(QTableView):
    """The table; ``chosen`` carries the item of the current row."""

    chosen = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._model = ClearanceModel()
        self.setModel(self._model)
        self.setAccessibleName("窓の余裕")
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.verticalHeader().hide()
        self.verticalHeader().setDefaultSectionSize(26)
        header = self.horizontalHeader()
        for column, width in enumerate((70, 250, 100, 80, 110, 90)):
            header.resizeSection(column, width)
        header.setSectionResizeMode(1, QHeaderView.ResizeMode.Stretch)
        self.selectionModel().currentRowChanged.connect(self._current)

    def show_report(self, report: EnvelopeReport | None, names: Mapping[str, str]) -> None:
        """Take another report; nothing is chosen until the user does."""
        self._model.show(report, names)

    def items(self) -> tuple[ItemClearance, ...]:
        """The rows in order."""
        return self._model.items

    def choose(self, item: ItemClearance) -> None:
        """Make this row the current one and say so, even if it was already."""
        row = self._model.items.index(item)
        if self.currentIndex().row() == row:
            self.chosen.emit(item)
        else:
            self.setCurrentIndex(self._model.index(row, 0))

    def _current(self, index: QModelIndex) -> None:
        if index.isValid():
            self.chosen.emit(self._model.items[index.row()])
