"""Another style sheet for the whole program, at once for what is seen and later for all else: Qt would style every
screen that was ever open, twice, before the next key.
"""

from collections import deque
from collections.abc import Callable, Iterable
from itertools import repeat

from PySide6.QtCore import QCoreApplication, QEvent, QObject, Qt, QTimerEvent
from PySide6.QtWidgets import QApplication, QWidget
from shiboken6 import isValid

_POLISHED, _OWN_STYLE = Qt.WidgetAttribute.WA_WState_Polished, Qt.WidgetAttribute.WA_SetStyle
_NEXT_MS, _TOGETHER = 1, 60
"""So many are styled or told of it in one turn."""


class _Restyling(QObject):
    """What nobody sees and still has the style before: each hidden widget that lies in a visible one, or in none, with
    all that it holds, in the order in which they lie in each other.
    """

    def __init__(self) -> None:
        super().__init__(QCoreApplication.instance())
        self._left: dict[QWidget, deque[tuple[Callable[[QWidget], None], QWidget]]] = {}
        self._clock = 0

    def begin(self, hidden: Iterable[QWidget]) -> None:
        """These from now on, and no others."""
        for root in self._left:
            if isValid(root):
                root.removeEventFilter(self)
        self._left.clear()
        for one in hidden:
            above = None if one.isWindow() else one.parentWidget()
            if above is None or above.isVisible():
                own = (one, *one.findChildren(QWidget))
                # What holds others is told when these are as they will be: it measures them.
                self._left[one] = deque([*zip(repeat(_polish), own), *zip(repeat(_tell), reversed(own))])
                one.installEventFilter(self)
        if self._left and not self._clock:
            self._clock = self.startTimer(_NEXT_MS)

    def finish(self) -> None:
        """All that is left."""
        while self._left:
            root = next(iter(self._left))
            self._some(root, len(self._left[root]))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Before anything of it is painted."""
        if event.type() == QEvent.Type.Show and isinstance(watched, QWidget) and watched in self._left:
            self._some(watched, len(self._left[watched]))
        return False

    def timerEvent(self, event: QTimerEvent) -> None:
        if self._left:
            self._some(next(iter(self._left)), _TOGETHER)
        if not self._left and self._clock:
            self.killTimer(self._clock)
            self._clock = 0

    def _some(self, root: QWidget, most: int) -> None:
        left = self._left[root]
        while left and most:
            act, one = left.popleft()
            most -= 1
            if isValid(one) and one.testAttribute(_POLISHED):
                act(one)  # which may show the root, and then all of it is done there
        if not left and self._left.pop(root, None) is not None and isValid(root):
            root.removeEventFilter(self)


_restyling: list[_Restyling] = []


def restyle(app: QApplication, change: Callable[[], None]) -> None:
    """Do a ``change`` of the program's style of which Qt tells every widget that was ever seen, most of them twice."""
    known = [one for one in app.allWidgets() if one.testAttribute(_POLISHED)]
    given = [one for one in known if not one.testAttribute(_OWN_STYLE)]
    for one in known:
        one.setAttribute(_POLISHED, False)
    for one in given:
        one.setAttribute(_OWN_STYLE, True)
    try:
        change()
    finally:
        for one in known:
            one.setAttribute(_POLISHED, True)
        for one in given:
            one.setAttribute(_OWN_STYLE, False)
    seen = [one for one in known if one.isVisible()]
    hidden = [one for one in known if not one.isVisible()]
    ordered = _outer_first(seen)
    for act, some in ((_polish, ordered), (_tell, reversed(ordered))):
        for one in some:
            if isValid(one):
                act(one)
    if hidden or _restyling:
        if not _restyling or not isValid(_restyling[0]):
            _restyling[:] = [_Restyling()]
        _restyling[0].begin(hidden)


def _outer_first(seen: Iterable[QWidget]) -> list[QWidget]:
    """What is seen, each widget before those that lie in it; a dialog lies in its window too."""
    wanted = set(seen)
    inside = (own for one in wanted if one.isWindow() for own in (one, *one.findChildren(QWidget)))
    return [one for one in dict.fromkeys(inside) if one in wanted]


def finish() -> None:
    """At once what would be done piece by piece, for whoever looks at what nobody sees."""
    if _restyling and isValid(_restyling[0]):
        _restyling[0].finish()


def _polish(one: QWidget) -> None:
    style = one.style()
    style.unpolish(one)
    style.polish(one)


def _tell(one: QWidget) -> None:
    QCoreApplication.sendEvent(one, QEvent(QEvent.Type.StyleChange))
