"""Accidents: what people do about them, what the entries mean and need (N 仕様書別紙4 4, 委託要領 13)."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from types import MappingProxyType

from app.errors import KenpanError
from app.signoff import months
from app.signoff.incident_model import Incident
from app.signoff.ledger import Draft, Entry
from app.signoff.model import Rule, State, Told
from app.signoff.signed import sign_of

CLAIM_DAYS = 3
"""Days from the agency's 指摘 to the written measures (N 仕様書別紙4 4)."""


def open_incident(
    state: State,
    by: str,
    month: str,
    incident: str,
    found: str,
    what: str,
    condition: Sequence[Told],
    counts: tuple[int, int, int],
    earlier: Sequence[str],
    list_hash: str,
) -> Draft:
    """A defect with everything that has it in common. ``counts``: notices (件), envelopes and those gone (通)."""
    months.existing(state, month)
    if not what.strip() or not found.strip():
        raise KenpanError("incident.what", "いつ何が分かったかがありません。", "日時と内容を入力してください。")
    told = [{"name": one.name, "label": one.label, "value": one.value} for one in condition]
    said = {"month": month, "incident": incident, "found": found.strip(), "what": what.strip()}
    sizes = {"notices": counts[0], "envelopes": counts[1], "gone": counts[2]}
    rest = {"condition": told, "earlier": list(earlier), "list": list_hash}
    return Draft("incident.opened", {**said, **sizes, **rest})


def tell_agency(state: State, by: str, incident: str, at: str, whom: str, way: str) -> Draft:
    """The agency was told: when, whom, how."""
    one = existing(state, incident)
    if not all(text.strip() for text in (at, whom, way)):
        raise KenpanError("incident.told", "連絡の記録に、空の欄があります。", "いつ誰にどう伝えたか入力してください。")
    own = {"month": one.month, "incident": incident}
    return Draft("incident.told", {**own, "at": at.strip(), "whom": whom.strip(), "way": way.strip()})


def contain(state: State, by: str, incident: str, found: int, recovered: int, note: str) -> Draft:
    """How many of the pieces (通) were traced, and how many are back, by now."""
    one = existing(state, incident)
    if not recovered <= found <= one.envelopes:
        raise KenpanError(
            "incident.counts",
            f"回収 {recovered:,} 通・発見 {found:,} 通が、該当 {one.envelopes:,} 通と合いません。",
            "回収は発見まで、発見は該当までの数にしてください。",
        )
    own = {"month": one.month, "incident": incident}
    return Draft("incident.contained", {**own, "found": found, "recovered": recovered, "note": note.strip()})


def claim(state: State, by: str, incident: str, on: str, due: str, note: str) -> Draft:
    """The agency asked for measures in writing on a day; they are due three days later."""
    one = existing(state, incident)
    if not note.strip():
        raise KenpanError("incident.note", "指摘の内容がありません。", "指摘の内容を入力してください。")
    own = {"month": one.month, "incident": incident}
    return Draft("incident.claimed", {**own, "on": on, "due": due, "note": note.strip()})


def close_incident(state: State, by: str, incident: str, measures: str, on: str) -> Draft:
    """It is over: measures were handed in, by a lead who did not open it."""
    one = existing(state, incident)
    if one.told is None:
        raise KenpanError("incident.untold", "機構への連絡の記録がありません。", "先に連絡を記録してください。")
    if one.opened.by == by:
        raise KenpanError("incident.same", "記録した人は、終結できません。", "別の品質責任者が終結してください。")
    if not measures.strip():
        raise KenpanError("incident.measures", "対策がありません。", "原因と再発防止策を入力してください。")
    own = {"month": one.month, "incident": incident}
    return Draft("incident.closed", {**own, "measures": measures.strip(), "on": on})


def existing(state: State, incident: str) -> Incident:
    """An accident that is not over; ``KenpanError`` ``incident.unknown``."""
    one = state.incidents.get(incident)
    if one is None or not one.is_open:
        raise KenpanError("incident.unknown", "ないか、終結した事故です。", "一覧を読み直してください。")
    return one


# What entries mean


def _put(state: State, one: Incident) -> State:
    return replace(state, incidents=MappingProxyType({**state.incidents, one.id: one}))


def _of(state: State, entry: Entry) -> Incident:
    found: Incident = state.incidents[entry.data["incident"]]
    return found


def _opened(state: State, entry: Entry) -> State:
    data = entry.data
    condition = tuple((one["label"], one["value"]) for one in data["condition"])
    counts = data["notices"], data["envelopes"], data["gone"]
    head = data["incident"], data["month"], data["found"], data["what"]
    return _put(state, Incident(*head, condition, *counts, tuple(data["earlier"]), data["list"], sign_of(entry)))


def _told(state: State, entry: Entry) -> State:
    data = entry.data
    return _put(state, replace(_of(state, entry), told=(data["at"], f"{data['whom']}　{data['way']}", sign_of(entry))))


def _contained(state: State, entry: Entry) -> State:
    data, one = entry.data, _of(state, entry)
    notes = (*one.notes, data["note"]) if data["note"] else one.notes
    own = {"traced": data["found"], "recovered": data["recovered"], "contained": sign_of(entry), "notes": notes}
    return _put(state, replace(one, **own))


def _claimed(state: State, entry: Entry) -> State:
    data, one = entry.data, _of(state, entry)
    return _put(state, replace(one, claimed=data["on"], due=data["due"], notes=(*one.notes, data["note"])))


def _closed(state: State, entry: Entry) -> State:
    data = entry.data
    return _put(state, replace(_of(state, entry), closed=(data["measures"], data["on"], sign_of(entry))))


# What they need


def a_new_one(state: State, entry: Entry) -> bool:
    """No accident of this name was; not more gone than there are, nor more envelopes than sheets."""
    data = entry.data
    return data["incident"] not in state.incidents and bool(data["gone"] <= data["envelopes"] <= data["notices"])


def an_open_one(state: State, entry: Entry) -> bool:
    """An accident of this month that is not over."""
    one = state.incidents.get(entry.data["incident"])
    return one is not None and one.is_open and bool(one.month == entry.data["month"])


def that_add_up(state: State, entry: Entry) -> bool:
    """Not more back than traced, not more traced than there are."""
    data, one = entry.data, state.incidents.get(entry.data["incident"])
    return one is not None and bool(data["recovered"] <= data["found"] <= one.envelopes)


def due_after(_state: State, entry: Entry) -> bool:
    """Due on the day of the 指摘 or later."""
    return bool(entry.data["on"] <= entry.data["due"])


def told_and_by_another(state: State, entry: Entry) -> bool:
    """The agency was told, and somebody else wrote it down."""
    one = state.incidents.get(entry.data["incident"])
    return one is not None and one.told is not None and bool(one.opened.by != entry.by)


RULES: Mapping[str, tuple[Rule, ...]] = {
    "incident.opened": (a_new_one,),
    "incident.told": (an_open_one,),
    "incident.contained": (an_open_one, that_add_up),
    "incident.claimed": (an_open_one, due_after),
    "incident.closed": (an_open_one, told_and_by_another),
}
APPLY: Mapping[str, Callable[[State, Entry], State]] = {
    "incident.opened": _opened,
    "incident.told": _told,
    "incident.contained": _contained,
    "incident.claimed": _claimed,
    "incident.closed": _closed,
}
