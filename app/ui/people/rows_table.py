"""A table of lines, with a field to narrow them down."""

from collections.abc import Sequence
from heapq import nlargest

from PySide6.QtCore import QEvent, QObject, QSortFilterProxyModel, Qt, Signal
from PySide6.QtGui import QFontMetricsF, QResizeEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHBoxLayout,
    QHeaderView,
    QLabel,
    QLineEdit,
    QTableView,
    QVBoxLayout,
    QWidget,
)

from app.language import tr
from app.ui.kit.columns import KeptColumns
from app.ui.kit.fitting import may_elide
from app.ui.kit.folding import FoldingDelegate, fold_rows
from app.ui.people.nodes import PlainRow
from app.ui.people.rows_model import RowsModel

_PAD, _LONG, _LEGIBLE_EM = 18, 20, 11
"""``_LEGIBLE_EM``: of the wide column, before any other one gives way."""


class RowsTable(QWidget):
    """``chosen(row)`` follows the current line, ``None`` if there is none; ``pressed()`` is Enter or a double click.

    ``widths`` are sample texts, one a column. A column is as wide as what stands in it, the sample at least; the
    column ``wide`` takes what is left, and ``folds`` what has no room there. Where there is too little room for its
    sample, columns that are ``optional`` are left out, the last one first; then samples give way, then the widest.
    """

    chosen = Signal(object)
    pressed = Signal()

    def __init__(
        self,
        name: str,
        headers: Sequence[str],
        widths: Sequence[str],
        wide: int,
        parent: QWidget | None = None,
        *,
        folds: bool = False,
        optional: Sequence[int] = (),
    ) -> None:
        super().__init__(parent)
        self._folds, self._optional = folds, tuple(optional)
        self._widths, self._wide = tuple(widths), wide
        self._longest: tuple[str, ...] = tuple(widths)
        self._long: tuple[tuple[str, ...], ...] = ((),) * len(widths)
        self._folded: list[int] = []
        self._measured_for, self._filling = -1, False
        self.model = RowsModel(headers, self)
        self.shown = QSortFilterProxyModel(self)
        self.shown.setSourceModel(self.model)
        self.shown.setFilterKeyColumn(-1)
        self.shown.setFilterCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
        self.filter, self.count = QLineEdit(placeholderText=tr("文字で絞り込む")), QLabel()
        self.filter.setAccessibleName(tr("{name}を文字で絞り込む", name=name))
        self.filter.setClearButtonEnabled(True)
        self.table = QTableView(self)
        self.kept = KeptColumns(self.table, self.table.horizontalHeader(), self._widen)
        self._arrange(name)
        self.filter.textChanged.connect(self._narrow)
        self.table.selectionModel().currentRowChanged.connect(self._move)
        self.table.activated.connect(self.pressed)
        self.table.viewport().installEventFilter(self)
        self.table.installEventFilter(self)
        self.setFocusProxy(self.table)
        may_elide(self.table, headers[wide])
        self._size_cells()

    def _arrange(self, name: str) -> None:
        table = self.table
        table.setAccessibleName(tr(name))
        table.setModel(self.shown)
        table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        table.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        table.setTabKeyNavigation(False)
        table.setItemDelegate(FoldingDelegate(table))
        table.setAlternatingRowColors(True)
        table.verticalHeader().hide()
        table.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        table.horizontalHeader().setHighlightSections(False)
        table.horizontalHeader().setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        row = QHBoxLayout()
        row.addWidget(self.filter, 1)
        row.addWidget(self.count)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addLayout(row)
        layout.addWidget(table, 1)

    def show_rows(self, rows: Sequence[PlainRow]) -> None:
        """Show these; whoever is chosen stays chosen."""
        before, self._filling = self.current(), True
        if self.model.show(rows) and not self._measure(rows):
            self._fold()
        now = self.current()
        if before is not None and (now is None or now.key != before.key):
            self.choose(before.key)
        elif before is None and rows:
            self.table.setCurrentIndex(self.shown.index(0, 0))
        self._filling = False  # who is chosen is told once
        self._tell()
        self.chosen.emit(self.current())

    def choose(self, key: str) -> None:
        """Go to the line about this."""
        for number, row in enumerate(self.model.rows()):
            if row.key == key:
                self.table.setCurrentIndex(self.shown.mapFromSource(self.model.index(number, 0)))
                return

    def current(self) -> PlainRow | None:
        """The line the keyboard is on."""
        return self.model.row(self.shown.mapToSource(self.table.currentIndex()).row())

    def _move(self, *_indexes: object) -> None:
        if not self._filling:
            self.chosen.emit(self.current())

    def _narrow(self, text: str) -> None:
        self.shown.setFilterFixedString(text)
        self._fold()
        self._tell()

    def _tell(self) -> None:
        shown, there = self.shown.rowCount(), self.model.rowCount()
        self.count.setText(
            tr("{there:,} 件", there=there)
            if shown == there
            else tr("{there:,} 件のうち {shown:,} 件", there=there, shown=shown)
        )

    def _measure(self, rows: Sequence[PlainRow]) -> bool:
        """The longest text of each column but the wide one: of a hundred thousand lines only few differ. Whether that
        is another one than before, and all was sized anew.
        """
        longest, long = [], []
        for column, sample in enumerate(self._widths):
            texts = set() if column == self._wide else {row.cells[column] for row in rows}
            longest.append(max(texts, key=_columns, default=sample))
            long.append(tuple(nlargest(_LONG, texts, key=_columns)))
        self._long = tuple(long)
        if tuple(longest) == self._longest:
            return False
        self._longest = tuple(longest)
        self._size_cells()
        return True

    def _size_cells(self) -> None:
        metrics = QFontMetricsF(self.table.font())
        self.table.verticalHeader().setDefaultSectionSize(round(metrics.height() * 1.6))
        self._widen()

    def _widen(self) -> None:
        self._measured_for = self.table.viewport().width()
        metrics = QFontMetricsF(self.table.font())
        samples = [round(metrics.horizontalAdvance(tr(sample)) + _PAD) for sample in self._widths]
        least = [self.kept.width(column, width) for column, width in enumerate(samples)]
        wanted = [
            one if self.kept.holds(column) else max(one, self._wanted(metrics, column))
            for column, one in enumerate(least)
        ]
        wanted[self._wide] = least[self._wide]
        heads = [self.table.horizontalHeader().sectionSizeHint(column) for column in range(len(wanted))]
        needed = [
            one if self.kept.holds(column) else max(heads[column], self._wanted(metrics, column))
            for column, one in enumerate(least)
        ]
        needed[self._wide] = least[self._wide]
        for column in self._left_out(needed):
            least[column] = wanted[column] = needed[column] = samples[column] = heads[column] = 0
        if not self._folds:  # else the others fold: what stands in this one is what such a table is for
            legible = round(metrics.horizontalAdvance("漢") * _LEGIBLE_EM)
            needed[self._wide] = min(least[self._wide], max(heads[self._wide], legible))
        shortest = [min(one, max(head, sample)) for one, head, sample in zip(needed, heads, samples, strict=True)]
        over = sum(wanted) - self.table.viewport().width()
        last = list(shortest)
        last[self._wide] = min(least[self._wide], heads[self._wide])
        # First what only the samples asked for, then what stands there.
        for floor in (needed, shortest, last):
            for column in sorted(range(len(wanted)), key=lambda column: floor[column] - wanted[column]):
                taken = min(max(over, 0), max(wanted[column] - floor[column], 0))
                wanted[column] -= taken
                over -= taken
        wanted[self._wide] += max(0, -over)
        for column, width in enumerate(wanted):
            if not self.table.isColumnHidden(column):
                self.kept.fit(column, width)
        self._fold()

    def _left_out(self, needed: Sequence[int]) -> list[int]:
        """Of the optional columns those that there is no room for; none that a person gave a width."""
        over, out = sum(needed) - self.table.viewport().width(), []
        for column in reversed(self._optional):
            hidden = over > 0 and not self.kept.holds(column)
            self.table.setColumnHidden(column, hidden)
            if hidden:
                over -= needed[column]
                out.append(column)
        return out

    def _fold(self) -> None:
        """All rows, or those with one of the long texts of a column that has no room for them."""
        if self._folds:
            self.table.resizeRowsToContents()
            return
        metrics = QFontMetricsF(self.table.font())
        wide = {
            (column, text)
            for column, texts in enumerate(self._long)
            for text in texts
            if metrics.horizontalAdvance(tr(text)) + _PAD > self.table.columnWidth(column) + 1
        }
        rows = self.model.rows()
        high = [
            self.shown.mapFromSource(self.model.index(number, 0)).row()
            for column in {column for column, _ in wide}
            for number, row in enumerate(rows)
            if (column, row.cells[column]) in wide
        ]
        self._folded = fold_rows(self.table, sorted({*self._folded, *high} - {-1}))

    def _wanted(self, metrics: QFontMetricsF, column: int) -> int:
        return round(metrics.horizontalAdvance(tr(self._longest[column])) + _PAD)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        resized = isinstance(event, QResizeEvent) and watched is self.table.viewport()
        if resized and self.table.viewport().width() != self._measured_for:
            self._widen()
        if event.type() == QEvent.Type.FontChange and watched is self.table:  # which may have its font after this one
            self._size_cells()
        return False


def _columns(text: str) -> int:
    """About how wide a text is: a double-byte character takes two."""
    return len(text) + sum(char > "\u02ff" for char in text)
