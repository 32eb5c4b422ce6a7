"""Panel: every 外字 of the record, enlarged, with its code and whether the font really draws it."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QImage, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QHBoxLayout, QLabel, QScrollArea, QVBoxLayout, QWidget

from app.ui import theme
from app.ui.selection import Selection, Span

if TYPE_CHECKING:
    from app.workbench import GaijiUse, Look

GlyphPicture = Callable[[str, int], tuple[int, int, bytes]]
"""``(char, px) -> (width, height, rgb)``: the glyph in the named font, 3 bytes a pixel, rows without padding."""

STATES = {"drawn": "○ 字形あり", "blank": "△ 空白字形", "missing": "× 字形なし"}
_CODE_LENGTH = 2


class GaijiStrip(QWidget):
    """One card a code; a click picks its bytes, further clicks the next place where it stands."""

    def __init__(self, selection: Selection, glyph_picture: GlyphPicture, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName("外字")
        self._selection = selection
        self._picture = glyph_picture
        self.title = QLabel()
        self.cards: list[GaijiCard] = []
        self._area = QScrollArea(widgetResizable=True)
        self._area.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(4)
        layout.addWidget(self.title)
        layout.addWidget(self._area, 1)
        selection.rangeChanged.connect(self._follow)
        self.show_look(None)

    def show_look(self, look: "Look | None") -> None:
        """Show the 外字 of another record."""
        uses = () if look is None else look.gaiji
        self.cards = [GaijiCard(use, self._picture, self._selection) for use in uses]
        holder = QWidget()
        row = QHBoxLayout(holder)
        row.setContentsMargins(4, 4, 4, 4)
        for card in self.cards:
            row.addWidget(card)
        row.addStretch(1)
        self._area.setWidget(holder)
        self._area.setVisible(bool(uses))
        places = sum(len(use.offsets) for use in uses)
        self.title.setText(f"外字 {len(uses)}種・{places}か所" if uses else "外字なし")
        self._follow()

    def _follow(self) -> None:
        for card in self.cards:
            card.set_picked(self._selection.span)
        first = next((card for card in self.cards if card.picked), None)
        if first is not None:
            self._area.ensureWidgetVisible(first)


class GaijiCard(QAbstractButton):
    """A 外字: picture, code, Unicode, state in a sign and words, number of places."""

    def __init__(self, use: "GaijiUse", picture: GlyphPicture, selection: Selection) -> None:
        super().__init__()
        self.use = use
        self.picked = False
        self._selection = selection
        self._lines = (f"{use.code:04X}　U+{ord(use.char):04X}", STATES[use.state], f"{len(use.offsets)}か所")
        self._picture = picture
        self._image: QImage | None = None
        self.setAccessibleName(f"外字 {'　'.join(self._lines)}")
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        places = "、".join(str(item) for item in use.items)
        self.setToolTip(f"項番 {places} にあります。押すと、そのバイトを選びます。続けて押すと次の箇所へ移ります。")
        self.clicked.connect(self._choose)

    def set_picked(self, span: Span | None) -> None:
        """Light up if one of its places is among the picked bytes."""
        picked = span is not None and any(span.overlaps(at, at + _CODE_LENGTH) for at in self.use.offsets)
        if picked != self.picked:
            self.picked = picked
            self.update()

    def _choose(self) -> None:
        spans = [Span(at, at + _CODE_LENGTH) for at in self.use.offsets]
        if not spans:
            return
        here = self._selection.span
        after = spans.index(here) + 1 if here in spans else 0
        self._selection.select(spans[after % len(spans)])

    def _side(self) -> int:
        """px of the picture's edge: large enough to see 止め, はね and 突き抜け."""
        return round(QFontMetricsF(self.font()).height() * 5)

    def sizeHint(self) -> QSize:
        metrics = QFontMetricsF(self.font())
        width = max(self._side(), *(round(metrics.horizontalAdvance(line)) for line in self._lines))
        return QSize(width + 16, self._side() + round(metrics.height() * 1.15 * len(self._lines)) + 18)

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        frame = QRectF(self.rect()).adjusted(1.5, 1.5, -1.5, -1.5)
        painter.setBrush(QColor(theme.CHOSEN if self.picked else theme.HOVER if self.underMouse() else theme.PAPER))
        edge = theme.FRAME_CHOSEN if self.picked else theme.BLUE if self.hasFocus() else theme.LINE
        painter.setPen(QPen(QColor(edge), 2.6 if self.picked or self.hasFocus() else 1))
        painter.drawRect(frame)
        side = self._side()
        box = QRectF((self.width() - side) / 2, 7, side, side)
        self._paint_glyph(painter, box)
        line_height = QFontMetricsF(self.font()).height() * 1.15
        painter.setPen(QColor(theme.INK))
        for place, line in enumerate(self._lines):
            if place == 1 and self.use.state != "drawn":
                painter.setPen(QColor(theme.ALARM))
            area = QRectF(0, box.bottom() + 4 + place * line_height, self.width(), line_height)
            painter.drawText(area, Qt.AlignmentFlag.AlignCenter, line)
            painter.setPen(QColor(theme.INK))

    def _paint_glyph(self, painter: QPainter, box: QRectF) -> None:
        painter.fillRect(box, QColor(theme.PAPER))
        if self.use.state == "missing":
            painter.setPen(QPen(QColor(theme.ALARM), 1.5))
            painter.drawRect(box)
            painter.drawLine(box.topLeft(), box.bottomRight())
            painter.drawLine(box.topRight(), box.bottomLeft())
            return
        pixels = round(box.width() * self.devicePixelRatioF())
        if self._image is None or max(self._image.width(), self._image.height()) != pixels:
            width, height, rgb = self._picture(self.use.char, pixels)
            self._image = QImage(rgb, width, height, 3 * width, QImage.Format.Format_RGB888).copy()
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        size = self._image.size().scaled(box.size().toSize(), Qt.AspectRatioMode.KeepAspectRatio)
        area = QRectF(0, 0, size.width(), size.height())
        area.moveCenter(box.center())
        painter.drawImage(area, self._image)
        style = Qt.PenStyle.DashLine if self.use.state == "blank" else Qt.PenStyle.SolidLine
        painter.setPen(QPen(QColor(theme.ALARM if self.use.state == "blank" else theme.LINE), 1, style))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRect(box)
