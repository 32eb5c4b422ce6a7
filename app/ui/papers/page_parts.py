"""What stands on 報告, and where."""

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QLabel,
    QLineEdit,
    QPushButton,
    QSplitter,
    QVBoxLayout,
    QWidget,
)

from app.language import tr
from app.ui.board.cells import Cell, CellView, row
from app.ui.comparison.progress_line import ProgressLine
from app.ui.kit import tokens
from app.ui.kit.act_row import ActRow
from app.ui.kit.cards import EmptyState, badge, primary, words
from app.ui.kit.flow import flowing
from app.ui.kit.labels import plain
from app.ui.kit.lines import LinesTable
from app.ui.kit.page_stack import PageStack, Tabs
from app.ui.papers import rows, screen_keys

PAPERS_TAB, HELD_TAB, LOGS_TAB = range(3)


class PageParts(QWidget):
    """Papers, holdings and attachments on the left, the line in hand on the right; buttons below."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.title, self.reported, self.returned = (
            words("報告・返却", "title"),
            badge("", "absent"),
            badge("", "absent"),
        )
        self.note = plain(role="alarm")
        self.search = QLineEdit()
        self.search.setPlaceholderText(tr("行を探す（{find}）", find=screen_keys.FIND))
        self.search.setAccessibleName(tr("行を探す"))
        self.search.setClearButtonEnabled(True)
        self.stack = PageStack(self)
        self.split = QSplitter(Qt.Orientation.Horizontal, self.stack)
        self.listed, self.beside = QWidget(self.split), QWidget(self.split)
        self.tabs = Tabs(self.listed)
        room = self.tabs.room
        self.papers = LinesTable("報告物", rows.PAPER_HEADERS, rows.PAPER_WIDTHS, room)
        self.held = LinesTable("管理対象", rows.HELD_HEADERS, rows.HELD_WIDTHS, room)
        self.logs = LinesTable("添付の消去", rows.LOG_HEADERS, rows.LOG_WIDTHS, room)
        for name, table in {"papers": self.papers, "held": self.held, "logs": self.logs}.items():
            table.setObjectName(f"papers.{name}")
        self.detail = CellView("選んだ行", ("項目", "内容"), (7, 0), self.beside)
        self.empty, self.progress = EmptyState("papers", parent=self.stack), ProgressLine()
        self.write, self.fill = QPushButton(tr("書き出す(&E)…")), QPushButton(tr("記入する(&I)…"))
        self.hand = QPushButton(tr("提出を記録する(&T)…"))
        self.add, self.move_out = QPushButton(tr("管理対象を加える(&D)…")), QPushButton(tr("返却・消去を記録する(&M)…"))
        self.confirm, self.erase = QPushButton(tr("確認して署名(&G)…")), QPushButton(tr("消去を申し出る(&R)…"))
        self.check, self.pack = QPushButton(tr("ファイルを確かめる(&K)…")), QPushButton(tr("証拠一式を作る(&P)…"))
        self.act = primary()
        self._arrange()

    @property
    def tables(self) -> tuple[LinesTable, ...]:
        """In the order of the tabs."""
        return self.papers, self.held, self.logs

    def _arrange(self) -> None:
        layout = QVBoxLayout(self)
        layout.setContentsMargins(8, 6, 8, 6)
        layout.setSpacing(5)
        layout.addLayout(flowing(self.title, self.reported, self.returned))
        layout.addWidget(self.stack, 1)
        for page in (self.split, self.empty):
            self.stack.addWidget(page)
        column = QVBoxLayout(self.listed)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.search)
        column.addWidget(self.tabs, 1)
        for table in self.tables:
            self.tabs.addTab(table, tr(table.accessibleName()))
        beside = QVBoxLayout(self.beside)
        beside.setContentsMargins(tokens.SPACE["medium"], 0, 0, 0)
        beside.addWidget(words("選んだ行", "head"))
        beside.addWidget(self.detail, 1)
        own = QVBoxLayout()
        for button in (self.write, self.fill, self.hand, self.move_out, self.confirm, self.erase):
            button.setAutoDefault(False)
            own.addWidget(button)
        beside.addLayout(own)
        self.split.setObjectName("papers.columns")
        self.split.setSizes([820, 400])
        self.split.setStretchFactor(0, 1)
        self.split.setChildrenCollapsible(False)
        buttons = ActRow((self.add, self.check, self.pack, self.act), self.act, self.progress)
        layout.addWidget(self.note)
        layout.addWidget(buttons)
        self.progress.hide()
        self.note.hide()

    def show_lines(self, lines: Sequence[tuple[str, str]]) -> None:
        """Everything about the line in hand: label and text."""
        self.detail.show_rows([row(label, label, Cell(text, "")) for label, text in lines])

    def tell(self, widget: QLabel, tone: tokens.Tone, word: str) -> None:
        """A badge's state."""
        widget.setText(tr(f"{tokens.TONES[tone].shape} {word}"))
        widget.setProperty("tone", tone)
        widget.style().polish(widget)
