"""How entries about the warm-up read in Japanese."""

from collections.abc import Callable, Mapping
from typing import Any

from app.signoff.model import State
from app.signoff.warm_up_model import DRILLS

FIELD_NAMES: Mapping[str, str] = {
    "drill": "練習の種類", "sheets": "枚数", "mark": "合格点（％）", "planted": "欠陥のある枚数",
    "found": "見つけた枚数", "false": "誤って異常とした枚数", "day": "日",
}  # fmt: skip
WORDS: Mapping[str, Mapping[str, str]] = {"drill": DRILLS}


def _scope(data: Mapping[str, Any], state: State) -> str:
    process, month = state.processes.get(data["process"]), state.months.get(data["month"])
    if month is not None:
        return f"{month.period}　{month.title}"
    return "" if process is None else process.title


TELL: Mapping[str, Callable[[dict[str, Any], State], str]] = {
    "warmup.required": lambda data, state: (
        f"{_scope(data, state)}　{DRILLS[data['drill']]}　{data['sheets']} 枚以上　合格 {data['mark']}％以上"
        f"　理由：{data['reason']}"
    ),
    "warmup.lifted": lambda data, state: f"{_scope(data, state)}　理由：{data['reason']}",
    "warmup.passed": lambda data, _state: (
        f"{data['day']}　{DRILLS[data['drill']]}　{data['sheets']} 枚　"
        f"見つけた {data['found']}／{data['planted']}　誤って異常 {data['false']}　合格点 {data['mark']}％"
    ),
}
"""Of every kind about the warm-up: what happened, in one line."""
