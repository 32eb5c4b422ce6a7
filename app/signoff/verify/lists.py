"""What the verifier knows of a month's 別送・引き抜きリスト and of the bundles of what is pulled out."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from .rules import ROW_STATES

OF_LISTS = frozenset(("lists.read", "bundle.closed", "bundle.reopened"))
_LIST_LINES = (
    ("lists", "リストの内容", ""),
    ("books", "読み込んだリスト", "本"),
    ("rows", "リストの行", "行"),
    ("redirect", "別送", "通"),
    ("pull", "引き抜き", "通"),
    ("open", "合わない行（別紙10-3で報告）", "行"),
    ("bundles", "確認した束", "束"),
    ("packed", "束に入れた引き抜き", "通"),
)
"""Name, label and unit of each line that the gate closes on."""


@dataclass(slots=True)
class Lists:
    """The last lists that were read, by whom, and the bundles that are closed: carried and pieces (通) by name."""

    data: dict[str, Any] = field(default_factory=dict)
    by: str = ""
    bundles: dict[str, tuple[str, int]] = field(default_factory=dict)

    def known(self, medium: str) -> dict[str, Any]:
        """The lists that count for this medium; empty where there are none."""
        return self.data if self.data and self.data["manifest"] == medium else {}

    def closed(self, medium: str) -> dict[str, int]:
        """Pieces of each closed bundle of these lists."""
        carried = self.known(medium).get("carried")
        return {name: pieces for name, (own, pieces) in self.bundles.items() if own == carried}


def list_problems(lists: Lists, kind: str, data: dict[str, Any], medium: str, *, settled: bool) -> Iterator[str]:
    """Why an entry about lists or bundles is wrong; ``settled``: the gate is closed."""
    if kind == "lists.read":
        if not medium or data["manifest"] != medium:
            yield "月の媒体でない媒体についてのリストです。"
        if sum(data[one] for one in ROW_STATES) != data["rows"]:
            yield "リストの行数が、行の内訳の計と違います。"
        return
    known, closed = lists.known(medium), lists.closed(medium)
    if settled:
        yield "別送・引き抜きが済んでいるのに、再開されないまま続けられています。"
    if kind == "bundle.reopened":
        if data["bundle"] not in closed:
            yield "確認していない束が再開されています。"
    elif not known or data["carried"] != known["carried"] or data["bundle"] in closed:
        yield "取り込んだリストの束でないか、確認済の束が、もう一度確認されています。"
    elif sum(closed.values()) + data["pieces"] > known["pull"]:
        yield "引き抜きより多い現品が、束に入れられています。"


def lists_after(lists: Lists, kind: str, by: str, data: dict[str, Any]) -> None:
    """What an entry makes of them."""
    if kind == "lists.read":
        lists.data, lists.by = data, by
    elif kind == "bundle.closed":
        lists.bundles[data["bundle"]] = data["carried"], data["pieces"]
    else:
        lists.bundles.pop(data["bundle"], None)


def lists_closed_problems(lists: Lists, evidence: list[dict[str, Any]], by: str, medium: str) -> Iterator[str]:
    """Why 別送・引き抜き must not be closed on this, by this person."""
    known, closed = lists.known(medium), lists.closed(medium)
    if not known:
        yield "別送・引き抜きリストを取り込まないまま、閉じられています。"
        return
    if known["unread"] or known["stated"] != known["read"]:
        yield "機構が提示した本数と読み込んだ本数が違うまま、別送・引き抜きが閉じられています。"
    figures = {
        "books": sum(known["read"].values()),
        "rows": known["rows"],
        "redirect": known["redirect"],
        "pull": known["pull"],
        "open": sum(known[one] for one in ROW_STATES[2:]),
        "bundles": len(closed),
        "packed": sum(closed.values()),
    }
    if figures["packed"] != figures["pull"]:
        yield "束に入れて確認していない引き抜きを残したまま、閉じられています。"
    right = [
        {
            "name": name,
            "label": label,
            "count": figures.get(name),
            "unit": unit,
            "text": known["carried"] if name == "lists" else "",
        }
        for name, label, unit in _LIST_LINES
    ]
    if evidence != right:
        yield "別送・引き抜きが閉じられた根拠が、取り込んだリストと違います。"
    if by == lists.by:
        yield "リストを取り込んだ人が、別送・引き抜きを閉じています。"
