"""該当現品一覧: every piece that has a defect in common, with room to write down where it was found."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import NamedTuple

from app.reports.workbook import add_row, add_rows, add_sheet, book_bytes, closing_sheets, new_book

TITLE = "該当現品一覧"
_HEADERS = (
    "通番", "現品ID", "区分", "ファイル", "レコード", "年金事務所", "整理記号・番号", "名称", "どこまで", "誰が持つか",
    "発見", "回収",
)  # fmt: skip
_WIDTHS = (7, 20, 8, 14, 9, 9, 20, 36, 10, 16, 10, 10)


class PieceRow(NamedTuple):
    """A notice on the list."""

    id: str
    scheme: str
    file: str
    record: int
    office: str
    number: str
    name: str
    stage: str
    who: str


def incident_xlsx(facts: Sequence[tuple[str, str]], rows: Iterable[PieceRow], made: datetime) -> bytes:
    """The list, and what it was made of. ``made`` is the only time in it."""
    book = new_book(TITLE)
    with closing_sheets(book):
        add_rows(book, TITLE, _HEADERS, _WIDTHS, ((at, *row, "", "") for at, row in enumerate(rows, 1)))
        sheet = add_sheet(book, "事故", ("項目", "内容"), (24, 90))
        for label, text in facts:
            add_row(sheet, (label, text))
    return book_bytes(book, made)
