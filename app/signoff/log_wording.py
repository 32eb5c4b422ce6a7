"""How entries about the machines' logs read in Japanese."""

from collections.abc import Callable, Mapping
from typing import Any

from app.signoff.log_standing import RULE_WORDS
from app.signoff.model import State

FIELD_NAMES: Mapping[str, str] = {
    "lines": "行数", "remaining": "残り", "broken": "途中で切れた行", "printed": "印字（件）", "inserted": "封入（通）",
    "weighed": "計量（通）", "posted": "差出（通）", "order": "時刻の順の警告", "about": "対象",
    "again": "作り直した現品", "person": "作り直した人", "consent": "承認番号",
    "results": "結果の語", "word": "語", "passed": "良品",
}  # fmt: skip
WORDS: Mapping[str, str] = RULE_WORDS
"""What the rules are called."""


def _month(data: Mapping[str, Any], state: State) -> str:
    month = state.months.get(data["month"])
    return "" if month is None else f"{month.period}　{month.title}　"


def _read(data: Mapping[str, Any], state: State) -> str:
    counts = "　".join(
        f"{word} {'—' if data[name] is None else format(data[name], ',')} {unit}"
        for name, word, unit in (
            ("printed", "印字", "件"),
            ("inserted", "封入", "通"),
            ("weighed", "計量", "通"),
            ("posted", "差出", "通"),
        )
    )
    return f"{_month(data, state)}{len(data['files']):,} 本　{counts}　残り {len(data['remaining']):,} 項目"


TELL: Mapping[str, Callable[[dict[str, Any], State], str]] = {
    "logs.read": _read,
    "piece.remade": lambda data, state: f"{_month(data, state)}{len(data['pieces']):,} 件　廃棄：{data['method']}",
    "piece.destroyed": lambda data, state: f"{_month(data, state)}{len(data['pieces']):,} 件",
    "insertion.allowed": lambda data, state: (
        f"{_month(data, state)}{len(data['pieces']):,} 通　承認番号 {data['consent']}　理由：{data['reason']}"
    ),
    "result.named": lambda data, state: (
        _month(data, state)
        + "・".join(f"「{one['word']}」＝{'良品' if one['passed'] else '不良'}" for one in data["results"])
        + f"　理由：{data['reason']}"
    ),
    "logs.settled": lambda data, state: f"{_month(data, state)}{len(data['remaining']):,} 項目　理由：{data['reason']}",
}
"""Of every kind about the logs: what happened, in one line."""
