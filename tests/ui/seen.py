"""Every text of a window that a person can see, hear or be told by the pointer."""

from collections.abc import Iterator

from PySide6.QtCore import QAbstractItemModel, QModelIndex, Qt
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QComboBox,
    QDockWidget,
    QGroupBox,
    QHeaderView,
    QLabel,
    QLineEdit,
    QListWidget,
    QMenu,
    QPlainTextEdit,
    QTabBar,
    QTextEdit,
    QWidget,
)

_MOST = 60
"""Rows of a table that are looked at."""
_ROLES = (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole, Qt.ItemDataRole.AccessibleTextRole)


def seen(top: QWidget) -> Iterator[tuple[str, str]]:
    """(Which widget and what of it, text) of all that is visible below ``top``, menus too."""
    for widget in (top, *top.findChildren(QWidget)):
        if widget is top or widget.isVisible() or isinstance(widget, QMenu):
            yield from ((f"{type(widget).__name__} {what}", text) for what, text in _own(widget) if text)


def _own(widget: QWidget) -> Iterator[tuple[str, str]]:
    if isinstance(widget, QLabel | QAbstractButton):
        yield "text", widget.text()
    if isinstance(widget, QLineEdit | QPlainTextEdit | QTextEdit):
        yield "placeholder", widget.placeholderText()
    if isinstance(widget, QPlainTextEdit) and widget.isReadOnly():
        yield "text", widget.toPlainText()
    if isinstance(widget, QGroupBox | QMenu):
        yield "title", widget.title()
    if isinstance(widget, QTabBar):
        yield from (("tab", widget.tabText(at)) for at in range(widget.count()))
        yield from (("tab tip", widget.tabToolTip(at)) for at in range(widget.count()))
    if isinstance(widget, QComboBox):
        yield from (("item", widget.itemText(at)) for at in range(min(widget.count(), _MOST)))
    elif isinstance(widget, QAbstractItemView) and not isinstance(widget, QHeaderView) and widget.model() is not None:
        yield from _cells(widget.model(), isinstance(widget, QListWidget))
    if widget.isWindow() or isinstance(widget, QDockWidget):
        yield "window", widget.windowTitle()
    yield from (("action", action.text()) for action in widget.actions())
    yield "tip", widget.toolTip()
    yield "name", widget.accessibleName()
    yield "description", widget.accessibleDescription()


def _cells(model: QAbstractItemModel, is_list: bool, parent: QModelIndex | None = None) -> Iterator[tuple[str, str]]:
    above = parent or QModelIndex()
    columns = 1 if is_list else _columns(model, above)
    if parent is None:
        for column in range(columns):
            head = model.headerData(column, Qt.Orientation.Horizontal, Qt.ItemDataRole.DisplayRole)
            yield "header", head if isinstance(head, str) else ""
    for row in range(min(model.rowCount(above), _MOST)):
        for column in range(columns):
            told = (model.data(model.index(row, column, above), role) for role in _ROLES)
            yield from ((f"cell {column}", one) for one in told if isinstance(one, str))
        if not is_list and columns > 1:
            yield from _cells(model, is_list, model.index(row, 0, above))


def _columns(model: QAbstractItemModel, above: QModelIndex) -> int:
    try:
        return model.columnCount(above)
    except TypeError:  # a list's, which Qt keeps to itself
        return 1
