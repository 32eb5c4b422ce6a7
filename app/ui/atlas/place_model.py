"""The records that use a 外字, as a table model."""

from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from app.language import tr

HEADERS = ("ファイル", "番号")
_FILE, _NUMBER = range(2)

_Index = QModelIndex | QPersistentModelIndex
Place = tuple[str, int]


class PlaceModel(QAbstractTableModel):
    """One row a record: file, and number counted from 1."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._places: tuple[Place, ...] = ()

    def set_places(self, places: tuple[Place, ...]) -> None:
        """Show these (file, 0-based record)."""
        self.beginResetModel()
        self._places = places
        self.endResetModel()

    def place_at(self, row: int) -> Place:
        """File and 0-based record of a row."""
        return self._places[row]

    def rowCount(self, parent: _Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else len(self._places)

    def columnCount(self, parent: _Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else len(HEADERS)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if orientation == Qt.Orientation.Horizontal and role == Qt.ItemDataRole.DisplayRole:
            return tr(HEADERS[section])
        return None

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid():
            return None
        file, record = self._places[index.row()]
        if role == Qt.ItemDataRole.DisplayRole:
            return file if index.column() == _FILE else f"{record + 1:,}"
        if role == Qt.ItemDataRole.TextAlignmentRole and index.column() == _NUMBER:
            return Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        return None
