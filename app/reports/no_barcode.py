"""カスタマバーコード印字不可分該当事業所一覧表 (委託要領別紙8): who gets a notice without a customer barcode, and why.

The columns are those of the agency's form. One row an establishment: two collected months go out in one envelope.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import NamedTuple

from app.reports.workbook import MAX_ROWS, add_row, add_sheet, book_bytes, closing_sheets, new_book

TITLE = "カスタマバーコード印字不可分該当事業所一覧表"
_HEADERS = ("通番", "事業所整理記号", "事業所番号", "事業所名称", "郵便番号", "事業所所在地", "備考")
_WIDTHS = (8, 16, 12, 40, 12, 60, 60)
_SHEETS = {"kounen": "一般", "senpo": "船員"}


class NoBarcode(NamedTuple):
    """One establishment; ``reason`` why its notice carries no barcode."""

    symbol: str
    number: str
    name: str
    postal: str
    address: str
    reason: str


def no_barcode_xlsx(volume: str, rows: Mapping[str, Sequence[NoBarcode]], edition: str, made: datetime) -> bytes:
    """A sheet for each scheme (``rows`` by ``kounen``, ``senpo``), and one that says what they were made of.

    ``edition``: month of the postal dictionary. ``ValueError`` beyond the rows that a sheet has.
    """
    book = new_book(f"{TITLE} {volume}")
    with closing_sheets(book):
        for scheme, name in _SHEETS.items():
            own = rows.get(scheme, ())
            if len(own) > MAX_ROWS:
                raise ValueError(f"{len(own)} rows")
            sheet = add_sheet(book, name, _HEADERS, _WIDTHS)
            for number, row in enumerate(own, 1):
                add_row(sheet, (number, *row))
        told = add_sheet(book, "作成", (), (24, 60))
        for label, text in (("様式", TITLE), ("ボリューム", volume), ("郵便番号の辞書", edition)):
            add_row(told, (label, text))
        for scheme, name in _SHEETS.items():
            add_row(told, (f"{name}（事業所）", len(rows.get(scheme, ()))))
    return book_bytes(book, made)
