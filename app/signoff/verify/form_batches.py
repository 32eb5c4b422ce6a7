"""What the verifier knows of batches of forms: read, looked at, checked, approved by another person, thrown away."""

from collections.abc import Container, Iterator
from dataclasses import dataclass, field
from typing import Any

from .kind import Kind
from .texts import canonical, digest

_BOUND_NAMES = ("period", "files", "documents", "held", "findings", "roster", "unproved")
_SHEET = {"sha256": "hash", "page": "0+"}
_READ = {
    "batch": "hash",
    "period": "month",
    "files": [{"name": "said", "sha256": "hash", "size": "0+"}, 1],
    "documents": [{"establishment": "establishment", "type": "said", "name": "said", "sha256": "hash", "pages": "0+"}],
    "held": [{"establishment": "establishment", "errors": "1+"}],
    "findings": [{"rule": "said", "count": "1+"}],
    "roster": (None, "hash"),
    "program": "said",
}
_SIGNED = {"batch": "hash", "establishments": ["establishment", 1], "comment": "text"}
BATCH_KINDS = {
    "batch.read": Kind("lead checker", "", _READ, later=({"unproved": [{**_SHEET, "why": "said"}]},)),
    "batch.looked": Kind("checker", "", {"batch": "hash", "pages": [_SHEET, 1], "comment": "text"}, "配信帳票の目視"),
    "batch.signed": Kind("checker", "", _SIGNED, "配信の確認"),
    "batch.approved": Kind("lead", "", {"batch": "hash", "comment": "text", "program": "said"}, "配信の承認"),
    "batch.discarded": Kind(
        "lead checker", "", {"batch": "hash", "reason": "said", "method": "said"}, "取り込んだ帳票の破棄"
    ),
}


@dataclass(slots=True)
class _Batch:
    """Forms of each establishment, whom something could go to, pages that wait for an eye; who looked at them, who
    checked it and for whom, whether it is approved.
    """

    forms: dict[str, set[str]]
    sound: set[str]
    waiting: set[tuple[str, int]]
    seen: set[tuple[str, int]] = field(default_factory=set)
    lookers: set[str] = field(default_factory=set)
    chosen: set[str] = field(default_factory=set)
    signed: str = ""
    approved: bool = False

    def unseen(self, wanted: list[str]) -> bool:
        """Whether a page of these was not looked at."""
        own = {form for one in wanted for form in self.forms.get(one, ())}
        return any(form in own for form, _ in self.waiting - self.seen)


@dataclass(slots=True)
class FormBatches:
    """Those that are there; what was thrown away is not."""

    by_id: dict[str, _Batch] = field(default_factory=dict)

    def may_go(self, batch: str, establishment: str) -> bool:
        """Whether it was let go to that establishment."""
        own = self.by_id.get(batch)
        return own is not None and own.approved and establishment in own.chosen

    def refused(self, kind: str, by: str, data: dict[str, Any], names: Container[str]) -> Iterator[str]:
        """Why an entry is wrong. ``names``: establishments that were entered."""
        own = self.by_id.get(data["batch"])
        if kind == "batch.read":
            yield from self._wrongly_read(data, names)
        elif kind == "batch.signed":
            told = data["establishments"]
            if own is None or own.signed or len(set(told)) != len(told) or not set(told) <= own.sound:
                yield "ない帳票か、確認済の帳票か、誤りの残る事業所への配信が確認されています。"
            elif own.unseen(told):
                yield "目で確かめていない頁のある帳票が確認されています。"
        elif kind == "batch.approved":
            if own is None or own.approved or own.signed in ("", by) or by in own.lookers:
                yield "確認の署名がないか、確認した人によって、配信が承認されています。"
        elif kind == "batch.looked":
            pages = _sheets(data["pages"])
            if own is None or own.signed or len(pages) != len(data["pages"]) or not pages <= own.waiting:
                yield "目視を待っていない頁の目視が記録されています。"
        elif own is None or own.approved:
            yield "ない帳票か、承認済の帳票が破棄されています。"

    def _wrongly_read(self, data: dict[str, Any], names: Container[str]) -> Iterator[str]:
        bound = {name: data[name] for name in _BOUND_NAMES if name in data}
        if data["batch"] != digest(canonical(bound)) or data["batch"] in self.by_id:
            yield "帳票の取り込みの番号が内容と違うか、二度取り込まれています。"
        told = [(one["establishment"], one["sha256"]) for one in data["documents"]]
        held = [one["establishment"] for one in data["held"]]
        if len(set(told)) != len(told) or len(set(held)) != len(held):
            yield "同じ帳票か事業所が、二度あります。"
        if any(one not in names for one in (*held, *(one for one, _ in told))):
            yield "登録のない事業所の帳票です。"
        waiting = data.get("unproved", [])
        pages = {one["sha256"]: max(one["pages"], 1) for one in data["documents"]}
        if len(_sheets(waiting)) != len(waiting) or any(one["page"] >= pages.get(one["sha256"], 0) for one in waiting):
            yield "目視を待つ頁に、ない頁か、二度ある頁があります。"

    def follow(self, kind: str, by: str, data: dict[str, Any]) -> None:
        """What an entry makes of them."""
        if kind == "batch.read":
            forms: dict[str, set[str]] = {}
            for one in data["documents"]:
                forms.setdefault(one["establishment"], set()).add(one["sha256"])
            sound = forms.keys() - {one["establishment"] for one in data["held"]}
            self.by_id[data["batch"]] = _Batch(forms, sound, _sheets(data.get("unproved", [])))
            return
        own = self.by_id[data["batch"]]
        if kind == "batch.looked":
            own.seen |= _sheets(data["pages"])
            own.lookers.add(by)
        elif kind == "batch.signed":
            own.signed, own.chosen = by, set(data["establishments"])
        elif kind == "batch.approved":
            own.approved = True
        else:
            del self.by_id[data["batch"]]


def _sheets(told: list[dict[str, Any]]) -> set[tuple[str, int]]:
    return {(one["sha256"], one["page"]) for one in told}
