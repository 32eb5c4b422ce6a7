"""The list of findings with its keys."""

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QModelIndex, QRect, Qt, Signal
from PySide6.QtGui import QFont, QFontMetricsF, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPalette, QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableView, QWidget

from app.language import tr
from app.ui.findings import findings_model as columns
from app.ui.findings.findings_model import FindingsModel
from app.ui.kit import opaque, tokens
from app.ui.kit.columns import KeptColumns
from app.ui.kit.fitting import may_elide
from app.ui.review.column_width import fill_width

_CONTENT_EM = 12
_SAMPLES = {
    columns.FILE: "ZMGKK#1301",
    columns.RECORD: "940,000",
    columns.BYTES: "980〜980",
    columns.COUNT: "9,999",
    columns.DONE: "",
}
_DONE = "△ まとめて"
_INSET = 3
_HEAD_PAD = 22
"""For the sign of the order beside a heading."""


class FindingsView(QTableView):
    """``wanted(name)`` is sent for a key that the page carries out: ``after``, ``before``, ``next``, ``last``, ``go``,
    ``mark``, ``mark_anew``, ``undo``, ``explain``, ``together``, ``severity0`` …; ``moved()`` when another row became
    the current one."""

    wanted = Signal(str)
    moved = Signal()

    def __init__(self, model: FindingsModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._model = model
        self._samples = dict(_SAMPLES)
        sort = (columns.CONTENT, Qt.SortOrder.AscendingOrder)
        self.kept = KeptColumns(self, self.horizontalHeader(), self._size_cells, sort)
        self.setObjectName("findings.list")
        self.setModel(model)
        self.setAccessibleName(tr("指摘の一覧"))
        may_elide(self, columns.HEADERS[columns.CONTENT])
        self.setFont(tokens.narrow_font())
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setTabKeyNavigation(False)
        self.setWordWrap(False)
        self.setShowGrid(False)
        self.setAlternatingRowColors(True)
        opaque.make(self)
        self.verticalHeader().hide()
        self.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        header = self.horizontalHeader()
        header.setHighlightSections(False)
        header.setSectionsClickable(True)
        header.setSortIndicator(*sort)
        header.setSortIndicatorShown(True)
        self.selectionModel().currentRowChanged.connect(lambda *_: self.moved.emit())
        self.doubleClicked.connect(self._double)
        self._size_cells()

    # Rows

    @property
    def row(self) -> int | None:
        """The current row."""
        index = self.currentIndex()
        return index.row() if index.isValid() else None

    def go_to_row(self, row: int) -> None:
        """Make a row current and bring it into sight, with its neighbours if it was far away."""
        index = self._model.index(row, columns.CONTENT)
        # Right after a reset the view has not measured its rows yet and would scroll nowhere.
        self.executeDelayedItemsLayout()
        near = self.viewport().rect().contains(self.visualRect(index).center())
        self.setCurrentIndex(index)
        if not near:
            self.scrollTo(index, QAbstractItemView.ScrollHint.PositionAtCenter)

    def toggle(self, opened: bool | None = None) -> None:
        """Open or close the group of the current row; ``None`` turns it round. The group's row becomes current."""
        row = self.row
        if row is None:
            return
        group = self._model.group_at(row)
        self.setCurrentIndex(self._model.index(self._model.top_of(group), columns.CONTENT))
        self._model.set_open(group, not self._model.is_open(group) if opened is None else opened)

    def _double(self, index: QModelIndex) -> None:
        if self._model.finding_at(index.row()) is not None:
            self.wanted.emit("go")

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """A click on the ▸ of a group opens it."""
        super().mousePressEvent(event)
        index = self.indexAt(event.position().toPoint())
        if index.isValid() and index.column() == columns.CONTENT and self._model.finding_at(index.row()) is None:
            hand = QFontMetricsF(self.font()).horizontalAdvance(tr("▸　")) + 6
            if event.position().x() - self.visualRect(index).left() <= hand:
                self.toggle()

    # Keys

    def keyPressEvent(self, event: QKeyEvent) -> None:
        plain = event.modifiers() in (Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.KeypadModifier)
        key = Qt.Key(event.key())
        if plain and key in _ASKED:
            self.wanted.emit(_ASKED[key])
        elif key == Qt.Key.Key_M and event.modifiers() == Qt.KeyboardModifier.ShiftModifier:
            self.wanted.emit("mark_anew")
        elif plain and key == Qt.Key.Key_Space:
            self.toggle()
        elif plain and key in (Qt.Key.Key_Home, Qt.Key.Key_End):
            if self._model.rowCount():
                self.go_to_row(0 if key == Qt.Key.Key_Home else self._model.rowCount() - 1)
        elif plain and key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._enter()
        else:
            super().keyPressEvent(event)

    def keyboardSearch(self, _search: str) -> None:
        """Letters are keys here; looking through a million rows for one would only halt the window."""

    def _enter(self) -> None:
        row = self.row
        if row is not None and self._model.finding_at(row) is None:
            self.toggle()
        else:
            self.wanted.emit("go")

    # Widths

    def make_room(self, widest: Sequence[str], *, marked: bool) -> None:
        """Columns as wide as what stands in them: of file, record, bytes and count the longest texts, and whether any
        finding is marked. What they leave is the finding's own.
        """
        texts = (*widest, _DONE if marked else "")
        self._samples = dict(zip(_SAMPLES, texts, strict=True))
        self._size_cells()

    def _size_cells(self) -> None:
        metrics = QFontMetricsF(self.font())
        self.verticalHeader().setDefaultSectionSize(round(metrics.height() * 1.45))
        heading = QFontMetricsF(self.horizontalHeader().font())
        ems = self.viewport().width() / metrics.horizontalAdvance("漢")
        # In a narrow panel file and bytes stand below the list, with the finding that is chosen.
        self.setColumnHidden(columns.FILE, ems < _NARROW_EM)
        self.setColumnHidden(columns.BYTES, ems < _NARROWER_EM)
        for column, sample in self._samples.items():
            head = heading.horizontalAdvance(tr(columns.HEADERS[column])) + _HEAD_PAD
            self.kept.fit(column, round(max(metrics.horizontalAdvance(tr(sample)) + 12, head)))
        fill_width(self.kept, columns.CONTENT, _CONTENT_EM)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Rows as a whole, no delegates: a cell in a style with a sheet takes some ten times as long."""
        opaque.fill(self, event)
        painter, palette, dirty = QPainter(self.viewport()), self.palette(), event.rect()
        fonts = [QFont(self.font()), QFont(self.font())]
        fonts[True].setBold(True)
        metrics, header = [QFontMetricsF(font) for font in fonts], self.horizontalHeader()
        shown = [column for column in range(header.count()) if not header.isSectionHidden(column)]
        rooms = {column: (header.sectionViewportPosition(column), header.sectionSize(column)) for column in shown}
        current, role = self.currentIndex().row(), QPalette.ColorRole
        for row in range(max(self.rowAt(dirty.top()), 0), self._model.rowCount()):
            area = QRect(0, self.rowViewportPosition(row), self.viewport().width(), self.rowHeight(row))
            if area.top() > dirty.bottom():
                break
            if row == current or row % 2:
                painter.fillRect(area, palette.highlight() if row == current else palette.alternateBase())
            texts, colour, bold = self._model.row(row)
            painter.setFont(fonts[bold])
            own = role.HighlightedText if row == current else role.Text
            painter.setPen(palette.color(own) if row == current or colour is None else colour)
            for column, (left, width) in rooms.items():
                if texts[column]:
                    room = QRect(left + _INSET, area.top(), width - 2 * _INSET, area.height())
                    told = metrics[bold].elidedText(texts[column], Qt.TextElideMode.ElideRight, room.width())
                    painter.drawText(room, columns.alignment(column), told)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._size_cells()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange:
            self._size_cells()


_NARROW_EM, _NARROWER_EM = 50, 36
_ASKED = {
    Qt.Key.Key_Right: "after",
    Qt.Key.Key_Left: "before",
    Qt.Key.Key_N: "next",
    Qt.Key.Key_P: "last",
    Qt.Key.Key_M: "mark",
    Qt.Key.Key_U: "undo",
    Qt.Key.Key_D: "decide",
    Qt.Key.Key_H: "explain",
    Qt.Key.Key_1: "severity0",
    Qt.Key.Key_2: "severity1",
    Qt.Key.Key_3: "severity2",
    Qt.Key.Key_4: "together",
}
