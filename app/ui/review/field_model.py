"""The fields of one record as a two-level tree model: groups of neighbouring fields, every value made beforehand."""

from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING, Any, Literal

from PySide6.QtCore import QAbstractItemModel, QModelIndex, QObject, QPersistentModelIndex, Qt
from PySide6.QtGui import QColor, QFont, QIcon, QPainter, QPixmap

from app.language import tr
from app.notice.items import BARCODE_ID
from app.ui.kit import tokens
from app.ui.review.page_things import BARCODE_NAME
from app.ui.review.selection import Span
from app.ui.review.texts import offset_texts, shown, side_name, visible

if TYPE_CHECKING:
    from app.month.looking.model import FieldRow, ShownRecord
    from app.notice.model import Edit

ITEM, NAME, DECIMAL, HEX, LENGTH, TEXT, PRINTED = range(7)
HEADERS = ("項番", "項目名", "位置", "16進", "長さ", "内容", "印字")

# Made once: data() is asked for every role of every cell that is painted.
_RIGHT = (ITEM, DECIMAL, HEX, LENGTH)
ALIGNMENTS = tuple(
    (Qt.AlignmentFlag.AlignRight if column in _RIGHT else Qt.AlignmentFlag.AlignLeft) | Qt.AlignmentFlag.AlignVCenter
    for column in range(len(HEADERS))
)
_DISPLAY, _ACCESSIBLE = int(Qt.ItemDataRole.DisplayRole), int(Qt.ItemDataRole.AccessibleTextRole)
_TOOLTIP, _DECORATION = int(Qt.ItemDataRole.ToolTipRole), int(Qt.ItemDataRole.DecorationRole)
_ALIGNMENT, _FOREGROUND = int(Qt.ItemDataRole.TextAlignmentRole), int(Qt.ItemDataRole.ForegroundRole)
_FONT = int(Qt.ItemDataRole.FontRole)
_GROUP_ID = 0
_Index = QModelIndex | QPersistentModelIndex


@dataclass(frozen=True, slots=True)
class FieldNode:
    """A field's row. ``texts[base]`` are its cells with positions counted from ``base``."""

    span: Span
    section: str
    texts: tuple[tuple[str, ...], tuple[str, ...]]
    tooltip: str
    blank: bool


@dataclass(frozen=True, slots=True)
class GroupNode:
    """Neighbouring fields of one section."""

    span: Span
    section: str
    title: str
    fields: tuple[FieldNode, ...]


def field_groups(look: "ShownRecord") -> tuple[GroupNode, ...]:
    """The record's fields in byte order. A section that is interrupted by another gets two groups."""
    printed = _printed_labels(look)
    groups = []
    for head, rows in groupby(look.fields, key=lambda row: tokens.section_head(row.section)):
        nodes = tuple(_node(look, row, printed) for row in rows)
        span = Span(nodes[0].span.start, nodes[-1].span.end)
        groups.append(GroupNode(span, nodes[0].section, head, nodes))
    return tuple(groups)


def _node(look: "ShownRecord", row: "FieldRow", printed: dict[str, str]) -> FieldNode:
    edits = field_edits(look, row)
    inner = tr(" › ".join((*row.section.split("/")[2:], row.name)))
    labels = [tr(printed[item_id]) for item_id in row.printed]
    changes = [f"{shown(edit.before)}→{shown(edit.after)}" for edit in edits]
    notes = [tr(f"※{row.note}")] if row.note else []
    text = tr(shown(row.text)) if not row.text.strip() else shown(row.text)
    tail = (str(row.length), text, "、".join((*changes, *labels, *notes)))
    from_zero, from_one = ((str(row.item), inner, *offset_texts(row.offset, base), *tail) for base in (0, 1))
    tooltip = "\n".join(
        (
            tr(f"項番{row.item}　{row.section.replace('/', ' › ')} › {row.name}"),
            f"{tr('内容：')}{text}",
            f"{tr('バイト：')}{row.raw[:32].hex(' ').upper()}{' …' if len(row.raw) > 32 else ''}",
            *(f"{tr('印字：')}{label}" for label in labels),
            *(f"{tr('編集：')}{shown(edit.before)} → {shown(edit.after)}（{tr(edit.reason)}）" for edit in edits),
            *notes,
        )
    )
    return FieldNode(
        Span(row.offset, row.offset + row.length), row.section, (from_zero, from_one), tooltip, not row.text.strip(" ")
    )


def _printed_labels(look: "ShownRecord") -> dict[str, str]:
    if look.content is None:
        return {}
    labels = {item.id: f"{side_name(item.side)}：{visible(item.label)}" for item in look.content.items}
    return labels | {BARCODE_ID: f"{side_name('sheet')}：{BARCODE_NAME}"}


def field_edits(look: "ShownRecord", row: "FieldRow") -> tuple["Edit", ...]:
    """The edits in force on bytes of this field, each once."""
    if look.content is None:
        return ()
    edits: dict[tuple[str, str, str], Edit] = {}
    for item in look.content.items:
        for part in item.parts:
            edit = part.edit
            if edit is None or edit.source.record != look.record:
                continue
            if edit.source.offset < row.offset + row.length and row.offset < edit.source.offset + edit.source.length:
                edits.setdefault((edit.kind, edit.before, edit.after), edit)
    return tuple(edits.values())


class FieldModel(QAbstractItemModel):
    """Groups at the top, fields below. ``data()`` only looks up."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._groups: tuple[GroupNode, ...] = ()
        self._base: Literal[0, 1] = 0
        self._chips: dict[str, QIcon] = {}
        self.bold = QFont()

    def set_groups(self, groups: tuple[GroupNode, ...]) -> bool:
        """Show another record; false where its fields stand as before, and only say something else."""
        if groups and _shape(groups) == _shape(self._groups):
            self._groups = groups
            for row, group in enumerate(groups):
                parent = self.index(row, 0)
                last = self.index(len(group.fields) - 1, PRINTED, parent)
                self.dataChanged.emit(self.index(0, ITEM, parent), last, [_DISPLAY])
            return False
        self.beginResetModel()
        self._groups = groups
        for group in groups:
            head = tokens.section_head(group.section)
            if head not in self._chips:
                self._chips[head] = _chip(tokens.section_colour(group.section))
        self.endResetModel()
        return True

    def set_base(self, base: Literal[0, 1]) -> None:
        """Count positions from 0 or 1."""
        self._base = base
        for row, group in enumerate(self._groups):
            parent = self.index(row, 0)
            last = len(group.fields) - 1
            self.dataChanged.emit(self.index(0, DECIMAL, parent), self.index(last, HEX, parent))

    def set_font(self, font: QFont) -> None:
        """The view's font: headings are the bold form of it."""
        self.bold = QFont(font)
        self.bold.setBold(True)

    def cells(self, node: FieldNode) -> tuple[str, ...]:
        """What a field's row says."""
        return node.texts[self._base]

    def chip(self, node: FieldNode | GroupNode) -> QIcon:
        """The colour of its section."""
        return self._chips[tokens.section_head(node.section)]

    def node(self, index: _Index) -> FieldNode | GroupNode:
        """What a valid index stands for."""
        if index.internalId() == _GROUP_ID:
            return self._groups[index.row()]
        return self._groups[index.internalId() - 1].fields[index.row()]

    def names(self) -> tuple[str, ...]:
        """The fields' names as they are shown."""
        return tuple(field.texts[0][NAME] for group in self._groups for field in group.fields)

    def find(self, span: Span) -> QModelIndex:
        """The field that holds the first byte of ``span``; an invalid index when no field does."""
        for row, group in enumerate(self._groups):
            if group.span.start <= span.start < group.span.end:
                for place, field in enumerate(group.fields):
                    if field.span.start <= span.start < field.span.end:
                        return self.index(place, 0, self.index(row, 0))
        return QModelIndex()

    def index(self, row: int, column: int, parent: _Index = QModelIndex()) -> QModelIndex:  # noqa: B008
        if not 0 <= column < len(HEADERS) or not 0 <= row < self.rowCount(parent):  # hasIndex asks by Qt: far slower
            return QModelIndex()
        return self.createIndex(row, column, parent.row() + 1 if parent.isValid() else _GROUP_ID)

    def parent(self, index: _Index = QModelIndex()) -> QModelIndex:  # noqa: B008
        if not index.isValid() or index.internalId() == _GROUP_ID:
            return QModelIndex()
        return self.createIndex(index.internalId() - 1, 0, _GROUP_ID)

    def rowCount(self, parent: _Index = QModelIndex()) -> int:  # noqa: B008
        if not parent.isValid():
            return len(self._groups)
        if parent.column() > 0 or parent.internalId() != _GROUP_ID:
            return 0
        return len(self._groups[parent.row()].fields)

    def columnCount(self, parent: _Index = QModelIndex()) -> int:  # noqa: B008
        return len(HEADERS)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if orientation == Qt.Orientation.Horizontal and role == Qt.ItemDataRole.DisplayRole:
            return tr(HEADERS[section])
        return None

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid():
            return None
        node = self.node(index)
        if isinstance(node, GroupNode):
            return self._group_data(node, index.column(), role)
        return self._field_data(node, index.column(), role)

    def _group_data(self, node: GroupNode, column: int, role: int) -> Any:
        if role == _FONT:
            return self.bold
        if column != 0:
            return None
        if role in (_DISPLAY, _ACCESSIBLE):
            return tr(node.title)
        return self._chips[tokens.section_head(node.section)] if role == _DECORATION else None

    def _field_data(self, node: FieldNode, column: int, role: int) -> Any:
        if role in (_DISPLAY, _ACCESSIBLE):
            return node.texts[self._base][column]
        if role == _ALIGNMENT:
            return ALIGNMENTS[column]
        if role == _DECORATION:
            return self._chips[tokens.section_head(node.section)] if column == NAME else None
        if role == _FOREGROUND:
            return tokens.brush(tokens.FAINT) if node.blank and column == TEXT else None
        return tokens.data_tooltip(node.tooltip) if role == _TOOLTIP else None


def _shape(groups: tuple[GroupNode, ...]) -> tuple[object, ...]:
    return tuple((group.title, tuple((field.span, field.texts[0][NAME]) for field in group.fields)) for group in groups)


def _chip(colour: QColor) -> QIcon:
    pixmap = QPixmap(24, 24)
    pixmap.fill(colour)
    painter = QPainter(pixmap)
    painter.setPen(colour.darker(150))
    painter.drawRect(0, 0, 23, 23)
    painter.end()
    return QIcon(pixmap)
