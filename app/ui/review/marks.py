"""How the marks of a record are written, explained and coloured."""

from dataclasses import dataclass

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPen

from app.cases.marks import Mark
from app.language import tr
from app.ui.kit import tokens


@dataclass(frozen=True, slots=True)
class MarkLook:
    """One mark: ``text`` on buttons, ``chip`` in a list row, ``tooltip`` says what it means, ``colour`` is a token."""

    mark: Mark
    text: str
    chip: str
    tooltip: str
    colour: str


MARKS = (
    MarkLook(Mark.GANNEN, "元年", "元", "「元年」と印字する年があります。", "ORANGE"),
    MarkLook(Mark.GAIJI, "外字", "外", "外字があります。字形を確かめてください。", "PURPLE"),
    MarkLook(Mark.REDIRECT, "別送", "別", "別送です。宛名には別送先を印字します。", "BLUE"),
    MarkLook(Mark.WINDOW, "窓", "窓", "封筒の窓に、隠れる字または見えてはならない字があります。", "VERMILLION"),
    MarkLook(Mark.NO_BARCODE, "バーコードなし", "無", "カスタマバーコードを印字できません。", "GREY"),
    MarkLook(Mark.TWO_MONTHS, "2か月分", "2月", "この事業所には2か月分の通知（明細2件）があります。", "GREEN"),
)

FINDING_MARKS = (
    MarkLook(Mark.ERROR, "誤り", "誤", "検査で誤りが見つかりました（Ctrl+T で検査結果）。", "VERMILLION"),
    MarkLook(Mark.WARNING, "注意", "注", "検査で注意が出ました（Ctrl+T で検査結果）。", "YELLOW"),
)
"""Set once the volume was checked."""

ALL_MARKS = (*MARKS, *FINDING_MARKS)

_GAP = 3.0


def marks_of(bits: int) -> tuple[MarkLook, ...]:
    """The marks that are set, in the order they are always shown."""
    return tuple(look for look in (*FINDING_MARKS, *MARKS) if bits & look.mark)


def marks_tooltip(bits: int) -> str:
    """One line a mark that is set."""
    return "\n".join(f"{look.text}：{look.tooltip}" for look in marks_of(bits))


def chip_width(look: MarkLook, metrics: QFontMetricsF) -> float:
    """px of a mark's chip in this font."""
    return metrics.horizontalAdvance(tr(look.chip)) + 0.35 * metrics.height()


def chips_width(count: int, metrics: QFontMetricsF) -> float:
    """px of ``count`` one-letter chips with ``+9`` after them."""
    return count * (chip_width(MARKS[0], metrics) + _GAP) + _GAP + metrics.horizontalAdvance("+9 ")


def marks_width(bits: int, most: int, metrics: QFontMetricsF) -> float:
    """px of the chips of these marks, ``most`` of them with a number after them where there are more."""
    looks = marks_of(bits)
    wide = sum(chip_width(look, metrics) + _GAP for look in looks[:most])
    return wide + 2 * _GAP + (metrics.horizontalAdvance("+9") if len(looks) > most else 0)


def paint_chips(painter: QPainter, area: QRectF, bits: int) -> None:
    """Draw the marks of a list row from the left, with the painter's font; ``+2`` stands for what has no room."""
    metrics = QFontMetricsF(painter.font())
    looks = marks_of(bits)
    left, more = area.left() + _GAP, metrics.horizontalAdvance("+9")
    height = min(area.height() - 4, metrics.height() + 2)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    for place, look in enumerate(looks):
        width = chip_width(look, metrics)
        reserve = more if place < len(looks) - 1 else 0
        if left + width + reserve > area.right():
            rest = QRectF(left, area.top(), area.right() - left, area.height())
            painter.setPen(QColor(tokens.INK))
            painter.drawText(rest, Qt.AlignmentFlag.AlignVCenter, tr(f"+{len(looks) - place}"))
            return
        box = QRectF(left, area.center().y() - height / 2, width, height)
        colour = tokens.named(look.colour)
        painter.setPen(QPen(colour.darker(130), 1.2))
        painter.setBrush(tokens.tint(colour, 0.3))
        painter.drawRoundedRect(box, 4, 4)
        painter.setPen(QColor(tokens.INK))
        painter.drawText(box, Qt.AlignmentFlag.AlignCenter, tr(look.chip))
        left += width + _GAP
