"""Who has the keyboard after a dialog: always somebody."""

import weakref
from collections.abc import Callable, Iterator
from functools import cmp_to_key
from typing import Any

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QApplication, QDialog, QRadioButton, QTabBar, QWidget
from shiboken6 import isValid


def hand_back(dialog: QDialog, to: Callable[..., Any] | None = None) -> None:
    """When ``dialog`` has closed, the window under it has the keyboard again; ``to``, a method, says which part of it.

    A dialog and the one above it may close in the same moment: then no system finds the window that lies under both.
    Nothing is kept alive by waiting for it.
    """
    below = [weakref.ref(window) for window in _windows_below(dialog)]
    where = None if to is None else _weakly(to)

    def later() -> None:
        window = next((one for one in map(_there, below) if one is not None and one.isVisible()), None)
        if window is None or QApplication.activeModalWidget() is not None:
            return
        window.activateWindow()
        # What followed from the dialog may have shown another screen, which knows best.
        if not _can_type(window) and where is not None:
            where()
        if not _can_type(window):
            window.focusNextChild()

    def closed(_result: int) -> None:
        if where is not None:
            where()
        QTimer.singleShot(0, later)

    dialog.finished.connect(closed)


def next_by_tab(window: QWidget, *, forward: bool) -> bool:
    """Give the keyboard to the next control of ``window``, from left to right and from above; whether there was one.

    Qt itself passes over whatever stands before the part that has the keyboard for a whole screen (its focus proxy).
    """
    at = window.focusWidget()
    order = [one for one in _as_read(window) if one is at or takes_tab(one)]
    if not order or order == [at]:
        return False
    place = order.index(at) if at in order else -1 if forward else 0
    reason = Qt.FocusReason.TabFocusReason if forward else Qt.FocusReason.BacktabFocusReason
    order[(place + (1 if forward else -1)) % len(order)].setFocus(reason)
    return True


def takes_tab(one: QWidget) -> bool:
    """Whether Tab comes to a control that can be seen. Of choices that exclude one another it comes to the chosen."""
    if isinstance(one, QRadioButton) and one.autoExclusive() and not one.isChecked() and _another(one):
        return False
    return bool(one.focusPolicy() & Qt.FocusPolicy.TabFocus) and one.focusProxy() is None and one.isEnabled()


def _as_read(parent: QWidget) -> Iterator[QWidget]:
    """All that is in sight below a widget; what stands side by side from the left, all else from above."""
    own = [
        one
        for one in parent.findChildren(QWidget, options=Qt.FindChildOption.FindDirectChildrenOnly)
        if not one.isHidden() and not one.isWindow()
    ]
    for one in sorted(own, key=cmp_to_key(_comes_first)):
        yield one
        if not isinstance(one, QTabBar):  # which is moved through as one
            yield from _as_read(one)


def _comes_first(first: QWidget, second: QWidget) -> int:
    one, other = first.geometry(), second.geometry()
    beside = one.top() < other.bottom() and other.top() < one.bottom()
    return one.left() - other.left() if beside else one.top() - other.top()


def _another(one: QRadioButton) -> bool:
    parent = one.parentWidget()
    group = one.group()
    own = group.buttons() if group is not None else [] if parent is None else parent.findChildren(QRadioButton)
    return any(other.isChecked() for other in own)


def _weakly(method: Callable[..., Any]) -> Callable[[], None]:
    owner, name = weakref.ref(method.__self__), method.__name__  # type: ignore[attr-defined]

    def call() -> None:
        alive = _there(owner)
        if alive is not None:
            getattr(alive, name)()

    return call


def _there(one: "weakref.ref[Any]") -> Any:
    found = one()
    return found if found is not None and isValid(found) else None


def _can_type(window: QWidget) -> bool:
    has = window.focusWidget()
    return has is not None and has.isEnabled() and has.isVisible()


def _windows_below(dialog: QDialog) -> list[QWidget]:
    found: list[QWidget] = []
    parent = dialog.parentWidget()
    while parent is not None:
        found.append(parent.window())
        parent = parent.window().parentWidget()
    return found
