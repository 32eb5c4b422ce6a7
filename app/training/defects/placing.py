"""Defects in the order and the grouping of records: ``order.sequence``, ``order.pairing``, ``order.duplicate``."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from app.records.layouts import Scheme
from app.training.build import Notices
from app.training.defects.editing import (
    OFFICE,
    Establishment,
    Picked,
    count_anew,
    establishments,
    get,
    layout,
    pick,
    put,
    read_number,
    removed,
    repeated,
    shifted,
    totals,
)
from app.training.draft import Plant, Planted, SampleDraft

_SERIAL, _TYPE = (0, 14), (14, 2)
_OFFICE_ITEM, _NUMBER_ITEM, _POSTAL_ITEM, _ADDRESS_ITEM, _CODE_ITEM = 11, 15, 17, 19, 7
_MONTH: dict[Scheme, tuple[int, int, int]] = {"kounen": (38, 39, 40), "senpo": (36, 37, 38)}
_IDENTITY: dict[Scheme, tuple[int, int]] = {"kounen": (60, 67), "senpo": (58, 65)}
_NO_OFFICE = b"99"
# Steps of the golden ratio fill a range evenly, and neighbours of the table lie far apart.
_SPREAD = 0.6180339887

Made = tuple[int, tuple[int, int]]
"""The record of the defect and offset and length of its bytes."""


@dataclass(frozen=True, slots=True)
class PlantPlace:
    """A file of a draft to plant something into; ``share`` (0 to 1) says where of all fitting records."""

    draft: SampleDraft
    notices: Notices
    share: float

    def establishments(self) -> list[Establishment]:
        """Those that a defect may be planted into."""
        return establishments(self.notices, self.share)

    def pick(self, candidates: Sequence[Picked]) -> Picked:
        """One of the candidates, if possible in records that no other defect was planted into."""
        taken = {one.record for one in self.draft.planted if one.file == self.notices.name}
        free = [one for one in candidates if taken.isdisjoint(_records(one))]
        return pick(free or candidates, self.share)

    def offices(self) -> list[list[Establishment]]:
        """Establishments, office by office."""
        found: list[list[Establishment]] = []
        for one in self.establishments():
            if not found or found[-1][-1].office != one.office:
                found.append([])
            found[-1].append(one)
        return found

    def doubles(self) -> list[Establishment]:
        """Establishments with two 01."""
        return [one for one in self.establishments() if len(one.details) == 2]

    def neighbours(self) -> list[tuple[Establishment, Establishment]]:
        """Each two establishments of one office with one 01 each, one after the other."""
        return [
            (one, other)
            for office in self.offices()
            for one, other in pairwise(office)
            if len(one.details) == len(other.details) == 1
        ]

    def span(self, kind: str, first: int, last: int) -> tuple[int, int]:
        """Offset and length of the items ``first`` to ``last``."""
        fields = layout(self.notices, kind)
        return fields.field(first).offset, fields.field(last).end - fields.field(first).offset


def _records(candidate: object) -> Iterator[int]:
    """The records of an establishment, of several, or the record itself."""
    if isinstance(candidate, int):
        yield candidate
    elif isinstance(candidate, Establishment):
        yield from range(candidate.start, candidate.stop)
    elif isinstance(candidate, list | tuple):
        for one in candidate:
            yield from _records(one)


# order.sequence


def _triples(place: PlantPlace) -> list[list[Establishment]]:
    """Each three establishments of one office, one after the other."""
    return [office[at : at + 3] for office in place.offices() for at in range(len(office) - 2)]


def _postal(place: PlantPlace) -> Made:
    """An establishment two places further down, after higher postal codes."""
    one, other, last = place.pick([some for some in _triples(place) if some[0].postal < some[1].postal])
    shifted(place.draft, place.notices, one.start, one.stop, last.stop)
    return one.start + last.stop - other.start, place.span("00", _POSTAL_ITEM, _POSTAL_ITEM)


def _postal_early(place: PlantPlace) -> Made:
    """An establishment two places further up, before lower postal codes."""
    first, _, moved = place.pick([some for some in _triples(place) if some[1].postal < some[2].postal])
    shifted(place.draft, place.notices, moved.start, moved.stop, first.start)
    return first.start, place.span("00", _POSTAL_ITEM, _POSTAL_ITEM)


def _other_office(place: PlantPlace) -> Made:
    """An establishment of one office among those of the next."""
    fitting = [(one[-1], other[1]) for one, other in pairwise(place.offices()) if len(other) > 2]
    moved, before = place.pick([pair for pair in fitting if len(pair[0].details) == 1])
    shifted(place.draft, place.notices, moved.start, moved.stop, before.start)
    return before.start - 2, (0, 4)


def _early_total(place: PlantPlace) -> Made:
    """The 02 of an office before its last establishment."""
    fitting = [office[-1] for office in place.offices() if len(office) > 1]
    last = place.pick(fitting)
    shifted(place.draft, place.notices, last.stop, last.stop + 1, last.start)
    return last.start, _TYPE


def _months(place: PlantPlace) -> Made:
    """The later of two months before the earlier one."""
    one = place.pick(place.doubles())
    first, second = one.details
    shifted(place.draft, place.notices, second, second + 1, first)
    return second, place.span("01", _MONTH[place.notices.scheme][0], _MONTH[place.notices.scheme][-1])


def _codes(place: PlantPlace) -> Made:
    """Two establishments at one address, the second with the lower 事業所符号(内部)."""
    one, other = place.pick(place.neighbours())
    data = place.notices.data
    for kind, items in (("00", (_POSTAL_ITEM, _ADDRESS_ITEM)), ("01", _IDENTITY[place.notices.scheme])):
        offset, length = place.span(kind, *items)
        step = 0 if kind == "00" else 1
        data[other.start + step, offset : offset + length] = data[one.start + step, offset : offset + length]
    field = layout(place.notices, "00").field(_CODE_ITEM)
    codes = sorted((get(place.notices, one.start, field), get(place.notices, other.start, field)))
    for establishment, code in zip((one, other), reversed(codes), strict=True):
        for row in range(establishment.start, establishment.stop):
            put(place.notices, row, field, code)
    return other.start, (field.offset, field.length)


# order.pairing


def _no_extract(place: PlantPlace) -> Made:
    """An establishment without 00 after another one."""
    one = place.pick([one for office in place.offices() for one in office[1:] if len(one.details) == 1])
    removed(place.draft, place.notices, one.start)
    return one.start, _SERIAL


def _no_first_extract(place: PlantPlace) -> Made:
    """The first establishment of an office without 00."""
    one = place.pick([office[0] for office in place.offices() if len(office[0].details) == 1])
    removed(place.draft, place.notices, one.start)
    return one.start, _SERIAL


def _no_detail(place: PlantPlace) -> Made:
    """A 00 without 01; the totals agree."""
    one = place.pick([one for one, _ in place.neighbours()])
    count_anew(place.draft, removed(place.draft, place.notices, one.start + 1))
    return one.start, _TYPE


def _third(place: PlantPlace) -> Made:
    """A third 01, a copy of the second; the totals agree."""
    one = place.pick(place.doubles())
    count_anew(place.draft, repeated(place.draft, place.notices, one.stop - 1, one.stop))
    return one.stop, _TYPE


def _other_serial(place: PlantPlace) -> Made:
    """An 01 whose serial number is not its 00's."""
    one, _ = place.pick(place.neighbours())
    field = layout(place.notices, "01").field(_CODE_ITEM)
    code = read_number(place.notices, one.start + 1, field) or 0
    put(place.notices, one.start + 1, field, b"%06d" % (code + 1))
    return one.start + 1, _SERIAL


def _no_total(place: PlantPlace) -> Made:
    """An office without 02."""
    total = place.pick(totals(place.notices))
    removed(place.draft, place.notices, total)
    return total - 1, (0, 4)


def _second_total(place: PlantPlace) -> Made:
    """An office with its 02 twice."""
    total = place.pick(totals(place.notices))
    repeated(place.draft, place.notices, total, total + 1)
    return total + 1, _TYPE


def _stray_total(place: PlantPlace) -> Made:
    """An 02 of an office that the file does not have."""
    total = place.pick(totals(place.notices))
    code = place.notices.data[total, OFFICE].tobytes()[:2] + _NO_OFFICE
    put(place.notices, total, layout(place.notices, "02").field(3), code)
    return total, (0, 4)


# order.duplicate


def _twice(place: PlantPlace) -> Made:
    """An establishment with all its records twice; the totals agree."""
    one, _ = place.pick(place.neighbours())
    count_anew(place.draft, repeated(place.draft, place.notices, one.start, one.stop))
    return one.stop, place.span("00", _OFFICE_ITEM, _NUMBER_ITEM)


def _same_month(place: PlantPlace) -> Made:
    """Two 01 of one establishment for the same month."""
    one = place.pick(place.doubles())
    first, second = one.details
    for item in _MONTH[place.notices.scheme]:
        field = layout(place.notices, "01").field(item)
        put(place.notices, second, field, get(place.notices, first, field))
    return second, place.span("01", _MONTH[place.notices.scheme][0], _MONTH[place.notices.scheme][-1])


Make = Callable[[PlantPlace], Made]

MAKERS: dict[str, Make] = {
    "order.sequence": _postal,
    "order.sequence/early": _postal_early,
    "order.sequence/office": _other_office,
    "order.sequence/total": _early_total,
    "order.sequence/months": _months,
    "order.sequence/code": _codes,
    "order.pairing": _no_extract,
    "order.pairing/first": _no_first_extract,
    "order.pairing/no_detail": _no_detail,
    "order.pairing/third": _third,
    "order.pairing/serial": _other_serial,
    "order.pairing/no_total": _no_total,
    "order.pairing/second_total": _second_total,
    "order.pairing/stray_total": _stray_total,
    "order.duplicate": _twice,
    "order.duplicate/month": _same_month,
}


def plants(makers: dict[str, Make], schemes: tuple[Scheme, ...] = ("kounen", "senpo")) -> dict[str, Plant]:
    """Each defect for the largest 厚年 and, as ``/senpo``, 船保 file, spread over their records."""
    made: dict[str, Plant] = {}
    for at, (name, make) in enumerate(makers.items()):
        for scheme in schemes:
            full = name if scheme == "kounen" else f"{name}/senpo"
            made[full] = _plant(full, scheme, make, at * _SPREAD % 1)
    return made


def _plant(name: str, scheme: Scheme, make: Make, share: float) -> Plant:
    def plant(draft: SampleDraft) -> Planted:
        notices = draft.largest(scheme)
        record, (offset, length) = make(PlantPlace(draft, notices, share))
        return Planted(name, notices.name, record, offset, length)

    return plant
