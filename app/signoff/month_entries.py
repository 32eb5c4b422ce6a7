"""What entries about months mean when they are read again."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from types import MappingProxyType
from typing import Any

from app.canonical import canonical, digest
from app.signoff.binding import parts_of
from app.signoff.gates import RELEASE
from app.signoff.ledger import Entry
from app.signoff.model import Closing, Evidence, Month, Reception, Refusal, Release, State, Statement, Store, Told
from app.signoff.signed import sign_of


def finding_key(table: Mapping[str, Any]) -> str:
    """One text for one finding as an entry names it."""
    return digest(canonical(dict(table)))


def group_key(rule: str) -> str:
    """One text for all findings of a rule."""
    return f"group {rule}"


def with_month(state: State, month: Month) -> State:
    """The state with this month in it."""
    return replace(state, months=MappingProxyType({**state.months, month.id: month}))


def _of(state: State, entry: Entry) -> Month:
    return state.months[entry.data["month"]]


def _told(tables: Sequence[dict[str, Any]]) -> tuple[Told, ...]:
    return tuple(Told(**one) for one in tables)


def _opened(state: State, entry: Entry) -> State:
    data = entry.data
    days = data["handover"], data["delivery"]
    month = Month(data["month"], data["title"], data["period"], data["process"], *days, sign_of(entry))
    return with_month(state, month)


def _bound(state: State, entry: Entry) -> State:
    return with_month(state, replace(_of(state, entry), parts=parts_of(entry.data["parts"]), bound=sign_of(entry)))


def _closed(state: State, entry: Entry) -> State:
    data, month = entry.data, _of(state, entry)
    evidence = tuple(Evidence(**one) for one in data["evidence"])
    made = Closing(data["gate"], evidence, parts_of(data["bound"]), data["comment"], sign_of(entry))
    return with_month(state, replace(month, closed=MappingProxyType({**month.closed, made.gate: made})))


def _reopened(state: State, entry: Entry) -> State:
    month = _of(state, entry)
    left = {name: one for name, one in month.closed.items() if name != entry.data["gate"]}
    return with_month(state, replace(month, closed=MappingProxyType(left)))


def _received(state: State, entry: Entry) -> State:
    data, month = entry.data, _of(state, entry)
    who, slips = (data["brought"], data["received"], data["at"]), (data["entrusted"], data["accepted"])
    one = Reception(data["manifest"], _told(data["copied"]), *who, *slips, sign_of(entry))
    return with_month(state, replace(month, receptions=(*month.receptions, one)))


def _refused(state: State, entry: Entry) -> State:
    data, month = entry.data, _of(state, entry)
    one = Refusal(data["manifest"], tuple(data["reasons"]), data["due"], sign_of(entry))
    return with_month(state, replace(month, refusals=(*month.refusals, one)))


def _stated(state: State, entry: Entry) -> State:
    data, month = entry.data, _of(state, entry)
    one = Statement(data["gate"], data["what"], data["text"], _told(data["data"]), sign_of(entry))
    return with_month(state, replace(month, statements=(*month.statements, one)))


def _decided(state: State, entry: Entry) -> State:
    data, month = entry.data, _of(state, entry)
    keys = {finding_key(one) for one in data["findings"]} | {group_key(one["rule"]) for one in data["groups"]}
    decided = month.decided | {(data["manifest"], key) for key in keys}
    return with_month(state, replace(month, decided=decided))


def _released(state: State, entry: Entry) -> State:
    data, month = entry.data, _of(state, entry)
    read = MappingProxyType({one["name"]: one["sha256"] for one in data["settings"]})
    made = Release(data["round"], parts_of(data["parts"]), sign_of(entry), data["comment"], read)
    return with_month(state, released(month, made))


def released(month: Month, made: Release) -> Month:
    """The month with its run let go: that closes its gate."""
    evidence = (Evidence("settings", "読み直した工程設定", len(made.read), "項目"),)
    closing = Closing(RELEASE, evidence, made.parts, made.comment, made.signature)
    closed = MappingProxyType({**month.closed, RELEASE: closing})
    return replace(month, releases=(*month.releases, made), closed=closed)


def _stored(state: State, entry: Entry) -> State:
    month = _of(state, entry)
    before = () if month.store is None else month.store.keys
    return with_month(state, replace(month, store=Store((*before, entry.data["public_id"]), sign_of(entry))))


def _ending(state: State, entry: Entry) -> State:
    month = _of(state, entry)
    assert month.store is not None  # asked for by the rules
    return with_month(state, replace(month, store=replace(month.store, ending=sign_of(entry))))


def _destroyed(state: State, entry: Entry) -> State:
    month = _of(state, entry)
    assert month.store is not None  # asked for by the rules
    return with_month(state, replace(month, store=replace(month.store, destroyed=sign_of(entry))))


APPLY: Mapping[str, Callable[[State, Entry], State]] = {
    "month.opened": _opened,
    "month.bound": _bound,
    "reception.recorded": _received,
    "reception.refused": _refused,
    "statement.made": _stated,
    "finding.decided": _decided,
    "gate.closed": _closed,
    "gate.reopened": _reopened,
    "run.released": _released,
    "store.created": _stored,
    "store.ending": _ending,
    "store.destroyed": _destroyed,
}
