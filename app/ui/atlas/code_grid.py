"""The codes as a grid of cells: glyph, code, state and use. Glyphs become pictures when first seen, and are kept."""

from PySide6.QtCore import QEvent, QModelIndex, QPersistentModelIndex, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QPen, QPixmap, QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QListView, QStyle, QStyledItemDelegate, QStyleOptionViewItem

from app.language import tr
from app.sheet.fonts import FontFile
from app.sheet.glyphs import GaijiGlyph
from app.ui.atlas.atlas_model import ENTRY_ROLE, AtlasEntry, AtlasModel
from app.ui.atlas.glyph_paint import paint_glyph
from app.ui.kit import tokens
from app.ui.review.gaiji_strip import STATES

_GAP, _PADDING = 3, 5
_GLYPH_EM = 4.6
_SMALL = 0.85
_Index = QModelIndex | QPersistentModelIndex


class CodeGrid(QListView):
    """As many columns as have room. The current cell is the chosen code."""

    def __init__(self, model: AtlasModel, font: FontFile | None) -> None:
        super().__init__()
        self.setAccessibleName(tr("外字の一覧"))
        self._delegate = _CellDelegate(self, font)
        self.setItemDelegate(self._delegate)
        self.setViewMode(QListView.ViewMode.IconMode)
        self.setMovement(QListView.Movement.Static)
        self.setResizeMode(QListView.ResizeMode.Adjust)
        self.setUniformItemSizes(True)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        # A bar that came and went would change the number of columns back and forth.
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOn)
        self.setMouseTracking(True)
        self._size_cells()
        self.setModel(model)  # last: with each of these all cells are laid out anew

    def _size_cells(self) -> None:
        """Share out the room, so that whole columns fill the width."""
        least = self._delegate.cell_size(self.font())
        columns = max(1, self.viewport().width() // least.width())
        self.setGridSize(QSize(max(least.width(), self.viewport().width() // columns), least.height()))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._size_cells()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange:
            self._size_cells()


class _CellDelegate(QStyledItemDelegate):
    def __init__(self, parent: CodeGrid, font: FontFile | None) -> None:
        super().__init__(parent)
        self._grid = parent
        self._font = font
        self._pictures: dict[int, QPixmap] = {}
        self._pixels = 0

    def cell_size(self, font: QFont) -> QSize:
        """px of a cell in this text size, the gap to the next included."""
        code, small = QFontMetricsF(font), QFontMetricsF(_small(font))
        words = max(small.horizontalAdvance(text) for text in (*STATES.values(), "使用 99,999字"))
        width = max(_glyph_side(font), words) + 2 * (_PADDING + _GAP)
        height = _glyph_side(font) + code.height() + 2 * small.height() + 4 * _PADDING + 2 * _GAP
        return QSize(round(width), round(height))

    def sizeHint(self, option: QStyleOptionViewItem, index: _Index) -> QSize:
        return self._grid.gridSize()

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: _Index) -> None:
        entry: AtlasEntry = index.data(ENTRY_ROLE)
        cell = QRectF(option.rect).adjusted(_GAP, _GAP, -_GAP, -_GAP)
        painter.save()
        self._frame(painter, cell, option.state, entry.used)
        side = _glyph_side(option.font)
        box = QRectF(cell.center().x() - side / 2, cell.top() + _PADDING, side, side)
        if entry.glyph is not None:
            painter.drawPixmap(box.topLeft(), self._picture(entry.glyph, side, painter.device().devicePixelRatioF()))
        self._words(painter, QRectF(cell.left(), box.bottom() + _PADDING, cell.width(), cell.height()), option, entry)
        painter.restore()

    def _frame(self, painter: QPainter, cell: QRectF, state: QStyle.StateFlag, used: bool) -> None:
        chosen = bool(state & QStyle.StateFlag.State_Selected)
        hovered = bool(state & QStyle.StateFlag.State_MouseOver)
        painter.setBrush(QColor(tokens.CHOSEN if chosen else tokens.HOVER if hovered else tokens.PAPER))
        if chosen:
            painter.setPen(QPen(QColor(tokens.FRAME_CHOSEN), 3))
        else:
            painter.setPen(QPen(QColor(tokens.INK if used else tokens.LINE), 2 if used else 1))
        painter.drawRect(cell)

    def _words(self, painter: QPainter, area: QRectF, option: QStyleOptionViewItem, entry: AtlasEntry) -> None:
        lacks = entry.glyph is not None and entry.glyph.state != "drawn"
        lines = (
            (f"{entry.code:04X}", option.font, tokens.INK),
            (tr(entry.state_text), _small(option.font), tokens.ALARM if lacks else tokens.FAINT),
            (tr(entry.use_text), _small(option.font), tokens.INK),
        )
        top = area.top()
        for text, font, colour in lines:
            height = QFontMetricsF(font).height()
            painter.setFont(font)
            painter.setPen(QColor(colour))
            painter.drawText(QRectF(area.left(), top, area.width(), height), Qt.AlignmentFlag.AlignCenter, text)
            top += height

    def _picture(self, glyph: GaijiGlyph, side: float, ratio: float) -> QPixmap:
        pixels = round(side * ratio)
        if pixels != self._pixels:
            self._pictures.clear()
            self._pixels = pixels
        picture = self._pictures.get(glyph.code)
        if picture is None:
            picture = self._pictures[glyph.code] = self._paint_picture(glyph, pixels, ratio)
        return picture

    def _paint_picture(self, glyph: GaijiGlyph, pixels: int, ratio: float) -> QPixmap:
        picture = QPixmap(pixels, pixels)
        picture.fill(Qt.GlobalColor.transparent)
        margin = pixels * 0.04
        painter = QPainter(picture)
        paint_glyph(painter, QRectF(margin, margin, pixels - 2 * margin, pixels - 2 * margin), self._font, glyph)
        painter.end()
        picture.setDevicePixelRatio(ratio)
        return picture


def _glyph_side(font: QFont) -> float:
    return round(QFontMetricsF(font).horizontalAdvance("漢") * _GLYPH_EM)


def _small(font: QFont) -> QFont:
    small = QFont(font)
    small.setPointSizeF(font.pointSizeF() * _SMALL)
    return small
