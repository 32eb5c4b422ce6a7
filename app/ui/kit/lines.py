"""A table of ready texts for some ten thousand rows: one line a row, filtered by what stands in it."""

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt, Signal
from PySide6.QtGui import QBrush, QColor, QFontMetricsF, QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableView, QWidget

from app.ui.kit import tokens
from app.ui.kit.columns import KeptColumns

Index = QModelIndex | QPersistentModelIndex
_PADDING = 14
_BAD = "×"


class LinesModel(QAbstractTableModel):
    """Read only. ``cells[row]``; :meth:`only` shows those that hold a text."""

    def __init__(self, headers: Sequence[str]) -> None:
        super().__init__()
        self._headers = tuple(headers)
        self._cells: tuple[tuple[str, ...], ...] = ()
        self._plain: tuple[str, ...] = ()
        self._shown: list[int] = []
        self._wanted = ""

    def show(self, cells: Sequence[tuple[str, ...]]) -> None:
        """Show these rows, as far as they hold what is looked for."""
        self.beginResetModel()
        self._cells = tuple(cells)
        self._plain = tuple("\n".join(one).casefold() for one in cells)
        self._filter()
        self.endResetModel()

    def only(self, text: str) -> None:
        """Show the rows that hold this text, whatever its case."""
        self.beginResetModel()
        self._wanted = text.strip().casefold()
        self._filter()
        self.endResetModel()

    def _filter(self) -> None:
        self._shown = [at for at, one in enumerate(self._plain) if self._wanted in one]

    def source(self, row: int) -> int:
        """Which of the rows given to :meth:`show` stands here."""
        return self._shown[row]

    def row_of(self, source: int) -> int | None:
        """Where one of them stands."""
        return self._shown.index(source) if source in self._shown else None

    # For Qt

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else len(self._shown)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else len(self._headers)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if orientation == Qt.Orientation.Horizontal and role == Qt.ItemDataRole.DisplayRole:
            return self._headers[section]
        return None

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid():
            return None
        text = self._cells[self._shown[index.row()]][index.column()]
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            return text
        if role == Qt.ItemDataRole.ToolTipRole:
            return tokens.plain_tooltip(text)
        if role == Qt.ItemDataRole.ForegroundRole and text.startswith(_BAD):
            return QBrush(QColor(tokens.ALARM))
        return None


class LinesTable(QTableView):
    """``moved(row)``: another of the given rows is current, -1 for none; ``entered(row)``: Enter or a double click.

    ``widths`` are in double-byte characters, 0 for the column that takes what is left.
    """

    moved = Signal(int)
    entered = Signal(int)

    def __init__(
        self, name: str, headers: Sequence[str], widths: Sequence[float], parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.lines = LinesModel(headers)
        self._widths = tuple(widths)
        self.kept = KeptColumns(self, self.horizontalHeader(), self._fit)
        self.setModel(self.lines)
        self.setAccessibleName(name)
        self.setFont(tokens.narrow_font())
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setTabKeyNavigation(False)
        self.setWordWrap(False)
        self.setShowGrid(False)
        self.setAlternatingRowColors(True)
        self.verticalHeader().hide()
        self.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.horizontalHeader().setHighlightSections(False)
        self.horizontalHeader().setSectionsClickable(False)
        self.horizontalHeader().setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        self.selectionModel().currentRowChanged.connect(lambda *_: self.moved.emit(self.current))
        self.doubleClicked.connect(lambda _index: self._enter())

    @property
    def current(self) -> int:
        """Which of the given rows is current, -1 for none."""
        index = self.currentIndex()
        return self.lines.source(index.row()) if index.isValid() else -1

    def show_rows(self, cells: Sequence[tuple[str, ...]]) -> None:
        """Show these; the current one stays, else the first becomes so."""
        before = self.current
        self.lines.show(cells)
        self._again(before)

    def only(self, text: str) -> None:
        """Those that hold this text."""
        before = self.current
        self.lines.only(text)
        self._again(before)

    def _again(self, before: int) -> None:
        at = self.lines.row_of(before) or 0
        if self.lines.rowCount():
            self.setCurrentIndex(self.lines.index(at, 0))
        self.moved.emit(self.current)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and not event.modifiers():
            self._enter()
        else:
            super().keyPressEvent(event)

    def keyboardSearch(self, _search: str) -> None:
        """Letters are keys of the page."""

    def _enter(self) -> None:
        if self.current >= 0:
            self.entered.emit(self.current)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        em = QFontMetricsF(self.font()).horizontalAdvance("漢")
        widths = [self.kept.width(at, round(em * one + _PADDING)) if one else 0 for at, one in enumerate(self._widths)]
        left = max(self.viewport().width() - sum(widths), round(em * 8))
        for column, width in enumerate(widths):
            self.kept.fit(column, width or left)
