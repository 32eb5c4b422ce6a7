"""Which columns of a table have room, and the one that takes what the others leave."""

from collections.abc import Sequence

from PySide6.QtGui import QFontMetricsF
from PySide6.QtWidgets import QAbstractItemView, QHeaderView


def fill_width(view: QAbstractItemView, header: QHeaderView, column: int, minimum_em: float) -> None:
    """Make ``column`` as wide as the room left in ``view``, at least ``minimum_em`` double-byte characters."""
    others = sum(header.sectionSize(section) for section in range(header.count()) if section != column)  # hidden: 0
    least = round(QFontMetricsF(view.font()).horizontalAdvance("漢") * minimum_em)
    header.resizeSection(column, max(least, view.viewport().width() - others))


def show_what_fits(
    view: QAbstractItemView, header: QHeaderView, widths: dict[int, int], optional: Sequence[int], room: int
) -> None:
    """Give columns their ``widths`` (px) and hide those of ``optional`` that leave the others less than ``room``.

    ``optional`` is in the order of worth: the last goes first.
    """
    left = view.viewport().width() - room - sum(widths[column] for column in widths if column not in optional)
    for column in optional:
        left -= widths[column]
        header.setSectionHidden(column, left < 0)
    for column, width in widths.items():
        header.resizeSection(column, width)
