"""Differences as rows: groups of those that are alike, and the members of one; ``data`` works nothing out."""

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt
from PySide6.QtGui import QColor

from app.language import Data, tr
from app.proof.compared.captions import group_text
from app.proof.compared.differences import DECISIONS, SIDE_NAMES, DifferenceReview, rule_title
from app.proof.printed.model import Difference
from app.ui.kit import tokens

Index = QModelIndex | QPersistentModelIndex
_GROUP_HEADS = ("重さ", "違い", "件", "見た", "決定")
_MEMBER_HEADS = ("見た", "頁", "番号", "データ", "印刷")
_SEVERITIES = {"error": "× 誤り", "warning": "▲ 注意"}


class _Table(QAbstractTableModel):
    heads: tuple[str, ...] = ()

    def __init__(self) -> None:
        super().__init__()
        self._rows: list[tuple[str, ...]] = []
        self._tips: list[str] = []
        self._inks: list[str] = []

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else len(self._rows)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else len(self.heads)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if role == Qt.ItemDataRole.DisplayRole and orientation == Qt.Orientation.Horizontal:
            return tr(self.heads[section])
        return None

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid():
            return None
        if role == Qt.ItemDataRole.DisplayRole:
            return self._rows[index.row()][index.column()]
        if role == Qt.ItemDataRole.ToolTipRole:
            return tokens.plain_tooltip(self._tips[index.row()])
        if role == Qt.ItemDataRole.ForegroundRole and self._inks[index.row()]:
            return QColor(self._inks[index.row()])
        return None

    def _fill(self, rows: Sequence[tuple[tuple[str, ...], str, str]]) -> None:
        self.beginResetModel()
        self._rows = [row for row, _, _ in rows]
        self._tips = [tip for _, tip, _ in rows]
        self._inks = [ink for _, _, ink in rows]
        self.endResetModel()

    def _change(self, at: int, row: tuple[tuple[str, ...], str, str]) -> None:
        self._rows[at], self._tips[at], self._inks[at] = row
        self.dataChanged.emit(self.index(at, 0), self.index(at, len(self.heads) - 1))


class GroupModel(_Table):
    """Groups of a review, as far as ``shown`` lists them by their places."""

    heads = _GROUP_HEADS

    def __init__(self) -> None:
        super().__init__()
        self._review: DifferenceReview | None = None
        self.shown: tuple[int, ...] = ()

    def show_groups(self, review: DifferenceReview | None, shown: Sequence[int]) -> None:
        """These groups of this review."""
        self._review, self.shown = review, tuple(shown)
        self._fill([] if review is None else [self._row(review, at) for at in self.shown])

    def renew(self, group: int) -> None:
        """A group was looked at further, or decided on."""
        if self._review is not None and group in self.shown:
            self._change(self.shown.index(group), self._row(self._review, group))

    def _row(self, review: DifferenceReview, at: int) -> tuple[tuple[str, ...], str, str]:
        one = review.groups[at]
        ruling = review.rulings.get(at)
        seen = review.seen_of(at)
        whole = "✓ " if seen == len(one.members) else ""
        decision = "" if ruling is None else DECISIONS[ruling.decision]
        words = (_SEVERITIES[one.severity], group_text(one), f"{len(one.members):,}", f"{whole}{seen:,}", decision)
        row = tuple(map(tr, words))
        reason = "" if ruling is None else f"\n決定：{decision}　{ruling.reason}"
        return row, f"{group_text(one)}\n{one.message}{reason}", "" if ruling is None else tokens.FAINT


class MemberModel(_Table):
    """The differences of one group, in the order of the pages."""

    heads = _MEMBER_HEADS

    def __init__(self) -> None:
        super().__init__()
        self._review: DifferenceReview | None = None
        self.members: tuple[int, ...] = ()

    def show_group(self, review: DifferenceReview | None, group: int | None) -> None:
        """Another group, or none."""
        self._review = review
        self.members = () if review is None or group is None else review.groups[group].members
        self._fill([] if review is None else [self._row(review, at) for at in self.members])

    def renew(self, at: int) -> None:
        """A difference was ticked."""
        if self._review is not None and at in self.members:
            self._change(self.members.index(at), self._row(self._review, at))

    def _row(self, review: DifferenceReview, at: int) -> tuple[tuple[str, ...], str, str]:
        one = review.result.findings[at]
        seen = at in review.seen
        page = "－" if one.page is None else f"{one.page + 1:,}"
        record = "－" if one.record is None else f"{one.record + 1:,}"
        row = ("✓" if seen else "", page, record, one.expected.strip(), one.found.strip())
        tip = f"{one.file}　番号 {record}\n{rule_title(one.rule)}　{one.message}"
        return row, tip, tokens.FAINT if seen else ""


def about(one: Difference) -> str:
    """A difference in a line or two, as it is shown; what stands on paper and in the data stays as it is."""
    where = [f"{one.page + 1:,} 頁目" if one.page is not None else "頁なし", one.file]
    where += [] if one.record is None else [f"番号 {one.record + 1:,}"]
    where += [] if one.side is None else [SIDE_NAMES[one.side]]
    told = [tr("・".join(where)), tr(one.message)]
    if one.expected or one.found:
        want, got = Data(one.expected.strip()), Data(one.found.strip())
        told.append(tr("データ「{want}」　印刷「{got}」", want=want, got=got))
    return "　".join(told)
