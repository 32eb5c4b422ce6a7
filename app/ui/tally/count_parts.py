"""What stands on 件数, and where."""

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
from app.ui.kit.fitting import may_scroll
from app.ui.kit.flow import FlowLayout, flowing
from app.ui.kit.labels import plain
from app.ui.kit.lines import LinesTable
from app.ui.kit.page_stack import Tabs
from app.ui.tally import count_keys, count_rows

DIFFERS, OFFICES, SLIP, PLAN, FLYERS = range(5)
_LOUD = ("違い", "要確認")


class CountParts(QWidget):
    """Tables on the left, the line in hand on the right; buttons below."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.title, self.state = words("件数", "title"), badge("", "absent")
        self.figures, self.sources, self.note = FlowLayout(tokens.SPACE["large"]), plain(), plain(role="alarm")
        self.search = QLineEdit()
        self.search.setPlaceholderText(tr("行を探す（{find}）", find=count_keys.FIND))
        self.search.setAccessibleName(tr("行を探す"))
        self.search.setClearButtonEnabled(True)
        self.stack = QStackedWidget(self)
        self.split = QSplitter(Qt.Orientation.Horizontal, self.stack)
        self.listed, self.beside = QWidget(self.split), QWidget(self.split)
        self.tabs = Tabs(self.listed)
        room = self.tabs.room
        self.differs = LinesTable("合わない件数", count_rows.DIFFER_HEADERS, count_rows.DIFFER_WIDTHS, room)
        self.offices = LinesTable("事務所", count_rows.OFFICE_HEADERS, count_rows.OFFICE_WIDTHS, room)
        self.slip = LinesTable("差出票", count_rows.SLIP_HEADERS, count_rows.SLIP_WIDTHS, room)
        self.plan = LinesTable("同封計画", count_rows.PLAN_HEADERS, count_rows.PLAN_WIDTHS, room)
        self.flyers = LinesTable("チラシ", count_rows.FLYER_HEADERS, count_rows.FLYER_WIDTHS, room)
        may_scroll(self.offices)  # fifteen columns of figures: on a small screen no line of them is folded
        for table in self.tables:
            table.setObjectName(f"counts.{table.name}")
        self.detail = CellView("選んだ行", ("項目", "内容"), (7, 0), self.beside)
        self.empty, self.progress = EmptyState("tally", parent=self.stack), ProgressLine()
        self.compared, self.again = QPushButton(tr("照合結果を選ぶ(&R)…")), QPushButton(tr("突き合わせ直す　F5"))
        self.type, self.explain = QPushButton(tr("差出票（写）を転記(&T)…")), QPushButton(tr("違いの理由(&U)…"))
        self.export, self.look = QPushButton(tr("表を書き出す(&E)…")), QPushButton(tr("媒体で見る　Enter"))
        self.act = primary()
        self._arrange()

    @property
    def tables(self) -> tuple[LinesTable, ...]:
        """In the order of the tabs."""
        return self.differs, self.offices, self.slip, self.plan, self.flyers

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
        beside.addWidget(words("選んだ行", "head"))
        beside.addWidget(self.detail, 1)
        own = QHBoxLayout()
        for button in (self.look, self.explain):
            button.setAutoDefault(False)
            own.addWidget(button)
        own.addStretch(1)
        beside.addLayout(own)
        beside.addWidget(plain("件＝明細（01）＝用紙 1 枚、通＝封筒＝事業所（推定）。「—」はまだない数です。", "note"))
        self.split.setObjectName("counts.columns")
        self.split.setSizes([900, 360])
        self.split.setStretchFactor(0, 1)
        self.split.setChildrenCollapsible(False)
        buttons = QHBoxLayout()
        for button in (self.compared, self.again, self.type, self.export):
            button.setAutoDefault(False)
            buttons.addWidget(button)
        buttons.addStretch(1)
        buttons.addWidget(self.act)
        layout.addWidget(self.note)
        layout.addWidget(self.progress)  # beside the buttons it would make the window wider than a small screen
        layout.addLayout(buttons)
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
        """Everything about the line in hand: label and text."""
        self.detail.show_rows(
            [row(label, label, Cell(text, "alarm" if label in _LOUD else "")) for label, text in lines]
        )

    def tell_state(self, tone: tokens.Tone, word: str) -> None:
        """The badge."""
        self.state.setText(tr(f"{tokens.TONES[tone].shape} {word}"))
        self.state.setProperty("tone", tone)
        self.state.style().polish(self.state)
