"""What entries about months further need, besides what their row of the table of kinds says."""

from collections.abc import Mapping

from app.signoff.binding import MEDIA, MONTH_PARTS, hashes, settings_of, told_hashes
from app.signoff.closing import undecided_of
from app.signoff.gates import (
    CHECK,
    CLOSERS,
    GATES,
    RECEPTION,
    UNOPENED,
    WORKS,
    changed_since,
    is_closed,
    is_shut,
    medium_of,
    now_of,
    open_before,
)
from app.signoff.ledger import Entry
from app.signoff.model import Evidence, Month, Rule, State
from app.signoff.processes import in_force
from app.signoff.reception import unjudged


def _month(state: State, entry: Entry) -> Month:
    return state.months[entry.data["month"]]


def _gate(entry: Entry) -> str:
    """The gate that an entry closes."""
    return CLOSERS.get(entry.kind) or str(entry.data["gate"])


def of_a_process(state: State, entry: Entry) -> bool:
    """By a process that there is; handed over before it is delivered."""
    return entry.data["process"] in state.processes and bool(entry.data["handover"] <= entry.data["delivery"])


def new_in_period(state: State, entry: Entry) -> bool:
    """No other month of this period has the title."""
    told = entry.data["title"], entry.data["period"]
    return not any((one.title, one.period) == told for one in state.months.values())


def a_months_own(_state: State, entry: Entry) -> bool:
    """Only what belongs to a month, no part twice."""
    told = told_hashes(entry.data["parts"])
    return len(told) == len(entry.data["parts"]) and told.keys() <= MONTH_PARTS


def something_changed(state: State, entry: Entry) -> bool:
    """Binding changes something."""
    return hashes(_month(state, entry).parts) != told_hashes(entry.data["parts"])


def of_its_medium(state: State, entry: Entry) -> bool:
    """About the medium that the month is bound to."""
    medium = medium_of(_month(state, entry))
    return bool(medium) and bool(entry.data["manifest"] == medium)


def of_its_medium_or_none(state: State, entry: Entry) -> bool:
    """About the month's medium, or about one that nobody could open."""
    return entry.data["manifest"] == UNOPENED or of_its_medium(state, entry)


def something_decided(_state: State, entry: Entry) -> bool:
    """About some finding, or some group."""
    return bool(entry.data["findings"] or entry.data["groups"])


def known_gate(_state: State, entry: Entry) -> bool:
    """A gate that there is."""
    return entry.data["gate"] in GATES


def closed_by_this(_state: State, entry: Entry) -> bool:
    """A gate that this kind of entry closes."""
    gate = GATES.get(entry.data["gate"])
    return gate is not None and gate.kind == entry.kind


def not_yet_shut(state: State, entry: Entry) -> bool:
    """The gate is open, or what it was closed on has changed."""
    gate = _gate(entry)
    return gate not in GATES or not is_closed(state, _month(state, entry), gate)


def in_order(state: State, entry: Entry) -> bool:
    """Every gate before it that there is work for is closed, and void none."""
    gate = _gate(entry)
    return gate not in GATES or not open_before(state, _month(state, entry), gate)


def bound_as_month(state: State, entry: Entry) -> bool:
    """Bound to all that the gate rests on, the medium among it."""
    data, month = entry.data, _month(state, entry)
    if data["gate"] not in GATES:
        return True
    told = told_hashes(data["bound"])
    is_once = len(told) == len(data["bound"])
    return is_once and MEDIA in told and told == hashes(now_of(state, month, data["gate"]))


def on_evidence(state: State, entry: Entry) -> bool:
    """受入: the judgement of what was signed, nothing against it. 検査: every error decided on, as far as it says how
    many. 印刷照合: what a signed comparison of the whole month says, by somebody else than who signed it.
    """
    data, month = entry.data, _month(state, entry)
    names = [one["name"] for one in data["evidence"]]
    if data["gate"] == RECEPTION:
        return not unjudged(month, [Evidence(**one) for one in data["evidence"]])
    if data["gate"] in WORKS:
        evidence = [Evidence(**one) for one in data["evidence"]]
        return not WORKS[data["gate"]].unapproved(state, month, evidence, entry.by)
    if data["gate"] == CHECK:
        return len(set(names)) == len(names) and not undecided_of(month, [Evidence(**one) for one in data["evidence"]])
    return True


def shut_before(state: State, entry: Entry) -> bool:
    """A gate that was closed."""
    return is_shut(_month(state, entry), entry.data["gate"])


def not_received(state: State, entry: Entry) -> bool:
    """Nobody took the medium."""
    month = _month(state, entry)
    return not is_shut(month, RECEPTION) or bool(changed_since(state, month, RECEPTION))


def by_its_process(state: State, entry: Entry) -> bool:
    """The month's own process, by the version that is in force."""
    data, month = entry.data, _month(state, entry)
    if data["process"] != month.process:
        return False
    version = in_force(state, month.process).version
    return version is not None and version.id == data["round"]


def run_as_bound(state: State, entry: Entry) -> bool:
    """What the run is let go on is all that month and process are bound to, each once, with the month's medium."""
    month, told = _month(state, entry), told_hashes(entry.data["parts"])
    bound = hashes((*month.parts, *state.processes[month.process].parts))
    return len(told) == len(entry.data["parts"]) and told == bound and MEDIA in told


def read_again(state: State, entry: Entry) -> bool:
    """Every process setting was read again, and is what it was."""
    told, process = entry.data["settings"], state.processes[_month(state, entry).process]
    return len(told_hashes(told)) == len(told) and told_hashes(told) == settings_of(hashes(process.parts))


def not_destroyed(state: State, entry: Entry) -> bool:
    """The first key of the month, or another one while its store exists."""
    store = _month(state, entry).store
    return store is None or store.destroyed is None


def a_key_of_its_own(state: State, entry: Entry) -> bool:
    """A key that no month ever had."""
    stores = (month.store for month in state.months.values())
    return not any(store is not None and entry.data["public_id"] in store.keys for store in stores)


def there_is_one(state: State, entry: Entry) -> bool:
    """A store that exists."""
    store = _month(state, entry).store
    return store is not None and store.destroyed is None


def asked_by_another(state: State, entry: Entry) -> bool:
    """Somebody else asked for it, since the store has its key."""
    store = _month(state, entry).store
    return store is not None and store.ending is not None and store.ending.by != entry.by


RULES: Mapping[str, tuple[Rule, ...]] = {
    "month.opened": (of_a_process, new_in_period),
    "month.bound": (a_months_own, something_changed),
    "reception.recorded": (of_its_medium,),
    "reception.refused": (of_its_medium_or_none, not_received),
    "statement.made": (known_gate,),
    "finding.decided": (of_its_medium, something_decided),
    "gate.closed": (closed_by_this, not_yet_shut, in_order, bound_as_month, on_evidence),
    "gate.reopened": (shut_before,),
    "run.released": (by_its_process, run_as_bound, read_again, not_yet_shut, in_order),
    "store.created": (not_destroyed, a_key_of_its_own),
    "store.ending": (there_is_one,),
    "store.destroyed": (there_is_one, asked_by_another),
}
