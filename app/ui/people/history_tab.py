"""A history with its way onto paper: as PDF or Excel, of a period where that is asked for."""

from collections.abc import Callable
from datetime import date
from pathlib import Path

from PySide6.QtCore import QDate, Signal
from PySide6.QtWidgets import QDateEdit, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from app.language import tr
from app.reports.access_log import Period
from app.signoff.book import Book, Session
from app.ui.kit.act_row import ActRow
from app.ui.kit.save_dialog import ask_where
from app.ui.people.rows_table import RowsTable

_FILTERS = {".pdf": "PDF (*.pdf)", ".xlsx": "Excel (*.xlsx)"}

Export = Callable[[Book, Session, Path, Period], Path]


class HistoryTab(QWidget):
    """``exportWanted(work)``: have this written, by whoever is logged in; ``work(book, session)`` gives the path."""

    exportWanted = Signal(object)

    def __init__(
        self,
        name: str,
        table: Callable[[QWidget], RowsTable],
        export: Export,
        parent: QWidget | None = None,
        *,
        of_period: bool,
    ) -> None:
        """``table`` makes what it shows, inside of this."""
        super().__init__(parent)
        self._name, self.table, self._export = name, table(self), export
        today = QDate.currentDate()
        self.first, self.last = self._day(QDate(today.year(), today.month(), 1)), self._day(today)
        self.first.setAccessibleName(tr("{name}の最初の日", name=name))
        self.last.setAccessibleName(tr("{name}の最後の日", name=name))
        self.to_pdf, self.to_book = QPushButton(tr("PDF に書き出す(&D)…")), QPushButton(tr("Excel に書き出す(&X)…"))
        of = QWidget()
        row = QHBoxLayout(of)
        row.setContentsMargins(0, 0, 0, 0)
        for widget in (QLabel(tr("書き出す期間"), self), self.first, QLabel(tr("〜"), self), self.last):
            row.addWidget(widget)
            widget.setVisible(of_period)
        row.addStretch(1)
        of.setVisible(of_period)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(8, 8, 8, 4)
        layout.addWidget(of)
        layout.addWidget(self.table, 1)
        layout.addWidget(ActRow((self.to_book, self.to_pdf), self.to_pdf))
        self.setFocusProxy(self.table)
        self.to_pdf.clicked.connect(lambda: self._ask(".pdf"))
        self.to_book.clicked.connect(lambda: self._ask(".xlsx"))

    def _day(self, value: QDate) -> QDateEdit:
        edit = QDateEdit(value, self)
        edit.setDisplayFormat("yyyy-MM-dd")
        edit.setCalendarPopup(True)
        return edit

    def _ask(self, suffix: str) -> None:
        title = f"{self._name}を書き出す"
        path = ask_where(self, title, f"{self._name}{suffix}", _FILTERS[suffix], suffix)
        if path is None:
            return
        period, export = Period(_date(self.first), _date(self.last)), self._export
        self.exportWanted.emit(lambda book, session: export(book, session, path, period))


def _date(edit: QDateEdit) -> date:
    value = edit.date()
    return date(value.year(), value.month(), value.day())
