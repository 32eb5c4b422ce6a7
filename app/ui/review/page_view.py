"""One panel of the sheet as it will be printed, with highlight layers and the shared selection."""

from collections.abc import Callable
from math import ceil, floor

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QImage, QPainter, QPen
from PySide6.QtWidgets import QToolTip, QWidget

from app.notice.model import Side
from app.sheet.draw import Picture
from app.sheet.model import Page, PlacedBars, PlacedItem, PlacedRun, Rect, Sheet
from app.ui import theme
from app.ui.review.canvas import MillimetreCanvas
from app.ui.review.layers import Highlight, Layer, highlights
from app.ui.selection import Selection, Span
from app.workbench import Look

PictureOf = Callable[[Sheet, Side, float, Rect], Picture]
"""``(sheet, page, dpi, clip mm) -> Picture`` of the clip."""

PANEL = Rect(0.0, 0.0, 210.0, 115.0)
_LAYER_COLOURS = {
    Layer.EDITS: theme.VERMILLION,
    Layer.WINDOWS: theme.BLUE,
    Layer.GAIJI: theme.GREEN,
    Layer.BOXES: theme.PURPLE,
}
_CAPTION_PX = 13


def image_of(picture: Picture) -> QImage:
    """A Qt image of an RGB picture; copies, so that the bytes may go."""
    return QImage(picture.rgb, picture.width, picture.height, 3 * picture.width, QImage.Format.Format_RGB888).copy()


class PageView(MillimetreCanvas):
    """宛名面, 通知 表 or 通知 裏 of the record looked at."""

    def __init__(self, side: Side, picture: PictureOf, selection: Selection, parent: QWidget | None = None) -> None:
        super().__init__(PANEL, parent)
        self._side: Side = side
        self._picture = picture
        self._selection = selection
        self._look: Look | None = None
        self._page: Page | None = None
        self._layers: frozenset[Layer] = frozenset()
        self._highlights: list[Highlight] = []
        self._image: tuple[object, QImage, Rect] | None = None
        selection.rangeChanged.connect(self._selected)
        selection.hoverChanged.connect(self.viewport().update)

    def show_look(self, look: Look | None) -> None:
        """Show another record; ``None`` or a record that is not printed shows the reason instead."""
        self._look = look
        self._page = look.sheet.page(self._side) if look is not None and look.sheet is not None else None
        self._image = None
        self._relight()

    def set_layers(self, layers: frozenset[Layer]) -> None:
        """Switch highlight layers."""
        self._layers = layers
        self._relight()

    def _relight(self) -> None:
        self._highlights = []
        if self._look is not None and self._page is not None:
            self._highlights = highlights(self._look, self._page, self._layers)
        self.viewport().update()

    # Painting

    def paint_content(self, painter: QPainter) -> None:
        paper = self.rect_px(PANEL)
        painter.fillRect(paper.translated(3, 3), QColor(0, 0, 0, 40))
        painter.fillRect(paper, QColor("white"))
        if self._look is None or self._page is None or self._look.sheet is None:
            self._paint_note(painter, paper)
            return
        image, clip = self._rendered(self._look.sheet)
        painter.drawImage(self.rect_px(clip), image, QRectF(image.rect()))
        painter.setPen(QPen(QColor(theme.LINE), 1))
        painter.drawRect(paper)
        for highlight in self._highlights:
            self._paint_highlight(painter, highlight)
        self._paint_selection(painter)

    def _rendered(self, sheet: Sheet) -> tuple[QImage, Rect]:
        pixels = self.scale * self.devicePixelRatioF()  # a millimetre
        seen = self.visible_mm()
        clip = Rect(
            floor(seen.x0 * pixels) / pixels,
            floor(seen.y0 * pixels) / pixels,
            min(PANEL.x1, ceil(seen.x1 * pixels) / pixels),
            min(PANEL.y1, ceil(seen.y1 * pixels) / pixels),
        )
        dpi = pixels * 25.4
        key = (id(sheet), clip, dpi)
        if self._image is None or self._image[0] != key:
            self._image = (key, image_of(self._picture(sheet, self._side, dpi, clip)), clip)
        return self._image[1], self._image[2]

    def _paint_note(self, painter: QPainter, paper: QRectF) -> None:
        note = self._look.note if self._look is not None else "レコードを選んでください。"
        painter.setPen(QColor(theme.INK))
        painter.setFont(self.font())
        flags = Qt.AlignmentFlag.AlignCenter.value | Qt.TextFlag.TextWordWrap.value
        painter.drawText(paper.adjusted(20, 20, -20, -20), flags, note)

    def _paint_highlight(self, painter: QPainter, highlight: Highlight) -> None:
        colour = QColor(_LAYER_COLOURS[highlight.layer])
        rect = self.rect_px(highlight.rect).adjusted(-1.5, -1.5, 1.5, 1.5)
        style = Qt.PenStyle.SolidLine if highlight.strong else Qt.PenStyle.DashLine
        painter.setPen(QPen(colour, 2 if highlight.strong else 1.2, style))
        wash = QColor(colour)
        wash.setAlpha(28 if highlight.layer in (Layer.WINDOWS, Layer.EDITS, Layer.GAIJI) and highlight.strong else 0)
        painter.setBrush(wash)
        painter.drawRect(rect)
        if highlight.caption:
            self._paint_caption(painter, rect, highlight.caption, colour)

    def _paint_caption(self, painter: QPainter, rect: QRectF, text: str, colour: QColor) -> None:
        painter.setFont(theme.cell_font(_CAPTION_PX))
        size = painter.fontMetrics().size(0, text)
        top = rect.top() - size.height() - 2
        place = QRectF(rect.left(), top, size.width() + 8, size.height() + 2)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(255, 255, 255, 235))
        painter.drawRect(place)
        painter.setPen(colour.darker(150))
        painter.drawText(place, Qt.AlignmentFlag.AlignCenter, text)

    def _paint_selection(self, painter: QPainter) -> None:
        painter.setBrush(Qt.BrushStyle.NoBrush)
        for span, colour, width in (
            (self._selection.hover, theme.FRAME_HOVER, 2.0),
            (self._selection.span, theme.FRAME_CHOSEN, 3.0),
        ):
            painter.setPen(QPen(QColor(colour), width))
            for rect in self._lit(span):
                painter.drawRect(self.rect_px(rect).adjusted(-3, -3, 3, 3))
        if self._selection.item_id is not None:
            painter.setPen(QPen(QColor(theme.FRAME_CHOSEN), 3.0))
            for item in self._items():
                if item.id == self._selection.item_id:
                    painter.drawRect(self.rect_px(item.rect).adjusted(-3, -3, 3, 3))

    # Selection

    def _lit(self, span: Span | None) -> list[Rect]:
        """Where the bytes of ``span`` went on this panel."""
        if span is None or self._page is None or self._look is None:
            return []
        record = self._look.record
        lit = [
            run.rect
            for item in self._page.items
            for run in item.runs
            if run.source is not None
            and run.source.record == record
            and span.overlaps(run.source.offset, run.source.offset + run.source.length)
        ]
        for bars in self._page.bars:
            if any(s.record == record and span.overlaps(s.offset, s.offset + s.length) for s in bars.sources):
                lit.append(bars.rect)
        return lit

    def _selected(self, span: Span | None) -> None:
        for rect in self._lit(span)[:1]:
            self.show_mm(rect)
        self.viewport().update()

    def _items(self) -> tuple[PlacedItem, ...]:
        return self._page.items if self._page is not None else ()

    def _hit(self, x: float, y: float) -> tuple[PlacedItem | PlacedBars | None, PlacedRun | None]:
        if self._page is None:
            return None, None
        for item in self._page.items:
            for run in item.runs:
                if _inside(run.rect.grown(0.3), x, y):
                    return item, run
        for bars in self._page.bars:
            if _inside(bars.rect.grown(0.5), x, y):
                return bars, None
        for item in self._page.items:
            if _inside(item.rect, x, y):
                return item, None
        return None, None

    def picked(self, x: float, y: float) -> None:
        item, run = self._hit(x, y)
        span = self._span_of(item, run)
        self._selection.select(span, item.id if item is not None and span is None else None)

    def pointed(self, x: float, y: float) -> None:
        item, run = self._hit(x, y)
        self._selection.set_hover(self._span_of(item, run))
        self.viewport().setCursor(Qt.CursorShape.ArrowCursor if item is None else Qt.CursorShape.PointingHandCursor)
        if item is not None:
            place = self.viewport().mapToGlobal(self.to_px(x, y) + QPointF(14, 18)).toPoint()
            QToolTip.showText(place, theme.plain_tooltip(self._tooltip(item, run)), self.viewport())
        else:
            QToolTip.hideText()

    def left(self) -> None:
        self._selection.set_hover(None)

    def _span_of(self, item: PlacedItem | PlacedBars | None, run: PlacedRun | None) -> tuple[int, int] | None:
        if self._look is None or item is None:
            return None
        if run is not None and run.source is not None and run.source.record == self._look.record:
            return run.source.offset, run.source.offset + run.source.length
        own = [source for source in item.sources if source.record == self._look.record]
        return (own[0].offset, own[0].offset + own[0].length) if own else None

    def _tooltip(self, item: PlacedItem | PlacedBars, run: PlacedRun | None) -> str:
        lines = [f"{item.label}：{item.text}" if isinstance(item, PlacedItem) else item.text]
        source = run.source if run is not None else next(iter(item.sources), None)
        if source is not None and self._look is not None and source.record == self._look.record:
            raw = self._look.raw[source.offset : source.offset + source.length]
            shown = raw[:24].hex(" ").upper() + (" …" if len(raw) > 24 else "")
            lines.append(f"項番 {source.item}　位置 {source.offset}（{source.offset:03X}h）　{source.length} バイト")
            lines.append(shown)
        if run is not None and run.edit is not None:
            lines.append(f"編集：{run.edit.before.strip()} → {run.edit.after}　{run.edit.reason}")
        if run is not None and 0 < len(run.text) <= 12:
            lines.append(" ".join(f"U+{ord(char):04X}" for char in run.text))
        return "\n".join(lines)


def _inside(rect: Rect, x: float, y: float) -> bool:
    return rect.x0 <= x < rect.x1 and rect.y0 <= y < rect.y1
