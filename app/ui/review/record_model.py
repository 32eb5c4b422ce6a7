"""The record list as a table model: a million rows over one numpy index array."""

from collections import OrderedDict
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from app.cases.marks import Mark
from app.language import tr
from app.ui.kit import tokens
from app.ui.review.marks import ALL_MARKS, marks_of, marks_tooltip
from app.ui.review.texts import visible

if TYPE_CHECKING:
    from app.month.looking.model import RecordLine
    from app.month.looking.open_files import OpenFiles

NUMBER, KIND, OFFICE, SYMBOL, NAME, MARK = range(6)
HEADERS = ("番号", "種別", "事務所", "整理記号-番号", "名称", "印")
RECORD_ROLE = Qt.ItemDataRole.UserRole + 1

NOTICE_KINDS: Mapping[int, str] = {0: "引抜 00", 1: "明細 01", 2: "合計 02", 255: "不明"}
"""Names of ``NoticeFile.types``, in the order of the kind filter."""

# Made once: data() is asked for every role of every cell that is painted.
_SIDES = {
    NUMBER: Qt.AlignmentFlag.AlignRight,
    KIND: Qt.AlignmentFlag.AlignHCenter,
    OFFICE: Qt.AlignmentFlag.AlignHCenter,
}
ALIGNMENTS = tuple(
    _SIDES.get(column, Qt.AlignmentFlag.AlignLeft) | Qt.AlignmentFlag.AlignVCenter for column in range(len(HEADERS))
)
_DISPLAY, _TOOLTIP = int(Qt.ItemDataRole.DisplayRole), int(Qt.ItemDataRole.ToolTipRole)
_ALIGNMENT, _ACCESSIBLE = int(Qt.ItemDataRole.TextAlignmentRole), int(Qt.ItemDataRole.AccessibleTextRole)
_BLOCK = 64
_KEPT_BLOCKS = 32

_Index = QModelIndex | QPersistentModelIndex
_Row = tuple["RecordLine", tuple[str, ...]]


@dataclass(frozen=True, eq=False)
class ListedFile:
    """What the list needs of one file. ``kinds`` and ``marks`` are ``(n,)``; ``line(record)`` takes microseconds.

    ``unjudged`` says of marks why their absence means nothing.
    """

    name: str
    kinds: NDArray[np.uint8]
    marks: NDArray[np.integer[Any]]
    line: "Callable[[int], RecordLine]"
    kind_names: Mapping[int, str] = field(default_factory=lambda: NOTICE_KINDS)
    unjudged: Mapping[Mark, str] = field(default_factory=dict)

    def __len__(self) -> int:
        return len(self.kinds)


def filtered(file: ListedFile, kind: int | None, marks: int, found: NDArray[np.int64] | None) -> NDArray[np.int64]:
    """Records of this kind (``None`` any) with at least one of these marks (0 any) among ``found`` (``None`` any)."""
    wanted = np.ones(len(file), dtype=bool)
    if kind is not None:
        wanted &= file.kinds == kind
    if marks:
        wanted &= (file.marks & marks) != 0
    if found is not None:
        hit = np.zeros(len(file), dtype=bool)
        hit[found] = True
        wanted &= hit
    return np.flatnonzero(wanted)


def mark_counts(file: ListedFile) -> dict[int, int]:
    """How many records carry each mark."""
    return {int(look.mark): int(np.count_nonzero(file.marks & int(look.mark))) for look in ALL_MARKS}


def kind_choices(file: ListedFile) -> list[tuple[int, str]]:
    """The kinds that the file really has, each with its name and number of records."""
    counts = [(kind, name, int(np.count_nonzero(file.kinds == kind))) for kind, name in file.kind_names.items()]
    return [(kind, f"{name}（{count:,} レコード）") for kind, name, count in counts if count]


class RecordModel(QAbstractTableModel):
    """Rows are the shown records in ascending order. Lines are fetched a block at a time and kept for a while."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._file: ListedFile | None = None
        self._shown: NDArray[np.int64] = np.empty(0, dtype=np.int64)
        self._blocks: OrderedDict[int, tuple[_Row, ...]] = OrderedDict()

    def set_file(self, file: ListedFile | None, shown: NDArray[np.int64]) -> None:
        """Show these records (0-based, ascending) of a file."""
        self.beginResetModel()
        self._file, self._shown = file, shown
        self._blocks.clear()
        self.endResetModel()

    def record_at(self, row: int) -> int:
        """The record in this row."""
        return int(self._shown[row])

    def row_of(self, record: int) -> int | None:
        """The row of this record, ``None`` if it is not shown."""
        row = int(np.searchsorted(self._shown, record))
        return row if row < len(self._shown) and self._shown[row] == record else None

    def rowCount(self, parent: _Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else len(self._shown)

    def columnCount(self, parent: _Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else len(HEADERS)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if orientation == Qt.Orientation.Horizontal and role == Qt.ItemDataRole.DisplayRole:
            return tr(HEADERS[section])
        return None

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid():
            return None
        row, column = index.row(), index.column()
        if role in (_DISPLAY, _ACCESSIBLE):
            return self._line(row)[1][column]
        if role == _ALIGNMENT:
            return ALIGNMENTS[column]
        if role == _TOOLTIP:
            return tokens.data_tooltip(self._tooltip(row, column))
        return self.record_at(row) if role == RECORD_ROLE else None

    def _tooltip(self, row: int, column: int) -> str:
        line, texts = self._line(row)
        if column == NUMBER:
            return tr("番号 {number:,}（0から数えて #{record:,}）", number=line.number, record=self.record_at(row))
        if column == KIND:
            return tr(line.kind_text)
        return tr(marks_tooltip(line.marks)) if column == MARK else texts[column]

    def row(self, row: int) -> tuple[int, tuple[str, ...]]:
        """The marks and the texts of a row."""
        line, texts = self._line(row)
        return line.marks, texts

    def _line(self, row: int) -> "_Row":
        block, place = divmod(row, _BLOCK)
        lines = self._blocks.get(block)
        if lines is None:
            lines = self._fetch(block)
        else:
            self._blocks.move_to_end(block)
        return lines[place]

    def _fetch(self, block: int) -> "tuple[_Row, ...]":
        assert self._file is not None
        records = self._shown[block * _BLOCK : (block + 1) * _BLOCK]
        made = (self._file.line(int(record)) for record in records)
        lines = tuple((line, _texts(line)) for line in made)
        self._blocks[block] = lines
        while len(self._blocks) > _KEPT_BLOCKS:
            self._blocks.popitem(last=False)
        return lines


def _texts(line: "RecordLine") -> tuple[str, ...]:
    marks = " ".join(tr(look.text) for look in marks_of(line.marks))
    told = tr(line.kind_text)
    kind = told.rpartition(" ")[0] or told
    return (f"{line.number:,}", kind, line.office, line.symbol_number, visible(line.name), marks)


def layout_of(bench: "OpenFiles", file: str, record: int) -> tuple[object, ...] | None:
    """What kind of record this is, as far as its fields go; ``None`` if it cannot be divided into fields."""
    if file in bench.counts:
        row = bench.counts[file].row(record)
        return None if row is None else ("counts", bench.counts[file].scheme, row.kind)
    notices = bench.notices[file]
    return None if notices.layout(record) is None else ("notices", notices.scheme, int(notices.types[record]))
