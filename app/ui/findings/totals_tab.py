"""合計の照合: records counted out, against the 02 records and the 件数表."""

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Signal
from PySide6.QtGui import QFontMetricsF
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHBoxLayout,
    QHeaderView,
    QLabel,
    QPushButton,
    QTableView,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from app.checks.totals import OfficeLine
from app.language import tr
from app.ui.findings import totals_model as columns
from app.ui.findings.totals_model import TotalsModel, agrees
from app.ui.kit import tokens
from app.ui.kit.columns import KeptColumns
from app.ui.kit.fitting import may_elide, may_scroll
from app.ui.kit.folding import shared

_MOST_EM = 40
_PAD = 14
_GIVE_WAY = (columns.FILES, columns.REASON)


class TotalsTab(QWidget):
    """``exportWanted()`` asks for the Excel book of the whole check."""

    exportWanted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._lines: tuple[OfficeLine, ...] = ()
        self.model = TotalsModel(self)
        self.note = QLabel()
        self.note.setTextFormat(Qt.TextFormat.PlainText)
        self.note.setWordWrap(True)
        self.only_wrong = QToolButton(text=tr("一致しないものだけ(&D)"), checkable=True)
        self.export = QPushButton(tr("Excel に書き出す(&E)…"))
        self.export.clicked.connect(self.exportWanted)
        self.only_wrong.clicked.connect(self._refill)
        self.table = _table(self.model)
        self._wanted: tuple[list[int], list[int]] = [], []
        self.kept = KeptColumns(self.table, self.table.horizontalHeader(), self._size_cells)
        row = QHBoxLayout()
        row.addWidget(self.note, 1)
        row.addWidget(self.only_wrong)
        row.addWidget(self.export)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(4, 4, 4, 4)
        layout.addLayout(row)
        layout.addWidget(self.table, 1)
        self.setFocusProxy(self.table)
        self._size_cells()
        self.show_lines(None)
        self.table.viewport().installEventFilter(self)

    def show_lines(self, lines: Sequence[OfficeLine] | None) -> None:
        """Show these offices; ``None`` as long as nothing was checked."""
        self._lines = tuple(lines or ())
        wrong = sum(1 for line in self._lines if not agrees(line))
        self.only_wrong.setEnabled(wrong > 0)
        if not wrong:
            self.only_wrong.setChecked(False)
        self.export.setEnabled(lines is not None)
        if lines is None:
            text = "まだ検査していません。"
        elif not self._lines:
            text = "照合する事務所がありません。判定していません。"
        elif wrong:
            text = f"{len(self._lines):,} 事務所のうち {wrong:,} 事務所が一致しないか、照合できません。"
        else:
            text = f"○ {len(self._lines):,} 事務所すべて、明細・合計 02・件数表が一致しています。"
        self.note.setText(tr(text))
        self.note.setProperty("role", "alarm" if wrong else "note")
        self.note.style().polish(self.note)
        self._refill()

    def _refill(self) -> None:
        only = self.only_wrong.isChecked()
        self.model.show([line for line in self._lines if not (only and agrees(line))])
        self._size_cells()

    def _size_cells(self) -> None:
        """Every column as wide as what stands in it: of a few hundred offices that is quickly measured."""
        metrics = QFontMetricsF(self.table.font())
        heading = QFontMetricsF(self.table.horizontalHeader().font())
        self.table.verticalHeader().setDefaultSectionSize(round(metrics.height() * 1.45))
        most = metrics.horizontalAdvance("漢") * _MOST_EM
        wanted: list[int] = []
        heads: list[int] = []
        for column, header in enumerate(columns.HEADERS):
            texts = {self.model.index(row, column).data() for row in range(self.model.rowCount())}
            wide = [metrics.horizontalAdvance(tr(text)) for text in texts]
            wide += [heading.horizontalAdvance(tr(line)) for line in header.split("\n")]
            heads.append(round(max(heading.horizontalAdvance(tr(line)) for line in header.split("\n")) + _PAD))
            wanted.append(round(min(max(wide), most) + _PAD))
        self._wanted = wanted, [heads[at] if at in _GIVE_WAY else wide for at, wide in enumerate(wanted)]
        self._share()

    def _share(self) -> None:
        """Files and reasons give way to the figures, as far as their headings."""
        for column, wide in enumerate(shared(*self._wanted, self.table.viewport().width())):
            self.kept.fit(column, wide)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Resize:
            self._share()
        return super().eventFilter(watched, event)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange:
            QTimer.singleShot(0, self, self._size_cells)  # when the table and its heading have theirs


def _table(model: TotalsModel) -> QTableView:
    table = QTableView()
    table.setObjectName("findings.totals")
    table.setAccessibleName(tr("合計の照合"))
    may_scroll(table)
    may_elide(table, *(columns.HEADERS[at] for at in _GIVE_WAY))
    table.setFont(tokens.narrow_font())
    table.setModel(model)
    table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
    table.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
    table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
    table.setTabKeyNavigation(False)
    table.setWordWrap(False)
    table.setAlternatingRowColors(True)
    table.verticalHeader().hide()
    table.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
    table.horizontalHeader().setHighlightSections(False)
    return table
