"""How entries about the month's numbers read in Japanese."""

from collections.abc import Callable, Mapping
from typing import Any

from app.equipment.posting import SIZE_WORDS
from app.signoff.model import State
from app.tally.ways import WAY_WORDS

FIELD_NAMES: Mapping[str, str] = {
    "slip": "差出票の行", "barcode": "バーコード", "compared": "照合結果のハッシュ",
    "sums": "合計", "envelopes": "封筒（通）", "posted": "差出（通）", "untold": "まだない件数",
    "unconfirmed": "未確認の照合結果", "differs": "合わない件数", "key": "違いの番号",
}  # fmt: skip
WORDS: Mapping[str, Mapping[str, str]] = {"size": dict(SIZE_WORDS.items()), "kind": dict(WAY_WORDS.items())}
"""What the codes in a value mean, by the value's name."""
EXPORT_NAMES: Mapping[str, str] = {"slip": "料金後納郵便物差出票（下書き）", "plan": "同封計画", "counts": "件数の表"}


def _month(data: Mapping[str, Any], state: State) -> str:
    month = state.months.get(data["month"])
    return "" if month is None else f"{month.period}　{month.title}"


def _total(data: Mapping[str, Any]) -> str:
    sums = {way: sum(one["count"] for one in data["slip"] if one["kind"] == way) for way in WAY_WORDS}
    return "　".join(f"{WAY_WORDS[way]} {count:,} 通" for way, count in sums.items())


TELL: Mapping[str, Callable[[dict[str, Any], State], str]] = {
    "slip.drafted": lambda data, state: f"{_month(data, state)}　{_total(data)}",
    "slip.stamped": lambda data, state: f"{_month(data, state)}　{data['on']}　{_total(data)}　{data['name']}",
    "counts.taken": lambda data, state: (
        f"{_month(data, state)}　明細 {data['sums']['notices']:,} 件　封筒 {data['sums']['envelopes']:,} 通"
        f"　合わない件数 {len(data['differs']):,} 項目"
    ),
    "count.explained": lambda data, state: f"{_month(data, state)}　{data['what']}　理由：{data['reason']}",
}
"""Of every kind about the numbers: what happened, in one line."""
