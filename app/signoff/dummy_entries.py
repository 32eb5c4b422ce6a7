"""What entries about dummies mean when they are read again."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from types import MappingProxyType
from typing import Any

from app.proof.model import PieceChoice, Scan
from app.signoff.binding import parts_of
from app.signoff.dummy_model import Dummies, DummiesSigned, DummyResult, PrintSeen, Returned, Roll
from app.signoff.dummy_standing import print_of
from app.signoff.gates import DUMMIES
from app.signoff.ledger import Entry
from app.signoff.model import Closing, Evidence, State
from app.signoff.month_entries import with_month
from app.signoff.reference import FormUsed
from app.signoff.signed import PieceResult, sign_of


def _kept(state: State, month: str, dummies: Dummies) -> State:
    """The state with these dummies. Work that goes on takes an earlier decision back for good."""
    known = state.months[month]
    left = {name: one for name, one in known.closed.items() if name != DUMMIES}
    state = replace(state, dummies=MappingProxyType({**state.dummies, month: dummies}))
    return with_month(state, replace(known, closed=MappingProxyType(left)))


def _listed(state: State, entry: Entry) -> State:
    data = entry.data
    pieces = tuple(PieceChoice(**{**one, "cases": tuple(one["cases"])}) for one in data["pieces"])
    dummies = Dummies(
        data["sha256"],
        data["name"],
        data["rows"],
        data["paper"],
        data["manifest"],
        pieces,
        data["sheet"],
        MappingProxyType(dict(data["items"])),
        sign_of(entry),
    )
    return _kept(state, data["month"], dummies)


def _checked(state: State, entry: Entry) -> State:
    data, dummies = entry.data, state.dummies[entry.data["month"]]
    scans: Any = {side: Scan(**scan) for side, scan in data["scans"].items()}
    result = PieceResult(
        data["number"],
        MappingProxyType(scans),
        MappingProxyType(dict(data["answers"])),
        tuple(data["failures"]),
        data["comment"],
        sign_of(entry),
        data["piece_id"],
    )
    seen = PrintSeen(**{**data["print"], "pages": tuple(data["print"]["pages"])})
    reprint = data.get("reprint", "")
    common = print_of(dummies) if reprint else (seen.sha256, seen.name)
    form, unproved = _form(data.get("used")), data.get("unproved", "")
    one = DummyResult(result, seen, data["bound"], common, data.get("told", 0), reprint, form, unproved)
    results = MappingProxyType({**dummies.results, data["number"]: one})
    made = replace(dummies, results=results, checkers=dummies.checkers | {entry.by}, signed=None)
    return _kept(state, data["month"], made)


def _form(data: dict[str, Any] | None) -> FormUsed | None:
    return None if data is None else FormUsed(**data)


def _signed(state: State, entry: Entry) -> State:
    data, dummies = entry.data, state.dummies[entry.data["month"]]
    signed = DummiesSigned(data["print"], data["bound"], data["rolls"], data["comment"], sign_of(entry))
    return _kept(state, data["month"], replace(dummies, signed=signed, checkers=dummies.checkers | {entry.by}))


def _returned(state: State, entry: Entry) -> State:
    dummies = state.dummies[entry.data["month"]]
    one = Returned(entry.data["reason"], sign_of(entry))
    return _kept(state, entry.data["month"], replace(dummies, signed=None, returned=(*dummies.returned, one)))


def _approved(state: State, entry: Entry) -> State:
    data, month = entry.data, state.months[entry.data["month"]]
    evidence = (
        Evidence("list", "機構ダミー一覧", text=data["list"]),
        Evidence("print", "照合した印刷", text=data["print"]),
        Evidence("dummies", "機構ダミー", data["count"], "部"),
        Evidence("rolls", "業者ダミーのあるロール", data["rolls"], "ロール"),
    )
    made = Closing(DUMMIES, evidence, parts_of(data["bound"]), data["comment"], sign_of(entry))
    return with_month(state, replace(month, closed=MappingProxyType({**month.closed, DUMMIES: made})))


def _roll(state: State, entry: Entry) -> State:
    data = entry.data
    told = {name: data.get(name, "") for name in ("first", "last")}
    one = Roll(data["roll"], data["machine"], data["piece"], data["place"], data["made"], sign_of(entry), **told)
    rolls = (*state.rolls.get(data["month"], ()), one)
    return replace(state, rolls=MappingProxyType({**state.rolls, data["month"]: rolls}))


def _discarded(state: State, entry: Entry) -> State:
    data, sign = entry.data, sign_of(entry)
    kept = state.rolls[data["month"]]
    gone = {at for at, one in enumerate(kept) if one.roll == data["roll"] and one.discarded is None}
    rolls = tuple(
        replace(one, discarded=sign, method=data["method"]) if at in gone else one for at, one in enumerate(kept)
    )
    return replace(state, rolls=MappingProxyType({**state.rolls, data["month"]: rolls}))


APPLY: Mapping[str, Callable[[State, Entry], State]] = {
    "dummies.listed": _listed,
    "dummy.checked": _checked,
    "dummies.signed": _signed,
    "dummies.returned": _returned,
    "dummies.approved": _approved,
    "roll.kept": _roll,
    "roll.discarded": _discarded,
}
