"""The folded sheet behind the envelope's windows, wherever it slides."""

from PySide6.QtCore import QPointF, QRectF, Qt, Signal
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPen, QPolygonF, QTransform
from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QLabel, QPushButton, QSlider, QVBoxLayout, QWidget

from app.sheet.envelope import BarcodeClearance, Envelope, EnvelopeReport, ItemClearance, position
from app.sheet.model import PlacedBars, PlacedItem, Rect
from app.ui import theme
from app.ui.review.canvas import MillimetreCanvas
from app.ui.review.clearance_table import ClearanceTable
from app.ui.review.item_names import item_names
from app.ui.review.layers import WINDOW_NAMES
from app.ui.review.page_view import PANEL, PictureOf, image_of
from app.ui.selection import Selection
from app.workbench import Look

_STEPS_PER_MM = 10
_STEPS_PER_DEGREE = 100
_PAPER = QColor("#EFE7D6")


class EnvelopeCanvas(MillimetreCanvas):
    """The envelope with its contents at one position."""

    def __init__(self, envelope: Envelope, picture: PictureOf, parent: QWidget | None = None) -> None:
        super().__init__(Rect(0.0, 0.0, envelope.width, envelope.height), parent)
        self._envelope = envelope
        self._picture = picture
        self._look: Look | None = None
        self._at = (0.0, 0.0, 0.0)
        self._opened = False
        self._chosen: ItemClearance | None = None
        self._image: tuple[object, object] | None = None

    def show_look(self, look: Look | None) -> None:
        """Put another sheet in."""
        self._look = look
        self._image = None
        self._chosen = None
        self.viewport().update()

    def slide_to(self, dx: float, dy: float, theta: float) -> None:
        """Where the sheet lies: mm from the envelope's top left, degrees clockwise."""
        self._at = (dx, dy, theta)
        self.viewport().update()

    def set_opened(self, opened: bool) -> None:
        """Let the envelope be seen through, to show what lies outside the windows."""
        self._opened = opened
        self.viewport().update()

    def choose(self, item: ItemClearance | None) -> None:
        """Frame one item of the report."""
        self._chosen = item
        self.viewport().update()

    def paint_content(self, painter: QPainter) -> None:
        body = self.rect_px(self._extent)
        painter.fillRect(body.translated(3, 3), QColor(0, 0, 0, 45))
        painter.fillRect(body, QColor("#C9C2B4"))
        self._paint_panel(painter)
        face = QPainterPath()
        face.addRect(body)
        for window in self._envelope.windows:
            hole = QPainterPath()
            hole.addRect(self.rect_px(window.rect))
            face = face.subtracted(hole)
        paper = QColor(_PAPER)
        paper.setAlpha(150 if self._opened else 255)
        painter.fillPath(face, paper)
        painter.setFont(theme.cell_font(13))
        for window in self._envelope.windows:
            rect = self.rect_px(window.rect)
            painter.setBrush(QColor(255, 255, 255, 26))  # the film
            painter.setPen(QPen(QColor(theme.BLUE), 2))
            painter.drawRect(rect)
            caption = f"{WINDOW_NAMES[window.name]}　{window.rect.width:.0f}×{window.rect.height:.0f} mm"
            painter.drawText(rect.topLeft() + QPointF(0, -6), caption)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(QColor("#8C8371"), 1.5))
        painter.drawRect(body)

    def _paint_panel(self, painter: QPainter) -> None:
        place = position(self._envelope, *self._at)
        origin = self.to_px(0, 0)
        scale = self.scale
        transform = QTransform(
            place.a * scale, place.b * scale, place.c * scale, place.d * scale,
            origin.x() + place.e * scale, origin.y() + place.f * scale,
        )  # fmt: skip
        painter.save()
        painter.setTransform(transform, combine=True)
        painter.fillRect(QRectF(0, 0, PANEL.width, PANEL.height), QColor("white"))
        if self._look is not None and self._look.sheet is not None:
            painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
            painter.drawImage(QRectF(0, 0, PANEL.width, PANEL.height), self._rendered())
            self._paint_demands(painter)
        painter.setPen(QPen(QColor(theme.FAINT), 0.3))
        painter.drawRect(QRectF(0, 0, PANEL.width, PANEL.height))
        painter.restore()

    def _rendered(self):
        assert self._look is not None and self._look.sheet is not None
        dpi = min(600.0, self.scale * 25.4 * self.devicePixelRatioF())
        key = (id(self._look.sheet), dpi)
        if self._image is None or self._image[0] != key:
            self._image = (key, image_of(self._picture(self._look.sheet, "sheet", dpi, PANEL)))
        return self._image[1]

    def _paint_demands(self, painter: QPainter) -> None:
        """The clear space of the barcode, and the item picked in the table."""
        assert self._look is not None
        report = self._look.envelope
        if report is not None and report.barcode is not None:
            item = report.barcode.item
            pen = QPen(QColor(theme.GREEN if item.ok else theme.VERMILLION), 0.35, Qt.PenStyle.DashLine)
            painter.setPen(pen)
            painter.setBrush(Qt.BrushStyle.NoBrush)
            clear = item.rect.grown(item.required)
            painter.drawRect(QRectF(clear.x0, clear.y0, clear.width, clear.height))
        if self._chosen is not None:
            rect = self._chosen.rect.grown(0.4)
            painter.setPen(QPen(QColor(theme.FRAME_CHOSEN), 0.7))
            painter.drawPolygon(QPolygonF(QRectF(rect.x0, rect.y0, rect.width, rect.height)))


class EnvelopeView(QWidget):
    """Canvas, sliders for the play, 最も厳しい位置, and the clearances of every item."""

    positionChanged = Signal(float, float, float)

    def __init__(
        self, envelope: Envelope, picture: PictureOf, selection: Selection, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._envelope = envelope
        self._selection = selection
        self._report: EnvelopeReport | None = None
        self._look: Look | None = None
        self._next_worst = 0
        self.canvas = EnvelopeCanvas(envelope, picture)
        self.table = ClearanceTable()
        self.table.chosen.connect(self._chosen)
        slide = envelope.slide
        self.slider_x = self._slider(slide.x * _STEPS_PER_MM, "左右の遊び")
        self.slider_y = self._slider(slide.y * _STEPS_PER_MM, "上下の遊び")
        self.slider_tilt = self._slider(slide.tilt_deg * _STEPS_PER_DEGREE, "傾き", both_ways=True)
        self.where = QLabel()
        self.worst_button = QPushButton("最も厳しい位置(&W)")
        self.worst_button.setToolTip("余裕の少ない項目から順に、その位置へ動かします（Ctrl+W）")
        self.worst_button.setShortcut("Ctrl+W")
        self.worst_button.clicked.connect(self.show_worst)
        self.open_box = QCheckBox("封筒を透かす(&T)")
        self.open_box.toggled.connect(self.canvas.set_opened)
        self._arrange()
        selection.rangeChanged.connect(self._selected)
        self._moved()

    def _slider(self, steps: float, name: str, *, both_ways: bool = False) -> QSlider:
        slider = QSlider(Qt.Orientation.Horizontal)
        slider.setRange(-int(steps) if both_ways else 0, int(steps))
        slider.setAccessibleName(name)
        slider.setPageStep(10)
        slider.valueChanged.connect(self._moved)
        return slider

    def _arrange(self) -> None:
        row = QHBoxLayout()
        for text, slider in (("左右(&X)", self.slider_x), ("上下(&Y)", self.slider_y), ("傾き(&R)", self.slider_tilt)):
            label = QLabel(text)
            label.setBuddy(slider)
            row.addWidget(label)
            row.addWidget(slider, 1)
        row.addWidget(self.worst_button)
        row.addWidget(self.open_box)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.canvas, 3)
        layout.addLayout(row)
        layout.addWidget(self.where)
        layout.addWidget(self.table, 2)

    def show_look(self, look: Look | None) -> None:
        """Another record."""
        self._look = look
        self._report = look.envelope if look is not None else None
        self._next_worst = 0
        self.canvas.show_look(look)
        self.table.show_report(self._report, item_names(look.sheet if look is not None else None))
        self._moved()

    def show_worst(self) -> None:
        """Go to the position where the next item, hardest first, has the least clearance."""
        items = self.table.items()
        if not items:
            return
        item = items[self._next_worst % len(items)]
        self._next_worst += 1
        self.table.choose(item)

    def _chosen(self, item: ItemClearance) -> None:
        self.canvas.choose(item)
        for slider in (self.slider_x, self.slider_y, self.slider_tilt):
            slider.blockSignals(True)
        self.slider_tilt.setValue(round(item.worst.theta * _STEPS_PER_DEGREE))
        self.slider_x.setValue(round(item.worst.dx * _STEPS_PER_MM))
        self.slider_y.setValue(round(item.worst.dy * _STEPS_PER_MM))
        for slider in (self.slider_x, self.slider_y, self.slider_tilt):
            slider.blockSignals(False)
        self._moved()
        self._select_bytes(item)

    def _select_bytes(self, item: ItemClearance) -> None:
        """Light the item's bytes in the other panels, through the shared selection."""
        if self._look is None or self._look.sheet is None:
            return
        page = self._look.sheet.page(item.page)
        things: list[PlacedItem | PlacedBars] = [*page.items, *page.bars]
        for thing in things:
            own = [s for s in thing.sources if s.record == self._look.record]
            if thing.id == item.id and own:
                self._selection.select((own[0].offset, own[0].offset + own[0].length))
                return
        self._selection.select(None, item.id)

    def _selected(self, span) -> None:
        """Frame the item whose bytes were picked elsewhere."""
        if self._look is None or self._look.sheet is None or self._report is None or span is None:
            return
        lit = {
            item.id
            for item in self._look.sheet.page("sheet").items
            for s in item.sources
            if s.record == self._look.record and span.overlaps(s.offset, s.offset + s.length)
        }
        self.canvas.choose(next((item for item in self._report.items if item.id in lit), None))

    def _moved(self) -> None:
        theta = self.slider_tilt.value() / _STEPS_PER_DEGREE
        play_x, play_y = position(self._envelope, 0.0, 0.0, theta).play
        dx = min(self.slider_x.value() / _STEPS_PER_MM, max(0.0, play_x))
        dy = min(self.slider_y.value() / _STEPS_PER_MM, max(0.0, play_y))
        self.canvas.slide_to(dx, dy, theta)
        self.where.setText(
            f"左から {dx:.1f} mm（遊び {play_x:.1f}）　上から {dy:.1f} mm（遊び {play_y:.1f}）　傾き {theta:+.2f}°"
            + self._barcode_text()
        )
        self.positionChanged.emit(dx, dy, theta)

    def _barcode_text(self) -> str:
        barcode: BarcodeClearance | None = self._report.barcode if self._report is not None else None
        if barcode is None:
            return ""
        return f"　バーコード {barcode.size_pt:g} ポイント・ピッチ {barcode.pitch_mm:.2f} mm"
