"""What a round is bound to, part by part, against what the process and this workstation hold now."""

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QTableWidget, QTableWidgetItem, QWidget

from app.language import tr
from app.signoff.model import Round, State
from app.signoff.processes import void_reasons
from app.signoff.signed import Part
from app.ui.kit import tokens
from app.ui.kit.columns import ContentColumns

_NOT_HERE = "この端末にないため判定していません。登録したものは変わっていません。"
_HEADERS = ("結び付いたもの", "内容", "指紋", "今")


class PartsTable(QTableWidget):
    """Read only; a part that changed says so in words and colour."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(0, len(_HEADERS), parent)
        self.setAccessibleName(tr("結び付いたもの"))
        self.setHorizontalHeaderLabels([tr(one) for one in _HEADERS])
        self.setEditTriggers(QTableWidget.EditTrigger.NoEditTriggers)
        self.setSelectionBehavior(QTableWidget.SelectionBehavior.SelectRows)
        self.setTabKeyNavigation(False)
        self.setFont(tokens.narrow_font())
        self.verticalHeader().hide()
        self.horizontalHeader().setHighlightSections(False)
        self.setObjectName("round.parts")
        self.kept = ContentColumns(self, (1,), after=self.resizeRowsToContents, folds=True)

    def show_round(self, state: State, one: Round, live: Sequence[Part] | None) -> None:
        """Show the round's parts, and what came instead of them."""
        differs = {each.name: each for each in void_reasons(state, one, live)}
        held = {part.name for part in live or ()}
        added = [each for each in differs.values() if each.kind == "added"]
        self.setRowCount(len(one.parts) + len(added))
        for row, part in enumerate(sorted(one.parts, key=lambda part: part.name)):
            found = differs.get(part.name)
            now = "× なくなった" if found and found.kind == "missing" else "× 変わった" if found else ""
            # What this workstation does not hold can only be compared with what was registered.
            same = "○ 同じ" if part.name in held else "― 未判定"
            unjudged = part.name not in held and not now
            texts = (part.label, part.detail.replace("・", "・\u200b"), part.sha256[:8], now or same)
            self._fill(row, texts, bool(found), _NOT_HERE if unjudged else "")
        for row, each in enumerate(added, len(one.parts)):
            self._fill(row, (each.label, each.after, "", "× 増えた"), True)
        self.kept.now()

    def _fill(self, row: int, texts: Sequence[str], wrong: bool, why: str = "") -> None:
        """A line; ``why`` is told of what the last column says."""
        for column, text in enumerate(texts):
            item = QTableWidgetItem(tr(text))
            item.setToolTip(tokens.plain_tooltip(why if why and column == len(texts) - 1 else text))
            if wrong:
                item.setForeground(QColor(tokens.ALARM))
                font = self.font()
                font.setBold(True)
                item.setFont(font)
            if column >= 2:
                item.setTextAlignment(Qt.AlignmentFlag.AlignCenter)
            self.setItem(row, column, item)
