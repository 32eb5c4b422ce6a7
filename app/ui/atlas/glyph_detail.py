"""Panel: the chosen 外字 enlarged, what the font file says of it, and the records that use it."""

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFormLayout,
    QLabel,
    QSizePolicy,
    QTableView,
    QVBoxLayout,
    QWidget,
)

from app.language import tr
from app.sheet.fonts import FontFile
from app.sheet.glyphs import GaijiGlyph
from app.ui.atlas.atlas_model import AtlasEntry
from app.ui.atlas.glyph_paint import paint_em_box, paint_glyph
from app.ui.atlas.place_model import PlaceModel
from app.ui.kit import tokens
from app.ui.kit.columns import ContentColumns

SHORT_HASH = 12
"""Hex digits shown of a SHA-256; the tooltip has all 64."""

_MAX_TWINS = 24
_FACTS = {
    "unicode": "Unicode",
    "state": "字形",
    "mapped": "文字表",
    "outline": "輪郭 SHA-256",
    "twins": "同じ輪郭",
    "uses": "使用",
}


class GlyphDetail(QWidget):
    """Shows one :class:`AtlasEntry`. ``recordWanted(file, record)`` and ``codeWanted(code)`` say where to go."""

    recordWanted = Signal(str, int)
    codeWanted = Signal(int)

    def __init__(self, font: FontFile | None, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._font = font
        self.picture = GlyphView(font)
        self.code = QLabel()
        self.facts = {name: _fact() for name in _FACTS}
        self.facts["twins"].setTextFormat(Qt.TextFormat.RichText)
        self.facts["twins"].setTextInteractionFlags(Qt.TextInteractionFlag.LinksAccessibleByMouse)
        self.facts["twins"].linkActivated.connect(lambda code: self.codeWanted.emit(int(code, 16)))
        self.places = PlaceModel(self)
        self.table = PlaceTable(self.places)
        self.table.activated.connect(lambda index: self.recordWanted.emit(*self.places.place_at(index.row())))
        self._arrange()
        self.show_entry(None)

    def _arrange(self) -> None:
        form = QFormLayout()
        form.setVerticalSpacing(3)
        form.setRowWrapPolicy(QFormLayout.RowWrapPolicy.WrapLongRows)
        for name, caption in _FACTS.items():
            label = QLabel(tr(caption))
            label.setProperty("role", "note")
            form.addRow(label, self.facts[name])
        layout = QVBoxLayout(self)
        layout.setContentsMargins(8, 0, 0, 0)
        layout.addWidget(self.picture)
        layout.addWidget(self.code)
        layout.addLayout(form)
        layout.addWidget(self.table, 1)

    def show_entry(self, entry: AtlasEntry | None) -> None:
        """Show a code, or nothing."""
        glyph = None if entry is None else entry.glyph
        self.picture.show_glyph(glyph)
        self.code.setText("" if entry is None else f"<b><big>{entry.code:04X}</big></b>")
        for label in self.facts.values():
            label.setText("—")
            label.setToolTip("")
        if entry is not None:
            self.facts["unicode"].setText(f"U+{ord(entry.char):04X}")
            self.facts["state"].setText(tr(entry.state_text))
            self.facts["uses"].setText(tr(_use_text(entry)))
        _set_role(self.facts["state"], "alarm" if glyph is not None and glyph.state != "drawn" else "")
        _set_role(self.facts["uses"], "alarm" if entry is not None and entry.lacking else "")
        if glyph is not None:
            self._tell_glyph(glyph)
        self.places.set_places(() if entry is None or entry.use is None else entry.use.places)
        self.table.setEnabled(self.places.rowCount() > 0)

    def _tell_glyph(self, glyph: GaijiGlyph) -> None:
        self.facts["mapped"].setText(tr(self._mapped_text(glyph)))
        if glyph.outline_hash:
            self.facts["outline"].setText(tr(f"{glyph.outline_hash[:SHORT_HASH]}…"))
            self.facts["outline"].setToolTip(tr(glyph.outline_hash))
        if glyph.state == "drawn":
            self.facts["twins"].setText(tr(_twins_text(glyph.same_as)))

    def _mapped_text(self, glyph: GaijiGlyph) -> str:
        number = 0 if self._font is None else self._font.glyph(glyph.char)
        if number == 0:
            return "なし"
        return f"あり（グリフ {number:,}）" + ("　輪郭を読めません" if glyph.state == "missing" else "")


class GlyphView(QWidget):
    """A glyph as large as there is room, in its em box."""

    def __init__(self, font: FontFile | None, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(tr("拡大した字形"))
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        self._font = font
        self._glyph: GaijiGlyph | None = None

    def show_glyph(self, glyph: GaijiGlyph | None) -> None:
        """Draw another glyph, or an empty field."""
        self._glyph = glyph
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(340, 340)

    def minimumSizeHint(self) -> QSize:
        return QSize(220, 220)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(self.rect(), QColor(tokens.PAPER))
        side = min(self.width(), self.height()) * 0.86
        box = QRectF(0, 0, side, side)
        box.moveCenter(QRectF(self.rect()).center())
        if self._glyph is None:
            return
        if self._glyph.state == "drawn":
            paint_em_box(painter, box, self._font)
        paint_glyph(painter, box, self._font, self._glyph)


class PlaceTable(QTableView):
    """Enter or a double click opens the record."""

    def __init__(self, model: PlaceModel) -> None:
        super().__init__()
        self.setAccessibleName(tr("使われているレコード"))
        self.setToolTip(tr("Enter かダブルクリックで、そのレコードを開きます。"))
        self.setModel(model)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setTabKeyNavigation(False)
        self.setShowGrid(False)
        self.setAlternatingRowColors(True)
        self.verticalHeader().hide()
        self.horizontalHeader().setHighlightSections(False)
        self.setObjectName("atlas.places")
        self.kept = ContentColumns(self, range(model.columnCount()))


def _fact() -> QLabel:
    label = QLabel()
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setWordWrap(True)
    label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
    return label


def _set_role(label: QLabel, role: str) -> None:
    if label.property("role") != role:
        label.setProperty("role", role)
        label.style().polish(label)


def _twins_text(codes: tuple[int, ...]) -> str:
    if not codes:
        return "なし"
    links = "　".join(f'<a href="{code:04X}">{code:04X}</a>' for code in codes[:_MAX_TWINS])
    more = f"　ほか {len(codes) - _MAX_TWINS:,} 字" if len(codes) > _MAX_TWINS else ""
    return links + more


def _use_text(entry: AtlasEntry) -> str:
    use = entry.use
    if use is None:
        return "集計中"
    if not use.count:
        return "なし"
    text = f"{use.count:,}字・{use.records:,}件のレコード"
    return text if use.records == len(use.places) else f"{text}（下の表は先頭の{len(use.places):,}件）"
