"""Who has the keyboard after a dialog: always somebody."""

import weakref
from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication, QDialog, QWidget
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
