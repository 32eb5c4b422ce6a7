"""今日: what is to be done in the months and processes that are open, whose turn it is, and by when.

Your turn comes first, then what is due, then the rest; each of them by its deadline.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Literal, NamedTuple

from app.errors import KenpanError
from app.japan_time import JST, month_text
from app.month.schedule.dates import Due
from app.month.schedule.file import schedule
from app.month.schedule.gate_dues import deadlines, gate_dues
from app.signoff.checksheet import CheckSheet
from app.signoff.dummies import first_or_change
from app.signoff.gates import (
    CHECK,
    COMPARE,
    COUNTS,
    DUMMIES,
    GATES,
    LISTS,
    LOGS,
    RECEPTION,
    RELEASE,
    REPORTS,
    RETURN,
    STATE_WORDS,
    DueLine,
    GateStanding,
    GateState,
)
from app.signoff.live_parts import Live, for_month, for_process
from app.signoff.model import Account, Month, State
from app.signoff.processes import last_round
from app.signoff.roles import ROLE_NAMES, Role
from app.signoff.standing import MonthStanding, Standing, month_standing, standing
from app.signoff.two_persons import involved

Line = Standing | MonthStanding
Undecided = Callable[[Month], int | None]
"""How many errors of a month nobody decided on; ``None`` where its medium is not open or not checked."""
Group = Literal["mine", "due", "rest"]
Where = Literal[
    "board",
    "reception",
    "compare",
    "dummies",
    "redirects",
    "tally",
    "papers",
    "incidents",
    "delivery",
    "drill",
    "round",
    "decision",
    "findings",
    "people",
    "ledger",
]
GROUP_WORDS: Mapping[Group, str] = {"mine": "あなたの番", "due": "期限が近い", "rest": "そのほか"}
SOON_DAYS = 3
"""Business days before a deadline from which on it is near."""
_IN_THE_MONTH: frozenset[Role] = frozenset({"checker", "lead"})
_LANDINGS: tuple[tuple[Role, str], ...] = (("admin", "people"), ("trainer", "lessons"))
_ACTS: Mapping[Where, str] = {
    "board": "工程を開く", "reception": "受入を開く", "compare": "照合を開く", "dummies": "ダミーを開く",
    "round": "検証品を開く", "decision": "判定へ進む", "findings": "検査を開く", "people": "人を開く",
    "ledger": "台帳を開く", "redirects": "別送引抜を開く", "papers": "報告を開く",
    "tally": "件数を開く", "incidents": "事故を開く", "delivery": "配信を開く",
    "drill": "検査前の練習へ進む",
}  # fmt: skip
_OWN_SCREENS: Mapping[str, Where] = {
    COMPARE: "compare",
    DUMMIES: "dummies",
    LISTS: "redirects",
    COUNTS: "tally",
    LOGS: "tally",
    REPORTS: "papers",
    RETURN: "papers",
}
"""Gates whose work has a screen of its own."""


class Goal(NamedTuple):
    """Where work is done: a screen, and what on it."""

    screen: Where
    key: str = ""

    @property
    def act(self) -> str:
        """What going there is called."""
        return _ACTS[self.screen]


class GateMark(NamedTuple):
    """One gate in the row of a month's gates. ``due`` is empty where nothing sets one, and once it is closed."""

    name: str
    label: str
    state: GateState
    word: str
    due: str = ""
    late: bool = False


@dataclass(frozen=True, slots=True)
class Card:
    """One month or process. ``turn`` says whose move it is, ``due`` until when; ``gates`` is empty for a process.
    ``first``: before it is done, nothing else of its group can be.
    """

    key: str
    group: Group
    title: str
    step: str
    turn: str
    blocking: tuple[str, ...]
    goal: Goal
    gates: tuple[GateMark, ...] = ()
    due: str = ""
    late: bool = False
    void: bool = False
    first: bool = False


class Empty(NamedTuple):
    """Why there is nothing to do, and what comes next."""

    title: str
    step: str
    goal: Goal | None = None


@dataclass(frozen=True, slots=True)
class Today:
    """The cards in their order, or what is said where there is none."""

    cards: tuple[Card, ...]
    empty: Empty | None = None

    def count(self, group: Group) -> int:
        """How many cards of a group."""
        return sum(card.group == group for card in self.cards)

    @property
    def late(self) -> int:
        """How many deadlines have passed."""
        return sum(card.late for card in self.cards)


# Where everything stands


def month_key(month: str) -> str:
    """The key of a month's line; a process's is its id."""
    return f"month:{month}"


def key_of(one: Line) -> str:
    """The key of a line."""
    return month_key(one.month.id) if isinstance(one, MonthStanding) else one.process.id


def standings(
    state: State, sheet: CheckSheet, live: Live, undecided: Undecided = lambda _month: None
) -> tuple[Line, ...]:
    """Where every month and every process stands, the newest first."""
    months = sorted(state.months.values(), key=lambda month: (month.period, month.opened.seq), reverse=True)
    processes = sorted(state.processes.values(), key=lambda process: process.created.seq, reverse=True)
    of_process = {
        one.id: standing(state, one, sheet, for_process(live, last_round(state, one.id))) for one in processes
    }
    of_month = (
        month_standing(state, month, for_month(live, month), undecided(month), _dues(state, month)) for month in months
    )
    return (*(_behind_process(one, of_process[one.month.process]) for one in of_month), *of_process.values())


def _behind_process(one: MonthStanding, process: Standing) -> MonthStanding:
    """A month that waits for 本番開始 on a process that is not approved: what is next, and whose turn, is that of the
    process.
    """
    current = one.current
    if current is None or current.name != RELEASE or not one.not_inherited or one.act or process.turn is None:
        return one
    step = f"先に工程「{process.process.title}」　{process.next_step}"
    return replace(one, turn=process.turn, next_step=step, act="process")


def _dues(state: State, month: Month) -> Mapping[str, tuple[DueLine, ...]]:
    return gate_dues(month, first_or_change(state, month))


def is_mine(one: Line, account: Account | None) -> bool:
    """Whether this person is the one to go on: a round is never decided by somebody who checked in it."""
    if account is None or not account.active or one.turn is None or one.turn not in account.roles:
        return False
    if isinstance(one, MonthStanding):
        return True
    waits = one.round is not None and one.round.state == "signed" and one.turn == "lead"
    return not (waits and one.round is not None and account.id in involved(one.round))


# Today


def landing(roles: frozenset[Role]) -> str:
    """The screen on which somebody with these roles begins: 今日 for whoever has rights in the month."""
    if roles & _IN_THE_MONTH:
        return "today"
    return next((screen for role, screen in _LANDINGS if role in roles), "ledger")


def today(
    lines: tuple[Line, ...],
    account: Account | None,
    now: datetime,
    more: tuple[Card, ...] = (),
    *,
    practice: bool = False,
) -> Today:
    """``lines`` as :func:`standings` gives them; ``now`` has a time zone; ``more``: cards of other work;
    ``practice``: the program fills the ledger itself.
    """
    found = [_card(one, account, now) for one in lines if _is_open(one, now)]
    found += [(card, None) for card in more]
    order: dict[Group, int] = {"mine": 0, "due": 1, "rest": 2}
    found.sort(key=lambda pair: (order[pair[0].group], not pair[0].first, pair[1] is None, pair[1]))
    cards = [card for card, _ends in found]
    return Today(tuple(cards), None if cards else _empty(bool(lines), account, practice))


def _is_open(one: Line, now: datetime) -> bool:
    """A month whose work is done here stays in sight until its 納品日, a process while somebody has to do something."""
    if isinstance(one, Standing):
        return one.turn is not None
    today_ = now.astimezone(JST).date().isoformat()
    return one.turn is not None or today_ <= one.month.delivery or bool(_overdue(one, now)) or bool(one.incidents)


def _overdue(one: MonthStanding, now: datetime) -> tuple[str, ...]:
    """業者ダミー that are kept for longer than they must be."""
    today_ = now.astimezone(JST).date().isoformat()
    return tuple(f"業者ダミー（{roll}）の保管期限 {until} を過ぎています" for roll, until in one.kept if until < today_)


def _card(one: Line, account: Account | None, now: datetime) -> tuple[Card, datetime | None]:
    mine = is_mine(one, account)
    turn = "完了" if one.turn is None else ROLE_NAMES[one.turn]
    if isinstance(one, Standing):
        group: Group = "mine" if mine else "rest"
        title, void = f"工程　{one.process.title}", bool(one.void)
        return Card(key_of(one), group, title, one.next_step, turn, one.blocking, _goal(one), void=void), None
    dues, overdue = deadlines(one.month, one.first_or_change), _overdue(one, now)
    open_gates = [gate for gate in one.gates if gate.state != "closed"]
    ahead = [(dues[gate.name], gate) for gate in open_gates if gate.name in dues]
    nearest = min((pair for pair in ahead), key=lambda pair: pair[0].sort_key, default=None)
    due = None if nearest is None else nearest[0]
    late = bool(overdue) or (due is not None and due.is_late(now))
    accidents, urgent = _accidents(one, now)
    late = late or urgent
    group = "mine" if mine or urgent else "due" if late or _is_near(due, now) else "rest"
    card = Card(
        key=key_of(one),
        group=group,
        title=f"{month_text(one.month.period)}　{one.month.title}",
        step=one.next_step,
        turn=turn,
        blocking=(*accidents, *one.blocking, *overdue),
        goal=_goal_of(one, urgent=urgent, overdue=bool(overdue)),
        gates=tuple(_mark(gate, dues.get(gate.name), now) for gate in one.gates),
        due="" if nearest is None else f"{nearest[1].gate.label}　{nearest[0].text}",
        late=late,
        void=bool(one.stale) or any(gate.state == "void" for gate in one.gates),
    )
    return card, None if due is None else due.ends


def _accidents(one: MonthStanding, now: datetime) -> tuple[tuple[str, ...], bool]:
    """What has to be done about accidents, and whether it is urgent: the agency is told at once, its claim answered
    in time.
    """
    today_ = now.astimezone(JST).date().isoformat()
    texts = tuple(f"事故「{own.what}」：{'、'.join(own.left) or '終結する'}" for own in one.incidents)
    urgent = any(own.told is None or ("" < own.due < today_) for own in one.incidents)
    return texts, urgent


def _goal_of(one: MonthStanding, *, urgent: bool, overdue: bool) -> Goal:
    if urgent or (one.incidents and one.turn is None):
        return Goal("incidents", one.month.id)
    return Goal("dummies", one.month.id) if overdue and one.turn is None else _goal(one)


def _mark(gate: GateStanding, due: Due | None, now: datetime) -> GateMark:
    said = due is not None and gate.state != "closed"
    text = due.text if due is not None and said else ""
    return GateMark(
        gate.name, GATES[gate.name].label, gate.state, STATE_WORDS[gate.state], text,
        due is not None and said and due.is_late(now),
    )  # fmt: skip


def _goal(one: Line) -> Goal:
    if isinstance(one, MonthStanding):
        if one.act == "process":
            return Goal("board", one.month.process)
        current = one.current
        if current is not None and current.name == CHECK and current.state != "open" and not one.stale:
            return Goal("findings", one.month.id)
        if current is not None and current.name == RECEPTION and one.month.parts:
            return Goal("reception", one.month.id)
        if current is not None and current.name in _OWN_SCREENS and not one.stale:
            return Goal(_OWN_SCREENS[current.name], one.month.id)
        return Goal("board", key_of(one))
    if one.round is not None and not one.void and one.round.state in ("checking", "signed"):
        return Goal("round" if one.turn == "checker" else "decision", one.round.id)
    return Goal("board", key_of(one))


def _is_near(due: Due | None, now: datetime) -> bool:
    if due is None or due.day is None:
        return False
    try:
        return due.day <= schedule().days.shift(now.astimezone(JST).date(), SOON_DAYS)
    except KenpanError:
        return False


def _empty(known: bool, account: Account | None, practice: bool) -> Empty:
    roles = frozenset[Role]() if account is None else account.roles
    if known:
        return Empty("今日することはありません", "開いている月も、検査や判定を待つ工程もありません。", Goal("board"))
    if practice:
        return Empty("練習の台帳を用意しています", "見本を開き終えると、練習の月と工程がここに並びます。")
    if "lead" in roles:
        return Empty(
            "まだ何も登録されていません", "媒体を開き、工程を登録してから、月を登録してください。", Goal("board")
        )
    return Empty("まだ何も登録されていません", "品質責任者が工程と月を登録すると、ここに表示されます。")
