"""The envelope report as a table: what must show, what must hide, and how narrowly."""

from collections.abc import Mapping
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QEvent, QModelIndex, QPersistentModelIndex, Qt, Signal
from PySide6.QtGui import QBrush, QColor, QFontMetricsF, QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableView, QWidget

from app.language import tr
from app.sheet.envelope import EnvelopeReport, ItemClearance
from app.ui.kit import tokens
from app.ui.kit.columns import KeptColumns
from app.ui.kit.fitting import may_elide
from app.ui.review.column_width import fill_width
from app.ui.review.layers import WINDOW_NAMES

VERDICT, NAME, WINDOW, MUST, LEAST, NEEDED = range(6)
HEADERS = ("判定", "項目", "窓", "求め", "最小余裕", "必要")
_RIGHT = (LEAST, NEEDED)
_NAME_EM = 7
Index = QModelIndex | QPersistentModelIndex


class ClearanceModel(QAbstractTableModel):
    """One row an item, hardest first; all texts made when the report arrives."""

    def __init__(self) -> None:
        super().__init__()
        self.items: tuple[ItemClearance, ...] = ()
        self._cells: list[tuple[str, ...]] = []
        self._picked: frozenset[str] = frozenset()
        self._hovered: frozenset[str] = frozenset()

    def show(self, report: EnvelopeReport | None, names: Mapping[str, str]) -> None:
        """Take another report; ``names`` are the items' Japanese names by id."""
        items = list(report.items) if report is not None else []
        size = ""
        if report is not None and report.barcode is not None:
            items.append(report.barcode.item)
            size = f"（{report.barcode.size_pt:g} ポイント・ピッチ {report.barcode.pitch_mm:.2f} mm）"
        barcode = items[-1] if size else None
        self.beginResetModel()
        self.items = tuple(sorted(items, key=lambda item: item.worst.mm - item.required))
        self._cells = [_cells(item, names[item.id] + (size if item is barcode else "")) for item in self.items]
        self.endResetModel()

    def light(self, picked: frozenset[str], hovered: frozenset[str]) -> None:
        """Which items, by id, are picked or pointed at anywhere in the window."""
        if (picked, hovered) == (self._picked, self._hovered):
            return
        self._picked, self._hovered = picked, hovered
        if self.items:
            last = self.index(len(self.items) - 1, len(HEADERS) - 1)
            self.dataChanged.emit(self.index(0, 0), last, [Qt.ItemDataRole.BackgroundRole])

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else len(self.items)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else len(HEADERS)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if orientation == Qt.Orientation.Horizontal and role == Qt.ItemDataRole.DisplayRole:
            return tr(HEADERS[section])
        return None

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid():
            return None
        item = self.items[index.row()]
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            return tr(self._cells[index.row()][index.column()])
        if role == Qt.ItemDataRole.ToolTipRole:
            why = "" if item.judged else "\n印字する文字が分からないため、判定していません。"
            return tokens.plain_tooltip(self._cells[index.row()][NAME] + why)
        if role == Qt.ItemDataRole.ForegroundRole and item.judged and not item.ok:
            return QBrush(QColor(tokens.ALARM))
        if role == Qt.ItemDataRole.BackgroundRole and item.id in (self._picked | self._hovered):
            return QBrush(QColor(tokens.CHOSEN if item.id in self._picked else tokens.HOVER))
        if role == Qt.ItemDataRole.TextAlignmentRole:
            side = Qt.AlignmentFlag.AlignRight if index.column() in _RIGHT else Qt.AlignmentFlag.AlignLeft
            return side | Qt.AlignmentFlag.AlignVCenter
        return None


def _cells(item: ItemClearance, name: str) -> tuple[str, ...]:
    through = "（透け）" if item.show_through else ""
    return (
        "― 未判定" if not item.judged else "○ 適" if item.ok else "× 否",
        name + through,
        WINDOW_NAMES[item.worst.window],
        "見える" if item.must == "show" else "隠れる",
        f"{item.worst.mm:.2f} mm" if item.judged else "―",
        f"{item.required:.1f} mm",
    )


class ClearanceTable(QTableView):
    """``chosen(item)`` and ``pointed(item or None)`` are sent for what a person does, never for what code does."""

    chosen = Signal(object)
    pointed = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._model = ClearanceModel()
        self.kept = KeptColumns(self, self.horizontalHeader(), self._size_cells)
        self.setObjectName("review.clearance")
        self.setModel(self._model)
        self.setAccessibleName(tr("窓の余裕"))
        may_elide(self, "項目")
        self.setFont(tokens.narrow_font())
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setTabKeyNavigation(False)
        self.setWordWrap(False)
        self.setMouseTracking(True)
        self.verticalHeader().hide()
        self.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.horizontalHeader().setHighlightSections(False)
        self.clicked.connect(lambda index: self.chosen.emit(self._model.items[index.row()]))
        self.entered.connect(lambda index: self.pointed.emit(self._model.items[index.row()]))
        self._size_cells()

    def _size_cells(self) -> None:
        metrics = QFontMetricsF(self.font())
        self.verticalHeader().setDefaultSectionSize(round(metrics.height() * 1.4))
        samples = {VERDICT: "― 未判定", WINDOW: "事務所窓", MUST: "見える", LEAST: "-00.00 mm", NEEDED: "0.0 mm"}
        for column, sample in samples.items():
            self.kept.fit(column, round(metrics.horizontalAdvance(tr(sample)) + 14))
        # Enough rows to be of use, and no more: the envelope above needs the room.
        self.setMinimumHeight(round(metrics.height() * 1.4 * 2.2) + self.horizontalHeader().sizeHint().height())
        self._fill()

    def _fill(self) -> None:
        fill_width(self.kept, NAME, _NAME_EM)

    def show_report(self, report: EnvelopeReport | None, names: Mapping[str, str]) -> None:
        """Take another report; nothing is chosen until the user does."""
        self._model.show(report, names)

    def items(self) -> tuple[ItemClearance, ...]:
        """The rows in order."""
        return self._model.items

    def choose(self, item: ItemClearance) -> None:
        """Make this row the current one and say so, for a key or button that a person pressed."""
        self.setCurrentIndex(self._model.index(self._model.items.index(item), 0))
        self.chosen.emit(item)

    def light(self, picked: frozenset[str], hovered: frozenset[str]) -> None:
        """Show what is picked and pointed at elsewhere; the current row stays if it is among what is picked."""
        self._model.light(picked, hovered)
        here = self.currentIndex()
        if here.isValid() and self._model.items[here.row()].id in picked:
            return
        row = next((row for row, item in enumerate(self._model.items) if item.id in picked), None)
        if row is None:
            self.selectionModel().clear()
        else:
            self.setCurrentIndex(self._model.index(row, 0))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        before = self.currentIndex().row()
        super().keyPressEvent(event)
        now = self.currentIndex()
        if now.isValid() and now.row() != before:
            self.chosen.emit(self._model.items[now.row()])

    def leaveEvent(self, event: QEvent) -> None:
        self.pointed.emit(None)
        super().leaveEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fill()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange:
            self._size_cells()
