"""What 様式の測定 says of a form and of one item."""

from collections import Counter
from collections.abc import Sequence

from app.month.printed.learned import ItemRow, Measured

_ALIGNS = {"left": "左", "right": "右", "centre": "中央"}


def about(row: ItemRow) -> str:
    """What there is to do about an item."""
    if row.state == "asked" and len(row.candidates) > 1:
        where = f"同じ値が {len(row.candidates)} か所にあります"
        return f"{row.label}　{where}。印字される場所を番号で選んでください（0：どれでもない）。"
    if row.state == "asked":
        count = f"{row.due:,} 件のうち {row.candidates[0].place.sides:,} 件がここです"
        return f"{row.label}　{count}。確かなら 1、違えば 0 を押してください。"
    if row.state == "unplaced":
        return f"{row.label}　{row.due:,} 件に印字されるはずですが、どこにもありません。"
    place = row.candidates[0].place
    where = f"{_ALIGNS[place.align]} {place.anchor:.1f} mm、行 {place.baseline:.1f} mm"
    return f"{row.label}　{where}　{place.sides:,} 件が一致"


def facts(one: Measured, rows: Sequence[ItemRow]) -> str:
    """How far it is."""
    counts, learned = Counter(row.state for row in rows), one.printed.learned
    placed = counts["placed"] + counts["chosen"]
    pages = f"{learned.pages:,} 頁のうち {learned.matched:,} 頁"
    return f"{pages}　決定 {placed}　確認 {counts['asked']}　不明 {counts['unplaced']}"


def next_act(one: Measured | None, *, asked: bool) -> str:
    """The button for what comes next."""
    if one is None:
        return "測る　Ctrl+Enter"
    return "次の確認　Ctrl+Enter" if asked else "書き出す　Ctrl+Enter"
