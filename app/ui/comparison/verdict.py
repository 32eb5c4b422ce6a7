"""What a comparison says in one word, loud: equal, equal only because something was ignored, or not."""

from typing import NamedTuple

from app.month.printed.compared import Compared
from app.ui.kit.tokens import Tone


class Banner(NamedTuple):
    """The word with its tone, and what was compared."""

    tone: Tone
    text: str
    facts: str


def banner(one: Compared) -> Banner:
    """Three verdicts that cannot be taken for one another."""
    result = one.result
    ignored = sum(int(row["pages"]) for row in one.table["ignored"])
    facts = [f"{result.pages:,} 頁", f"全面を照合した通知書 {result.matched:,} ／ {result.records:,} 件"]
    facts += [f"除外域 {len(one.zones)}（違いのある頁 {ignored:,}）"] if one.zones else []
    facts += [f"読み取り不可 {len(result.unreadable):,}"] if result.unreadable else []
    told = "　".join(facts)
    if result.plainly_equal:
        return Banner("good", "一致　違いはありません", told)
    if result.equal:
        return Banner("asked", f"除外域のほかは一致　除外域の違い {ignored:,} 頁は判定していません", told)
    count = len(result.findings) + len(result.unreadable)
    return Banner("bad", f"相違　{count:,} 件", told)
