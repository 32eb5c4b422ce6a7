"""What stands on ダミー, and where."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QPushButton, QSplitter, QVBoxLayout, QWidget

from app.language import tr
from app.proof.scanner import Scanner
from app.signoff.checksheet import CheckSheet
from app.ui.board.cells import CellView
from app.ui.comparison.box_strip import BoxStrip
from app.ui.comparison.page_feed import PageFeed
from app.ui.comparison.pair_view import PairView
from app.ui.comparison.progress_line import ProgressLine
from app.ui.dummies import rows, screen_keys
from app.ui.dummies.dummy_panel import DummyPanel
from app.ui.dummies.roll_tab import RollTab
from app.ui.kit.act_row import ActRow
from app.ui.kit.cards import EmptyState, badge, primary, words
from app.ui.kit.flow import flowing
from app.ui.kit.labels import plain
from app.ui.kit.page_stack import PageStack, Tabs
from app.ui.shell.workers import Jobs

_LIST_EM, _PIECE_EM = 22, 24


class PageParts(QWidget):
    """List, pages and piece side by side; buttons below."""

    def __init__(self, jobs: Jobs, sheet: CheckSheet, scanner: Scanner, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.title, self.state = words("ダミー", "title"), badge("", "absent")
        self.due, self.note = plain(), plain(role="alarm")
        self.split = QSplitter(Qt.Orientation.Horizontal, self)
        self.tabs, self.stack = Tabs(self.split), PageStack(self.split)
        self.pages = QWidget(self.stack)
        self.list = CellView("機構ダミー", rows.HEADERS, rows.WIDTHS, self.tabs.room)
        self.problems = CellView("一覧の誤り", rows.FINDING_HEADERS, rows.FINDING_WIDTHS, self.tabs.room)
        for table, name in ((self.list, "dummies.list"), (self.problems, "dummies.problems")):
            table.setObjectName(name)
        self.rolls, self.view = RollTab(self.tabs.room), PairView(self.pages, zones=False)
        self.feed, self.panel = PageFeed(jobs, self), DummyPanel(sheet, scanner, self.split)
        self.empty, self.progress = EmptyState("dummies", parent=self.stack), ProgressLine()
        self.take, self.compare = QPushButton(tr("一覧を取り込む(&I)…")), QPushButton(tr("印刷・取り込みと照合(&P)…"))
        self.reprint = QPushButton(tr("刷り直した現品を照合(&R)…"))
        self.alike, self.form = QPushButton(tr("区別しない文字の組を決める(&K)…")), plain(role="note")
        self.strip = BoxStrip(screen_keys.SAME, screen_keys.OTHER)
        self.sign, self.give_back = (
            QPushButton(tr("現品に署名　{sign}", sign=screen_keys.SIGN)),
            QPushButton(tr("差し戻す…")),
        )
        self.export, self.act = QPushButton(tr("結果表を書き出す(&E)…")), primary()
        self._arrange()

    def _arrange(self) -> None:
        layout = QVBoxLayout(self)
        layout.setContentsMargins(8, 6, 8, 6)
        layout.setSpacing(5)
        layout.addLayout(flowing(self.title, self.state))
        layout.addWidget(self.due)
        layout.addWidget(self.split, 1)
        columns: tuple[QWidget, ...] = (self.tabs, self.stack, self.panel)
        for part in columns:
            self.split.addWidget(part)
        for page, name in ((self.list, "機構"), (self.rolls, "業者"), (self.problems, "一覧の誤り")):
            self.tabs.addTab(page, tr(name))
        self.stack.addWidget(self.pages)
        self.stack.addWidget(self.empty)
        column = QVBoxLayout(self.pages)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        column.addWidget(self.view, 1)
        column.addWidget(self.form)
        column.addWidget(self.strip)
        self.split.setObjectName("dummies.columns")
        self.split.setStretchFactor(1, 1)
        self.split.setChildrenCollapsible(False)
        acts = (self.take, self.compare, self.reprint, self.alike, self.export, self.give_back, self.sign, self.act)
        buttons = ActRow(acts, self.act, self.progress)
        layout.addWidget(self.note)
        layout.addWidget(buttons)
        self.progress.hide()
        self.note.hide()
        self.alike.hide()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """List and piece take what they need to be read, the pages what they leave, until a person says otherwise."""
        super().resizeEvent(event)
        if not self.split.property("moved"):
            em, wide = self.fontMetrics().horizontalAdvance("漢"), self.split.width()
            left, right = max(round(0.18 * wide), _LIST_EM * em), max(round(0.2 * wide), _PIECE_EM * em)
            self.split.setSizes([left, wide - left - right, right])
