"""How a month stands with its papers (報告) and with what has to go back or be erased (返却・消去)."""

from collections.abc import Mapping, Sequence

from app.signoff.custody_model import PAPERS, Handed, Holding
from app.signoff.model import Evidence, Month, State

THINGS = "点"


def handed_of(state: State, month: Month) -> Mapping[str, Handed]:
    """The papers of a month that were handed in, by id."""
    return state.handed.get(month.id, {})


def unhanded(state: State, month: Month) -> tuple[str, ...]:
    """The papers that keep 報告 open (Japanese)."""
    known = handed_of(state, month)
    left = [f"{one.title}（{one.annex}）" for id_, one in PAPERS.items() if one.monthly and id_ not in known]
    return tuple(f"提出していない報告物：{one}" for one in left)


def paper_lines(state: State, month: Month) -> tuple[Evidence, ...]:
    """The lines that 報告 closes on: each paper of the month as it was handed in."""
    known = handed_of(state, month)
    monthly = {id_: one for id_, one in PAPERS.items() if one.monthly and id_ in known}
    return tuple(Evidence(id_, one.title, text=known[id_].sha256) for id_, one in monthly.items())


def unapproved_papers(state: State, month: Month, evidence: Sequence[Evidence], by: str) -> tuple[str, ...]:
    """Why 報告 is not closed by this evidence and this person; ``by`` empty: whoever it will be."""
    if left := unhanded(state, month):
        return left
    if tuple(evidence) != paper_lines(state, month):
        return ("提出した報告物と違います",)
    own = any(one.signature.by == by for id_, one in handed_of(state, month).items() if PAPERS[id_].monthly)
    return ("報告物を提出した人は、完了できません",) if own else ()


def holdings_of(state: State, month: str) -> tuple[Holding, ...]:
    """What is held of a month, in the order in which it became known."""
    return tuple(one for one in state.holdings.values() if one.month == month)


def unsettled(state: State, month: Month) -> tuple[str, ...]:
    """What keeps 返却・消去 open (Japanese)."""
    own = holdings_of(state, month.id)
    if not any(one.source == "media" for one in own):
        return ("媒体の受入の記録がありません",)
    here = [one for one in own if one.moved is None]
    unconfirmed = [one for one in own if one.moved is not None and one.moved.confirmed is None]
    found = []
    if here:
        found.append(f"返却・消去していない管理対象 {len(here):,} {THINGS}（{_named(here)}）")
    if unconfirmed:
        found.append(f"別の人が確認していない返却・消去 {len(unconfirmed):,} {THINGS}（{_named(unconfirmed)}）")
    return tuple(found)


def _named(some: Sequence[Holding]) -> str:
    return "、".join(one.what for one in some[:3]) + ("ほか" if len(some) > 3 else "")


def settled_lines(state: State, month: Month) -> tuple[Evidence, ...]:
    """The lines that 返却・消去 closes on."""
    moved = [one.moved for one in holdings_of(state, month.id) if one.moved is not None]
    gone = sum(one.how in ("discarded", "erased") for one in moved)
    return (
        Evidence("returned", "返却・移送", len(moved) - gone, THINGS),
        Evidence("erased", "廃棄・消去", gone, THINGS),
    )


def unapproved_return(state: State, month: Month, evidence: Sequence[Evidence], by: str) -> tuple[str, ...]:
    """Why 返却・消去 is not closed by this evidence and this person; ``by`` empty: whoever it will be."""
    if left := unsettled(state, month):
        return left
    if tuple(evidence) != settled_lines(state, month):
        return ("管理対象の返却・消去と違います",)
    moved = (one.moved for one in holdings_of(state, month.id) if one.moved is not None)
    return ("返却・消去をした人は、完了できません",) if any(one.signature.by == by for one in moved) else ()
