"""From entries to the state they mean; nothing is believed that its signer could not have signed then."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

from app.signoff import jobs, people, round_entries
from app.signoff.canonical import GENESIS
from app.signoff.keys import verified
from app.signoff.ledger import Entry, broken
from app.signoff.model import State
from app.signoff.roles import may

_APPLY: Mapping[str, Callable[[State, Entry], State]] = {**people.APPLY, **jobs.APPLY, **round_entries.APPLY}
_FOUNDING = 3
"""Entries that register the first administrator; the last of them brings the key that all three are signed with."""


def folded(state: State, added: Sequence[Entry]) -> State:
    """The state after these entries, which follow those it came from.

    ``KenpanError`` ``ledger.broken`` where one does not follow the one before, means nothing, or changes the state
    without the signature of somebody who was allowed to. Entries that change nothing are judged by
    :mod:`app.signoff.verify`.
    """
    founding = added[_FOUNDING - 1] if state.count == 0 and len(added) >= _FOUNDING else None
    for entry in added:
        if entry.seq != state.count + 1 or entry.prev != (state.head or GENESIS):
            raise broken(entry.seq)
        apply = _APPLY.get(entry.kind)
        if apply is not None:
            try:
                if not _is_signed(state, entry, founding):
                    raise broken(entry.seq)
                state = apply(state, entry)
            except (KeyError, TypeError, ValueError) as error:
                raise broken(entry.seq) from error
        state = replace(state, count=entry.seq, head=entry.hash, time=entry.time)
    return state


def _is_signed(state: State, entry: Entry, founding: Entry | None) -> bool:
    if state.count < _FOUNDING:
        return (
            founding is not None
            and entry.by == founding.by
            and verified(founding.data["public_key"], entry.body, entry.signature)
        )
    account = state.accounts[entry.by]
    key = account.public_key
    if entry.kind == "key.enrolled":
        if not account.enrolling or entry.data["account"] != account.id:
            return False
        key = entry.data["public_key"]
    return account.active and may(account.roles, entry.kind) and verified(key, entry.body, entry.signature)
