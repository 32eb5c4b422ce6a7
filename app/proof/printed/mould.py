"""A page's stream as bytes: what is the same on all pages of a template that are set in the same sizes, with holes.

What stands in a hole is judged by itself, so that what recurs is judged once; all else is compared as it is. The page
says what its template says of it (:mod:`app.proof.printed.template`), only sooner; one that fits no mould is cut up.
"""

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from itertools import accumulate, pairwise
from typing import NamedTuple

from app.proof.printed.bar_reading import BarReader, Bars
from app.proof.printed.leaf_plan import LeafPlan, alone
from app.proof.printed.skeleton import BARS, NUMBER, SLOT, Cut, boxes_of
from app.proof.printed.slot_reading import Asked, Read, Readers, Sized, SlotReader
from app.proof.printed.template import Fonts, Template, free_of, getter
from app.sheet.measured_form import MeasuredItem

_VALUES = re.compile(rb"(?<=\s)(" + NUMBER + rb")(?=\s+(?:Tf|Tz|Tc)\s)").finditer
_NEAR = 80
_PROBE, _SHOWN = 20, b"Tj"
_MATRIX_END = re.compile(rb"(?<=\s)[-+\d.]+\s+[-+\d.]+\s*$")


class Shows(NamedTuple):
    """What a page shows by its mould: texts of the slots that vary (of items alone on their line as they are compared),
    and codes by their number.
    """

    mould: "Mould"
    texts: Sequence[str]
    codes: dict[int, Bars]


class Mould:
    """Pages of one template and frame whose bytes differ only in their holes. Make them by :func:`mould_of`."""

    def __init__(
        self,
        template: Template,
        parts: Sequence[bytes],
        ends: Sequence[bytes],
        slots: Sequence[tuple[int, SlotReader]],
        spots: Sequence[tuple[int, int, BarReader]],
    ) -> None:
        """``parts``: what stands before, between and after the holes, ``ends`` what each hole ends with for the first
        time, if that is known. ``slots``: hole and reader of each varying slot; ``spots``: hole, number and reader of
        each code.
        """
        self.template = template
        self._first = parts[0]
        self._rest = [
            (end or part[:_PROBE], len(end), part, len(part)) for part, end in zip(parts[1:], ends, strict=True)
        ]
        self.slots_of = getter([hole for hole, _ in slots])
        self.readers = [reader for _, reader in slots]
        self.known = [reader.known for reader in self.readers]
        self._spots = spots
        self.chained = [(at, row) for at, row in enumerate(template.rows) if row.kind == "K"]
        self.leaves = [LeafPlan(number, [template.panels[at] for at in own]) for number, own in template.leaves]

    def holes(self, stream: bytes) -> list[bytes] | None:
        """What stands in the holes of a stream; ``None`` if it is of another mould."""
        if not stream.startswith(self._first):
            return None
        at = len(self._first)
        find, starts, found = stream.find, stream.startswith, []
        for probe, within, part, size in self._rest:
            stop = find(probe, at) + within
            if stop < at or not starts(part, stop):
                return None
            found.append(stream[at:stop])
            at = stop + size
        return found if at == len(stream) else None

    def coded(self, holes: Sequence[bytes]) -> dict[int, Bars] | None:
        """The codes that stand in these holes, by their number; ``None`` where any is none."""
        found = {}
        for hole, spot, reader in self._spots:
            bars = reader.bars(holes[hole])
            if bars is None:
                return None
            found[spot] = bars
        return found


class Filled:
    """A page by its mould. ``holes``: what stands in these."""

    __slots__ = ("_holes", "_own", "_read", "mould")

    def __init__(self, mould: Mould, holes: Sequence[bytes]) -> None:
        self.mould, self._holes = mould, holes
        self._own = mould.slots_of(holes)
        self._read: list[Read | None] = [*map(dict.get, mould.known, self._own)]

    def asked(self) -> Sequence[Asked]:
        """What was not seen before."""
        read = self._read
        if None not in read:
            return ()
        return [
            (reader, own) for reader, own, one in zip(self.mould.readers, self._own, read, strict=True) if one is None
        ]

    def shows(self, known: Mapping[Asked, Read | None]) -> Shows | None:
        """What the page shows, as :meth:`Template.texts` says it; ``None`` where anything is not plain or does not
        stand where it should. Codes that lie like others are read by whoever wants to know. ``known``: what was asked
        for.
        """
        mould, read = self.mould, self._read
        if None in read:
            rows = zip(mould.readers, self._own, read, strict=True)
            read = [known[reader, own] if one is None else one for reader, own, one in rows]
        texts = []
        for one in read:
            if one is None:
                return None
            texts.append(one[0])
        for at, row in mould.chained:
            if not row.follows(read[at - 1][2] if at else 0.0, read[at][1]):  # type: ignore[index]
                return None
        coded = mould.coded(self._holes)
        return None if coded is None else Shows(mould, texts, coded)


def mould_of(template: Template, stream: bytes, cut: Cut, fonts: Fonts, readers: Readers) -> Mould | None:
    """The mould of a page that was judged by its template; ``None`` where its holes cannot be told."""
    values = tuple([value for piece in cut.pieces for value in piece.values])
    scales = template.scaled(values)
    holes = _holes(stream, cut, set(template.vary))
    if scales is None or holes is None:
        return None
    sized = _sized(template, stream, cut, values, holes)
    holes = [
        (start if one is None else one[0], stop, spot) for (start, stop, spot), one in zip(holes, sized, strict=True)
    ]
    ends = [(0, 0), *[(start, stop) for start, stop, _ in holes], (len(stream), len(stream))]
    parts = [stream[stop:start] for (_, stop), (start, _) in pairwise(ends)]
    if not all(part[-1:].isspace() for part in parts[:-1]) or not all(part[:1].isspace() for part in parts[1:]):
        return None  # what is in a hole might be a part of a longer word
    shown = [stream[start:stop] for start, stop, _ in holes]
    last = [_SHOWN if content.endswith(_SHOWN) and content.count(_SHOWN) == 1 else b"" for content in shown]
    items = _items(template)
    slots = [hole for hole, (_, _, spot) in enumerate(holes) if spot < 0]
    rows = zip(slots, template.rows, scales, strict=True)
    own = []
    for at, (hole, row, scale) in enumerate(rows):
        one = sized[hole]
        own.append((hole, readers.slot(fonts[row.font], row, scale if one is None else one[1], items.get(at))))
    codes = {code.spot: code for panel in template.panels for code in panel.codes if code.spot >= 0}
    spots = [(hole, spot, readers.bars(codes[spot])) for hole, (_, _, spot) in enumerate(holes) if spot >= 0]
    return Mould(template, parts, last, own, spots)


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


def _sized(
    template: Template, stream: bytes, cut: Cut, values: Sequence[float], holes: Sequence[tuple[int, int, int]]
) -> list[tuple[int, Sized] | None]:
    """For each hole of a slot that alone is set in the last size, scale or spacing before it where that begins."""
    slots, numbers = template.laid.slots, iter(template.vary)
    stops = [*accumulate([len(piece.values) for piece in cut.pieces])]
    uses = Counter(value for slot in slots for value in (slot.size, slot.scale, slot.spacing))
    found: list[tuple[int, Sized] | None] = []
    before = 0
    for start, stop, spot in holes:
        own = None
        if spot < 0:
            at = next(numbers)
            last, free = stops[at] - 1, (slots[at].size, slots[at].scale, slots[at].spacing)
            alone = cut.pieces[at].values and uses[last] == 1 and last in free
            told = [*_VALUES(stream, max(before, start - _NEAR), start)] if alone else []
            if told and float(told[-1][1]) == values[last]:
                between = stream[told[-1].end(1) : start]
                was = free_of(slots[at], template.learned)
                sized = Sized(abs(slots[at].em), free_of(slots[at], values), was, free.index(last), between)
                own = told[-1].start(1), sized
        found.append(own)
        before = stop
    return found


def _items(template: Template) -> dict[int, MeasuredItem]:
    """Items that are shown by a single slot, by its number among the varying ones."""
    return {
        one.lines[0].slots[0]: one.block.items[0] for panel in template.panels for one in panel.singles if alone(one)
    }
