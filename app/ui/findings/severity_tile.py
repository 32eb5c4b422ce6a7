"""How many findings there are of a severity, large; pressed, they are listed."""

from PySide6.QtCore import QEvent, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QSizePolicy

from app.checks.model import Severity
from app.language import tr
from app.reports.finding_words import SIGNS
from app.ui.kit import tokens
from app.ui.kit.tokens import Tone

SEVERITY_TONES: dict[Severity, Tone] = {"error": "bad", "warning": "asked", "info": "waiting"}
_LARGE, _SMALL = 1.7, 0.88


class SeverityTile(QAbstractButton):
    """Sign and word, the number, and below how many of them are not 確認済; ``key`` presses it."""

    def __init__(self, severity: Severity, key: str) -> None:
        super().__init__()
        self._severity, self._count, self._open = severity, 0, 0
        self.setCheckable(True)
        self.setChecked(True)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setToolTip(tr("{signs}を表示する／しない（{key}）", signs=SIGNS[severity], key=key))
        self.show_counts(0, 0)

    def show_counts(self, count: int, left: int) -> None:
        """How many there are, and how many are ``left`` to be looked at."""
        self._count, self._open = count, left
        self.setAccessibleName(
            tr(
                "{signs} {count:,} 件、未確認 {left:,} 件を表示する",
                signs=SIGNS[self._severity],
                count=count,
                left=left,
            )
        )
        self.update()

    @property
    def counts(self) -> tuple[int, int]:
        """As shown."""
        return self._count, self._open

    def _font(self, times: float, *, bold: bool) -> QFont:
        font = QFont(self.font())
        font.setPointSizeF(font.pointSizeF() * times)
        font.setBold(bold)
        return font

    def sizeHint(self) -> QSize:
        lines = QFontMetricsF(self._font(_LARGE, bold=True)).height() + QFontMetricsF(self.font()).height()
        return QSize(self.minimumSizeHint().width(), round(lines + 12))

    def minimumSizeHint(self) -> QSize:
        word = QFontMetricsF(self._font(1, bold=True)).horizontalAdvance(tr(SIGNS[self._severity]))
        number = QFontMetricsF(self._font(_LARGE, bold=True)).horizontalAdvance(_counted(max(self._count, 99)))
        return QSize(round(word + number + 30), round(self.fontMetrics().height() * 3.2))

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange:
            self.updateGeometry()

    def paintEvent(self, event: QPaintEvent) -> None:
        look = tokens.TONES[SEVERITY_TONES[self._severity] if self.isChecked() and self._count else "absent"]
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        chosen, edge = self.isChecked() and self.isEnabled(), QColor(tokens.LINE)
        if self.hasFocus():
            edge = QColor(tokens.ACCENT)
        elif chosen and self._count:
            edge = QColor(look.ink)
        width = 3 if self.hasFocus() else 2 if chosen else 1
        painter.setPen(QPen(edge, width))
        painter.setBrush(QColor(tokens.HOVER if self.underMouse() else look.ground))
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(1.5, 1.5, -1.5, -1.5), tokens.RADIUS, tokens.RADIUS)
        painter.setPen(QColor(look.ink))
        box, sides = QRectF(self.rect()).adjusted(12, 5, -12, -5), Qt.AlignmentFlag.AlignTop
        painter.setFont(self._font(_LARGE, bold=True))
        high = QFontMetricsF(painter.font()).height()
        top = QRectF(box.left(), box.top(), box.width(), high)
        middle = Qt.AlignmentFlag.AlignVCenter
        painter.drawText(top, middle | Qt.AlignmentFlag.AlignRight, _counted(self._count))
        painter.setFont(self._font(1, bold=True))
        painter.drawText(top, middle | Qt.AlignmentFlag.AlignLeft, tr(SIGNS[self._severity]))
        painter.setFont(self._font(_SMALL, bold=False))
        below = box.adjusted(0, high, 0, 0)
        painter.drawText(below, sides | Qt.AlignmentFlag.AlignRight, tr("未確認 {open:,} 件", open=self._open))
        if not self.isChecked():
            painter.drawText(below, sides | Qt.AlignmentFlag.AlignLeft, tr("表示しない"))


def _counted(count: int) -> str:
    return tr("{count:,}件", count=count)
