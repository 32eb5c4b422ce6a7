"""A table of ready texts for some ten thousand rows, filtered by what stands in it; few of them need a second line."""

from collections.abc import Iterator, Sequence
from heapq import nlargest
from itertools import islice
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QEvent, QModelIndex, QPersistentModelIndex, Qt, Signal
from PySide6.QtGui import QBrush, QColor, QFontMetricsF, QKeyEvent, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableView, QWidget

from app.language import tr
from app.ui.kit import tokens
from app.ui.kit.columns import KeptColumns
from app.ui.kit.fitting import MAY_SCROLL
from app.ui.kit.folding import FoldingDelegate, fold_rows, shared

Index = QModelIndex | QPersistentModelIndex
_PADDING = 14
_BAD = "×"
_WIDEST, _MEASURED, _FOLDED = 4, 3000, 2000
"""Texts of a column whose width is measured, rows among which they are looked for, rows that may be folded."""
_LEAST_EM, _SURE = 5.0, 1.25


class LinesModel(QAbstractTableModel):
    """Read only. ``cells[row]``; :meth:`only` shows those that hold a text."""

    def __init__(self, headers: Sequence[str]) -> None:
        super().__init__()
        self._headers = tuple(map(tr, headers))
        self._cells: tuple[tuple[str, ...], ...] = ()
        self._plain: tuple[str, ...] = ()
        self._shown: list[int] = []
        self._wanted = ""
        self.widest: tuple[tuple[str, ...], ...] = ((),) * len(self._headers)

    def show(self, cells: Sequence[tuple[str, ...]]) -> None:
        """Show these rows, as far as they hold what is looked for."""
        self.beginResetModel()
        self._cells = tuple(tuple(map(tr, one)) for one in cells)
        self._plain = tuple("\n".join(one).casefold() for one in self._cells)
        self.widest = tuple(map(_widest, zip(*self._cells, strict=True))) or self.widest
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

    def too_wide(self, room: Sequence[float]) -> Iterator[int]:
        """Shown rows with a text that may be wider than its column; ``room`` in double-byte characters."""
        narrow = [(column, 2 * width / _SURE) for column, width in enumerate(room)]
        for at, source in enumerate(self._shown[:_FOLDED]):
            cells = self._cells[source]
            if any(_columns(cells[column]) > width for column, width in narrow):
                yield at

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
            return tokens.data_tooltip(text)
        if role == Qt.ItemDataRole.ForegroundRole and text.startswith(_BAD):
            return QBrush(QColor(tokens.ALARM))
        return None


class LinesTable(QTableView):
    """``moved(row)``: another of the given rows is current, -1 for none; ``entered(row)``: Enter or a double click.

    Columns are as wide as what stands in them; ``widths`` are, in double-byte characters, what they are without any
    rows, 0 for the column that takes what is left. Where there is too little room the widest are folded.
    """

    moved = Signal(int)
    entered = Signal(int)

    def __init__(
        self, name: str, headers: Sequence[str], widths: Sequence[float], parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.lines = LinesModel(headers)
        self._widths, self._fitting, self._stale = tuple(widths), False, False
        self._folded: list[int] = []
        self.kept = KeptColumns(self, self.horizontalHeader(), self._fit)
        self.setModel(self.lines)
        self.name = name
        self.setAccessibleName(tr(name))
        self.setFont(tokens.narrow_font())
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setTabKeyNavigation(False)
        self.setWordWrap(True)
        self.setItemDelegate(FoldingDelegate(self))
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
        self._fit()
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

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() in (QEvent.Type.FontChange, QEvent.Type.StyleChange):
            self._stale = not self.isVisible()
            if not self._stale:
                self._fit()

    def showEvent(self, event: QShowEvent) -> None:
        """What changed while nobody saw it is measured now: twenty hidden tables would keep a key waiting."""
        super().showEvent(event)
        if self._stale:
            self._stale = False
            self._fit()

    def _fit(self) -> None:
        """Twice where the rows that grew need a bar."""
        if self._fitting:
            return
        self._fitting = True
        for _ in range(2):
            room = self.viewport().width()
            self._share(room)
            if self.viewport().width() == room:
                break
        self._fitting = False

    def _share(self, room: int) -> None:
        metrics, header, kept = QFontMetricsF(self.font()), self.horizontalHeader(), self.kept
        em = metrics.horizontalAdvance("漢")
        wanted, least = [], []
        for column, width in enumerate(self._widths):
            texts = self.lines.widest[column]
            head = header.sectionSizeHint(column)
            own = max(
                (round(metrics.horizontalAdvance(tr(one)) + _PADDING) for one in texts), default=round(em * width)
            )
            one = kept.width(column, max(own, head))
            wanted.append(one)
            least.append(one if kept.holds(column) else min(one, max(head, round(em * _LEAST_EM))))
        widths = wanted if self.property(MAY_SCROLL) else shared(wanted, least, room)
        rest = self._widths.index(0) if 0 in self._widths else len(widths) - 1
        if not kept.holds(rest):
            widths[rest] += max(0, room - sum(widths))
        for column, one in enumerate(widths):
            kept.fit(column, one)
        self._fold([(self.columnWidth(column) - _PADDING) / em for column in range(len(widths))], widths != wanted)

    def _fold(self, room: Sequence[float], narrow: bool) -> None:
        before = self._folded
        again = {*before, *(self.lines.too_wide(room) if narrow or self.kept.any else ())}
        self._folded = fold_rows(self, sorted(again))


def _widest(texts: tuple[str, ...]) -> tuple[str, ...]:
    """The widest of a column, among the first and the one with most characters."""
    some = {*islice(texts, _MEASURED), max(texts, key=len)}
    return tuple(nlargest(_WIDEST, some, key=_columns))


def _columns(text: str) -> int:
    """About how wide a text is: a double-byte character takes two."""
    return len(text.encode("cp932", "replace"))
