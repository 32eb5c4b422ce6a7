"""Tables whose columns share a width, and whose rows grow where a text has no room in one line."""

import re
from collections.abc import Iterable, Sequence

from PySide6.QtCore import QLocale
from PySide6.QtWidgets import QStyledItemDelegate, QTableView

_FOLDS = re.compile(r"[_./\\]|(?<=[0-9A-Za-z])[-－](?=[0-9A-Za-z])|[0-9A-Za-z]{8}(?=[0-9A-Za-z]{4})")
_MOST = 300
"""Rows that grow; of more than these, one line each is seen, and all of a text by the pointer."""
_AIR = 4


class FoldingDelegate(QStyledItemDelegate):
    """Also folds what has no word's end in it, such as a hash or a path."""

    def displayText(self, value: object, _locale: QLocale) -> str:
        return _FOLDS.sub("\\g<0>\u200b", str(value))


def shared(wanted: Sequence[int], least: Sequence[int], room: int) -> list[int]:
    """Widths of columns in ``room`` px: all that they want, or the widest give way as far as ``least``."""
    over = sum(wanted) - room
    if over <= 0:
        return list(wanted)
    low, high = 0, max(wanted, default=0)
    while low < high:  # the widest that any may be
        most = (low + high + 1) // 2
        if sum(_capped(wanted, least, most)) <= room:
            low = most
        else:
            high = most - 1
    return _capped(wanted, least, low)


def _capped(wanted: Sequence[int], least: Sequence[int], most: int) -> list[int]:
    return [min(one, max(most, floor)) for one, floor in zip(wanted, least, strict=True)]


def fold_rows(view: QTableView, rows: Iterable[int]) -> list[int]:
    """Give these rows, in their order, the height of what stands in them; returns those with more than one line. A row
    that was given a height keeps it, whatever the model shows there later, until it is asked for again.
    """
    usual, folded = view.verticalHeader().defaultSectionSize(), []
    count = view.verticalHeader().count()
    for row in rows:
        if row >= count:
            break
        high = view.sizeHintForRow(row)
        if high > usual:
            view.setRowHeight(row, high + _AIR)
            folded.append(row)
            if len(folded) >= _MOST:
                break
        elif view.rowHeight(row) != usual:
            view.setRowHeight(row, usual)
    return folded
