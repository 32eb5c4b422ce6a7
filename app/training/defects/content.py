"""Defects that rules of the content stage find."""

from functools import partial
from types import MappingProxyType

from app.records.layouts import Field, Scheme
from app.records.text import decode, encode, trimmed
from app.training.defects import counting, placing
from app.training.defects.editing import (
    SUMS,
    Establishment,
    count_anew,
    get,
    layout,
    pick,
    put,
    put_number,
    read_number,
)
from app.training.defects.placing import Made, Make, PlantPlace
from app.training.draft import Plant

_STARS = b"*****"
_WRONG_KANJI = "誤"
_PARTS: dict[Scheme, tuple[tuple[int, ...], tuple[int, ...]]] = {
    "kounen": ((29, 31, 33), (48, 50, 52)),
    "senpo": ((27, 28, 29, 31), (46, 47, 48, 50)),
}
"""Amounts of the 告知 and of the 領収 part besides 合計額."""
# Year (before it stand 印字桁数 and 元号, after it month and day) of 告知額の納付目的年月, 納付期限, 領収済額の納付目的
# 年月, 領収日 and 発行年月日.
_CHARGED, _DUE, _RECEIVED_FOR, _RECEIVED_ON, _ISSUED = range(5)
_YEARS: dict[Scheme, tuple[int, ...]] = {"kounen": (20, 25, 39, 44, 57), "senpo": (18, 23, 37, 42, 55)}
_WITH_DAY = (_DUE, _RECEIVED_ON, _ISSUED)


def _field(place: PlantPlace, item: int, kind: str = "01") -> Field:
    return layout(place.notices, kind).field(item)


def _ordinary(place: PlantPlace) -> Establishment:
    """An establishment with one 01 that has all amounts of both parts, and the dates that most have."""
    scheme = place.notices.scheme
    amounts = [_field(place, item) for part in _PARTS[scheme] for item in part]
    issued = [_field(place, _YEARS[scheme][_ISSUED] + step) for step in (0, 1, 2)]
    fitting: dict[bytes, list[Establishment]] = {}
    for one in place.establishments():
        record = one.start + 1
        if len(one.details) == 1 and all(read_number(place.notices, record, field) is not None for field in amounts):
            fitting.setdefault(b"".join(get(place.notices, record, field) for field in issued), []).append(one)
    return place.pick(max(fitting.values(), key=len, default=[]))


# match.establishment


def _other_name(place: PlantPlace) -> Made:
    """The last kanji of the first line of the name is another one."""
    field = _field(place, 70 if place.notices.scheme == "kounen" else 68)
    last = encode("社")
    fitting = [
        one
        for one in place.establishments()
        if len(one.details) == 1 and trimmed(get(place.notices, one.start + 1, field)).endswith(last)
    ]
    record = place.pick(fitting).start + 1
    put(place.notices, record, field, trimmed(get(place.notices, record, field))[: -len(last)] + encode(_WRONG_KANJI))
    return record, (field.offset, field.length)


def _two_codes(place: PlantPlace) -> Made:
    """The first character of the name is 髙 in the 00 and in the 01, by the codes of IBM and of NEC."""
    one = _ordinary(place)
    fields = _field(place, 16, "00"), _field(place, 70 if place.notices.scheme == "kounen" else 68)
    for step, (field, code) in enumerate(zip(fields, (b"\xfb\xfc", b"\xee\xe0"), strict=True)):
        raw = get(place.notices, one.start + step, field)
        put(place.notices, one.start + step, field, code + raw[2:])
    return one.start + 1, (fields[1].offset, 2)


def _other_digit(place: PlantPlace, items: dict[Scheme, int]) -> Made:
    """The last digit of a number of the 01 is another one."""
    field = _field(place, items[place.notices.scheme])
    record = _ordinary(place).start + 1
    put(place.notices, record, field, _turned(get(place.notices, record, field)))
    return record, (field.offset, field.length)


def _turned(raw: bytes) -> bytes:
    """The last byte that is a digit raised by one, 9 becomes 0."""
    at = max(at for at, byte in enumerate(raw) if chr(byte).isdigit())
    return raw[:at] + b"%d" % ((raw[at] - ord("0") + 1) % 10) + raw[at + 1 :]


def _other_symbol(place: PlantPlace) -> Made:
    """The first letter of the 記号 of the 01 is another one."""
    field = _field(place, 14 if place.notices.scheme == "kounen" else 12)
    record = _ordinary(place).start + 1
    raw = get(place.notices, record, field)
    put(place.notices, record, field, bytes((0xB1 if raw[0] != 0xB1 else 0xB2,)) + raw[1:])
    return record, (field.offset, field.length)


def _other_postal(place: PlantPlace) -> Made:
    """The 01 has the postal code of another establishment."""
    field = _field(place, 60 if place.notices.scheme == "kounen" else 58)
    one = _ordinary(place)
    others = sorted({other.postal for other in place.establishments()} - {one.postal})
    put(place.notices, one.start + 1, field, pick(others, place.share))
    return one.start + 1, (field.offset, field.length)


def _other_address(place: PlantPlace) -> Made:
    """A house number in the last line of the address is another one."""
    items = (63, 65, 67) if place.notices.scheme == "kounen" else (61, 63, 65)
    first = _field(place, items[0])
    fitting = [
        one
        for one in place.establishments()
        if len(one.details) == 1
        and not trimmed(get(place.notices, one.start + 1, _field(place, items[1])))
        and trimmed(get(place.notices, one.start + 1, first))[-1:].isdigit()
    ]
    record = place.pick(fitting).start + 1
    put(place.notices, record, first, _turned(get(place.notices, record, first)))
    return record, (first.offset, first.length)


def _own_office(place: PlantPlace) -> Made:
    """The 統一事務所コード of a 00 is not that of its serial number."""
    field = _field(place, 11, "00")
    record = _ordinary(place).start
    put(place.notices, record, field, _turned(get(place.notices, record, field)))
    return record, (field.offset, field.length)


def _sibling(place: PlantPlace) -> Made:
    """Two 01 of one establishment break its name differently."""
    first = 70 if place.notices.scheme == "kounen" else 68
    count, line = _field(place, first - 1), _field(place, first)
    other_count, other = _field(place, first + 1), _field(place, first + 2)
    fitting = [
        one
        for one in place.doubles()
        if trimmed(get(place.notices, one.start + 1, line)) and not trimmed(get(place.notices, one.start + 1, other))
    ]
    record = place.pick(fitting).stop - 1
    text = trimmed(get(place.notices, record, line))
    last = decode(text)[-1].offset
    for own_count, own_line, part in ((count, line, text[:last]), (other_count, other, text[last:])):
        put(place.notices, record, own_count, b"%03d" % len(part))
        put(place.notices, record, own_line, part)
    return record, (count.offset, count.length)


# amount.sum


def _total(place: PlantPlace, part: int) -> Field:
    return _field(place, SUMS[place.notices.scheme][part])


def _raised(place: PlantPlace, part: int) -> Made:
    """合計額 1,000 yen too high; the 02 agrees."""
    record, field = _ordinary(place).start + 1, _total(place, part)
    put_number(place.notices, record, field, (read_number(place.notices, record, field) or 0) + 1000)
    count_anew(place.draft, place.notices)
    return record, (field.offset, field.length)


def _raised_subtotal(place: PlantPlace) -> Made:
    """計 of a 船保 notice 1,000 yen too high."""
    record, field = _ordinary(place).start + 1, _field(place, 29)
    put_number(place.notices, record, field, (read_number(place.notices, record, field) or 0) + 1000)
    return record, (field.offset, field.length)


def _no_sum(place: PlantPlace) -> Made:
    """合計額 is asterisks beside amounts; the 02 agrees."""
    record, field = _ordinary(place).start + 1, _total(place, 0)
    put(place.notices, record, field, _STARS)
    count_anew(place.draft, place.notices)
    return record, (field.offset, field.length)


def _no_parts(place: PlantPlace) -> Made:
    """All amounts but 合計額 are asterisks."""
    record = _ordinary(place).start + 1
    first_total = 29 if place.notices.scheme == "senpo" else SUMS["kounen"][0]
    for item in _PARTS[place.notices.scheme][0]:
        if item != first_total:
            put(place.notices, record, _field(place, item), _STARS)
    field = _field(place, first_total)
    return record, (field.offset, field.length)


def _no_month(place: PlantPlace) -> Made:
    """A charge whose 納付目的年月 is blank."""
    record, year = _ordinary(place).start + 1, _YEARS[place.notices.scheme][_CHARGED]
    put(place.notices, record, _field(place, year - 2), b"000")
    for item in (year - 1, year, year + 1):
        put(place.notices, record, _field(place, item), b"")
    return record, place.span("01", year, year + 1)


def _nothing(place: PlantPlace) -> Made:
    """A notice with neither a charge nor a receipt; the 02 agrees."""
    record, scheme = _ordinary(place).start + 1, place.notices.scheme
    for item in (*_PARTS[scheme][0], *_PARTS[scheme][1], *SUMS[scheme]):
        put(place.notices, record, _field(place, item), _STARS)
    for which in (_CHARGED, _DUE, _RECEIVED_FOR, _RECEIVED_ON):
        year = _YEARS[scheme][which]
        put(place.notices, record, _field(place, year - 2), b"000")
        for item in range(year - 1, year + (3 if which in _WITH_DAY else 2)):
            put(place.notices, record, _field(place, item), b"")
    count_anew(place.draft, place.notices)
    field = _total(place, 0)
    return record, (field.offset, field.length)


def _open_sum(place: PlantPlace) -> Made:
    """合計額 too high where one part is asterisks; the 02 agrees."""
    record, field = _ordinary(place).start + 1, _total(place, 0)
    put(place.notices, record, _field(place, 29 if place.notices.scheme == "kounen" else 31), _STARS)
    count_anew(place.draft, place.notices)
    return record, (field.offset, field.length)


# date.*


def _date(place: PlantPlace, which: int, value: tuple[str | None, ...], at: tuple[int, int]) -> Made:
    """Era, year, month and day of a date set to ``value`` (``None`` stays); ``at``: the parts that are found."""
    record, year = _ordinary(place).start + 1, _YEARS[place.notices.scheme][which]
    for item, part in enumerate(value, start=year - 1):
        if part is not None:
            put(place.notices, record, _field(place, item), encode(part))
    return record, place.span("01", year - 1 + at[0], year - 1 + at[1])


# flyer.mismatch


def _union(place: PlantPlace, wanted: bytes) -> Made:
    """管掌区分 that does not go with the 事業所記号."""
    field = _field(place, 21, "00")
    fitting = [one for one in place.establishments() if get(place.notices, one.start, field) != wanted]
    record = place.pick(fitting).start
    put(place.notices, record, field, wanted)
    return record, (field.offset, field.length)


_NUMBERS: dict[Scheme, int] = {"kounen": 15, "senpo": 13}

_MAKERS: dict[str, Make] = {
    "match.establishment": _other_name,
    "text.extension/codes": _two_codes,
    "match.establishment/number": partial(_other_digit, items=_NUMBERS),
    "match.establishment/symbol": _other_symbol,
    "match.establishment/postal": _other_postal,
    "match.establishment/address": _other_address,
    "match.establishment/office": _own_office,
    "match.establishment/sibling": _sibling,
    "amount.sum": partial(_raised, part=0),
    "amount.sum/receipt": partial(_raised, part=1),
    "amount.sum/no_sum": _no_sum,
    "amount.sum/no_parts": _no_parts,
    "amount.sum/no_month": _no_month,
    "amount.sum/nothing": _nothing,
    "amount.sum/open": _open_sum,
    "date.value": partial(_date, which=_DUE, value=(None, None, "13"), at=(2, 2)),
    "date.value/day": partial(_date, which=_DUE, value=(None, None, "11", "31"), at=(3, 3)),
    "date.value/leap": partial(_date, which=_ISSUED, value=(None, " 8", " 2", "29"), at=(3, 3)),
    "date.value/partial": partial(_date, which=_DUE, value=(None, None, None, "  "), at=(3, 3)),
    "date.era": partial(_date, which=_CHARGED, value=("令和", " 1", " 4"), at=(0, 1)),
    "date.era/heisei": partial(_date, which=_CHARGED, value=("平成", "31", " 5"), at=(0, 1)),
    "date.era/unknown": partial(_date, which=_RECEIVED_ON, value=("架空",), at=(0, 0)),
    "date.sequence": partial(_date, which=_RECEIVED_FOR, value=(None, " 8", "10"), at=(0, 2)),
    "date.sequence/due": partial(_date, which=_DUE, value=(None, " 8", " 9", "30"), at=(0, 3)),
    "date.sequence/received": partial(_date, which=_RECEIVED_ON, value=(None, " 8", "11", "21"), at=(0, 3)),
    "date.sequence/issued": partial(_date, which=_DUE, value=(None, " 8", "11", "19"), at=(0, 3)),
    **placing.MAKERS,
    **counting.OFFICE_MAKERS,
}

_KOUNEN_ONLY: dict[str, Make] = {
    "match.establishment/district": partial(_other_digit, items={"kounen": 13}),
    "flyer.mismatch": partial(_union, wanted=b"2"),
    "flyer.mismatch/union": partial(_union, wanted=b"1"),
}
_SENPO_ONLY: dict[str, Make] = {"amount.sum/subtotal": _raised_subtotal}


PLANTS: MappingProxyType[str, Plant] = MappingProxyType(
    {
        **placing.plants(_MAKERS),
        **placing.plants(_KOUNEN_ONLY, schemes=("kounen",)),
        **placing.plants(_SENPO_ONLY, schemes=("senpo",)),
        **counting.table_plants(),
    }
)
