"""同封計画: which flyers are needed, what each combination weighs, what leaves the class (N 委託要領5, 6(4)①, 8)."""

from collections.abc import Iterable
from datetime import datetime

from app.reports.workbook import Value, add_row, add_rows, add_sheet, book_bytes, closing_sheets, new_book
from app.tally.planner import FlyerNeed, InsertPlan
from app.tally.ways import WAY_WORDS, WAYS

TITLE = "同封計画"
_SCHEMES = {"kounen": "厚年", "senpo": "船保"}
FLYER_HEADERS = ("チラシ", "種類", "大きさ", "必要数（枚）", "都道府県の内訳")
HEADERS = (
    "制度", "都道府県", "内容", *(f"{WAY_WORDS[way]}（通）" for way in WAYS), "予定の重さ（g）", "秤の下限（g）",
    "秤の上限（g）", "厚さ（mm）", "郵便の区分", "要確認",
)  # fmt: skip


def insert_plan_xlsx(plan: InsertPlan, month: str, volume: str, made: datetime) -> bytes:
    """The plan as a book: flyers, combinations, and what it was made of."""
    book = new_book(f"{TITLE}　{month}")
    with closing_sheets(book):
        flyers = ((one.letter, one.name, one.size, one.needed, _split(one)) for one in plan.flyers)
        add_rows(book, "チラシ", FLYER_HEADERS, (8, 20, 8, 14, 60), flyers)
        rows: Iterable[tuple[Value, ...]] = (
            (
                _SCHEMES[one.scheme],
                one.prefecture,
                one.contents,
                *(one.ways[way] for way in WAYS),
                round(one.grams, 1),
                round(one.low, 1),
                round(one.high, 1),
                round(one.thick, 1),
                "" if one.post is None else one.post.name,
                "。".join(one.problems),
            )
            for one in plan.combinations
        )
        add_rows(book, "組合せ", HEADERS, (6, 10, 40, 10, 10, 12, 12, 12, 12, 10, 18, 50), rows)
        told = add_sheet(book, "作成", (), (24, 70))
        lines: tuple[tuple[str, Value], ...] = (
            ("月", month),
            ("ボリューム", volume),
            ("通知書（件）", plan.notices),
            ("封筒（通）", plan.envelopes),
            ("封筒の大きさ", "、".join(plan.misfits) or "定形に収まります"),
            ("注記", plan.inferred),
        )
        for line in lines:
            add_row(told, line)
    return book_bytes(book, made)


def _split(one: FlyerNeed) -> str:
    return "　".join(f"{at} {count:,}" for at, count in one.prefectures.items())
