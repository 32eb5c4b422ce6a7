"""What a comparison says in one word, loud: equal, equal only because something was ignored, or not."""

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from app.month.printed.in_hand import SCANNER_NOTE, Compared, pairs_text, unproved_rows
from app.proof.compared.captions import item_label
from app.proof.compared.differences import SIDE_NAMES
from app.ui.kit.tokens import Tone


class Banner(NamedTuple):
    """The word with its tone, what was compared, and what could not be seen."""

    tone: Tone
    text: str
    facts: str
    unseen: str = ""


def banner(one: Compared) -> Banner:
    """Three verdicts that cannot be taken for one another."""
    result = one.result
    if one.of_captures:
        return _of_captures(one)._replace(unseen=_unseen(one))
    ignored = sum(int(row["pages"]) for row in one.table["ignored"])
    facts = [f"{result.pages:,} 頁", f"全面を照合した通知書 {result.matched:,} ／ {result.records:,} 件"]
    facts += [f"除外域 {len(one.zones)} か所（違いのある {ignored:,} 頁）"] if one.zones else []
    facts += [f"読み取り不可 {len(result.unreadable):,} 件"] if result.unreadable else []
    told = "　".join(facts)
    if result.plainly_equal:
        return Banner("good", "一致　違いはありません", told)
    if result.equal:
        return Banner("asked", f"除外域のほかは一致　除外域の違い {ignored:,} 頁は判定していません", told)
    count = len(result.findings) + len(result.unreadable)
    return Banner("bad", f"相違　{count:,} 件", told)


def _unseen(one: Compared) -> str:
    """What no window of sealed envelopes showed."""
    if not one.of_sealed:
        return ""
    told = one.table["captures"]["sealed"]
    items = [f"{item_label(row['item'])} {row['envelopes']:,} 通" for row in told["unseen"]]
    inside = "・".join(SIDE_NAMES[side] for side in told["sides"])
    return "判定していません：" + "、".join([*items, f"封筒の中の{inside}のすべて"])


def _pairs(rows: Sequence[Mapping[str, Any]]) -> str:
    """Which pairs of characters stay unproved, and whether a lead decided on them."""
    left = [(row["expected"], row["rival"]) for row in rows if not row["decided"]]
    told = pairs_text((row["expected"], row["rival"]) for row in rows)
    standing = f"責任者が {pairs_text(left)} を決めていません" if left else "責任者が決定済み"
    return f"未証明の組　{told}（{standing}）"


def _of_captures(one: Compared) -> Banner:
    """Of scans of paper: what the machine could not tell is neither equal nor different until a person says so; what an
    envelope hides is never equal.
    """
    result, told = one.result, one.table["captures"]
    whole = f"両面のそろった通知書 {result.matched:,} ／ {result.records:,} 件"
    facts = [f"封をした封筒 {result.pages:,} 通" if one.of_sealed else f"紙の取り込み画像 {result.pages:,} 頁　{whole}"]
    words = {"same": "一致", "changed": "相違", "undecided": "判定できない", "unproved": "未証明"}
    facts += [f"枠　{'・'.join(f'{word} {told[name]:,} か所' for name, word in words.items())}"]
    facts += [f"読み取り不可 {len(result.unreadable):,} 件"] if result.unreadable else []
    facts += [_pairs(told["pairs"])] if told["pairs"] else []
    text = "　".join([*facts, SCANNER_NOTE])
    if result.plainly_equal and one.of_sealed:
        return Banner("asked", "窓から見えた所は一致　ほかは判定していません", text)
    unproved = len(unproved_rows(one))
    if result.plainly_equal and unproved:
        return Banner("asked", f"未証明の字のほかは一致　{unproved:,} か所は区別していません", text)
    if result.plainly_equal:
        return Banner("good", "一致　違いはありません", text)
    asked = sum(each.rule == "print.undecided" for each in result.findings)
    if asked == len(result.findings) and not result.unreadable:
        return Banner("asked", f"判定できない　{asked:,} か所を人が決めます", text)
    return Banner("bad", f"相違　{len(result.findings) - asked + len(result.unreadable):,} 件", text)
