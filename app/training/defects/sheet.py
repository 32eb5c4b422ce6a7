"""Defects that rules of the sheet stage find.

``sheet.overflow`` and ``window.*`` have none: with the product's own form and envelope no record that the layout
allows can cause them. They show on another form, envelope or office list.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from types import MappingProxyType

import numpy as np

from app.errors import KenpanError
from app.notice.content import ADDRESS_IDS, POSTAL_ID
from app.notice.items import item_specs
from app.notice.postal import REPRESENTATIVE, TOWN, UNKNOWN, PostalDictionary, own_dictionary
from app.records.layouts import COUNT_LENGTH, Field, Scheme
from app.records.notice_file import DETAIL, EXTRACT
from app.records.text import to_text, trimmed
from app.records.text_columns import text_classes, trail_mask
from app.training.build import Notices
from app.training.defects.editing import (
    OFFICE,
    TABLE_OFFICE,
    Establishment,
    count_table,
    establishments,
    get,
    layout,
    pick,
    put,
    totals,
    types,
)
from app.training.draft import Plant, Planted, SampleDraft
from app.training.gaiji_font import BLANK_CODE, MISSING_CODES

# Items of the 00: name and postal code, the same for both schemes (N 別紙12-1, 14-1), and its second office code.
_EXTRACT_NAME, _EXTRACT_POSTAL, _EXTRACT_OFFICE, _INNER_CODE = 16, 17, 11, 7
_SERIAL = slice(0, 14)
_TABLE_TYPE = slice(6, 8)
_NO_POSTAL = b" " * 8
_NEAR = 3000


def _field(notices: Notices, item_id: str) -> Field:
    """The field of the ``01`` that fills a printed item."""
    return next(spec.fields[0] for spec in item_specs(notices.scheme) if spec.id == item_id)


def _rows_of(notices: Notices, record: int) -> list[int]:
    """The ``00`` and all ``01`` of the establishment that this record belongs to."""
    return np.flatnonzero((notices.data[:, _SERIAL] == notices.data[record, _SERIAL]).all(axis=1)).tolist()


def _gaiji(defect: str, scheme: Scheme, code: int, share: float) -> Plant:
    """Put a 外字 code in place of the first kanji of a name, in the ``00`` and all its ``01`` alike."""

    def plant(draft: SampleDraft) -> Planted:
        notices = draft.largest(scheme)
        extract_field, field = layout(notices, "00").field(_EXTRACT_NAME), _field(notices, "sheet.name_1")
        details = np.flatnonzero(types(notices) == DETAIL)
        names = notices.data[details, field.span]
        record = pick(details[trail_mask(names)[:, 1] & (text_classes(names) == 0)].tolist(), share)
        raw = np.frombuffer(code.to_bytes(2, "big"), dtype=np.uint8)
        for row in _rows_of(notices, record):
            own = extract_field if types(notices)[row] == EXTRACT else field
            notices.data[row, own.offset : own.offset + 2] = raw
        return Planted(defect, notices.name, record, field.offset, 2)

    return plant


@dataclass(frozen=True, slots=True)
class _Spot:
    """A notice whose postal code may become any that lies ``after`` one and ``before`` another: the order holds."""

    record: int
    address: str
    code: str
    inner: bytes
    after: tuple[bytes, bytes]
    before: tuple[bytes, bytes]

    def keeps_order(self, postal: bytes) -> bool:
        """Whether the file stays sorted with this postal code (N 表4.1.2.1-1)."""
        return self.after < (postal, self.inner) < self.before


def _spots(notices: Notices, share: float) -> Iterator[_Spot]:
    """Notices with a full postal code, one an establishment, from this share of the file on."""
    found = establishments(notices)
    inner = layout(notices, "00").field(_INNER_CODE)
    first = int(share * len(found))

    def key(one: Establishment) -> tuple[bytes, bytes]:
        return one.postal, get(notices, one.start, inner)

    for at in [*range(first, len(found)), *range(first)]:
        one = found[at]
        code = one.postal.replace(b"-", b"").strip()
        if len(code) != 7 or not code.isdigit() or not one.details:
            continue
        before = found[at - 1] if at and found[at - 1].office == one.office else None
        after = found[at + 1] if at + 1 < len(found) and found[at + 1].office == one.office else None
        yield _Spot(
            record=one.details[0],
            address=_address(notices, one.details[0]),
            code=code.decode("ascii"),
            inner=key(one)[1],
            after=(b"", b"") if before is None else key(before),
            before=(b"\xff", b"") if after is None else key(after),
        )


def _address(notices: Notices, record: int) -> str:
    lines = (trimmed(get(notices, record, _field(notices, item))) for item in ADDRESS_IDS)
    return " ".join(to_text(line) for line in lines if line)


Choose = Callable[[_Spot, PostalDictionary], bytes | None]


def _postal(defect: str, scheme: Scheme, choose: Choose, share: float) -> Plant:
    """Give an establishment another postal code, in its ``00`` and all its ``01``."""

    def plant(draft: SampleDraft) -> Planted:
        notices = draft.largest(scheme)
        extract_field, field = layout(notices, "00").field(_EXTRACT_POSTAL), _field(notices, POSTAL_ID)
        dictionary = own_dictionary()
        sound = (spot for spot in _spots(notices, share) if _in_order(spot, dictionary))
        chosen = ((spot, choose(spot, dictionary)) for spot in sound)
        record, postal = next(((spot.record, found) for spot, found in chosen if found is not None), (-1, b""))
        if record < 0:
            raise _too_small()
        for row in _rows_of(notices, record):
            put(notices, row, extract_field if types(notices)[row] == EXTRACT else field, postal)
        return Planted(defect, notices.name, record, field.offset, field.length)

    return plant


def _too_small() -> KenpanError:
    return KenpanError("sample.size", "欠陥を仕込む通知書が足りません。", "事業所の数を増やしてください。")


def _in_order(spot: _Spot, dictionary: PostalDictionary) -> bool:
    """Whether postal code and address belong together, so that no other defect stands there already."""
    return bool(dictionary.kinds[int(spot.code)] == TOWN) and dictionary.split(spot.code, spot.address).matched


def _other_town(spot: _Spot, dictionary: PostalDictionary) -> bytes | None:
    """The code of a town that is not in the address."""
    for postal in _near(spot, dictionary, TOWN):
        if not dictionary.split(f"{postal[:3]}{postal[4:]}", spot.address).matched:
            return postal.encode("ascii")
    return None


def _unlisted(spot: _Spot, dictionary: PostalDictionary) -> bytes | None:
    return next((postal.encode("ascii") for postal in _near(spot, dictionary, UNKNOWN)), None)


def _representative(spot: _Spot, dictionary: PostalDictionary) -> bytes | None:
    return next((postal.encode("ascii") for postal in _near(spot, dictionary, REPRESENTATIVE)), None)


def _near(spot: _Spot, dictionary: PostalDictionary, kind: int) -> Iterator[str]:
    """Codes of a kind, the nearest ones first, that keep the order."""
    own = int(spot.code)
    first = max(own - _NEAR, 0)
    codes = first + np.flatnonzero(dictionary.kinds[first : own + _NEAR] == kind)
    for code in codes[np.argsort(np.abs(codes - own), kind="stable")].tolist():
        postal = f"{code // 10000:03}-{code % 10000:04}"
        if code != own and spot.keeps_order(postal.encode("ascii")):
            yield postal


def _short(spot: _Spot, _: PostalDictionary) -> bytes | None:
    postal = spot.code[:3].encode("ascii").ljust(8)
    return postal if spot.keeps_order(postal) else None


def _blank(spot: _Spot, _: PostalDictionary) -> bytes | None:
    return _NO_POSTAL if spot.keeps_order(_NO_POSTAL) else None


def _office(defect: str, scheme: Scheme) -> Plant:
    """Give the last office of the file a code that the list does not have, in all its records and the count table."""

    def plant(draft: SampleDraft) -> Planted:
        notices = draft.largest(scheme)
        codes = {notices.data[row, OFFICE].tobytes() for row in totals(notices)}
        known = sorted(code for code in codes if code.decode("latin-1") in notices.prints)
        if not known:
            raise _too_small()
        old, new = known[-1], known[-1][:2] + b"99"
        rows = np.flatnonzero((notices.data[:, OFFICE] == np.frombuffer(old, dtype=np.uint8)).all(axis=1))
        notices.data[rows, OFFICE] = np.frombuffer(new, dtype=np.uint8)
        kinds = types(notices)[rows]
        for row in rows[kinds == EXTRACT]:
            put(notices, row, layout(notices, "00").field(_EXTRACT_OFFICE), new)
        notices.prints[new.decode("ascii")] = notices.prints.pop(old.decode("ascii"))
        name, table = count_table(draft, scheme)
        draft.counts[name] = _recoded(table, old, new)
        return Planted(defect, notices.name, int(rows[kinds == DETAIL][0]), OFFICE.start, OFFICE.stop)

    return plant


def _recoded(table: bytes, old: bytes, new: bytes) -> bytes:
    """The count table with this office's code changed."""
    lines = [bytearray(table[at : at + COUNT_LENGTH]) for at in range(0, len(table), COUNT_LENGTH)]
    for line in lines:
        if line[_TABLE_TYPE] == b"03" and line[TABLE_OFFICE] == old:
            line[TABLE_OFFICE] = new
    return b"".join(lines)


_POSTALS: dict[str, Choose] = {
    "postal.address": _other_town,
    "barcode.unprintable": _unlisted,
    "barcode.unprintable/representative": _representative,
    "barcode.unprintable/short": _short,
    "barcode.unprintable/blank": _blank,
}
_GAIJI = {"gaiji.missing": (min(MISSING_CODES), 0.27), "gaiji.missing/blank": (BLANK_CODE, 0.93)}


def _plants(scheme: Scheme) -> Iterator[tuple[str, Plant]]:
    """Each defect in the largest file of a scheme, spread over its records."""

    def named(name: str) -> str:
        return name if scheme == "kounen" else f"{name}/senpo"

    for name, (code, share) in _GAIJI.items():
        yield named(name), _gaiji(named(name), scheme, code, share)
    for at, (name, choose) in enumerate(_POSTALS.items(), 1):
        yield named(name), _postal(named(name), scheme, choose, at / (len(_POSTALS) + 1))
    yield named("office.unknown"), _office(named("office.unknown"), scheme)


PLANTS: MappingProxyType[str, Plant] = MappingProxyType({**dict(_plants("kounen")), **dict(_plants("senpo"))})
