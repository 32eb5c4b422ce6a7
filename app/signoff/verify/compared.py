"""What the ledger says of comparisons of a month's print, and what must not be done with them."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

OF_COMPARISONS = frozenset(("comparison.signed", "comparison.required", "comparison.alike"))
"""Kinds about comparisons."""
_COMPARED_BASIS = {"compare.form", "compare.tolerances", "compare.zones", "compare.notices", "compare.prints"}
_CAPTURES = "compare.captures"
_CAPTURED_BASIS = _COMPARED_BASIS - {"compare.prints"} | {_CAPTURES}
_DRAFT = "compare.draft"
_DRAFT_BASIS = _COMPARED_BASIS - {"compare.form"} | {_DRAFT}
_PAIRS = "区別できなくてよい組 "
_COMPARED_UNITS = {
    "comparison": "",
    "pages": "頁",
    "records": "件",
    "matched": "件",
    "differences": "件",
    "ignored": "頁",
}
_COMPARED_LABELS = {
    "comparison": "照合結果",
    "pages": "頁",
    "records": "照合した通知書",
    "matched": "全面を照合した通知書",
    "differences": "決めた違い",
    "ignored": "除外域に違いのある頁",
}


@dataclass(slots=True)
class Comparisons:
    """A month's: the last signed one of a print by medium, with who signed it; ``each``: all must be looked at;
    ``notices``: how many the medium has, as it was received; ``alike``: media with pairs of characters that need not
    be told apart.
    """

    signed: dict[str, tuple[dict[str, Any], str]] = field(default_factory=dict)
    each: bool = False
    notices: int | None = None
    alike: set[tuple[str, str]] = field(default_factory=set)

    def basis(self, medium: str) -> dict[str, str]:
        """What the last comparison of a medium was of."""
        data = self.signed[medium][0] if medium in self.signed else {"basis": []}
        return {one["name"]: one["sha256"] for one in data["basis"]}


def comparison_problems(own: Comparisons, kind: str, data: dict[str, Any], medium: str) -> Iterator[str]:
    """Why an entry about a comparison is wrong."""
    if kind == "comparison.required":
        if own.each == data["each"]:
            yield "照合の条件が、前と同じです。"
        return
    bound = kind != "comparison.alike" or "manifest" in data
    if bound and (not medium or data["manifest"] != medium):
        yield "月の媒体でない媒体の照合です。"
    if kind == "comparison.alike":
        pairs = data["pairs"]
        whole = all(len(pair) == 2 and pair[0] < pair[1] for pair in pairs)
        if not whole or pairs != sorted(set(pairs)) or own.alike & _decided(data):
            yield "区別しない文字の組が、2字ずつ一度だけ決められていません。"
        return
    names = {one["name"] for one in data["basis"]}
    if names not in (_COMPARED_BASIS, _CAPTURED_BASIS, _DRAFT_BASIS) or len(data["basis"]) != len(names):
        yield "照合が何によるものか、すべてが書かれていません。"
    found: dict[str, int] = {}
    for one in data["decided"]:
        found[one["rule"]] = found.get(one["rule"], 0) + one["count"]
    told = {one["rule"]: one["count"] for one in data["counts"]}
    groups = {one["group"] for one in data["decided"]}
    whole = len(told) == len(data["counts"]) and len(groups) == len(data["decided"]) and found == told
    seen = all(one["seen"] <= one["count"] for one in data["decided"])
    units = all(one["unit"] == "件" for one in data["counts"])
    if not (whole and seen and units) or data["matched"] > data["records"]:
        yield "照合の件数と、決めた違いの件数が合いません。"
    machines = data.get("machines", [])
    if machines != sorted(set(machines)):
        yield "個人データの写しを渡した端末が、1台ずつ順に書かれていません。"
    if any(own.alike.isdisjoint(((data["manifest"], pair), ("", pair))) for pair in _alike(data["basis"])):
        yield "責任者が決めていない文字の組を区別していない照合が、署名されています。"
    if any(one["rule"] == "print.pairing" and one["decision"] == "accept" for one in data["decided"]):
        yield "別の人の面が組み合わさった印刷が、差し支えなしとされています。"
    if own.each and any(one["seen"] != one["count"] for one in data["decided"]):
        yield "1件ずつ見ることが求められているのに、見ていない違いがあります。"


def _decided(data: dict[str, Any]) -> set[tuple[str, str]]:
    """With the medium; an entry of a version that named none holds for each medium of the month."""
    return {(data.get("manifest", ""), pair) for pair in data["pairs"]}


def _alike(basis: list[dict[str, Any]]) -> Iterator[str]:
    """The pairs that the tolerances tell of, two characters each."""
    for part in basis:
        if part["name"] == "compare.tolerances" and part["detail"].startswith(_PAIRS):
            told = part["detail"].removeprefix(_PAIRS)
            yield from (told[at : at + 2] for at in range(0, len(told), 3))


def approval_problems(own: Comparisons, evidence: list[dict[str, Any]], by: str, medium: str) -> Iterator[str]:
    """Why 印刷照合 must not be closed on this, by this person."""
    if medium not in own.signed:
        yield "署名された照合がないまま、印刷照合が閉じられています。"
        return
    data, signer = own.signed[medium]
    if data["records"] != own.notices or data["matched"] != data["records"] or data["unreadable"]:
        yield "当月の全件の照合でないか、読み取れない頁を残したまま、印刷照合が閉じられています。"
    if any(one["decision"] == "reprint" for one in data["decided"]):
        yield "刷り直しと決めた違いがあるまま、印刷照合が閉じられています。"
    if own.each and any(one["seen"] < one["count"] for one in data["decided"]):
        yield "見ていない違いがあるまま、印刷照合が閉じられています。"
    figures = {**data, "differences": sum(one["count"] for one in data["decided"])}
    right = [
        {
            "name": name,
            "label": _COMPARED_LABELS[name],
            "count": None if name == "comparison" else figures[name],
            "unit": unit,
            "text": data["sha256"] if name == "comparison" else "",
        }
        for name, unit in _COMPARED_UNITS.items()
    ]
    if data.get("machines"):
        copies = {"name": "machines", "label": "写しを渡した端末", "count": len(data["machines"]), "unit": "台"}
        right.append({**copies, "text": "、".join(data["machines"])})
    if evidence != right:
        yield "印刷照合が閉じられた根拠が、署名された照合と違います。"
    if by == signer:
        yield "照合に署名した人が、承認しています。"


def compared_after(own: Comparisons, kind: str, by: str, data: dict[str, Any], reference: str) -> None:
    """What an entry makes of them; ``reference``: the form that is approved for the process's print. Scans of paper,
    and prints compared by draft forms that are not the reference, are samples: nothing closes on them, and nothing is
    void by them.
    """
    if kind == "comparison.required":
        own.each = data["each"]
    elif kind == "comparison.alike":
        own.alike |= _decided(data)
    elif all(
        one["name"] != _CAPTURES and (one["name"] != _DRAFT or one["sha256"] == reference) for one in data["basis"]
    ):
        own.signed[data["manifest"]] = data, by


def received_after(own: Comparisons, closed: dict[str, Any]) -> None:
    """How many notices a medium has is what 受入 was closed on."""
    if closed.get("gate") == "reception":
        told = (one["count"] for one in closed["evidence"] if one["name"] == "notices" and one["unit"] == "件")
        own.notices = next(told, None)
