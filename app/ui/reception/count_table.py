"""The lines of one paper 件数表: every office of the medium with an empty field, and some for offices that it lacks."""

from collections.abc import Mapping, Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QAbstractItemView, QTableWidget, QTableWidgetItem, QWidget

from app.language import tr
from app.month.reception.typed import MOST_EXTRA, Office, Typed, paper_field
from app.records.layouts import Scheme
from app.ui.kit import tokens
from app.ui.kit.columns import ContentColumns
from app.ui.kit.fitting import may_elide

_NAME, _COUNT, _MARK = range(3)
_COUNT_EM = 7
_EXTRA = "紙にだけある事務所"


class PaperTable(QTableWidget):
    """``changed(field id, text)`` when a line was typed; Enter goes on to the next line."""

    changed = Signal(str, str)

    def __init__(self, scheme: Scheme, parent: QWidget | None = None) -> None:
        super().__init__(0, 3, parent)
        self._scheme = scheme
        self._fields: list[tuple[str, str]] = []
        self._filling = False
        self.setHorizontalHeaderLabels([tr(one) for one in ("事務所", "紙の枚数", "判定")])
        self.verticalHeader().hide()
        self.setTabKeyNavigation(False)
        self.setAlternatingRowColors(True)
        self.setEditTriggers(
            QAbstractItemView.EditTrigger.AnyKeyPressed
            | QAbstractItemView.EditTrigger.DoubleClicked
            | QAbstractItemView.EditTrigger.EditKeyPressed
        )
        self.setObjectName(f"reception.paper.{scheme}")
        self.kept = ContentColumns(self, (_NAME, _MARK), {_COUNT: _COUNT_EM})
        may_elide(self, "判定")  # told in full among the judged
        self.itemChanged.connect(self._typed)

    def show_offices(self, offices: Sequence[Office], typed: Typed) -> None:
        """A line for each office of this scheme, filled with what was typed already."""
        self._filling = True
        own = [one for one in offices if one.scheme == self._scheme]
        extra = [f"paper.{self._scheme}.extra.{at}" for at in range(1, MOST_EXTRA + 1)]
        self._fields = [("", paper_field(one.scheme, one.code)) for one in own]
        self._fields += [(f"{one}.name", f"{one}.count") for one in extra]
        self.setRowCount(len(self._fields))
        for row, (name, count) in enumerate(self._fields):
            text = f"{own[row].code} {own[row].name}" if row < len(own) else typed.get(name, "")
            item = QTableWidgetItem(text)
            if name:
                item.setToolTip(tr(_EXTRA))
            self._put(row, _NAME, item, editable=bool(name))
            self._put(row, _COUNT, QTableWidgetItem(typed.get(count, "")), editable=True)
            self._put(row, _MARK, QTableWidgetItem("" if not name else tr(f"（{_EXTRA}）")), editable=False)
        self._filling = False
        self.kept.now()
        if self._fields:
            self.setCurrentCell(0, _COUNT)

    def show_marks(self, marks: Mapping[str, tuple[str, bool]]) -> None:
        """The result beside every line that is filled in."""
        self._filling = True
        for row, (name, count) in enumerate(self._fields):
            mark, differs = marks.get(count, ("", False))
            text = tr(mark)
            item = self.item(row, _MARK)
            if item is not None and not name and item.text() != text:
                item.setText(text)
                item.setToolTip(text)
                item.setForeground(QColor(tokens.ALARM if differs else tokens.INK))
                font = item.font()
                font.setBold(differs)
                item.setFont(font)
        self._filling = False

    def _put(self, row: int, column: int, item: QTableWidgetItem, *, editable: bool) -> None:
        if not editable:
            item.setFlags(item.flags() & ~Qt.ItemFlag.ItemIsEditable)
        self.setItem(row, column, item)

    def _typed(self, item: QTableWidgetItem) -> None:
        if self._filling:
            return
        name, count = self._fields[item.row()]
        field = name if item.column() == _NAME else count
        if not field or item.column() == _MARK:
            return
        self.changed.emit(field, item.text())
        if item.column() == _COUNT and item.row() + 1 < self.rowCount():
            self.setCurrentCell(item.row() + 1, _COUNT)
