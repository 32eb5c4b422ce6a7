"""What widgets say of themselves to whoever looks for text that is cut off (``app.ui.tour.fitting``)."""

from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, QSize
from PySide6.QtWidgets import QAbstractItemView, QAbstractScrollArea, QDialog, QWidget

from app.language import tr

FITS_ITSELF = "fitsItself"
"""Property of a widget that says less, or writes smaller, where there is no room."""
MAY_ELIDE = "mayElide"
"""Property of a table: titles of columns, parted by |, that take what is left and end in … where that is too little."""

MAY_SCROLL = "mayScroll"
"""Property of a table that has more columns than a screen is wide."""
LIES_OVER = "liesOver"
"""Property of a widget that is seen through and lies over others."""


def fits_itself(widget: QWidget) -> None:
    """It says less, or writes smaller, where there is no room."""
    widget.setProperty(FITS_ITSELF, True)


def may_elide(view: QAbstractItemView, *titles: str) -> None:
    """These columns take what is left; what has no room there is told in full beside the table or by the pointer."""
    view.setProperty(MAY_ELIDE, "|".join(map(tr, titles)))


def may_scroll(view: QAbstractScrollArea) -> None:
    """It has more columns or pictures than a screen is wide; a bar leads to them."""
    view.setProperty(MAY_SCROLL, True)


def lies_over(widget: QWidget) -> None:
    """It is seen through."""
    widget.setProperty(LIES_OVER, True)


def room_for(dialog: QWidget, wanted: QSize) -> QSize:
    """As large as it wants to be, as far as the window under it and the screen have room."""
    parent = dialog.parentWidget()
    screen = dialog.screen().availableSize() - QSize(40, 60)
    return wanted.boundedTo(screen if parent is None else parent.window().size() - QSize(40, 40))


class _ByText(QObject):
    def __init__(self, widget: QWidget, apply: Callable[[QWidget], None]) -> None:
        super().__init__(widget)
        self._widget, self._apply = widget, apply
        widget.installEventFilter(self)
        apply(widget)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.FontChange:
            self._apply(self._widget)
        return False


def by_text(widget: QWidget, apply: Callable[[QWidget], None]) -> None:
    """Give a widget the sizes that follow from its text, now and whenever that becomes larger or smaller."""
    _ByText(widget, apply)


class _Shown(QObject):
    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() in (QEvent.Type.Show, QEvent.Type.FontChange) and isinstance(watched, QDialog):
            fit(watched)
        return False


def fit_when_shown(dialog: QDialog) -> None:
    """Its folded texts have their lines from the first, in whatever size they are written: Qt counts on one line."""
    dialog.installEventFilter(_Shown(dialog))


def fit(dialog: QDialog) -> None:
    """Room for all lines of what is said; a dialog never becomes smaller by it."""
    layout = dialog.layout()
    if layout is None:
        return
    layout.activate()
    width = max(dialog.width(), layout.totalMinimumSize().width())
    needed = max(layout.totalHeightForWidth(width), layout.totalMinimumSize().height())
    room = room_for(dialog, QSize(width, needed))
    dialog.resize(width, max(dialog.height(), room.height(), layout.totalMinimumSize().height()))
