"""The checkers' results of all pieces, beside the lead's own looks."""

from collections.abc import Sequence

from PySide6.QtCore import QSignalBlocker, Qt
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QTableWidget, QTableWidgetItem, QWidget

from app.language import tr
from app.reports.signs import local_time, pin_word
from app.signoff.model import Round
from app.signoff.signed import PieceResult
from app.ui.kit import tokens
from app.ui.kit.columns import ContentColumns
from app.ui.kit.folding import FoldingDelegate
from app.ui.rounds.piece_words import judged

_HEADERS = ("番号", "現品ID", "検査", "理由・コメント", "検査した人", "責任者の確認")
_REASONS, _WHO, _OWN = 3, 4, 5
_WHO_EM, _OWN_EM = 13, 8.5


class ResultTable(QTableWidget):
    """Read only; failed pieces first."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(0, len(_HEADERS), parent)
        self._lines: list[tuple[tuple[str, ...], bool]] = []
        self.setAccessibleName(tr("検査の結果"))
        self.setHorizontalHeaderLabels([tr(one) for one in _HEADERS])
        self.setEditTriggers(QTableWidget.EditTrigger.NoEditTriggers)
        self.setSelectionBehavior(QTableWidget.SelectionBehavior.SelectRows)
        self.setTabKeyNavigation(False)
        self.setFont(tokens.narrow_font())
        self.setWordWrap(True)
        self.setItemDelegate(FoldingDelegate(self))
        self.verticalHeader().hide()
        self.horizontalHeader().setHighlightSections(False)
        self.setObjectName("round.results")
        self.kept = ContentColumns(
            self, (_REASONS,), after=self.resizeRowsToContents, most={_WHO: _WHO_EM, _OWN: _OWN_EM}, folds=True
        )

    def show_round(self, seen: Round) -> None:
        """Show what this person may see of a round (:func:`app.signoff.two_persons.as_seen_by`)."""
        failed = {number for number, result in seen.results.items() if not result.passed}
        failed |= {look.number for look in seen.confirmed if not look.passed}
        pieces = sorted(seen.pieces, key=lambda piece: (piece.number not in failed, piece.number))
        lines: list[tuple[tuple[str, ...], bool]] = []
        for piece in pieces:
            result = seen.results.get(piece.number)
            looks = [look for look in seen.confirmed if look.number == piece.number]
            who = "" if result is None else _who(result)
            texts = (str(piece.number), piece.piece_id, _verdict(result), _reasons(result, looks), who, _own(looks))
            lines.append((texts, piece.number in failed))
        if lines == self._lines and self.rowCount():
            return
        self._lines = lines
        self.setRowCount(len(lines))
        with QSignalBlocker(self.model()):  # told of each cell, the columns would be measured anew
            for row, line in enumerate(lines):
                self._fill(row, *line)
        self.model().layoutChanged.emit()
        self.kept.now()
        self.scrollToTop()

    def _fill(self, row: int, texts: Sequence[str], wrong: bool) -> None:
        for column, text in enumerate(texts):
            item = QTableWidgetItem(tr(text))
            item.setTextAlignment(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft)
            if wrong:
                item.setForeground(QColor(tokens.ALARM))
            self.setItem(row, column, item)


def _verdict(result: PieceResult | None) -> str:
    if result is None:
        return "□ 未検査"
    face = judged(result)
    return f"{face.sign} {face.text}"


def _reasons(result: PieceResult | None, looks: Sequence[PieceResult]) -> str:
    lines = [] if result is None else [*result.failures, *([f"コメント：{result.comment}"] if result.comment else [])]
    for look in looks:
        lines += [f"責任者：{said}" for said in (*look.failures, *([look.comment] if look.comment else []))]
    return "\n".join(lines)


def _who(result: PieceResult) -> str:
    day, clock, _ = local_time(result.signature.time).split(" ")
    return f"{result.signature.name}　{day[5:]} {clock[:5]}{pin_word(result.signature)}"


def _own(looks: Sequence[PieceResult]) -> str:
    return "\n".join(f"{_verdict(look)}　{look.signature.name}" for look in looks)
