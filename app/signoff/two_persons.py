"""The two-person rule: who signed as a checker in a round, who may decide on it, and who may see what before."""

from dataclasses import replace
from types import MappingProxyType

from app.errors import KenpanError
from app.signoff.ledger import Entry
from app.signoff.model import Round, State

_RESULTS = frozenset({"piece.signed", "piece.withdrawn", "piece.confirmed", "round.signed"})


def involved(one: Round) -> frozenset[str]:
    """Everybody who had a hand in what this round proves, also in what was taken back or reopened since: who checked
    a piece, took a result back, replaced a piece, kept a log or took it back, signed the round.
    """
    signs = [result.signature for result in one.results.values()]
    signs += [sign for result, _, withdrawn in one.withdrawn for sign in (result.signature, withdrawn)]
    signs += [kept.signature for kept in one.attachments]
    signs += one.handled
    signs += [reopening.signed for reopening in one.reopenings if reopening.signed is not None]
    if one.signed is not None:
        signs.append(one.signed)
    return frozenset(sign.by for sign in signs)


def may_see_results(one: Round, viewer: str) -> bool:
    """Whether the checkers' results may be shown to this person now: to whoever checks here, and after a decision.

    Anybody else may be the second person, who decides on what they see themselves first.
    """
    if one.decision is not None or viewer in involved(one) or not (one.results or one.withdrawn):
        return True
    return bool(one.to_confirm) and all(has_confirmed(one, number, viewer) for number in one.to_confirm)


def as_seen_by(one: Round, viewer: str) -> Round:
    """The round without what this person must not see yet."""
    if may_see_results(one, viewer):
        return one
    own = tuple(seen for seen in one.confirmed if seen.signature.by == viewer)
    return replace(one, results=MappingProxyType({}), withdrawn=(), confirmed=own)


def refuse_involved(one: Round, by: str) -> None:
    """``KenpanError`` ``approval.same_person`` for anybody who signed as a checker in this round."""
    if by in involved(one):
        raise KenpanError(
            "approval.same_person",
            "この回の検査に加わった人（検査、取消し、ログの添付など）は、確認も承認・却下もできません。",
            "別の品質責任者が行ってください。",
        )


def has_confirmed(one: Round, number: int, by: str) -> bool:
    """Whether this person has looked at this piece since the round was signed."""
    return any(seen.number == number and seen.signature.by == by for seen in one.confirmed)


def is_hidden(entry: Entry, state: State, viewer: str) -> bool:
    """Whether an entry tells results that this person must not see yet."""
    if entry.kind not in _RESULTS or entry.by == viewer:
        return False
    one = state.rounds.get(entry.data["round"])
    return one is not None and not may_see_results(one, viewer)
