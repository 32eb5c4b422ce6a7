"""The month's numbers in the ledger: the slips, all counts side by side, reasons for what differs."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from types import MappingProxyType
from typing import Any

from app import __version__
from app.errors import KenpanError
from app.signoff import months
from app.signoff.binding import said_reason
from app.signoff.count_model import Counts, CountsTaken, Differs, Explained, SlipKept
from app.signoff.count_standing import counts_of, differs_of, may_explain, resting_on
from app.signoff.gates import COUNTS, is_closed, medium_of
from app.signoff.ledger import Draft, Entry
from app.signoff.model import Month, Rule, State
from app.signoff.month_rules import of_its_medium
from app.signoff.signed import sign_of
from app.tally.slip_model import Slip, SlipKey


def rows_of_slip(slip: Slip) -> list[dict[str, Any]]:
    """As the ledger has them, in the order of the slip."""
    return [
        {"size": key.size, "grams": key.grams, "kind": key.way, "barcode": key.barcode, "count": slip[key]}
        for key in sorted(slip, key=lambda one: one.order)
    ]


def draft(state: State, by: str, month: str, manifest: str, slip: Slip) -> Draft:
    """The slip as the month's data make it, to be shown to the agency before it is handed in."""
    _open(state, month, manifest)
    return Draft("slip.drafted", {"month": month, "manifest": manifest, "slip": rows_of_slip(slip)})


def stamp(
    state: State, by: str, month: str, manifest: str, slip: Slip, on: str, name: str, size: int, sha256: str
) -> Draft:
    """The slip as it came back: typed from the copy whose image is kept."""
    _open(state, month, manifest)
    data = {"month": month, "manifest": manifest, "slip": rows_of_slip(slip)}
    return Draft("slip.stamped", {**data, "on": on, "name": name, "size": size, "sha256": sha256})


def take_counts(
    state: State,
    by: str,
    month: str,
    manifest: str,
    slip: Slip,
    sha256: str,
    sums: tuple[int, int, int | None],
    untold: Sequence[str],
    unconfirmed: int,
    differs: Sequence[Differs],
) -> Draft:
    """All counts side by side, resting on the lists, comparison and logs that there are now. ``slip`` as counted;
    ``sums``: notices, envelopes, posted.
    """
    known = _open(state, month, manifest)
    carried, compared, logs = resting_on(state, known)
    data = {
        "month": month,
        "manifest": manifest,
        "slip": rows_of_slip(slip),
        "sha256": sha256,
        "carried": carried,
        "compared": compared,
        "logs": logs,
        "sums": dict(zip(("notices", "envelopes", "posted"), sums, strict=True)),
        "untold": list(untold),
        "unconfirmed": unconfirmed,
        "differs": [one._asdict() for one in differs],
        "program": __version__,
    }
    return Draft("counts.taken", data)


def explain(state: State, by: str, month: str, key: str, reason: str) -> Draft:
    """Why two numbers do not agree, where only a person can know."""
    known = months.existing(state, month)
    one = next((one for one in differs_of(state, known) if one.key == key), None)
    if one is None or not may_explain(key):
        raise KenpanError(
            "count.explain",
            "理由を書いて済ませられる違いではありません。",
            "数を合わせてから、もう一度突き合わせてください。",
        )
    return Draft("count.explained", {"month": month, "key": key, "what": one.what, "reason": said_reason(reason)})


def _open(state: State, month: str, manifest: str) -> Month:
    known = months.existing(state, month)
    if not manifest or manifest != medium_of(known):
        what = "開いている媒体は、この月の媒体ではありません。"
        raise KenpanError("counts.medium", what, "当月の媒体を開いてください。")
    if is_closed(state, known, COUNTS):
        raise KenpanError("gate.closed", "件数は済んでいます。", "変えるには、再開してください。")
    return known


# Rules


def each_row_once(_state: State, entry: Entry) -> bool:
    """Every class of the slip on one row."""
    rows = [(one["size"], one["grams"], one["kind"], one["barcode"]) for one in entry.data["slip"]]
    return len(set(rows)) == len(rows)


def counts_not_settled(state: State, entry: Entry) -> bool:
    """The gate is open, or void: what was decided on is not gone on with unless it was opened again."""
    return not is_closed(state, state.months[entry.data["month"]], COUNTS)


def on_what_there_is(state: State, entry: Entry) -> bool:
    """Resting on the lists, the comparison and the logs that the month has."""
    data = entry.data
    return (data["carried"], data["compared"], data["logs"]) == resting_on(state, state.months[data["month"]])


def each_difference_once(_state: State, entry: Entry) -> bool:
    """No difference is told twice, none of the slips, which are compared here."""
    keys = [one["key"] for one in entry.data["differs"]]
    return len(set(keys)) == len(keys) and not any(key.startswith("差出票　") for key in keys)


def of_a_difference(state: State, entry: Entry) -> bool:
    """About two numbers that do not agree as it says, and of which only a person can know why."""
    data = entry.data
    known = differs_of(state, state.months[data["month"]])
    return may_explain(data["key"]) and Differs(data["key"], data["what"]) in known


_SLIP = (of_its_medium, each_row_once, counts_not_settled)
RULES: Mapping[str, tuple[Rule, ...]] = {
    "slip.drafted": _SLIP,
    "slip.stamped": _SLIP,
    "counts.taken": (*_SLIP, on_what_there_is, each_difference_once),
    "count.explained": (of_a_difference, counts_not_settled),
}


# What they make of the state


def _slip(entry: Entry) -> Slip:
    rows = entry.data["slip"]
    return MappingProxyType(
        {SlipKey(one["size"], one["grams"], one["kind"], one["barcode"]): one["count"] for one in rows}
    )


def _with(state: State, entry: Entry, **changed: Any) -> State:
    month = entry.data["month"]
    own: Counts = replace(counts_of(state, state.months[month]), **changed)
    return replace(state, counts=MappingProxyType({**state.counts, month: own}))


def _drafted(state: State, entry: Entry) -> State:
    return _with(state, entry, drafted=SlipKept(entry.data["manifest"], _slip(entry), sign_of(entry)))


def _stamped(state: State, entry: Entry) -> State:
    data = entry.data
    told = data["on"], data["name"], data["sha256"]
    return _with(state, entry, stamped=SlipKept(data["manifest"], _slip(entry), sign_of(entry), *told))


def _taken(state: State, entry: Entry) -> State:
    data = entry.data
    own = CountsTaken(
        data["manifest"],
        _slip(entry),
        data["sha256"],
        data["carried"],
        data["compared"],
        data["logs"],
        data["sums"]["notices"],
        data["sums"]["envelopes"],
        data["sums"]["posted"],
        tuple(data["untold"]),
        data["unconfirmed"],
        tuple(Differs(**one) for one in data["differs"]),
        sign_of(entry),
    )
    return _with(state, entry, taken=own)


def _explained(state: State, entry: Entry) -> State:
    data = entry.data
    own = Explained(Differs(data["key"], data["what"]), data["reason"], sign_of(entry))
    known = counts_of(state, state.months[data["month"]]).explained
    return _with(state, entry, explained=MappingProxyType({**known, data["key"]: own}))


APPLY: Mapping[str, Callable[[State, Entry], State]] = {
    "slip.drafted": _drafted,
    "slip.stamped": _stamped,
    "counts.taken": _taken,
    "count.explained": _explained,
}
