"""The review screen: record list, sheet, fields and bytes of one record, wired through one selection."""

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLabel, QSplitter, QTabWidget, QToolButton, QVBoxLayout, QWidget

from app.notice.model import Side
from app.progress import Progress
from app.records.notice_file import DETAIL
from app.sheet.draw import Drawer
from app.sheet.glyphs import glyph_picture
from app.ui.review.canvas import MillimetreCanvas, Zoom
from app.ui.review.envelope_view import EnvelopeView
from app.ui.review.field_tree import FieldTree
from app.ui.review.gaiji_strip import GaijiStrip
from app.ui.review.hex_view import HexView
from app.ui.review.layers import Layer
from app.ui.review.notice_facts import NoticeFacts
from app.ui.review.page_view import PageView
from app.ui.review.record_list import RecordList
from app.ui.review.record_model import ListedFile
from app.ui.selection import NO_RECORD, OffsetBase, Selection
from app.ui.workers import Jobs
from app.workbench import Look, RecordLine, Workbench, search

_TABS: tuple[tuple[Side, str], ...] = (("sheet", "宛名面"), ("front", "通知 表"), ("back", "通知 裏"))
_ZOOMS: tuple[tuple[Zoom, str, str], ...] = (
    ("fit", "全体", "Ctrl+0"),
    ("true", "実寸", "Ctrl+1"),
    ("400", "400%", "Ctrl+4"),
)
_LAYER_KEYS = {Layer.EDITS: "F5", Layer.WINDOWS: "F6", Layer.GAIJI: "F7", Layer.BOXES: "F8"}


class ReviewPage(QWidget):
    """One open volume. Panels listen to ``selection``; this page only makes the Look and hands it round."""

    lookChanged = Signal(object)

    def __init__(self, bench: Workbench, jobs: Jobs, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.bench = bench
        self.selection = Selection(self)
        self.offsets = OffsetBase(parent=self)
        equipment = bench.equipment
        self.drawer = Drawer(equipment.fonts, equipment.forms.values())
        picture = self.drawer.picture
        self.pages = [PageView(side, picture, self.selection) for side, _ in _TABS]
        self.envelope = EnvelopeView(equipment.envelope, picture, self.selection)
        self.records = RecordList(self.selection, jobs, self._search)
        self.files = QComboBox()
        self.fields = FieldTree(self.selection, self.offsets)
        gaiji_font = equipment.fonts.roles.get("gaiji")
        self.hex = HexView(self.selection, self.offsets, gaiji_font)
        self.gaiji = GaijiStrip(self.selection, lambda char, px: glyph_picture(gaiji_font, char, px))
        self.facts = NoticeFacts()
        self._look: Look | None = None
        self._arrange()
        self.selection.recordChanged.connect(self._show_record)
        self._shortcuts()
        self._relayer()

    # Arrangement

    def _arrange(self) -> None:
        self.tabs = QTabWidget()
        for view, (_, title) in zip(self.pages, _TABS, strict=True):
            self.tabs.addTab(view, title)
        self.tabs.addTab(self.envelope, "封筒")
        centre = QWidget()
        column = QVBoxLayout(centre)
        column.setContentsMargins(0, 0, 0, 0)
        column.addLayout(self._tools())
        column.addWidget(self.tabs, 1)
        column.addWidget(self.facts)
        right = QSplitter(Qt.Orientation.Vertical)
        right.addWidget(self.fields)
        right.addWidget(self.hex)
        right.setSizes([560, 380])
        columns = QSplitter(Qt.Orientation.Horizontal)
        for widget, stretch in ((self._left(), 3), (centre, 6), (right, 4)):
            columns.addWidget(widget)
            columns.setStretchFactor(columns.count() - 1, stretch)
        columns.setSizes([470, 840, 610])
        rows = QSplitter(Qt.Orientation.Vertical)
        rows.addWidget(columns)
        rows.addWidget(self.gaiji)
        rows.setStretchFactor(0, 1)
        rows.setSizes([800, 150])
        layout = QVBoxLayout(self)
        layout.setContentsMargins(4, 4, 4, 4)
        layout.addWidget(rows)

    def _left(self) -> QWidget:
        left = QWidget()
        column = QVBoxLayout(left)
        column.setContentsMargins(0, 0, 0, 0)
        self.files.setAccessibleName("ファイル")
        for name in self.bench.names:
            self.files.addItem(f"{name}　{self.bench.title(name)}　{self.bench.record_count(name):,} 件", name)
        self.files.setToolTip("ファイルを選ぶ（Alt+F）")
        self.files.currentIndexChanged.connect(self._list_file)
        column.addWidget(self.files)
        column.addWidget(self.records, 1)
        return left

    def _tools(self) -> QHBoxLayout:
        row = QHBoxLayout()
        self.zooms = QComboBox()
        self.zooms.setAccessibleName("表示倍率")
        for zoom, text, _ in _ZOOMS:
            self.zooms.addItem(text, zoom)
        self.zooms.currentIndexChanged.connect(self.rezoom)
        self.percent = QLabel()
        self.ruler = _toggle("定規", "F9", checked=True)
        self.ruler.toggled.connect(self._set_ruler)
        self.layers = {
            layer: _toggle(layer.value, key, checked=layer is Layer.EDITS) for layer, key in _LAYER_KEYS.items()
        }
        row.addWidget(QLabel("倍率"))
        row.addWidget(self.zooms)
        row.addWidget(self.percent)
        row.addWidget(self.ruler)
        row.addSpacing(16)
        row.addWidget(QLabel("強調"))
        for button in self.layers.values():
            button.toggled.connect(self._relayer)
            row.addWidget(button)
        row.addStretch(1)
        for canvas in self._canvases():
            canvas.zoomChanged.connect(self._show_percent)
        return row

    def _shortcuts(self) -> None:
        for index in range(4):
            _shortcut(self, f"Alt+{index + 1}", lambda index=index: self.tabs.setCurrentIndex(index))
        for index, (_, _, key) in enumerate(_ZOOMS):
            _shortcut(self, key, lambda index=index: self.zooms.setCurrentIndex(index))
        _shortcut(self, "Ctrl+Down", lambda: self.step_notice(1))
        _shortcut(self, "Ctrl+Up", lambda: self.step_notice(-1))
        for key, widget in (
            ("F2", self.records),
            ("F3", self.tabs),
            ("F4", self.fields),
            ("Shift+F4", self.hex),
        ):
            _shortcut(self, key, widget.setFocus)
        self.tabs.currentChanged.connect(lambda _: self._show_percent())

    def _canvases(self) -> list[MillimetreCanvas]:
        return [*self.pages, self.envelope.canvas]

    # Behaviour

    @property
    def look(self) -> Look | None:
        """What is shown."""
        return self._look

    def go_to_first_notice(self) -> None:
        """Show the first ``01`` of the first file that has one, else the first record there is."""
        names = self.bench.names
        printed = [name for name, notices in self.bench.notices.items() if len(notices.rows(DETAIL))]
        filled = [name for name in names if self.bench.record_count(name)]
        for name in (*printed, *filled)[:1]:
            self.selection.set_record(name, self.bench.first_record(name))
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

    def _search(self, file: str, text: str, progress: Progress) -> NDArray[np.int64]:
        if file not in self.bench.notices:
            return np.empty(0, dtype=np.int64)
        return search(self.bench.notices[file], text, progress)

    def _list_file(self) -> None:
        """Show the records of the file chosen in the box, and its first notice."""
        name = self.files.currentData()
        self.records.set_file(None if name is None else self._listed(name))
        if name is not None and self.selection.file != name:
            self.selection.show(name, self.bench.first_record(name))

    def _listed(self, name: str) -> ListedFile:
        def line(record: int) -> RecordLine:
            return self.bench.line(name, record)

        if name in self.bench.notices:
            return ListedFile(name, self.bench.notices[name].types, self.bench.marks[name], line)
        none = np.zeros(self.bench.record_count(name), dtype=np.uint8)
        return ListedFile(name, none, none, line, {0: "件数表"})

    def _show_record(self, file: str, record: int) -> None:
        at = self.files.findData(file)
        if at >= 0 and at != self.files.currentIndex():
            self.files.setCurrentIndex(at)
        self._look = None if record == NO_RECORD else self.bench.look(file, record)
        for page in self.pages:
            page.show_look(self._look)
        self.envelope.show_look(self._look)
        self.fields.show_look(self._look)
        self.hex.show_look(self._look)
        self.gaiji.show_look(self._look)
        self.facts.show_look(self._look)
        self.lookChanged.emit(self._look)

    def rezoom(self) -> None:
        """Apply the zoom in force anew."""
        for canvas in self._canvases():
            canvas.set_zoom(self.zooms.currentData())

    def _set_ruler(self, shown: bool) -> None:
        for canvas in self._canvases():
            canvas.set_ruler(shown)

    def _relayer(self) -> None:
        on = frozenset(layer for layer, button in self.layers.items() if button.isChecked())
        for page in self.pages:
            page.set_layers(on)

    def _show_percent(self) -> None:
        self.percent.setText(f"{self._canvases()[self.tabs.currentIndex()].percent:.0f}%")


def _toggle(text: str, key: str, *, checked: bool = False) -> QToolButton:
    button = QToolButton()
    button.setText(text)
    button.setCheckable(True)
    button.setChecked(checked)
    button.setShortcut(QKeySequence(key))
    button.setToolTip(f"{text}（{key}）")
    return button


def _shortcut(owner: QWidget, key: str, action) -> None:
    QShortcut(QKeySequence(key), owner).activated.connect(action)
