"""Marks of the record list: what is special about a record, for a whole file at once."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from enum import IntFlag
from functools import cache

import numpy as np
from numpy.typing import NDArray

from app.notice.customer_barcode import reason_codes
from app.notice.items import item_specs
from app.notice.postal import PostalDictionary
from app.records.layouts import Field, RecordLayout, Scheme, notice_layouts
from app.records.notice_file import DETAIL, EXTRACT, TYPE_OFFSET, NoticeFile
from app.records.scan import HAS_GAIJI, HAS_UNDECODABLE, text_classes, trimmed_lengths
from app.sheet.fit import LOOK, OVERFLOWS, block_fits
from app.sheet.form_model import Stack


class Mark(IntFlag):
    """Bits of one record's marks; shown as 元 外 別 窓 無バーコード 2月."""

    GANNEN = 1
    GAIJI = 2
    REDIRECT = 4
    WINDOW = 8
    NO_BARCODE = 16
    TWO_MONTHS = 32


Marks = NDArray[np.uint8]
Rows = NDArray[np.intp]


@dataclass(frozen=True, slots=True)
class MarkRules:
    """What marks need besides the records.

    ``reserve_mm`` is the room the barcode takes in ``addressee``; ``no_barcode_at_all`` is true when no permitted
    size keeps clear of the window; ``overflows(record)`` sets one sheet and says whether anything is cut off.
    """

    postal: PostalDictionary
    addressee: Stack
    reserve_mm: float
    no_barcode_at_all: bool
    overflows: Callable[[int], bool]


@dataclass(frozen=True, slots=True, eq=False)
class _Block:
    """Some records of a file: ``data`` ``(m, 980)`` begins at record ``start``."""

    scheme: Scheme
    start: int
    data: NDArray[np.uint8]


def block_marks(file: NoticeFile, start: int, stop: int, rules: MarkRules) -> Marks:
    """``(stop - start,)`` marks of the records ``start <= i < stop``. Thread-safe; blocks may run in any order.

    The window mark comes from the column counts of the address block, which decide the setting of the sheet
    itself; the few records whose counts leave it open are set one by one, by the code that draws them.
    """
    types = file.types[start:stop]
    marks = np.zeros(stop - start, dtype=np.uint8)
    block = _Block(file.scheme, start, file.data[start:stop])
    details = np.flatnonzero(types == DETAIL)
    if details.size:
        _mark_details(marks, details, block, rules)
        marks[details[_has_sibling(file, details + start)]] |= np.uint8(Mark.TWO_MONTHS)
    extracts = np.flatnonzero(types == EXTRACT)
    if extracts.size:
        classes = _classes(block, extracts, text_fields(file.scheme, "00"))
        marks[extracts[(classes & HAS_GAIJI) != 0]] |= np.uint8(Mark.GAIJI)
    return marks


_ADDRESS = ("sheet.address_1", "sheet.address_2", "sheet.address_3")
_ADDRESSEE = (*_ADDRESS, "sheet.name_1", "sheet.name_2")


def _mark_details(marks: Marks, rows: Rows, block: _Block, rules: MarkRules) -> None:
    layout = notice_layouts(block.scheme)["01"]
    address = _classes(block, rows, [_field(block.scheme, item) for item in _ADDRESS])
    fields = text_fields(block.scheme, "01")
    classes = address | _classes(block, rows, [field for field in fields if field.item not in _items(block.scheme)])
    marks[rows[(classes & HAS_GAIJI) != 0]] |= np.uint8(Mark.GAIJI)
    marks[rows[_first_year(block, rows, layout)]] |= np.uint8(Mark.GANNEN)
    postal = block.data[rows, _field(block.scheme, "sheet.postal").span]
    # An address that cannot be read gives no address number: `build_content` prints no barcode then.
    without = (reason_codes(postal, rules.postal) != 0) | ((address & HAS_UNDECODABLE) != 0) | rules.no_barcode_at_all
    marks[rows[without]] |= np.uint8(Mark.NO_BARCODE)
    marks[rows[_cut_off(block, rows, rules, (classes & HAS_UNDECODABLE) != 0)]] |= np.uint8(Mark.WINDOW)


def _first_year(block: _Block, rows: Rows, layout: RecordLayout) -> NDArray[np.bool_]:
    """Rows in which any field flagged ``gannen`` holds 1."""
    found = np.zeros(len(rows), dtype=bool)
    for field in layout.fields:
        if "gannen" in field.flags:
            found |= (block.data[rows, field.offset] == 0x20) & (block.data[rows, field.offset + 1] == 0x31)
    return found


def _has_sibling(file: NoticeFile, details: Rows) -> NDArray[np.bool_]:
    """Details whose establishment has another detail right before or after them (two collected months)."""
    found = np.zeros(len(details), dtype=bool)
    for step in (-1, 1):
        beside = np.clip(details + step, 0, len(file) - 1)
        same = (file.data[beside, :TYPE_OFFSET] == file.data[details, :TYPE_OFFSET]).all(axis=1)
        found |= same & (file.types[beside] == DETAIL) & (beside != details)
    return found


def _classes(block: _Block, rows: Rows, fields: Iterable[Field]) -> NDArray[np.uint8]:
    classes = np.zeros(len(rows), dtype=np.uint8)
    for field in fields:
        classes |= text_classes(block.data[rows, field.span])
    return classes


def _cut_off(block: _Block, rows: Rows, rules: MarkRules, undecodable: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Rows whose address block does not fit its room in the window."""
    fields = [_field(block.scheme, item) for item in _ADDRESSEE]
    columns = np.stack([trimmed_lengths(block.data[rows, field.span]) for field in fields], axis=1)
    verdict = block_fits(columns, rules.addressee, rules.reserve_mm)
    cut = verdict == OVERFLOWS
    for row in np.flatnonzero((verdict == LOOK) | undecodable):
        cut[row] = rules.overflows(block.start + int(rows[row]))
    return cut


@cache
def _field(scheme: Scheme, item_id: str) -> Field:
    return next(spec.fields[0] for spec in item_specs(scheme) if spec.id == item_id)


@cache
def _items(scheme: Scheme) -> frozenset[int]:
    """Item numbers of the address lines."""
    return frozenset(_field(scheme, item).item for item in _ADDRESS)


@cache
def text_fields(scheme: Scheme, type_code: str) -> tuple[Field, ...]:
    """The fields of a record type that hold free text: no picture, no constant, not reserved."""
    return tuple(
        field
        for field in notice_layouts(scheme)[type_code].fields
        if field.attr == "C"
        and field.picture is None
        and field.constant is None
        and "reserved_blank" not in field.flags
    )
