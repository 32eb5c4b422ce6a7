"""Widths that a person gave to columns of a table, and the order they chose: kept apart from what the program fits."""

import json
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from PySide6.QtCore import QEvent, QModelIndex, QObject, Qt
from PySide6.QtGui import QFontMetricsF
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableView

from app.ui.kit.folding import FoldingDelegate, fold_rows, shared

_MOST_EM, _LEAST_EM = 300.0, 5.0
_FOLDED = 100


class KeptColumns(QObject):
    """Of one table. A column that a person drags stays as wide from then on, in double-byte characters, so that it
    grows with the text; a double click on its border gives it back to the program.

    The table sets its widths with :meth:`fit` only and does so in ``refit``; ``sort`` is its order before anybody
    chooses another. With an ``objectName`` the table's state is kept for each person.
    """

    def __init__(
        self,
        view: QAbstractItemView,
        header: QHeaderView,
        refit: Callable[[], None],
        sort: tuple[int, Qt.SortOrder] | None = None,
    ) -> None:
        super().__init__(view)
        self.view, self.header, self._refit, self._sort = view, header, refit, sort
        self._held: dict[int, float] = {}
        self._pressed = self._dragged = self._fitting = False
        header.viewport().installEventFilter(self)
        header.sectionResized.connect(self._resized)
        header.sectionHandleDoubleClicked.connect(self._give_back)

    @property
    def any(self) -> bool:
        """Whether a person gave any column its width."""
        return bool(self._held)

    def holds(self, column: int) -> bool:
        """Whether a person gave this column its width."""
        return column in self._held

    def width(self, column: int, fitting: int) -> int:
        """How wide (px) a column is that the program would make ``fitting`` px wide."""
        held = self._held.get(column)
        return fitting if held is None else max(self.header.minimumSectionSize(), round(held * self._em()))

    def fit(self, column: int, width: int) -> None:
        """Make a column ``width`` px wide, unless a person gave it another."""
        self._fitting = True
        self.header.resizeSection(column, self.width(column, width))
        self._fitting = False

    def state(self) -> str:
        """What a person chose; empty if nothing."""
        header = self.header
        told: dict[str, Any] = {}
        if self._held:
            told["widths"] = [self._held.get(column) for column in range(header.count())]
        order = header.sortIndicatorOrder() == Qt.SortOrder.DescendingOrder
        if self._sort is not None and (header.sortIndicatorSection(), header.sortIndicatorOrder()) != self._sort:
            told["sort"] = [header.sortIndicatorSection(), order]
        return json.dumps(told) if told else ""

    def restore(self, state: str) -> None:
        """As :meth:`state` told it; of another table, or of none, everything is the program's."""
        widths, sort = _read(state, self.header.count())
        before, self._held = self._held, {column: width for column, width in enumerate(widths) if width}
        if self._sort is not None:
            wanted = sort or self._sort
            if wanted != (self.header.sortIndicatorSection(), self.header.sortIndicatorOrder()):
                self.header.setSortIndicator(*wanted)
        if self._held != before:
            self._refit()

    def _em(self) -> float:
        return QFontMetricsF(self.view.font()).horizontalAdvance("漢")

    def _resized(self, column: int, _before: int, width: int) -> None:
        if self._pressed and not self._fitting and width > 0:  # hidden: 0
            self._held[column] = round(width / self._em(), 3)
            self._dragged = True

    def _give_back(self, column: int) -> None:
        self._held.pop(column, None)
        self._refit()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.MouseButtonPress:
            self._pressed = True
        elif event.type() == QEvent.Type.MouseButtonRelease:
            self._pressed = False
            if self._dragged:
                self._dragged = False
                self._refit()
        return False


class ContentColumns(KeptColumns):
    """Of a table of few rows: each column as wide as what stands in it, ``least`` and ``most`` characters of two bytes;
    the ``stretched`` ones share what they leave. Where it ``folds`` the widest give way. The table says :meth:`now`
    when it holds something else; ``after`` is called whenever widths were set.
    """

    def __init__(
        self,
        view: QTableView,
        stretched: Sequence[int],
        least: Mapping[int, float] | None = None,
        after: Callable[[], None] = lambda: None,
        most: Mapping[int, float] | None = None,
        *,
        folds: bool = False,
    ) -> None:
        super().__init__(view, view.horizontalHeader(), self.now)
        self._stretched, self._least, self._after = tuple(stretched), least or {}, after
        self._most, self._folds = most or {}, folds
        self._field = view.viewport()
        self._field.installEventFilter(self)

    def now(self) -> None:
        """Fit to what stands in the table now."""
        header, em, room = self.header, self._em(), self.view.viewport().width()
        free = [column for column in self._stretched if not self.holds(column)]
        heads = [
            max(header.sectionSizeHint(column), header.minimumSectionSize(), round(self._least.get(column, 0) * em))
            for column in range(header.count())
        ]
        wanted, least = [], []
        for column, head in enumerate(heads):
            own = min(self.view.sizeHintForColumn(column), round(self._most.get(column, _MOST_EM) * em))
            one = head if column in free else self.width(column, max(own, head))
            wanted.append(one)
            least.append(one if self.holds(column) or not self._folds else min(one, max(head, round(_LEAST_EM * em))))
        for number, column in enumerate(free):
            wanted[column] += max(0, room - sum(wanted)) // (len(free) - number)
        for column, width in enumerate(shared(wanted, least, room)):
            self.fit(column, width)
        self._after()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.FontChange or (watched is self._field and event.type() == QEvent.Type.Resize):
            self.now()
        return False if watched is self._field else super().eventFilter(watched, event)


class ContentTable(QTableView):
    """A table of few rows with :class:`ContentColumns`, whatever its model says; a text that has no room is folded."""

    def __init__(self, *stretched: int) -> None:
        super().__init__()
        self.setWordWrap(True)
        self.setItemDelegate(FoldingDelegate(self))
        self.kept = ContentColumns(self, stretched, after=self._fold, folds=True)

    def _fold(self) -> None:
        model = self.model()
        header = self.horizontalHeader()
        if model is not None and any(
            self.sizeHintForColumn(at) > header.sectionSize(at) for at in range(header.count())
        ):
            fold_rows(self, range(min(model.rowCount(), _FOLDED)))

    def reset(self) -> None:
        super().reset()
        self.kept.now()

    def dataChanged(self, first: QModelIndex, last: QModelIndex, roles: Sequence[int] = ()) -> None:
        super().dataChanged(first, last, list(roles))
        self.kept.now()


def _read(state: str, count: int) -> tuple[list[float], tuple[int, Qt.SortOrder] | None]:
    try:
        told = json.loads(state)
    except ValueError:
        return [], None
    if not isinstance(told, dict):
        return [], None
    widths, sort = told.get("widths"), told.get("sort")
    if not isinstance(widths, list) or len(widths) != count:
        widths = []
    known = [one if type(one) in (int, float) and 0 < one <= _MOST_EM else 0.0 for one in widths]
    if not isinstance(sort, list) or len(sort) != 2 or type(sort[0]) is not int or not 0 <= sort[0] < count:
        return known, None
    return known, (sort[0], Qt.SortOrder.DescendingOrder if sort[1] is True else Qt.SortOrder.AscendingOrder)
