"""One canvas of a compared page: expected, printed, or both in one picture, with marks outside the ink."""

from collections.abc import Callable, Sequence
from typing import Literal, NamedTuple

import numpy as np
from PySide6.QtCore import QPointF, QRect, QRectF, Qt, Signal
from PySide6.QtGui import QBrush, QColor, QFont, QImage, QMouseEvent, QPainter, QPen, QPixmap
from PySide6.QtWidgets import QWidget

from app.language import tr
from app.proof.compared.pictures import Pair
from app.sheet.model import Rect
from app.ui.kit import tokens
from app.ui.kit.practice_mark import is_practice, paint_mark
from app.ui.review.canvas import MillimetreCanvas

Face = Literal["expected", "printed", "overlay", "difference", "swipe"]
_MARGIN_MM, _EDGE_MM = 13.0, 3.0
_STAND_OFF = 0.9
"""How far a frame keeps off the ink (mm)."""
_HATCH = 120
"""How dense (of 255) the hatch of a zone is: what is printed under it is read through it."""
_SEEN_PX = 2.0
"""How far a flag keeps off the edge of the view."""
_NAMES = {"expected": "データ", "printed": "印刷", "overlay": "重ね", "difference": "違いだけ", "swipe": "データ｜印刷"}
_NOTHING = Rect(0.0, 0.0, 210.0, 115.0)


class Mark(NamedTuple):
    """A numbered frame on a page (mm); ``warning`` ones are drawn with dashes."""

    number: int
    rect: Rect
    chosen: bool = False
    warning: bool = False


class ShownZone(NamedTuple):
    """A part of the page where differences are only counted; ``number`` as in the list of zones, counted from 1."""

    name: str
    rect: Rect
    number: int = 1

    @property
    def flag(self) -> str:
        """What stands beside it."""
        return f"Z{self.number}"


class _Flag(NamedTuple):
    """A number in the margin, and the frame that it speaks of."""

    frame: QRectF
    text: str
    colour: QColor
    filled: bool = False


def image_of(pixels: np.ndarray) -> QImage:
    """A Qt image of RGB pixels."""
    height, width = pixels.shape[:2]
    return QImage(np.ascontiguousarray(pixels).data, width, height, 3 * width, QImage.Format.Format_RGB888).copy()


class PairCanvas(MillimetreCanvas):
    """``marked(number)``: a frame was pressed; ``drawn(rect)``: a rectangle was drawn (mm) after :meth:`begin_zone`.

    ``tip``: what is said of a point (mm), given whether the expected page is shown there.
    """

    marked = Signal(int)
    drawn = Signal(object)
    most_px_per_mm = 16.0  # the pictures are kept at the size that is shown

    def __init__(self, face: Face, parent: QWidget | None = None) -> None:
        super().__init__(_NOTHING, parent)
        self.face: Face = face
        self.tip: Callable[[float, float, bool], str] = lambda _x, _y, _expected: ""
        self.split = 0.5
        self.marking = True
        self.names = dict(_NAMES)
        self._size = (_NOTHING.x1, _NOTHING.y1)
        self._pair: Pair | None = None
        self._images: dict[str, QImage] = {}
        self._scaled: dict[tuple[str, int], QPixmap] = {}
        self._marks: tuple[Mark, ...] = ()
        self._zones: tuple[ShownZone, ...] = ()
        self._zoning = False
        self._from: tuple[float, float] | None = None
        self._band: Rect | None = None
        self.set_ruler(False)

    # What is shown

    def show_pair(self, pair: Pair | None, width: float, height: float) -> None:
        """Another page (mm), or nothing."""
        self._scaled.clear()
        self._pair, self._images = pair, {}
        self._size = (width, height)
        self.set_extent(Rect(-_MARGIN_MM, -_EDGE_MM, width + _MARGIN_MM, height + _EDGE_MM))
        self.viewport().update()

    def show_marks(self, marks: Sequence[Mark], zones: Sequence[ShownZone] = ()) -> None:
        """Frames and zones of the page."""
        self._marks, self._zones = tuple(marks), tuple(zones)
        self.viewport().update()

    @property
    def marks(self) -> tuple[Mark, ...]:
        """The frames that are lit."""
        return self._marks

    def show_face(self, face: Face) -> None:
        """Expected, printed, or what is made of both."""
        if face != self.face:
            self.face = face
            self.viewport().update()

    def set_split(self, share: float) -> None:
        """Where the expected page ends and the printed one begins, as a share of the width."""
        self.split = min(max(share, 0.0), 1.0)
        self.viewport().update()

    def show_captures(self, on: bool) -> None:
        """Whether what was printed is seen on paper."""
        self.names = {face: text.replace("印刷", "紙の取り込み画像") if on else text for face, text in _NAMES.items()}
        self.viewport().update()

    @property
    def is_blank(self) -> bool:
        """Whether there is no page."""
        return self._pair is None

    def begin_zone(self, on: bool) -> None:
        """Let a rectangle be drawn."""
        self._zoning, self._from, self._band = on, None, None
        self.viewport().setCursor(Qt.CursorShape.CrossCursor if on else Qt.CursorShape.ArrowCursor)
        self.viewport().update()

    # Painting

    def paint_content(self, painter: QPainter) -> None:
        page = self.rect_px(Rect(0, 0, *self._size))
        if self._pair is None:
            return
        painter.fillRect(page, QColor(tokens.PAPER))
        if self.face == "swipe":
            at = page.left() + page.width() * self.split
            self._paint_part(
                painter, "expected", page, QRectF(page.left(), page.top(), at - page.left(), page.height())
            )
            self._paint_part(painter, "printed", page, QRectF(at, page.top(), page.right() - at, page.height()))
            painter.setPen(QPen(QColor(tokens.FRAME_CHOSEN), 2))
            painter.drawLine(QPointF(at, page.top() - 6), QPointF(at, page.bottom() + 6))
        else:
            self._paint_part(painter, self.face, page, page)
        if is_practice(self):
            paint_mark(painter, page, self.scale)
        painter.setPen(QPen(QColor(tokens.EDGE), 1))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRect(page)
        self._paint_name(painter, page)
        flags = [self._paint_zone(painter, zone) for zone in self._zones]
        if self.marking:
            flags += [self._paint_mark(painter, mark) for mark in self._marks]
        self._paint_flags(painter, page, flags)
        if self._band is not None:
            painter.setPen(QPen(QColor(tokens.FRAME_CHOSEN), 2, Qt.PenStyle.DashLine))
            painter.drawRect(self.rect_px(self._band))

    def _paint_part(self, painter: QPainter, name: str, page: QRectF, part: QRectF) -> None:
        width = max(1, round(page.width()))
        key = (name, width)
        if key not in self._scaled:
            if len(self._scaled) > 8:
                self._scaled.clear()
            size = QRect(0, 0, width, max(1, round(page.height()))).size()
            if name not in self._images:  # only what is looked at
                self._images[name] = image_of(getattr(self._pair, name))
            image = self._images[name].scaled(
                size, Qt.AspectRatioMode.IgnoreAspectRatio, Qt.TransformationMode.SmoothTransformation
            )
            self._scaled[key] = QPixmap.fromImage(image)
        painter.save()
        painter.setClipRect(part, Qt.ClipOperation.IntersectClip)
        painter.drawPixmap(QPointF(round(page.left()), round(page.top())), self._scaled[key])
        painter.restore()

    def _paint_name(self, painter: QPainter, page: QRectF) -> None:
        """Which of the pages it is, beside it."""
        font = QFont(self.font())
        font.setBold(True)
        painter.setFont(font)
        painter.setPen(QColor(tokens.INK))
        metrics = painter.fontMetrics()
        place = QPointF(max(page.left(), 6.0), max(page.top() - 5, metrics.ascent() + 3.0))
        text = self.names[self.face]
        box = QRectF(
            place.x() - 4, place.y() - metrics.ascent() - 1, metrics.horizontalAdvance(tr(text)) + 8, metrics.height()
        )
        painter.fillRect(box, QColor(tokens.WINDOW))
        painter.drawText(place, tr(text))

    def _paint_zone(self, painter: QPainter, zone: ShownZone) -> _Flag:
        rect = self.rect_px(zone.rect)
        painter.setPen(QPen(tokens.line("PURPLE"), 1.5, Qt.PenStyle.DashDotLine))
        colour = QColor(tokens.PURPLE)
        colour.setAlpha(38)
        painter.setBrush(colour)
        painter.drawRect(rect)
        colour.setAlpha(_HATCH)
        painter.setBrush(QBrush(colour, Qt.BrushStyle.BDiagPattern))
        painter.drawRect(rect)
        return _Flag(rect, zone.flag, QColor(tokens.INK))

    def _paint_mark(self, painter: QPainter, mark: Mark) -> _Flag:
        frame = self.rect_px(mark.rect.grown(_STAND_OFF))
        colour = QColor(tokens.FRAME_CHOSEN if mark.chosen else tokens.ALARM)
        style = Qt.PenStyle.DashLine if mark.warning else Qt.PenStyle.SolidLine
        painter.setPen(QPen(colour, 3.5 if mark.chosen else 1.8, style))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRect(frame)
        return _Flag(frame, f"▶{mark.number}" if mark.chosen else str(mark.number), colour, mark.chosen)

    def _paint_flags(self, painter: QPainter, page: QRectF, flags: Sequence[_Flag]) -> None:
        """In the margin beside the page, or as near to it as they are seen whole; each with a line to its frame."""
        font = QFont(self.font())
        font.setBold(True)
        painter.setFont(font)
        metrics = painter.fontMetrics()
        height, room = metrics.height() + 4.0, self.viewport().width() - _SEEN_PX
        feet = {True: -1e9, False: -1e9}
        for flag in sorted(flags, key=lambda one: one.frame.top()):
            frame = flag.frame
            left = frame.center().x() < page.center().x()
            width = metrics.horizontalAdvance(flag.text) + 8.0
            top = max(frame.center().y() - height / 2, feet[left] + 2)
            feet[left] = top + height
            at = page.left() - 5 - width if left else page.right() + 5
            if left and page.left() >= 0:
                at = max(at, _SEEN_PX)
            elif not left and page.right() <= room:
                at = min(at, room - width)
            label = QRectF(at, top, width, height)
            faint = QColor(flag.colour)
            faint.setAlpha(110)  # the line crosses what is printed beside the item
            painter.setPen(QPen(faint, 1, Qt.PenStyle.DotLine))
            ends = (label.right(), frame.left()) if left else (label.left(), frame.right())
            painter.drawLine(QPointF(ends[0], label.center().y()), QPointF(ends[1], frame.center().y()))
            painter.setPen(QPen(flag.colour, 1))
            painter.setBrush(flag.colour if flag.filled else QColor(tokens.PAPER))
            painter.drawRoundedRect(label, 3, 3)
            painter.setPen(QColor(tokens.ON_ACCENT) if flag.filled else flag.colour)
            painter.drawText(label, Qt.AlignmentFlag.AlignCenter, flag.text)

    # The pointer

    def pointed(self, x: float, y: float) -> None:
        if self._zoning or self._pair is None:
            return
        expected = self.face == "expected" or (self.face == "swipe" and x < self._size[0] * self.split)
        self.show_tip(x, y, self.tip(x, y, expected))

    def begun(self, x: float, y: float) -> bool:
        if self._zoning:
            self._from = (x, y)
        elif self.face == "swipe" and 0 <= x <= self._size[0]:
            self.set_split(x / self._size[0])
        else:
            return False
        return True

    def picked(self, x: float, y: float) -> None:
        hit = [one for one in self._marks if _inside(one.rect.grown(_STAND_OFF), x, y)]
        if hit:
            self.marked.emit(min(hit, key=lambda one: one.rect.width * one.rect.height).number)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        super().mouseMoveEvent(event)
        x, y = self.to_mm(event.position())
        if self._from is not None:
            x0, x1 = sorted((self._from[0], x))
            y0, y1 = sorted((self._from[1], y))
            self._band = Rect(x0, y0, x1, y1)
            self.viewport().update()
        elif self.face == "swipe" and event.buttons() & Qt.MouseButton.LeftButton and self._size[0]:
            self.set_split(x / self._size[0])

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        super().mouseReleaseEvent(event)
        band, self._from, self._band = self._band, None, None
        if band is not None:
            self.begin_zone(False)
            self.drawn.emit(band)


def _inside(rect: Rect, x: float, y: float) -> bool:
    return rect.x0 <= x < rect.x1 and rect.y0 <= y < rect.y1
