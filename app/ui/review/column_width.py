"""One column of a table takes the room that the others leave."""

from PySide6.QtGui import QFontMetricsF
from PySide6.QtWidgets import QAbstractItemView, QHeaderView


def fill_width(view: QAbstractItemView, header: QHeaderView, column: int, minimum_em: float) -> None:
    """Make ``column`` as wide as the room left in ``view``, at least ``minimum_em`` double-byte characters."""
    others = sum(header.sectionSize(section) for section in range(header.count()) if section != column)
    least = round(QFontMetricsF(view.font()).horizontalAdvance("漢") * minimum_em)
    header.resizeSection(column, max(least, view.viewport().width() - others))
