"""From entries to the state they mean; none is believed that may not stand where it stands."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

from app.canonical import GENESIS
from app.signoff import (
    comparison_entries,
    counts,
    custody_entries,
    deliveries,
    dummy_entries,
    exchange,
    filings,
    form_batches,
    incidents,
    machine_logs,
    month_entries,
    old_jobs,
    people,
    pin_rows,
    processes,
    redirect_lists,
    references,
    round_entries,
    warm_ups,
)
from app.signoff.formats import FORMATS, format_of, previous_of
from app.signoff.judge import fault
from app.signoff.ledger import Entry, broken
from app.signoff.model import Account, State
from app.signoff.roles import Role


def _begun(state: State, entry: Entry) -> State:
    return replace(state, previous=previous_of(entry.data), practice=entry.data.get("practice", False))


APPLY: Mapping[str, Callable[[State, Entry], State]] = {
    "ledger.begun": _begun,
    **people.APPLY,
    **processes.APPLY,
    **references.APPLY,
    **month_entries.APPLY,
    **dummy_entries.APPLY,
    **comparison_entries.APPLY,
    **redirect_lists.APPLY,
    **machine_logs.APPLY,
    **custody_entries.APPLY,
    **counts.APPLY,
    **incidents.APPLY,
    **exchange.APPLY,
    **form_batches.APPLY,
    **deliveries.APPLY,
    **filings.APPLY,
    **pin_rows.APPLY,
    **round_entries.APPLY,
    **warm_ups.APPLY,
}
"""What an entry changes; kinds that are not here only stand in the ledger."""


def folded(state: State, added: Sequence[Entry]) -> State:
    """The state after these entries, which follow those it came from.

    ``KenpanError`` ``ledger.broken`` where one does not follow the one before, or may not stand there
    (:func:`app.signoff.judge.fault`): what is believed here is what the verifier finds nothing wrong with.
    """
    founder = None
    if state.count == 0 and added:
        state = replace(state, format=_format(added[0]))
        founder = _founder(added[: len(FORMATS[state.format].founding)])
    founding = FORMATS[state.format].founding
    for entry in added:
        if entry.seq != state.count + 1 or entry.prev != (state.head or GENESIS):
            raise broken(entry.seq)
        begins = state.count < len(founding)
        if begins and (founder is None or entry.kind != founding[state.count]):
            raise broken(entry.seq)
        if fault(state, entry, founder if begins else None):
            raise broken(entry.seq)
        apply = APPLY.get(entry.kind) or old_jobs.APPLY.get(entry.kind)
        try:
            state = state if apply is None else apply(state, entry)
            state = custody_entries.held(state, entry) if state.format > 1 else state
        except (KeyError, TypeError, ValueError, AttributeError) as error:  # where no shape is asked for
            raise broken(entry.seq) from error
        state = replace(state, count=entry.seq, head=entry.hash, time=entry.time)
    return state


def _format(first: Entry) -> int:
    try:
        return format_of(first.kind, first.data)
    except ValueError as error:
        raise broken(first.seq) from error


def _founder(first: Sequence[Entry]) -> Account | None:
    """The first administrator, who signs all of these with the key that the last one enrols."""
    try:
        created, granted, enrolled = (entry.data for entry in first[-3:])
        if (granted["account"], granted["role"]) != (created["account"], "admin"):
            return None
        roles: frozenset[Role] = frozenset({"admin"})
        key = enrolled["public_key"]
        return Account(created["account"], created["login"], created["name"], roles, public_key=key)
    except (ValueError, KeyError, TypeError):
        return None
