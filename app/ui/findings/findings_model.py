"""The findings as one flat table: a row for each group, and below an open group a row for each of its findings.

Flat because a tree view lays out every row of an open branch; a table of fixed row heights only looks at what is seen.
"""

from bisect import bisect_right
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt
from PySide6.QtGui import QBrush, QColor, QFont

from app.checks.model import Finding
from app.language import tr
from app.reports.finding_words import SIGNS, WHOLE_VOLUME, bytes_text, record_text, rule_of
from app.ui.findings.finding_table import FindingTable, Places, Shown, SortBy
from app.ui.kit import tokens
from app.ui.review.texts import visible

CONTENT, FILE, RECORD, BYTES, COUNT, DONE = range(6)
HEADERS = ("指摘", "ファイル", "番号", "バイト", "件数", "確認")
SORTS = {
    CONTENT: SortBy.SEVERITY, FILE: SortBy.PLACE, RECORD: SortBy.PLACE, BYTES: SortBy.PLACE, COUNT: SortBy.COUNT,
    DONE: SortBy.OPEN,
}  # fmt: skip
"""What a click on each heading sorts by."""

_RIGHT = (RECORD, BYTES, COUNT)
_CENTRE = (FILE, DONE)
_WHOLE = "全体"
_CLOSED, _OPENED, _INDENT = "▸ ", "▾ ", "　　　"
_SAME = "〃"
_COLOURS = {"error": "ALARM", "warning": "WARNING", "info": "FAINT"}

Index = QModelIndex | QPersistentModelIndex


class FindingsModel(QAbstractTableModel):
    """``done`` and ``together`` ``(n,)`` are shared with the page, which calls :meth:`done_changed` after a change."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._table: FindingTable | None = None
        self._shown = Shown(*(np.empty(0, dtype=np.int64),) * 4)
        self._done: NDArray[np.bool_] = np.zeros(0, dtype=bool)
        self._together: NDArray[np.bool_] = np.zeros(0, dtype=bool)
        self._open: NDArray[np.bool_] = np.zeros(0, dtype=bool)
        self._hands: NDArray[np.bool_] = np.zeros(0, dtype=bool)
        self._tops: Places = np.zeros(1, dtype=np.int64)
        self._beginnings: list[int] = [0]
        self._file_texts: dict[int, str] = {}
        self._done_counts: dict[int, int] = {}
        self._bold = QFont()
        self._bold.setBold(True)

    # What is shown

    def show(
        self, table: FindingTable | None, shown: Shown, done: NDArray[np.bool_], together: NDArray[np.bool_]
    ) -> None:
        """Show these; groups that were open stay open if the table is the same one."""
        kept = set(self._shown.groups[self._open].tolist()) if table is self._table else set()
        self.beginResetModel()
        self._table, self._shown, self._done, self._together = table, shown, done, together
        self._open = np.array([group in kept for group in shown.groups.tolist()], dtype=bool)
        self._hands = self._open.copy()
        self._file_texts.clear()
        self._done_counts.clear()
        self._retop()
        self.endResetModel()

    def _retop(self) -> None:
        """``_tops`` ``(g + 1,)``: the row of each group, and the number of rows."""
        sizes = 1 + np.diff(self._shown.starts) * self._open if len(self._open) else np.empty(0, dtype=np.int64)
        self._tops = np.append(0, np.cumsum(sizes)).astype(np.int64)
        self._beginnings = self._tops.tolist()

    def group_at(self, row: int) -> int:
        """The place of the group, in the order shown, that this row belongs to."""
        return bisect_right(self._beginnings, row) - 1

    def finding_at(self, row: int) -> int | None:
        """The number of the finding in this row, ``None`` for a group's own row."""
        group = self.group_at(row)
        child = row - self._beginnings[group] - 1
        return None if child < 0 else int(self._shown.order[int(self._shown.starts[group]) + child])

    def findings_of(self, row: int) -> Places:
        """The findings that a row stands for: one, or all shown of its group."""
        finding = self.finding_at(row)
        if finding is not None:
            return np.array([finding], dtype=np.int64)
        group = self.group_at(row)
        return self._shown.order[self._shown.starts[group] : self._shown.starts[group + 1]]

    def place_of(self, row: int) -> int:
        """Where to step from: the place of the row's finding in the order; of a group just before its first one."""
        finding = self.finding_at(row)
        return int(self._shown.starts[self.group_at(row)]) - 1 if finding is None else int(self._shown.place[finding])

    def row_of(self, finding: int) -> int | None:
        """The row of a finding, after its group was opened; ``None`` if the filter hides it."""
        place = int(self._shown.place[finding])
        if place < 0:
            return None
        group = int(np.searchsorted(self._shown.starts, place, side="right")) - 1
        self.set_open(group, True)
        return int(self._tops[group]) + 1 + place - int(self._shown.starts[group])

    def is_open(self, group: int) -> bool:
        """Whether the findings of the group are listed."""
        return bool(self._open[group])

    def set_open(self, group: int, opened: bool) -> None:
        """List the findings of a group, or put them away."""
        if opened == self._open[group]:
            return
        top = int(self._tops[group])
        count = int(self._shown.starts[group + 1] - self._shown.starts[group])
        begin, end = (
            (self.beginInsertRows, self.endInsertRows) if opened else (self.beginRemoveRows, self.endRemoveRows)
        )
        begin(QModelIndex(), top + 1, top + count)
        self._open[group] = opened
        self._retop()
        end()
        # Only now: a row must not change while others are put in below it.
        self._hands[group] = opened
        self.dataChanged.emit(self.index(top, CONTENT), self.index(top, CONTENT))

    def top_of(self, group: int) -> int:
        """The group's own row."""
        return int(self._tops[group])

    def done_changed(self) -> None:
        """Show the marks anew."""
        self._done_counts.clear()
        if self.rowCount():
            self.dataChanged.emit(self.index(0, 0), self.index(self.rowCount() - 1, len(HEADERS) - 1))

    # For Qt

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else self._beginnings[-1]

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else len(HEADERS)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if orientation == Qt.Orientation.Horizontal and role == Qt.ItemDataRole.DisplayRole:
            return tr(HEADERS[section])
        return None

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid() or self._table is None:
            return None
        row, column = index.row(), index.column()
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            return tr(self._text(self._table, row, column))
        if role == Qt.ItemDataRole.ToolTipRole and column == CONTENT:
            return tokens.plain_tooltip(self._text(self._table, row, column).strip("　▸▾ "))
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return alignment(column)
        if role == Qt.ItemDataRole.ForegroundRole:
            return self._colour(self._table, row)
        if role == Qt.ItemDataRole.FontRole and self.finding_at(row) is None:
            return self._bold
        return None

    def row(self, row: int) -> tuple[tuple[str, ...], QColor | None, bool]:
        """What a row says, in which colour if not in that of all text, and whether it is that of a group. A group of
        the same rule as the one above does not say its title again: what is its own then has the room.
        """
        assert self._table is not None
        colour = self._colour(self._table, row)
        texts = tuple(tr(self._text(self._table, row, column, brief=True)) for column in range(len(HEADERS)))
        return texts, None if colour is None else colour.color(), self.finding_at(row) is None

    def _text(self, table: FindingTable, row: int, column: int, *, brief: bool = False) -> str:
        finding = self.finding_at(row)
        if finding is None:
            return self._group_text(table, self.group_at(row), column, brief=brief)
        if column == DONE:
            return _done_text(bool(self._done[finding]), bool(self._together[finding]))
        return _finding_text(table.findings[finding], column)

    def _group_text(self, table: FindingTable, place: int, column: int, *, brief: bool) -> str:
        group = table.groups[int(self._shown.groups[place])]
        mine = self._shown.order[self._shown.starts[place] : self._shown.starts[place + 1]]
        if column == CONTENT:
            head = _OPENED if self._hands[place] else _CLOSED
            title = rule_of(group.rule, group.severity).title
            text = tr(visible(group.heading if len(mine) > 1 else table.findings[mine[0]].message))
            if brief and self._same_rule_above(table, place):
                return f"{head}{tr(SIGNS[group.severity])}　{_SAME}　{text}"
            return f"{head}{tr(SIGNS[group.severity])}　{tr(title)}　—　{text}"
        if column == FILE:
            return self._file_text(table, place, mine)
        if column == COUNT:
            return f"{len(mine):,}"
        if column == DONE:
            done = self._done_count(place, mine)
            whole = done == len(mine)
            return "" if done == 0 else f"{done:,}／{len(mine):,} 件" if not whole else self._all_done_text(mine)
        return ""

    def _same_rule_above(self, table: FindingTable, place: int) -> bool:
        if not place:
            return False
        one, other = (table.groups[int(self._shown.groups[at])] for at in (place - 1, place))
        return (one.rule, one.severity) == (other.rule, other.severity)

    def _file_text(self, table: FindingTable, place: int, mine: Places) -> str:
        if place not in self._file_texts:
            files = np.unique(table.file_of[mine])
            one = len(files) == 1
            self._file_texts[place] = (table.files[files[0]] or WHOLE_VOLUME) if one else f"{len(files)} ファイル"
        return self._file_texts[place]

    def _done_count(self, place: int, mine: Places) -> int:
        if place not in self._done_counts:
            self._done_counts[place] = int(np.count_nonzero(self._done[mine]))
        return self._done_counts[place]

    def _all_done_text(self, mine: Places) -> str:
        return _done_text(True, bool(self._together[mine].any()))

    def _colour(self, table: FindingTable, row: int) -> QBrush | None:
        finding = self.finding_at(row)
        if finding is None:
            group = table.groups[int(self._shown.groups[self.group_at(row)])]
            return QBrush(tokens.named(_COLOURS[group.severity]))
        return QBrush(QColor(tokens.FAINT)) if self._done[finding] else None


def _done_text(done: bool, together: bool) -> str:
    """A mark that nobody looked for at each finding is not the same mark."""
    return "" if not done else "△ まとめて" if together else "✓ 済"


def _finding_text(finding: Finding, column: int) -> str:
    if column == CONTENT:
        return _INDENT + visible(finding.message)
    if column == FILE:
        return finding.file
    if column == RECORD:
        return _WHOLE if finding.record is None else record_text(finding)
    if column == BYTES:
        # Bytes of a whole file need more room than the column has; the full text tells them.
        return "" if finding.record is None else bytes_text(finding)
    return f"続き {finding.records:,} 件" if finding.records > 1 else ""


def alignment(column: int) -> Qt.AlignmentFlag:
    """On which side of its column a text stands."""
    side = Qt.AlignmentFlag.AlignLeft
    if column in _RIGHT:
        side = Qt.AlignmentFlag.AlignRight
    elif column in _CENTRE:
        side = Qt.AlignmentFlag.AlignHCenter
    return side | Qt.AlignmentFlag.AlignVCenter
