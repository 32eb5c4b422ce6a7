"""The first format's jobs, which only its ledgers hold: one was a process and a month in one, with one set of parts.

They are read as both, so that their history is shown as every other.
"""

from collections.abc import Callable, Mapping
from dataclasses import replace

from app.signoff.binding import MEDIA, PROOF_MEDIA, hashes, of_month, parts_of, settings_of, told_hashes
from app.signoff.ledger import Entry
from app.signoff.model import Month, Process, Release, Rule, State
from app.signoff.month_entries import released, with_month
from app.signoff.processes import last_round, with_process
from app.signoff.signed import sign_of


def parts_once(_state: State, entry: Entry) -> bool:
    """No part twice; the proof medium is a round's."""
    told = entry.data["parts"]
    return len(told_hashes(told)) == len(told) and PROOF_MEDIA not in told_hashes(told)


def new_in_month(state: State, entry: Entry) -> bool:
    """No other job of this month has the title."""
    data = entry.data
    return not any((one.title, one.period) == (data["title"], data["month"]) for one in state.months.values())


def no_setting_yet(_state: State, entry: Entry) -> bool:
    """A new job has no settings: each is registered."""
    return not settings_of(told_hashes(entry.data["parts"]))


def settings_kept(state: State, entry: Entry) -> bool:
    """Binding to other parts changes no setting, and something."""
    now, told = hashes(state.processes[entry.data["job"]].parts), told_hashes(entry.data["parts"])
    return settings_of(now) == settings_of(told) and now != told


def of_its_round(state: State, entry: Entry) -> bool:
    """The job's last round."""
    one = last_round(state, entry.data["job"])
    return one is not None and one.id == entry.data["round"]


def run_as_bound(state: State, entry: Entry) -> bool:
    """What the run is let go on is all that the job is bound to, with the month's medium."""
    told = told_hashes(entry.data["parts"])
    return told == hashes(state.processes[entry.data["job"]].parts) and MEDIA in told


RULES: Mapping[str, tuple[Rule, ...]] = {
    "job.created": (new_in_month, parts_once, no_setting_yet),
    "job.bound": (parts_once, settings_kept),
    "job.released": (of_its_round, parts_once, run_as_bound),
}


def _created(state: State, entry: Entry) -> State:
    data, sign = entry.data, sign_of(entry)
    parts = parts_of(data["parts"])
    state = with_process(state, Process(data["job"], data["title"], parts, sign))
    month = Month(data["job"], data["title"], data["month"], data["job"], "", "", sign, of_month(parts))
    return with_month(state, month)


def _bound(state: State, entry: Entry) -> State:
    job, parts, sign = entry.data["job"], parts_of(entry.data["parts"]), sign_of(entry)
    state = with_process(state, replace(state.processes[job], parts=parts, bound=sign))
    return with_month(state, replace(state.months[job], parts=of_month(parts), bound=sign))


def _released(state: State, entry: Entry) -> State:
    data = entry.data
    made = Release(data["round"], parts_of(data["parts"]), sign_of(entry), data["comment"])
    return with_month(state, released(state.months[data["job"]], made))


APPLY: Mapping[str, Callable[[State, Entry], State]] = {
    "job.created": _created,
    "job.bound": _bound,
    "job.released": _released,
}
