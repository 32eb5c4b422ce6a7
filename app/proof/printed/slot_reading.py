"""What stands in the holes of a mould: strings of many pages at a time, each different one once."""

import re
from collections.abc import Sequence
from typing import Any, NamedTuple

from app.proof.printed.bar_reading import BarReader
from app.proof.printed.columns import canonical
from app.proof.printed.print_font import PrintFont
from app.proof.printed.shown import shown_by
from app.proof.printed.skeleton import PLACED, number
from app.proof.printed.template import (
    Free,
    PlacedCode,
    Scale,
    TemplateRow,
    edges_of,
    left_of,
    right_of,
    scale_in,
    widths_of,
)
from app.sheet.measured_form import MeasuredItem

_PLACE = re.compile(rb"([-+\d.]++) ([-+\d.]++) Tm ").fullmatch
_OPENS, _ENDS = b"<", b"> Tj"
"""One string in hexadecimal, and single blanks."""
_MOST_VALUES, _MOST_READERS = 256, 3_000


class Sized(NamedTuple):
    """A slot whose size, scale or spacing stands in its hole, too, before the place: ``which`` of them (0, 1, 2), and
    what stands between. ``unit``, ``free`` and ``was``: as :func:`scale_in` wants them.
    """

    unit: float
    free: Free
    was: Free
    which: int
    between: bytes


Read = tuple[str, float, float]
"""What stands in the hole of a slot, and where it begins and ends on its panel (mm)."""


class SlotReader:
    """Judges what stands in the hole of a varying slot: ``x y Tm`` and what is shown. ``item``: of whose texts it is
    one, alone on its line; then the text is as it is compared. ``known``: what stood where it should.
    """

    __slots__ = ("_row", "_scales", "_set", "font", "heads", "item", "known")

    def __init__(self, font: PrintFont, row: TemplateRow, set_in: Scale | Sized, item: MeasuredItem | None) -> None:
        self.font, self._row, self._set, self.item = font, row, set_in, item
        self._scales: dict[bytes, Scale | None] = {}
        self.known: dict[bytes, Read] = {}
        self.heads: dict[bytes, Head | None] = {}

    def parted(self, content: bytes) -> tuple[Scale | None, bytes]:
        """The em, a spacing and a unit of text space (``None`` for odd ones), and the place and what is shown."""
        if not isinstance(self._set, Sized):
            return self._set, content
        value, _, rest = content.partition(self._set.between)
        try:
            return self._scales[value], rest
        except KeyError:
            if len(self._scales) >= _MOST_VALUES:
                self._scales.clear()
            found = self._scales[value] = self._scale(value, self._set)
            return found, rest

    @staticmethod
    def _scale(value: bytes, sized: Sized) -> Scale | None:
        own = [*sized.free]
        try:
            own[sized.which] = number(value)
        except ValueError:
            return None
        size, scale, spacing = own
        return scale_in(sized.unit, (size, scale, spacing), sized.was)

    def look(self, content: bytes) -> Read | None:
        """Read it by itself, however it is written; ``None`` if it does not stand where it should."""
        scale, placed = self.parted(content)
        found = None if scale is None else PLACED(placed)
        if scale is None or found is None:
            return None
        x, y, raw = found.groups()
        shown = self.font.shown.get(raw) or shown_by(self.font, raw)
        if shown is None:
            return None
        text = shown.text if self.item is None else canonical(self.item, shown.text)
        return self._keep(content, text, edges_of(self._row, float(x), float(y), *widths_of(shown, scale)))

    def head(self, before: bytes) -> "Head | None":
        """What is said before a string in hexadecimal; ``None`` if it is not plain."""
        scale, placed = self.parted(before)
        found = None if scale is None else _PLACE(placed)
        made: Head | None = None
        if scale is not None and found is not None:
            try:
                made = scale[0], scale[1], left_of(self._row, *map(float, found.groups()))
            except ValueError:
                made = None  # no numbers
        if len(self.heads) >= _MOST_VALUES:
            self.heads.clear()
        self.heads[before] = made
        return made

    def measured(self, content: bytes, head: "Head", text: str, count: int, wide: float) -> Read | None:
        """One string in hexadecimal: ``wide`` in em, ``text`` of ``count`` characters as it is compared."""
        em, space, x = head
        if x is None:
            return None
        width = wide * em + (count - 1) * space if space else wide * em
        right = right_of(self._row, x, width, width + space)
        if right is None:
            return None
        if len(self.known) >= _MOST_VALUES:
            self.known.clear()
        made = self.known[content] = (text, x, right)
        return made

    def _keep(self, content: bytes, text: str, ends: tuple[float, float] | None) -> Read | None:
        if ends is None:
            return None
        if len(self.known) >= _MOST_VALUES:
            self.known.clear()
        made = self.known[content] = (text, *ends)
        return made


Head = tuple[float, float, float | None]
"""The em, a spacing, and where the slot begins on its panel (mm); ``None`` where it should not."""
Asked = tuple[SlotReader, bytes]
_Placed = tuple[Asked, Head]


def look_at(asked: Sequence[Asked]) -> dict[Asked, Read | None]:
    """What stands in these holes, all read at once."""
    found: dict[Asked, Read | None] = dict.fromkeys(asked)
    fonts: dict[int, tuple[list[_Placed], list[bytes]]] = {}
    for one in asked:
        reader, content = one
        before, _, rest = content.partition(_OPENS)
        try:
            head = reader.heads[before]
        except KeyError:
            head = reader.head(before)
        if head is not None and rest[-4:] == _ENDS and not len(rest) % 4 and len(rest) > 4:
            own = fonts.get(id(reader.font))
            if own is None:
                own = fonts[id(reader.font)] = [], []
            own[0].append((one, head))
            own[1].append(rest[:-4])
        else:
            found[one] = reader.look(content)
    for rows, codes in fonts.values():
        try:
            _measure(rows, codes, found)
        except ValueError:  # anything but hexadecimal
            found |= [(one, one[0].look(one[1])) for one, _ in rows]
    return found


def _measure(rows: Sequence[_Placed], codes: Sequence[bytes], found: dict[Asked, Read | None]) -> None:
    texts, widths = rows[0][0][0].font.measured_all(codes)
    whole = "".join(texts)
    spaced = whole.split() != [whole]
    for (one, head), own, text, wide in zip(rows, codes, texts, widths, strict=True):
        reader, content = one
        shown = canonical(reader.item, text) if spaced and reader.item is not None else text
        found[one] = reader.measured(content, head, shown, len(own) // 4, wide)


class Readers:
    """Readers of holes: pages of several moulds have their items in the same places."""

    def __init__(self) -> None:
        self._slots: dict[Any, SlotReader] = {}
        self._bars: dict[PlacedCode, BarReader] = {}

    def slot(self, font: PrintFont, row: TemplateRow, set_in: Scale | Sized, item: MeasuredItem | None) -> SlotReader:
        """Of a slot that is placed like this."""
        key = (id(font), row, set_in, item)
        found = self._slots.get(key)
        if found is None:
            if len(self._slots) >= _MOST_READERS:
                self._slots.clear()
            found = self._slots[key] = SlotReader(
                font, row, set_in, item
            )  # which keeps the font: its number is its own
        return found

    def bars(self, own: PlacedCode) -> BarReader:
        """Of a code that lies there."""
        key = own._replace(spot=0)
        found = self._bars.get(key)
        if found is None:
            if len(self._bars) >= _MOST_READERS:
                self._bars.clear()
            found = self._bars[key] = BarReader(own)
        return found
