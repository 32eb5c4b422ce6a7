"""What stands on 事故, and where."""

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QComboBox,
    QHBoxLayout,
    QLineEdit,
    QPushButton,
    QSplitter,
    QVBoxLayout,
    QWidget,
)

from app.cases.special import CASES
from app.language import tr
from app.month.incidents.searching import FORMS
from app.tally.incidents import KIND_WORDS
from app.ui.board.cells import Cell, CellView, row
from app.ui.comparison.progress_line import ProgressLine
from app.ui.incidents import rows, screen_keys
from app.ui.kit import tokens
from app.ui.kit.cards import badge, primary, words
from app.ui.kit.fitting import may_scroll
from app.ui.kit.flow import flowing
from app.ui.kit.labels import plain
from app.ui.kit.lines import LinesTable
from app.ui.kit.page_stack import Tabs

FOUND_TAB, PAST_TAB = range(2)
_HINTS = {
    "record": "ZMGKK#1301 12（ファイル名と 0 からの番号）",
    "office": "統一事務所コード 4 桁",
    "character": "1 文字か、外字の符号（F040）",
    "form": "ファイル名（空けておくとすべて）",
    "roll": "作業ログか業者ダミーの登録にあるロール番号",
    "machine": "ログの機械名（空けておくとすべて）",
    "period": "",
}


class PageParts(QWidget):
    """The condition above, the pieces and the accidents on the left, the accident in hand on the right."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.title, self.state = words("事故", "title"), badge("", "absent")
        self.kind, self.value, self.case = QComboBox(), QLineEdit(), QComboBox()
        for kind, word in KIND_WORDS.items():
            self.kind.addItem(tr(word), kind)
        for case in CASES:
            self.case.addItem(tr(case.label), case.id)
        self.form = QComboBox()
        for scheme, word in FORMS.items():
            self.form.addItem(tr(word), scheme)
        self.form.setAccessibleName(tr("様式"))
        self.begin, self.end = QLineEdit(), QLineEdit()
        self.look = QPushButton(tr("調べる(&L)"))
        for widget, name in (
            (self.kind, "共通の条件"), (self.value, "条件の値"), (self.case, "特例"), (self.begin, "始め"),
            (self.end, "終わり"),
        ):  # fmt: skip
            widget.setAccessibleName(tr(name))
        self.begin.setPlaceholderText(tr("始め 2026-11-12 10:00"))
        self.end.setPlaceholderText(tr("終わり"))
        self.counts, self.note = words("", "head", wrap=True), plain(role="alarm")
        self.search = QLineEdit()
        self.search.setPlaceholderText(tr("該当する現品を探す（{find}）", find=screen_keys.FIND))
        self.search.setAccessibleName(tr("該当する現品を探す"))
        self.search.setClearButtonEnabled(True)
        self.split = QSplitter(Qt.Orientation.Horizontal, self)
        self.listed, self.beside = QWidget(self.split), QWidget(self.split)
        self.tabs = Tabs(self.listed)
        self.found_table = LinesTable("該当する現品", rows.HEADERS, rows.WIDTHS, self.tabs.room)
        self.past = LinesTable("事故の一覧", rows.PAST_HEADERS, rows.PAST_WIDTHS, self.tabs.room)
        may_scroll(self.found_table)
        self.found_table.setObjectName("incidents.found")
        self.past.setObjectName("incidents.past")
        self.detail = CellView("事故の経過", ("項目", "内容"), (8, 0), self.beside)
        self.export = QPushButton(tr("一覧を書き出す(&E)…"))
        self.tell, self.contain = QPushButton(tr("機構への連絡(&T)…")), QPushButton(tr("発見・回収(&R)…"))
        self.claimed = QPushButton(tr("機構の指摘(&K)…"))
        self.progress, self.act = ProgressLine(), primary()
        self._arrange()
        self.kind.currentIndexChanged.connect(lambda _at: self.show_kind())
        self.show_kind()

    def _arrange(self) -> None:
        asked = QHBoxLayout()
        for widget in (self.kind, self.form, self.value, self.case, self.begin, self.end):
            asked.addWidget(widget, 4 if widget in (self.value, self.case) else 2)
        asked.addWidget(self.look)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(8, 6, 8, 6)
        layout.setSpacing(5)
        layout.addLayout(flowing(self.title, self.state))
        layout.addWidget(plain("1 つの不備と同じ条件の現品を、当月のすべての通知書から探します。", "note"))
        layout.addLayout(asked)
        layout.addWidget(self.counts)
        layout.addWidget(self.split, 1)
        column = QVBoxLayout(self.listed)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.search)
        column.addWidget(self.tabs, 1)
        for table in (self.found_table, self.past):
            self.tabs.addTab(table, tr(table.accessibleName()))
        beside = QVBoxLayout(self.beside)
        beside.setContentsMargins(tokens.SPACE["medium"], 0, 0, 0)
        beside.addWidget(words("事故の経過", "head"))
        beside.addWidget(self.detail, 1)
        for button in (self.tell, self.contain, self.claimed):
            button.setAutoDefault(False)
            beside.addWidget(button)
        self.split.setObjectName("incidents.columns")
        self.split.setSizes([820, 400])
        self.split.setStretchFactor(0, 1)
        self.split.setChildrenCollapsible(False)
        buttons = QHBoxLayout()
        buttons.addWidget(self.export)
        buttons.addWidget(self.progress, 1)
        buttons.addStretch(0)
        buttons.addWidget(self.act)
        layout.addWidget(self.note)
        layout.addLayout(buttons)
        for button in (self.look, self.export):
            button.setAutoDefault(False)
        self.progress.hide()
        self.note.hide()

    def show_kind(self) -> None:
        """The fields of the kind that is chosen."""
        kind = str(self.kind.currentData())
        timed = kind in ("machine", "period")
        self.case.setVisible(kind == "case")
        self.form.setVisible(kind == "form")
        self.value.setVisible(kind not in ("case", "period"))
        self.begin.setVisible(timed)
        self.end.setVisible(timed)
        self.value.setPlaceholderText(tr(_HINTS.get(kind, "")))

    def show_lines(self, lines: Sequence[tuple[str, str]]) -> None:
        """Everything about the accident in hand."""
        self.detail.show_rows([row(f"{label}{at}", label, Cell(text, "")) for at, (label, text) in enumerate(lines)])
