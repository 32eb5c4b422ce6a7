"""個人情報等管理台帳 (N 仕様書 10(3)②, 別紙10), in the annex's own columns."""

from collections.abc import Iterable

from app.japan_time import JST
from app.reports.signs import moment
from app.reports.table_paper import PaperColumn, TablePaper
from app.reports.workbook import Value
from app.signoff.custody_model import HOW_WORDS, MEDIUM_WORDS, PAPERS, Holding

_COLUMNS = (
    PaperColumn("作成（受領）日", 13),
    PaperColumn("作成（受領）者", 13),
    PaperColumn("識別番号", 12),
    PaperColumn("情報の内容", 30),
    PaperColumn("数量", 10),
    PaperColumn("種類", 14),
    PaperColumn("利用目的", 13),
    PaperColumn("複写複製の有・無", 8),
    PaperColumn("保管場所", 18),
    PaperColumn("移送・廃棄・消去の区分", 10),
    PaperColumn("移送（廃棄・消去）日", 12),
    PaperColumn("移送（廃棄・消去）者", 13),
    PaperColumn("移送等確認（点検）者", 13),
    PaperColumn("行き先・方法", 24),
)
NOTES = (
    "移送等確認（点検）者は、移送（廃棄・消去）者と異なる者です（検版は同じ人の確認を受け付けません）。",
    "複写複製には、電子計算機への格納とバックアップを含みます。検版の外で作った写しは、人が加えたものだけです。",
    "保管場所が「書き出した先」のものは、書き出した人が置いた場所に書き換えてください。",
)


def custody_paper(place: str, holdings: Iterable[Holding]) -> TablePaper:
    """The whole of it for one 履行場所 (``place``, as people call it)."""
    known = PAPERS["custody"]
    rows = tuple(map(_row, holdings))
    facts = (("履行場所", place or "（記入）"), ("管理対象", f"{len(rows):,} 点"))
    return TablePaper(known.annex, known.title, facts, _COLUMNS, rows, NOTES)


def _row(one: Holding) -> tuple[Value, ...]:
    told: tuple[Value, ...] = (
        day_of(one.made),
        one.by,
        one.number,
        one.what,
        one.quantity,
        MEDIUM_WORDS[one.medium],
        one.purpose,
        "有" if one.copy else "無",
        one.place,
    )
    moved = one.moved
    if moved is None:
        return (*told, "", "", "", "", "")
    confirmed = "" if moved.confirmed is None else moved.confirmed.name
    return (*told, HOW_WORDS[moved.how], moved.on, moved.signature.name, confirmed, moved.method)


def day_of(made: str) -> str:
    """The day of what was typed or of an entry's time."""
    return f"{moment(made).astimezone(JST):%Y-%m-%d}" if made.endswith("Z") else made.split(" ", maxsplit=1)[0]
