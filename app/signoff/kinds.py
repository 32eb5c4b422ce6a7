"""Every kind of entry, one row each: who may make it, when it may come, what its data must hold, what a signature on it
means and how it is called.

What a kind changes is in the ``APPLY`` of :mod:`people`, :mod:`processes`, :mod:`references`, :mod:`month_entries`,
:mod:`dummy_entries` and :mod:`round_entries`, what it further needs in the ``RULES`` of :mod:`people_rules`,
:mod:`process_rules`, :mod:`month_rules`, :mod:`dummy_rules` and :mod:`round_rules`, how it is told in :mod:`wording`.
The verifier keeps a copy of its own (:mod:`app.signoff.verify.kinds`).
"""

from collections.abc import Mapping

from app.signoff import (
    count_kinds,
    custody_kinds,
    dummy_kinds,
    exchange_kinds,
    incident_kinds,
    list_kinds,
    log_kinds,
    reference_kinds,
    round_kinds,
    shapes,
    warm_up_kinds,
)
from app.signoff.kind import (
    ADMIN,
    ALWAYS,
    CHECKER,
    INSPECTOR,
    LEAD,
    NOBODY,
    WORKERS,
    Kind,
    When,
    about_account,
    about_month,
    about_process,
)
from app.signoff.roles import EVERYBODY, Role
from app.signoff.shapes import Shape, count, flag, list_of, maybe, number, one_of, said, text

_EXISTING = ("active", "stopped")
_REASON: Shape = {"account": said, "reason": said}
_RIGHT: Shape = {**_REASON, "role": said}
_OWN: Shape = {"account": said}
_FINDINGS: Shape = {
    "manifest": shapes.sha256,
    "volume": said,
    "findings": list_of(shapes.finding, least=1),
    "reason": said,
}
_PROCESS: Shape = {"process": said, "parts": shapes.parts}
_REFUSED = ("unknown", "password", "stopped", "code", "pin")
_ALLOWED: Shape = {"process": said, "allowed": flag, "reason": said}
_ANALYSIS: Shape = {"period": shapes.month, "report": shapes.sha256, "remarks": said}
_LOG: Shape = {"round": said, "kind": said, "sha256": shapes.sha256}
_DECISION: Shape = {"round": said, "comment": said, "program": said}

_MONTH_REASON: Shape = {"month": said, "reason": said}
_GONE: Shape = {"month": said, "objects": count, "bytes": count, "method": said}

KINDS: Mapping[str, Kind] = {
    "ledger.begun": Kind(
        "台帳の開始",
        ADMIN,
        ALWAYS,
        {"format": number, "program": said, "previous": maybe(shapes.previous)},
        later=({"practice": flag},),
    ),
    # people
    "account.created": Kind(
        "人の登録",
        ADMIN,
        about_account("new"),
        {"account": said, "login": shapes.login, "name": shapes.name, "initial_key": shapes.key},
        "人の登録",
    ),
    "account.renamed": Kind(
        "氏名の変更", ADMIN, about_account(*_EXISTING), {**_REASON, "name": shapes.name}, "氏名の変更"
    ),
    "account.stopped": Kind("IDの停止", ADMIN, about_account("active"), _REASON, "停止"),
    "account.restored": Kind("IDの再開", ADMIN, about_account("stopped"), _REASON, "停止の取り消し"),
    "right.granted": Kind("権限の付与", ADMIN, about_account(*_EXISTING), _RIGHT, "権限の付与"),
    "right.removed": Kind("権限の取消", ADMIN, about_account(*_EXISTING), _RIGHT, "権限の取消"),
    "password.reset": Kind(
        "パスワードの再設定", ADMIN, about_account(*_EXISTING), {**_REASON, "initial_key": shapes.key}, "再発行"
    ),
    "key.enrolled": Kind(
        "署名鍵の登録",
        EVERYBODY,
        about_account("active"),
        {"account": said, "public_key": shapes.key, "box": shapes.key, "by_initial": shapes.signature},
    ),
    "password.changed": Kind("パスワードの変更", EVERYBODY, about_account("active"), _OWN),
    "otp.enrolled": Kind("確認コードの登録", EVERYBODY, about_account("active"), _OWN),
    "recovery.used": Kind("回復コードの使用", EVERYBODY, ALWAYS, {"left": count}),
    # access
    "access.login": Kind("ログイン", EVERYBODY, ALWAYS, {}),
    "access.logout": Kind("ログアウト", EVERYBODY, ALWAYS, {}),
    "access.screen_locked": Kind("画面ロック", EVERYBODY, ALWAYS, {}),
    "access.screen_unlocked": Kind("画面ロック解除", EVERYBODY, ALWAYS, {}),
    "access.refused": Kind("認証の拒否", NOBODY, ALWAYS, {"why": one_of(*_REFUSED)}),
    "access.locked": Kind("認証の一時停止", NOBODY, ALWAYS, {"seconds": count}),
    "media.opened": Kind(
        "媒体を開いた",
        WORKERS,
        ALWAYS,
        {"volume": said, "manifest": shapes.sha256, "container": said, "network": list_of(said)},
        by_session=True,
    ),
    "media.compared": Kind(
        "正・副の比較",
        WORKERS,
        ALWAYS,
        {
            "volume": said,
            "manifest": shapes.sha256,
            "other": said,
            "files": count,
            "result": one_of("equal", "different"),
            "network": list_of(said),
        },
        by_session=True,
    ),
    "media.refused": Kind(
        "媒体を開かなかった",
        EVERYBODY,
        ALWAYS,
        {"volume": said, "why": one_of("network", "rights"), "network": list_of(said)},
        by_session=True,
    ),
    "export.made": Kind(
        "書き出し",
        EVERYBODY,
        ALWAYS,
        {"kind": said, "name": said, "size": count, "sha256": shapes.sha256},
        by_session=True,
    ),
    "session.opened": Kind(
        "コマンドのセッションの開始",
        WORKERS,
        about_account("active"),
        {"account": said, "public_key": shapes.key, "expires": shapes.moment},
        "セッションの開始",
    ),
    "session.closed": Kind("コマンドのセッションの終了", WORKERS, about_account("active"), _OWN, by_session=True),
    "checkpoint.made": Kind("チェックポイント", EVERYBODY, ALWAYS, {"count": count, "head": shapes.sha256}),
    # checking
    "finding.reviewed": Kind("指摘の確認済", WORKERS, ALWAYS, {**_FINDINGS, "how": one_of("each", "together")}),
    "finding.undone": Kind("確認済の取消", WORKERS, ALWAYS, _FINDINGS),
    # processes
    "process.created": Kind("工程の登録", LEAD, about_process("new"), {**_PROCESS, "title": said}),
    "process.bound": Kind(
        "工程の結び直し", LEAD, about_process("open"), {**_PROCESS, "reason": said}, "工程の結び直し"
    ),
    "setting.registered": Kind(
        "工程設定の登録",
        LEAD,
        about_process("open"),
        {
            "process": said,
            "name": said,
            "label": said,
            "sha256": shapes.sha256,
            "value": text,
            "file": text,
            "absent": flag,
            "reason": text,
        },
        "工程設定の登録",
    ),
    "pin.allowed": Kind("暗証番号の許可", LEAD, about_process("open"), _ALLOWED, "暗証番号の許可"),
    **reference_kinds.KINDS,
    # months
    "month.opened": Kind(
        "月の登録",
        LEAD,
        about_month("new"),
        {
            "month": said,
            "title": said,
            "period": shapes.month,
            "process": said,
            "handover": shapes.day,
            "delivery": shapes.day,
        },
    ),
    "month.bound": Kind(
        "月の結び直し",
        LEAD,
        about_month("open"),
        {"month": said, "parts": shapes.parts, "reason": said},
        "月の結び直し",
    ),
    "reception.recorded": Kind(
        "受入の記録",
        WORKERS,
        about_month("open"),
        {
            "month": said,
            "manifest": shapes.sha256,
            "copied": list_of(shapes.told, least=1),
            "brought": said,
            "received": said,
            "at": said,
            "entrusted": said,
            "accepted": said,
        },
        "受入の記録",
    ),
    "reception.refused": Kind(
        "受入不可",
        LEAD,
        about_month("open"),
        {
            "month": said,
            "manifest": shapes.sha256,
            "reasons": list_of(said, least=1),
            "due": text,
            "program": said,
        },
        "受入不可",
    ),
    "statement.made": Kind(
        "申告",
        WORKERS,
        about_month("open"),
        {"month": said, "gate": said, "what": said, "text": said, "data": list_of(shapes.told)},
        "申告",
    ),
    "comparison.signed": Kind(
        "照合の署名",
        CHECKER,
        about_month("open"),
        shapes.comparison,
        "照合",
        later=({"machines": shapes.list_of(said)},),
    ),
    "comparison.required": Kind("照合の条件", LEAD, about_month("open"), {**_MONTH_REASON, "each": flag}, "照合の条件"),
    "comparison.alike": Kind(
        "区別しない文字の組",
        LEAD,
        about_month("open"),
        {**_MONTH_REASON, "pairs": shapes.list_of(said, least=1)},
        "区別しない文字の組の決定",
        later=({"manifest": shapes.sha256},),
    ),
    "finding.decided": Kind(
        "指摘の決定",
        LEAD,
        about_month("open"),
        {
            "month": said,
            "manifest": shapes.sha256,
            "findings": list_of(shapes.finding),
            "groups": list_of(shapes.group),
            "decision": one_of("go_on", "report"),
            "reason": said,
            "program": said,
        },
        "指摘の決定",
    ),
    "gate.closed": Kind(
        "関門の完了",
        LEAD,
        about_month("open"),
        {
            "month": said,
            "gate": said,
            "evidence": list_of(shapes.evidence, least=1),
            "bound": shapes.parts,
            "comment": text,
            "program": said,
        },
        "関門の完了",
    ),
    "gate.reopened": Kind(
        "関門の再開", LEAD, about_month("open"), {"month": said, "gate": said, "reason": said}, "関門の再開"
    ),
    "run.released": Kind(
        "本番開始",
        LEAD,
        about_month("open"),
        {
            "month": said,
            **_PROCESS,
            "round": said,
            "settings": list_of(shapes.read),
            "comment": text,
            "program": said,
        },
        "本番開始",
        on_ground=True,
    ),
    "store.created": Kind("保管庫の鍵の作成", WORKERS, about_month("open"), {"month": said, "public_id": shapes.key}),
    "store.ending": Kind("返却・消去の申し出", WORKERS, about_month("open"), _MONTH_REASON, "返却・消去の申し出"),
    "store.destroyed": Kind("保管庫の消去", LEAD, about_month("open"), _GONE, "消去"),
    "analysis.signed": Kind("アクセス記録の点検", INSPECTOR, ALWAYS, _ANALYSIS, "点検"),
    **dummy_kinds.KINDS,
    **list_kinds.KINDS,
    **log_kinds.KINDS,
    **count_kinds.KINDS,
    **custody_kinds.KINDS,
    **incident_kinds.KINDS,
    **exchange_kinds.KINDS,
    **round_kinds.KINDS,
    **warm_up_kinds.KINDS,
}

OLD: Mapping[str, Kind] = {
    "job.created": Kind("仕事の登録", LEAD, about_process("new"), {}),
    "job.bound": Kind("仕事の結び直し", LEAD, about_process("open"), {}, "仕事の結び直し"),
    "job.released": Kind("仕事の本番開始", LEAD, When("round", ("approved",)), {}, "本番開始", on_ground=True),
}
"""Kinds that only the first format has, where no shape of data was asked for."""

UNSIGNED = frozenset(name for name, kind in KINDS.items() if not kind.roles)
"""Kinds that nobody can sign, because nobody is logged in. The next signed entry vouches for them."""
ROUTINE = frozenset(name for name, kind in KINDS.items() if kind.roles and not kind.meaning)
"""Kinds that are signed with the key of the session, without asking: they say no more than who did what, and when."""


def may(roles: frozenset[Role], kind: str) -> bool:
    """Whether somebody with these roles may make an entry of this kind."""
    return bool(KINDS[kind].roles & roles)


def may_open_media(roles: frozenset[Role]) -> bool:
    """Whether somebody with these roles may open the agency's media (N 10: only those named as its handlers)."""
    return may(roles, "media.opened")


def meaning_of(*kinds: str) -> str:
    """What a signature on entries of these kinds means, as it is shown and recorded.

    ``ValueError`` where one of them is a routine entry: nobody is asked to sign what has no meaning.
    """
    meanings = [KINDS[kind].meaning for kind in kinds]
    if not meanings or not all(meanings):
        raise ValueError(f"{kinds} are not all signed")
    return "・".join(dict.fromkeys(meanings))
