"""How entries about what is held, handed in and erased read in Japanese."""

from collections.abc import Callable, Mapping
from typing import Any

from app.signoff.custody_model import HOW_WORDS, MEDIUM_WORDS, PAPERS
from app.signoff.model import State

FIELD_NAMES: Mapping[str, str] = {
    "quantity": "数量", "medium": "種類", "purpose": "利用目的", "copy": "複写複製",
    "holding": "管理対象", "on": "実施日", "kept_until": "保管の期限", "moved": "確認した記録の番号",
    "way": "提出のしかた", "missing": "足りないもの",
}  # fmt: skip
WORDS: Mapping[str, Mapping[str, str]] = {
    "medium": MEDIUM_WORDS,
    "how": HOW_WORDS,
    "paper": {id_: one.title for id_, one in PAPERS.items()},
}
"""What the codes in a value mean, by the value's name."""
EXPORT_NAMES: Mapping[str, str] = {
    **{kind: one.title for one in PAPERS.values() for kind in one.kinds if kind.startswith("paper.")},
    "pack": "証拠一式",
    "incident": "該当現品一覧",
}


def _held(data: Mapping[str, Any], state: State) -> str:
    own = state.holdings.get(data["holding"])
    return data["holding"] if own is None else f"{own.what}（{own.number}）"


def _month(data: Mapping[str, Any], state: State) -> str:
    month = state.months.get(data["month"])
    return "" if month is None else f"{month.period}　{month.title}　"


TELL: Mapping[str, Callable[[dict[str, Any], State], str]] = {
    "holding.recorded": lambda data, state: (
        f"{_month(data, state)}{data['what']}　{data['quantity']}　{MEDIUM_WORDS[data['medium']]}　{data['place']}"
    ),
    "holding.moved": lambda data, state: (
        f"{_held(data, state)}　{HOW_WORDS[data['how']]}　{data['on']}　{data['method']}"
    ),
    "holding.confirmed": _held,
    "paper.handed": lambda data, state: (
        f"{_month(data, state)}{PAPERS[data['paper']].title if data['paper'] in PAPERS else data['paper']}"
        f"　{data['on']}　{data['way']}"
    ),
    "evidence.packed": lambda data, state: f"{_month(data, state)}{len(data['files']):,} ファイル",
    "attachment.erasing": lambda data, _state: f"{data['name']}　理由：{data['reason']}",
    "attachment.erased": lambda data, state: (
        f"{state.erasures[data['sha256']].name if data['sha256'] in state.erasures else data['sha256'][:16]}"
        f"　{data['method']}"
    ),
}
"""Of every kind about custody: what happened, in one line."""
