"""What widgets say of themselves to whoever looks for text that is cut off (``app.ui.tour.fitting``)."""

from PySide6.QtWidgets import QAbstractItemView, QWidget

FITS_ITSELF = "fitsItself"
"""Property of a widget that says less, or writes smaller, where there is no room."""
MAY_ELIDE = "mayElide"
"""Property of a table: titles of columns, parted by |, that take what is left and end in … where that is too little."""


def fits_itself(widget: QWidget) -> None:
    """It says less, or writes smaller, where there is no room."""
    widget.setProperty(FITS_ITSELF, True)


def may_elide(view: QAbstractItemView, *titles: str) -> None:
    """These columns take what is left; what has no room there is told in full beside the table or by the pointer."""
    view.setProperty(MAY_ELIDE, "|".join(titles))
