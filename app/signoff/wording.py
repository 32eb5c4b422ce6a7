"""How entries read in Japanese: the name of each kind, what happened in one line, and every value by name."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from app.cases.special import CASES
from app.checks.catalogue import RULES
from app.japan_time import JST
from app.proof.compared.differences import RULES as PRINT_RULES
from app.proof.model import GROUP_NAMES
from app.signoff import (
    count_wording,
    custody_wording,
    exchange_wording,
    incident_wording,
    list_wording,
    log_wording,
    warm_up_wording,
)
from app.signoff.binding import SETTING
from app.signoff.checksheet import CheckSheet
from app.signoff.field_names import FIELD_NAMES
from app.signoff.gates import GATES, VIRUS
from app.signoff.kinds import KINDS, OLD
from app.signoff.ledger import Entry
from app.signoff.model import RoundState, State
from app.signoff.process_settings import ABSENT
from app.signoff.processes import process_in, setting_of, setting_text
from app.signoff.roles import ROLE_NAMES

ROUND_STATES: Mapping[RoundState, str] = {
    "checking": "検査中",
    "signed": "判定待ち",
    "approved": "承認",
    "rejected": "却下",
}
"""On every screen and paper; :data:`VOID` for a round whose ground has changed."""
VOID = "失効"
KIND_NAMES: Mapping[str, str] = {name: kind.label for name, kind in {**KINDS, **OLD}.items()}

WHY: Mapping[str, str] = {
    "unknown": "IDの登録なし", "password": "パスワード相違", "stopped": "停止中のID", "code": "確認コード相違",
    "pin": "暗証番号相違", "network": "ネットワーク接続", "rights": "権限なし",
}  # fmt: skip
WHY_MADE: Mapping[str, str] = {"first": "初回", "change": "変更", "request": "随時"}
"""Why a round was made."""
DECISIONS: Mapping[str, str] = {"go_on": "続行", "report": "別紙9"}
"""What a lead decides on a finding."""
EXPORT_NAMES: Mapping[str, str] = {
    "notice": "通知書",
    "gaiji": "外字全件一覧",
    "findings": "検査結果",
    "defects": "記録媒体不備報告書",
    "no_barcode": "カスタマバーコード印字不可分の一覧",
    "ledger": "台帳の写し",
    "round.pdf": "検査結果表（PDF）",
    "round.xlsx": "検査結果表（Excel）",
    "round.gaiji": "外字全件一覧（検証品）",
    "rights": "権限の履歴",
    "access": "アクセスの記録",
    "analysis": "アクセス記録の月次点検",
    "log": "作業ログ",
    "reception_sheet": "受入判定書",
    "dummies.pdf": "ダミー検査結果表（PDF）",
    "dummies.xlsx": "ダミー検査結果表（Excel）",
    "lists": "別送・引き抜きの結果一覧",
    "bundles": "引き抜きの送付票",
    "comparison": "照合結果",
    "comparison.pdf": "照合結果表（PDF）",
    "comparison.xlsx": "照合結果表（Excel）",
    "comparison.form": "測定した様式（除外域を加えたもの）",
    **custody_wording.EXPORT_NAMES,
    **count_wording.EXPORT_NAMES,
    **exchange_wording.EXPORT_NAMES,
}
"""Kinds of file that are written out."""
_WORDS: Mapping[str, Mapping[str, str]] = {
    "why": WHY,
    "role": {str(role): name for role, name in ROLE_NAMES.items()},
    "group": {str(group): name for group, name in GROUP_NAMES.items()},
    "cases": {case.id: case.label for case in CASES},
    "answers": {"ok": "可", "ng": "否"},
    "state": {"read": "読取", "missing": "なし", "unreadable": "読めない"},
    "how": {"each": "1件ずつ", "together": "まとめて（1件ずつは見ていない）", **custody_wording.WORDS["how"]},
    "result": {"equal": "同じ", "different": "違う"},
    "draft": {"True": "はい", "False": "いいえ"},
    "decision": {**DECISIONS, "accept": "差し支えなし", "reprint": "刷り直し"},
    "gate": {name: gate.label for name, gate in GATES.items()},
    "rule": {
        **{rule.name: rule.title for rule in reversed(RULES)},
        **PRINT_RULES,
        **log_wording.WORDS,
        **exchange_wording.RULES,
    },
    "what": {VIRUS: "ウイルス検査", "self_inspection": "自主点検", "service_levels": "サービス水準"},
    **{name: words for name, words in custody_wording.WORDS.items() if name != "how"},
    **count_wording.WORDS,
    **warm_up_wording.WORDS,
    **exchange_wording.WORDS,
}
"""What the codes in a value mean, by the value's name; what people wrote themselves is told as it is."""


def describe(entry: Entry, state: State) -> str:
    """What happened, in one line without the kind's name; empty where the kind says all."""
    return TELL[entry.kind](entry.data, state)


def values(entry: Entry, sheet: CheckSheet, state: State | None = None) -> tuple[tuple[str, str], ...]:
    """Every value of an entry's data, names in Japanese; inner names joined with ``・``.

    Parts, settings and evidence are told by their labels, people, processes, months and rounds by what ``state`` calls
    them; answers are named as the check sheet's items are now; those it no longer has keep their id.
    """
    labels = {item.id: item.label for item in sheet.items}
    data = dict(entry.data)
    kinds = {**EXPORT_NAMES, **{log.id: log.label for log in sheet.logs}}
    if "kind" in data:
        data["kind"] = kinds.get(data["kind"], data["kind"])
    if "settings" in data:
        named = {kind.name: kind.label for kind in sheet.settings}
        data["settings"] = [_setting(one, named) for one in data["settings"]]
    if data.get("why") in WHY_MADE:
        data["why"] = WHY_MADE[data["why"]]
    data |= {"allowed": "する" if data["allowed"] else "しない"} if "allowed" in data else {}
    data |= {"practice": "はい" if data["practice"] else "いいえ"} if "practice" in data else {}
    if "absent" in data:
        data["absent"] = ABSENT if data["absent"] else "あり"
    if "logs" in data:
        data["logs"] = [kinds.get(log, log) for log in data["logs"]]
    if "items" in data:
        data["items"] = [labels.get(item, item) for item in data["items"]]
    if "answers" in data:
        data["answers"] = {labels.get(item, item): answer for item, answer in data["answers"].items()}
    if state is not None:
        data.update(_called(data, state))
    return tuple(_values("", data, {}))


def _setting(one: Any, named: Mapping[str, str]) -> Any:
    """A process setting by its label, where only its name is recorded."""
    if isinstance(one, str):
        return named.get(one, one)
    name = one["name"]
    return one if "label" in one else {**one, "name": named.get(name.removeprefix(SETTING), name)}


def _called(data: Mapping[str, Any], state: State) -> dict[str, str]:
    """What people call that which an entry is about."""
    told = {"account": _person(dict(data), state)} if "account" in data else {}
    if "round" in data:
        told["round"] = _round(dict(data), state)
    if data.get("month") in state.months:
        told["month"] = _month(dict(data), state)
    for name in ("process", "job"):
        one = state.processes.get(data.get(name, ""))
        told |= {} if one is None else {name: one.title}
    return {name: text for name, text in told.items() if text}


def _values(name: str, content: Any, words: Mapping[str, str]) -> list[tuple[str, str]]:
    if isinstance(content, dict):
        if "label" in content:  # what it is called; its name is only for the program
            content = {key: value for key, value in content.items() if key != "name"}
        return [
            pair
            for key, value in content.items()
            for pair in _values(
                "・".join(one for one in (name, FIELD_NAMES.get(key, key)) if one), value, _WORDS.get(key, words)
            )
        ]
    if isinstance(content, list) and any(isinstance(one, dict) for one in content):
        return [pair for at, one in enumerate(content, 1) for pair in _values(f"{name}{at}", one, words)]
    if isinstance(content, list):
        return [(name, "、".join(words.get(str(one), str(one)) for one in content) or "なし")]
    return [(name, words.get(str(content), "" if content is None else str(content)))]


def _network(data: dict[str, Any]) -> str:
    return f"ネットワーク接続あり：{'、'.join(data['network'])}" if data["network"] else "ネットワーク：なし"


def _person(data: dict[str, Any], state: State) -> str:
    account = state.accounts.get(data.get("account", ""))
    return "" if account is None else f"{account.name}（{account.login}）"


def _of_person(data: dict[str, Any], state: State) -> str:
    role = f"　{ROLE_NAMES[data['role']]}" if "role" in data else ""
    reason = f"　理由：{data['reason']}" if data.get("reason") else ""
    return f"{_person(data, state)}{role}{reason}"


def _round(data: dict[str, Any], state: State) -> str:
    one = state.rounds.get(data["round"])
    if one is None:
        return ""
    process = state.processes.get(one.process)
    return f"{process.title if process else ''} 第{one.number}回"


def _of_round(data: dict[str, Any], state: State) -> str:
    said = data.get("comment") or data.get("reason") or ""
    return f"{_round(data, state)}　{said}".strip()


def _of_piece(data: dict[str, Any], state: State) -> str:
    return f"{_round(data, state)}　番号 {data['number']}{_verdict(data)}" + (
        f"　理由：{data['reason']}" if data.get("reason") else "　暗証番号で署名" if "pin" in data else ""
    )


def _pairs(data: dict[str, Any]) -> str:
    return "　".join(f"「{one[0]}」と「{one[1:]}」" for one in data["pairs"])


def _told_of_dummy(data: dict[str, Any]) -> str:
    told = f"　人が見て一致 {data['told']:,} か所" if data.get("told") else ""
    told += f"　{data['unproved']}" if data.get("unproved") else ""
    return told + (f"　刷り直し：{data['reprint']}" if data.get("reprint") else "")


def _verdict(data: dict[str, Any]) -> str:
    if "failures" not in data:
        return ""
    return "　不合格：" + "／".join(data["failures"]) if data["failures"] else "　合格"


def _of_findings(data: dict[str, Any], _state: State) -> str:
    return f"{data['volume']}　{len(data['findings'])} 件　理由：{data['reason']}"


def _nothing_more(_data: dict[str, Any], _state: State) -> str:
    return ""


def _edges(data: dict[str, Any]) -> str:
    told = [data.get(name) or "―" for name in ("first", "last")]
    return "" if told == ["―", "―"] else f"　ロールの最初と最後 {told[0]} ～ {told[1]}"


def _month(data: dict[str, Any], state: State) -> str:
    month = state.months.get(data["month"])
    return "" if month is None else f"{month.period}　{month.title}"


def _spread(data: Mapping[str, Any]) -> str:
    return f"　残差 最大 {data['spread_um'] / 1000:.2f} mm" if "spread_um" in data else ""


def _copies(data: dict[str, Any]) -> str:
    names = data.get("machines", ())
    return f"　写しを渡した端末 {'、'.join(names)}" if names else ""


def _of_gate(data: dict[str, Any], state: State) -> str:
    gate = GATES.get(data["gate"])
    said = data.get("text") or data.get("reason") or data.get("comment") or ""
    return f"{_month(data, state)}　{gate.label if gate else ''}　{said}".rstrip()


def _process(data: dict[str, Any], state: State) -> str:
    process = state.processes.get(process_in(data))
    return "" if process is None else process.title


def _decided(data: dict[str, Any], state: State) -> str:
    titles = _WORDS["rule"]
    groups = "".join(f"　{titles.get(one['rule'], one['rule'])} {one['count']:,} 件" for one in data["groups"])
    one_by_one = f"　{len(data['findings']):,} 件" if data["findings"] else ""
    return f"{_month(data, state)}　{DECISIONS[data['decision']]}{one_by_one}{groups}　理由：{data['reason']}"


def _begun(data: dict[str, Any], _state: State) -> str:
    before = data["previous"]
    after = "" if before is None else f"　前の台帳（形式 {before['format']}、{before['count']:,} 件）から"
    practice = "　練習の台帳" if data.get("practice") else ""
    return f"形式 {data['format']}　検版 {data['program']}{practice}{after}"


def _why(data: dict[str, Any]) -> str:
    return f"{WHY[data['why']]}　" if "why" in data else ""  # the first format did not say it


def _in_session(data: dict[str, Any]) -> str:
    return "　コマンドのセッション" if "session" in data else ""


TELL: Mapping[str, Callable[[dict[str, Any], State], str]] = {
    "ledger.begun": _begun,
    **dict.fromkeys(
        (
            "key.enrolled", "password.changed", "otp.enrolled", "access.login", "access.logout",
            "access.screen_locked", "access.screen_unlocked", "session.closed",
        ),
        _nothing_more,
    ),
    **dict.fromkeys(
        (
            "account.created", "account.renamed", "account.stopped", "account.restored", "right.granted",
            "right.removed", "password.reset",
        ),
        _of_person,
    ),
    "recovery.used": lambda data, _state: f"残り {data['left']} 個",
    "access.refused": lambda data, _state: WHY.get(data["why"], ""),
    "access.locked": lambda data, _state: f"あと {data['seconds']} 秒",
    "media.opened": lambda data, _state: f"{data['volume']}　{_network(data)}{_in_session(data)}",
    "media.compared": lambda data, _state: (
        f"{data['volume']}・{data['other']}　{_WORDS['result'][data['result']]}　{data['files']} ファイル"
        + _in_session(data)
    ),
    "media.refused": lambda data, _state: f"{data['volume']}　{_why(data)}{_network(data)}{_in_session(data)}",
    "export.made": lambda data, _state: (
        f"{EXPORT_NAMES.get(data['kind'], 'ファイル')}　{data['name']}　{data['size']:,} バイト{_in_session(data)}"
    ),
    "session.opened": lambda data, _state: f"{datetime.fromisoformat(data['expires']).astimezone(JST):%H:%M} まで",
    "checkpoint.made": lambda data, _state: f"{data['count']:,} 件まで　{data['head'][:16]}",
    "finding.reviewed": _of_findings,
    "finding.undone": _of_findings,
    "job.created": lambda data, _state: f"{data['month']}　{data['title']}",
    "job.bound": lambda data, state: f"{_process(data, state)}　理由：{data['reason']}",
    "job.released": lambda data, state: f"{_process(data, state)}　{data['comment']}".strip(),
    "process.created": lambda data, _state: data["title"],
    "process.bound": lambda data, state: f"{_process(data, state)}　理由：{data['reason']}",
    "setting.registered": lambda data, state: (
        f"{_process(data, state)}　{data['label']}：{setting_text(setting_of(data))}"
    ),
    "reference.approved": lambda data, state: (
        f"{_process(data, state)}　{data['placed']:,} 項目　{data['pages']:,} 頁から"
        f"　人が選択 {len(data['chosen'])} 項目"
        f"　不明 {len(data['unplaced'])} 項目{_spread(data)}　{data['comment']}".strip()
    ),
    "pin.allowed": lambda data, state: (
        f"{_process(data, state)}　{'許可する' if data['allowed'] else '許可しない'}　理由：{data['reason']}"
    ),
    "draft.approved": lambda data, state: (
        f"{_process(data, state)}　{data['prints'][0]['name']}　{data['pages']:,} 頁　{data['comment']}".strip()
    ),
    "month.opened": lambda data, _state: f"{data['period']}　{data['title']}　引渡し {data['handover']}",
    "month.bound": lambda data, state: f"{_month(data, state)}　理由：{data['reason']}",
    "reception.recorded": lambda data, state: f"{_month(data, state)}　持参 {data['brought']}　受領 {data['received']}",
    "reception.refused": lambda data, state: f"{_month(data, state)}　{'、'.join(data['reasons'])}",
    "comparison.signed": lambda data, state: (
        f"{_month(data, state)}　{data['pages']:,} 頁　通知書 {data['matched']:,}／{data['records']:,} 件"
        f"　違い {sum(one['count'] for one in data['counts']):,} 件{_copies(data)}　{data['comment']}".rstrip()
    ),
    "comparison.required": lambda data, state: (
        f"{_month(data, state)}　{'1件ずつ見る' if data['each'] else 'まとめて見てよい'}　理由：{data['reason']}"
    ),
    "comparison.alike": lambda data, state: f"{_month(data, state)}　{_pairs(data)}　理由：{data['reason']}",
    **list_wording.TELL,
    "finding.decided": _decided,
    **dict.fromkeys(("statement.made", "gate.closed", "gate.reopened"), _of_gate),
    "run.released": lambda data, state: f"{_month(data, state)}　{data['comment']}".strip(),
    "dummies.listed": lambda data, state: f"{_month(data, state)}　{data['name']}　{data['rows']:,} 件",
    "dummy.checked": lambda data, state: (
        f"{_month(data, state)}　番号 {data['number']}{_verdict(data)}　印刷の違い {data['print']['differences']:,} 件"
        f"{_told_of_dummy(data)}"
    ),
    "dummies.signed": lambda data, state: f"{_month(data, state)}　{data['rolls']:,} ロール",
    "dummies.returned": lambda data, state: f"{_month(data, state)}　理由：{data['reason']}",
    "dummies.approved": lambda data, state: f"{_month(data, state)}　{data['count']:,} 部",
    "roll.kept": lambda data, state: (
        f"{_month(data, state)}　{data['roll']}　{data['piece']}　{data['place']}{_edges(data)}"
    ),
    "roll.discarded": lambda data, state: f"{_month(data, state)}　{data['roll']}　{data['method']}",
    **custody_wording.TELL,
    **count_wording.TELL,
    **log_wording.TELL,
    **incident_wording.TELL,
    **warm_up_wording.TELL,
    **exchange_wording.TELL,
    "store.created": _month,
    "store.ending": lambda data, state: f"{_month(data, state)}　理由：{data['reason']}",
    "store.destroyed": lambda data, state: f"{_month(data, state)}　{data['objects']:,} 個　{data['method']}",
    "analysis.signed": lambda data, _state: f"{data['period']}　{data['remarks']}",
    "round.opened": lambda data, state: f"{_round(data, state)}　{len(data['pieces'])} 部",
    "round.drawn": lambda data, state: f"{_round(data, state)}　番号 {'、'.join(map(str, data['numbers']))}",
    "attachment.kept": lambda data, state: f"{_round(data, state)}　{data['name']}　{data['size']:,} バイト",
    "attachment.withdrawn": lambda data, state: f"{_round(data, state)}　理由：{data['reason']}",
    **dict.fromkeys(("piece.replaced", "piece.signed", "piece.withdrawn", "piece.confirmed"), _of_piece),
    **dict.fromkeys(("round.signed", "round.approved", "round.rejected", "round.reopened"), _of_round),
}  # fmt: skip
"""Of every kind: what happened, in one line."""
