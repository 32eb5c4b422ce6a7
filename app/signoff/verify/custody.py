"""What the verifier knows of what is held, handed in, packed and erased."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

OF_CUSTODY = frozenset(
    (
        "holding.recorded", "holding.moved", "holding.confirmed", "paper.handed", "evidence.packed",
        "attachment.erasing", "attachment.erased",
    )
)  # fmt: skip
"""Kinds about what is held."""
_IMPERSONAL = (
    "ledger", "rights", "access", "analysis", "checkpoint", "reception_sheet", "comparison.form",
    "paper.lists_read", "paper.result", "paper.monthly", "paper.inspection", "paper.custody", "paper.sla",
    "paper.returned", "paper.training",
)  # fmt: skip
_PAPERS = {
    "lists_read": ("別送・引き抜きリスト読込確認票", "paper.lists_read", True),
    "redirected": ("別送対象事業所結果一覧表", "paper.redirected", True),
    "pulled": ("引き抜き対象事業所結果一覧表", "paper.pulled", True),
    "list_errors": ("別送・引き抜き結果エラーリスト", "paper.list_errors", True),
    "no_barcode": ("カスタマバーコード印字不可分", "no_barcode", True),
    "result": ("委託結果報告書", "paper.result", True),
    "monthly": ("月間報告書", "paper.monthly", True),
    "inspection": ("受託業務 自主点検結果報告書", "paper.inspection", True),
    "defects": ("記録媒体不備報告書", "defects", False),
    "custody": ("個人情報等管理台帳", "paper.custody", False),
    "sla": ("サービス水準の達成状況", "paper.sla", False),
    "returned": ("個人情報等の返却・廃棄等に関する報告書", "paper.returned", False),
    "training": ("研修実施報告書", "paper.training", False),
}
"""Title, kind of export, and whether a month's 報告 rests on it."""
_THINGS = "点"


@dataclass(slots=True)
class _Held:
    """Something that is held. ``moved``: at which entry, by whom and how; ``confirmed`` by somebody else."""

    month: str
    is_medium: bool
    moved: tuple[int, str, str] | None = None
    confirmed: bool = False


@dataclass(slots=True)
class Custody:
    """All that is held; kinds of the files written out, by hash; month → paper → hash and who handed it in; hash →
    who asked for the erasure of an attachment, and whether it is decided.
    """

    held: dict[str, _Held] = field(default_factory=dict)
    exports: dict[str, str] = field(default_factory=dict)
    handed: dict[str, dict[str, tuple[str, str]]] = field(default_factory=dict)
    erasures: dict[str, tuple[str, bool]] = field(default_factory=dict)

    def erased(self) -> set[str]:
        """Attachments whose bytes may be gone."""
        return {sha256 for sha256, (_, done) in self.erasures.items() if done}


def custody_problems(
    own: Custody, kind: str, by: str, data: dict[str, Any], time: str, months: set[str], decided: dict[str, bool]
) -> Iterator[str]:
    """Why an entry about custody is wrong. ``decided``: hash of each log → whether all its rounds are decided on."""
    if kind == "holding.recorded":
        if data["month"] not in ("", *months):
            yield "登録されていない月の管理対象です。"
    elif kind.startswith("holding."):
        yield from _of_holding(own.held.get(data["holding"]), kind, by, data)
    elif kind == "paper.handed":
        paper = _PAPERS.get(data["paper"])
        if paper is None or own.exports.get(data["sha256"]) != paper[1]:
            yield "書き出していないファイルが、報告物として提出されています。"
    elif kind == "evidence.packed":
        names = {one["name"] for one in data["files"]}
        if len(names) != len(data["files"]) or any(one["sha256"] not in own.exports for one in data["files"]):
            yield "書き出していないファイルか、同じ名前のファイルが、証拠一式に入っています。"
    else:
        yield from _of_erasure(own, kind, by, data, time, decided)


def _of_holding(held: _Held | None, kind: str, by: str, data: dict[str, Any]) -> Iterator[str]:
    if held is None or held.confirmed:
        yield "ない管理対象か、確認まで済んだ管理対象についての記録です。"
    elif kind == "holding.moved":
        if data["kept_until"] and data["on"] < data["kept_until"]:
            yield "保管の期限より前に、返却・移送・廃棄・消去されています。"
    elif held.moved is None or held.moved[0] != data["moved"] or held.moved[1] == by:
        yield "返却・消去などが、した人によってか、していないのに確認されています。"


def _of_erasure(
    own: Custody, kind: str, by: str, data: dict[str, Any], time: str, decided: dict[str, bool]
) -> Iterator[str]:
    asked, done = own.erasures.get(data["sha256"], ("", False))
    if not decided.get(data["sha256"], False) or done:
        yield "ない添付か、判定の済んでいない検証品の添付か、消去の済んだ添付についての記録です。"
    elif kind == "attachment.erasing":
        if data["kept_until"] > time[:10]:
            yield "保管の期限より前に、添付の消去が申し出られています。"
    elif asked in ("", by):
        yield "別の人の申し出がないまま、添付が消去されています。"


def custody_after(own: Custody, kind: str, by: str, data: dict[str, Any], seq: int) -> None:
    """What an entry about custody makes of it."""
    if kind == "holding.recorded":
        own.held[f"own:{seq}"] = _Held(data["month"], False)
    elif kind == "holding.moved":
        own.held[data["holding"]].moved = seq, by, data["how"]
    elif kind == "holding.confirmed":
        own.held[data["holding"]].confirmed = True
    elif kind == "paper.handed":
        own.handed.setdefault(data["month"], {})[data["paper"]] = data["sha256"], by
    elif kind == "attachment.erasing":
        own.erasures[data["sha256"]] = by, False
    elif kind == "attachment.erased":
        own.erasures[data["sha256"]] = own.erasures[data["sha256"]][0], True


def known_of_itself(own: Custody, kind: str, by: str, data: dict[str, Any], seq: int) -> None:
    """What another entry says is held; once, however often it is said."""
    month = str(data.get("month", ""))
    if kind == "reception.recorded":
        own.held.setdefault(f"media:{month}:{data['manifest']}", _Held(month, True))
    elif kind == "lists.read":
        own.held.setdefault(f"lists:{month}:{data['sha256']}", _Held(month, False))
    elif kind == "dummies.listed":
        own.held.setdefault(f"dummies:{month}:{data['sha256']}", _Held(month, False))
    elif kind == "store.created":
        own.held.setdefault(f"store:{month}", _Held(month, False))
    elif kind == "store.destroyed" and f"store:{month}" in own.held:
        own.held[f"store:{month}"].moved, own.held[f"store:{month}"].confirmed = (seq, by, "erased"), False
    elif kind == "export.made":
        own.exports[data["sha256"]] = data["kind"]
        if data["kind"] not in _IMPERSONAL:
            own.held[f"export:{seq}"] = _Held("", False)


def papers_closed_problems(own: Custody, month: str, evidence: list[dict[str, Any]], by: str) -> Iterator[str]:
    """Why 報告 must not be closed on this, by this person."""
    known = own.handed.get(month, {})
    wanted = {name: title for name, (title, _, monthly) in _PAPERS.items() if monthly}
    if not wanted.keys() <= known.keys():
        yield "提出していない報告物があるまま、報告が閉じられています。"
        return
    right = [
        {"name": name, "label": title, "count": None, "unit": "", "text": known[name][0]}
        for name, title in wanted.items()
    ]
    if evidence != right:
        yield "報告が閉じられた根拠が、提出した報告物と違います。"
    if any(known[name][1] == by for name in wanted):
        yield "報告物を提出した人が、報告を閉じています。"


def return_closed_problems(own: Custody, month: str, evidence: list[dict[str, Any]], by: str) -> Iterator[str]:
    """Why 返却・消去 must not be closed on this, by this person."""
    some = [one for one in own.held.values() if one.month == month]
    if not any(one.is_medium for one in some) or not all(one.confirmed for one in some):
        yield "返却・消去も確認もしていない管理対象があるまま、返却・消去が閉じられています。"
        return
    moved = [one.moved for one in some if one.moved is not None]
    gone = sum(how in ("discarded", "erased") for _, _, how in moved)
    counts = {"returned": ("返却・移送", len(moved) - gone), "erased": ("廃棄・消去", gone)}
    right = [
        {"name": name, "label": label, "count": count, "unit": _THINGS, "text": ""}
        for name, (label, count) in counts.items()
    ]
    if evidence != right:
        yield "返却・消去が閉じられた根拠が、管理対象と違います。"
    if any(who == by for _, who, _ in moved):
        yield "返却・消去をした人が、それを閉じています。"
