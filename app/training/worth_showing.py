"""Which records of a file are worth showing: one for each special case, found without a loop over records."""

import numpy as np
from numpy.typing import NDArray

from app.records.layouts import Field, RecordLayout, notice_layouts
from app.records.notice_file import DETAIL, NoticeFile
from app.records.text_columns import HAS_EXTENSION, HAS_GAIJI, text_classes, trail_mask, trimmed_lengths

_SPACE, _ONE, _STAR, _FIRST_KANA = 0x20, 0x31, 0x2A, 0xA1
_LONG_ADDRESS = 60  # columns; an ordinary address has 20 to 50
_CHARGE, _RECEIPT, _MONTH = "個別部/保険料告知額部", "個別部/前月分領収済額部", "/納付目的年月"


def telling_records(file: NoticeFile) -> dict[str, int]:
    """A record (0-based, always an ``01``) for each special case that the file has; cases it has not are left out.

    ``plain``: nothing special · ``gannen``: a year 1 · ``two_months``: the earlier of two notices of one
    establishment · ``gaiji`` / ``extension``: a 外字 / NEC or IBM code in name or address · ``kana_name``: half-width
    katakana only · ``two_line_name`` · ``longest_address`` · ``no_barcode``: postal code blank or shorter than 7
    digits · ``asterisks``: an amount that is not said · ``blank_receipt``. Of several records the one with the fewest
    other specialities is taken.
    """
    details = file.rows(DETAIL)
    if not details.size:
        return {}
    layout = notice_layouts(file.scheme)["01"]
    lines, (first, second) = layout.roles("address.1", "address.2", "address.3"), layout.roles("name.1", "name.2")
    classes = np.bitwise_or.reduce([text_classes(_cells(file, details, field)) for field in (*lines, first, second)])
    no_charge = _blank(file, details, layout, _CHARGE)
    second_line = trimmed_lengths(_cells(file, details, second)) > 0
    address = np.sum([trimmed_lengths(_cells(file, details, field)) for field in lines], axis=0)
    cases: dict[str, NDArray[np.bool_]] = {
        "gannen": _gannen(file, details, layout),
        "two_months": _earlier_of_two(file, details),
        "gaiji": classes & HAS_GAIJI > 0,
        "extension": classes & HAS_EXTENSION > 0,
        "kana_name": _kana_only(_cells(file, details, first)),
        "two_line_name": second_line,
        "no_barcode": file.data[details, layout.role("postal").end - 1] == _SPACE,
        "asterisks": _stars(file, details, layout),
        "blank_receipt": _blank(file, details, layout, _RECEIPT),
    }
    marks = np.sum([*cases.values(), no_charge, address > _LONG_ADDRESS], axis=0, dtype=np.uint8)
    cases["plain"] = marks == 0
    # The record with the fewest other specialities shows its own best.
    records = {name: int(details[np.where(mask, marks, 0xFF).argmin()]) for name, mask in cases.items() if mask.any()}
    return records | {"longest_address": int(details[address.argmax()])}


def _cells(file: NoticeFile, rows: NDArray[np.int64], field: Field) -> NDArray[np.uint8]:
    cells: NDArray[np.uint8] = file.data[rows, field.span]
    return cells


def _gannen(file: NoticeFile, rows: NDArray[np.int64], layout: RecordLayout) -> NDArray[np.bool_]:
    years = [_cells(file, rows, field) for field in layout.fields if "gannen" in field.flags]
    mask: NDArray[np.bool_] = np.logical_or.reduce([(year[:, 0] == _SPACE) & (year[:, 1] == _ONE) for year in years])
    return mask


def _stars(file: NoticeFile, rows: NDArray[np.int64], layout: RecordLayout) -> NDArray[np.bool_]:
    """Asterisks stand on either side of the field."""
    fields = [field for field in layout.fields if "may_be_asterisks" in field.flags]
    ends = [(file.data[rows, field.offset], file.data[rows, field.end - 1]) for field in fields]
    mask: NDArray[np.bool_] = np.logical_or.reduce([(left == _STAR) | (right == _STAR) for left, right in ends])
    return mask


def _blank(file: NoticeFile, rows: NDArray[np.int64], layout: RecordLayout, part: str) -> NDArray[np.bool_]:
    """The part's 納付目的年月 (era, year and month) says nothing."""
    fields = [field for field in layout.fields if field.section == part + _MONTH and "may_be_blank" in field.flags]
    mask: NDArray[np.bool_] = np.logical_and.reduce(
        [(_cells(file, rows, field) == _SPACE).all(axis=1) for field in fields]
    )
    return mask


def _earlier_of_two(file: NoticeFile, rows: NDArray[np.int64]) -> NDArray[np.bool_]:
    extract = file.extract_of[rows]
    mask: NDArray[np.bool_] = np.append((extract[:-1] == extract[1:]) & (extract[:-1] >= 0), False)
    return mask


def _kana_only(name: NDArray[np.uint8]) -> NDArray[np.bool_]:
    """No two-byte character, and katakana in it."""
    two_bytes: NDArray[np.bool_] = np.logical_or.reduce(trail_mask(name), axis=1)
    kana: NDArray[np.bool_] = np.logical_or.reduce(name >= _FIRST_KANA, axis=1)
    return kana & ~two_bytes
