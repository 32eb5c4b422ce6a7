"""Which kinds of entry there are, who may make them, when, what they hold, and what a signature on them means."""

from .exchange import EXCHANGE_KINDS
from .kind import ALL, FINDING, LOOK, PART, PIECE, Kind
from .month_kinds import MONTH_KINDS

# The verifier's own copy of the program's table (app/signoff/kinds.py): it needs no other file, and no version of the
# program can widen it alone.

_COMPARED = {
    "volume": "said",
    "manifest": "hash",
    "other": "said",
    "files": "0+",
    "result": "equal|different",
    "network": ["said"],
}
_FINDINGS = {"manifest": "hash", "volume": "said", "findings": [FINDING, 1], "reason": "said"}
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
_PROCESS = {"process": "said", "title": "said", "parts": [PART]}
_ROUND = {
    "round": "said",
    "number": "1+",
    "process": "said",
    "why": "first|change|request",
    "reason": "text",
    "parts": [PART],
    "pieces": [PIECE, 1],
    "sheet": "hash",
    "items": {"*": "applies"},
    "confirm": "1+",
    "logs": ["said"],
    "settings": ["said", 1],
}
_NEW_PIECE = {"round": "said", "number": "1+", "piece": PIECE, "reason": "said"}
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
_HELD = {
    **dict.fromkeys(("number", "what", "quantity", "purpose", "place", "received"), "said"),
    "month": "text",
    "medium": "paper|media|data",
    "copy": "flag",
    "made": "day",
}
_GONE = {
    "holding": "said",
    "how": "returned|moved|discarded|erased",
    "on": "day",
    "kept_until": "text",
    "method": "said",
}
_ERASING = {"sha256": "hash", "name": "said", "kept_until": "day", "reason": "said"}
_DRILLS = "sheets|records|pairs|captures"
_WARM_UP = {"process": "text", "month": "text", "reason": "said"}
KINDS = {
    "holding.recorded": Kind("lead checker", "", _HELD),
    "holding.moved": Kind("lead checker", "", _GONE, "返却・移送・廃棄・消去"),
    "holding.confirmed": Kind("lead checker", "", {"holding": "said", "moved": "1+"}, "返却・消去などの確認"),
    "attachment.erasing": Kind("lead", "", _ERASING, "添付の消去の申し出"),
    "attachment.erased": Kind("lead admin", "", {"sha256": "hash", "method": "said"}, "添付の消去"),
    "ledger.begun": Kind(
        "admin",
        "",
        {"format": "1+", "program": "said", "previous": (None, _PREVIOUS)},
        later=({"practice": "flag"},),
    ),
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
        ALL, "account active", {"account": "said", "public_key": "hash", "box": "hash", "by_initial": "signature"}
    ),
    "password.changed": Kind(ALL, "account active", {"account": "said"}),
    "otp.enrolled": Kind(ALL, "account active", {"account": "said"}),
    "recovery.used": Kind(ALL, "", {"left": "0+"}),
    "access.login": Kind(ALL, "", {}),
    "access.logout": Kind(ALL, "", {}),
    "access.screen_locked": Kind(ALL, "", {}),
    "access.screen_unlocked": Kind(ALL, "", {}),
    "access.refused": Kind("", "", {"why": "unknown|password|stopped|code|pin"}),
    "access.locked": Kind("", "", {"seconds": "0+"}),
    "media.opened": Kind(
        "lead checker",
        "",
        {"volume": "said", "manifest": "hash", "container": "said", "network": ["said"]},
        marks="session",
    ),
    "media.compared": Kind("lead checker", "", _COMPARED, marks="session"),
    "media.refused": Kind(ALL, "", {"volume": "said", "why": "network|rights", "network": ["said"]}, marks="session"),
    "export.made": Kind(ALL, "", {"kind": "said", "name": "said", "size": "0+", "sha256": "hash"}, marks="session"),
    "session.opened": Kind(
        "lead checker",
        "account active",
        {"account": "said", "public_key": "hash", "expires": "moment"},
        "セッションの開始",
    ),
    "session.closed": Kind("lead checker", "account active", {"account": "said"}, marks="session"),
    "checkpoint.made": Kind(ALL, "", {"count": "0+", "head": "hash"}),
    "finding.reviewed": Kind("lead checker", "", {**_FINDINGS, "how": "each|together"}),
    "finding.undone": Kind("lead checker", "", _FINDINGS),
    "process.created": Kind("lead", "process new", _PROCESS),
    "process.bound": Kind(
        "lead", "process open", {"process": "said", "parts": [PART], "reason": "said"}, "工程の結び直し"
    ),
    "setting.registered": Kind("lead", "process open", _SETTING, "工程設定の登録"),
    "reference.approved": Kind("lead", "process open", _REFERENCE, "測定した様式の承認", later=(_KEPT_FORM,)),
    "draft.approved": Kind("lead", "process open", _DRAFT_FORM, "下書き様式の承認"),
    "pin.allowed": Kind(
        "lead", "process open", {"process": "said", "allowed": "flag", "reason": "said"}, "暗証番号の許可"
    ),
    "analysis.signed": Kind("inspector", "", {"period": "month", "report": "hash", "remarks": "said"}, "点検"),
    "round.opened": Kind("lead checker", "round new", _ROUND, "検査開始"),
    "piece.replaced": Kind("checker", "round checking", _NEW_PIECE, "現品の差し替え", "ground"),
    "piece.signed": Kind("checker", "round checking", LOOK, "検査", "ground", later=({"pin": "1+"},)),
    "piece.withdrawn": Kind("checker", "round checking", _PIECE_BACK, "検査の取消"),
    "attachment.kept": Kind("lead checker", "round checking", _LOG),
    "attachment.withdrawn": Kind("checker", "round checking", _LOG_BACK, "添付の取消"),
    "round.signed": Kind(
        "checker", "round checking", {"round": "said", "failed": ["1+"], "comment": "text"}, "検査", "ground"
    ),
    "round.drawn": Kind("lead", "round signed", {"round": "said", "numbers": ["1+", 1]}, "", "second"),
    "piece.confirmed": Kind("lead", "round signed", LOOK, "確認", "second ground"),
    "round.approved": Kind("lead", "round signed", _DECISION, "承認", "second ground"),
    "round.rejected": Kind("lead", "round signed", _DECISION, "却下", "second"),
    "round.reopened": Kind("lead", "round signed approved", {"round": "said", "reason": "said"}, "再開"),
    "warmup.required": Kind(
        "lead", "", {**_WARM_UP, "drill": _DRILLS, "sheets": "1+", "mark": "1+"}, "検査前の練習の条件"
    ),
    "warmup.lifted": Kind("lead", "", _WARM_UP, "検査前の練習の解除"),
    "warmup.passed": Kind(
        "checker",
        "",
        {
            "day": "day",
            "drill": _DRILLS,
            **dict.fromkeys(("mark", "sheets", "planted"), "1+"),
            "found": "0+",
            "false": "0+",
        },
    ),
    **MONTH_KINDS,
    **EXCHANGE_KINDS,
}
OLD = {
    "job.created": Kind("lead", "process new", {}),
    "job.bound": Kind("lead", "process open", {}, "仕事の結び直し"),
    "job.released": Kind("lead", "round approved", {}, "本番開始", "ground"),
}
"""Kinds that only the first format has, which asks for no shape of their data."""
