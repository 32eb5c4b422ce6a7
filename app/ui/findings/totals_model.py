"""Control totals office by office, as a table."""

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt
from PySide6.QtGui import QBrush, QColor

from app.checks.totals import FIGURE_NAMES, FIGURE_UNITS, REASON_TITLE, UNJUDGED, OfficeLine
from app.language import tr
from app.reports.finding_words import signed
from app.ui.kit import tokens
from app.ui.review.texts import visible

VERDICT, SCHEME, OFFICE, NAME = range(4)
FIRST_FIGURE = 4
_SHORT = {"通知書作成件数": "作成件数", "告知額通知件数": "告知件数", "領収済額通知件数": "領収件数"}
HEADERS = (
    "照合",
    "制度",
    "事務所",
    "名称",
    *(
        f"{_SHORT.get(name, name)}（{unit}）\n明細＝合計 02"
        for name, unit in zip(FIGURE_NAMES, FIGURE_UNITS, strict=True)
    ),
    "プリント枚数（枚）\n件数表",
    "ファイル\n",
    f"{REASON_TITLE}\n",
)
PRINTS = FIRST_FIGURE + len(FIGURE_NAMES)
FILES, REASON = PRINTS + 1, PRINTS + 2
_SCHEMES = {"kounen": "厚年", "senpo": "船保"}
_UNEQUAL = "≠ "
Index = QModelIndex | QPersistentModelIndex


def agrees(line: OfficeLine) -> bool:
    """Whether everything there is to compare was compared and agrees. An office without notices has no 02."""
    return bool(line.prints_ok and (line.total_ok or (line.said is None and not line.counted.notices)))


def verdict(line: OfficeLine) -> str:
    """Both comparisons in one sign: 不一致 if either fails; 照合できません if records could not be read."""
    if line.total_ok is False or line.prints_ok is False:
        return signed("不一致")
    return signed("一致" if agrees(line) else UNJUDGED if line.reason else "判定なし")


class TotalsModel(QAbstractTableModel):
    """A few hundred lines; their texts are made when they arrive."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._lines: tuple[OfficeLine, ...] = ()
        self._cells: list[tuple[str, ...]] = []

    def show(self, lines: Sequence[OfficeLine]) -> None:
        """Show these offices."""
        self.beginResetModel()
        self._lines = tuple(lines)
        self._cells = [_cells(line) for line in lines]
        self.endResetModel()

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else len(self._lines)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else len(HEADERS)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if orientation == Qt.Orientation.Horizontal and role == Qt.ItemDataRole.DisplayRole:
            return tr(HEADERS[section])
        return None

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid():
            return None
        text = self._cells[index.row()][index.column()]
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            return text
        if role == Qt.ItemDataRole.ToolTipRole:
            return tokens.data_tooltip(f"{tr(HEADERS[index.column()]).replace(chr(10), ' ').strip()}：{text}")
        if role == Qt.ItemDataRole.ForegroundRole and (text.startswith((_UNEQUAL, "×"))):
            return QBrush(QColor(tokens.ALARM))
        if role == Qt.ItemDataRole.TextAlignmentRole:
            number = FIRST_FIGURE <= index.column() <= PRINTS
            side = Qt.AlignmentFlag.AlignRight if number else Qt.AlignmentFlag.AlignLeft
            return side | Qt.AlignmentFlag.AlignVCenter
        return None


def _cells(line: OfficeLine) -> tuple[str, ...]:
    figures: list[str] = []
    for place, counted in enumerate(line.counted):
        said = None if line.said is None else line.said[place]
        figures.append(_both(counted, said, line.total_ok))
    prints = _compared(line.prints, line.counted.notices, line.prints_ok)
    head = (tr(verdict(line)), tr(_SCHEMES[line.scheme]), line.office, visible(line.name))
    return (*head, *figures, prints, "、".join(line.files), tr(line.reason))


def _both(counted: int, said: int | None, ok: bool | None) -> str:
    """What the records come to, and what their total says; once where it is the same."""
    told = _compared(said, counted, ok)
    if told == f"{counted:,}":
        return told
    return f"{_UNEQUAL}{counted:,} / {said:,}" if told.startswith(_UNEQUAL) else f"{counted:,} / {told}"


def _compared(said: int | None, counted: int, ok: bool | None) -> str:
    """The figure, with a sign where it is certainly another one; ``ok`` is the verdict on all of them."""
    if said is None:
        return tr("なし")
    return f"{_UNEQUAL if ok is False and said != counted else ''}{said:,}"
