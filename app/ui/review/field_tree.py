"""Panel: the fields of the record, each with its place, content and where it is printed."""

from collections.abc import Sequence
from math import ceil
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QLocale, QModelIndex, QPersistentModelIndex, QRect, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFontMetricsF, QKeyEvent, QPainter, QPaintEvent, QPalette, QPen, QResizeEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHBoxLayout,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QToolButton,
    QTreeView,
    QVBoxLayout,
    QWidget,
)

from app.language import tr
from app.ui.kit import opaque, tokens
from app.ui.kit.cards import Lines
from app.ui.kit.columns import KeptColumns
from app.ui.kit.fitting import may_elide
from app.ui.review import field_model as columns
from app.ui.review.column_width import fill_width, show_what_fits
from app.ui.review.field_model import FieldModel, FieldNode, GroupNode, field_groups
from app.ui.review.field_rows import Column, FieldRows
from app.ui.review.selection import OffsetBase, Selection, Span

if TYPE_CHECKING:
    from app.month.looking.model import ShownRecord

_TEXT_EM, _GOOD_TEXT_EM = 4, 6.4
"""So wide that ¥4,834,352 is whole."""
_PRINTED_EM = 7
_OPTIONAL = (columns.DECIMAL, columns.PRINTED, columns.LENGTH, columns.HEX)
_FOLDED_EM = 10.5
_ROW_EM, _MARGIN, _AIR = 1.35, 3, 9
Index = QModelIndex | QPersistentModelIndex
_NEW_LINE = "\u2028"  # the only one that a delegate folds at


class FieldTree(QWidget):
    """Choosing a row picks its bytes; bytes picked elsewhere light their rows and bring the first into view."""

    def __init__(self, selection: Selection, base: OffsetBase, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(tr("項目一覧"))
        self._selection = selection
        self._base = base
        self.model = FieldModel(self)
        self.tree = _Tree(self.model, selection)
        self.from_one = QToolButton(text=tr("1から数える"), checkable=True, checked=base.base == 1)
        self.from_one.setAccessibleName(tr("バイト位置を1から数える"))
        self.from_one.setToolTip(tr("押すと、バイト位置を0からではなく1から数えます。"))
        self.title = Lines(2)  # what stands below keeps its place from record to record
        head = QHBoxLayout()
        head.addWidget(self.title, 1)
        head.addWidget(self.from_one)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(6)
        layout.addLayout(head)
        layout.addWidget(self.tree, 1)
        self.setFocusProxy(self.tree)
        self._wire()
        self.show_look(None)

    def _wire(self) -> None:
        self.tree.chosen.connect(self._selection.select)
        self.tree.pointed.connect(self._selection.set_hover)
        self.from_one.toggled.connect(lambda on: self._base.set_base(1 if on else 0))
        self._base.changed.connect(self._base_changed)
        self._selection.rangeChanged.connect(self._follow)
        self._selection.hoverChanged.connect(self.tree.viewport().update)

    def show_look(self, look: "ShownRecord | None") -> None:
        """Show another record; the place scrolled to stays, so that stepping through records compares one field."""
        bar = self.tree.verticalScrollBar()
        place = bar.value()
        if self.model.set_groups(() if look is None else field_groups(look)):
            self.tree.lay_out()
            bar.setValue(place)
        count = 0 if look is None else len(look.fields)
        if look is None:
            title = tr("レコードを選んでいません。")
        elif look.note:
            title = tr("{count}項目・{n}バイト　{note}", count=count, n=len(look.raw), note=look.note)
        else:
            title = tr("{count}項目・{n}バイト", count=count, n=len(look.raw))
        self.title.setText(title)
        self._follow()

    def _base_changed(self, base: int) -> None:
        self.from_one.setChecked(base == 1)
        self.model.set_base(self._base.base)

    def _follow(self) -> None:
        self.tree.follow(self._selection.span)


class _RowHeights(QStyledItemDelegate):
    """Gives rows some air, and a name that is wider than ``room`` (px; 0: none is) a second line. Of the other cells
    only the width of their text is measured: Qt would ask for all that each could say.
    """

    room = 0
    metrics: QFontMetricsF

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._folded: dict[str, str] = {}
        self._margins = 2 * (parent.style().pixelMetric(QStyle.PixelMetric.PM_FocusFrameHMargin) + 1)

    def fold_at(self, room: int, metrics: QFontMetricsF) -> None:
        """Names that are wider than this get a second line from now on."""
        self.room, self.metrics = room, metrics
        self._folded.clear()

    def displayText(self, value: object, _locale: QLocale | None = None) -> str:
        text = str(value)
        if text not in self._folded:
            self._folded[text] = self._fold(text)
        return self._folded[text]

    def _fold(self, text: str) -> str:
        if not self.room or self.metrics.horizontalAdvance(text) <= self.room:
            return text
        ends = [at for at in range(1, len(text)) if text[at - 1] in " " or text[at] in "(（"]
        if not ends:
            return text
        if "› " in text:
            ends = [text.rfind("› ") + 2]
        wide = self.metrics.horizontalAdvance
        at = min(ends, key=lambda end: max(wide(text[:end].rstrip()), wide(text[end:])))
        return f"{text[:at].rstrip()}{_NEW_LINE}{text[at:].lstrip()}"

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:
        line = option.fontMetrics.height()
        if index.column() != columns.NAME and index.parent().isValid():
            return QSize(ceil(self.metrics.horizontalAdvance(index.data() or "")) + self._margins, line)
        folded = bool(self.room) and _NEW_LINE in self.displayText(index.data() or "")
        return QSize(super().sizeHint(option, index).width(), round(line * (_ROW_EM + folded)))


class _Tree(QTreeView):
    """``chosen(span)`` and ``pointed(span or None)`` are sent for what a person does, never for what code does."""

    chosen = Signal(object)
    pointed = Signal(object)

    def __init__(self, model: FieldModel, selection: Selection) -> None:
        super().__init__()
        self._name = _RowHeights(self)
        self._selection = selection
        self._fields = model
        self._rows = FieldRows(self.fold_name)
        self._seen: set[tuple[str, ...]] = set()
        self._names_px = 0
        self.kept = KeptColumns(self, self.header(), self._fill)
        self.setObjectName("review.fields")
        self.setAccessibleName(tr("項目の表"))
        self.setFont(tokens.narrow_font())
        self.setModel(model)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setUniformRowHeights(True)
        self.setExpandsOnDoubleClick(False)
        self.setAllColumnsShowFocus(True)
        self.setMouseTracking(True)
        # A bar that goes while there are no rows and comes back with them would lay everything out again each time.
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOn)
        self.setItemDelegate(self._name)
        may_elide(self, columns.HEADERS[columns.TEXT], columns.HEADERS[columns.PRINTED])
        header = self.header()
        header.setStretchLastSection(False)
        header.setSectionsMovable(False)
        header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        opaque.make(self)
        self.clicked.connect(lambda index: self.chosen.emit(model.node(index).span))
        self.entered.connect(lambda index: self.pointed.emit(model.node(index).span))
        self._size_cells()

    def _size_cells(self) -> None:
        metrics = QFontMetricsF(self.font())
        self._fields.set_font(self.font())
        side = round(metrics.height() * 0.7)
        self.setIconSize(QSize(side, side))
        self.setIndentation(round(metrics.height() * 0.45))
        self._seen.clear()
        self._names_px = 0
        self._rows.set_font(self.font())
        self._fill()

    def _fill(self) -> None:
        """Names are never shortened, but folded where content would have no room for six characters beside them; other
        columns are there while it has.
        """
        metrics = QFontMetricsF(self.font())
        em = metrics.horizontalAdvance("漢")
        names = self._fields.names()
        if names not in self._seen:  # what records of one kind need, those of the next do not take away again
            self._seen.add(names)
            longest = max(map(metrics.horizontalAdvance, names), default=em * _TEXT_EM)
            self._names_px = max(self._names_px, round(longest) + self.iconSize().width() + 18)
        samples = {columns.ITEM: "00", columns.DECIMAL: "0000", columns.HEX: "16進", columns.LENGTH: "長さ"}
        widths = {column: round(metrics.horizontalAdvance(sample) + _AIR) for column, sample in samples.items()}
        widths[columns.ITEM] += 2 * self.indentation()
        widths[columns.NAME] = self._fold_names(widths[columns.ITEM], em)
        widths[columns.PRINTED] = round(em * _PRINTED_EM)
        show_what_fits(self.kept, widths, _OPTIONAL, round(em * _GOOD_TEXT_EM))
        fill_width(self.kept, columns.TEXT, _TEXT_EM)

    def fold_name(self, name: str) -> str:
        """A field's name in the lines that it stands in."""
        return self._name.displayText(name).replace(_NEW_LINE, "\n")

    def _fold_names(self, item_px: int, em: float) -> int:
        """px of the names: the longest in one line, or in two where content would have no room beside it."""
        left = self.viewport().width() - item_px - round(em * _GOOD_TEXT_EM)
        whole = self._names_px <= max(left, round(em * _FOLDED_EM)) or self.kept.holds(columns.NAME)
        wide = self._names_px if whole else max(left, round(em * _FOLDED_EM))
        room = 0 if whole else wide - self.iconSize().width() - 18
        before = self._name.room
        self._name.fold_at(room, QFontMetricsF(self.font()))
        if room != before:
            self.setUniformRowHeights(whole)
            self.setWordWrap(not whole)
            self.scheduleDelayedItemsLayout()
        return wide

    def dataChanged(self, first: Index, last: Index, roles: Sequence[int] = ()) -> None:
        """Where fields only say something else, rows are as high as before: Qt would measure each of their cells."""
        if list(roles) == [Qt.ItemDataRole.DisplayRole]:
            self.viewport().update()
        else:
            super().dataChanged(first, last, roles)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fill()

    def lay_out(self) -> None:
        """After the model was set anew: headings over the full width, all open."""
        self._fill()
        self.expandAll()  # first: the rows are laid out once then
        for row in range(self._fields.rowCount()):
            self.setFirstColumnSpanned(row, QModelIndex(), True)

    def follow(self, span: Span | None) -> None:
        """Make the row of the picked bytes the current one; a heading whose bytes are picked stays current."""
        here = self.currentIndex()
        if span is None:
            self.selectionModel().clear()
        elif not here.isValid() or self._fields.node(here).span != span:
            index = self._fields.find(span)
            self.setCurrentIndex(index)
            self.scrollTo(index)
        self.viewport().update()

    def paintEvent(self, event: QPaintEvent) -> None:
        self._rows.set_columns(self._shown_columns(), self.iconSize().width())
        opaque.fill(self, event)
        super().paintEvent(event)

    def _shown_columns(self) -> tuple[Column, ...]:
        header, found = self.header(), []
        for column in range(header.count()):
            if not header.isSectionHidden(column):
                inset = _MARGIN + (2 * self.indentation() if column == columns.ITEM else 0)
                left, width = header.sectionViewportPosition(column), header.sectionSize(column)
                found.append(Column(column, left + inset, width - inset - _MARGIN))
        return tuple(found)

    def drawRow(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        node, row = self._fields.node(index), QRect(option.rect)
        if isinstance(node, GroupNode):
            painter.fillRect(row, tokens.tint(tokens.section_colour(node.section), 0.18))
        picked, hover = self._selection.span, self._selection.hover
        hovered = isinstance(node, FieldNode) and hover is not None and hover.overlaps(*node.span)
        if isinstance(node, FieldNode) and picked is not None and picked.overlaps(*node.span):
            painter.fillRect(row, QColor(tokens.CHOSEN))
        elif hovered:
            painter.fillRect(row, QColor(tokens.HOVER))
        chosen = self.selectionModel().isSelected(index)
        if chosen:
            painter.fillRect(row, self.palette().highlight())
        ink = self.palette().color(QPalette.ColorRole.HighlightedText if chosen else QPalette.ColorRole.Text)
        if isinstance(node, FieldNode):
            self._rows.draw_field(painter, row, node, self._fields.cells(node), self._fields.chip(node), ink)
        else:
            self._draw_heading(painter, row, index, node, ink)
        if hovered:
            painter.setPen(QPen(QColor(tokens.FRAME_HOVER), 1, Qt.PenStyle.DashLine))
            painter.drawRect(row.adjusted(0, 0, -1, -1))

    def _draw_heading(self, painter: QPainter, row: QRect, index: Index, node: GroupNode, ink: QColor) -> None:
        across, side = self.indentation(), self.iconSize().width()
        self.drawBranches(painter, QRect(row.left(), row.top(), across, row.height()), index)
        self._fields.chip(node).paint(painter, row.left() + across + _MARGIN, row.top(), side, row.height())
        room = row.adjusted(across + side + 3 * _MARGIN, 0, -_MARGIN, 0)
        self._rows.draw_title(painter, room, tr(node.title), self._fields.bold, ink)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        before = QPersistentModelIndex(self.currentIndex())
        super().keyPressEvent(event)
        now = self.currentIndex()
        if now.isValid() and before != now:
            self.chosen.emit(self._fields.node(now).span)

    def leaveEvent(self, event: QEvent) -> None:
        self.pointed.emit(None)
        super().leaveEvent(event)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange:
            self._size_cells()
