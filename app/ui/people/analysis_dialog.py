"""アクセス記録の月次点検: what the inspector sees of a month, writes out and signs."""

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtWidgets import (
    QComboBox,
    QFileDialog,
    QFormLayout,
    QHBoxLayout,
    QLineEdit,
    QPushButton,
    QTabWidget,
    QWidget,
)
from shiboken6 import isValid

from app.filing.people_files import analysis_of, export_analysis
from app.japan_time import month_text
from app.language import tr
from app.reports.access_analysis import DAY_HEADERS, HEADERS, Analysis, Sum
from app.shown import shown
from app.signoff import months
from app.ui.board.board_words import short_hash
from app.ui.board.cells import BoardRow, Cell, CellView, Kind
from app.ui.board.form_dialog import FormDialog
from app.ui.kit.labels import plain
from app.ui.shell.desk import Desk

_MONTHS = 13
_WIDTHS = (6.5, 8, 6.5, 5, 7.5, 5, 8)
_FILTERS = {".pdf": "PDF (*.pdf)", ".xlsx": "Excel (*.xlsx)"}
_FIRST = "書き出してから、書き出したものに署名します。"


class AnalysisDialog(FormDialog):
    """Signs what was written out last, of the month that is shown; another month, and it must be written out again."""

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(desk, "アクセス記録の月次点検", "点検の署名をする　Enter", 860, parent)
        self._report = ""
        self.month = QComboBox()
        self.month.setAccessibleName(tr("対象月"))
        for period in _periods(desk):
            self.month.addItem(tr(month_text(period)), period)
        self.people = CellView("人ごと（回）", _short(HEADERS), (0, *_WIDTHS))
        self.days = CellView("人と日ごと（回）", _short(DAY_HEADERS), (8, 0, *_WIDTHS))
        self.to_pdf, self.to_book = QPushButton(tr("PDF に書き出す(&D)…")), QPushButton(tr("Excel に書き出す(&X)…"))
        self.remarks = QLineEdit(placeholderText=tr("例　異常なし。夜間の書き出し 1 回は、承認された作業だった"))
        self.remarks.setAccessibleName(tr("所見"))
        self.state = plain(_FIRST, "note")
        tabs = QTabWidget()
        tabs.addTab(self.people, tr("人ごと（回）"))
        tabs.addTab(self.days, tr("人と日ごと（回）"))
        tabs.setMinimumHeight(320)
        line = QHBoxLayout()
        for widget in (self.month, self.to_pdf, self.to_book):
            line.addWidget(widget)
        line.addStretch(1)
        form = QFormLayout()
        form.addRow(tr("所見(&R)"), self.remarks)
        self.body.addLayout(line)
        self.body.addWidget(tabs, 1)
        self.body.addWidget(self.state)
        self.body.addLayout(form)
        for button, suffix in ((self.to_pdf, ".pdf"), (self.to_book, ".xlsx")):
            button.setAutoDefault(False)
            button.clicked.connect(lambda _on, suffix=suffix: self._ask(suffix))
        self.month.currentIndexChanged.connect(lambda _at: self._load())
        self.remarks.textChanged.connect(lambda _text: self._tell())
        self._load()

    @property
    def period(self) -> str:
        """The month that is shown, ``2026-11``."""
        return str(self.month.currentData())

    def _load(self) -> None:
        self._report = ""
        self._tell()
        period = self.period
        self.desk.run_with(lambda book, _session: analysis_of(book, period), self._show, self.refuse)

    def _show(self, one: Analysis) -> None:
        if isValid(self) and one.period == self.period:
            self.people.show_rows([_row(each) for each in one.people])
            self.days.show_rows([_row(each) for each in one.days])

    def _tell(self) -> None:
        self.state.setText(
            tr(f"● 署名するもの：{short_hash(self._report)}…（書き出したファイル）" if self._report else _FIRST)
        )
        self.set_ready(bool(self._report) and bool(self.remarks.text().strip()) and self.desk.may("analysis.signed"))

    def _ask(self, suffix: str) -> None:
        name = f"アクセス記録の月次点検_{self.period}{suffix}"
        chosen, _ = QFileDialog.getSaveFileName(self, tr("月次点検を書き出す"), name, tr(_FILTERS[suffix]))
        if chosen:
            path = Path(chosen)
            self.export(path if path.suffix.lower() == suffix else path.with_name(path.name + suffix))

    def export(self, path: Path) -> None:
        """Write the month out; what is written can be signed."""
        period = self.period

        def written(sha256: str) -> None:
            if isValid(self) and period == self.period:
                self._report = sha256
                self.say("")
                self._tell()
                self.state.setText(tr("{text}　{name}", text=self.state.text(), name=shown(path.name)))

        self.desk.run_with(lambda book, session: export_analysis(book, session, path, period), written, self.refuse)

    def pressed(self) -> None:
        """Ask for the signature."""
        period, report, remarks = self.period, self._report, self.remarks.text()
        summary = (f"{month_text(period)}のアクセス記録", f"報告のハッシュ：{report}", f"所見：{remarks.strip()}")
        self.sign(
            lambda state, by: months.sign_analysis(state, by, period, report, remarks), "analysis.signed", summary
        )


def _short(headers: Sequence[str]) -> tuple[str, ...]:
    """Without their unit, which stands above all of them."""
    return tuple(one.removesuffix("（回）") for one in headers)


def _periods(desk: Desk) -> tuple[str, ...]:
    """This month and those before it, the last whole one first."""
    now = desk.book.clock()
    number = now.year * 12 + now.month - 1
    found = [f"{one // 12}-{one % 12 + 1:02}" for one in range(number, number - _MONTHS, -1)]
    return (found[1], found[0], *found[2:])


def _row(one: Sum) -> BoardRow:
    kind: Kind = "alarm" if one.is_remarkable else ""
    texts = (f"{cell:,}" if isinstance(cell, int) else cell for cell in one.cells())
    return BoardRow(f"{one.day}{one.who}", tuple(Cell(text, kind) for text in texts))
