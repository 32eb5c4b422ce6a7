"""Panel: the records of one file, filtered by kind, mark and text."""

from typing import Protocol

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QEvent, QModelIndex, QRect, Qt, QTimer
from PySide6.QtGui import QFontMetricsF, QKeyEvent, QPainter, QPaintEvent, QPalette, QResizeEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QLabel,
    QLineEdit,
    QTableView,
    QVBoxLayout,
    QWidget,
)

from app.errors import KenpanError
from app.language import tr
from app.progress import Progress
from app.ui.kit import opaque, tokens
from app.ui.kit.columns import KeptColumns
from app.ui.kit.fitting import may_elide
from app.ui.kit.shortcuts import FIND, GO_TO, bind
from app.ui.review import record_model as columns
from app.ui.review.column_width import fill_width, show_what_fits
from app.ui.review.marks import chips_width
from app.ui.review.record_filters import RecordFilters, parse_record
from app.ui.review.record_model import ListedFile, RecordModel, filtered
from app.ui.review.record_rows import Cell, RecordRows
from app.ui.review.selection import Selection
from app.ui.shell.workers import Jobs

_NAME_EM = 4
_GOOD_NAME_EM = 10
_OPTIONAL = (columns.MARK, columns.KIND, columns.OFFICE)
"""Without a column of their own, marks stand at the end of the name."""
SEARCH_JOB = "record_list.search"
_AT_ONCE_MS = 300
"""A search that takes less is not told of: a line that comes and goes with each key would move the list to and fro."""


class Search(Protocol):
    """Finds the records of a file that hold a text: 0-based, any order."""

    def __call__(self, file: str, text: str, progress: Progress) -> NDArray[np.int64]:
        """Runs in a thread."""


class RecordList(QWidget):
    """Shows a :class:`ListedFile`; the row moved to becomes the record of the selection, and the other way round."""

    def __init__(self, selection: Selection, jobs: Jobs, search: Search, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(tr("レコード一覧"))
        self._selection = selection
        self._jobs = jobs
        self._search = search
        self._file: ListedFile | None = None
        self._found: NDArray[np.int64] | None = None
        self.model = RecordModel(self)
        self.filters = RecordFilters()
        self.table = _Table(self.model)
        self.note = QLabel()
        self.note.setProperty("role", "note")
        self.note.setTextFormat(Qt.TextFormat.PlainText)
        self.note.setWordWrap(True)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(6)
        for part in (self.filters, self.note, self.table):
            layout.addWidget(part)
        layout.setStretchFactor(self.table, 1)
        self.setFocusProxy(self.table)
        self._late = QTimer(self, singleShot=True, interval=_AT_ONCE_MS)
        self._late.timeout.connect(lambda: self.filters.set_searching(0, 0))
        self._wire()
        self.set_file(None)

    def _wire(self) -> None:
        self.filters.changed.connect(self._refilter)
        self.filters.searched.connect(self._start_search)
        self.filters.stopped.connect(self._stop_search)
        self.filters.left.connect(self.table.setFocus)
        self.filters.go.returnPressed.connect(self._go)
        self.table.selectionModel().currentRowChanged.connect(self._row_changed)
        self._selection.recordChanged.connect(self._record_changed)
        bind(self, FIND, lambda: _focus(self.filters.text))
        bind(self, GO_TO, lambda: _focus(self.filters.go))

    def set_file(self, file: ListedFile | None) -> None:
        """Show a file from its first record on, or nothing; filters start anew."""
        self._jobs.cancel(SEARCH_JOB)
        self._late.stop()
        self._file, self._found = file, None
        self.table.show_numbers_to(0 if file is None else len(file))
        self.filters.set_file(file)
        self._refilter()

    def renew_marks(self, file: ListedFile) -> None:
        """The same file with other marks; what is filtered, found and chosen stays."""
        self._file = file
        self.filters.set_marks(file)
        self._refilter()

    def _refilter(self) -> None:
        if self._file is None:
            shown = np.empty(0, dtype=np.int64)
        else:
            shown = filtered(self._file, self.filters.kind, self.filters.marks, self._found)
        self.model.set_file(self._file, shown)
        self._follow()

    def _row_changed(self, current: QModelIndex) -> None:
        if self._file is not None and current.isValid():
            self._selection.set_record(self._file.name, self.model.record_at(current.row()))

    def _record_changed(self) -> None:
        self._follow()

    def _follow(self) -> None:
        """Bring the row of the current record into view; without a row, only the note tells."""
        row = None
        if self._file is not None and self._selection.file == self._file.name:
            row = self.model.row_of(self._selection.record)
        if row is None:
            self.table.selectionModel().clear()
        elif row != self.table.currentIndex().row():
            self.table.go_to(row)
        self._tell()

    def _tell(self, alarm: str = "") -> None:
        text = alarm or self._summary()
        self.note.setText(tr(text))
        self.note.setProperty("role", "alarm" if alarm else "note")
        self.note.style().polish(self.note)

    def _summary(self) -> str:
        if self._file is None:
            return "ファイルを選んでいません。"
        total, shown = len(self._file), self.model.rowCount()
        if total == 0:
            return "0件のファイルです（通知がない月）。"
        text = f"全{total:,}件" if shown == total else f"全{total:,}件のうち{shown:,}件を表示"
        here = self._selection.file == self._file.name and 0 <= self._selection.record < total
        if here and self.model.row_of(self._selection.record) is None:
            text += f"　表示中の番号{self._selection.record + 1:,}は絞り込みの外です"
        return text

    def _start_search(self, text: str) -> None:
        if self._file is None or not text:
            self._stop_search()
            return
        self._jobs.cancel(SEARCH_JOB)
        self._late.start()
        self._jobs.start(
            self._search,
            self._file.name,
            text,
            on_done=self._search_done,
            on_error=self._search_failed,
            on_progress=lambda _stage, done, total: self._tell_progress(done, total),
            key=SEARCH_JOB,
        )

    def _tell_progress(self, done: int, total: int) -> None:
        if not self._late.isActive():
            self.filters.set_searching(done, total)

    def _search_done(self, found: NDArray[np.int64]) -> None:
        self._idle()
        self._found = found
        self._refilter()

    def _idle(self) -> None:
        self._late.stop()
        self.filters.set_idle()

    def _search_failed(self, error: KenpanError) -> None:
        self._idle()
        self._tell(str(error))

    def _stop_search(self) -> None:
        """Stop searching and show the records without the text filter."""
        self._jobs.cancel(SEARCH_JOB)
        self._idle()
        if self._found is not None:
            self._found = None
            self._refilter()

    def _go(self) -> None:
        if self._file is None:
            return
        record = parse_record(self.filters.go.text(), len(self._file))
        if record is None:
            self._tell(f"番号は1から{len(self._file):,}までです（0から数えるときは # を付けます）。")
            self.filters.go.selectAll()
            return
        self._selection.set_record(self._file.name, record)
        self.filters.go.clear()
        self._follow()
        self.table.setFocus()


def _focus(field: QLineEdit) -> None:
    field.setFocus(Qt.FocusReason.ShortcutFocusReason)
    field.selectAll()


class _Table(QTableView):
    """Uniform rows, whole-row selection, Home and End go to the first and last record."""

    def __init__(self, model: RecordModel) -> None:
        self._most = 0
        super().__init__()
        self._records, self._rows = model, RecordRows(self.font())
        self.kept = KeptColumns(self, self.horizontalHeader(), self._fill)
        self.setObjectName("review.records")
        self.setAccessibleName(tr("レコードの表"))
        self.setFont(tokens.narrow_font())
        self.setModel(model)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setTabKeyNavigation(False)
        self.setWordWrap(False)
        self.setShowGrid(False)
        self.setAlternatingRowColors(True)
        may_elide(self, columns.HEADERS[columns.NAME])
        opaque.make(self)
        self.verticalHeader().hide()
        self.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        header = self.horizontalHeader()
        header.setHighlightSections(False)
        header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        self._most = 0
        self._size_cells()

    def _size_cells(self) -> None:
        metrics = QFontMetricsF(self.font())
        self._rows.set_font(self.font())
        self.verticalHeader().setDefaultSectionSize(round(metrics.height() * 1.5))
        self._fill()

    def show_numbers_to(self, count: int) -> None:
        """Leave room for record numbers up to ``count``."""
        self._most = count
        self._fill()

    def go_to(self, row: int) -> None:
        """Make a row current; one that was out of sight comes to the middle, so that its neighbours are seen too."""
        index = self.model().index(row, columns.NUMBER)
        # Right after a reset the view has not measured its rows yet and would scroll nowhere.
        self.doItemsLayout()
        in_sight = self.viewport().rect().contains(self.visualRect(index).center())
        self.setCurrentIndex(index)
        if not in_sight:
            self.scrollTo(index, QAbstractItemView.ScrollHint.PositionAtCenter)

    def _fill(self) -> None:
        metrics = QFontMetricsF(self.font())
        samples = {
            columns.NUMBER: f"{max(self._most, 999):,}",
            columns.KIND: "件数表",
            columns.OFFICE: "事務所",
            columns.SYMBOL: "01-ABCD 00000",
        }
        widths = {column: round(metrics.horizontalAdvance(tr(sample)) + 8) for column, sample in samples.items()}
        head = self.horizontalHeader().sectionSizeHint(columns.NUMBER)
        widths[columns.NUMBER] = max(widths[columns.NUMBER], head)
        header = round(metrics.horizontalAdvance(tr(columns.HEADERS[columns.MARK])) + 14)
        widths[columns.MARK] = max(header, round(chips_width(1, metrics)))
        room = round(metrics.horizontalAdvance("漢") * _GOOD_NAME_EM)
        show_what_fits(self.kept, widths, _OPTIONAL, room)
        fill_width(self.kept, columns.NAME, _NAME_EM)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Rows as a whole, no delegates: a cell in a style with a sheet takes some ten times as long as a row."""
        opaque.fill(self, event)
        painter, palette, dirty = QPainter(self.viewport()), self.palette(), event.rect()
        cells, chosen = self._cells(), self.currentIndex().row()
        role = QPalette.ColorRole
        for row in range(max(self.rowAt(dirty.top()), 0), self._records.rowCount()):
            area = QRect(0, self.rowViewportPosition(row), self.viewport().width(), self.rowHeight(row))
            if area.top() > dirty.bottom():
                break
            if row == chosen:
                painter.fillRect(area, palette.highlight())
            elif row % 2:
                painter.fillRect(area, palette.alternateBase())
            ink = palette.color(role.HighlightedText if row == chosen else role.Text)
            marks, texts = self._records.row(row)
            self._rows.draw_row(painter, area, cells, texts, marks, ink)

    def _cells(self) -> tuple[Cell, ...]:
        header = self.horizontalHeader()
        shown = (column for column in range(header.count()) if not header.isSectionHidden(column))
        return tuple(Cell(at, header.sectionViewportPosition(at), header.sectionSize(at)) for at in shown)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fill()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == event.Type.FontChange:
            self._size_cells()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        edge = {Qt.Key.Key_Home: 0, Qt.Key.Key_End: self.model().rowCount() - 1}.get(Qt.Key(event.key()))
        if edge is None or edge < 0:
            super().keyPressEvent(event)
        else:
            self.setCurrentIndex(self.model().index(edge, columns.NUMBER))
