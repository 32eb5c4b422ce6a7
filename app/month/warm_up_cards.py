"""検査前の練習 on 今日: what a checker has to pass today before the first signature, and what waits for it."""

from app.japan_time import month_text
from app.month.today import Card, Goal, Line
from app.signoff.dummy_standing import dummies_of, is_signed
from app.signoff.gates import DUMMIES
from app.signoff.model import Account, State
from app.signoff.roles import ROLE_NAMES
from app.signoff.standing import MonthStanding
from app.signoff.warm_up_model import Required
from app.signoff.warm_ups import all_lacking


def warm_up_cards(state: State, lines: tuple[Line, ...], account: Account | None, day: str) -> tuple[Card, ...]:
    """One for each warm-up that this person lacks on ``day`` (Japan's) while something waits to be checked."""
    if account is None or not account.active or "checker" not in account.roles:
        return ()
    waiting: dict[Required, list[tuple[str, str]]] = {}
    for one in lines:
        what = _waits(state, one)
        if what:
            scope = {"month": one.month.id} if isinstance(one, MonthStanding) else {"process": one.process.id}
            for required in all_lacking(state, account.id, day, **scope):
                waiting.setdefault(required, []).append((_id(one), what))
    return tuple(
        Card(
            key=f"warmup:{required.drill}:{required.signature.seq}",
            group="mine",
            title=f"検査前の練習　{required.told}",
            step="きょう最初の検査の署名の前に合格する",
            turn=ROLE_NAMES["checker"],
            blocking=tuple(what for _scope, what in found),
            goal=Goal("drill", found[0][0]),
            first=True,
        )
        for required, found in waiting.items()
    )


def _id(one: Line) -> str:
    return one.month.id if isinstance(one, MonthStanding) else one.process.id


def _waits(state: State, one: Line) -> str:
    """What of a month or process can be checked now; empty where nothing can."""
    if not isinstance(one, MonthStanding):
        is_checking = one.round is not None and one.round.state == "checking" and one.act == "open"
        return f"検証品が待っています　{one.process.title}" if is_checking else ""
    is_open = any(gate.name == DUMMIES and gate.state != "closed" for gate in one.gates)
    if dummies_of(state, one.month) is None or is_signed(state, one.month) or not is_open:
        return ""
    return f"ダミーが待っています　{month_text(one.month.period)}　{one.month.title}"
