"""月間報告書 (N 仕様書別紙13-2): what was commissioned, posted and pulled out, by 管掌区分."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from app.reports.table_paper import PaperColumn, TablePaper, counted, shown_count
from app.signoff.custody_model import PAPERS

ROWS = ("厚年（協会）", "厚年（組合）", "船保")
"""The rows of the annex, in its order."""


class MonthlyCounts(NamedTuple):
    """One row: 委託件数 (作成件数); posted with customer barcode: 通常, 別送, 引き抜き (差出件数); the same without;
    引き抜き (作成件数); 総発送件数. ``None``: nobody knows it yet.
    """

    commissioned: int | None
    normal: int | None
    redirected: int | None
    pulled_posted: int | None
    normal_plain: int | None
    redirected_plain: int | None
    pulled_posted_plain: int | None
    pulled_made: int | None
    posted: int | None


_COLUMNS = (
    PaperColumn("通知書名", 16),
    PaperColumn("委託件数（作成件数）", 12, "right"),
    PaperColumn("バーコード有　通常送付分", 12, "right"),
    PaperColumn("バーコード有　別送分", 12, "right"),
    PaperColumn("バーコード有　引き抜き分（差出件数）", 12, "right"),
    PaperColumn("バーコード無　通常送付分", 12, "right"),
    PaperColumn("バーコード無　別送分", 12, "right"),
    PaperColumn("バーコード無　引き抜き分（差出件数）", 12, "right"),
    PaperColumn("引き抜き分（作成件数）", 12, "right"),
    PaperColumn("総発送件数", 12, "right"),
)
_BUNDLES = "引き抜き分の差出件数は年金事務所あての束の数（通）です。束は事務所ごとのため、合計だけに加えています。"


def monthly_paper(
    period: str,
    rows: Mapping[str, MonthlyCounts],
    units: Sequence[str],
    stated: Mapping[str, int | None],
    other: str,
    bundles: int | None = None,
) -> TablePaper:
    """``rows`` by :data:`ROWS`; ``units``: what the columns count, said below; ``stated``: 納品遅延回数 and
    誤発送等判明件数 as somebody signed them; ``bundles`` (通): in which what is pulled out is posted, by office: they
    stand in the total alone.
    """
    known = PAPERS["monthly"]
    names = [*ROWS, *(name for name in rows if name not in ROWS)]
    lines = [rows[name] for name in names]
    total = _with_bundles(MonthlyCounts(*counted(lines)), bundles)
    table = [(name, *map(shown_count, line)) for name, line in zip(names, lines, strict=True)]
    late, leaks = stated.get("late_delivery"), stated.get("misdelivered")
    facts = (
        ("対象月", period),
        ("納品遅延回数", "―（未記入）" if late is None else f"{late:,} 回"),
        ("誤発送等判明件数", "―（未記入）" if leaks is None else f"{leaks:,} 件"),
        ("その他", other or "なし"),
    )
    rows_ = (*table, ("合計（件数）", *map(shown_count, total)))
    notes = (*units, _BUNDLES, "―は、まだ誰も数えていない数です。0 ではありません。")
    return TablePaper(known.annex, known.title, facts, _COLUMNS, rows_, notes, ("監督職員等確認印",))


def _with_bundles(total: MonthlyCounts, bundles: int | None) -> MonthlyCounts:
    if bundles is None or total.posted is None or total.pulled_posted == 0:
        return total
    return total._replace(pulled_posted=bundles, pulled_posted_plain=0, posted=total.posted + bundles)
