"""How entries about 別送・引き抜き read in Japanese."""

from collections.abc import Callable, Mapping
from typing import Any

from app.signoff.model import State

FIELD_NAMES: Mapping[str, str] = {
    "stated": "機構の提示（本）", "read": "読み込み（本）", "unread": "読めないファイル",
    "kounen": "一般", "senpo": "船員",
    "redirect": "別送", "pull": "引き抜き", "unmatched": "該当なし", "duplicate": "重複", "contradiction": "矛盾",
    "carried": "反映する内容のハッシュ", "bundle": "束", "of": "事務所の束の数",
}  # fmt: skip


def _month(data: Mapping[str, Any], state: State) -> str:
    month = state.months.get(data["month"])
    return "" if month is None else f"{month.period}　{month.title}"


TELL: Mapping[str, Callable[[dict[str, Any], State], str]] = {
    "lists.read": lambda data, state: (
        f"{_month(data, state)}　{data['name']}　{data['rows']:,} 行"
        f"　別送 {data['redirect']:,} 通　引き抜き {data['pull']:,} 通"
    ),
    "bundle.closed": lambda data, state: (
        f"{_month(data, state)}　束 {data['bundle']}　{data['pieces']:,} 通　{data['grams'] / 1000:.2f} kg"
    ),
    "bundle.reopened": lambda data, state: f"{_month(data, state)}　束 {data['bundle']}　理由：{data['reason']}",
}
"""Of every kind about lists and bundles: what happened, in one line."""
