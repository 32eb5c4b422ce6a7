"""Panel: every 外字 of the record, enlarged, with its code and whether the font really draws it."""

from collections.abc import Callable
from functools import lru_cache
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QEnterEvent, QFontMetricsF, QImage, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QHBoxLayout, QLabel, QScrollArea, QWidget

from app.language import tr
from app.ui.kit import tokens
from app.ui.review.selection import Selection, Span

if TYPE_CHECKING:
    from app.month.looking.model import GaijiUse, ShownRecord

GlyphPicture = Callable[[str, int], tuple[int, int, bytes]]
"""``(char, px) -> (width, height, rgb)``: the glyph in the named font, 3 bytes a pixel, rows without padding."""
_KEPT = 300
"""Pictures: the same 外字 come again from record to record."""

STATES = {"drawn": "○ 字形あり", "blank": "△ 空白字形", "missing": "× 字形なし"}
NO_FONT = "― 未判定"
_NO_LIMIT = 16_777_215
_WHY_NO_FONT = "外字フォントを読み込んでいないため、字形は判定していません。"
_CODE_LENGTH = 2
_LINES = 4
_LINE_EM = 1.2
_PAD = 6


class GaijiStrip(QWidget):
    """One card a code; a click picks its bytes, further clicks the next place where it stands.

    The strip is as high as a card, and only a line without 外字.
    """

    def __init__(
        self,
        selection: Selection,
        glyph_picture: GlyphPicture,
        parent: QWidget | None = None,
        *,
        has_font: bool = True,
    ) -> None:
        """Without a 外字 font nothing is known of any glyph."""
        super().__init__(parent)
        self.setAccessibleName(tr("外字"))
        self._selection, self._has_font = selection, has_font
        self._picture = lru_cache(_KEPT)(glyph_picture)
        self.title = QLabel()
        self.cards: list[GaijiCard] = []
        self._area = QScrollArea(widgetResizable=True)
        self._area.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.title, 0, Qt.AlignmentFlag.AlignTop)
        layout.addWidget(self._area, 1)
        selection.rangeChanged.connect(self._follow)
        selection.hoverChanged.connect(self._follow_hover)
        self.show_look(None)

    def show_look(self, look: "ShownRecord | None") -> None:
        """Show the 外字 of another record."""
        uses = () if look is None else look.gaiji
        if uses or self.cards or self._area.widget() is None:
            self._show_cards(uses)
        places = sum(len(use.offsets) for use in uses)
        unread = look is None or (not look.fields and look.kind != "counts")
        none = "外字：判定していません" if unread else "外字なし"
        self.title.setText(tr(f"外字\n{len(uses)}種・{places}か所" if uses else none))
        self._follow()

    def _show_cards(self, uses: "tuple[GaijiUse, ...]") -> None:
        self.cards = [GaijiCard(use, self._picture, self._selection, has_font=self._has_font) for use in uses]
        holder = QWidget()
        row = QHBoxLayout(holder)
        row.setContentsMargins(2, 2, 2, 2)
        for card in self.cards:
            row.addWidget(card)
        row.addStretch(1)
        self._area.setWidget(holder)
        self._area.setVisible(bool(uses))
        self._fix_height()

    def focus_first(self) -> None:
        """Give the keyboard to the card that is picked, or to the first."""
        card = next((card for card in self.cards if card.picked), self.cards[0] if self.cards else None)
        if card is not None:
            card.setFocus(Qt.FocusReason.ShortcutFocusReason)
            self._area.ensureWidgetVisible(card)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange:
            self._fix_height()

    def _fix_height(self) -> None:
        bar = self._area.horizontalScrollBar().sizeHint().height()
        self.setMinimumHeight(card_height(self) + bar + 8 if self.cards else 0)
        self.setMaximumHeight(card_height(self) + bar + 8 if self.cards else _NO_LIMIT)

    def _follow(self) -> None:
        for card in self.cards:
            card.light(self._selection.span, self._selection.hover)
        first = next((card for card in self.cards if card.picked), None)
        if first is not None:
            self._area.ensureWidgetVisible(first)

    def _follow_hover(self) -> None:
        for card in self.cards:
            card.light(self._selection.span, self._selection.hover)


def card_height(widget: QWidget) -> int:
    """px of a card at the widget's text size: four lines of text beside a glyph as high as they are."""
    return round(QFontMetricsF(widget.font()).height() * _LINE_EM * _LINES) + 2 * _PAD


class GaijiCard(QAbstractButton):
    """A 外字: picture, and beside it code, Unicode, state in a sign and words, number of places."""

    def __init__(self, use: "GaijiUse", picture: GlyphPicture, selection: Selection, *, has_font: bool = True) -> None:
        super().__init__()
        self.use = use
        self.picked = self.hovered = False
        self._selection, self._has_font = selection, has_font
        self._state = STATES[use.state] if has_font else NO_FONT
        self._lines = (f"{use.code:04X}", f"U+{ord(use.char):04X}", self._state, f"{len(use.offsets)}か所")
        self._picture = picture
        self._image: QImage | None = None
        self.setAccessibleName(tr("外字 {lines}", lines="\u3000".join(self._lines)))
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        places = "、".join(str(item) for item in use.items)
        why = "" if has_font else _WHY_NO_FONT
        self.setToolTip(
            tr(
                "{why}項番 {places} にあります。押すと、そのバイトを選びます。続けて押すと次の箇所へ移ります。",
                why=why,
                places=places,
            )
        )
        self.clicked.connect(self._choose)

    def _spans(self) -> list[Span]:
        return [Span(at, at + _CODE_LENGTH) for at in self.use.offsets]

    def light(self, picked: Span | None, hover: Span | None) -> None:
        """Light up if one of its places is among the bytes picked or pointed at."""
        now = tuple(span is not None and any(span.overlaps(*own) for own in self._spans()) for span in (picked, hover))
        if now != (self.picked, self.hovered):
            self.picked, self.hovered = now
            self.update()

    def _choose(self) -> None:
        spans = self._spans()
        here = self._selection.span
        after = spans.index(here) + 1 if here in spans else 0
        self._selection.select(spans[after % len(spans)])

    def enterEvent(self, event: QEnterEvent) -> None:
        super().enterEvent(event)
        spans = self._spans()
        here = self._selection.span
        self._selection.set_hover(here if here in spans else spans[0])

    def leaveEvent(self, event: QEvent) -> None:
        self._selection.set_hover(None)
        super().leaveEvent(event)

    def glyph_side(self) -> int:
        """px of the picture's edge: large enough to see 止め, はね and 突き抜け."""
        return card_height(self) - 2 * _PAD

    def sizeHint(self) -> QSize:
        metrics = QFontMetricsF(self.font())
        text = max(round(metrics.horizontalAdvance(tr(line))) for line in self._lines)
        return QSize(self.glyph_side() + text + 4 * _PAD, card_height(self))

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        frame = QRectF(self.rect()).adjusted(1.5, 1.5, -1.5, -1.5)
        painter.setBrush(QColor(tokens.CHOSEN if self.picked else tokens.HOVER if self.hovered else tokens.PAPER))
        edge = tokens.FRAME_CHOSEN if self.picked else tokens.BLUE if self.hasFocus() else tokens.LINE
        painter.setPen(QPen(QColor(edge), 2.6 if self.picked or self.hasFocus() else 1))
        painter.drawRect(frame)
        side = self.glyph_side()
        box = QRectF(_PAD, (self.height() - side) / 2, side, side)
        self._paint_glyph(painter, box)
        line_height = side / _LINES
        left = box.right() + 2 * _PAD
        for place, line in enumerate(self._lines):
            alarm = line == self._state and self.use.state != "drawn"
            painter.setPen(QColor(tokens.ALARM if alarm else tokens.INK))
            area = QRectF(left, box.top() + place * line_height, self.width() - left, line_height)
            painter.drawText(area, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, tr(line))

    def _paint_glyph(self, painter: QPainter, box: QRectF) -> None:
        painter.fillRect(box, QColor(tokens.PAPER))
        if self.use.state == "missing":
            painter.setPen(QPen(QColor(tokens.ALARM), 1.5))
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
        painter.setPen(QPen(QColor(tokens.ALARM if self.use.state == "blank" else tokens.LINE), 1, style))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRect(box)
