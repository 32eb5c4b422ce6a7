"""What the verifier knows of the machines' logs of a month, and of what they leave open."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

OF_LOGS = frozenset(
    ("logs.read", "piece.remade", "piece.destroyed", "insertion.allowed", "result.named", "logs.settled")
)
_LOG_LINES = (
    ("logs", "作業ログの内容", ""),
    ("files", "読み込んだ作業ログ", "本"),
    ("printed", "印字", "件"),
    ("inserted", "封入", "通"),
    ("weighed", "計量", "通"),
    ("posted", "差出", "通"),
    ("remade", "作り直した現品", "件"),
    ("by_hand", "手封入", "通"),
    ("settled", "理由を記録した残り", "項目"),
    ("order", "時刻の順の警告", "項目"),
)
"""Name, label and unit of each line that the gate closes on."""
_LogItem = tuple[str, str, int]


@dataclass(slots=True)
class Logs:
    """The logs that were read last, by whom; spoiled pieces and who wrote of them, those that were seen destroyed,
    those with a consent, and what a lead gave a reason for.
    """

    data: dict[str, Any] = field(default_factory=dict)
    by: str = ""
    remade: dict[str, str] = field(default_factory=dict)
    destroyed: set[str] = field(default_factory=set)
    allowed: set[str] = field(default_factory=set)
    settled: set[_LogItem] = field(default_factory=set)

    def known(self, medium: str) -> dict[str, Any]:
        """The logs that count for this medium; empty where there are none."""
        return self.data if self.data.get("manifest") == medium else {}

    def items(self, medium: str) -> list[_LogItem]:
        """What the logs of this medium leave open, settled or not."""
        return [_item(one) for one in self.known(medium).get("remaining", ())]

    def is_left(self, item: _LogItem) -> bool:
        """Whether something is left to do about this."""
        rule, about, _ = item
        if rule == "remade":
            return about not in self.destroyed
        return about not in self.allowed if rule == "by_hand" else item not in self.settled


def _item(told: dict[str, Any]) -> _LogItem:
    return told["rule"], told["about"], told["count"]


def log_problems(logs: Logs, kind: str, by: str, data: dict[str, Any], medium: str, *, settled: bool) -> Iterator[str]:
    """Why an entry about the logs is wrong; ``settled``: the gate is closed."""
    if settled:
        yield "封入ログが済んでいるのに、再開されないまま続けられています。"
    if kind == "logs.read":
        if not medium or data["manifest"] != medium:
            yield "月の媒体でない媒体についての作業ログです。"
        if len({_item(one)[:2] for one in data["remaining"]}) != len(data["remaining"]):
            yield "作業ログの同じ残りが、2回あります。"
        return
    if kind == "result.named":
        if len({one["word"] for one in data["results"]}) != len(data["results"]):
            yield "作業ログの結果の同じ語が、2回あります。"
        return
    known = logs.items(medium)
    if kind == "logs.settled":
        told = [_item(one) for one in data["remaining"]]
        if len(set(told)) != len(told) or not {*told} <= {*known} - logs.settled:
            yield "作業ログの残りでないものか、決定済のものが、決められています。"
        return
    pieces = [one["piece"] for one in data["pieces"]] if kind == "piece.remade" else data["pieces"]
    if kind == "piece.destroyed":
        free = logs.remade.keys() - logs.destroyed
        if any(logs.remade.get(one) == by for one in pieces):
            yield "作り直しを記録した人が、廃棄を確認しています。"
    else:
        rule, done = ("remade", logs.remade.keys()) if kind == "piece.remade" else ("by_hand", logs.allowed)
        free = {about for own, about, _ in known if own == rule} - done
    if len(set(pieces)) != len(pieces) or not {*pieces} <= free:
        yield "作業ログにない現品か、記録済の現品が、記録されています。"


def logs_after(logs: Logs, kind: str, by: str, data: dict[str, Any]) -> None:
    """What an entry makes of them."""
    if kind == "logs.read":
        logs.data, logs.by = data, by
    elif kind == "piece.remade":
        logs.remade.update(dict.fromkeys((one["piece"] for one in data["pieces"]), by))
    elif kind == "piece.destroyed":
        logs.destroyed.update(data["pieces"])
    elif kind == "insertion.allowed":
        logs.allowed.update(data["pieces"])
    elif kind == "logs.settled":
        logs.settled.update(_item(one) for one in data["remaining"])


def logs_closed_problems(logs: Logs, evidence: list[dict[str, Any]], by: str, medium: str) -> Iterator[str]:
    """Why 封入ログ must not be closed on this, by this person."""
    known = logs.known(medium)
    if not known:
        yield "作業ログを読み込まないまま、封入ログが閉じられています。"
        return
    items = logs.items(medium)
    if known["unread"]:
        yield "読めない作業ログを残したまま、封入ログが閉じられています。"
    if any(logs.is_left(one) for one in items):
        yield "作業ログの残りを残したまま、封入ログが閉じられています。"
    remade, by_hand = (sum(rule == own for rule, _, _ in items) for own in ("remade", "by_hand"))
    figures = {
        **{name: known[name] for name in ("printed", "inserted", "weighed", "posted", "order")},
        "files": len(known["files"]),
        "remade": remade,
        "by_hand": by_hand,
        "settled": len(items) - remade - by_hand,
    }
    right = [
        {
            "name": name,
            "label": label,
            "count": figures.get(name),
            "unit": unit,
            "text": known["sha256"] if name == "logs" else "",
        }
        for name, label, unit in _LOG_LINES
    ]
    if evidence != right:
        yield "封入ログが閉じられた根拠が、読み込んだ作業ログと違います。"
    if by == logs.by:
        yield "作業ログを読み込んだ人が、封入ログを閉じています。"
