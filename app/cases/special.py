"""The special cases of a medium: what is out of the ordinary in a notice, for whole files at once."""

from collections.abc import Container, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache

import numpy as np
from numpy.typing import NDArray

from app.cases.marks import Mark, Marks, Rows
from app.lists.keys import ListKey, list_keys, split_key
from app.notice.content import ADDRESS_IDS, NAME_IDS
from app.notice.flyers import SymbolKind, symbol_kind
from app.notice.items import LAYOUT_NO, item_specs, spec_of
from app.records.layouts import NOTICE_LENGTH, Field, Scheme, notice_layouts
from app.records.notice_file import DETAIL, NoticeFile
from app.records.pictures import read_column
from app.records.text_columns import trimmed_lengths


@dataclass(frozen=True, slots=True)
class Case:
    """A special case: stable ``id`` (check sheets name it), short Japanese ``label``."""

    id: str
    label: str


CASES: tuple[Case, ...] = (
    Case("gannen", "元年"),
    Case("gaiji", "外字"),
    Case("two_months", "2か月分"),
    Case("no_barcode", "バーコードなし"),
    Case("redirect", "別送"),
    Case("longest_address", "最長の住所"),
    Case("longest_name", "最長の名称"),
    Case("cut_off", "枠に収まらない宛先"),
    Case("blank_charge", "告知の日付が空欄"),
    Case("blank_receipt", "領収の日付が空欄"),
    Case("asterisks", "金額＊表示"),
    Case("largest_amount", "最大の金額"),
    Case("flyer_b", "チラシBあり"),
    Case("no_flyer_b", "チラシBなし"),
    Case("layout_1", "様式1（厚年）"),
    Case("layout_2", "様式2（船保）"),
)
BITS: Mapping[str, int] = {case.id: 1 << at for at, case in enumerate(CASES)}
"""The bit of each case in :attr:`Candidates.bits`."""

Bits = NDArray[np.uint32]
_MARKED = (
    (Mark.GANNEN, "gannen"),
    (Mark.GAIJI, "gaiji"),
    (Mark.TWO_MONTHS, "two_months"),
    (Mark.NO_BARCODE, "no_barcode"),
    (Mark.WINDOW, "cut_off"),
)
_DATE_FORMS = ("month", "date")
_BLANK_DATES = {"front.charge.": "blank_charge", "front.receipt.": "blank_receipt"}
_TOTALS = ("front.charge.total", "front.receipt.total")
_BLANK, _STAR = 0x20, 0x2A
_BLANK_BYTE, _KANA_BYTE, _ALNUM_BYTE, _OTHER_BYTE = range(4)
_CHUNK = 4096


@dataclass(frozen=True, slots=True, eq=False)
class Candidates:
    """The notices (``01``) of one file that a proof can be made of.

    ``rows`` ``(m,)`` their records, ascending; ``bits`` ``(m,)`` their special cases (:data:`BITS`); ``offices``
    ``(m,)`` the first four bytes (統一事務所コード) as one number. ``volume`` is the pair (``PAP03``).
    """

    notices: NoticeFile
    volume: str
    rows: Rows
    bits: Bits
    offices: NDArray[np.uint32]

    @property
    def file(self) -> str:
        """The file's name."""
        return self.notices.name

    @property
    def group(self) -> Scheme:
        """The proof group that the file's scheme is."""
        return self.notices.scheme

    def bits_of(self, record: int) -> int:
        """The special cases of one ``01``; ``KeyError`` for any other record."""
        at = int(np.searchsorted(self.rows, record))
        if at == len(self.rows) or self.rows[at] != record:
            raise KeyError(record)
        return int(self.bits[at])


def case_ids(bits: int) -> tuple[str, ...]:
    """The names of the cases in a bit pattern, in the order of :data:`CASES`."""
    return tuple(case.id for case in CASES if bits & BITS[case.id])


def find_candidates(
    files: Sequence[NoticeFile],
    marks: Mapping[str, Marks],
    volume: str,
    redirects: Container[ListKey] = frozenset(),
) -> tuple[Candidates, ...]:
    """The notices of these files with their special cases, a file that has none left out.

    ``marks`` as :func:`app.cases.marks.block_marks` gives them. ``redirects`` are the keys of the
    establishments whose notices go elsewhere; where the lists of 別送 are not read, no notice has the case.
    Longest and largest count within a group; all notices that reach it have the case.
    """
    measured = [_measure(notices, marks[notices.name], redirects) for notices in files]
    found = []
    for group in dict.fromkeys(notices.scheme for notices in files):
        own = [one for one in measured if one.notices.scheme == group]
        for case, at in (("longest_address", 0), ("longest_name", 1), ("largest_amount", 2)):
            most = max((int(one.measures[at].max(initial=0)) for one in own), default=0)
            for one in own if most else ():
                one.bits[one.measures[at] == most] |= np.uint32(BITS[case])
        found += [Candidates(one.notices, volume, one.rows, one.bits, one.offices) for one in own if len(one.rows)]
    return tuple(found)


@dataclass(frozen=True, slots=True, eq=False)
class _Measured:
    """``measures`` ``(3, m)``: columns of the address, columns of the name, larger of the two totals in yen."""

    notices: NoticeFile
    rows: Rows
    bits: Bits
    offices: NDArray[np.uint32]
    measures: NDArray[np.int64]


def _measure(notices: NoticeFile, marks: Marks, redirects: Container[ListKey]) -> _Measured:
    rows = notices.rows(DETAIL)
    own = marks[rows]
    bits = np.full(len(rows), BITS[f"layout_{LAYOUT_NO[notices.scheme]}"], dtype=np.uint32)
    for mark, case in _MARKED:
        bits |= ((own & mark) != 0) * np.uint32(BITS[case])
    offices = np.zeros(len(rows), dtype=np.uint32)
    measures = np.zeros((3, len(rows)), dtype=np.int64)
    for place, data in _chunks(notices, rows):
        offices[place] = np.ascontiguousarray(data[:, :4]).view(">u4")[:, 0]
        bits[place] |= _plain_cases(notices.scheme, data)
        for at, items in enumerate((ADDRESS_IDS, NAME_IDS)):
            measures[at, place] = sum(trimmed_lengths(data[:, _fields(notices.scheme, item)[0].span]) for item in items)
        measures[2, place] = _largest_total(notices.scheme, data)
    if redirects:
        bits |= _redirected(notices, rows, redirects) * np.uint32(BITS["redirect"])
    return _Measured(notices, rows, bits, offices, measures)


def _chunks(notices: NoticeFile, rows: Rows) -> Iterator[tuple[slice, NDArray[np.uint8]]]:
    """Some details at a time: which of ``rows``, and their bytes ``(k, 980)``, copied into the same room."""
    room = np.empty((min(_CHUNK, len(rows)), NOTICE_LENGTH), dtype=np.uint8)
    for start in range(0, len(rows), _CHUNK):
        some = rows[start : start + _CHUNK]
        yield slice(start, start + len(some)), notices.data.take(some, axis=0, out=room[: len(some)], mode="clip")


def _plain_cases(scheme: Scheme, data: NDArray[np.uint8]) -> Bits:
    """Cases that follow from a record alone and have no mark."""
    bits = np.zeros(len(data), dtype=np.uint32)
    for fields, case in _date_fields(scheme):
        blank = np.ones(len(data), dtype=bool)
        for at in (fields[0].offset, *(field.end - 1 for field in fields[1:])):
            # An era begins, and a number ends, with a byte that is not blank.
            blank &= data[:, at] == _BLANK
        bits |= blank * np.uint32(BITS[case])
    starred = np.zeros(len(data), dtype=bool)
    for field in _starred_fields(scheme):
        # On either side: which one is not specified.
        starred |= (data[:, field.offset] == _STAR) | (data[:, field.end - 1] == _STAR)
    bits |= starred * np.uint32(BITS["asterisks"])
    if scheme == "kounen":
        kana = _in_kana(data[:, _fields(scheme, "front.office_symbol")[-1].span])
        bits |= np.where(kana, np.uint32(BITS["flyer_b"]), np.uint32(BITS["no_flyer_b"]))
    return bits


def _in_kana(symbols: NDArray[np.uint8]) -> NDArray[np.bool_]:
    """Which 事業所記号 ``(k, 4)`` ask for チラシB (N 5(1)); only those with other characters are looked at alone."""
    kinds = _byte_kinds()[symbols]
    found: NDArray[np.bool_] = (kinds <= _KANA_BYTE).all(axis=1) & (kinds == _KANA_BYTE).any(axis=1)
    for at in np.flatnonzero((kinds == _OTHER_BYTE).any(axis=1)):
        found[at] = symbol_kind(symbols[at].tobytes()) is SymbolKind.KANA
    return found


@cache
def _byte_kinds() -> NDArray[np.uint8]:
    """``(256,)``: what each byte is by itself."""
    known = {
        SymbolKind.BLANK: _BLANK_BYTE,
        SymbolKind.KANA: _KANA_BYTE,
        SymbolKind.ALNUM: _ALNUM_BYTE,
        SymbolKind.MIXED: _OTHER_BYTE,
    }
    return np.array([known[symbol_kind(bytes((byte,)))] for byte in range(256)], dtype=np.uint8)


def _largest_total(scheme: Scheme, data: NDArray[np.uint8]) -> NDArray[np.int64]:
    """The larger of the two totals, 0 where neither is a number."""
    found = np.zeros(len(data), dtype=np.int64)
    for item in _TOTALS:
        (field,) = _fields(scheme, item)
        np.maximum(found, read_column(data[:, field.span], field.picture or "")[0], out=found)
    return found


def _redirected(notices: NoticeFile, rows: Rows, redirects: Container[ListKey]) -> NDArray[np.bool_]:
    keys, there = list_keys(notices, rows)
    on_list = [split_key(key.tobytes()) in redirects for key in keys]
    found: NDArray[np.bool_] = np.array(on_list, dtype=bool) & there
    return found


@cache
def _fields(scheme: Scheme, item_id: str) -> tuple[Field, ...]:
    return spec_of(scheme, item_id).fields


@cache
def _date_fields(scheme: Scheme) -> tuple[tuple[tuple[Field, ...], str], ...]:
    """The fields of each printed date that may be blank, and the case that it is then."""
    return tuple(
        (spec.fields, case)
        for spec in item_specs(scheme)
        for start, case in _BLANK_DATES.items()
        if spec.form in _DATE_FORMS and spec.id.startswith(start)
    )


@cache
def _starred_fields(scheme: Scheme) -> tuple[Field, ...]:
    return tuple(field for field in notice_layouts(scheme)["01"].fields if "may_be_asterisks" in field.flags)
