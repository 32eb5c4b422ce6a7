"""What stands on 封入ログ, and where."""

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLineEdit,
    QPushButton,
    QSplitter,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from app.language import tr
from app.ui.board.cells import Cell, CellView, row
from app.ui.comparison.progress_line import ProgressLine
from app.ui.kit import tokens
from app.ui.kit.cards import EmptyState, badge, primary, words
from app.ui.kit.flow import FlowLayout, flowing
from app.ui.kit.labels import plain
from app.ui.kit.lines import LinesTable
from app.ui.kit.page_stack import Tabs
from app.ui.tally import log_keys, log_rows
from app.ui.tally.life_line import LifeLine

LEFT, FILES, WARNINGS = range(3)


class LogParts(QWidget):
    """What is left and the logs on the left, the life of the piece in hand on the right; buttons below."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.title, self.state = words("封入ログ", "title"), badge("", "absent")
        self.figures, self.sources, self.note = FlowLayout(tokens.SPACE["large"]), plain(), plain(role="alarm")
        self.search = QLineEdit()
        self.search.setPlaceholderText(tr("行を探す、または現品IDを読み取る（{find}）", find=log_keys.FIND))
        self.search.setAccessibleName(tr("行を探す、または現品IDを読み取る"))
        self.search.setClearButtonEnabled(True)
        self.stack = QStackedWidget(self)
        self.split = QSplitter(Qt.Orientation.Horizontal, self.stack)
        self.listed, self.beside = QWidget(self.split), QWidget(self.split)
        self.tabs = Tabs(self.listed)
        room = self.tabs.room
        self.left = LinesTable("残り", log_rows.HEADERS, log_rows.WIDTHS, room)
        self.files = LinesTable("作業ログ", log_rows.FILE_HEADERS, log_rows.FILE_WIDTHS, room)
        self.warnings = LinesTable("時刻の警告", log_rows.WARNING_HEADERS, log_rows.WARNING_WIDTHS, room)
        for name, table in (("left", self.left), ("files", self.files), ("warnings", self.warnings)):
            table.setObjectName(f"logs.{name}")
        self.piece, self.life = words("", "head"), LifeLine()
        self.detail = CellView("選んだ現品", ("項目", "内容"), (9, 0), self.beside)
        self.empty, self.progress = EmptyState("tally", parent=self.stack), ProgressLine()
        self.take, self.columns = QPushButton(tr("作業ログを読み込む(&I)…")), QPushButton(tr("列を指定する(&L)…"))
        self.record, self.look = QPushButton(tr("選んだ残りを記録する(&R)…")), QPushButton(tr("媒体で見る　Enter"))
        self.act = primary()
        self._arrange()

    @property
    def tables(self) -> tuple[LinesTable, ...]:
        """In the order of the tabs."""
        return self.left, self.files, self.warnings

    def _arrange(self) -> None:
        layout = QVBoxLayout(self)
        layout.setContentsMargins(8, 6, 8, 6)
        layout.setSpacing(5)
        layout.addLayout(flowing(self.title, self.state))
        layout.addLayout(self.figures)
        layout.addWidget(self.sources)
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
        beside.addWidget(self.piece)
        beside.addWidget(self.life)
        beside.addWidget(self.detail, 1)
        own = QHBoxLayout()
        for button in (self.look, self.record):
            button.setAutoDefault(False)
            own.addWidget(button)
        own.addStretch(1)
        beside.addLayout(own)
        self.split.setObjectName("logs.columns")
        self.split.setSizes([720, 540])
        self.split.setStretchFactor(0, 1)
        self.split.setChildrenCollapsible(False)
        buttons = QHBoxLayout()
        for button in (self.take, self.columns):
            button.setAutoDefault(False)
            buttons.addWidget(button)
        buttons.addWidget(self.progress, 1)
        buttons.addStretch(0)
        buttons.addWidget(self.act)
        layout.addWidget(self.note)
        layout.addLayout(buttons)
        self.progress.hide()
        self.note.hide()

    def show_naming(self, *, columns: bool, words: bool) -> None:
        """What a person may say of the file in hand: which column is what, or what its results mean."""
        self.columns.setText(tr("結果の語を決める(&L)…" if words and not columns else "列を指定する(&L)…"))
        self.columns.setVisible(columns or words)

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
        """Everything about the line in hand: label and text."""
        self.detail.show_rows([row(f"{at}", label, Cell(text)) for at, (label, text) in enumerate(lines)])

    def tell_state(self, tone: tokens.Tone, word: str) -> None:
        """The badge."""
        self.state.setText(tr(f"{tokens.TONES[tone].shape} {word}"))
        self.state.setProperty("tone", tone)
        self.state.style().polish(self.state)
