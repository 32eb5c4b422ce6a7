"""Small tables of text: a model of ready cells and a view whose rows grow with what is in them."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from PySide6.QtCore import (
    QAbstractTableModel,
    QEvent,
    QLocale,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import QBrush, QFont, QFontMetricsF, QKeyEvent, QPainter, QResizeEvent, QShowEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
    QWidget,
)

from app.language import tr
from app.ui.kit import tokens
from app.ui.kit.columns import KeptColumns
from app.ui.kit.folding import shared

Kind = Literal["", "alarm", "strong", "faint"]
Index = QModelIndex | QPersistentModelIndex
_COLOURS: dict[Kind, str] = {"alarm": "ALARM", "strong": "FRAME_CHOSEN", "faint": "FAINT"}
_PADDING, _AIR = 14, 8
_LEAST_EM, _PARTS = 4, (-1, 4, 14)
_ROLE = Qt.ItemDataRole
_DISPLAY, _ACCESSIBLE, _TOOLTIP = int(_ROLE.DisplayRole), int(_ROLE.AccessibleTextRole), int(_ROLE.ToolTipRole)
_ALIGNMENT, _FOREGROUND, _FONT = int(_ROLE.TextAlignmentRole), int(_ROLE.ForegroundRole), int(_ROLE.FontRole)
_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
_KEPT_HEIGHTS = 10_000
_NEW_LINE = "\u2028"  # the only one that a delegate folds at
_FOLDS = re.compile(r"[_.\-/\\]|[0-9A-Za-z]{12}")


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell; its colour only repeats what its text says."""

    text: str
    kind: Kind = ""


@dataclass(frozen=True, slots=True)
class BoardRow:
    """A row, known by its ``key``; a heading has no key and one cell over the whole width."""

    key: str
    cells: tuple[Cell, ...]


def row(key: str, *cells: str | Cell) -> BoardRow:
    """A row of plain or marked cells."""
    return BoardRow(key, tuple(Cell(one) if isinstance(one, str) else one for one in cells))


class CellModel(QAbstractTableModel):
    """Read only. :meth:`show` keeps views where they are as long as the keys are the same."""

    def __init__(self, headers: Sequence[str], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._headers = list(headers)
        self._rows: tuple[BoardRow, ...] = ()
        self._bold = QFont()
        self._bold.setBold(True)

    def show(self, rows: Sequence[BoardRow]) -> None:
        """Show these rows."""
        same = [one.key for one in rows] == [one.key for one in self._rows]
        if same and rows:
            self._rows = tuple(rows)
            self.dataChanged.emit(self.index(0, 0), self.index(len(rows) - 1, len(self._headers) - 1))
            return
        self.beginResetModel()
        self._rows = tuple(rows)
        self.endResetModel()

    def shows(self, rows: Sequence[BoardRow]) -> bool:
        """Whether exactly these rows are shown."""
        return self._rows == tuple(rows)

    def set_header(self, column: int, text: str) -> None:
        """Another heading."""
        self._headers[column] = text
        self.headerDataChanged.emit(Qt.Orientation.Horizontal, column, column)

    def key_at(self, row_number: int) -> str:
        """The key of a row."""
        return self._rows[row_number].key

    def row_of(self, key: str) -> int | None:
        """Where a key stands."""
        return next((number for number, one in enumerate(self._rows) if one.key == key), None)

    def cells_at(self, row_number: int) -> tuple[Cell, ...]:
        """What stands in a row."""
        return self._rows[row_number].cells

    def text(self, row_number: int, column: int) -> str:
        """What a cell says; empty where a row has fewer cells."""
        cells = self._rows[row_number].cells
        return tr(cells[column].text) if column < len(cells) else ""

    def shape(
        self, row_number: int, widths: Sequence[float], metrics: Mapping[bool, QFontMetricsF]
    ) -> tuple[int, bool] | None:
        """The most lines of a cell, and whether one is bold; ``None`` for a row that spans the columns, or with a line
        that is wider than its column.
        """
        cells = self._rows[row_number].cells
        if len(cells) < len(widths):
            return None
        most, any_bold = 1, False
        for cell, width in zip(cells, widths, strict=False):
            lines, bold = tr(cell.text).split("\n"), cell.kind in ("alarm", "strong")
            if any(metrics[bold].horizontalAdvance(tr(line)) > width for line in lines):
                return None
            most, any_bold = max(most, len(lines)), any_bold or bold
        return most, any_bold

    # For Qt

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
        cells = self._rows[index.row()].cells
        if index.column() >= len(cells):
            return None
        cell = cells[index.column()]
        if role in (_DISPLAY, _ACCESSIBLE):
            return tr(cell.text)
        if role == _ALIGNMENT:
            return _LEFT
        if role == _FOREGROUND and cell.kind:
            return QBrush(tokens.named(_COLOURS[cell.kind]))
        if role == _FONT and cell.kind in ("alarm", "strong"):
            return self._bold
        return tokens.plain_tooltip(cell.text) if role == _TOOLTIP else None


class _Writer(QStyledItemDelegate):
    """Room around the text, folding inside long file names, and no frame around a single cell of the current row."""

    def displayText(self, value: Any, _locale: QLocale) -> str:
        return _FOLDS.sub("\\g<0>\u200b", str(value)).replace("\n", _NEW_LINE)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        option.state &= ~QStyle.StateFlag.State_HasFocus
        super().paint(painter, option, index)

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        return super().sizeHint(option, index) + QSize(0, _AIR)


class CellView(QTableView):
    """``entered(key)``: Enter or a double click on a row; ``moved()``: another row became the current one.

    ``widths`` are in double-byte characters, 0 for the columns that share what is left, whoever says more the more.
    Where there is too little room, the widest give way.
    """

    entered = Signal(str)
    moved = Signal()

    def __init__(
        self, name: str, headers: Sequence[str], widths: Sequence[float], parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.cells = CellModel(headers, self)
        self._widths, self._unsized = tuple(widths), False
        self._parts = (1,) * len(self._widths)
        self._heights: dict[tuple[object, ...], int] = {}
        self.kept = KeptColumns(self, self.horizontalHeader(), self._refit)
        self.setModel(self.cells)
        self.setAccessibleName(tr(name))
        self.setFont(tokens.narrow_font())
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setTabKeyNavigation(False)
        self.setWordWrap(True)
        self.setTextElideMode(Qt.TextElideMode.ElideNone)
        self.setAlternatingRowColors(True)
        self.setShowGrid(False)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setItemDelegate(_Writer(self))
        self.verticalHeader().hide()  # rows are sized here: a header that does so measures them again and again
        self.horizontalHeader().setHighlightSections(False)
        self.horizontalHeader().setSectionsClickable(False)
        self.horizontalHeader().setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        self.doubleClicked.connect(lambda _index: self._enter())
        self.selectionModel().currentRowChanged.connect(lambda *_: self.moved.emit())
        self._size_columns()

    @property
    def key(self) -> str:
        """The current row's key, empty without one."""
        index = self.currentIndex()
        return self.cells.key_at(index.row()) if index.isValid() else ""

    def show_rows(self, rows: Sequence[BoardRow]) -> None:
        """Show these; the current row stays current while it is there, else the first one becomes so."""
        if self.cells.shows(rows) and self.currentIndex().isValid():
            return  # to size the rows takes far longer than to see that they are the same
        before = self.key
        self.cells.show(rows)
        self._parts = tuple(map(self._part, range(len(self._widths))))
        self.clearSpans()
        for number, one in enumerate(rows):
            if not one.key and len(one.cells) == 1:
                self.setSpan(number, 0, 1, self.cells.columnCount())
        first = next((number for number, one in enumerate(rows) if one.key), None)
        found = self.cells.row_of(before) if before else None
        at = first if found is None else found
        if at is not None and self.currentIndex().row() != at:
            self.setCurrentIndex(self.cells.index(at, 0))
        if not self._size_columns():
            self._size_rows()

    def go_to(self, key: str) -> bool:
        """Make a row current."""
        at = self.cells.row_of(key)
        if at is not None:
            self.setCurrentIndex(self.cells.index(at, 0))
        return at is not None

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._enter()
        elif event.key() in (Qt.Key.Key_Home, Qt.Key.Key_End) and self.cells.rowCount():
            at = 0 if event.key() == Qt.Key.Key_Home else self.cells.rowCount() - 1
            self.setCurrentIndex(self.cells.index(at, 0))
        else:
            super().keyPressEvent(event)

    def keyboardSearch(self, _search: str) -> None:
        """Letters are keys of the page."""

    def _enter(self) -> None:
        if self.key:
            self.entered.emit(self.key)

    # Widths

    def _part(self, column: int) -> int:
        """How much of what is left a column needs: hardly anything, some words, sentences."""
        texts = [self.cells.text(number, column) for number in range(self.cells.rowCount())]
        mean = sum(map(len, texts)) / max(len(texts), 1)
        return sum(mean > least for least in _PARTS)

    def _size_columns(self) -> bool:
        """Whether any is otherwise now."""
        em = QFontMetricsF(self.font()).horizontalAdvance("漢")
        header = self.horizontalHeader()
        heads = [header.sectionSizeHint(column) for column in range(len(self._widths))]
        least = [max(head, round(em * _LEAST_EM)) for head in heads]
        fitting = [
            max(round(em * width + _PADDING), head) if width else 0
            for width, head in zip(self._widths, heads, strict=True)
        ]
        fixed = [self.kept.width(column, width) for column, width in enumerate(fitting)]
        rest = max(self.viewport().width() - sum(fixed), 0)
        parts = [0 if width else part for width, part in zip(fixed, self._parts, strict=True)]
        widths = [
            width or max(rest * part // sum(parts), floor)
            for width, part, floor in zip(fixed, parts, least, strict=True)
        ]
        held = [self.kept.holds(column) for column in range(len(widths))]
        floors = [width if own else min(width, floor) for width, own, floor in zip(widths, held, least, strict=True)]
        widths = shared(widths, floors, self.viewport().width())
        if widths == [header.sectionSize(column) for column in range(len(widths))]:
            return False
        for column, width in enumerate(widths):
            self.kept.fit(column, width)
        self._size_rows()
        return True

    def _refit(self) -> None:
        """After a person gave a column its width, or took it back. What no longer has room is scrolled to."""
        policy = Qt.ScrollBarPolicy
        self.setHorizontalScrollBarPolicy(policy.ScrollBarAsNeeded if self.kept.any else policy.ScrollBarAlwaysOff)
        self._size_columns()
        self._size_rows()

    def _size_rows(self) -> None:
        """As high as what stands in them. Qt measures a row in a millisecond, too long for every office of the
        country: rows of as many lines, none of which has to be broken, are as high as one of them. A table that nobody
        sees is measured when it comes.
        """
        self._unsized = not self.isVisible()
        if self._unsized:
            return
        metrics = {bold: QFontMetricsF(self._font(bold=bold)) for bold in (False, True)}
        em = metrics[True].horizontalAdvance("漢")
        widths = [self.columnWidth(column) - em for column in range(self.cells.columnCount())]
        known: dict[tuple[int, bool], int] = {}
        if len(self._heights) > _KEPT_HEIGHTS:
            self._heights.clear()
        for number in range(self.cells.rowCount()):
            kept = (self.cells.cells_at(number), *widths)
            height = self._heights.get(kept)
            if height is None:
                shape = self.cells.shape(number, widths, metrics)
                height = known.get(shape) if shape is not None else None
                if height is None:
                    height = self.sizeHintForRow(number)
                if shape is not None:
                    known[shape] = height
                self._heights[kept] = height
            self.setRowHeight(number, height)

    def _font(self, *, bold: bool) -> QFont:
        font = QFont(self.font())
        font.setBold(bold)
        return font

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._size_columns()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if self._unsized:
            self._size_rows()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() in (QEvent.Type.FontChange, QEvent.Type.StyleChange):
            self._heights.clear()
        if event.type() == QEvent.Type.FontChange:
            self._refit()
