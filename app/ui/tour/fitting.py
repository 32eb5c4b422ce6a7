"""What does not fit on a screen: text that is cut off, widgets over one another, outside of their window or clipped."""

from collections.abc import Iterator
from itertools import combinations

from PySide6.QtCore import QModelIndex, QPoint, QRect, Qt
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QAbstractScrollArea,
    QAbstractSpinBox,
    QComboBox,
    QHeaderView,
    QLabel,
    QLineEdit,
    QListView,
    QMainWindow,
    QRadioButton,
    QScrollArea,
    QSizeGrip,
    QSplitterHandle,
    QStackedWidget,
    QStyle,
    QStyleOptionComboBox,
    QTabBar,
    QTableView,
    QToolBar,
    QTreeView,
    QWidget,
)

from app.ui.kit.fitting import FITS_ITSELF, LIES_OVER, MAY_ELIDE, MAY_SCROLL

_FIELD_PADDING, _SPARE = 8, 2
"""px that a font may be larger than it said."""
_OWN_PARTS = (QAbstractItemView, QHeaderView, QTabBar, QComboBox, QAbstractSpinBox, QLineEdit, QToolBar)
"""Qt lays out what is inside of them, and lets it scroll or elides it."""
_LIES_OVER = (QSplitterHandle, QSizeGrip, QStackedWidget)
_LEAST_LINES = 3
_ROWS = 40
"""So many rows in sight of a table are looked at."""


def misfits(top: QWidget) -> list[str]:
    """All that is wrong with a screen as it stands, in words; ``top`` is shown."""
    top = in_front(top)
    return sorted({*_cut(top), *_outside(top), *_over(top), *_cells(top)})


def in_front(top: QWidget) -> QWidget:
    """What lies over the whole of it, as a locked screen does, or itself."""
    own = top.findChildren(QWidget, options=Qt.FindChildOption.FindDirectChildrenOnly)
    return next((one for one in own if one.isVisibleTo(top) and one.geometry().contains(top.rect())), top)


def seen(top: QWidget) -> Iterator[QWidget]:
    """Widgets that Qt does not lay out itself, as far as they can be seen at all."""
    for one in top.findChildren(QWidget):
        if one.isVisibleTo(top) and one.window() is top.window() and not _is_part(one, top):
            yield one


def named(one: QWidget) -> str:
    """What a widget is and says, and in what it lies."""
    text = one.text() if isinstance(one, QLabel | QAbstractButton) else one.accessibleName() or one.objectName()
    owners: list[str] = []
    parent = one.parentWidget()
    while parent is not None and len(owners) < 3:
        owners.append(type(parent).__name__)
        parent = parent.parentWidget()
    return f"{type(one).__name__} {text[:30]!r} in {' < '.join(owners)}"


def _is_part(one: QWidget, top: QWidget) -> bool:
    parent = one.parentWidget()
    while parent is not None and parent is not top:
        if isinstance(parent, _OWN_PARTS):
            return True
        parent = parent.parentWidget()
    return one.objectName().startswith("qt_") and not isinstance(one, QTabBar)


# Text


def _cut(top: QWidget) -> Iterator[str]:
    for one in seen(top):
        if isinstance(one, QLabel):
            yield from _cut_label(one)
        elif isinstance(one, QAbstractButton) and one.text():
            wanted = one.minimumSizeHint() if isinstance(one, QRadioButton) else one.sizeHint()
            if wanted.width() - one.width() > _SPARE or wanted.height() - one.height() > _SPARE:
                yield f"cut to {one.width()}×{one.height()} of {wanted.width()}×{wanted.height()}: {named(one)}"
        elif isinstance(one, QLineEdit):
            yield from _cut_field(one)
        elif isinstance(one, QComboBox):
            yield from _cut_choice(one)
        elif isinstance(one, QTabBar):
            yield from _cut_tabs(one)


def _cut_label(one: QLabel) -> Iterator[str]:
    if not one.text() or one.property(FITS_ITSELF) or type(one).paintEvent is not QLabel.paintEvent:
        return
    if one.textFormat() != Qt.TextFormat.PlainText and one.text().startswith("<"):
        return
    if one.wordWrap():
        short = one.heightForWidth(one.width()) - one.height()
        if short > _SPARE:
            yield f"cut below by {short} px: {named(one)}"
    elif one.sizeHint().width() - one.width() > _SPARE:
        yield f"cut by {one.sizeHint().width() - one.width()} px: {named(one)}"
    elif one.sizeHint().height() - one.height() > _SPARE:
        yield f"cut below by {one.sizeHint().height() - one.height()} px: {named(one)}"


def _cut_field(one: QLineEdit) -> Iterator[str]:
    if one.height() + _SPARE < one.minimumSizeHint().height():
        yield f"cut below by {one.minimumSizeHint().height() - one.height()} px: {named(one)}"
    room = one.width() - 2 * _FIELD_PADDING
    for text in {one.placeholderText()} if not one.text() else {one.displayText()} if one.isReadOnly() else set():
        if one.fontMetrics().horizontalAdvance(text) > room:
            yield f"cut by {one.fontMetrics().horizontalAdvance(text) - room} px: {text[:30]!r} of {named(one)}"


def _cut_choice(one: QComboBox) -> Iterator[str]:
    option = QStyleOptionComboBox()
    one.initStyleOption(option)
    part = QStyle.SubControl.SC_ComboBoxEditField
    room = one.style().subControlRect(QStyle.ComplexControl.CC_ComboBox, option, part, one)
    short = one.fontMetrics().horizontalAdvance(one.currentText()) - room.width()
    if short > _SPARE and not one.property(FITS_ITSELF):
        yield f"cut by {short} px: {one.currentText()[:30]!r} of {named(one)}"


def _cut_tabs(one: QTabBar) -> Iterator[str]:
    for at in range(one.count()):
        place = one.tabRect(at)
        wanted = one.tabSizeHint(at)
        if one.isTabVisible(at) and (wanted.width() - place.width() > _SPARE or not one.rect().contains(place)):
            yield f"cut: the tab {one.tabText(at)!r} of {named(one)}"


# Places


def _place(one: QWidget, top: QWidget) -> QRect:
    return QRect(one.mapTo(top, QPoint()), one.size())


def _scrolled_by(one: QWidget, top: QWidget) -> QScrollArea | None:
    parent = one.parentWidget()
    while parent is not None and parent is not top:
        if isinstance(parent, QScrollArea):
            return parent
        parent = parent.parentWidget()
    return None


def _outside(top: QWidget) -> Iterator[str]:
    if isinstance(top, QMainWindow) and top.minimumSizeHint().width() > top.width():
        yield f"the window wants to be {top.minimumSizeHint().width()} px wide"
    for one in seen(top):
        area = _scrolled_by(one, top)
        if area is None:
            if not top.rect().adjusted(-1, -1, 1, 1).contains(_place(one, top)):
                yield f"outside of the window: {named(one)}"
        else:
            yield from _scrolled_away(area, one)
        yield from _clipped(one, top)
        if isinstance(one, QAbstractItemView):
            yield from _without_room(one)


def _scrolled_away(area: QScrollArea, one: QWidget) -> Iterator[str]:
    """Nobody looks for what lies to the right, nor finds it where no bar leads there."""
    content = area.widget()
    if content is None or one is not content or area.property(MAY_SCROLL):
        return
    never = Qt.ScrollBarPolicy.ScrollBarAlwaysOff
    if content.width() - area.viewport().width() > _SPARE:
        told = "cannot be scrolled to" if area.horizontalScrollBarPolicy() == never else "must be scrolled to"
        yield f"outside of its area: {content.width() - area.viewport().width()} px on the right {told}: {named(one)}"
    if area.verticalScrollBarPolicy() == never and content.height() - area.viewport().height() > _SPARE:
        yield f"outside of its area: {content.height() - area.viewport().height()} px below: {named(one)}"


def _clipped(one: QWidget, top: QWidget) -> Iterator[str]:
    parent = one.parentWidget()
    if parent in (None, top) or one.isWindow() or isinstance(parent.parentWidget(), QAbstractScrollArea):
        return
    if one.width() > 0 and one.height() > 0 and not parent.rect().adjusted(-1, -1, 1, 1).contains(one.geometry()):
        yield f"outside of what it lies in: {named(one)}"


def _without_room(view: QAbstractItemView) -> Iterator[str]:
    model = view.model()
    if model is None or model.rowCount(view.rootIndex()) == 0 or isinstance(view, QHeaderView):
        return
    high = min(view.sizeHintForRow(0), round(_LEAST_LINES * view.fontMetrics().lineSpacing()))  # the rest scrolls
    if high > 0 and view.viewport().height() + _SPARE < high:
        yield f"no room for one row ({view.viewport().height()} of {high} px): {named(view)}"


def _over(top: QWidget) -> Iterator[str]:
    parents = {id(one.parentWidget()): one.parentWidget() for one in seen(top)}
    for parent in parents.values():
        if parent is None or isinstance(parent, QStackedWidget | QAbstractScrollArea):
            continue
        own = [one for one in parent.findChildren(QWidget, options=Qt.FindChildOption.FindDirectChildrenOnly)
               if one.isVisibleTo(parent) and not one.isWindow() and not isinstance(one, _LIES_OVER)
               and not one.property(LIES_OVER)
               and not one.objectName().startswith("qt_") and one.width() > 0 and one.height() > 0]  # fmt: skip
        for first, second in combinations(own, 2):
            both = first.geometry() & second.geometry()
            if both.width() > _SPARE and both.height() > _SPARE:
                yield f"over one another: {named(first)} and {named(second)}"


# Tables


def _cells(top: QWidget) -> Iterator[str]:
    for view in top.findChildren(QAbstractItemView):
        if view.isVisibleTo(top) and view.window() is top.window() and view.model() is not None:
            if isinstance(view, QTableView):
                yield from _cut_heads(view, view.horizontalHeader())
                yield from _cut_cells(view, view.horizontalHeader())
            elif isinstance(view, QTreeView):
                yield from _cut_heads(view, view.header())
                yield from _cut_cells(view, view.header())
            elif isinstance(view, QListView):
                yield from _cut_cells(view, None)


def _cut_heads(view: QAbstractItemView, header: QHeaderView) -> Iterator[str]:
    if header.isHidden():
        return
    for column in range(header.count()):
        if header.isSectionHidden(column):
            continue
        text = str(view.model().headerData(column, header.orientation()) or "")
        wanted = max((header.fontMetrics().horizontalAdvance(line) for line in text.split("\n")), default=0)
        if wanted > header.sectionSize(column) - 4:
            yield f"cut: the heading {text!r} ({header.sectionSize(column)} of {wanted} px) of {named(view)}"
        if view.property(MAY_SCROLL):
            continue
        if header.sectionViewportPosition(column) + header.sectionSize(column) > header.viewport().width() + _SPARE:
            yield f"to the right, out of sight: the column {text!r} of {named(view)}"


def _cut_cells(view: QAbstractItemView, header: QHeaderView | None) -> Iterator[str]:
    model = view.model()
    may = str(view.property(MAY_ELIDE) or "").split("|")
    index = view.indexAt(QPoint(2, 2))
    said: set[str] = set()
    low = 0
    for _ in range(_ROWS):
        if not index.isValid():
            return
        if isinstance(view, QTableView) and not low and _folds(view, index.row()):
            low = max(0, view.sizeHintForRow(index.row()) - view.rowHeight(index.row()) - _SPARE)
            if low:
                yield f"cut below by {low} px: the row {str(index.data() or '')[:24]!r} of {named(view)}"
        for column in range(1 if header is None else header.count()):
            cell = index.siblingAtColumn(column)
            title = "" if header is None else str(model.headerData(column, Qt.Orientation.Horizontal) or "")
            if title in said or title in may or (header is not None and header.isSectionHidden(column)):
                continue
            room = view.visualRect(cell)
            if not room.isValid() or not view.viewport().rect().intersects(room):
                continue
            wanted = view.sizeHintForIndex(cell).width()
            if wanted > room.width() + _SPARE and not _is_folded(view, cell):
                said.add(title)
                text = str(cell.data() or "")
                yield f"cut: {text[:24]!r} ({room.width()} of {wanted} px) under {title!r} of {named(view)}"
        index = view.indexBelow(index) if isinstance(view, QTreeView) else model.index(index.row() + 1, 0)


def _folds(view: QTableView, row: int) -> bool:
    """Whether a row was given room for more than one line; where none is, a text that has no room is too wide."""
    return view.wordWrap() and view.rowHeight(row) > view.verticalHeader().defaultSectionSize()


def _is_folded(view: QAbstractItemView, cell: QModelIndex) -> bool:
    """Whether a text stands in more than one line, and has room for all of them: a high row alone says neither."""
    if isinstance(view, QTableView):
        return view.wordWrap() and view.rowHeight(cell.row()) >= view.sizeHintForRow(cell.row())
    folds = isinstance(view, QListView | QTreeView) and view.wordWrap()
    return folds and view.visualRect(cell).height() > 1.6 * view.fontMetrics().height()
