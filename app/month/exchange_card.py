"""配信 on 今日: what arrived and what waits, and for whom."""

from typing import NamedTuple

from app.month.today import Card, Goal
from app.signoff.deliveries import package_of
from app.signoff.exchange_kinds import FUND
from app.signoff.model import Account, State
from app.signoff.roles import ROLE_NAMES, Role


class Wait(NamedTuple):
    """``number`` things wait for somebody of these roles who is none of ``but``."""

    word: str
    number: int
    step: str
    roles: tuple[Role, ...]
    but: frozenset[str] = frozenset()


def waits(state: State) -> tuple[Wait, ...]:
    """Everything that waits, first what has to be done first."""
    own = state.exchange
    batches = [one for one in own.batches.values() if one.discarded is None]
    filings = own.filings.values()
    if own.side != FUND:
        due = sum(one.receipt is None for one in own.opened.values())
        return (
            (Wait("受領待ちの帳票", due, "届いた帳票を確かめ、受領票に署名します。", ("checker", "lead")),)
            if due
            else ()
        )
    signed = [one for one in batches if one.signed is not None and one.approved is None]
    left = sum(
        package_of(state, one.id, each) is None for one in batches if one.approved is not None for each in one.chosen
    )
    checked = [one for one in filings if one.state == "checked"]
    found = (
        Wait(
            "確認待ちの帳票",
            sum(one.signed is None and bool(one.sound) for one in batches),
            "帳票を確かめ、署名します。",
            ("checker",),
        ),
        Wait(
            "承認待ちの帳票",
            len(signed),
            "確認した人と別の品質責任者が承認します。",
            ("lead",),
            _in_all([one.checked_by for one in signed]),
        ),
        Wait("未配信", left, "承認された帳票を媒体へ書き出します。", ("checker", "lead")),
        Wait(
            "確認待ちの届出",
            sum(one.state == "received" for one in filings),
            "届出を確かめ、署名します。",
            ("checker",),
        ),
        Wait(
            "受理待ちの届出",
            len(checked),
            "確認した人と別の品質責任者が受理か返戻をします。",
            ("lead",),
            _in_all([frozenset((one.signs[-1].by,)) for one in checked]),
        ),
    )
    return tuple(one for one in found if one.number)


def exchange_card(state: State, account: Account | None) -> Card | None:
    """The card of 配信; ``None`` where it is off or nothing waits."""
    found = waits(state)
    if not state.exchange.is_on or not found:
        return None
    mine = [
        one for one in found if account is not None and account.roles & set(one.roles) and account.id not in one.but
    ]
    first = (mine or list(found))[0]
    side = "基金" if state.exchange.side == FUND else "事業所"
    return Card(
        key="exchange",
        group="mine" if mine else "rest",
        title=f"配信　{side}　{state.exchange.name}",
        step=first.step,
        turn="・".join(ROLE_NAMES[role] for role in first.roles),
        blocking=tuple(f"{one.word} {one.number:,}" for one in found),
        goal=Goal("delivery"),
    )


def _in_all(hands: list[frozenset[str]]) -> frozenset[str]:
    """Who had a hand in all of them, so that none is left for this person."""
    return frozenset.intersection(*hands) if hands else frozenset()
