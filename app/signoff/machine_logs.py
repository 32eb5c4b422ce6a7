"""The machines' logs of a month in the ledger: what they leave open, and how each thing was settled.

The logs themselves lie in the month's encrypted store. A spoiled piece is settled by two persons: one says what took
its place and how it was destroyed, another saw that. What was inserted by hand needs the number of the agency's consent
(N 委託要領5); anything else goes away with other logs, or by a lead's reason.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from types import MappingProxyType
from typing import Any

from app.errors import KenpanError
from app.signoff import months
from app.signoff.binding import said_reason
from app.signoff.gates import LOGS, is_closed, medium_of
from app.signoff.ledger import Draft, Entry
from app.signoff.log_kinds import BY_HAND, FAULTS, REMADE, STAGE_COUNTS
from app.signoff.log_model import LogItem, LogsRead, MonthLogs, Remaking
from app.signoff.log_standing import log_work, logs_of
from app.signoff.model import Month, Rule, State
from app.signoff.month_rules import of_its_medium
from app.signoff.signed import sign_of

MOST_ITEMS = 5_000
"""What can be settled one by one."""
_NEXT = "一覧を読み直してください。"


def take_logs(state: State, by: str, month: str, told: Mapping[str, Any]) -> Draft:
    """The logs that were read for the month's medium. ``told``: all that the entry says but the month."""
    known = months.existing(state, month)
    if not medium_of(known) or told["manifest"] != medium_of(known):
        raise KenpanError(
            "logs.medium", "開いている媒体は、この月の媒体ではありません。", "当月の媒体を開いてください。"
        )
    _refuse_settled(state, known)
    if len(told["remaining"]) > MOST_ITEMS:
        what = f"残りが {len(told['items']):,} 項目あり、1件ずつ決められません。"
        raise KenpanError("logs.many", what, "足りない作業ログを加えて、読み直してください。")
    return Draft("logs.read", {"month": month, **told})


def remake(state: State, by: str, month: str, pieces: Iterable[Mapping[str, str]], method: str) -> Draft:
    """Spoiled pieces: ``piece``, ``again`` (the 現品ID that took its place), ``reason``, ``machine`` and ``person`` of
    each, and how the signer destroyed them.
    """
    own = _open(state, month)
    told = [dict(one) for one in pieces]
    known = _about(_read(state, month), REMADE)
    if not told or any(one["piece"] not in known or one["piece"] in own.remade for one in told):
        raise KenpanError("logs.piece", "作り直しの記録がいる現品ではありません。", _NEXT)
    if not all(value.strip() for one in told for value in one.values()) or not method.strip():
        what = "作り直した現品・理由・機械・人・廃棄の方法に、空のところがあります。"
        raise KenpanError("logs.blank", what, "すべて入力してください。")
    return Draft("piece.remade", {"month": month, "pieces": told, "method": method.strip()})


def see_destroyed(state: State, by: str, month: str, pieces: Iterable[str]) -> Draft:
    """Somebody else saw these spoiled pieces destroyed."""
    own, told = _open(state, month), list(pieces)
    if not told or any(one not in own.remade or one in own.destroyed for one in told):
        raise KenpanError("logs.piece", "廃棄の確認がいる現品ではありません。", _NEXT)
    if any(own.remade[one].signature.by == by for one in told):
        what = "作り直しを記録した人は、廃棄を確認できません。"
        raise KenpanError("logs.same_person", what, "別の人が確認してください。")
    return Draft("piece.destroyed", {"month": month, "pieces": told})


def allow_by_hand(state: State, by: str, month: str, pieces: Iterable[str], consent: str, reason: str) -> Draft:
    """The agency's consent to what was inserted by hand."""
    own, told = _open(state, month), list(pieces)
    if not told or any(one not in _about(_read(state, month), BY_HAND) or one in own.allowed for one in told):
        raise KenpanError("logs.piece", "手封入の承認番号がいる現品ではありません。", _NEXT)
    if not consent.strip():
        what = "機構の承認の番号がありません。"
        raise KenpanError("logs.consent", what, "機構が事前に承認した書面の番号を入力してください。")
    data = {"month": month, "pieces": told, "consent": consent.strip(), "reason": said_reason(reason)}
    return Draft("insertion.allowed", data)


def settle(state: State, by: str, month: str, items: Iterable[LogItem], reason: str) -> Draft:
    """A lead's reason for what no other log can say."""
    own, told, known = _open(state, month), list(items), _read(state, month)
    if not told or any(one not in known.items or one.rule not in FAULTS or one in own.settled for one in told):
        raise KenpanError("logs.item", "理由で決められる残りではありません。", _NEXT)
    data = {
        "month": month,
        "remaining": [{"rule": one.rule, "about": one.about, "count": one.count} for one in told],
        "reason": said_reason(reason),
    }
    return Draft("logs.settled", data)


def name_results(state: State, by: str, month: str, results: Mapping[str, bool], reason: str) -> Draft:
    """What words of a machine's result mean: whether the piece passed. They count when logs are read after that."""
    known = months.existing(state, month)
    _refuse_settled(state, known)
    if not results or not all(word.strip() for word in results):
        raise KenpanError("logs.word", "意味を決める語がありません。", _NEXT)
    told = [{"word": word, "passed": passed} for word, passed in results.items()]
    return Draft("result.named", {"month": month, "results": told, "reason": said_reason(reason)})


def _refuse_settled(state: State, month: Month) -> None:
    if is_closed(state, month, LOGS):
        raise KenpanError("gate.closed", "封入ログは済んでいます。", "変えるには、再開してください。")


def _open(state: State, month: str) -> MonthLogs:
    _read(state, month)
    return log_work(state, months.existing(state, month))


def _read(state: State, month: str) -> LogsRead:
    known = months.existing(state, month)
    found = logs_of(state, known)
    if found is None:
        raise KenpanError("logs.none", "作業ログを読み込んでいません。", "先に読み込んでください。")
    _refuse_settled(state, known)
    return found


def _about(read: LogsRead | None, rule: str) -> frozenset[str]:
    return frozenset() if read is None else frozenset(item.about for item in read.items if item.rule == rule)


# What entries need


def _of(state: State, entry: Entry) -> tuple[LogsRead | None, MonthLogs]:
    month = state.months[entry.data["month"]]
    return logs_of(state, month), log_work(state, month)


def logs_not_settled(state: State, entry: Entry) -> bool:
    """The gate is open, or void."""
    return not is_closed(state, state.months[entry.data["month"]], LOGS)


def items_once(_state: State, entry: Entry) -> bool:
    """Nothing is told of twice."""
    items = entry.data["remaining"]
    return len({(one["rule"], one["about"]) for one in items}) == len(items)


def words_once(_state: State, entry: Entry) -> bool:
    """No word is told of twice."""
    words = [one["word"] for one in entry.data["results"]]
    return len(set(words)) == len(words)


def spoiled_ones(state: State, entry: Entry) -> bool:
    """Each of them is spoiled as the logs tell, none was written down before, none twice."""
    read, own = _of(state, entry)
    told = [one["piece"] for one in entry.data["pieces"]]
    return len(set(told)) == len(told) and {*told} <= _about(read, REMADE) - own.remade.keys()


def seen_by_another(state: State, entry: Entry) -> bool:
    """Each was written down by somebody else, and seen by nobody yet."""
    _, own = _of(state, entry)
    told = entry.data["pieces"]
    is_new = len(set(told)) == len(told) and {*told} <= own.remade.keys() - own.destroyed.keys()
    return is_new and all(own.remade[one].signature.by != entry.by for one in told)


def inserted_by_hand(state: State, entry: Entry) -> bool:
    """Each was inserted by hand as the logs tell, and has no consent yet."""
    read, own = _of(state, entry)
    told = entry.data["pieces"]
    return len(set(told)) == len(told) and {*told} <= _about(read, BY_HAND) - own.allowed.keys()


def left_by_the_logs(state: State, entry: Entry) -> bool:
    """Each is left open by the logs that count, and not settled yet."""
    read, own = _of(state, entry)
    told = [LogItem(**one) for one in entry.data["remaining"]]
    known = frozenset(() if read is None else read.items)
    return len(set(told)) == len(told) and {*told} <= known - own.settled.keys()


RULES: Mapping[str, tuple[Rule, ...]] = {
    "logs.read": (of_its_medium, items_once, logs_not_settled),
    "piece.remade": (spoiled_ones,),
    "piece.destroyed": (seen_by_another, logs_not_settled),
    "insertion.allowed": (inserted_by_hand,),
    "result.named": (words_once, logs_not_settled),
    "logs.settled": (left_by_the_logs,),
}
"""Where the gate is closed, nothing is left that could be written down or settled."""


# What they change


def _with(state: State, entry: Entry, **changed: Any) -> State:
    month = entry.data["month"]
    own = replace(state.logs.get(month, MonthLogs()), **changed)
    return replace(state, logs=MappingProxyType({**state.logs, month: own}))


def _taken(state: State, entry: Entry) -> State:
    data = entry.data
    counts = MappingProxyType({name: data[name] for name in STAGE_COUNTS})
    items = tuple(LogItem(**one) for one in data["remaining"])
    told = data["manifest"], data["sha256"], len(data["files"]), data["unread"], counts, data["order"], items
    return _with(state, entry, read=LogsRead(*told, sign_of(entry)))


def _remade(state: State, entry: Entry) -> State:
    own, data = log_work(state, state.months[entry.data["month"]]), entry.data
    made = {
        one["piece"]: Remaking(
            one["again"], one["reason"], one["machine"], one["person"], data["method"], sign_of(entry)
        )
        for one in data["pieces"]
    }
    return _with(state, entry, remade=MappingProxyType({**own.remade, **made}))


def _destroyed(state: State, entry: Entry) -> State:
    own = log_work(state, state.months[entry.data["month"]])
    seen = dict.fromkeys(entry.data["pieces"], sign_of(entry))
    return _with(state, entry, destroyed=MappingProxyType({**own.destroyed, **seen}))


def _allowed(state: State, entry: Entry) -> State:
    own = log_work(state, state.months[entry.data["month"]])
    told = dict.fromkeys(entry.data["pieces"], entry.data["consent"])
    return _with(state, entry, allowed=MappingProxyType({**own.allowed, **told}))


def _results_named(state: State, entry: Entry) -> State:
    own = log_work(state, state.months[entry.data["month"]])
    told = {one["word"]: one["passed"] for one in entry.data["results"]}
    return _with(state, entry, results=MappingProxyType({**own.results, **told}))


def _settled(state: State, entry: Entry) -> State:
    own = log_work(state, state.months[entry.data["month"]])
    told = dict.fromkeys((LogItem(**one) for one in entry.data["remaining"]), sign_of(entry))
    return _with(state, entry, settled=MappingProxyType({**own.settled, **told}))


APPLY: Mapping[str, Callable[[State, Entry], State]] = {
    "logs.read": _taken,
    "piece.remade": _remade,
    "piece.destroyed": _destroyed,
    "insertion.allowed": _allowed,
    "result.named": _results_named,
    "logs.settled": _settled,
}
