"""What the review window looks at: one object that every panel listens to, so that panels never call each other."""

from collections.abc import Callable
from typing import Literal, NamedTuple

from PySide6.QtCore import QObject, Signal

NO_RECORD = -1

SameLayout = Callable[[str, int, str, int], bool]
"""``(file, record, other file, other record)``: whether both records have the same fields in the same places."""


class Span(NamedTuple):
    """Bytes of the current record, 0-based, half-open; ``start < end``."""

    start: int
    end: int

    def overlaps(self, start: int, end: int) -> bool:
        """Whether any byte of ``[start, end)`` is in the span."""
        return self.start < end and start < self.end


class Selection(QObject):
    """The record looked at, the bytes picked in it and the bytes under the pointer.

    Bytes decide: an item of a page lights when its sources overlap the span. ``item_id`` is only for items that have
    no bytes (office list, captions, missing items). Signals are sent on change only, after the whole change is in
    force: ``recordChanged(file, record)``, ``rangeChanged(span or None)``, also when only the item changed, and
    ``hoverChanged(span or None)``. Without a record ``file`` is empty and ``record`` is ``NO_RECORD``.
    """

    recordChanged = Signal(str, int)
    rangeChanged = Signal(object)
    hoverChanged = Signal(object)

    def __init__(self, parent: QObject | None = None, *, same_layout: SameLayout | None = None) -> None:
        super().__init__(parent)
        self._same_layout = same_layout
        self._file = ""
        self._record = NO_RECORD
        self._span: Span | None = None
        self._item_id: str | None = None
        self._hover: Span | None = None

    @property
    def file(self) -> str:
        """Name of the current file, empty without a record."""
        return self._file

    @property
    def record(self) -> int:
        """0-based record of the file, or ``NO_RECORD``."""
        return self._record

    @property
    def span(self) -> Span | None:
        """The bytes picked."""
        return self._span

    @property
    def item_id(self) -> str | None:
        """The printed item picked, when it has no bytes."""
        return self._item_id

    @property
    def hover(self) -> Span | None:
        """The bytes under the pointer."""
        return self._hover

    def show(self, file: str, record: int, span: tuple[int, int] | None = None) -> None:
        """Go to a record and pick ``span`` in it (nothing by default), in one step."""
        self._go(file, record, _span(span), None)

    def set_record(self, file: str, record: int) -> None:
        """Go to a record; nothing happens if it is the current one.

        What is picked stays picked in a record of the same layout, so that one field can be compared down the list.
        """
        if (file, record) == (self._file, self._record):
            return
        if self._keeps(file, record):
            self._go(file, record, self._span, self._item_id)
        else:
            self._go(file, record, None, None)

    def _keeps(self, file: str, record: int) -> bool:
        if self._same_layout is None or NO_RECORD in (record, self._record):
            return False
        return self._same_layout(self._file, self._record, file, record)

    def _go(self, file: str, record: int, span: Span | None, item_id: str | None) -> None:
        moved = (file, record) != (self._file, self._record)
        old_span, old_item, old_hover = self._span, self._item_id, self._hover
        self._file, self._record = file, record
        self._span, self._item_id = span, item_id
        if moved:
            self._hover = None
            self.recordChanged.emit(file, record)
        if (self._span, self._item_id) != (old_span, old_item):
            self.rangeChanged.emit(self._span)
        if self._hover != old_hover:
            self.hoverChanged.emit(self._hover)

    def clear(self) -> None:
        """Look at nothing: the medium was closed."""
        self.show("", NO_RECORD)

    def select(self, span: tuple[int, int] | None, item_id: str | None = None) -> None:
        """Pick bytes of the current record, or with ``span=None`` an item that has none, or nothing."""
        picked = _span(span)
        if (picked, item_id) != (self._span, self._item_id):
            self._span, self._item_id = picked, item_id
            self.rangeChanged.emit(picked)

    def set_hover(self, span: tuple[int, int] | None) -> None:
        """Say which bytes the pointer is on."""
        hover = _span(span)
        if hover != self._hover:
            self._hover = hover
            self.hoverChanged.emit(hover)


def _span(span: tuple[int, int] | None) -> Span | None:
    if span is None:
        return None
    start, end = span
    if not 0 <= start < end:
        raise ValueError(f"not a byte range: {start}–{end}")
    return Span(start, end)


class OffsetBase(QObject):
    """Whether byte positions are counted from 0 or from 1 on screen, for all panels alike."""

    changed = Signal(int)

    def __init__(self, base: Literal[0, 1] = 0, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._base: Literal[0, 1] = base

    @property
    def base(self) -> Literal[0, 1]:
        """0 or 1."""
        return self._base

    def set_base(self, base: Literal[0, 1]) -> None:
        """Count from 0 or 1; ``changed`` is sent only if that is new."""
        if base != self._base:
            self._base = base
            self.changed.emit(base)
