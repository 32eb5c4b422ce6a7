"""料金後納郵便物差出票 as drafted, in the columns of 委託要領別紙12, and the table for its stamped copy."""

from collections.abc import Iterable
from datetime import datetime

from app.equipment.posting import SIZE_WORDS, Posting
from app.reports.workbook import Value, add_row, add_rows, add_sheet, book_bytes, closing_sheets, new_book
from app.tally.slip_model import Slip, SlipKey
from app.tally.ways import WAY_WORDS

TITLE = "料金後納郵便物差出票（下書き）"
HEADERS = ("郵便物の種類", "特殊取扱の種類", "重量", "通数", "1個の料金（円）", "合計料金（円）", "摘要")
ROW_HEADERS = ("郵便物の種類", "重量", "区分", "バーコード", "下書き（通）", "受付印（通）")
STAND_IN = (
    "正式な様式は契約締結後に提供されます（委託要領8）。料金は委託要領別紙12の額（割引前）です。"
    "引き抜きの束の重さに外装は含みません。"
)


def slip_xlsx(slip: Slip, posting: Posting, month: str, volume: str, made: datetime) -> bytes:
    """The draft as a book: 別紙12, its rows apart for typing the stamped copy beside them, and what it was made of."""
    book = new_book(f"{TITLE}　{month}")
    with closing_sheets(book):
        add_rows(book, "差出票", HEADERS, (16, 14, 12, 12, 14, 16, 50), _classes(slip, posting))
        keys = sorted(slip, key=lambda one: one.order)
        add_rows(book, "内訳", ROW_HEADERS, (16, 12, 12, 12, 14, 14), (_row(key, slip[key]) for key in keys))
        told = add_sheet(book, "作成", (), (24, 80))
        lines = (
            ("差出人住所", "東京都杉並区高井戸西3-5-24"),
            ("差出人氏名", "日本年金機構"),
            ("月", month),
            ("ボリューム", volume),
            ("様式", "委託要領別紙12"),
            ("注記", STAND_IN),
        )
        for line in lines:
            add_row(told, line)
    return book_bytes(book, made)


def _classes(slip: Slip, posting: Posting) -> Iterable[tuple[Value, ...]]:
    """Every class that the slip prints, and 合計; a class without a fee in 別紙12 has none here."""
    count, sum_ = 0, 0
    for post in posting.classes:
        own = {key: value for key, value in slip.items() if (key.size, key.grams) == (post.size, post.grams)}
        pieces = sum(own.values())
        fee = post.yen * pieces if post.yen else None
        count, sum_ = count + pieces, sum_ + (fee or 0)
        note = "・".join(f"{_kind(key)} {own[key]:,}" for key in sorted(own, key=lambda one: one.order))
        yield f"{SIZE_WORDS[post.size]}郵便物", "", post.weight, pieces or None, post.yen or None, fee or None, note
    lost = sum(value for key, value in slip.items() if not key.grams)
    yield "合計", "", "", count, None, sum_, f"郵便で送れない重さ {lost:,}" if lost else ""


def _kind(key: SlipKey) -> str:
    return f"{WAY_WORDS[key.way]}・バーコード{'有' if key.barcode else '無'}"


def _row(key: SlipKey, count: int) -> tuple[Value, ...]:
    barcode = "有" if key.barcode else "無"
    return SIZE_WORDS[key.size], key.weight, WAY_WORDS[key.way], barcode, count, None
