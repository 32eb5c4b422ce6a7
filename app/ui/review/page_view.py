"""One panel of the sheet as it will be printed, with highlight layers and the shared selection."""

from collections.abc import Callable
from math import ceil, floor, inf

from PySide6.QtCore import QPointF, QRectF, QSizeF, Qt
from PySide6.QtGui import QColor, QFontInfo, QImage, QPainter, QPen, QPixmap
from PySide6.QtWidgets import QWidget

from app.language import tr
from app.month.looking.model import ShownRecord
from app.notice.model import Side
from app.sheet.draw import Picture
from app.sheet.model import Page, Rect, Sheet
from app.ui.kit import tokens
from app.ui.review.canvas import MARGIN_PX, MillimetreCanvas
from app.ui.review.layers import Highlight, Layer, asked_rects, highlights
from app.ui.review.page_things import described, hit_at, lit_rects, pick, spans_of, step
from app.ui.review.selection import OffsetBase, Selection, Span

PictureOf = Callable[[Sheet, Side, float, Rect], Picture]
"""``(sheet, page, dpi, clip mm) -> Picture`` of the clip."""

NO_PANEL = Rect(0.0, 0.0, 210.0, 115.0)
"""What is shown before there is a sheet: a panel of the size that sheets usually have."""
LIT_MM = 0.5
"""How far a frame stands off the thing that it lights."""
_LAYER_COLOURS = {
    Layer.EDITS: "VERMILLION",
    Layer.WINDOWS: "BLUE",
    Layer.GAIJI: "GREEN",
    Layer.BOXES: "PURPLE",
}
_IN_MARGIN = (Layer.EDITS, Layer.GAIJI)
_OFF_PX = 3.0
_SHADOW_PX = 3
_KEPT = 3
"""Pictures: of the sheet looked at, the one before and the next."""
_LOUPE_PX, _LOUPE_TIMES = 170, 3.0
# Names of all boxes cover what is printed above them unless there is room between the lines.
_BOX_NAMES_FROM = 7.0  # px per mm


def image_of(picture: Picture) -> QImage:
    """A Qt image of an RGB picture; copies, so that the bytes may go."""
    return QImage(picture.rgb, picture.width, picture.height, 3 * picture.width, QImage.Format.Format_RGB888).copy()


class PageView(MillimetreCanvas):
    """宛名面, 通知 表 or 通知 裏 of the record looked at."""

    def __init__(
        self, side: Side, picture: PictureOf, selection: Selection, base: OffsetBase, parent: QWidget | None = None
    ) -> None:
        super().__init__(NO_PANEL, parent)
        self._side: Side = side
        self._picture = picture
        self._selection = selection
        self._base = base
        self._look: ShownRecord | None = None
        self._page: Page | None = None
        self._layers: frozenset[Layer] = frozenset()
        self._highlights: list[Highlight] = []
        self._kept: list[tuple[Sheet, tuple[Rect, float], QPixmap]] = []
        self._loupe = False
        self._asked: tuple[str, ...] = ()
        selection.rangeChanged.connect(self._selected)
        selection.hoverChanged.connect(self.viewport().update)

    def show_look(self, look: ShownRecord | None) -> None:
        """Show another record; ``None`` or a record that is not printed shows the reason instead."""
        self._look = look
        self._page = look.sheet.page(self._side) if look is not None and look.sheet is not None else None
        if self._page is not None:
            self.set_extent(Rect(0.0, 0.0, self._page.width, self._page.height))
        if look is None:
            self._kept.clear()
        self._relight()

    def prepare(self, sheet: Sheet) -> None:
        """Draw what may be shown next, as it would be shown."""
        page = sheet.page(self._side)
        if self.isVisible() and (page.width, page.height) == (self._extent.width, self._extent.height):
            self._rendered(sheet)

    def set_layers(self, layers: frozenset[Layer]) -> None:
        """Switch highlight layers."""
        self._layers = layers
        self._relight()

    def set_loupe(self, shown: bool) -> None:
        """Show what is under the pointer three times as large beside it."""
        self._loupe = self.follows_pointer = shown
        self.viewport().update()

    def set_asked(self, lit: tuple[str, ...]) -> None:
        """Light what a question looks at (:class:`app.signoff.asked_places.AskedPlace`)."""
        if lit != self._asked:
            self._asked = lit
            self.viewport().update()

    @property
    def asked(self) -> list[Rect]:
        """Where (mm) the question in hand looks."""
        if self._page is None or self._look is None:
            return []
        return asked_rects(self._look, self._page, self._asked)

    @property
    def highlights(self) -> tuple[Highlight, ...]:
        """What the layers light now."""
        return tuple(self._highlights)

    def lit(self, span: Span | None, item_id: str | None = None) -> list[Rect]:
        """Where (mm) the bytes of ``span`` went on this panel, or where the item without bytes stands."""
        if self._page is None or self._look is None:
            return []
        return lit_rects(self._page, self._look.record, span, item_id)

    def _relight(self) -> None:
        self._highlights = []
        if self._look is not None and self._page is not None:
            self._highlights = highlights(self._look, self._page, self._layers)
        self.viewport().update()

    # Painting

    def paint_content(self, painter: QPainter) -> None:
        paper = self.rect_px(self._extent)
        for beside in (
            QRectF(paper.left() + _SHADOW_PX, paper.bottom(), paper.width(), _SHADOW_PX),
            QRectF(paper.right(), paper.top() + _SHADOW_PX, _SHADOW_PX, paper.height() - _SHADOW_PX),
        ):
            painter.fillRect(beside, QColor(0, 0, 0, 40))
        if self._look is None or self._page is None or self._look.sheet is None:
            painter.fillRect(paper, QColor("white"))
            self._paint_note(painter, paper)
            return
        picture, clip = self._rendered(self._look.sheet)
        painter.drawPixmap(self.to_px(clip.x0, clip.y0), picture)
        painter.setPen(QPen(QColor(tokens.LINE), 1))
        painter.drawRect(paper)
        self._paint_highlights(painter, self._page)
        self._paint_selection(painter)
        if self._loupe and self._pointer is not None:
            self._paint_loupe(painter, self._look.sheet, self._pointer)

    def _paint_loupe(self, painter: QPainter, sheet: Sheet, at: QPointF) -> None:
        """Drawn anew from the sheet, not from the picture on screen."""
        x, y = self.to_mm(at)
        half = _LOUPE_PX / (2 * _LOUPE_TIMES * self.scale)
        e = self._extent
        clip = Rect(max(e.x0, x - half), max(e.y0, y - half), min(e.x1, x + half), min(e.y1, y + half))
        if clip.x1 <= clip.x0 or clip.y1 <= clip.y0:
            return
        dpi = self.scale * self.devicePixelRatioF() * _LOUPE_TIMES * 25.4
        image = image_of(self._picture(sheet, self._side, dpi, clip))
        glass = QRectF(at.x() + 20, at.y() + 20, _LOUPE_PX, _LOUPE_PX)
        view = QRectF(self.viewport().rect())
        if glass.right() > view.right():
            glass.moveRight(at.x() - 20)
        if glass.bottom() > view.bottom():
            glass.moveBottom(at.y() - 20)
        painter.fillRect(glass, QColor(tokens.WINDOW))
        times = _LOUPE_TIMES * self.scale
        shown = QRectF(
            glass.center().x() + (clip.x0 - x) * times,
            glass.center().y() + (clip.y0 - y) * times,
            clip.width * times,
            clip.height * times,
        )
        painter.drawImage(shown, image)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(QColor(tokens.ACCENT), 3))
        painter.drawRect(glass)

    def _rendered(self, sheet: Sheet) -> tuple[QPixmap, Rect]:
        pixels = self.scale * self.devicePixelRatioF()  # a millimetre
        seen = self.visible_mm()
        clip = Rect(
            floor(seen.x0 * pixels) / pixels,
            floor(seen.y0 * pixels) / pixels,
            min(self._extent.x1, ceil(seen.x1 * pixels) / pixels),
            min(self._extent.y1, ceil(seen.y1 * pixels) / pixels),
        )
        dpi = pixels * 25.4
        key = (clip, dpi)
        found = next((picture for own, at, picture in self._kept if own is sheet and at == key), None)
        if found is None:
            found = self._pixmap(sheet, dpi, clip)
            self._kept = [*self._kept[1 - _KEPT :], (sheet, key, found)]
        return found, clip

    def _pixmap(self, sheet: Sheet, dpi: float, clip: Rect) -> QPixmap:
        """As it is drawn on screen: nothing is left to be converted at each painting."""
        own = QPixmap.fromImage(image_of(self._picture(sheet, self._side, dpi, clip)))
        own.setDevicePixelRatio(self.devicePixelRatioF())
        return own

    def _paint_note(self, painter: QPainter, paper: QRectF) -> None:
        note = self._look.note if self._look is not None else "レコードを選んでください。"
        painter.setPen(QColor(tokens.INK))
        painter.setFont(self.font())
        flags = Qt.AlignmentFlag.AlignCenter.value | Qt.TextFlag.TextWordWrap.value
        painter.drawText(paper.adjusted(20, 20, -20, -20), flags, tr(note))

    def _paint_highlights(self, painter: QPainter, page: Page) -> None:
        for highlight in self._highlights:
            self._paint_frame(painter, highlight)
        if not any(highlight.caption for highlight in self._highlights):
            return
        taken = [self.rect_px(run.rect) for item in page.items for run in item.runs]
        taken += [self.rect_px(bars.rect) for bars in page.bars]
        painter.setFont(tokens.cell_font(QFontInfo(self.font()).pixelSize() * 0.87))
        edge = min(self.rect_px(self._extent).right() + MARGIN_PX, self.viewport().width()) - 2.0
        for highlight in self._highlights:
            if highlight.caption and (highlight.layer is not Layer.BOXES or self.scale >= _BOX_NAMES_FROM):
                size = painter.fontMetrics().size(0, tr(highlight.caption))
                room = QSizeF(size.width() + 8, size.height() + 2)
                frame = self.rect_px(highlight.rect)
                place = margin_place(frame, room, edge, taken) if highlight.layer in _IN_MARGIN else None
                if place is not None:
                    self._paint_leader(painter, frame, place, highlight)
                else:
                    place = free_place(frame, room, taken, edge)
                if place is not None:
                    taken.append(place)
                    self._paint_caption(painter, place, highlight)

    def _paint_leader(self, painter: QPainter, frame: QRectF, place: QRectF, highlight: Highlight) -> None:
        """From the frame's corner between the lines of print to the caption."""
        painter.setPen(QPen(tokens.line(_LAYER_COLOURS[highlight.layer]), 1))
        y = frame.top() - _OFF_PX
        painter.drawLine(QPointF(frame.right(), y), QPointF(place.left() - 6, y))
        painter.drawLine(QPointF(place.left() - 6, y), QPointF(place.left(), place.center().y()))

    def _paint_frame(self, painter: QPainter, highlight: Highlight) -> None:
        colour = tokens.named(_LAYER_COLOURS[highlight.layer])
        style = Qt.PenStyle.SolidLine if highlight.strong else Qt.PenStyle.DashLine
        painter.setPen(QPen(tokens.line(_LAYER_COLOURS[highlight.layer]), 2 if highlight.strong else 1.2, style))
        wash = QColor(colour)
        wash.setAlpha(28 if highlight.strong else 0)
        painter.setBrush(wash)
        painter.drawRect(self.rect_px(highlight.rect).adjusted(-1.5, -1.5, 1.5, 1.5))

    def _paint_caption(self, painter: QPainter, place: QRectF, highlight: Highlight) -> None:
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(255, 255, 255, 235))
        painter.drawRect(place)
        painter.setPen(tokens.named(_LAYER_COLOURS[highlight.layer]).darker(150))
        painter.drawText(place, Qt.AlignmentFlag.AlignCenter, tr(highlight.caption))

    def _paint_selection(self, painter: QPainter) -> None:
        painter.setBrush(Qt.BrushStyle.NoBrush)
        for rect in self.asked:
            painter.setPen(QPen(QColor(tokens.FRAME_ASKED), 4))
            painter.drawRoundedRect(self.rect_px(rect.grown(3 * LIT_MM)), 6, 6)
        for rects, colour, width in (
            (self.lit(self._selection.hover), tokens.FRAME_HOVER, 2.0),
            (self.lit(self._selection.span, self._selection.item_id), tokens.FRAME_CHOSEN, 3.0),
        ):
            painter.setPen(QPen(QColor(colour), width))
            for rect in rects:
                painter.drawRect(self.rect_px(rect.grown(LIT_MM)))

    # Selection

    def _selected(self, span: Span | None) -> None:
        for rect in self.lit(span, self._selection.item_id)[:1]:
            self.show_mm(rect)
        self.viewport().update()

    def picked(self, x: float, y: float) -> None:
        if self._page is not None and self._look is not None:
            pick(hit_at(self._page, x, y), self._look.record, self._selection)

    def stepped(self, by: int) -> None:
        if self._page is not None and self._look is not None:
            pick(step(self._page, self._look.record, self._selection, by), self._look.record, self._selection)

    def pointed(self, x: float, y: float) -> None:
        hit = hit_at(self._page, x, y) if self._page is not None else None
        if hit is None or self._look is None:
            self._selection.set_hover(None)
            self.show_tip(x, y, "")
            return
        self._selection.set_hover(next(iter(spans_of(hit, self._look.record)), None))
        self.show_tip(x, y, described(hit, self._look, self._base.base))

    def left(self) -> None:
        self._selection.set_hover(None)


def margin_place(rect: QRectF, room: QSizeF, edge: float, taken: list[QRectF]) -> QRectF | None:
    """Where a caption of ``rect`` stands in the margin that ends at ``edge``, level with it or a little below;
    ``None`` where print or other captions leave no room.
    """
    top = rect.top() - _OFF_PX - room.height() / 2
    for down in range(4):
        place = QRectF(edge - room.width(), top + down * room.height() / 2, room.width(), room.height())
        if not any(place.intersects(other) for other in taken):
            return place if place.left() > rect.right() else None
    return None


def free_place(rect: QRectF, room: QSizeF, taken: list[QRectF], edge: float = inf) -> QRectF | None:
    """Where a caption of ``rect`` covers nothing that is printed: above it, below it, or after the end of its line;
    ``None`` where it would be cut off at ``edge``: the frame says enough then.
    """
    for left in (rect.left(), rect.right() - room.width()):
        for top in (rect.top() - room.height() - 2, rect.bottom() + 3):
            place = QRectF(left, top, room.width(), room.height())
            if left >= 0 and place.right() <= edge and not any(place.intersects(other) for other in taken):
                return place
    line = QRectF(rect.left(), rect.center().y() - room.height() / 2, room.width(), room.height())
    end = max(other.right() for other in (*taken, rect) if other.top() < line.bottom() and other.bottom() > line.top())
    place = line.translated(end + 6 - line.left(), 0)
    return place if place.right() <= edge else None
