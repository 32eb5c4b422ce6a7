"""What entries about comparisons mean when they are read again, and what they further need."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from types import MappingProxyType

from app.signoff.binding import parts_of, told_hashes
from app.signoff.comparison_model import (
    BASES,
    NEVER_ACCEPTED,
    PREFIX,
    Comparisons,
    RuledGroup,
    SignedComparison,
    alike_pairs,
)
from app.signoff.ledger import Entry
from app.signoff.model import Rule, State
from app.signoff.month_rules import of_its_medium
from app.signoff.signed import sign_of


def _with(state: State, month: str, own: Comparisons) -> State:
    return replace(state, comparisons=MappingProxyType({**state.comparisons, month: own}))


def _of(state: State, entry: Entry) -> Comparisons:
    return state.comparisons.get(entry.data["month"], Comparisons())


def _signed(state: State, entry: Entry) -> State:
    data, own = entry.data, _of(state, entry)
    reference = state.processes[state.months[data["month"]].process].reference
    one = SignedComparison(
        data["sha256"],
        data["manifest"],
        parts_of(data["basis"]),
        data["pages"],
        data["records"],
        data["matched"],
        data["unreadable"],
        data["ignored"],
        tuple(RuledGroup(**row) for row in data["decided"]),
        data["comment"],
        sign_of(entry),
        tuple(data.get("machines", ())),
    )
    by_reference = not one.draft or (reference is not None and reference.form == one.draft)
    one = replace(one, is_sample=bool(one.captures) or not by_reference)
    return _with(state, data["month"], replace(own, signed=(*own.signed, one)))


def _required(state: State, entry: Entry) -> State:
    return _with(state, entry.data["month"], replace(_of(state, entry), each=entry.data["each"]))


def _alike(state: State, entry: Entry) -> State:
    own = _of(state, entry)
    return _with(state, entry.data["month"], replace(own, alike=own.alike | _decided(entry)))


def _decided(entry: Entry) -> set[tuple[str, str]]:
    """With the medium; an entry of a version that named none holds for each medium of the month."""
    return {(entry.data.get("manifest", ""), pair) for pair in entry.data["pairs"]}


APPLY: Mapping[str, Callable[[State, Entry], State]] = {
    "comparison.signed": _signed,
    "comparison.required": _required,
    "comparison.alike": _alike,
}


def on_a_basis(_state: State, entry: Entry) -> bool:
    """It says of everything that a comparison rests on what it was, each once."""
    told = told_hashes(entry.data["basis"])
    return len(told) == len(entry.data["basis"]) and any(
        told.keys() == {PREFIX + name for name in names} for names in BASES
    )


def adds_up(_state: State, entry: Entry) -> bool:
    """What was decided are all the differences that it counts, by rule, and no record was seen that was not due."""
    data = entry.data
    counts: dict[str, int] = {}
    for one in data["decided"]:
        counts[one["rule"]] = counts.get(one["rule"], 0) + one["count"]
    told = {one["rule"]: one["count"] for one in data["counts"]}
    once = len(told) == len(data["counts"]) and len({one["group"] for one in data["decided"]}) == len(data["decided"])
    seen = all(one["seen"] <= one["count"] for one in data["decided"])
    units = all(one["unit"] == "件" for one in data["counts"])
    return once and seen and units and told == counts and bool(data["matched"] <= data["records"])


def names_machines_once(_state: State, entry: Entry) -> bool:
    """Each machine that received the month's records stands there once, in order."""
    machines = entry.data.get("machines", [])
    return bool(machines == sorted(set(machines)))


def lets_no_mix_pass(_state: State, entry: Entry) -> bool:
    """Sides of different people on one paper are never 差し支えなし."""
    return not any(one["rule"] in NEVER_ACCEPTED and one["decision"] == "accept" for one in entry.data["decided"])


def as_required(state: State, entry: Entry) -> bool:
    """Every difference was looked at, where a lead asked for that."""
    return not _of(state, entry).each or all(one["seen"] == one["count"] for one in entry.data["decided"])


def something_new(state: State, entry: Entry) -> bool:
    """It is otherwise from now on."""
    return _of(state, entry).each != bool(entry.data["each"])


def of_its_medium_if_named(state: State, entry: Entry) -> bool:
    """The medium that the pairs were decided on is the month's; before a certain version none was named."""
    return "manifest" not in entry.data or of_its_medium(state, entry)


def pairs_once(state: State, entry: Entry) -> bool:
    """Pairs of two characters, in order, each once, none of them decided before."""
    pairs = entry.data["pairs"]
    whole = all(len(pair) == 2 and pair[0] < pair[1] for pair in pairs)
    return whole and pairs == sorted(set(pairs)) and not _of(state, entry).alike & _decided(entry)


def alike_as_decided(state: State, entry: Entry) -> bool:
    """No pair of characters was let pass that no lead decided on."""
    told = (part["detail"] for part in entry.data["basis"] if part["name"] == PREFIX + "tolerances")
    known = _of(state, entry).alike_on(entry.data["manifest"])
    return all(known.issuperset(alike_pairs(detail)) for detail in told)


RULES: Mapping[str, tuple[Rule, ...]] = {
    "comparison.signed": (
        of_its_medium,
        on_a_basis,
        adds_up,
        names_machines_once,
        lets_no_mix_pass,
        as_required,
        alike_as_decided,
    ),
    "comparison.required": (something_new,),
    "comparison.alike": (of_its_medium_if_named, pairs_once),
}
