"""How entries about accidents read in Japanese."""

from collections.abc import Callable, Mapping
from typing import Any

from app.signoff.model import State

FIELD_NAMES: Mapping[str, str] = {
    "incident": "事故", "found": "発見", "condition": "共通の条件", "envelopes": "該当（通）", "gone": "差出済（通）",
    "earlier": "前5営業日に差し出した他の月", "whom": "連絡先", "recovered": "回収（通）", "note": "内容",
    "measures": "対策",
}  # fmt: skip


def _named(data: Mapping[str, Any], state: State) -> str:
    one = state.incidents.get(data["incident"])
    month = state.months.get(data["month"])
    head = "" if month is None else f"{month.period}　{month.title}　"
    return head + ("" if one is None else f"{one.what}　")


def _opened(data: Mapping[str, Any], state: State) -> str:
    month = state.months.get(data["month"])
    head = "" if month is None else f"{month.period}　{month.title}　"
    return f"{head}{data['what']}　該当 {data['envelopes']:,} 通（{data['notices']:,} 件）　差出済 {data['gone']:,} 通"


TELL: Mapping[str, Callable[[dict[str, Any], State], str]] = {
    "incident.opened": _opened,
    "incident.told": lambda data, state: f"{_named(data, state)}{data['at']}　{data['whom']}　{data['way']}",
    "incident.contained": lambda data, state: (
        f"{_named(data, state)}発見 {data['found']:,} 通　回収 {data['recovered']:,} 通"
    ),
    "incident.claimed": lambda data, state: f"{_named(data, state)}指摘 {data['on']}　書面の期限 {data['due']}",
    "incident.closed": lambda data, state: f"{_named(data, state)}{data['on']}　{data['measures']}",
}
"""Of every kind about accidents: what happened, in one line."""
