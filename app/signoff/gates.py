"""The gates of a month, in their order: where each stands, whose turn it is, what it closed on.

A gate that is closed is void as soon as what it rests on is another; that is worked out, never written down.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Literal, NamedTuple

from app.canonical import NO_CONTENT
from app.signoff.binding import MEDIA, MONTH_PARTS, PROOF_MEDIA, PartDifference, differences
from app.signoff.comparison_standing import basis_now, comparison_of, unapproved, uncompared
from app.signoff.count_standing import unapproved_counts, uncounted
from app.signoff.custody_standing import unapproved_papers, unapproved_return, unhanded, unsettled
from app.signoff.dummy_standing import dummies_of, left_of, own_parts
from app.signoff.list_standing import unapproved_lists, unlisted
from app.signoff.log_standing import unapproved_logs, unlogged
from app.signoff.model import Evidence, Month, Process, Reception, State, Statement
from app.signoff.processes import in_force
from app.signoff.roles import Role
from app.signoff.signed import Part, Sign

GateState = Literal["open", "ready", "closed", "void"]
RECEPTION, CHECK, RELEASE, COMPARE, DUMMIES = "reception", "check", "release", "compare", "dummies"
LISTS, LOGS, COUNTS, REPORTS, RETURN = "lists", "logs", "counts", "reports", "return"
CLOSERS = {"run.released": RELEASE, "dummies.approved": DUMMIES}
"""Kinds that close a gate of their own; every other gate is named by ``gate.closed``."""
VIRUS = "virus_scan"
"""The statement that a medium was looked at for viruses, with which tool, patterns of when, and what it found."""


class Gate(NamedTuple):
    """``rests``: the parts of the month that its work is bound to; ``kind``: the entry that closes it; ``step``: what
    is to be done.
    """

    label: str
    rests: frozenset[str]
    kind: str
    step: str


GATES: Mapping[str, Gate] = MappingProxyType(
    {
        RECEPTION: Gate("受入", frozenset((MEDIA,)), "gate.closed", "媒体を受け入れるか決める"),
        CHECK: Gate("検査", MONTH_PARTS - {"piece_mapping"}, "gate.closed", "指摘をすべて決める"),
        RELEASE: Gate("本番開始", MONTH_PARTS, "run.released", "本番の設定を照合して開始する"),
        COMPARE: Gate("印刷照合", MONTH_PARTS, "gate.closed", "印刷データを照合して署名し、承認する"),
        DUMMIES: Gate("ダミー", MONTH_PARTS, "dummies.approved", "ダミーを検査して署名する"),
        LISTS: Gate("別送・引き抜き", MONTH_PARTS, "gate.closed", "リストを取り込み、引き抜きを束にして完了する"),
        LOGS: Gate("封入ログ", MONTH_PARTS, "gate.closed", "作業ログを読み込み、残りをなくして完了する"),
        COUNTS: Gate("件数", MONTH_PARTS, "gate.closed", "件数と差出票を突き合わせて完了する"),
        REPORTS: Gate("報告", MONTH_PARTS, "gate.closed", "報告物を提出し、提出を記録する"),
        RETURN: Gate("返却・消去", frozenset((MEDIA,)), "gate.closed", "返却・消去を記録し、別の人が確認する"),
    }
)
"""Every gate, first one first."""


class Work(NamedTuple):
    """How a gate stands that closes on what the ledger knows: ``left`` (Japanese) keeps it open, ``unapproved`` says
    why this evidence and this person (empty: whoever it will be) do not close it.
    """

    left: Callable[[State, Month], tuple[str, ...]]
    unapproved: Callable[[State, Month, Sequence[Evidence], str], tuple[str, ...]]


WORKS: Mapping[str, Work] = MappingProxyType(
    {
        COMPARE: Work(uncompared, unapproved),
        LISTS: Work(unlisted, unapproved_lists),
        LOGS: Work(unlogged, unapproved_logs),
        COUNTS: Work(uncounted, unapproved_counts),
        REPORTS: Work(unhanded, unapproved_papers),
        RETURN: Work(unsettled, unapproved_return),
    }
)
STATE_WORDS: Mapping[GateState, str] = {
    "open": "前の工程待ち",
    "ready": "作業中",
    "closed": "済",
    "void": "失効",
}


class DueLine(NamedTuple):
    """When something is due, and what. ``contradicted``: the source names several deadlines for it; all are shown."""

    when: str
    what: str
    contradicted: bool = False

    @property
    def text(self) -> str:
        """In one line."""
        return f"{'▲ 期限が複数　' if self.contradicted else ''}{self.when}　{self.what}"


@dataclass(frozen=True, slots=True)
class GateStanding:
    """One gate of one month as it stands. ``changed`` names what it was closed on and is otherwise now, ``overtaken``
    (Japanese) the gates before it that were opened again or are void; ``blocking`` (Japanese) what keeps it open;
    ``due`` is said as it was given, the strictest first.
    """

    name: str
    gate: Gate
    state: GateState
    turn: Role | None = None
    next_step: str = ""
    blocking: tuple[str, ...] = ()
    changed: tuple[PartDifference, ...] = ()
    evidence: tuple[Evidence, ...] = ()
    signature: Sign | None = None
    due: tuple[DueLine, ...] = ()
    overtaken: tuple[str, ...] = ()

    @property
    def why_void(self) -> tuple[str, ...]:
        """Why it no longer counts, a text each; empty where it does."""
        told = (f"{label}が再開されたか、失効しています" for label in self.overtaken)
        return (*(one.text for one in self.changed), *told)


def resting(parts: Sequence[Part], gate: str) -> tuple[Part, ...]:
    """Those of a month's parts that a gate rests on."""
    return tuple(part for part in parts if part.name in GATES[gate].rests)


def process_of(state: State, month: Month) -> Process:
    """The process that a month is made by."""
    return state.processes[month.process]


def is_closed(state: State, month: Month, gate: str) -> bool:
    """Whether a gate is closed, nothing that it rests on has changed since, and no gate before it was opened again."""
    return is_shut(month, gate) and not changed_since(state, month, gate) and not overtaken_by(state, month, gate)


def overtaken_by(state: State, month: Month, gate: str) -> tuple[str, ...]:
    """The gates before a closed one that are open or void now, or were closed again after it: each gate rests on what
    was decided before it, so that it is void then.
    """
    closing = month.closed.get(gate)
    if closing is None:
        return ()
    return tuple(one for one in _before(gate) if not _stands_before(state, month, one, closing.signature.seq))


def _stands_before(state: State, month: Month, gate: str, seq: int) -> bool:
    return is_shut(month, gate) and month.closed[gate].signature.seq < seq and not changed_since(state, month, gate)


def closed_after(state: State, month: Month, gate: str) -> tuple[str, ...]:
    """The closed gates that become void when this one is opened again."""
    return tuple(one for one in GATES if gate in _before(one) and is_closed(state, month, one))


def _before(gate: str) -> tuple[str, ...]:
    names = list(GATES)
    return tuple(names[: names.index(gate)])


def is_shut(month: Month, gate: str) -> bool:
    """Whether a gate was closed and not opened again."""
    return gate in month.closed


def changed_since(state: State, month: Month, gate: str) -> tuple[PartDifference, ...]:
    """What a closed gate rests on and is otherwise now."""
    closing = month.closed.get(gate)
    return () if closing is None else differences(closing.bound, now_of(state, month, gate))


def now_of(state: State, month: Month, gate: str) -> tuple[Part, ...]:
    """All that a gate rests on, as it is now."""
    if gate not in CLOSERS.values():
        return (*resting(month.parts, gate), *(basis_now(state, month) if gate == COMPARE else ()))
    own = own_parts(dummies_of(state, month)) if gate == DUMMIES else ()
    return (*month.parts, *process_of(state, month).parts, *own)


def open_before(state: State, month: Month, gate: str) -> tuple[str, ...]:
    """The gates before this one that have to be closed and are not."""
    return tuple(one for one in _before(gate) if not is_closed(state, month, one))


def inherits(state: State, month: Month, live: Sequence[Part] | None = None) -> tuple[str, ...]:
    """Why the month's process is not in force here; empty where the month inherits an approved one."""
    return in_force(state, month.process, None if live is None else _process_only(live)).reasons


def _process_only(live: Sequence[Part]) -> tuple[Part, ...]:
    return tuple(part for part in live if part.name not in MONTH_PARTS and part.name != PROOF_MEDIA)


def gates_of(
    state: State,
    month: Month,
    live: Sequence[Part] | None = None,
    undecided: int | None = None,
    due: Mapping[str, tuple[DueLine, ...]] | None = None,
) -> tuple[GateStanding, ...]:
    """Every gate of a month in its order. ``undecided`` errors (件) of the open medium, ``None`` where it was not
    checked; ``due``: gate → when it must be closed.
    """
    told = due or {}
    return tuple(_standing(state, month, name, live, undecided, told.get(name, ())) for name in GATES)


def _standing(
    state: State, month: Month, name: str, live: Sequence[Part] | None, undecided: int | None, due: tuple[DueLine, ...]
) -> GateStanding:
    gate = GATES[name]
    closing, changed = month.closed.get(name), changed_since(state, month, name)
    overtaken = overtaken_by(state, month, name)
    if closing is not None and not changed and not overtaken:
        return GateStanding(name, gate, "closed", evidence=closing.evidence, signature=closing.signature, due=due)
    before = open_before(state, month, name)
    blocking = [f"{GATES[one].label}が済んでいません" for one in before]
    if not any(part.name == MEDIA for part in month.parts):
        blocking.append("当月の媒体が結び付いていません")
    blocking += _of_own(state, month, name, live, undecided)
    return GateStanding(
        name,
        gate,
        "void" if closing is not None else "open" if before else "ready",
        _turn(state, month, name),
        gate.step,
        tuple(blocking),
        changed,
        () if closing is None else closing.evidence,
        None if closing is None else closing.signature,
        due,
        tuple(GATES[one].label for one in overtaken),
    )


def _of_own(
    state: State, month: Month, name: str, live: Sequence[Part] | None, undecided: int | None
) -> tuple[str, ...]:
    if name == RELEASE:
        return inherits(state, month, live)
    if name == CHECK:
        return (f"決めていない誤り {undecided:,} 件",) if undecided else ()
    if name in WORKS:
        return WORKS[name].left(state, month)
    return left_of(state, month) if name == DUMMIES else missing_reception(month)


def _turn(state: State, month: Month, name: str) -> Role:
    """Whose move an open gate is."""
    if name == RECEPTION:
        return "checker" if receiving(month) is None else "lead"
    if name == COMPARE:
        one = comparison_of(state, month)
        approved = month.closed.get(COMPARE)
        is_new = one is not None and (approved is None or one.signature.seq > approved.signature.seq)
        return "lead" if is_new and not uncompared(state, month) else "checker"
    if name in WORKS:
        return "checker" if WORKS[name].left(state, month) else "lead"
    return "checker" if name == DUMMIES and left_of(state, month) else "lead"


def receiving(month: Month) -> Reception | None:
    """What was written down about the medium that the month is bound to now, after the last refusal of it."""
    medium = medium_of(month)
    refused = max((one.signature.seq for one in month.refusals if one.manifest == medium), default=0)
    found = [one for one in month.receptions if one.manifest == medium and one.signature.seq > refused]
    return found[-1] if found else None


UNOPENED = NO_CONTENT
"""Stands for the medium where it could not be opened at all, so that nobody knows what is on it."""


def medium_of(month: Month) -> str:
    """The SHA-256 of the medium that the month is bound to; empty where there is none."""
    return next((part.sha256 for part in month.parts if part.name == MEDIA), "")


def missing_reception(month: Month) -> tuple[str, ...]:
    """What must be written down before media are taken, and is not."""
    found = []
    one = receiving(month)
    if one is None:
        found.append("受入の記録がありません")
    if scan_of(month) is None:
        found.append("ウイルス検査の申告がありません")
    return tuple(found)


def scan_of(month: Month) -> Statement | None:
    """The last statement that the medium was looked at for viruses, since it was written down."""
    one = receiving(month)
    if one is None:
        return None
    found = [told for told in month.statements if (told.gate, told.what) == (RECEPTION, VIRUS)]
    return next((told for told in reversed(found) if told.signature.seq > one.signature.seq), None)
