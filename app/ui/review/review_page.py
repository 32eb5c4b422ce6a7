"""The review screen: record list, sheet, fields and bytes of one record, wired through one selection."""

from collections.abc import Mapping
from dataclasses import replace
from functools import partial

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QSignalBlocker, QSize, Qt, Signal
from PySide6.QtGui import QFontMetricsF, QResizeEvent
from PySide6.QtWidgets import QComboBox, QLabel, QVBoxLayout, QWidget

from app.language import tr
from app.month.looking.model import RecordLine, ShownRecord
from app.month.looking.unjudged import unjudged_marks
from app.month.looking.workbench import Workbench
from app.notice.model import Side
from app.records.notice_file import DETAIL
from app.sheet.draw import Drawer, Picture
from app.sheet.glyphs import glyph_picture
from app.sheet.model import Rect, Sheet
from app.signoff.asked_places import AskedPlace
from app.ui.kit import shortcuts as keys
from app.ui.kit.flow import FlowLayout
from app.ui.review.ahead import Ahead
from app.ui.review.canvas import Zoom
from app.ui.review.envelope_view import EnvelopeCanvas, EnvelopeView
from app.ui.review.faces import Faces
from app.ui.review.field_tree import FieldTree
from app.ui.review.finder import Finder
from app.ui.review.gaiji_strip import GaijiStrip
from app.ui.review.hex_view import HexView
from app.ui.review.layers import Layer
from app.ui.review.notice_facts import NoticeFacts, caption_form
from app.ui.review.page_view import PageView
from app.ui.review.panes import OPENED, Beside, scrolled, share_out, split, toggle
from app.ui.review.record_list import RecordList
from app.ui.review.record_model import ListedFile, layout_of
from app.ui.review.selection import NO_RECORD, OffsetBase, Selection
from app.ui.shell.workers import Jobs

_TABS: tuple[tuple[Side, str], ...] = (("sheet", "宛名面"), ("front", "通知 表"), ("back", "通知 裏"))
ENVELOPE_TAB = len(_TABS)
_ZOOMS: tuple[tuple[Zoom, str, str], ...] = (
    ("fit", "全体", keys.ZOOM_FIT),
    ("true", "実寸", keys.ZOOM_TRUE),
    ("400", "400%", keys.ZOOM_400),
)
_LAYER_KEYS = {
    Layer.EDITS: keys.EDITS,
    Layer.WINDOWS: keys.WINDOWS,
    Layer.GAIJI: keys.GAIJI,
    Layer.BOXES: keys.BOXES,
}


class ReviewPage(QWidget):
    """One open volume. Panels listen to ``selection``; this page only makes the ShownRecord and hands it round.

    ``drawer`` draws with the volume's equipment; making one takes a moment, so that a worker had better done it.
    """

    lookChanged = Signal(object)

    def __init__(
        self, bench: Workbench, jobs: Jobs, drawer: Drawer | None = None, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.bench = bench
        self.selection = Selection(self, same_layout=self._same_layout)
        self.offsets = OffsetBase(parent=self)
        equipment = bench.equipment
        self.drawer = drawer or Drawer(equipment.fonts, equipment.shown.values())
        self.pages = [PageView(side, self._picture, self.selection, self.offsets) for side, _ in _TABS]
        self.envelope = EnvelopeView(equipment.envelope, self._picture, self.selection, self.offsets)
        self.finder = Finder(lambda: self.bench, jobs, self)
        self.records = RecordList(self.selection, jobs, self.finder.search)
        self.files = QComboBox()
        self.fields = FieldTree(self.selection, self.offsets)
        gaiji_font = equipment.fonts.roles.get("gaiji")
        self.hex = HexView(self.selection, self.offsets, gaiji_font)
        self.gaiji = GaijiStrip(self.selection, partial(glyph_picture, gaiji_font), has_font=gaiji_font is not None)
        self.facts = NoticeFacts()
        self._look: ShownRecord | None = None
        self._found: dict[str, NDArray[np.uint8]] = {}
        self._checked = False
        self._what: Beside = ""
        self._opened = dict(OPENED)
        self._arrange()
        self.selection.recordChanged.connect(self._show_record)
        self.ahead = Ahead(lambda: self.bench, self.pages, self.selection)
        self._bind_keys()
        self._relayer()

    # Arrangement

    def _arrange(self) -> None:
        """The list at the left; the sheet, as large as can be, with the fields beside and the bytes below it."""
        across, down = Qt.Orientation.Horizontal, Qt.Orientation.Vertical
        layout = QVBoxLayout(self)
        layout.setContentsMargins(4, 4, 4, 4)
        self._columns = split("review.columns", across, self)
        layout.addWidget(self._columns, 1)
        self._list_side = self._left(self._columns)
        self._rest = split("review.rest", down, self._columns)
        self._beside = split("review.beside", across, self._rest)
        self._below = split("review.below", across, self._rest)
        self._centre(self._beside)
        self._beside.addWidget(self.fields)
        scrolled(self._below, self.facts, self.gaiji)
        self._below.addWidget(self.hex)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._share_out()

    def _share_out(self) -> None:
        """What nobody moved follows what there is room for."""
        room = self.size() - QSize(8, 8)
        em, bytes_px = QFontMetricsF(self.font()).horizontalAdvance("漢"), self.hex.sizeHint().width()
        listed, fields = not self._list_side.isHidden(), not self.fields.isHidden()
        shares = share_out(room.width(), room.height(), em, bytes_px, listed=listed, fields=fields)
        for splitter, sizes in zip((self._columns, self._beside, self._rest, self._below), shares, strict=True):
            if not splitter.property("moved"):
                splitter.setSizes(sizes)

    def _left(self, within: QWidget) -> QWidget:
        left = QWidget(within)
        column = QVBoxLayout(left)
        column.setContentsMargins(0, 0, 0, 0)
        self.files.setAccessibleName(tr("ファイル"))
        self.files.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.files.setMinimumContentsLength(12)
        for name in self.bench.names:
            count = self.bench.record_count(name)
            self.files.addItem(tr(f"{name} {self.bench.title(name)} {count:,}件"), name)
        self.files.setToolTip(tr("ファイルを選ぶ（{to_files}）", to_files=keys.TO_FILES))
        self.files.currentIndexChanged.connect(self._list_file)
        column.addWidget(self.files)
        column.addWidget(self.records, 1)
        return left

    def _centre(self, within: QWidget) -> None:
        centre = QWidget(within)
        titles = [(title, view) for view, (_, title) in zip(self.pages, _TABS, strict=True)]
        self.tabs = Faces([*titles, ("封筒", self.envelope)], centre)
        column = QVBoxLayout(centre)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(2)
        column.addLayout(self._tools())
        column.addWidget(self.tabs, 1)

    def _tools(self) -> FlowLayout:
        row = FlowLayout()
        self.zooms = QComboBox()
        self.zooms.setAccessibleName(tr("表示倍率"))
        for zoom, text, key in _ZOOMS:
            self.zooms.addItem(tr(text), zoom)
            self.zooms.setItemData(self.zooms.count() - 1, f"{text}（{key}）", Qt.ItemDataRole.ToolTipRole)
        self.zooms.setPlaceholderText(tr("自由"))
        self.zooms.setToolTip(tr(f"{keys.ZOOM_IN}・{keys.ZOOM_OUT}、または Ctrl を押してホイール：拡大・縮小"))
        self.zooms.currentIndexChanged.connect(self.rezoom)
        self.percent, self.form = QLabel(), QLabel()
        caption_form(self.form, self.bench.equipment.form_note)
        self.ruler = toggle("定規", keys.RULER, checked=True)
        self.ruler.toggled.connect(self._set_ruler)
        self.loupe = toggle("虫眼鏡", keys.LOUPE)
        self.loupe.toggled.connect(self._set_loupe)
        self.layers = {
            layer: toggle(layer.value, key, checked=layer is Layer.EDITS) for layer, key in _LAYER_KEYS.items()
        }
        self.drawers = {
            widget: toggle(text, key, checked=True)
            for widget, text, key in ((self.fields, "項目", keys.FIELDS_SHOWN), (self._below, "下段", keys.BELOW_SHOWN))
        }
        parts = (
            *(self.tabs.tabBar(), self.form, self.zooms, self.percent, self.ruler, self.loupe),
            *(*self.layers.values(), *self.drawers.values()),
        )
        for part in parts:
            row.addWidget(part)
        for button in self.layers.values():
            button.toggled.connect(self._relayer)
        for widget, button in self.drawers.items():
            button.toggled.connect(widget.setVisible)
            button.toggled.connect(self._share_out)
        for canvas in self._canvases():
            canvas.zoomChanged.connect(self._show_percent)
        return row

    def _bind_keys(self) -> None:
        for index, key in enumerate(keys.TABS):
            keys.bind(self, key, lambda index=index: self._turn_to(index))
        for index, (_, _, key) in enumerate(_ZOOMS):
            keys.bind(self, key, lambda index=index: self.zooms.setCurrentIndex(index))
        for layer, key in _LAYER_KEYS.items():
            keys.bind(self, key, self.layers[layer].toggle)
        for key, action in (
            (keys.RULER, self.ruler.toggle),
            (keys.NEXT_NOTICE, lambda: self.step_notice(1)),
            (keys.LAST_NOTICE, lambda: self.step_notice(-1)),
            (keys.TO_FILES, self.files.setFocus),
            (keys.TO_LIST, self.records.setFocus),
            (keys.TO_PAGE, lambda: self._show_tab(self.tabs.currentIndex())),
            (keys.TO_GAIJI, self.gaiji.focus_first),
            (keys.TO_FIELDS, self.fields.setFocus),
            (keys.TO_BYTES, self.hex.setFocus),
            (keys.WORST, self._show_worst),
            (keys.UNPICK, lambda: self.selection.select(None)),
            (keys.LOUPE, self.loupe.toggle),
            (keys.ZOOM_IN, lambda: self._canvas().zoom_by(1)),
            (keys.ZOOM_OUT, lambda: self._canvas().zoom_by(-1)),
            (keys.ZOOM_PICKED, self._zoom_to_picked),
            (keys.FIELDS_SHOWN, self.drawers[self.fields].toggle),
            (keys.BELOW_SHOWN, self.drawers[self._below].toggle),
        ):
            keys.bind(self, key, action)
        self.tabs.currentChanged.connect(self._turned)

    def _canvases(self) -> list[PageView | EnvelopeCanvas]:
        return [*self.pages, self.envelope.canvas]

    # Behaviour

    def stand_beside(self, what: Beside) -> None:
        """What else is on screen: the list of records is away then, and the drawers are as they were left with it."""
        if what == self._what:
            return
        self._opened[self._what] = tuple(button.isChecked() for button in self.drawers.values())
        self._what = what
        self._list_side.setVisible(not what)
        for button, opened in zip(self.drawers.values(), self._opened[what], strict=True):
            button.setChecked(opened)
        self._share_out()

    def show_side(self, side: Side) -> None:
        """Turn to a side of the sheet; the keyboard stays where it is."""
        self.tabs.setCurrentIndex([name for name, _ in _TABS].index(side))

    def ask(self, place: AskedPlace, *, turn: bool) -> None:
        """Light what a question looks at, and turn to it."""
        for page in self.pages:
            page.set_asked(place.lit)
        if turn and place.face:
            faces = [name for name, _ in _TABS]
            self.tabs.setCurrentIndex(faces.index(place.face) if place.face in faces else ENVELOPE_TAB)

    @property
    def look(self) -> ShownRecord | None:
        """What is shown."""
        return self._look

    def go_to_first_notice(self) -> None:
        """Show the first ``01`` of the first file that has one, else the first record there is."""
        first = self.bench.first_file
        if first is not None:
            self.selection.set_record(first, self.bench.first_record(first))
        self._list_file()

    def step_notice(self, step: int) -> None:
        """The next or previous printed notice (``01``) of the file."""
        file, record = self.selection.file, self.selection.record
        if record == NO_RECORD or file not in self.bench.notices:
            return
        details = self.bench.notices[file].rows(DETAIL)
        at = details.searchsorted(record, side="right" if step > 0 else "left") + (0 if step > 0 else -1)
        if 0 <= at < len(details):
            self.selection.set_record(file, int(details[at]))

    def _same_layout(self, file: str, record: int, other_file: str, other_record: int) -> bool:
        layout = layout_of(self.bench, file, record)
        return layout is not None and layout == layout_of(self.bench, other_file, other_record)

    def _picture(self, sheet: Sheet, side: Side, dpi: float, clip: Rect) -> Picture:
        """By the drawer of now: another one comes with another form."""
        return self.drawer.picture(sheet, side, dpi, clip)

    def _list_file(self) -> None:
        """Show the records of the file chosen in the box, and its first notice."""
        name = self.files.currentData()
        self.records.set_file(None if name is None else self._listed(name))
        self.finder.prepare(name)
        if name is not None and self.selection.file != name:
            self.selection.show(name, self.bench.first_record(name))

    def stop_searching(self) -> None:
        """Before the volume goes: nothing looks at it any more, and nothing of it is kept."""
        self.records.set_file(None)
        self.finder.prepare(None)

    def _listed(self, name: str) -> ListedFile:
        if name not in self.bench.notices:
            none = np.zeros(self.bench.record_count(name), dtype=np.uint8)
            return ListedFile(name, none, none, lambda record: self.bench.line(name, record), {0: "件数表"})
        marks = self.bench.marks[name] | self._found.get(name, np.uint8(0))

        def line(record: int) -> RecordLine:
            return replace(self.bench.line(name, record), marks=int(marks[record]))

        unjudged = unjudged_marks(self.bench, checked=self._checked)
        return ListedFile(name, self.bench.notices[name].types, marks, line, unjudged=unjudged)

    def show_finding_marks(self, marks: Mapping[str, NDArray[np.uint8]]) -> None:
        """Mark the records that a check found something in; the list keeps its file, its place and its filters."""
        self._found, self._checked = dict(marks), True
        name = self.files.currentData()
        if name is not None:
            self.records.renew_marks(self._listed(name))

    def take_form(self, bench: Workbench, drawer: Drawer) -> None:
        """The same medium by another form: the record, its place in the list and what is picked stay."""
        self.bench, self.drawer = bench, drawer
        caption_form(self.form, bench.equipment.form_note)
        name = self.files.currentData()
        if name is not None:
            self.records.renew_marks(self._listed(name))
        self.look_again()

    def look_again(self) -> None:
        """What the record prints has changed though its bytes have not."""
        if self._look is not None:
            self._show_record(self.selection.file, self.selection.record)

    def _show_record(self, file: str, record: int) -> None:
        at = self.files.findData(file)
        if at >= 0 and at != self.files.currentIndex():
            self.files.setCurrentIndex(at)
        self._look = None if record == NO_RECORD else self.bench.look(file, record)
        for page in self.pages:
            page.show_look(self._look)
        others = (self.envelope, self.fields, self.hex, self.gaiji, self.facts)
        for show in [part.show_look for part in others]:
            show(self._look)
        self.lookChanged.emit(self._look)

    def _turn_to(self, index: int) -> None:
        """Show another side; a hand scanner that types into a panel beside the page keeps its field."""
        has_keyboard = self.window().focusWidget()
        if has_keyboard is None or self.isAncestorOf(has_keyboard):
            self._show_tab(index)
        else:
            self.tabs.setCurrentIndex(index)

    def _show_tab(self, index: int) -> None:
        self.tabs.setCurrentIndex(index)
        self.tabs.currentWidget().setFocus(Qt.FocusReason.ShortcutFocusReason)

    def _show_worst(self) -> None:
        if self.tabs.currentIndex() != ENVELOPE_TAB:
            self._show_tab(ENVELOPE_TAB)
        self.envelope.show_worst()

    def _turned(self) -> None:
        self.envelope.set_brief(self.tabs.shows_all)
        self._show_percent()

    def _canvas(self) -> PageView | EnvelopeCanvas:
        """The canvas in front; of all faces, the one with the keyboard, else the first."""
        canvases = self._canvases()
        if self.tabs.shows_all:
            return next((canvas for canvas in canvases if canvas.hasFocus()), canvases[0])
        return canvases[self.tabs.currentIndex()]

    def rezoom(self) -> None:
        """Apply the zoom in force anew."""
        zoom = self.zooms.currentData()  # read once: the first face that changes shows its own in the box
        if zoom is not None:
            for canvas in self._canvases():
                canvas.set_zoom(zoom)

    def _zoom_to_picked(self) -> None:
        """What is picked takes half of the face in front."""
        canvas = self._canvas()
        lit = canvas.lit(self.selection.span, self.selection.item_id)
        if lit:
            canvas.zoom_to(lit[0])

    def _set_ruler(self, shown: bool) -> None:
        for canvas in self._canvases():
            canvas.set_ruler(shown)

    def _set_loupe(self, shown: bool) -> None:
        for page in self.pages:
            page.set_loupe(shown)

    def _relayer(self) -> None:
        on = frozenset(layer for layer, button in self.layers.items() if button.isChecked())
        for page in self.pages:
            page.set_layers(on)

    def _show_percent(self) -> None:
        canvas = self._canvas()
        named = canvas.zoom() if isinstance(canvas.zoom(), str) else None
        at = self.zooms.findData(named) if named else -1
        if at != self.zooms.currentIndex():
            with QSignalBlocker(self.zooms):
                self.zooms.setCurrentIndex(at)
        self.percent.setText(f"{canvas.percent:.0f}%")
