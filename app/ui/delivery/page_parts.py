"""What stands on 配信, and where."""

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

from app.language import tr
from app.ui.board.cells import Cell, CellView, row
from app.ui.comparison.progress_line import ProgressLine
from app.ui.delivery import rows, screen_keys
from app.ui.kit import tokens
from app.ui.kit.act_row import ActRow
from app.ui.kit.cards import EmptyState, badge, primary, words
from app.ui.kit.fitting import may_scroll
from app.ui.kit.labels import plain
from app.ui.kit.lines import LinesTable
from app.ui.kit.page_stack import PageStack, Tabs


class PageParts(QWidget):
    """A tab for each kind of thing on the left, the line in hand on the right, what can be done below."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.title, self.state = words("配信", "title"), badge("", "absent")
        self.scope, self.scope_word = QComboBox(), plain("事業所", "note")
        self.scope.setAccessibleName(tr("今の事業所"))
        self.note = plain(role="alarm")
        self.search = QLineEdit()
        self.search.setPlaceholderText(tr("一覧を絞り込む：事業所・年月・状態（{find}）", find=screen_keys.FIND))
        self.search.setAccessibleName(tr("一覧を絞り込む"))
        self.search.setClearButtonEnabled(True)
        self.stack = PageStack(self)
        self.body = QWidget(self.stack)
        self.split = QSplitter(Qt.Orientation.Horizontal, self.body)
        self.tabs, self.beside = Tabs(self.split), QWidget(self.split)
        self.tables: dict[str, LinesTable] = {}
        self.detail = CellView("選んだ行", ("項目", "内容"), (8, 0), self.beside)
        self.empty, self.progress, self.act = EmptyState("delivery", parent=self.stack), ProgressLine(), primary()
        self.buttons: dict[str, QPushButton] = {
            name: QPushButton(tr(text))
            for name, text in (
                ("take", "帳票を取り込む(&T)…"), ("look", "帳票を開く(&L)…"), ("again", "再発行(&R)…"),
                ("receipt", "受領票を取り込む(&I)…"), ("erasing", "控えの消去を申し出る(&D)…"),
                ("erase", "控えを消去する(&X)…"), ("filing_in", "届出を受信(&Q)…"), ("send_back", "返戻(&B)…"),
                ("open", "配信を開く(&O)…"), ("slip_again", "受領票を書き出す(&U)…"),
                ("file", "届出を作る(&W)…"), ("enter", "事業所を登録(&A)…"),
                ("enrol", "端末を登録(&N)…"), ("remove", "端末を取り消す(&M)…"), ("fund", "基金の鍵を登録(&G)…"),
                ("card", "この端末の鍵を書き出す(&K)…"), ("see", "頁を目で確かめる(&Y)…"),
                ("sign_part", "目視の済んだ事業所だけ署名(&P)…"), ("discard", "帳票を破棄(&Z)…"),
                ("keys", "保管庫の鍵…"),
            )
        }  # fmt: skip
        self.export = QPushButton(tr("一覧を書き出す(&E)…"))
        self._arrange()

    def _arrange(self) -> None:
        head = QHBoxLayout()
        for widget in (self.title, self.state):
            head.addWidget(widget)
        head.addStretch(1)
        head.addWidget(self.scope_word)
        head.addWidget(self.scope)
        self.scope.setMinimumContentsLength(16)
        inner = QVBoxLayout(self.body)
        inner.setContentsMargins(0, 0, 0, 0)
        inner.addWidget(self.search)
        inner.addWidget(self.split, 1)
        beside = QVBoxLayout(self.beside)
        beside.setContentsMargins(tokens.SPACE["medium"], 0, 0, 0)
        beside.addWidget(words("選んだ行", "head"))
        beside.addWidget(self.detail, 1)
        self.split.setObjectName("delivery.columns")
        self.split.setSizes([820, 400])
        self.split.setStretchFactor(0, 1)
        self.split.setChildrenCollapsible(False)
        self.stack.addWidget(self.body)
        self.stack.addWidget(self.empty)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(8, 6, 8, 6)
        layout.setSpacing(5)
        layout.addLayout(head)
        layout.addWidget(self.stack, 1)
        layout.addWidget(self.note)
        layout.addWidget(ActRow((*self.buttons.values(), self.export, self.act), self.act, self.progress))
        self.progress.hide()
        self.note.hide()

    def make_tabs(self, side: str) -> tuple[rows.Tab, ...]:
        """The tabs of this side, new ones where it is another than before."""
        wanted = rows.TABS.get(side, ())
        if list(self.tables) == [one.id for one in wanted]:
            return wanted
        self.tabs.clear()
        self.tables = {}
        for one in wanted:
            table = LinesTable(one.word, one.headers, one.widths)
            table.setObjectName(f"delivery.{one.id}")
            may_scroll(table)
            self.tables[one.id] = table
            self.tabs.addTab(table, tr(one.word))
        return wanted

    def show_buttons(self, enabled: dict[str, bool]) -> None:
        """Those that belong to the tab, as far as they may be pressed now."""
        for name, button in self.buttons.items():
            button.setVisible(name in enabled)
            button.setEnabled(enabled.get(name, False))

    def show_lines(self, lines: Sequence[tuple[str, str]]) -> None:
        """Everything about the line in hand."""
        self.detail.show_rows([row(f"{label}{at}", label, Cell(text, "")) for at, (label, text) in enumerate(lines)])
