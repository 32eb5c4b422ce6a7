"""What the verifier knows of a month's numbers: the slip as drafted and as stamped, and all counts side by side."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

OF_COUNTS = frozenset(("slip.drafted", "slip.stamped", "counts.taken", "count.explained"))
_EXPLAINABLE = (
    "｜明細（01）｜件数表",
    "｜明細（01）｜合計（02）",
    "｜明細（01）｜件数表｜合計（02）",
    "｜下書き｜受付印",
    *("｜印字", "｜封入", "｜計量", "｜差出"),
)
"""Ends of the names of differences for which a reason is enough."""
_SIZES = {"standard": "定形", "nonstandard": "定形外"}
_WAYS_OF_SLIP = {"normal": "通常", "redirect": "別送", "pull": "引き抜き"}
_OF_SLIP = "差出票　"
_FIGURES = ("データ", "下書き", "受付印")

_Row = tuple[str, int, str, bool]


@dataclass(slots=True)
class Counts:
    """The last slip of each kind and the last counts with who made them; what reasons were given for."""

    drafted: dict[str, Any] = field(default_factory=dict)
    stamped: dict[str, Any] = field(default_factory=dict)
    stamped_by: str = ""
    taken: dict[str, Any] = field(default_factory=dict)
    explained: dict[str, str] = field(default_factory=dict)

    def now(self, medium: str, rests: tuple[str, str, str]) -> dict[str, Any]:
        """The counts that hold; empty where there are none."""
        own = self.taken
        if not own or own["manifest"] != medium or (own["carried"], own["compared"], own["logs"]) != rests:
            return {}
        return own

    def differs(self, medium: str, rests: tuple[str, str, str]) -> dict[str, str]:
        """What is told of every two numbers that do not agree, by name."""
        own = self.now(medium, rests)
        if not own:
            return {}
        found = {one["key"]: one["what"] for one in own["differs"]}
        others = (self.drafted, self.stamped)
        slips = [_rows_of(one) if one and one["manifest"] == medium else None for one in others]
        return {**found, **_slip_differs([_rows_of(own), *slips])}


def _rows_of(data: dict[str, Any]) -> dict[_Row, int]:
    return {(one["size"], one["grams"], one["kind"], one["barcode"]): one["count"] for one in data["slip"]}


def _slip_differs(slips: list[dict[_Row, int] | None]) -> dict[str, str]:
    """Each slip against the one before it that there is, row by row."""
    found: dict[str, str] = {}
    for row in {row for slip in slips if slip is not None for row in slip}:
        counts = [None if slip is None else slip.get(row, 0) for slip in slips]
        before = 0
        for at in (1, 2):
            if counts[at] is None:
                continue
            if counts[at] not in (counts[before], counts[0]):
                left, right = (f"{_FIGURES[one]} {counts[one]:,} 通" for one in (before, at))
                key = f"{_OF_SLIP}{_row_name(row)}｜{_FIGURES[before]}｜{_FIGURES[at]}"
                found[key] = f"{_OF_SLIP}{_row_name(row)}：{left}と{right}が合いません。"
            before = at
    return found


def _row_name(row: _Row) -> str:
    size, grams, way, bars = row
    weight = f"{grams // 1000}K 以内" if grams % 1000 == 0 else f"{grams}g 以内"
    weight = weight if grams else "郵便不可"
    return f"{_SIZES[size]} {weight}　{_WAYS_OF_SLIP[way]}　バーコード{'有' if bars else '無'}"


def count_problems(
    counts: Counts, kind: str, data: dict[str, Any], medium: str, rests: tuple[str, str, str], *, settled: bool
) -> Iterator[str]:
    """Why an entry about the numbers is wrong; ``rests``: hashes of lists, comparison and logs; ``settled``: the gate
    is closed.
    """
    if settled:
        yield "件数が済んでいるのに、再開されないまま続けられています。"
    if kind == "count.explained":
        if not data["key"].endswith(_EXPLAINABLE) or counts.differs(medium, rests).get(data["key"]) != data["what"]:
            yield "ない違いか、理由だけでは済まない違いに、理由が付けられています。"
        return
    if not medium or data["manifest"] != medium:
        yield "月の媒体でない媒体についての件数です。"
    if len(_rows_of(data)) != len(data["slip"]):
        yield "差出票の同じ区分の行が二つあります。"
    if kind != "counts.taken":
        return
    if (data["carried"], data["compared"], data["logs"]) != rests:
        yield "月のリスト・照合・ログによらない件数の突合せです。"
    keys = [one["key"] for one in data["differs"]]
    if len(set(keys)) != len(keys) or any(key.startswith(_OF_SLIP) for key in keys):
        yield "件数の同じ違いが二度書かれているか、差出票の違いが書かれています。"


def counts_after(counts: Counts, kind: str, by: str, data: dict[str, Any]) -> None:
    """What an entry makes of them."""
    if kind == "slip.drafted":
        counts.drafted = data
    elif kind == "slip.stamped":
        counts.stamped, counts.stamped_by = data, by
    elif kind == "counts.taken":
        counts.taken = data
    else:
        counts.explained[data["key"]] = data["what"]


def counts_closed_problems(
    counts: Counts, evidence: list[dict[str, Any]], by: str, medium: str, rests: tuple[str, str, str]
) -> Iterator[str]:
    """Why 件数 must not be closed on this, by this person."""
    own = counts.now(medium, rests)
    slips = [one for one in (counts.drafted, counts.stamped) if one and one["manifest"] == medium]
    if not own or len(slips) != 2:
        yield "差出票の下書きか受付印のある写しか、件数の突合せがないまま、件数が閉じられています。"
        return
    if own["untold"] or own["unconfirmed"]:
        yield "まだない件数か、署名のない照合結果を残したまま、件数が閉じられています。"
    differs = counts.differs(medium, rests)
    if any(counts.explained.get(key) != what for key, what in differs.items()):
        yield "合わない件数を残したまま、件数が閉じられています。"
    sums = own["sums"]
    figures = (
        ("table", "件数の表", None, "", own["sha256"]),
        ("notices", "明細（01）", sums["notices"], "件", ""),
        ("envelopes", "封筒", sums["envelopes"], "通", ""),
        ("posted", "差出（ログ）", sums["posted"], "通", ""),
        ("slip", "差出票（受付印）", sum(_rows_of(counts.stamped).values()), "通", ""),
        ("image", "差出票（写）", None, "", counts.stamped["sha256"]),
        ("explained", "理由のある違い", len(differs), "件", ""),
    )
    if evidence != [dict(zip(("name", "label", "count", "unit", "text"), one, strict=True)) for one in figures]:
        yield "件数が閉じられた根拠が、突き合わせた件数と違います。"
    if by == counts.stamped_by:
        yield "差出票（写）を転記した人が、件数を閉じています。"
