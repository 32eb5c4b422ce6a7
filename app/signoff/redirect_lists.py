"""The month's 別送・引き抜きリスト in the ledger: how many were stated and read, what matched, what is carried out.

What they say lies in the month's encrypted store; here are counts and hashes. What is carried out is a part of the
month: with another one, every gate that rests on it is void.
"""

from collections.abc import Callable, Mapping
from dataclasses import replace
from types import MappingProxyType
from typing import Any

from app.errors import KenpanError
from app.signoff import months
from app.signoff.gates import medium_of
from app.signoff.ledger import Draft, Entry
from app.signoff.list_kinds import ROW_STATES
from app.signoff.list_model import ListsRead
from app.signoff.model import Month, Rule, State
from app.signoff.month_entries import with_month
from app.signoff.month_rules import of_its_medium
from app.signoff.signed import Part, sign_of

PART = "lists"
"""The part of a month that is what its lists say."""
LABEL = "別送・引き抜きリスト"


def take_lists(state: State, by: str, month: str, told: Mapping[str, Any]) -> Draft:
    """The lists that were read for the month's medium. ``told``: all that the entry says but the month."""
    known = months.existing(state, month)
    if not medium_of(known) or told["manifest"] != medium_of(known):
        raise KenpanError(
            "lists.medium", "開いている媒体は、この月の媒体ではありません。", "当月の媒体を開いてください。"
        )
    return Draft("lists.read", {"month": month, **told})


def lists_of(state: State, month: Month) -> ListsRead | None:
    """The month's lists, as long as they were read for the medium that it has now."""
    found = state.lists.get(month.id)
    return found if found is not None and found.manifest == medium_of(month) else None


def list_part(redirects: int, pulled: int, carried: str) -> Part:
    """What is carried out, as a part of the month. Establishments (通)."""
    return Part(PART, LABEL, carried, f"別送 {redirects:,} 通・引き抜き {pulled:,} 通")


def rows_add_up(_state: State, entry: Entry) -> bool:
    """Every row became one thing."""
    return bool(sum(entry.data[state] for state in ROW_STATES) == entry.data["rows"])


def _read(state: State, entry: Entry) -> State:
    data, month = entry.data, state.months[entry.data["month"]]
    counts = MappingProxyType({name: data[name] for name in ROW_STATES})
    stated, read = (MappingProxyType(dict(data[name])) for name in ("stated", "read"))
    one = ListsRead(
        data["name"],
        data["sha256"],
        data["manifest"],
        stated,
        read,
        data["unread"],
        data["rows"],
        counts,
        data["carried"],
        sign_of(entry),
    )
    own = list_part(counts["redirect"], counts["pull"], one.carried)
    parts = (*(part for part in month.parts if part.name != PART), own)
    state = with_month(state, replace(month, parts=tuple(sorted(parts, key=lambda part: part.name))))
    return replace(state, lists=MappingProxyType({**state.lists, month.id: one}))


RULES: Mapping[str, tuple[Rule, ...]] = {"lists.read": (of_its_medium, rows_add_up)}
APPLY: Mapping[str, Callable[[State, Entry], State]] = {"lists.read": _read}
