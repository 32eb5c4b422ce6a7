"""料金後納郵便物差出票 as drafted, in the columns of 委託要領別紙12, and the table for its stamped copy."""

from collections.abc import Iterable
from datetime import datetime

from app.equipment.posting import SIZE_WORDS, Posting
from app.reports.paper_columns import paper_columns
from app.reports.workbook import Value, add_row, add_rows, add_sheet, book_bytes, closing_sheets, new_book
from app.tally.slip_model import Slip, SlipKey
from app.tally.ways import WAY_WORDS

_DRAFT = "（下書き）"
ROW_HEADERS = ("郵便物の種類", "重量", "区分", "バーコード", "下書き（通）", "受付印（通）")


def slip_xlsx(slip: Slip, posting: Posting, month: str, volume: str, made: datetime) -> bytes:
    """The draft as a book: 別紙12, its rows apart for typing the stamped copy beside them, and what it was made of."""
    table = paper_columns("12")
    book = new_book(f"{table.title}{_DRAFT}　{month}")
    with closing_sheets(book):
        add_rows(book, "差出票", table.headers, table.widths, map(table.cells, _classes(slip, posting)))
        keys = sorted(slip, key=lambda one: one.order)
        add_rows(book, "内訳", ROW_HEADERS, (16, 12, 12, 12, 14, 14), (_row(key, slip[key]) for key in keys))
        told = add_sheet(book, "作成", (), (24, 80))
        lines = (
            ("差出人住所", "東京都杉並区高井戸西3-5-24"),
            ("差出人氏名", "日本年金機構"),
            ("月", month),
            ("ボリューム", volume),
            ("様式", "委託要領別紙12"),
            *table.notes,
        )
        for line in lines:
            add_row(told, line)
    return book_bytes(book, made)


def _classes(slip: Slip, posting: Posting) -> Iterable[dict[str, Value]]:
    """Every class that the slip prints, and 合計; a class without a fee in 別紙12 has none here."""
    count, sum_ = 0, 0
    for post in posting.classes:
        own = {key: value for key, value in slip.items() if (key.size, key.grams) == (post.size, post.grams)}
        pieces = sum(own.values())
        fee = post.yen * pieces if post.yen else None
        count, sum_ = count + pieces, sum_ + (fee or 0)
        note = "・".join(f"{_kind(key)} {own[key]:,}" for key in sorted(own, key=lambda one: one.order))
        yield {
            "size": f"{SIZE_WORDS[post.size]}郵便物",
            "handling": "",
            "weight": post.weight,
            "pieces": pieces or None,
            "fee": post.yen or None,
            "sum": fee or None,
            "remarks": note,
        }
    lost = sum(value for key, value in slip.items() if not key.grams)
    remarks = f"郵便で送れない重さ {lost:,}" if lost else ""
    yield {"size": "合計", "handling": "", "weight": "", "pieces": count, "sum": sum_, "remarks": remarks}


def _kind(key: SlipKey) -> str:
    return f"{WAY_WORDS[key.way]}・バーコード{'有' if key.barcode else '無'}"


def _row(key: SlipKey, count: int) -> tuple[Value, ...]:
    barcode = "有" if key.barcode else "無"
    return SIZE_WORDS[key.size], key.weight, WAY_WORDS[key.way], barcode, count, None
