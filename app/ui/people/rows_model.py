"""Lines of text as a table that nobody can edit."""

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt
from PySide6.QtGui import QBrush, QColor

from app.language import tr
from app.ui.kit import tokens
from app.ui.people.nodes import PlainRow

Index = QModelIndex | QPersistentModelIndex


class RowsModel(QAbstractTableModel):
    """The texts were made before; newer lines come in at the top without moving what is chosen."""

    def __init__(self, headers: Sequence[str], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._headers = tuple(headers)
        self._rows: tuple[PlainRow, ...] = ()

    def show(self, rows: Sequence[PlainRow]) -> bool:
        """Show these lines; whether they are others than before."""
        fresh = tuple(rows)
        added = len(fresh) - len(self._rows)
        if added >= 0 and fresh[added:] == self._rows:
            if added:
                self.beginInsertRows(QModelIndex(), 0, added - 1)
                self._rows = fresh
                self.endInsertRows()
            return added > 0
        self.beginResetModel()
        self._rows = fresh
        self.endResetModel()
        return True

    def row(self, number: int) -> PlainRow | None:
        """A line by its number."""
        return self._rows[number] if 0 <= number < len(self._rows) else None

    def rows(self) -> tuple[PlainRow, ...]:
        """All of them."""
        return self._rows

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else len(self._rows)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else len(self._headers)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if orientation == Qt.Orientation.Horizontal and role == Qt.ItemDataRole.DisplayRole:
            return tr(self._headers[section])
        return None

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid():
            return None
        row = self._rows[index.row()]
        text = row.cells[index.column()]
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            return tr(text)
        if role == Qt.ItemDataRole.ToolTipRole:
            return tokens.plain_tooltip(text)
        if role == Qt.ItemDataRole.ForegroundRole and row.alarm:
            return QBrush(QColor(tokens.ALARM))
        return None
