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
from app.signoff.binding import said_reason
from app.signoff.gates import LISTS, is_closed, medium_of
from app.signoff.ledger import Draft, Entry
from app.signoff.list_kinds import ROW_STATES
from app.signoff.list_model import BundleClosed, ListsRead
from app.signoff.list_standing import bundles_of, lists_of
from app.signoff.model import Rule, State
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


def close_bundle(
    state: State, by: str, month: str, bundle: str, of: int, pieces: int, notices: str, grams: int
) -> Draft:
    """A bundle whose pieces (通) were all scanned, nothing else among them."""
    known = _listed(state, month)
    if bundle in bundles_of(state, months.existing(state, month)):
        raise KenpanError("bundle.closed", "この束は確認済です。", "入れ直すときは、束を再開してください。")
    data = {"carried": known.carried, "bundle": bundle, "of": of, "pieces": pieces, "notices": notices, "grams": grams}
    return Draft("bundle.closed", {"month": month, **data})


def reopen_bundle(state: State, by: str, month: str, bundle: str, reason: str) -> Draft:
    """What is in a bundle is looked at again."""
    _listed(state, month)
    if bundle not in bundles_of(state, months.existing(state, month)):
        raise KenpanError("bundle.open", "確認していない束です。", "一覧を読み直してください。")
    return Draft("bundle.reopened", {"month": month, "bundle": bundle, "reason": said_reason(reason)})


def _listed(state: State, month: str) -> ListsRead:
    known = months.existing(state, month)
    found = lists_of(state, known)
    if found is None:
        raise KenpanError("lists.none", "別送・引き抜きリストを取り込んでいません。", "先に取り込んでください。")
    if is_closed(state, known, LISTS):
        raise KenpanError("gate.closed", "別送・引き抜きは済んでいます。", "変えるには、再開してください。")
    return found


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


def _bundle(state: State, entry: Entry) -> State:
    data, month = entry.data, entry.data["month"]
    own = BundleClosed(
        data["bundle"], data["of"], data["pieces"], data["notices"], data["grams"], data["carried"], sign_of(entry)
    )
    return _with_bundles(state, month, {**state.bundles.get(month, {}), own.key: own})


def _reopened(state: State, entry: Entry) -> State:
    month = entry.data["month"]
    left = {key: one for key, one in state.bundles.get(month, {}).items() if key != entry.data["bundle"]}
    return _with_bundles(state, month, left)


def _with_bundles(state: State, month: str, bundles: Mapping[str, BundleClosed]) -> State:
    return replace(state, bundles=MappingProxyType({**state.bundles, month: MappingProxyType(dict(bundles))}))


def of_the_lists(state: State, entry: Entry) -> bool:
    """Of the lists that count, not closed yet, and no more pieces than are pulled out."""
    data, month = entry.data, state.months[entry.data["month"]]
    known, closed = lists_of(state, month), bundles_of(state, month)
    if known is None or known.carried != data["carried"] or data["bundle"] in closed:
        return False
    packed: int = sum(one.pieces for one in closed.values()) + data["pieces"]
    return packed <= known.counts["pull"]


def closed_before(state: State, entry: Entry) -> bool:
    """About a bundle that is closed."""
    return entry.data["bundle"] in bundles_of(state, state.months[entry.data["month"]])


def lists_not_settled(state: State, entry: Entry) -> bool:
    """The gate is open, or void: what was decided on is not gone on with unless it was opened again."""
    return not is_closed(state, state.months[entry.data["month"]], LISTS)


RULES: Mapping[str, tuple[Rule, ...]] = {
    "lists.read": (of_its_medium, rows_add_up),
    "bundle.closed": (of_the_lists,),
    "bundle.reopened": (closed_before, lists_not_settled),
}
APPLY: Mapping[str, Callable[[State, Entry], State]] = {
    "lists.read": _read,
    "bundle.closed": _bundle,
    "bundle.reopened": _reopened,
}
