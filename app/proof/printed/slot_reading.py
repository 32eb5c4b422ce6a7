"""What stands in the holes of a mould: strings of many pages at a time, each different one once."""

import re
from collections.abc import Sequence
from typing import Any, NamedTuple

from app.proof.printed.bar_reading import BarReader
from app.proof.printed.columns import canonical
from app.proof.printed.print_font import PrintFont
from app.proof.printed.shown import shown_by
from app.proof.printed.skeleton import PLACED, number
from app.proof.printed.template import Free, PlacedCode, Scale, TemplateRow, edges_of, scale_in, widths_of
from app.sheet.measured_form import MeasuredItem

_PLAIN = re.compile(rb"^([-+\d.]++) ([-+\d.]++) Tm <((?:[\da-fA-F]{4})++)> Tj$", re.MULTILINE)
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

    __slots__ = ("_row", "_scales", "_set", "font", "item", "known")

    def __init__(self, font: PrintFont, row: TemplateRow, set_in: Scale | Sized, item: MeasuredItem | None) -> None:
        self.font, self._row, self._set, self.item = font, row, set_in, item
        self._scales: dict[bytes, Scale | None] = {}
        self.known: dict[bytes, Read] = {}

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

    def measured(
        self, content: bytes, scale: Scale, x: float, y: float, text: str, count: int, wide: float
    ) -> Read | None:
        """The same of one string in hexadecimal: ``wide`` in em, ``text`` of ``count`` characters as it is compared."""
        em, space, _ = scale
        width = wide * em + (count - 1) * space if space else wide * em
        return self._keep(content, text, edges_of(self._row, x, y, width, width + space))

    def _keep(self, content: bytes, text: str, ends: tuple[float, float] | None) -> Read | None:
        if ends is None:
            return None
        if len(self.known) >= _MOST_VALUES:
            self.known.clear()
        made = self.known[content] = (text, *ends)
        return made


Asked = tuple[SlotReader, bytes]
_Placed = tuple[Asked, Scale, bytes]


def look_at(asked: Sequence[Asked]) -> dict[Asked, Read | None]:
    """What stands in these holes, all read at once."""
    found: dict[Asked, Read | None] = dict.fromkeys(asked)
    fonts: dict[int, list[_Placed]] = {}
    for one in asked:
        reader, content = one
        scale, placed = reader.parted(content)
        if scale is not None:
            fonts.setdefault(id(reader.font), []).append((one, scale, placed))
    for own in fonts.values():
        plain, told = own, _told(own)
        if told is None:
            plain = [row for row in own if _PLAIN.fullmatch(row[2])]
            told = _told(plain) or []
            measured = {id(row) for row in plain} if told else set()
            found |= [(row[0], row[0][0].look(row[0][1])) for row in own if id(row) not in measured]
        if told:
            _measure(plain, told, found)
    return found


def _told(rows: Sequence[_Placed]) -> list[tuple[bytes, bytes, bytes]] | None:
    """Places and codes, if each of these is one string in hexadecimal."""
    if not rows:
        return None
    text = b"\n".join([row[2] for row in rows])
    told = _PLAIN.findall(text)
    return told if len(told) == len(rows) == text.count(b"\n") + 1 else None


def _measure(
    rows: Sequence[_Placed], told: Sequence[tuple[bytes, bytes, bytes]], found: dict[Asked, Read | None]
) -> None:
    texts, widths = rows[0][0][0].font.measured_all([codes for _, _, codes in told])
    whole = "".join(texts)
    spaced = whole.split() != [whole]
    for (one, scale, _), (x, y, codes), text, wide in zip(rows, told, texts, widths, strict=True):
        reader, content = one
        shown = canonical(reader.item, text) if spaced and reader.item is not None else text
        try:
            found[one] = reader.measured(content, scale, float(x), float(y), shown, len(codes) // 4, wide)
        except ValueError:
            continue  # no numbers


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
