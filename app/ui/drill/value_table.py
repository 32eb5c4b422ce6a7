"""What a record says beside its sheet; where the record itself may be wrong, rows can be pointed at."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QTableWidget, QTableWidgetItem, QWidget

from app.language import tr
from app.training.drill.making import DrillSheet
from app.training.drill.wrong_records import row_at
from app.ui.kit import tokens
from app.ui.kit.fitting import may_elide, may_scroll
from app.ui.review.texts import visible


class ValueTable(QTableWidget):
    """Label and text of each field, as the record has them."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(0, 2, parent)
        self._sheet: DrillSheet | None = None
        self._is_lit = False
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setHorizontalHeaderLabels([tr(one) for one in ["項目", "レコードの値"]])
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setTabKeyNavigation(False)
        self.verticalHeader().hide()
        self.horizontalHeader().setStretchLastSection(True)
        self.setWordWrap(True)
        self.setAccessibleName(tr("レコードの値"))
        may_scroll(self)
        may_elide(self, "項目")

    def show_sheet(self, sheet: DrillSheet) -> None:
        """The values of a sheet."""
        self._sheet, self._is_lit = sheet, False
        mode = QAbstractItemView.SelectionMode
        self.setSelectionMode(mode.SingleSelection if sheet.of_record else mode.NoSelection)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus if sheet.of_record else Qt.FocusPolicy.NoFocus)
        self.setRowCount(len(sheet.values))
        for row, pair in enumerate(sheet.values):
            for column, text in enumerate(pair):
                self.setItem(
                    row, column, QTableWidgetItem(tr(text) if not column or text.endswith("）") else visible(text))
                )
        self.setCurrentCell(-1, -1)
        self._fit()
        self.scrollToTop()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()
        if self._is_lit:
            self._show_lit()

    def _fit(self) -> None:
        """No more than half for what a field is called."""
        self.resizeColumnToContents(0)
        self.setColumnWidth(0, min(self.columnWidth(0), self.viewport().width() // 2))
        self.resizeRowsToContents()

    @property
    def lit(self) -> tuple[int, ...]:
        """The rows that are wrong."""
        places = () if self._sheet is None else self._sheet.places
        return tuple(row for place in places if (row := row_at(place)) is not None)

    def light(self) -> None:
        """Mark the rows that are wrong, and bring the first one into sight."""
        for row in self.lit:
            cells = [cell for column in (0, 1) if (cell := self.item(row, column)) is not None]
            font = cells[0].font()
            font.setBold(True)
            for cell in cells:
                cell.setFont(font)
            cells[0].setText(tr(f"{tokens.TONES['bad'].shape} {cells[0].text()}"))
        self._fit()
        self._is_lit = True
        self._show_lit()

    def _show_lit(self) -> None:
        if self.lit:
            self.scrollTo(self.model().index(self.lit[0], 0))
