"""What does not fit on a screen: text that is cut off, widgets over one another or outside of their window."""

from collections.abc import Iterator
from itertools import combinations

from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QAbstractScrollArea,
    QAbstractSpinBox,
    QComboBox,
    QHeaderView,
    QLabel,
    QMainWindow,
    QRadioButton,
    QScrollArea,
    QSizeGrip,
    QSplitterHandle,
    QStackedWidget,
    QTabBar,
    QToolBar,
    QWidget,
)

from app.ui.kit.cards import Elided
from app.ui.rounds.scan_box import _Read
from app.ui.shell.status_line import FittingLabel

_SPARE = 2
"""px that a font may be larger than it said."""
_OWN_PARTS = (QAbstractItemView, QHeaderView, QTabBar, QComboBox, QAbstractSpinBox, QToolBar)
"""Qt lays out what is inside of them, and lets it scroll or elides it."""
_FIT_THEMSELVES = (Elided, FittingLabel, _Read)
"""They say less, or write smaller, where there is no room."""
_LIES_OVER = (QSplitterHandle, QSizeGrip, QStackedWidget)


def misfits(top: QWidget) -> list[str]:
    """All that is wrong with a screen as it stands, in words; ``top`` is shown."""
    return sorted({*_cut(top), *_outside(top), *_over(top)})


def _seen(top: QWidget) -> Iterator[QWidget]:
    """Widgets that Qt does not lay out itself, as far as they can be seen at all."""
    for one in top.findChildren(QWidget):
        if one.isVisibleTo(top) and one.window() is top.window() and not _is_part(one, top):
            yield one


def _is_part(one: QWidget, top: QWidget) -> bool:
    parent = one.parentWidget()
    while parent is not None and parent is not top:
        if isinstance(parent, _OWN_PARTS):
            return True
        parent = parent.parentWidget()
    return one.objectName().startswith("qt_")


def _named(one: QWidget) -> str:
    text = one.text() if isinstance(one, QLabel | QAbstractButton) else one.accessibleName() or one.objectName()
    owners, parent = [], one.parentWidget()
    while parent is not None and len(owners) < 3:
        owners.append(type(parent).__name__)
        parent = parent.parentWidget()
    return f"{type(one).__name__} {text[:30]!r} in {' < '.join(owners)}"


def _cut(top: QWidget) -> Iterator[str]:
    for one in _seen(top):
        if isinstance(one, QLabel) and one.text() and not isinstance(one, _FIT_THEMSELVES):
            if one.textFormat() != Qt.TextFormat.PlainText and one.text().startswith("<"):
                continue
            if one.wordWrap():
                short = one.heightForWidth(one.width()) - one.height()
                if short > _SPARE:
                    yield f"cut below by {short} px: {_named(one)}"
            elif one.sizeHint().width() - one.width() > _SPARE:
                yield f"cut by {one.sizeHint().width() - one.width()} px: {_named(one)}"
        elif isinstance(one, QAbstractButton) and one.text():
            wanted = one.minimumSizeHint() if isinstance(one, QRadioButton) else one.sizeHint()
            if wanted.width() - one.width() > _SPARE or wanted.height() - one.height() > _SPARE:
                yield f"cut to {one.width()}×{one.height()} of {wanted.width()}×{wanted.height()}: {_named(one)}"


def _place(one: QWidget, top: QWidget) -> QRect:
    return QRect(one.mapTo(top, QPoint()), one.size())


def _scrolls(one: QWidget, top: QWidget) -> bool:
    parent = one.parentWidget()
    while parent is not None and parent is not top:
        if isinstance(parent, QScrollArea):
            return True
        parent = parent.parentWidget()
    return False


def _outside(top: QWidget) -> Iterator[str]:
    if isinstance(top, QMainWindow) and top.minimumSizeHint().width() > top.width():
        yield f"the window wants to be {top.minimumSizeHint().width()} px wide"
    for one in _seen(top):
        if not _scrolls(one, top) and not top.rect().adjusted(-1, -1, 1, 1).contains(_place(one, top)):
            yield f"outside of the window: {_named(one)}"


def _over(top: QWidget) -> Iterator[str]:
    parents = {id(one.parentWidget()): one.parentWidget() for one in _seen(top)}
    for parent in parents.values():
        if parent is None or isinstance(parent, QStackedWidget | QAbstractScrollArea):
            continue
        own = [one for one in parent.findChildren(QWidget, options=Qt.FindChildOption.FindDirectChildrenOnly)
               if one.isVisibleTo(parent) and not one.isWindow() and not isinstance(one, _LIES_OVER)
               and not one.objectName().startswith("qt_") and one.width() > 0 and one.height() > 0]  # fmt: skip
        for first, second in combinations(own, 2):
            both = first.geometry() & second.geometry()
            if both.width() > _SPARE and both.height() > _SPARE:
                yield f"over one another: {_named(first)} and {_named(second)}"
