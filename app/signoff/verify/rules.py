"""Which kinds of entry there are, who may make them, when, what they hold, and what a signature on them means."""

from typing import Any, NamedTuple

# The verifier's own copy of the program's table (app/signoff/kinds.py): it needs no other file, and no version of the
# program can widen it alone.

_NOTHING: dict[str, Any] = {}


class Kind(NamedTuple):
    """One kind. ``stands``: what it is about, and how that must stand. ``marks``: ``second`` for what only a person
    without a hand in the check may do, ``ground`` for what may only be done while nothing has changed, ``session`` for
    what may be signed with the key of a session, which it then names. ``later``: what entries say besides since a later
    version.
    """

    roles: str
    stands: str
    data: dict[str, Any]
    meaning: str = ""
    marks: str = ""
    later: dict[str, Any] = _NOTHING


_ALL = "admin lead checker trainer inspector"
_PART = {"name": "said", "label": "said", "sha256": "hash", "detail": "text"}
_PIECE = {
    "number": "1+",
    "group": "kounen|senpo",
    "piece_id": "said",
    "file": "said",
    "record": "0+",
    "record_sha256": "hash",
    "cases": ["said"],
}
_SCAN = {"state": "read|missing|unreadable", "text": "text", "reason": "text"}
_LOOK = {
    "round": "said",
    "number": "1+",
    "piece_id": "said",
    "scans": {"address": _SCAN, "front": _SCAN, "back": _SCAN},
    "answers": {"*": "ok|ng"},
    "failures": ["said"],
    "comment": "text",
}
_FINDING = {
    "rule": "said",
    "file": "text",
    "record": (None, "0+"),
    "records": "0+",
    "offset": (None, "0+"),
    "length": (None, "0+"),
    "sha256": "hash",
}
_COMPARED = {
    "volume": "said",
    "manifest": "hash",
    "other": "said",
    "files": "0+",
    "result": "equal|different",
    "network": ["said"],
}
_FINDINGS = {"manifest": "hash", "volume": "said", "findings": [_FINDING, 1], "reason": "said"}
_PREVIOUS = {"format": "1+", "count": "1+", "head": "hash"}
_PERSON = {"account": "said", "reason": "said"}
_RIGHT = {"account": "said", "role": "said", "reason": "said"}
_PIECE_BACK = {"round": "said", "number": "1+", "reason": "said"}
_DECISION = {"round": "said", "comment": "said", "program": "said"}
_SETTING = {
    "process": "said",
    "name": "said",
    "label": "said",
    "sha256": "hash",
    "value": "text",
    "file": "text",
    "absent": "flag",
    "reason": "text",
}
_PROCESS = {"process": "said", "title": "said", "parts": [_PART]}
_MONTH = {
    "month": "said",
    "title": "said",
    "period": "month",
    "process": "said",
    "handover": "day",
    "delivery": "day",
}
_TOLD = {"name": "said", "label": "said", "value": "text"}
_RECEIVED = {
    "month": "said",
    "manifest": "hash",
    "copied": [_TOLD, 1],
    "brought": "said",
    "received": "said",
    "at": "said",
    "entrusted": "said",
    "accepted": "said",
}
_NOT_TAKEN = {"month": "said", "manifest": "hash", "reasons": ["said", 1], "due": "text", "program": "said"}
_BY_SCHEME = {"kounen": "0+", "senpo": "0+"}
ROW_STATES = ("redirect", "pull", "unmatched", "duplicate", "contradiction")
_ALIKE = {"month": "said", "pairs": ["said", 1], "reason": "said"}
_LISTS = {
    "month": "said",
    "manifest": "hash",
    "name": "said",
    "sha256": "hash",
    "stated": _BY_SCHEME,
    "read": _BY_SCHEME,
    "unread": "0+",
    "rows": "0+",
    **dict.fromkeys(ROW_STATES, "0+"),
    "carried": "hash",
}
_BUNDLE = {
    "month": "said",
    "carried": "hash",
    "bundle": "said",
    "of": "1+",
    "pieces": "1+",
    "notices": "hash",
    "grams": "0+",
}
_STATEMENT = {"month": "said", "gate": "said", "what": "said", "text": "said", "data": [_TOLD]}
_DECIDED = {
    "month": "said",
    "manifest": "hash",
    "findings": [_FINDING],
    "groups": [{"rule": "said", "count": "0+"}],
    "decision": "go_on|report",
    "reason": "said",
    "program": "said",
}
_EVIDENCE = {"name": "said", "label": "said", "count": (None, "0+"), "unit": "text", "text": "text"}
_CLOSED = {
    "month": "said",
    "gate": "said",
    "evidence": [_EVIDENCE, 1],
    "bound": [_PART],
    "comment": "text",
    "program": "said",
}
_RULED = {
    "rule": "said",
    "group": "hash",
    "sha256": "hash",
    "count": "1+",
    "seen": "0+",
    "decision": "accept|reprint",
    "reason": "said",
}
_COMPARISON = {
    "month": "said",
    "sha256": "hash",
    "manifest": "hash",
    "basis": [_PART],
    **dict.fromkeys(("pages", "records", "matched", "unreadable", "ignored"), "0+"),
    "counts": [{"rule": "said", "count": "1+", "unit": "said"}],
    "zones": [{"name": "said", "reason": "said", "pages": "0+"}],
    "decided": [_RULED],
    "comment": "text",
    "program": "said",
}
_RELEASE = {
    "month": "said",
    "process": "said",
    "round": "said",
    "parts": [_PART],
    "settings": [{"name": "said", "sha256": "hash"}],
    "comment": "text",
    "program": "said",
}
_LISTED = {
    "month": "said",
    "manifest": "hash",
    "sha256": "hash",
    "name": "said",
    "rows": "1+",
    "declared": "1+",
    "paper": "said",
    "sheet": "hash",
    "items": {"*": "applies"},
    "pieces": [_PIECE, 1],
}
_DUMMY = {
    **{name: shape for name, shape in _LOOK.items() if name != "round"},
    "month": "said",
    "list": "hash",
    "bound": "hash",
    "print": {"sha256": "hash", "name": "said", "pages": ["0+"], "differences": "0+", "ignored": "0+"},
}
_ALL_DUMMIES = {"month": "said", "list": "hash", "print": "hash", "bound": "hash", "rolls": "1+", "comment": "text"}
_DUMMIES = {**_ALL_DUMMIES, "bound": [_PART], "count": "1+", "program": "said"}
_ROLL = {"month": "said", "roll": "said", "machine": "said", "piece": "said", "place": "said", "made": "day"}
_ROUND = {
    "round": "said",
    "number": "1+",
    "process": "said",
    "why": "first|change|request",
    "reason": "text",
    "parts": [_PART],
    "pieces": [_PIECE, 1],
    "sheet": "hash",
    "items": {"*": "applies"},
    "confirm": "1+",
    "logs": ["said"],
    "settings": ["said", 1],
}
_NEW_PIECE = {"round": "said", "number": "1+", "piece": _PIECE, "reason": "said"}
_LOG = {"round": "said", "piece": (None, "1+"), "kind": "said", "name": "said", "sha256": "hash", "size": "1+"}
_LOG_BACK = {"round": "said", "kind": "said", "sha256": "hash", "reason": "said"}

_REFERENCE = {
    "process": "said",
    "form": "hash",
    "prints": [{"name": "said", "sha256": "hash"}, 1],
    "pages": "1+",
    "placed": "1+",
    "chosen": ["said"],
    "unplaced": ["said"],
    "comment": "text",
    "program": "said",
}
_KEPT_FORM = {"kept": "hash", "spread_um": "0+"}
_DRAFT_FORM = {
    "process": "said",
    "form": "hash",
    "prints": [{"name": "said", "sha256": "hash"}, 1],
    "pages": "1+",
    "comment": "text",
    "program": "said",
}
SETTINGS = {"editing", "print_file", "imposition", "press", "paper", "folding", "inserting", "inspection"}
"""Process settings that every round asks for, if only to hear that there is none; a table may ask for more."""
MONTH_PARTS = {"media", "container", "postal", "offices", "flyers", "lists", "piece_mapping"}
"""What belongs to a month; everything else is its process's, but the medium of a round."""
GATES = {
    "reception": {"media"},
    "check": MONTH_PARTS - {"piece_mapping"},
    "release": MONTH_PARTS,
    "compare": MONTH_PARTS,
    "dummies": MONTH_PARTS,
    "lists": MONTH_PARTS,
}
"""The gates of a month that can be closed, in their order, and the parts that each rests on."""
CLOSERS = {"run.released": "release", "dummies.approved": "dummies"}
"""Kinds that close a gate of their own."""
RECEPTION_COUNTS = {"points": "項目", "differs": "項目", "undone": "項目", "notices": "件", "envelopes": "通"}
"""What the evidence of 受入 must count, and in which unit."""
WIDER = {(1, "media.opened"): "trainer admin"}
"""Who else might make a kind in a ledger of an older format."""
SINCE = {
    **dict.fromkeys(("ledger.begun", "round.drawn", "media.compared", "session.opened", "session.closed"), 2),
    **dict.fromkeys(("process.created", "process.bound", "month.opened", "month.bound", "reception.recorded"), 2),
    **dict.fromkeys(("reception.refused", "statement.made", "finding.decided", "gate.closed", "gate.reopened"), 2),
    **dict.fromkeys(("run.released", "store.created", "store.ending", "store.destroyed"), 2),
    **dict.fromkeys(("dummies.listed", "dummy.checked", "dummies.signed", "dummies.returned"), 2),
    **dict.fromkeys(("dummies.approved", "roll.kept", "roll.discarded"), 2),
    **dict.fromkeys(("analysis.signed", "comparison.signed", "comparison.required", "comparison.alike"), 2),
    **dict.fromkeys(("reference.approved", "draft.approved", "lists.read"), 2),
    **dict.fromkeys(("bundle.closed", "bundle.reopened"), 2),
}
"""Kinds that older formats do not have."""
KINDS = {
    "ledger.begun": Kind("admin", "", {"format": "1+", "program": "said", "previous": (None, _PREVIOUS)}),
    "account.created": Kind(
        "admin", "account new", {"account": "said", "login": "login", "name": "name", "initial_key": "hash"}, "人の登録"
    ),
    "account.renamed": Kind("admin", "account active stopped", {**_PERSON, "name": "name"}, "氏名の変更"),
    "account.stopped": Kind("admin", "account active", _PERSON, "停止"),
    "account.restored": Kind("admin", "account stopped", _PERSON, "停止の取り消し"),
    "right.granted": Kind("admin", "account active stopped", _RIGHT, "権限の付与"),
    "right.removed": Kind("admin", "account active stopped", _RIGHT, "権限の取消"),
    "password.reset": Kind("admin", "account active stopped", {**_PERSON, "initial_key": "hash"}, "再発行"),
    "key.enrolled": Kind(
        _ALL, "account active", {"account": "said", "public_key": "hash", "box": "hash", "by_initial": "signature"}
    ),
    "password.changed": Kind(_ALL, "account active", {"account": "said"}),
    "otp.enrolled": Kind(_ALL, "account active", {"account": "said"}),
    "recovery.used": Kind(_ALL, "", {"left": "0+"}),
    "access.login": Kind(_ALL, "", {}),
    "access.logout": Kind(_ALL, "", {}),
    "access.screen_locked": Kind(_ALL, "", {}),
    "access.screen_unlocked": Kind(_ALL, "", {}),
    "access.refused": Kind("", "", {"why": "unknown|password|stopped|code"}),
    "access.locked": Kind("", "", {"seconds": "0+"}),
    "media.opened": Kind(
        "lead checker",
        "",
        {"volume": "said", "manifest": "hash", "container": "said", "network": ["said"]},
        marks="session",
    ),
    "media.compared": Kind("lead checker", "", _COMPARED, marks="session"),
    "media.refused": Kind(_ALL, "", {"volume": "said", "why": "network|rights", "network": ["said"]}, marks="session"),
    "export.made": Kind(_ALL, "", {"kind": "said", "name": "said", "size": "0+", "sha256": "hash"}, marks="session"),
    "session.opened": Kind(
        "lead checker",
        "account active",
        {"account": "said", "public_key": "hash", "expires": "moment"},
        "セッションの開始",
    ),
    "session.closed": Kind("lead checker", "account active", {"account": "said"}, marks="session"),
    "checkpoint.made": Kind(_ALL, "", {"count": "0+", "head": "hash"}),
    "finding.reviewed": Kind("lead checker", "", {**_FINDINGS, "how": "each|together"}),
    "finding.undone": Kind("lead checker", "", _FINDINGS),
    "process.created": Kind("lead", "process new", _PROCESS),
    "process.bound": Kind(
        "lead", "process open", {"process": "said", "parts": [_PART], "reason": "said"}, "工程の結び直し"
    ),
    "setting.registered": Kind("lead", "process open", _SETTING, "工程設定の登録"),
    "reference.approved": Kind("lead", "process open", _REFERENCE, "測定した様式の承認", later=_KEPT_FORM),
    "draft.approved": Kind("lead", "process open", _DRAFT_FORM, "下書き様式の承認"),
    "month.opened": Kind("lead", "month new", _MONTH),
    "month.bound": Kind("lead", "month open", {"month": "said", "parts": [_PART], "reason": "said"}, "月の結び直し"),
    "reception.recorded": Kind("lead checker", "month open", _RECEIVED, "受入の記録"),
    "reception.refused": Kind("lead", "month open", _NOT_TAKEN, "受入不可"),
    "statement.made": Kind("lead checker", "month open", _STATEMENT, "申告"),
    "comparison.signed": Kind("checker", "month open", _COMPARISON, "照合", later={"machines": ["said"]}),
    "comparison.required": Kind(
        "lead", "month open", {"month": "said", "each": "flag", "reason": "said"}, "照合の条件"
    ),
    "comparison.alike": Kind("lead", "month open", _ALIKE, "区別しない文字の組の決定"),
    "lists.read": Kind("lead checker", "month open", _LISTS, "リストの読み込み"),
    "bundle.closed": Kind("lead checker", "month open", _BUNDLE),
    "bundle.reopened": Kind(
        "lead checker", "month open", {"month": "said", "bundle": "said", "reason": "said"}, "束の再開"
    ),
    "finding.decided": Kind("lead", "month open", _DECIDED, "指摘の決定"),
    "gate.closed": Kind("lead", "month open", _CLOSED, "関門の完了"),
    "gate.reopened": Kind("lead", "month open", {"month": "said", "gate": "said", "reason": "said"}, "関門の再開"),
    "run.released": Kind("lead", "month open", _RELEASE, "本番開始", "ground"),
    "store.created": Kind("lead checker", "month open", {"month": "said", "public_id": "hash"}),
    "store.ending": Kind("lead checker", "month open", {"month": "said", "reason": "said"}, "返却・消去の申し出"),
    "store.destroyed": Kind(
        "lead", "month open", {"month": "said", "objects": "0+", "bytes": "0+", "method": "said"}, "消去"
    ),
    "analysis.signed": Kind("inspector", "", {"period": "month", "report": "hash", "remarks": "said"}, "点検"),
    "dummies.listed": Kind("lead checker", "month open", _LISTED, "一覧の受領"),
    "dummy.checked": Kind("checker", "month open", _DUMMY, "検査", later={"told": "0+", "reprint": "text"}),
    "dummies.signed": Kind("checker", "month open", _ALL_DUMMIES, "検査"),
    "dummies.returned": Kind("lead", "month open", {"month": "said", "reason": "said"}, "差し戻し"),
    "dummies.approved": Kind("lead", "month open", _DUMMIES, "承認"),
    "roll.kept": Kind("lead checker", "month open", _ROLL),
    "roll.discarded": Kind("lead checker", "month open", {"month": "said", "roll": "said", "method": "said"}, "廃棄"),
    "round.opened": Kind("lead checker", "round new", _ROUND, "検査開始"),
    "piece.replaced": Kind("checker", "round checking", _NEW_PIECE, "現品の差し替え", "ground"),
    "piece.signed": Kind("checker", "round checking", _LOOK, "検査", "ground"),
    "piece.withdrawn": Kind("checker", "round checking", _PIECE_BACK, "検査の取消"),
    "attachment.kept": Kind("lead checker", "round checking", _LOG),
    "attachment.withdrawn": Kind("checker", "round checking", _LOG_BACK, "添付の取消"),
    "round.signed": Kind(
        "checker", "round checking", {"round": "said", "failed": ["1+"], "comment": "text"}, "検査", "ground"
    ),
    "round.drawn": Kind("lead", "round signed", {"round": "said", "numbers": ["1+", 1]}, "", "second"),
    "piece.confirmed": Kind("lead", "round signed", _LOOK, "確認", "second ground"),
    "round.approved": Kind("lead", "round signed", _DECISION, "承認", "second ground"),
    "round.rejected": Kind("lead", "round signed", _DECISION, "却下", "second"),
    "round.reopened": Kind("lead", "round signed approved", {"round": "said", "reason": "said"}, "再開"),
}
OLD = {
    "job.created": Kind("lead", "process new", {}),
    "job.bound": Kind("lead", "process open", {}, "仕事の結び直し"),
    "job.released": Kind("lead", "round approved", {}, "本番開始", "ground"),
}
"""Kinds that only the first format has, which asks for no shape of their data."""
