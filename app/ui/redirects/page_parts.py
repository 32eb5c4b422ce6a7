"""What stands on 別送引抜, and where."""

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QLineEdit,
    QPushButton,
    QSplitter,
    QVBoxLayout,
    QWidget,
)

from app.language import tr
from app.lists.named import NORMALISATION
from app.ui.board.cells import Cell, CellView, row
from app.ui.comparison.progress_line import ProgressLine
from app.ui.kit import tokens
from app.ui.kit.act_row import ActRow
from app.ui.kit.cards import EmptyState, badge, primary, words
from app.ui.kit.flow import FlowLayout, flowing
from app.ui.kit.labels import plain
from app.ui.kit.lines import LinesTable
from app.ui.kit.page_stack import PageStack, Tabs
from app.ui.redirects import rows, screen_keys

OPEN, ALL, FILES, BUNDLES = range(4)
REASON = "理由"


class PageParts(QWidget):
    """Lists and files on the left, the row in hand on the right; buttons below."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.title, self.state = words("別送・引き抜き", "title"), badge("", "absent")
        self.figures, self.files_told, self.note = FlowLayout(tokens.SPACE["large"]), plain(), plain(role="alarm")
        self.search = QLineEdit()
        self.search.setPlaceholderText(tr("行を探す（{find}）", find=screen_keys.FIND))
        self.search.setAccessibleName(tr("行を探す"))
        self.search.setClearButtonEnabled(True)
        self.stack = PageStack(self)
        self.split = QSplitter(Qt.Orientation.Horizontal, self.stack)
        self.listed, self.beside = QWidget(self.split), QWidget(self.split)
        self.tabs = Tabs(self.listed)
        room = self.tabs.room
        self.open = LinesTable("合わない行", rows.HEADERS, rows.WIDTHS, room)
        self.all = LinesTable("すべての行", rows.HEADERS, rows.WIDTHS, room)
        self.files = LinesTable("ファイル", rows.FILE_HEADERS, rows.FILE_WIDTHS, room)
        self.bundles = LinesTable("引き抜きの束", rows.BUNDLE_HEADERS, rows.BUNDLE_WIDTHS, room)
        named = {"open": self.open, "all": self.all, "files": self.files, "bundles": self.bundles}
        for name, table in named.items():
            table.setObjectName(f"redirects.{name}")
        self.detail = CellView("選んだ行", ("項目", "内容"), (8, 0), self.beside)
        self.empty, self.progress = EmptyState("redirects", parent=self.stack), ProgressLine()
        self.take, self.export = QPushButton(tr("リストを読み込む(&I)…")), QPushButton(tr("結果一覧を書き出す(&E)…"))
        self.sheets, self.again = QPushButton(tr("送付票を書き出す(&P)…")), QPushButton(tr("束を再開する(&U)…"))
        self.columns = QPushButton(tr("列を指定する(&L)…"))
        self.look, self.act = QPushButton(tr("媒体で見る　Enter")), primary()
        self._arrange()

    def _arrange(self) -> None:
        layout = QVBoxLayout(self)
        layout.setContentsMargins(8, 6, 8, 6)
        layout.setSpacing(5)
        layout.addLayout(flowing(self.title, self.state))
        layout.addLayout(self.figures)
        layout.addWidget(self.files_told)
        layout.addWidget(self.stack, 1)
        for page in (self.split, self.empty):
            self.stack.addWidget(page)
        column = QVBoxLayout(self.listed)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.search)
        column.addWidget(self.tabs, 1)
        for table in (self.open, self.all, self.files, self.bundles):
            self.tabs.addTab(table, tr(table.accessibleName()))
        beside = QVBoxLayout(self.beside)
        beside.setContentsMargins(tokens.SPACE["medium"], 0, 0, 0)
        beside.addWidget(words("選んだ行", "head"))
        beside.addWidget(self.detail, 1)
        beside.addWidget(self.look, 0, Qt.AlignmentFlag.AlignLeft)
        beside.addWidget(plain(NORMALISATION, "note"))
        self.split.setObjectName("redirects.columns")
        self.split.setSizes([760, 420])
        self.split.setStretchFactor(0, 1)
        self.split.setChildrenCollapsible(False)
        buttons = ActRow(
            (self.take, self.columns, self.export, self.sheets, self.again, self.act), self.act, self.progress
        )
        self.look.setAutoDefault(False)
        layout.addWidget(self.note)
        layout.addWidget(buttons)
        self.progress.hide()
        self.note.hide()

    def show_figures(self, figures: Sequence[tuple[str, str]]) -> None:
        """Label and text of each figure."""
        while self.figures.count():
            item = self.figures.takeAt(0)
            widget = None if item is None else item.widget()
            if widget is not None:
                widget.deleteLater()
        for label, text in figures:
            self.figures.addWidget(words(f"{label} {text}", "head"))

    def show_lines(self, lines: Sequence[tuple[str, str]]) -> None:
        """Everything about the row in hand: label and text."""
        self.detail.show_rows(
            [row(label, label, Cell(text, "alarm" if label == REASON else "")) for label, text in lines]
        )

    def tell_files(self, text: str, *, alarm: bool) -> None:
        """How many workbooks were stated and read; ``alarm`` where that differs."""
        self.files_told.setText(tr(text))
        self.files_told.setProperty("role", "alarm" if alarm else "")
        self.files_told.style().polish(self.files_told)
