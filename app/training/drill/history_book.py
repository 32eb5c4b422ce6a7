"""The results of drills as an Excel book."""

from datetime import datetime

from app.reports.workbook import add_rows, book_bytes, closing_sheets, new_book
from app.signoff.warm_up_model import DRILLS
from app.training.drill.results import Counted, Results
from app.training.drill.scoring import share
from app.training.drill.table import defect_title

_TITLE = "欠陥を見つける練習の成績"
_DRILLS = (
    "日時",
    "氏名",
    "種類",
    "欠陥の割合",
    "枚数",
    "欠陥",
    "見つけた",
    "見逃し",
    "誤って異常",
    "秒／枚",
    "検査前の練習",
)
_SHARES = ("見つけた", "仕込んだ", "割合", "95％区間 下", "95％区間 上")


def history_xlsx(results: Results, person: str, made: datetime) -> bytes:
    """One person's drills, or everybody's: every drill, what was found by kind of defect and by how rare they were."""
    book = new_book(_TITLE)
    with closing_sheets(book):
        rows = [
            (
                one.at, one.name, DRILLS[one.kind], f"{one.rate}％", one.sheets, one.planted, one.found,
                one.planted - one.found, one.false, round(one.seconds / max(one.sheets, 1), 1),
                "はい" if one.warm_up else "",
            )
            for one in results.history(person)
        ]  # fmt: skip
        add_rows(book, "練習", _DRILLS, (16, 18, 14, 11, 7, 7, 9, 9, 11, 9, 13), rows)
        for name, head, counted in (
            ("欠陥の種類", "欠陥", [_named(one, defect_title(one.what)) for one in results.by_defect(person)]),
            ("欠陥の割合", "割合", [_named(one, f"{one.what}％") for one in results.by_rate(person)]),
        ):
            add_rows(book, name, (head, *_SHARES), (24, 9, 9, 9, 12, 12), counted)
    return book_bytes(book, made)


def _named(one: Counted, name: str) -> tuple[str | int | float, ...]:
    own = share(one.share.hits, one.share.total)
    part = own.hits / own.total if own.total else 0.0
    return name, own.hits, own.total, round(part, 3), round(own.low, 3), round(own.high, 3)
