"""合格 or 不合格 before it is signed, with every sentence that says why; afterwards what was signed, and by whom."""

from collections.abc import Sequence

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QFrame, QScrollArea, QVBoxLayout, QWidget

from app.language import tr
from app.reports.signs import local_time, pin_word
from app.signoff.signed import PieceResult
from app.ui.kit.cards import Folded, Toned, paint_ground
from app.ui.kit.fitting import by_text
from app.ui.kit.labels import sized
from app.ui.rounds.piece_words import Tone, ground_and_ink, judged

_LEAST_LINES, _EDGE = 1.0, 2
_BESIDE_TEXT, _ALONE = 1.15, 1.6
_ROOM_FOR_ALONE = 6
"""Lines of text that a head in larger type asks for."""


class PieceVerdict(QFrame):
    """A head in large type and sentences that scroll when there are many; where the head is all there is to say and has
    the room, it is read from where the piece is held.
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("verdict")
        self._times = _BESIDE_TEXT
        self._colours = ground_and_ink("hidden")
        self.head = sized(Toned(), _BESIDE_TEXT, bold=True)
        self.text = Folded()
        self.text.setAlignment(Qt.AlignmentFlag.AlignTop)
        self.text.setStyleSheet("background: transparent;")
        area = QScrollArea(widgetResizable=True)
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        by_text(area, self._least)
        area.viewport().setAutoFillBackground(False)
        area.setStyleSheet("QScrollArea { background: transparent; border: none; }")
        inside = QWidget()
        inside.setObjectName("inside")
        inside.setStyleSheet("QWidget#inside { background: transparent; }")
        told = QVBoxLayout(inside)
        told.setContentsMargins(0, 0, 0, 0)
        told.setSpacing(2)
        told.addWidget(self.head)
        told.addWidget(self.text, 1)
        area.setWidget(inside)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(8 + _EDGE, 3 + _EDGE, 8 + _EDGE, 3 + _EDGE)
        layout.addWidget(area, 1)

    def _least(self, area: QWidget) -> None:
        """A head of two lines, or of one with a sentence below."""
        lines = area.fontMetrics().lineSpacing() * _LEAST_LINES + self.head.fontMetrics().lineSpacing()
        area.setMinimumHeight(round(lines) + 2)

    def hasHeightForWidth(self) -> bool:
        return False

    def sizeHint(self) -> QSize:
        """What others leave is its room."""
        return self.minimumSizeHint()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._settle()

    def _settle(self) -> None:
        """The head's place and size, by what else is said and by the room."""
        alone = self.text.isHidden()
        roomy = alone and self.height() >= _ROOM_FOR_ALONE * self.fontMetrics().lineSpacing()
        self.head.setAlignment(Qt.AlignmentFlag.AlignCenter if alone else Qt.AlignmentFlag.AlignTop)
        times = _ALONE if roomy else _BESIDE_TEXT
        if times != self._times:
            self._times = times
            sized(self.head, times, bold=True)
            self.head.style().polish(self.head)

    def show_nothing(self, why: str) -> None:
        """There is no result to show."""
        self._show(why, (), "hidden")

    def show_open(self, left: Sequence[str], failures: Sequence[str]) -> None:
        """Not done yet: what is left, and what fails it already."""
        if failures:
            self._show(f"× 不合格　残り：{'・'.join(left)}", failures, "bad")
        else:
            self._show(f"□ 残り：{'・'.join(left)}", (), "todo")

    def show_ready(self, failures: Sequence[str], sign_key: str) -> None:
        """All is there: the verdict as it will be signed."""
        if failures:
            self._show(f"× 不合格（{sign_key} で署名）", failures, "bad")
        else:
            self._show(f"○ 合格（{sign_key} で署名）", (), "good")

    def show_refused(self, why: str) -> None:
        """It cannot be signed as it is."""
        self._show("！ 署名できません", (why,), "asked")

    def show_result(self, result: PieceResult) -> None:
        """What was signed."""
        face, sign = judged(result), result.signature
        signed = f"{sign.meaning}　{sign.name}　{local_time(sign.time)}{pin_word(sign)}"
        comment = (f"コメント：{result.comment}",) if result.comment else ()
        self._show(f"{face.sign} {face.text}　署名済", (signed, *result.failures, *comment), face.tone)

    def _show(self, head: str, lines: Sequence[str], tone: Tone) -> None:
        ground, ink = ground_and_ink(tone)
        self.head.setText(tr(head))
        self.head.dress("", ink)
        bullet = "・" if len(lines) > 1 else ""
        self.text.setText(tr("\n".join(f"{bullet}{line}" for line in lines)))
        self.text.setVisible(bool(lines))
        self._settle()
        if (ground, ink) != self._colours:
            self._colours = ground, ink
            self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        paint_ground(QPainter(self), QRectF(self.rect()), *self._colours, _EDGE)
