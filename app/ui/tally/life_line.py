"""A piece's life, drawn: a row a making, its stages from left to right, what was spoiled and what took its place."""

from collections.abc import Sequence
from itertools import pairwise

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QBrush, QColor, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from app.language import tr
from app.tally.life import Making
from app.tally.model import STAGE_WORDS
from app.ui.kit import tokens
from app.ui.tally.log_rows import life_lines

_MARKS = {"passed": "", "spoiled": "×", "again": "２", "missing": "？", "none": ""}
_TONES: dict[str, tokens.Tone] = {
    "passed": "good",
    "spoiled": "bad",
    "again": "bad",
    "missing": "asked",
    "none": "absent",
}
_WORDS = {"passed": "", "spoiled": "不良", "again": "重複", "missing": "なし", "none": ""}
_MOST = 4
"""Rows that are drawn; the last ones are the ones that count."""


class LifeLine(QWidget):
    """Nothing in it until a life is shown."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._makings: tuple[Making, ...] = ()
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(tr("現品の流れ"))

    def show_life(self, makings: Sequence[Making]) -> None:
        """Draw this one; an empty one draws nothing."""
        self._makings = tuple(makings)[-_MOST:]
        told = "。".join(f"{label} {text}" for label, text in life_lines(makings))
        self.setAccessibleDescription(tr(told))
        self.updateGeometry()
        self.update()

    @property
    def _row(self) -> int:
        return self.fontMetrics().height() * 4

    def sizeHint(self) -> QSize:
        return QSize(300, self.fontMetrics().height() * 2 + self._row * max(1, len(self._makings)))

    def minimumSizeHint(self) -> QSize:
        return QSize(220, self.sizeHint().height())

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.fillRect(self.rect(), QColor(tokens.PAPER))
        if not self._makings:
            painter.setPen(QColor(tokens.FAINT))
            painter.drawText(self.rect(), Qt.AlignmentFlag.AlignCenter, tr("現品を選ぶか、現品IDを読み取ってください"))
            painter.end()
            return
        left = self.fontMetrics().horizontalAdvance(tr("9回目　"))
        stages = [step.stage for step in self._makings[0].steps]
        width = (self.width() - left - 8) / max(1, len(stages))
        heading = self.fontMetrics().height() + 6
        painter.setPen(QColor(tokens.FAINT))
        for at, stage in enumerate(stages):
            box = QRectF(left + at * width, 2, width, heading)
            painter.drawText(box, Qt.AlignmentFlag.AlignCenter, tr(STAGE_WORDS[stage]))
        for at, making in enumerate(self._makings):
            self._draw(painter, making, at, left, width, heading + at * self._row)
        painter.end()

    def _draw(self, painter: QPainter, making: Making, row: int, left: float, width: float, top: float) -> None:
        radius = self.fontMetrics().height() * 0.72
        middle = top + radius + 6
        painter.setPen(QColor(tokens.INK if making.live else tokens.FAINT))
        painter.drawText(
            QRectF(2, middle - radius, left, 2 * radius),
            Qt.AlignmentFlag.AlignVCenter,
            tr("{number}回目", number=making.number),
        )
        centres = [QPointF(left + (at + 0.5) * width, middle) for at in range(len(making.steps))]
        shown = [at for at, step in enumerate(making.steps) if step.state != "none"]
        for one, other in pairwise(shown):
            style = Qt.PenStyle.DashLine if making.steps[other].state == "missing" else Qt.PenStyle.SolidLine
            painter.setPen(QPen(QColor(tokens.EDGE), 2, style))
            painter.drawLine(centres[one] + QPointF(radius, 0), centres[other] - QPointF(radius, 0))
        for at in shown:
            self._node(painter, making, at, centres[at], radius, width)
        if row and shown:
            painter.setPen(QPen(QColor(tokens.EDGE), 2))
            start = QPointF(centres[0].x(), top - self._row + 2 * radius + 8 + 2.2 * self.fontMetrics().height())
            painter.drawLine(start, QPointF(centres[0].x(), middle - radius))

    def _node(self, painter: QPainter, making: Making, at: int, centre: QPointF, radius: float, width: float) -> None:
        step = making.steps[at]
        look = tokens.TONES[_TONES[step.state]]
        dashed = Qt.PenStyle.DashLine if step.state == "missing" else Qt.PenStyle.SolidLine
        painter.setPen(QPen(QColor(look.ink), 2, dashed))
        painter.setBrush(QBrush(QColor(look.ground)))
        box = QRectF(centre.x() - radius, centre.y() - radius, 2 * radius, 2 * radius)
        if step.state in ("passed", "missing"):
            painter.drawEllipse(box)
        else:
            painter.drawRect(box)
        painter.drawText(box, Qt.AlignmentFlag.AlignCenter, tr(_MARKS[step.state]))
        word = _WORDS[step.state]
        when = step.told[-1].split("　")[0] if step.told else ""
        parts = when.split(" ")
        lines = "\n".join(one for one in ((word, parts[-1]) if word else parts) if one)
        below = QRectF(centre.x() - width / 2, centre.y() + radius + 2, width, self.fontMetrics().height() * 2.2)
        painter.setPen(QColor(look.ink if word else tokens.FAINT))
        painter.drawText(below, Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignTop, tr(lines))
