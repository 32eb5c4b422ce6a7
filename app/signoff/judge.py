"""Whether an entry may stand where it stands: signed by somebody who was allowed to, in its turn, with what it needs.
Asked of every entry, before it is kept and whenever it is read; that it is written as entries are is
:mod:`app.signoff.ledger`'s.

The verifier asks the same with code of its own; a test holds the two equal, kind by kind.
"""

from collections.abc import Mapping
from typing import Literal

from app.signoff import (
    comparison_entries,
    counts,
    custody_entries,
    deliveries,
    dummy_rules,
    exchange,
    filings,
    form_batches,
    incidents,
    machine_logs,
    month_rules,
    old_jobs,
    people_rules,
    pin_rows,
    process_rules,
    redirect_lists,
    references,
    round_rules,
    warm_ups,
)
from app.signoff.formats import FORMATS
from app.signoff.kind import Kind
from app.signoff.kinds import KINDS, OLD
from app.signoff.ledger import PRACTICE, Entry
from app.signoff.model import Account, Rule, State
from app.signoff.processes import process_in, void_reasons
from app.signoff.shapes import fits
from app.signoff.signing_key import verified
from app.signoff.two_persons import involved

_SINCE = {
    "round.drawn": "draw",
    "media.compared": "compare",
    "session.opened": "session",
    "session.closed": "session",
    **dict.fromkeys(
        (
            *month_rules.RULES,
            *comparison_entries.RULES,
            *custody_entries.RULES,
            *machine_logs.RULES,
            *counts.RULES,
            *incidents.RULES,
            *warm_ups.RULES,
            *exchange.RULES,
            *form_batches.RULES,
            *deliveries.RULES,
            *filings.RULES,
            "process.created",
            "process.bound",
            *pin_rows.RULES,
            "analysis.signed",
            *references.RULES,
        ),
        "months",
    ),
}


def first_of_all(state: State, _entry: Entry) -> bool:
    """Nothing came before."""
    return state.count == 0


def up_to_here(state: State, entry: Entry) -> bool:
    """What the ledger is, up to this entry."""
    return (entry.data["count"], entry.data["head"]) == (state.count, state.head)


RULES: Mapping[str, tuple[Rule, ...]] = {
    "ledger.begun": (first_of_all,),
    "checkpoint.made": (up_to_here,),
    **people_rules.RULES,
    **process_rules.RULES,
    **pin_rows.RULES,
    **references.RULES,
    **month_rules.RULES,
    **dummy_rules.RULES,
    **comparison_entries.RULES,
    **redirect_lists.RULES,
    **machine_logs.RULES,
    **custody_entries.RULES,
    **counts.RULES,
    **incidents.RULES,
    **exchange.RULES,
    **form_batches.RULES,
    **deliveries.RULES,
    **filings.RULES,
    **round_rules.RULES,
    **warm_ups.RULES,
}


def fault(state: State, entry: Entry, founder: Account | None = None) -> str:
    """What is wrong with an entry that follows this state, in one word: ``kind``, ``signer``, ``stopped``,
    ``role``, ``name``, ``session``, ``signature``, ``data``, ``meaning``, ``state``, ``second_person``, ``ground``,
    ``practice`` or the name of a rule. Empty if it may stand.

    ``founder`` is the first administrator, who is not in the state while the ledger is begun.
    """
    kind = KINDS.get(entry.kind) or (OLD.get(entry.kind) if _lacks(state, "months") else None)
    if kind is None or _lacks(state, _SINCE.get(entry.kind, "")):
        return "kind"
    try:
        wrong = _unsigned(state, entry) if not kind.roles else _signer(state, entry, kind, founder)
        return wrong or _content(state, entry, kind) or _of_its_kind(state, entry)
    except (KeyError, TypeError, ValueError, AttributeError):  # where no shape is asked for
        return "data"


def _of_its_kind(state: State, entry: Entry) -> str:
    """That an entry says itself whether it was made in practice, as its ledger does."""
    practice = entry.data.get("practice", False) if entry.kind == "ledger.begun" else state.practice
    return "" if entry.terminal.startswith(PRACTICE) == practice else "practice"


def _unsigned(state: State, entry: Entry) -> str:
    if entry.signature:
        return "signature"
    return "" if not entry.name and (not entry.by or entry.by in state.accounts) else "signer"


def _signer(state: State, entry: Entry, kind: Kind, founder: Account | None) -> str:
    signer = founder or state.accounts.get(entry.by)
    if signer is None or signer.id != entry.by:
        return "signer"
    if not signer.active:
        return "stopped"
    if not (kind.roles | FORMATS[state.format].wider.get(entry.kind, frozenset())) & signer.roles:
        return "role"
    if entry.name != signer.name:
        return "name"
    key = entry.data["public_key"] if entry.kind == "key.enrolled" else signer.public_key
    if _is_by_session(entry, kind):
        key = entry.data["session"]
        if signer.batch is None or key != signer.batch.public_key or entry.time > signer.batch.expires:
            return "session"
    return "" if verified(key, entry.body, entry.signature, state.format) else "signature"


def _is_by_session(entry: Entry, kind: Kind) -> bool:
    return kind.by_session and "session" in entry.data


def _content(state: State, entry: Entry, kind: Kind) -> str:
    own = {name: value for name, value in entry.data.items() if name != "session" or not kind.by_session}
    said = [at for at, more in enumerate(kind.later, 1) if not own.keys().isdisjoint(more)]
    shape = dict(kind.data)
    for more in kind.later[: max(said, default=0)]:
        shape |= more
    if not fits(shape, own) and not _lacks(state, "shape"):
        return "data"
    if entry.meaning != kind.meaning and not _lacks(state, "meaning"):
        return "meaning"
    about, states = kind.when
    if about and _standing(state, about, _named(entry, about)) not in states:
        return "state"
    if kind.second_person and entry.by in involved(state.rounds[entry.data["round"]]):
        return "second_person"
    if kind.on_ground and void_reasons(state, state.rounds[entry.data["round"]]):
        return "ground"
    rules = RULES.get(entry.kind) or old_jobs.RULES.get(entry.kind, ())
    return next((rule.__name__ for rule in rules if not rule(state, entry)), "")


def _lacks(state: State, what: str) -> bool:
    return what in FORMATS[state.format].lacks


def _named(entry: Entry, about: str) -> str:
    """What it is about, by its id; in the first format a process was called a job."""
    return process_in(entry.data) if about == "process" else str(entry.data[about])


def _standing(state: State, about: Literal["account", "process", "month", "round"], wanted: str) -> str:
    """How an account, a process, a month or a round stands, as the table of kinds says it."""
    if about == "account":
        account = state.accounts.get(wanted)
        return "new" if account is None else "active" if account.active else "stopped"
    if about in ("process", "month"):
        return "open" if wanted in (state.processes if about == "process" else state.months) else "new"
    one = state.rounds.get(wanted)
    return "new" if one is None else one.state
