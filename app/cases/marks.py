"""Marks of the record list: what is special about a record, for a whole file at once."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from enum import IntFlag
from functools import cache

import numpy as np
from numpy.typing import NDArray

from app.cases.record_scan import RecordScan, date_fields, scan_block
from app.notice.content import ADDRESS_IDS, ADDRESSEE_IDS, NAME_IDS, POSTAL_ID
from app.notice.customer_barcode import reason_codes
from app.notice.items import spec_of
from app.notice.postal import PostalDictionary
from app.records.distinct import cut, distinct_values, equal_rows
from app.records.layouts import NOTICE_LENGTH, Field, Scheme, notice_layouts
from app.records.notice_file import DETAIL, TYPE_OFFSET, NoticeFile
from app.records.text_columns import HAS_GAIJI, HAS_UNDECODABLE, printed_columns, text_classes
from app.sheet.fit import FITS, LOOK, OVERFLOWS, block_fits
from app.sheet.form_model import Stack


class Mark(IntFlag):
    """Bits of one record's marks; shown as 元 外 別 窓 無バーコード 2月, and after a check 誤 注."""

    GANNEN = 1
    GAIJI = 2
    REDIRECT = 4
    WINDOW = 8
    NO_BARCODE = 16
    TWO_MONTHS = 32
    ERROR = 64
    WARNING = 128


Marks = NDArray[np.uint8]
Rows = NDArray[np.int64]

_OFFICE_CODE, _OFFICE_NAME = "sheet.office_postal", "sheet.office_name"


@dataclass(frozen=True, slots=True)
class MarkRules:
    """What marks of one file need besides its records.

    ``reserve_mm`` is the room the barcode takes in ``addressee``; ``no_barcode_at_all`` is true when no permitted
    size keeps clear of the window; ``cut_off(raw)`` sets the address panel of one detail record, given as its 980
    bytes, and names the items that do not fit. ``fullest_fits``: see the function of this name. ``office_verdicts``
    remembers whether the block of an office (its code and name as bytes) is cut off.
    """

    postal: PostalDictionary
    addressee: Stack
    reserve_mm: float
    no_barcode_at_all: bool
    cut_off: Callable[[bytes], frozenset[str]]
    fullest_fits: bool = False
    office_verdicts: dict[bytes, bool] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, eq=False)
class _Details:
    """Some detail records: ``rows`` ``(m,)`` in the ``file``, and what was found in them."""

    file: NoticeFile
    rows: Rows
    scan: RecordScan

    def column(self, item_id: str) -> NDArray[np.uint8]:
        """``(m, width)``: the field that fills a printed item."""
        return cut(self.file.data, self.rows, _field(self.file.scheme, item_id).span)


def fullest_fits(scheme: Scheme, addressee: Stack, reserve_mm: float) -> bool:
    """Whether an addressee whose fields are filled to their last byte still fits."""
    widths = [_field(scheme, item.id).length if item.id in ADDRESSEE_IDS else 0 for item in addressee.items]
    return bool(block_fits(np.array([widths]), addressee, reserve_mm)[0] == FITS)


def block_marks(
    file: NoticeFile, start: int, stop: int, rules: MarkRules, scans: Mapping[int, RecordScan] | None = None
) -> Marks:
    """``(stop - start,)`` marks of the records ``start <= i < stop``. Thread-safe; blocks may run in any order.

    ``scans`` as :func:`app.cases.record_scan.scan_block` gives them for these records. The window mark comes from the
    column counts of the address block, which decide the setting of the sheet itself; the few records whose counts
    leave it open are set one by one, by the code that draws them.
    """
    marks = np.zeros(stop - start, dtype=np.uint8)
    for kind, scan in (scan_block(file, start, stop) if scans is None else scans).items():
        rows = start + np.flatnonzero(file.types[start:stop] == kind)
        if kind == DETAIL:
            marks[rows - start] = _detail_marks(_Details(file, rows, scan), rules)
        else:
            marks[rows - start] = (_classes(scan, scan.texts) & HAS_GAIJI != 0) * np.uint8(Mark.GAIJI)
    marks[_siblings(file, start, stop) - start] |= np.uint8(Mark.TWO_MONTHS)
    return marks


def _detail_marks(details: _Details, rules: MarkRules) -> Marks:
    scan, scheme = details.scan, details.file.scheme
    address, names = (
        _classes(scan, [_field(scheme, item).item for item in items]) for items in (ADDRESS_IDS, NAME_IDS)
    )
    postal = details.column(POSTAL_ID)
    reasons = reason_codes(postal, rules.postal)
    odd_postal = np.flatnonzero(reasons)
    undecodable = (address | names) & HAS_UNDECODABLE != 0
    undecodable[odd_postal] |= text_classes(postal[odd_postal]) & HAS_UNDECODABLE != 0
    found = (
        (Mark.GANNEN, scan.dates.of_values(_first_year(details))),
        (Mark.GAIJI, (_classes(scan, scan.texts) & HAS_GAIJI != 0) | scan.dates.of_values(_date_gaiji(details))),
        # An address that cannot be read gives no address number: `build_content` prints no barcode then.
        (Mark.NO_BARCODE, (reasons != 0) | (address & HAS_UNDECODABLE != 0) | rules.no_barcode_at_all),
        (Mark.WINDOW, _cut_off(details, rules, undecodable)),
    )
    marks = np.zeros(len(details.rows), dtype=np.uint8)
    for mark, rows in found:
        marks |= rows * np.uint8(mark)
    return marks


def _classes(scan: RecordScan, items: Iterable[int]) -> NDArray[np.uint8]:
    """What stands in any of these text fields."""
    classes = np.zeros(len(scan.off_template), dtype=np.uint8)
    for item in items:
        classes |= scan.texts[item][0]
    return classes


def _cut_off(details: _Details, rules: MarkRules, undecodable: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Rows in which something on the address panel does not fit. ``undecodable`` bytes print wider than they are."""
    cut_off = _office_cut_off(details, rules)
    # Nothing is counted where even the fullest fields would fit.
    rows = np.flatnonzero(undecodable if rules.fullest_fits else ~cut_off)
    if not rows.size:
        return cut_off
    counts = np.zeros((len(rows), len(rules.addressee.items)), dtype=np.int32)
    for place, item in enumerate(rules.addressee.items):
        if item.id in ADDRESSEE_IDS:
            counts[:, place] = printed_columns(details.column(item.id)[rows])
    verdict = block_fits(counts, rules.addressee, rules.reserve_mm)
    cut_off[rows] |= verdict == OVERFLOWS
    for row in rows[verdict == LOOK]:
        cut_off[row] = cut_off[row] or bool(rules.cut_off(details.file.data[details.rows[row]].tobytes()))
    return cut_off


def _office_cut_off(details: _Details, rules: MarkRules) -> NDArray[np.bool_]:
    """Rows whose office block does not fit. It follows from the office's code and name alone, which come in runs."""
    code, name = _field(details.file.scheme, _OFFICE_CODE), _field(details.file.scheme, _OFFICE_NAME)
    office = distinct_values(details.file.data, details.rows, [code.span, name.span])
    verdicts = np.zeros(len(office.values), dtype=bool)
    for at, value in enumerate(office.values):
        if value not in rules.office_verdicts:
            # A record that is blank but for its office: nothing else has to be looked up or set.
            raw = bytearray(b" " * NOTICE_LENGTH)
            raw[TYPE_OFFSET : TYPE_OFFSET + 2] = b"01"
            raw[code.span], raw[name.span] = value[: code.length], value[code.length :]
            rules.office_verdicts[value] = bool(rules.cut_off(bytes(raw)))
        verdicts[at] = rules.office_verdicts[value]
    return office.of_values(verdicts)


def _first_year(details: _Details) -> NDArray[np.bool_]:
    """Of the different dates those in which any field flagged ``gannen`` holds 1."""
    data = details.file.data[details.scan.dates.first]
    found = np.zeros(len(data), dtype=bool)
    for one in date_fields(notice_layouts(details.file.scheme)["01"]):
        if "gannen" in one.flags:
            found |= (data[:, one.offset] == 0x20) & (data[:, one.offset + 1] == 0x31)
    return found


def _date_gaiji(details: _Details) -> NDArray[np.bool_]:
    """Of the different dates those with a 外字."""
    data = details.file.data[details.scan.dates.first]
    found = np.zeros(len(data), dtype=bool)
    for one in date_fields(notice_layouts(details.file.scheme)["01"]):
        if one.is_text:
            found |= (text_classes(data[:, one.span]) & HAS_GAIJI) != 0
    return found


def _siblings(file: NoticeFile, start: int, stop: int) -> Rows:
    """Details whose establishment has another detail right before or after them (two collected months)."""
    first, last = max(start - 1, 0), min(stop + 1, len(file))
    kinds = file.types[first:last] == DETAIL
    before = first + np.flatnonzero(kinds[:-1] & kinds[1:])
    same = before[equal_rows(file.data, before, before + 1, slice(0, TYPE_OFFSET))]
    both = np.concatenate([same, same + 1])
    return both[(both >= start) & (both < stop)]


@cache
def _field(scheme: Scheme, item_id: str) -> Field:
    return spec_of(scheme, item_id).fields[0]
