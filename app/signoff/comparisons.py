"""A comparison is signed by who went through it, and a lead may ask that each difference is looked at."""

from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

from app import __version__
from app.errors import KenpanError
from app.signoff.binding import said_reason, tables_of
from app.signoff.comparison_model import (
    BASIS,
    DRAFT,
    NEVER_ACCEPTED,
    OF_CAPTURES,
    PREFIX,
    RuledGroup,
    alike_pairs,
)
from app.signoff.gates import medium_of
from app.signoff.ledger import Draft
from app.signoff.model import Month, State
from app.signoff.signed import Part


def sign_comparison(
    state: State,
    by: str,
    month: str,
    sha256: str,
    manifest: str,
    basis: Sequence[Part],
    figures: dict[str, int],
    zones: Sequence[dict[str, Any]],
    decided: Sequence[RuledGroup],
    comment: str,
    machines: Sequence[str] = (),
) -> Draft:
    """The comparison whose result file has this hash. ``figures``: pages, records, matched, unreadable, ignored and
    differences; ``machines``: others that received the month's records for it. ``KenpanError``:
    ``compare.medium``, ``compare.open``, ``compare.each``.
    """
    known = _existing(state, month)
    if manifest != medium_of(known) or not manifest:
        raise KenpanError(
            "compare.medium", "照合した媒体は、この月の媒体ではありません。", "当月の媒体を開いて照合してください。"
        )
    left = figures["differences"] - sum(one.count for one in decided)
    if left or any(one.rule in NEVER_ACCEPTED and one.decision == "accept" for one in decided):
        what = (
            f"決めていない違い {left:,} 件。"
            if left
            else "別の人の面が組み合わさった違いは、差し支えなしにできません。"
        )
        raise KenpanError("compare.open", what, "すべての違いを決めてから署名してください。")
    told = next((part.detail for part in basis if part.name == PREFIX + "tolerances"), "")
    if not known_alike(state, month).issuperset(alike_pairs(told)):
        what = "責任者が決めていない文字の組を、区別できなくてよいとした照合です。"
        raise KenpanError("compare.alike", what, "責任者が組を決めてから署名してください。")
    unseen = sum(one.count - one.seen for one in decided)
    if unseen and _each(state, month):
        raise KenpanError(
            "compare.each", f"見ていない違い {unseen:,} 件。", "品質責任者が、1件ずつ見ることを求めています。"
        )
    counts: dict[str, int] = {}
    for one in decided:
        counts[one.rule] = counts.get(one.rule, 0) + one.count
    data = {
        "month": month,
        "sha256": sha256,
        "manifest": manifest,
        "basis": tables_of(basis),
        **{name: figures[name] for name in ("pages", "records", "matched", "unreadable", "ignored")},
        "counts": [{"rule": rule, "count": count, "unit": "件"} for rule, count in sorted(counts.items())],
        "zones": [dict(one) for one in zones],
        "decided": [asdict(one) for one in decided],
        "comment": comment.strip(),
        "program": __version__,
        "machines": sorted(set(machines)),
    }
    return Draft("comparison.signed", data)


def require_each(state: State, by: str, month: str, each: bool, reason: str) -> Draft:
    """Whether every difference must be looked at by itself before the comparison is signed."""
    _existing(state, month)
    if each == _each(state, month):
        raise KenpanError("compare.each", "すでにそうなっています。", "一覧を読み直してください。")
    return Draft("comparison.required", {"month": month, "each": each, "reason": said_reason(reason)})


def decide_alike(state: State, by: str, month: str, pairs: Sequence[str], reason: str) -> Draft:
    """Pairs of characters that need not be told apart on captures of this month, as long as it has this medium.
    ``KenpanError`` ``compare.alike``, ``compare.medium``.
    """
    medium = medium_of(_existing(state, month))
    if not medium:
        raise KenpanError("compare.medium", "この月には媒体がありません。", "媒体を受け入れてから決めてください。")
    known = known_alike(state, month)
    new = sorted({"".join(sorted(pair)) for pair in pairs} - known)
    if not new:
        raise KenpanError("compare.alike", "決めていない文字の組はありません。", "一覧を読み直してください。")
    return Draft("comparison.alike", {"month": month, "manifest": medium, "pairs": new, "reason": said_reason(reason)})


def basis_parts(
    form: str,
    tolerances: str,
    zones: str,
    notices: str,
    prints: str,
    told: dict[str, str],
    *,
    captures: bool = False,
    draft: bool = False,
) -> list[Part]:
    """What a comparison was of, by its hashes; ``told``: what people read of each. ``captures``: ``prints`` are scans
    of paper; ``draft``: the form is the program's own, not measured.
    """
    labels = ("様式", "許容差", "除外域", "刷る通知書", "取り込み画像" if captures else "印刷データ")
    names = (DRAFT if draft else BASIS[0], *BASIS[1:-1], OF_CAPTURES if captures else BASIS[-1])
    hashes = (form, tolerances, zones, notices, prints)
    return [
        Part(PREFIX + name, label, sha256, told.get(name, ""))
        for name, label, sha256 in zip(names, labels, hashes, strict=True)
    ]


def _existing(state: State, month: str) -> Month:
    known = state.months.get(month)
    if known is None:
        raise KenpanError("month.none", "この月は登録されていません。", "一覧を読み直してください。")
    return known


def known_alike(state: State, month: str) -> frozenset[str]:
    """The pairs of characters that a lead decided on for a month with the medium that it has."""
    if month not in state.comparisons:
        return frozenset()
    return state.comparisons[month].alike_on(medium_of(state.months[month]))


def _each(state: State, month: str) -> bool:
    return month in state.comparisons and state.comparisons[month].each
