"""Kinds of entry about months: who may make them, when, what they hold, and what a signature on them means."""

from .kind import FINDING, LOOK, PART, PIECE, Kind
from .rules import ROW_STATES

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
_SLIP = {
    "month": "said",
    "manifest": "hash",
    "slip": [
        {
            "size": "standard|nonstandard",
            "grams": "0+",
            "kind": "normal|redirect|pull",
            "barcode": "flag",
            "count": "0+",
        },
        1,
    ],
}
_STAMPED = {**_SLIP, "on": "day", "name": "said", "size": "1+", "sha256": "hash"}
_COUNTS = {
    **_SLIP,
    "sha256": "hash",
    **dict.fromkeys(("carried", "compared", "logs"), "text"),
    "sums": {"notices": "0+", "envelopes": "0+", "posted": (None, "0+")},
    "untold": ["said"],
    "unconfirmed": "0+",
    "differs": [{"key": "said", "what": "said"}],
    "program": "said",
}
_STATEMENT = {"month": "said", "gate": "said", "what": "said", "text": "said", "data": [_TOLD]}
_DECIDED = {
    "month": "said",
    "manifest": "hash",
    "findings": [FINDING],
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
    "bound": [PART],
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
    "basis": [PART],
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
    "parts": [PART],
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
    "pieces": [PIECE, 1],
}
_DUMMY = {
    **{name: shape for name, shape in LOOK.items() if name != "round"},
    "month": "said",
    "list": "hash",
    "bound": "hash",
    "print": {"sha256": "hash", "name": "said", "pages": ["0+"], "differences": "0+", "ignored": "0+"},
}
_DUMMY_LATER = (
    {"told": "0+", "reprint": "text"},
    {"used": (None, {"sha256": "hash", "draft": "flag"})},
    {"unproved": "text"},
)
_ALL_DUMMIES = {"month": "said", "list": "hash", "print": "hash", "bound": "hash", "rolls": "1+", "comment": "text"}
_DUMMIES = {**_ALL_DUMMIES, "bound": [PART], "count": "1+", "program": "said"}
_ROLL = {"month": "said", "roll": "said", "machine": "said", "piece": "said", "place": "said", "made": "day"}
_HANDED = {"month": "said", "paper": "said", "sha256": "hash", "on": "day", "way": "said"}
_PACKED = {
    "month": "said",
    "files": [{"name": "said", "sha256": "hash", "size": "0+"}, 1],
    "missing": ["said"],
}
_FAULTS = "log.lost|log.double|log.foreign|log.unreplaced"
_SETTLED = {"rule": _FAULTS, "about": "said", "count": "1+"}
_LOGS = {
    "month": "said",
    "manifest": "hash",
    "sha256": "hash",
    "files": [{"name": "said", "sha256": "hash", "lines": "0+", "broken": "0+"}],
    "unread": "0+",
    **dict.fromkeys(("printed", "inserted", "weighed", "posted"), (None, "0+")),
    "order": "0+",
    "remaining": [{**_SETTLED, "rule": f"{_FAULTS}|remade|by_hand"}],
}
_REMADE = dict.fromkeys(("piece", "again", "reason", "machine", "person"), "said")
_RESULTS = {"month": "said", "results": [{"word": "said", "passed": "flag"}, 1], "reason": "said"}
_BY_HAND = {"month": "said", "pieces": ["said", 1], "consent": "said", "reason": "said"}
_INCIDENT = {"month": "said", "incident": "said"}
_FOUND = {
    **_INCIDENT,
    "found": "said",
    "what": "said",
    "condition": [_TOLD, 1],
    **dict.fromkeys(("notices", "envelopes", "gone"), "0+"),
    "earlier": ["said"],
    "list": "hash",
}
_TELLING = {**_INCIDENT, "at": "said", "whom": "said", "way": "said"}
_CONTAINED = {**_INCIDENT, "found": "0+", "recovered": "0+", "note": "text"}
_CLAIM = {**_INCIDENT, "on": "day", "due": "day", "note": "said"}
MONTH_KINDS = {
    "logs.read": Kind("lead checker", "month open", _LOGS, "作業ログの読み込み"),
    "piece.remade": Kind(
        "lead checker", "month open", {"month": "said", "pieces": [_REMADE, 1], "method": "said"}, "作り直しと廃棄"
    ),
    "piece.destroyed": Kind("lead checker", "month open", {"month": "said", "pieces": ["said", 1]}, "廃棄の確認"),
    "insertion.allowed": Kind("lead", "month open", _BY_HAND, "手封入の承認番号の記録"),
    "result.named": Kind("lead", "month open", _RESULTS, "作業ログの結果の語の指定"),
    "logs.settled": Kind(
        "lead", "month open", {"month": "said", "remaining": [_SETTLED, 1], "reason": "said"}, "封入ログの残りの決定"
    ),
    "incident.opened": Kind("lead checker", "month open", _FOUND, "事故の記録"),
    "incident.told": Kind("lead checker", "month open", _TELLING, "事故の機構への連絡"),
    "incident.contained": Kind("lead checker", "month open", _CONTAINED),
    "incident.claimed": Kind("lead checker", "month open", _CLAIM),
    "incident.closed": Kind("lead", "month open", {**_INCIDENT, "measures": "said", "on": "day"}, "事故の終結"),
    "paper.handed": Kind("lead checker", "month open", _HANDED, "報告物の提出"),
    "evidence.packed": Kind("lead", "month open", _PACKED, "証拠一式の作成"),
    "month.opened": Kind("lead", "month new", _MONTH),
    "month.bound": Kind("lead", "month open", {"month": "said", "parts": [PART], "reason": "said"}, "月の結び直し"),
    "reception.recorded": Kind("lead checker", "month open", _RECEIVED, "受入の記録"),
    "reception.refused": Kind("lead", "month open", _NOT_TAKEN, "受入不可"),
    "statement.made": Kind("lead checker", "month open", _STATEMENT, "申告"),
    "comparison.signed": Kind("checker", "month open", _COMPARISON, "照合", later=({"machines": ["said"]},)),
    "comparison.required": Kind(
        "lead", "month open", {"month": "said", "each": "flag", "reason": "said"}, "照合の条件"
    ),
    "comparison.alike": Kind("lead", "month open", _ALIKE, "区別しない文字の組の決定", later=({"manifest": "hash"},)),
    "lists.read": Kind("lead checker", "month open", _LISTS, "リストの読み込み"),
    "bundle.closed": Kind("lead checker", "month open", _BUNDLE),
    "bundle.reopened": Kind(
        "lead checker", "month open", {"month": "said", "bundle": "said", "reason": "said"}, "束の再開"
    ),
    "slip.drafted": Kind("lead checker", "month open", _SLIP, "差出票の下書き"),
    "slip.stamped": Kind("lead checker", "month open", _STAMPED, "差出票（写）の転記"),
    "counts.taken": Kind("lead checker", "month open", _COUNTS, "件数の突合せ"),
    "count.explained": Kind(
        "lead", "month open", dict.fromkeys(("month", "key", "what", "reason"), "said"), "件数の違いの理由"
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
    "dummies.listed": Kind("lead checker", "month open", _LISTED, "一覧の受領"),
    "dummy.checked": Kind("checker", "month open", _DUMMY, "検査", later=_DUMMY_LATER),
    "dummies.signed": Kind("checker", "month open", _ALL_DUMMIES, "検査"),
    "dummies.returned": Kind("lead", "month open", {"month": "said", "reason": "said"}, "差し戻し"),
    "dummies.approved": Kind("lead", "month open", _DUMMIES, "承認"),
    "roll.kept": Kind("lead checker", "month open", _ROLL, later=({"first": "text", "last": "text"},)),
    "roll.discarded": Kind("lead checker", "month open", {"month": "said", "roll": "said", "method": "said"}, "廃棄"),
}
