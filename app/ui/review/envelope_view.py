"""The folded sheet behind the envelope's windows, wherever it slides."""

from PySide6.QtCore import QPointF, QRectF, Qt, QTimer
from PySide6.QtGui import QColor, QFontInfo, QHideEvent, QImage, QPainter, QPainterPath, QPen, QTransform
from PySide6.QtWidgets import QCheckBox, QGridLayout, QLabel, QPushButton, QSlider, QSplitter, QVBoxLayout, QWidget

from app.language import tr
from app.month.looking.model import ShownRecord
from app.sheet.envelope import Envelope, ItemClearance, position
from app.sheet.model import Page, Rect
from app.ui.kit import tokens
from app.ui.review.canvas import MillimetreCanvas
from app.ui.review.clearance_table import ClearanceTable
from app.ui.review.layers import WINDOW_NAMES
from app.ui.review.page_things import (
    PageHit,
    Thing,
    described,
    hit_at,
    item_names,
    lit_ids,
    lit_rects,
    pick,
    spans_of,
    step,
    things,
)
from app.ui.review.page_view import LIT_MM, PictureOf, image_of
from app.ui.review.play import play_round
from app.ui.review.selection import OffsetBase, Selection, Span

_STEPS_PER_MM = 10
_STEPS_PER_DEGREE = 100
_FRAME_MS = 60
_SEEN_THROUGH = 150  # of 255
_CAPTIONS_FROM = 1.5  # px per mm


class EnvelopeCanvas(MillimetreCanvas):
    """The envelope with its contents at one position; what shows in a window can be pointed at and picked."""

    def __init__(
        self,
        envelope: Envelope,
        picture: PictureOf,
        selection: Selection,
        base: OffsetBase,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(Rect(0.0, 0.0, envelope.width, envelope.height), parent)
        self._envelope = envelope
        self._panel = Rect(0.0, 0.0, envelope.insert_width, envelope.insert_height)
        self._picture = picture
        self._selection = selection
        self._base = base
        self._look: ShownRecord | None = None
        self._at = position(envelope, 0.0, 0.0)
        self._opened = False
        self._image: tuple[object, QImage] | None = None
        selection.rangeChanged.connect(self.viewport().update)
        selection.hoverChanged.connect(self.viewport().update)

    def show_look(self, look: ShownRecord | None) -> None:
        """Put another sheet in."""
        self._look = look
        self._image = None
        self.viewport().update()

    def slide_to(self, dx: float, dy: float, theta: float) -> None:
        """Where the sheet lies: mm from the envelope's top left, degrees clockwise."""
        self._at = position(self._envelope, dx, dy, theta)
        self.viewport().update()

    def set_opened(self, opened: bool) -> None:
        """Let the envelope be seen through, to show what lies outside the windows."""
        self._opened = opened
        self.viewport().update()

    def lit(self, span: Span | None, item_id: str | None = None) -> list[Rect]:
        """Where (mm of the panel) the bytes of ``span`` or the item show, those that show through the paper too."""
        if self._look is None or self._look.sheet is None:
            return []
        found = lit_rects(self._page(), self._look.record, span, item_id)
        for item in self._look.envelope.items if self._look.envelope is not None else ():
            if item.show_through:
                behind = self._look.sheet.page(item.page)
                if item.id in lit_ids(behind, self._look.record, span, item_id):
                    found.append(item.rect)
        return found

    def panel_point(self, x: float, y: float) -> tuple[float, float] | None:
        """The point of the panel that is seen at a point of the envelope; ``None`` where paper hides it."""
        frames = (window.rect for window in self._envelope.windows)
        if not self._opened and not any(r.x0 <= x <= r.x1 and r.y0 <= y <= r.y1 for r in frames):
            return None
        at = self._at
        across, down = x - at.e, y - at.f
        # The position only turns and moves: its inverse turns back.
        return at.a * across + at.b * down, at.c * across + at.d * down

    def _page(self) -> Page:
        assert self._look is not None and self._look.sheet is not None
        return self._look.sheet.page(self._envelope.panel)

    def _hit(self, x: float, y: float) -> PageHit | None:
        place = self.panel_point(x, y)
        if place is None or self._look is None or self._look.sheet is None:
            return None
        return hit_at(self._page(), *place)

    def picked(self, x: float, y: float) -> None:
        if self._look is not None:
            pick(self._hit(x, y), self._look.record, self._selection)

    def stepped(self, by: int) -> None:
        if self._look is not None and self._look.sheet is not None:
            pick(step(self._page(), self._look.record, self._selection, by), self._look.record, self._selection)

    def pointed(self, x: float, y: float) -> None:
        hit = self._hit(x, y)
        if hit is None or self._look is None:
            self._selection.set_hover(None)
            self.show_tip(x, y, "")
            return
        self._selection.set_hover(next(iter(spans_of(hit, self._look.record)), None))
        self.show_tip(x, y, described(hit, self._look, self._base.base))

    def left(self) -> None:
        self._selection.set_hover(None)

    # Painting

    def paint_content(self, painter: QPainter) -> None:
        body = self.rect_px(self._extent)
        painter.fillRect(body.translated(3, 3), QColor(0, 0, 0, 45))
        painter.fillRect(body, QColor(tokens.KRAFT_INSIDE))
        self._paint_panel(painter)
        face = QPainterPath()
        face.addRect(body)
        for window in self._envelope.windows:
            hole = QPainterPath()
            hole.addRect(self.rect_px(window.rect))
            face = face.subtracted(hole)
        paper = QColor(tokens.KRAFT)
        paper.setAlpha(_SEEN_THROUGH if self._opened else 255)
        painter.fillPath(face, paper)
        painter.setFont(tokens.cell_font(QFontInfo(self.font()).pixelSize() * 0.87))
        for window in self._envelope.windows:
            rect = self.rect_px(window.rect)
            painter.setBrush(QColor(255, 255, 255, 26))  # the film
            painter.setPen(QPen(tokens.line("BLUE"), 2))
            painter.drawRect(rect)
            caption = f"{WINDOW_NAMES[window.name]}　{window.rect.width:.0f}×{window.rect.height:.0f} mm"
            if self.scale >= _CAPTIONS_FROM:
                painter.setPen(QColor(tokens.FRAME_CHOSEN))
                painter.drawText(rect.topLeft() + QPointF(0, -6), tr(caption))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(QColor(tokens.KRAFT_EDGE), 1.5))
        painter.drawRect(body)

    def _paint_panel(self, painter: QPainter) -> None:
        origin, scale, at = self.to_px(0, 0), self.scale, self._at
        transform = QTransform(
            at.a * scale, at.b * scale, at.c * scale, at.d * scale, origin.x() + at.e * scale, origin.y() + at.f * scale
        )  # fmt: skip
        painter.save()
        painter.setTransform(transform, combine=True)
        painter.fillRect(_rect(self._panel), QColor("white"))
        if self._look is not None and self._look.sheet is not None:
            painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
            painter.drawImage(_rect(self._panel), self._rendered())
            self._paint_barcode_room(painter)
            self._paint_selection(painter)
        painter.setPen(QPen(QColor(tokens.FAINT), 0.3))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRect(_rect(self._panel))
        painter.restore()

    def _rendered(self) -> QImage:
        assert self._look is not None and self._look.sheet is not None
        dpi = min(600.0, self.scale * 25.4 * self.devicePixelRatioF())
        key = (id(self._look.sheet), dpi)
        if self._image is None or self._image[0] != key:
            self._image = (key, image_of(self._picture(self._look.sheet, self._envelope.panel, dpi, self._panel)))
        return self._image[1]

    def _paint_barcode_room(self, painter: QPainter) -> None:
        """The clear space that the barcode needs."""
        report = self._look.envelope if self._look is not None else None
        if report is not None and report.barcode is not None:
            item = report.barcode.item
            colour = tokens.line("GREY" if not item.judged else "GREEN" if item.ok else "VERMILLION")
            painter.setPen(QPen(colour, 0.35, Qt.PenStyle.DashLine))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRect(_rect(item.rect.grown(item.required)))

    def _paint_selection(self, painter: QPainter) -> None:
        painter.setBrush(Qt.BrushStyle.NoBrush)
        for rects, colour, width in (
            (self.lit(self._selection.hover), tokens.FRAME_HOVER, 2.0),
            (self.lit(self._selection.span, self._selection.item_id), tokens.FRAME_CHOSEN, 3.0),
        ):
            painter.setPen(QPen(QColor(colour), width / self.scale))
            for rect in rects:
                painter.drawRect(_rect(rect.grown(LIT_MM)))


def _rect(rect: Rect) -> QRectF:
    return QRectF(rect.x0, rect.y0, rect.width, rect.height)


class EnvelopeView(QWidget):
    """Canvas, sliders for the play, 最も厳しい位置, and the clearances of every item."""

    def __init__(
        self,
        envelope: Envelope,
        picture: PictureOf,
        selection: Selection,
        base: OffsetBase,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._envelope = envelope
        self._selection = selection
        self._look: ShownRecord | None = None
        self._next_worst = 0
        self.shows_worst = False
        """While it lights an item that nobody picked."""
        self.canvas = EnvelopeCanvas(envelope, picture, selection, base)
        self.table = ClearanceTable()
        slide = envelope.slide
        self.slider_x = self._slider(slide.x * _STEPS_PER_MM, "左右の遊び")
        self.slider_y = self._slider(slide.y * _STEPS_PER_MM, "上下の遊び")
        self.slider_tilt = self._slider(slide.tilt_deg * _STEPS_PER_DEGREE, "傾き", both_ways=True)
        self.where_x, self.where_y, self.where_tilt = QLabel(), QLabel(), QLabel()
        self.worst_button = QPushButton(tr("最も厳しい位置(&W)"))
        self.worst_button.setToolTip(tr("余裕の少ない項目から順に、その位置へ動かします（Ctrl+W）"))
        self.open_box = QCheckBox(tr("封筒を透かす(&T)"))
        self.play_button = QPushButton(tr("動かす"))
        self.play_button.setCheckable(True)
        self.play_button.setToolTip(
            tr("封筒の中で通知が動くようすを見ます。窓に何が見えなくなるかに注目してください。")
        )
        self._way, self._at = play_round(envelope.slide), 0
        self._timer = QTimer(self, interval=_FRAME_MS)
        self._timer.timeout.connect(self.play_on)
        self._arrange()
        self.worst_button.clicked.connect(self.show_worst)
        self.open_box.toggled.connect(self.canvas.set_opened)
        self.play_button.toggled.connect(self._play_or_rest)
        self.table.chosen.connect(self._chosen)
        self.table.pointed.connect(self._pointed)
        selection.rangeChanged.connect(self._follow)
        selection.hoverChanged.connect(self._follow)
        self.setFocusProxy(self.canvas)
        self._moved()

    def _slider(self, steps: float, name: str, *, both_ways: bool = False) -> QSlider:
        slider = QSlider(Qt.Orientation.Horizontal)
        slider.setRange(-int(steps) if both_ways else 0, int(steps))
        slider.setAccessibleName(tr(name))
        slider.setPageStep(10)
        slider.setMinimumWidth(30)
        slider.valueChanged.connect(self._moved)
        return slider

    def _arrange(self) -> None:
        self._play = QWidget()
        rows = QGridLayout(self._play)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.setHorizontalSpacing(tokens.SPACE["tight"])
        rows.setVerticalSpacing(tokens.SPACE["hair"])
        rows.setColumnStretch(1, 1)
        # One below the other: beside each other, large text would make the window wider than a small screen.
        for row, (text, slider, where, act) in enumerate(
            (
                ("左右(&X)", self.slider_x, self.where_x, self.worst_button),
                ("上下(&Y)", self.slider_y, self.where_y, self.play_button),
                ("傾き(&R)", self.slider_tilt, self.where_tilt, self.open_box),
            )
        ):
            label = QLabel(tr(text))
            label.setBuddy(slider)
            for across, one in enumerate((label, slider, where, act)):
                rows.addWidget(one, row, across)
        above = QWidget()
        column = QVBoxLayout(above)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.canvas, 1)
        column.addWidget(self._play)
        split = QSplitter(Qt.Orientation.Vertical, self)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(split)
        split.addWidget(above)
        split.addWidget(self.table)
        split.setSizes([520, 170])
        split.setStretchFactor(0, 1)
        split.setCollapsible(0, False)

    def set_brief(self, brief: bool) -> None:
        """Only the envelope, without sliders and clearances."""
        self._play.setVisible(not brief)
        self.table.setVisible(not brief)

    def show_look(self, look: ShownRecord | None) -> None:
        """Another record."""
        self._look = look
        self._next_worst = 0
        self.canvas.show_look(look)
        report, sheet = (look.envelope, look.sheet) if look is not None else (None, None)
        self.table.show_report(report, item_names(sheet))
        self._follow()

    def show_worst(self) -> None:
        """Go to the position where the next item, hardest first, has the least clearance."""
        items = self.table.items()
        if not items:
            return
        item = items[self._next_worst % len(items)]
        self._next_worst += 1
        self.shows_worst = True
        self.table.choose(item)
        self.shows_worst = False

    def _play_or_rest(self, on: bool) -> None:
        self.play_button.setText(tr("止める" if on else "動かす"))
        if on:
            self._timer.start()
        else:
            self._timer.stop()

    def play_on(self) -> None:
        """The next place on the sheet's way around the envelope."""
        self._at = (self._at + 1) % len(self._way)
        self._lay(*self._way[self._at])

    def hideEvent(self, event: QHideEvent) -> None:
        """Nothing moves where nobody sees it."""
        super().hideEvent(event)
        self.play_button.setChecked(False)

    def _lay(self, dx: float, dy: float, theta: float) -> None:
        self.slider_tilt.setValue(round(theta * _STEPS_PER_DEGREE))
        self.slider_x.setValue(round(dx * _STEPS_PER_MM))
        self.slider_y.setValue(round(dy * _STEPS_PER_MM))

    def _chosen(self, item: ItemClearance) -> None:
        """Go to where the item fares worst, and light its bytes everywhere."""
        self.play_button.setChecked(False)
        self._lay(item.worst.dx, item.worst.dy, item.worst.theta)
        if self._look is not None:
            pick(PageHit(self._thing(item)), self._look.record, self._selection)

    def _pointed(self, item: ItemClearance | None) -> None:
        spans = () if item is None or self._look is None else spans_of(PageHit(self._thing(item)), self._look.record)
        self._selection.set_hover(next(iter(spans), None))

    def _thing(self, item: ItemClearance) -> Thing:
        assert self._look is not None and self._look.sheet is not None
        return next(thing for thing in things(self._look.sheet.page(item.page)) if thing.id == item.id)

    def _follow(self) -> None:
        """Light the rows of what is picked or pointed at in any panel."""
        self.table.light(
            self._lit_ids(self._selection.span, self._selection.item_id), self._lit_ids(self._selection.hover)
        )

    def _lit_ids(self, span: Span | None, item_id: str | None = None) -> frozenset[str]:
        if self._look is None or self._look.sheet is None:
            return frozenset()
        return frozenset().union(*(lit_ids(page, self._look.record, span, item_id) for page in self._look.sheet.pages))

    def _moved(self) -> None:
        theta = self.slider_tilt.value() / _STEPS_PER_DEGREE
        play_x, play_y = (max(0.0, play) for play in position(self._envelope, 0.0, 0.0, theta).play)
        dx = min(self.slider_x.value() / _STEPS_PER_MM, play_x)
        dy = min(self.slider_y.value() / _STEPS_PER_MM, play_y)
        self.canvas.slide_to(dx, dy, theta)
        self.where_x.setText(tr("{dx:.1f}／{play_x:.1f} mm", dx=dx, play_x=play_x))
        self.where_y.setText(tr("{dy:.1f}／{play_y:.1f} mm", dy=dy, play_y=play_y))
        self.where_tilt.setText(f"{theta:+.2f}°")
