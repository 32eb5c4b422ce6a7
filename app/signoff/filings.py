"""Notifications (届) in the ledger: made there; received, checked, then accepted or returned at the fund."""

from collections.abc import Callable, Mapping

from app.errors import KenpanError
from app.signoff.deliveries import of_known_fund
from app.signoff.exchange import (
    at_an_establishment,
    at_the_fund,
    changed,
    establishment_known,
    in_scope,
    known,
    put,
    running,
    scope_of,
    terminal_in_use,
)
from app.signoff.exchange_kinds import FUND
from app.signoff.exchange_model import FILING_STATES, Answer, Filing, FilingState
from app.signoff.ledger import Draft, Entry
from app.signoff.model import Rule, State
from app.signoff.signed import sign_of

_AGAIN = "一覧を読み直してください。"


def make_filing(state: State, by: str, filing: str, kind: str, rows: int, fund: str) -> Draft:
    """A notification that is written out for the fund, for the establishment that the person acts for."""
    establishment = scope_of(state, by)
    if filing in state.exchange.filings:
        raise KenpanError("filing.known", "同じ届出を、すでに作成しています。", _AGAIN)
    own = {"establishment": establishment, "filing": filing}
    return Draft("filing.made", {**own, "type": kind, "rows": rows, "fund": fund})


def receive_filing(
    state: State, by: str, establishment: str, filing: str, terminal: str, kind: str, rows: int, problems: int
) -> Draft:
    """A notification that arrived, with the number that it gets. ``KenpanError``: ``filing.known``,
    ``filing.terminal``.
    """
    own = known(state, establishment, FUND)
    if filing in state.exchange.filings:
        raise KenpanError("filing.known", "すでに受信した届出です。", "新しい届出か、確かめてください。")
    if terminal not in own.terminals:
        raise KenpanError("filing.terminal", "登録していない端末からの届出です。", "事業所に確かめてください。")
    return Draft(
        "filing.received",
        {
            "establishment": establishment,
            "filing": filing,
            "terminal": terminal,
            "type": kind,
            "rows": rows,
            "problems": problems,
            "number": f"{len(state.exchange.filings) + 1:06}",
        },
    )


def check_filing(state: State, by: str, filing: str, comment: str) -> Draft:
    """A checker looked at it."""
    _standing(state, filing, "received")
    return Draft("filing.checked", {"filing": filing, "comment": comment.strip()})


def accept_filing(state: State, by: str, filing: str, comment: str) -> Draft:
    """A lead accepts what somebody else checked. ``KenpanError``: ``filing.problems``, ``filing.same_person``."""
    own = _standing(state, filing, "checked")
    if own.problems:
        what = f"確かめられない欄が {own.problems:,} か所ある届出です。受理できません。"
        raise KenpanError("filing.problems", what, "理由を添えて返戻してください。")
    if own.signs[-1].by == by:
        raise KenpanError("filing.same_person", "確認した人は、受理できません。", "別の品質責任者が受理してください。")
    return Draft("filing.accepted", {"filing": filing, "comment": comment.strip()})


def return_filing(state: State, by: str, filing: str, reason: str) -> Draft:
    """A lead sends it back with a reason."""
    _standing(state, filing, "received", "checked")
    if not reason.strip():
        raise KenpanError("filing.reason", "返戻の理由がありません。", "理由を入力してください。")
    return Draft("filing.returned", {"filing": filing, "reason": reason.strip()})


def answers_for(state: State, establishment: str) -> tuple[Answer, ...]:
    """What its next package says of its notifications: all of them, as they stand."""
    return tuple(
        Answer(one.id, one.number, FILING_STATES[one.state], one.reason, one.signs[-1].time)
        for one in state.exchange.filings.values()
        if one.establishment == establishment and one.signs
    )


def _standing(state: State, filing: str, *wanted: str) -> Filing:
    own = running(state, FUND).filings.get(filing)
    if own is None or own.state not in wanted:
        raise KenpanError("filing.state", "ない届出か、確認・受理・返戻の順になっていません。", _AGAIN)
    return own


# What entries need


def a_new_filing(state: State, entry: Entry) -> bool:
    """It never came before; its number, where it has one, is its own."""
    all_of = state.exchange.filings
    taken = {one.number for one in all_of.values() if one.number}
    return entry.data["filing"] not in all_of and entry.data.get("number") not in taken


def just_received(state: State, entry: Entry) -> bool:
    """Nobody looked at it yet."""
    own = state.exchange.filings.get(entry.data["filing"])
    return own is not None and own.state == "received"


def checked_by_another(state: State, entry: Entry) -> bool:
    """Somebody else checked it, and nothing in it is wrong."""
    own = state.exchange.filings.get(entry.data["filing"])
    return own is not None and own.state == "checked" and own.signs[-1].by != entry.by and not own.problems


def still_open(state: State, entry: Entry) -> bool:
    """Neither accepted nor returned."""
    own = state.exchange.filings.get(entry.data["filing"])
    return own is not None and own.state in ("received", "checked")


RULES: Mapping[str, tuple[Rule, ...]] = {
    "filing.made": (at_an_establishment, in_scope, of_known_fund, a_new_filing),
    "filing.received": (at_the_fund, establishment_known, terminal_in_use, a_new_filing),
    "filing.checked": (at_the_fund, just_received),
    "filing.accepted": (at_the_fund, checked_by_another),
    "filing.returned": (at_the_fund, still_open),
}


# What they change


def _made(state: State, entry: Entry) -> State:
    data = entry.data
    own = Filing(data["filing"], data["establishment"], data["type"], data["rows"], made=sign_of(entry))
    return changed(state, filings=put(state.exchange.filings, own.id, own))


def _received(state: State, entry: Entry) -> State:
    data = entry.data
    own = Filing(
        data["filing"],
        data["establishment"],
        data["type"],
        data["rows"],
        number=data["number"],
        terminal=data["terminal"],
        problems=data["problems"],
        signs=(sign_of(entry),),
    )
    return changed(state, filings=put(state.exchange.filings, own.id, own))


def _moved(state: State, entry: Entry, now: FilingState, reason: str = "") -> State:
    own = state.exchange.filings[entry.data["filing"]]
    made = own._replace(signs=(*own.signs, sign_of(entry)), state=now, reason=reason)
    return changed(state, filings=put(state.exchange.filings, own.id, made))


APPLY: Mapping[str, Callable[[State, Entry], State]] = {
    "filing.made": _made,
    "filing.received": _received,
    "filing.checked": lambda state, entry: _moved(state, entry, "checked"),
    "filing.accepted": lambda state, entry: _moved(state, entry, "accepted"),
    "filing.returned": lambda state, entry: _moved(state, entry, "returned", entry.data["reason"]),
}
