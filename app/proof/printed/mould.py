"""A page's stream as bytes: what is the same on all pages of a template that are set in the same sizes, with holes.

What stands in a hole is judged by itself, so that what recurs is judged once; all else is compared as it is. The page
says what its template says of it (:mod:`app.proof.printed.template`), only sooner; one that fits no mould is cut up.
"""

import re
from binascii import unhexlify
from collections.abc import Sequence
from itertools import pairwise
from operator import itemgetter
from typing import Any, NamedTuple

from app.proof.printed.bar_reading import BarReader
from app.proof.printed.columns import canonical
from app.proof.printed.print_font import PrintFont
from app.proof.printed.shown import shown_by
from app.proof.printed.skeleton import BARS, PLACED, SLOT, Cut, boxes_of
from app.proof.printed.template import Fonts, PlacedCode, Scale, Template, TemplateRow, edges_of, widths_of
from app.sheet.measured_form import MeasuredItem

_PROBE = 20
_PLAIN = re.compile(rb"([-+\d.]++) ([-+\d.]++) Tm <([\da-fA-F]*+)> Tj").fullmatch
_MATRIX_END = re.compile(rb"(?<=\s)[-+\d.]+\s+[-+\d.]+\s*$")
_MOST_VALUES, _MOST_READERS = 64, 3_000


_Found = tuple[float, float, str, float, float]
Read = tuple[str, float, float]
"""What stands in the hole of a slot, and where it begins and ends on its panel (mm)."""


class Plan(NamedTuple):
    """Of a panel: what gets the texts of its single items, if each is a slot of its own; and texts of silent ones."""

    alone: Any
    silent: tuple[str, ...]


class SlotReader:
    """Judges what stands in the hole of a varying slot. ``item``: of whose texts it is one, alone on its line."""

    __slots__ = ("_font", "_item", "_row", "_scale", "known")

    def __init__(self, font: PrintFont, row: TemplateRow, scale: Scale, item: MeasuredItem | None) -> None:
        self._font, self._row, self._scale, self._item = font, row, scale, item
        self.known: dict[bytes, Read] = {}

    def look(self, content: bytes) -> Read | None:
        """``x y Tm`` and what is shown; ``None`` if it is anything else or does not stand where it should."""
        found = self._plain(content) or self._any(content)
        if found is None:
            return None
        x, y, text, width, cells = found
        edges = edges_of(self._row, x, y, width, cells)
        if edges is None:
            return None
        if self._item is not None:
            text = canonical(self._item, text)
        if len(self.known) >= _MOST_VALUES:
            self.known.clear()
        made = self.known[content] = (text, *edges)
        return made

    def _plain(self, content: bytes) -> _Found | None:
        """One string in hexadecimal, and single blanks."""
        found = _PLAIN(content)
        if found is None:
            return None
        x, y, codes = found.groups()
        if len(codes) % 4:
            return None
        try:
            text, wide = self._font.measured(unhexlify(codes))
            em, space, _ = self._scale
            width = wide * em + (len(text) - 1) * space if space else wide * em
            return float(x), float(y), text, width, width + space
        except ValueError:
            return None

    def _any(self, content: bytes) -> _Found | None:
        found = PLACED(content)
        if found is None:
            return None
        x, y, raw = found.groups()
        shown = self._font.shown.get(raw) or shown_by(self._font, raw)
        if shown is None:
            return None
        return float(x), float(y), shown.text, *widths_of(shown, self._scale)


class Readers:
    """Readers of holes: pages of several moulds have their items in the same places."""

    def __init__(self) -> None:
        self._slots: dict[Any, SlotReader] = {}
        self._bars: dict[PlacedCode, BarReader] = {}

    def slot(self, font: PrintFont, row: TemplateRow, scale: Scale, item: MeasuredItem | None) -> SlotReader:
        """Of a slot that is placed like this."""
        key = (id(font), row, scale, item)
        found = self._slots.get(key)
        if found is None:
            if len(self._slots) >= _MOST_READERS:
                self._slots.clear()
            found = self._slots[key] = SlotReader(font, row, scale, item)  # which keeps the font: its number is its own
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


class Mould:
    """Pages of one template and frame whose bytes differ only in their holes. Make them by :func:`mould_of`."""

    def __init__(
        self,
        template: Template,
        parts: Sequence[bytes],
        slots: Sequence[tuple[int, SlotReader]],
        spots: Sequence[tuple[int, int, BarReader]],
    ) -> None:
        """``parts``: what stands before, between and after the holes. ``slots``: hole and reader of each varying slot;
        ``spots``: hole, number and reader of each code.
        """
        self.template = template
        self._first = parts[0]
        self._rest = [(part[:_PROBE], part, len(part)) for part in parts[1:]]
        self._get = _getter([hole for hole, _ in slots])
        self._slots = [reader for _, reader in slots]
        self._spots = spots
        self._chained = [(at, row) for at, row in enumerate(template.rows) if row.kind == "K"]
        self.plans = [
            Plan(
                _getter([one.lines[0].slots[0] for one in panel.singles])
                if all(_alone(one.lines) for one in panel.singles)
                else None,
                ("",) * len(panel.silent),
            )
            for panel in template.panels
        ]

    def holes(self, stream: bytes) -> list[bytes] | None:
        """What stands in the holes of a stream; ``None`` if it is of another mould."""
        if not stream.startswith(self._first):
            return None
        at = len(self._first)
        find, starts, found = stream.find, stream.startswith, []
        for probe, part, size in self._rest:
            stop = find(probe, at)
            if stop < 0 or not starts(part, stop):
                return None
            found.append(stream[at:stop])
            at = stop + size
        return found if at == len(stream) else None

    def texts(self, holes: Sequence[bytes]) -> list[str] | None:
        """What the varying slots show, as :meth:`Template.texts`; of items alone on their line as they are compared."""
        found: list[Read] = []
        for reader, content in zip(self._slots, self._get(holes), strict=True):
            one = reader.known.get(content) or reader.look(content)
            if one is None:
                return None
            found.append(one)
        for at, row in self._chained:
            if not row.follows(found[at - 1][2] if at else 0.0, found[at][1]):
                return None
        return [one[0] for one in found]

    def code_texts(self, holes: Sequence[bytes]) -> dict[int, str] | None:
        """As :meth:`Template.code_texts`."""
        found = {}
        for hole, spot, reader in self._spots:
            text = reader.read(holes[hole])
            if text is None:
                return None
            found[spot] = text
        return found


def mould_of(template: Template, stream: bytes, cut: Cut, fonts: Fonts, readers: Readers) -> Mould | None:
    """The mould of a page that was judged by its template; ``None`` where its holes cannot be told."""
    scales = template.scaled(tuple([value for piece in cut.pieces for value in piece.values]))
    holes = _holes(stream, cut, set(template.vary))
    if scales is None or holes is None:
        return None
    ends = [(0, 0), *[(start, stop) for start, stop, _ in holes], (len(stream), len(stream))]
    parts = [stream[stop:start] for (_, stop), (start, _) in pairwise(ends)]
    if not all(part[-1:].isspace() for part in parts[:-1]) or not all(part[:1].isspace() for part in parts[1:]):
        return None  # what is in a hole might be a part of a longer word
    items = _items(template)
    slots = [hole for hole, (_, _, spot) in enumerate(holes) if spot < 0]
    rows = zip(slots, template.rows, scales, strict=True)
    own = [
        (hole, readers.slot(fonts[row.font], row, scale, items.get(at))) for at, (hole, row, scale) in enumerate(rows)
    ]
    codes = {code.spot: code for panel in template.panels for code in panel.codes if code.spot >= 0}
    spots = [(hole, spot, readers.bars(codes[spot])) for hole, (_, _, spot) in enumerate(holes) if spot >= 0]
    return Mould(template, parts, own, spots)


def _holes(stream: bytes, cut: Cut, vary: set[int]) -> list[tuple[int, int, int]] | None:
    """Where each begins and ends, and the number of a code or -1, in the stream's order."""
    found: list[tuple[int, int, int]] = []
    at = spot = 0
    slots = [*SLOT.finditer(stream), None]
    if len(slots) != len(cut.pieces):
        return None
    for number_, (slot, piece) in enumerate(zip(slots, cut.pieces, strict=True)):
        stop = len(stream) if slot is None else slot.start()
        bars = [*BARS.finditer(stream, at, stop)]
        try:
            same = [boxes_of(one[1]) for one in bars] == [*piece.boxes]
        except ValueError:
            same = False
        if not same:
            return None
        for one in bars:
            found.append((one.start(1), one.start(1) + len(one[1].rstrip()), spot))
            spot += 1
        if slot is None:
            return found
        ending = _MATRIX_END.search(stream, at, stop)
        if ending is None:
            return None
        if number_ in vary:
            found.append((ending.start(), slot.end(), -1))
        at = slot.end()
    return None


def _items(template: Template) -> dict[int, MeasuredItem]:
    """Items that are shown by a single slot, by its number among the varying ones."""
    return {
        one.lines[0].slots[0]: one.block.items[0]
        for panel in template.panels
        for one in panel.singles
        if _alone(one.lines)
    }


def _alone(lines: Sequence[Any]) -> bool:
    return len(lines) == 1 and len(lines[0].slots) == 1


def _getter(places: Sequence[int]) -> Any:
    if len(places) == 1:
        (only,) = places
        return lambda row: (row[only],)
    return itemgetter(*places) if places else lambda row: ()
