"""Which controls of a window the Tab key does not come to."""

import re
from collections.abc import Iterator

from PySide6.QtCore import QCoreApplication, QEvent, Qt, QThread
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QAbstractButton, QWidget

from app.ui.kit.focus import takes_tab
from app.ui.tour.fitting import in_front, named, seen

_KEY = re.compile(r"(?<![0-9A-Za-z])((Ctrl|Alt|Shift)\+\S+|F[0-9]+|Enter|Esc|Space|[A-Z0-9←→])(?![0-9A-Za-z])")
"""A button that tells its key needs no place in the order of Tab."""
_TIMES, _PAUSE_MS = 80, 5
"""Tab goes through the parts of a date and the fields of a record; right after a scan it belongs to the scanner."""
_MOST = 400
"""Presses of Tab; no screen has so many controls."""


def unreached(top: QWidget) -> list[str]:
    """What of a window that is shown cannot be reached by Tab, in words. The keyboard goes back to where it was."""
    top = in_front(top)
    before = top.window().focusWidget()
    wanted = {id(one): one for one in _focusable(top)}
    met, trapped = _walk(top, wanted)
    if before is not None:
        before.setFocus(Qt.FocusReason.OtherFocusReason)
    told = [f"Tab does not come here: {named(one)}" for key, one in wanted.items() if key not in met]
    if trapped is not None and len(wanted) > 1:
        told.append(f"Tab does not leave: {named(trapped)}")
    return sorted({*told, *(f"a button without the keyboard: {named(one)}" for one in _deaf(top))})


def _focusable(top: QWidget) -> Iterator[QWidget]:
    return (one for one in seen(top) if takes_tab(one))


def _walk(top: QWidget, wanted: dict[int, QWidget]) -> tuple[set[int], QWidget | None]:
    """What Tab comes to, from the first control on; and where it stayed."""
    met: set[int] = set()
    at = next(iter(wanted.values()), None)
    if at is None:
        return met, None
    at.setFocus(Qt.FocusReason.OtherFocusReason)
    for _ in range(_MOST):
        at = top.window().focusWidget()
        if at is None or id(at) in met:
            return met, None
        met.add(id(at))
        if not any(_leaves(at) for _ in range(_TIMES)):
            return met, at
    return met, None


def _leaves(at: QWidget) -> bool:
    press = QKeyEvent(QEvent.Type.KeyPress, Qt.Key.Key_Tab, Qt.KeyboardModifier.NoModifier, "\t")
    QCoreApplication.sendEvent(at, press)
    if at.window().focusWidget() is not at:
        return True
    QThread.msleep(_PAUSE_MS)
    return False


def _deaf(top: QWidget) -> Iterator[QWidget]:
    """Buttons that only a mouse can press."""
    for one in seen(top):
        if (
            isinstance(one, QAbstractButton)
            and one.isEnabled()
            and not one.focusPolicy() & Qt.FocusPolicy.TabFocus
            and one.shortcut().isEmpty()
            and not _KEY.search(f"{one.text()}\n{one.toolTip()}")
        ):
            yield one
