"""Expected and printed in five ways: side by side, one over the other, blinking, swiped, or only what differs."""

from collections.abc import Callable, Sequence
from typing import Literal

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import QButtonGroup, QLabel, QSplitter, QToolButton, QVBoxLayout, QWidget

from app.language import tr
from app.proof.compared.pictures import Pair
from app.sheet.model import Rect
from app.ui.comparison import screen_keys as keys
from app.ui.comparison.pair_canvas import Face, Mark, PairCanvas, ShownZone
from app.ui.kit.flow import FlowLayout
from app.ui.kit.shortcuts import ZOOM_400, ZOOM_FIT, ZOOM_TRUE, bind
from app.ui.kit.tokens import plain_tooltip
from app.ui.review.canvas import Zoom

Mode = Literal["side", "overlay", "blink", "swipe", "difference"]
MODES: tuple[tuple[Mode, str, str], ...] = (
    ("side", "並べる", keys.SIDE),
    ("overlay", "重ねる", keys.OVERLAY),
    ("blink", "あおり", keys.BLINK),
    ("swipe", "めくる", keys.SWIPE),
    ("difference", "違いだけ", keys.DIFFERENCE),
)
SPEEDS_MS = (900, 450, 180)
_SPEED_WORDS = ("遅", "中", "速")
_ZOOMS: tuple[tuple[Zoom, str, str], ...] = (
    ("fit", "全体", ZOOM_FIT),
    ("true", "実寸", ZOOM_TRUE),
    ("400", "400%", ZOOM_400),
)
_LEGENDS: dict[Mode, str] = {
    "side": "",
    "overlay": "■黒 両方　■青 データだけ　■朱 印刷だけ",
    "blink": "",
    "swipe": "境の左はデータ、右は印刷（［ ］か、つまんで動かす）",
    "difference": "灰 同じ　■青 データだけ　■朱 印刷だけ",
}
_STEP = 0.05


class PairView(QWidget):
    """Knows no comparison: whoever has two pictures of a page shows them here. Keys act while it is shown.

    ``marked(number)``: a frame was pressed; ``zoneDrawn(rect)``: a rectangle (mm) was drawn; ``modeChanged(mode)``.
    """

    marked = Signal(int)
    zoneDrawn = Signal(object)
    modeChanged = Signal(str)

    def __init__(self, parent: QWidget | None = None, *, zones: bool = True) -> None:
        super().__init__(parent)
        self.left, self.right = PairCanvas("expected"), PairCanvas("printed")
        self.mode: Mode = "side"
        self.speed = 0
        self.locked = True
        self._following = False
        self._timer = QTimer(self)
        self._timer.timeout.connect(self._flip)
        self.legend = QLabel()
        self.legend.setWordWrap(True)
        self._shown_zones: tuple[ShownZone, ...] = ()
        self.buttons: dict[Mode, QToolButton] = {}
        self.lock_button, self.mark_button = self._toggle("連動", keys.LOCK), self._toggle("印", keys.MARKS)
        self.zone_button, self.zoom_button = self._toggle("除外域", keys.ZONE), QToolButton()
        self._arrange()
        self._zones = zones
        self.zone_button.setVisible(zones)  # in the view by now, not a window of its own
        self._wire(zones=zones)
        self.show_mode("side")

    def _toggle(self, text: str, key: str) -> QToolButton:
        button = QToolButton()
        button.setText(tr(text))
        button.setCheckable(True)
        button.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        button.setToolTip(plain_tooltip(f"{text}　{key}"))
        return button

    def _arrange(self) -> None:
        bar = FlowLayout()
        group = QButtonGroup(self)
        for mode, text, key in MODES:
            button = self.buttons[mode] = self._toggle(f"{key} {text}", key)
            button.clicked.connect(lambda _on, one=mode: self.show_mode(one))
            group.addButton(button)
            bar.addWidget(button)
        self.lock_button.setChecked(True)
        self.mark_button.setChecked(True)
        for button, key in (
            (self.lock_button, keys.LOCK),
            (self.mark_button, keys.MARKS),
            (self.zone_button, keys.ZONE),
        ):
            button.setText(tr(f"{key} {button.text()}"))
            bar.addWidget(button)
        self.zoom_button.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.zoom_button.setToolTip(plain_tooltip("　".join(f"{text} {key}" for _, text, key in _ZOOMS)))
        self.zoom_button.setText(tr(_ZOOMS[0][1]))
        bar.addWidget(self.zoom_button)
        self.legend.setTextFormat(Qt.TextFormat.PlainText)
        self.pages = QSplitter(Qt.Orientation.Horizontal)
        self.pages.addWidget(self.left)
        self.pages.addWidget(self.right)
        self.pages.setChildrenCollapsible(False)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(4)
        layout.addLayout(bar)
        layout.addWidget(self.pages, 1)
        layout.addWidget(self.legend)

    def _wire(self, *, zones: bool) -> None:
        for one, other in ((self.left, self.right), (self.right, self.left)):
            one.marked.connect(self.marked)
            one.drawn.connect(self._drawn)
            one.zoomChanged.connect(lambda _percent, one=one, other=other: self._zoomed(one, other))
            for bar in ("horizontalScrollBar", "verticalScrollBar"):
                getattr(one, bar)().valueChanged.connect(
                    lambda value, bar=bar, other=other: self._follow(getattr(other, bar)(), value)
                )
        for mode, _, key in MODES:
            bind(self, key, lambda one=mode: self.show_mode(one))
        for zoom, _, key in _ZOOMS:
            bind(self, key, lambda one=zoom: self.set_zoom(one))
        bind(self, keys.LOCK, self.lock_button.click)
        bind(self, keys.MARKS, self.mark_button.click)
        bind(self, keys.LESS, lambda: self.right.set_split(self.right.split - _STEP))
        bind(self, keys.MORE, lambda: self.right.set_split(self.right.split + _STEP))
        if zones:
            bind(self, keys.ZONE, self.zone_button.click)
        self.zoom_button.clicked.connect(self._next_zoom)
        self.lock_button.toggled.connect(self.lock)
        self.mark_button.toggled.connect(self.show_marking)
        self.zone_button.toggled.connect(self._zoning)

    # What is shown

    def show_pair(self, pair: Pair | None, width: float = 210.0, height: float = 115.0) -> None:
        """Both pictures of another page (mm)."""
        for one in (self.left, self.right):
            one.show_pair(pair, width, height)

    def show_captures(self, on: bool) -> None:
        """Whether what was printed is seen on paper, where all is judged."""
        for one in (self.left, self.right):
            one.show_captures(on)
        self.zone_button.setVisible(self._zones and not on)

    def show_marks(self, marks: Sequence[Mark], zones: Sequence[ShownZone] = ()) -> None:
        """Frames and zones, which are named below; the chosen one comes into sight."""
        self._shown_zones = tuple(zones)
        self._tell_legend()
        for one in (self.left, self.right):
            one.show_marks(marks, zones)
            for mark in marks:
                if mark.chosen:
                    one.show_mm(mark.rect)

    def set_tip(self, tip: Callable[[float, float, bool], str]) -> None:
        """What is said of a point (mm) of the expected page, or of the printed one."""
        self.left.tip = self.right.tip = tip

    # Modes

    def show_mode(self, mode: Mode) -> None:
        """One of the five ways; あおり again is the next speed."""
        if mode == "blink" and self.mode == "blink":
            self.speed = (self.speed + 1) % len(SPEEDS_MS)
        self.mode = mode
        self.left.setVisible(mode == "side")
        faces: dict[Mode, Face] = {"side": "printed", "blink": "printed", "overlay": "overlay", "swipe": "swipe"}
        self.right.show_face(faces.get(mode, "difference"))
        for name, button in self.buttons.items():
            button.setChecked(name == mode)
        self.lock_button.setEnabled(mode == "side")
        self._tell_legend()
        self._timer.stop()
        if mode == "blink" and self.isVisible():
            self._timer.start(SPEEDS_MS[self.speed])
        self.modeChanged.emit(mode)

    def _tell_legend(self) -> None:
        """What the colours of the mode mean, and which zones are on the page."""
        told = [tr(_LEGENDS[self.mode])] if _LEGENDS[self.mode] else []
        if self.mode == "blink":
            words = "・".join(f"【{word}】" if at == self.speed else word for at, word in enumerate(_SPEED_WORDS))
            told.append(tr("データと印刷を交互に表示　速さ {words}（3 を押すたびに替わる）", words=words))
        if self._shown_zones:
            zones = "　".join(dict.fromkeys(f"{one.flag} {one.name}" for one in self._shown_zones))
            told.append(tr("除外域　{zones}", zones=zones))
        self.legend.setText("　".join(told))
        self.legend.setVisible(bool(told))

    def _flip(self) -> None:
        self.right.show_face("expected" if self.right.face == "printed" else "printed")

    @property
    def blinking(self) -> bool:
        """Whether the pages take turns."""
        return self._timer.isActive()

    def showEvent(self, event) -> None:
        super().showEvent(event)
        if self.mode == "blink":
            self._timer.start(SPEEDS_MS[self.speed])

    def hideEvent(self, event) -> None:
        self._timer.stop()
        super().hideEvent(event)

    def show_marking(self, on: bool) -> None:
        """With frames or without."""
        for one in (self.left, self.right):
            one.marking = on
            one.viewport().update()

    # Zoom and place

    def set_zoom(self, zoom: Zoom) -> None:
        """Of both pages where they go together, else of the one that has the keyboard or the pointer."""
        for one in self._moved():
            one.set_zoom(zoom)

    def _next_zoom(self) -> None:
        order = [zoom for zoom, _, _ in _ZOOMS]
        here = self.right.zoom()
        self.set_zoom(order[(order.index(here) + 1) % len(order)] if here in order else order[0])

    def _zoomed(self, one: PairCanvas, other: PairCanvas) -> None:
        """The wheel zoomed one page: the other goes along."""
        zoom = one.zoom()
        if isinstance(zoom, float) and self.locked and other.zoom() != zoom:
            other.set_zoom(zoom)
        names = {name: text for name, text, _ in _ZOOMS}
        self.zoom_button.setText(tr(names.get(self.right.zoom(), f"{self.right.percent:.0f}%")))

    def _moved(self) -> tuple[PairCanvas, ...]:
        if self.locked or self.mode != "side":
            return self.left, self.right
        return (self.left,) if self.left.underMouse() or self.left.hasFocus() else (self.right,)

    def lock(self, on: bool) -> None:
        """Both pages go together, or each for itself; when they do again, the left one comes to where the right is."""
        self.locked = on
        if on:
            self.left.set_zoom(self.right.zoom())
            for bar in ("horizontalScrollBar", "verticalScrollBar"):
                getattr(self.left, bar)().setValue(getattr(self.right, bar)().value())

    def _follow(self, bar, value: int) -> None:
        if self.locked and self.mode == "side" and not self._following:
            self._following = True
            bar.setValue(value)
            self._following = False

    # Zones

    def _zoning(self, on: bool) -> None:
        for one in (self.left, self.right):
            one.begin_zone(on)

    def _drawn(self, rect: Rect) -> None:
        self.zone_button.setChecked(False)
        self.zoneDrawn.emit(rect)
