"""What widgets say of themselves to whoever looks for text that is cut off (``app.ui.tour.fitting``)."""

from PySide6.QtCore import QSize
from PySide6.QtWidgets import QAbstractItemView, QWidget

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
    view.setProperty(MAY_ELIDE, "|".join(titles))


def may_scroll(view: QAbstractItemView) -> None:
    """It has more columns than a screen is wide; a bar leads to them."""
    view.setProperty(MAY_SCROLL, True)


def lies_over(widget: QWidget) -> None:
    """It is seen through."""
    widget.setProperty(LIES_OVER, True)


def room_for(dialog: QWidget, wanted: QSize) -> QSize:
    """As large as it wants to be, as far as the window under it and the screen have room."""
    parent = dialog.parentWidget()
    screen = dialog.screen().availableSize() - QSize(40, 60)
    return wanted.boundedTo(screen if parent is None else parent.window().size() - QSize(40, 40))
