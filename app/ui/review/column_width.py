"""Which columns of a table have room, and the one that takes what the others leave."""

from collections.abc import Sequence

from PySide6.QtGui import QFontMetricsF

from app.ui.kit.columns import KeptColumns


def fill_width(kept: KeptColumns, column: int, minimum_em: float) -> None:
    """Make ``column`` as wide as the room left in its table, at least ``minimum_em`` double-byte characters."""
    header = kept.header
    others = sum(header.sectionSize(section) for section in range(header.count()) if section != column)  # hidden: 0
    least = round(QFontMetricsF(kept.view.font()).horizontalAdvance("漢") * minimum_em)
    kept.fit(column, max(least, kept.view.viewport().width() - others))


def show_what_fits(kept: KeptColumns, widths: dict[int, int], optional: Sequence[int], room: int) -> None:
    """Give columns their ``widths`` (px), as far as no person gave them others, and hide those of ``optional`` that
    leave the rest less than ``room``.

    ``optional`` is in the order of worth: the last goes first.
    """
    widths = {column: kept.width(column, width) for column, width in widths.items()}
    left = kept.view.viewport().width() - room - sum(widths[column] for column in widths if column not in optional)
    for column in optional:
        left -= widths[column]
        kept.header.setSectionHidden(column, left < 0)
    for column, width in widths.items():
        kept.fit(column, width)
