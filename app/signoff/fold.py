"""From entries to the state they mean; nothing is believed that its signer could not have signed then, and no act out
of its turn.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

from app.signoff import jobs, people, round_entries
from app.signoff.canonical import GENESIS
from app.signoff.formats import FORMATS, format_of, previous_of
from app.signoff.keys import verified
from app.signoff.ledger import Entry, broken
from app.signoff.model import Round, State
from app.signoff.process_settings import SETTING
from app.signoff.roles import may
from app.signoff.two_persons import has_confirmed, involved


def _begun(state: State, entry: Entry) -> State:
    if state.count:
        raise ValueError("a ledger begins once")
    return replace(state, format=format_of(entry.kind, entry.data), previous=previous_of(entry.data))


_APPLY: Mapping[str, Callable[[State, Entry], State]] = {
    "ledger.begun": _begun,
    **people.APPLY,
    **jobs.APPLY,
    **round_entries.APPLY,
}

_WHEN: Mapping[str, tuple[str, ...]] = {
    "piece.replaced": ("checking",),
    "piece.signed": ("checking",),
    "piece.withdrawn": ("checking",),
    "attachment.kept": ("checking",),
    "attachment.withdrawn": ("checking",),
    "round.signed": ("checking",),
    "piece.confirmed": ("signed",),
    "round.approved": ("signed",),
    "round.rejected": ("signed",),
    "round.reopened": ("signed", "approved"),
    "job.released": ("approved",),
}
"""How a round must stand for what is done to it."""
_SECOND_PERSON = ("piece.confirmed", "round.approved", "round.rejected")


def folded(state: State, added: Sequence[Entry]) -> State:
    """The state after these entries, which follow those it came from.

    ``KenpanError`` ``ledger.broken`` where one does not follow the one before, means nothing, or changes the state
    without the signature of somebody who was allowed to, or out of its turn, or where a second person was needed, or
    an approval without its evidence. What else an entry may have wrong is judged by :mod:`app.signoff.verify`.
    """
    if state.count == 0 and added:
        state = replace(state, format=_format(added[0]))
    length = len(FORMATS[state.format].founding)
    founding = added[length - 1] if state.count == 0 and len(added) >= length else None
    for entry in added:
        if entry.seq != state.count + 1 or entry.prev != (state.head or GENESIS):
            raise broken(entry.seq)
        apply = _APPLY.get(entry.kind)
        if apply is not None:
            try:
                if not (_is_signed(state, entry, founding) and _is_in_turn(state, entry)):
                    raise broken(entry.seq)
                state = apply(state, entry)
            except (KeyError, TypeError, ValueError, AttributeError) as error:
                raise broken(entry.seq) from error
        state = replace(state, count=entry.seq, head=entry.hash, time=entry.time)
    return state


def _format(first: Entry) -> int:
    try:
        return format_of(first.kind, first.data)
    except ValueError as error:
        raise broken(first.seq) from error


def _is_signed(state: State, entry: Entry, founding: Entry | None) -> bool:
    kinds = FORMATS[state.format].founding
    if state.count < len(kinds):
        return (
            founding is not None
            and entry.kind == kinds[state.count]
            and entry.by == founding.by
            and verified(founding.data["public_key"], entry.body, entry.signature, state.format)
        )
    account = state.accounts[entry.by]
    key = account.public_key
    if entry.kind == "key.enrolled":
        if not account.enrolling or entry.data["account"] != account.id:
            return False
        key = entry.data["public_key"]
    return (
        account.active and may(account.roles, entry.kind) and verified(key, entry.body, entry.signature, state.format)
    )


def _is_in_turn(state: State, entry: Entry) -> bool:
    """Whether the entry's round stood so that this could be done to it, by somebody who may."""
    when = _WHEN.get(entry.kind)
    if when is None:
        return True
    one = state.rounds[entry.data["round"]]
    if entry.kind in _SECOND_PERSON and entry.by in involved(one):
        return False
    if entry.kind == "round.approved" and not _is_proved(one, entry.by):
        return False
    return one.state in when and entry.data.get("job", one.job) == one.job


def _is_proved(one: Round, lead: str) -> bool:
    """Whether every piece passed wherever it was looked at, the lead looked at those that were drawn, and no process
    setting was left out.
    """
    seen = (*one.results.values(), *one.confirmed)
    is_seen = all(has_confirmed(one, number, lead) for number in one.to_confirm)
    if not {SETTING + name for name in one.settings} <= {part.name for part in one.parts}:
        return False
    return is_seen and len(one.results) == len(one.pieces) and all(result.passed for result in seen)
