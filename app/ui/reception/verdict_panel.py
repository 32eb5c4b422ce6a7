"""The judgement: the whole in one loud line, the signatures, every point, every office beside last month. Read only."""

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QLabel, QTabWidget, QVBoxLayout, QWidget

from app.language import tr
from app.month.reception.judging import Verdict
from app.month.reception.shown import change_hidden, told_rows
from app.month.reception.typed import Typed
from app.signoff.gates import DueLine
from app.signoff.signed import Sign
from app.ui.board.board_words import sign_text
from app.ui.board.cells import CellView
from app.ui.kit import tokens
from app.ui.kit.labels import dress, plain
from app.ui.reception import rows

_GROUND = {"go": "BLUE", "no_go": "ALARM", "open": "FAINT"}
_LARGE = 1.6


class VerdictPanel(QWidget):
    """``fieldWanted(id)``: Enter on a point whose field is to be filled in."""

    fieldWanted = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.banner, self.dues, self.signs = QLabel(), plain(), plain()
        self.banner.setTextFormat(Qt.TextFormat.PlainText)
        self.banner.setWordWrap(True)
        self.points = CellView("判定", rows.HEADERS, rows.WIDTHS)
        self.changes = CellView("前月との比較", rows.CHANGE_HEADERS, rows.CHANGE_WIDTHS)
        for table, name in ((self.points, "reception.points"), (self.changes, "reception.changes")):
            table.setObjectName(name)
        self.tabs = QTabWidget(self)
        self.tabs.setDocumentMode(True)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        for widget in (self.banner, self.dues, self.signs):
            layout.addWidget(widget)
        layout.addWidget(self.tabs, 1)
        self.tabs.addTab(self.points, tr("判定"))
        self.tabs.addTab(self.changes, tr("前月との比較"))
        self._told: tuple[Verdict, Typed] | None = None
        self.points.entered.connect(self.fieldWanted)
        self.tabs.currentChanged.connect(lambda _at: self._show_changes())

    def _show_changes(self) -> None:
        """Only while they are seen: with every office of the country each line that is typed would wait for them."""
        if self._told is not None and self.tabs.currentWidget() is self.changes:
            verdict, typed = self._told
            self.changes.show_rows(rows.change_rows(verdict.changes, typed))

    def show_dues(self, dues: Sequence[DueLine], defect: str) -> None:
        """When it has to be done; deadlines that contradict each other all stand there, the strictest first."""
        lines = [f"期限　{one.text}" for one in dues]
        self.dues.setText(tr("\n".join((*lines, *((f"別紙9　{defect}",) if defect else ())))))

    def show_signs(self, signs: Sequence[tuple[str, Sign | None]]) -> None:
        """Who signed what."""
        lines = (f"{'□' if sign is None else '■'} {name}　{_signed(sign)}" for name, sign in signs)
        self.signs.setText(tr("\n".join(lines)))

    def show_verdict(self, verdict: Verdict, typed: Typed, *, taken: bool = False) -> None:
        """A judgement of what was typed; ``taken``: the medium was taken on an earlier one."""
        tone, text = rows.banner(verdict, typed, taken=taken)
        self.banner.setText(tr(text))
        dress(
            self.banner,
            f"background: {tokens.named(_GROUND[tone]).name()}; color: white; font-weight: bold; padding: 6px 10px;"
            f" font-size: {self.font().pointSizeF() * _LARGE:.1f}pt;",
        )
        self.points.show_rows(rows.point_rows(verdict, typed))
        self._told = verdict, dict(typed)
        self._show_changes()
        beyond = sum(one.beyond and not one.explained and not change_hidden(one, typed) for one in verdict.changes)
        hidden = any(change_hidden(one, typed) for one in verdict.changes)
        against = sum(row.blocks for row in told_rows(verdict, typed))
        self.tabs.setTabText(0, tr(f"判定　残り {against} 項目" if against else "判定 ●"))
        seen = f"　理由のない差 {beyond} 件" if beyond else "　未入力" if hidden else " ●"
        none = "　前月なし" if not verdict.changes else seen
        self.tabs.setTabText(1, tr("前月との比較{none}", none=none))


def _signed(sign: Sign | None) -> str:
    return "未署名" if sign is None else f"{sign_text(sign)}　台帳 {sign.seq:,}"
