"""Where a process or a month stands: what is open, what blocks it, whose turn it is."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from app.signoff.binding import MEDIA, PartDifference, held_here
from app.signoff.checksheet import CheckSheet
from app.signoff.dummies import first_or_change
from app.signoff.dummy_standing import kept_until, rolls_of
from app.signoff.gates import DueLine, GateStanding, gates_of, inherits
from app.signoff.incident_model import Incident
from app.signoff.model import Month, Process, Round, State
from app.signoff.processes import Force, changed_here, in_force, lacking, last_round, open_round_of, void_reasons
from app.signoff.roles import Role
from app.signoff.rounds import missing_logs
from app.signoff.signed import Part
from app.signoff.two_persons import has_confirmed

_NO_FORCE = Force()


Wanted = Literal["", "setting", "bind", "choose", "open", "process"]


@dataclass(frozen=True, slots=True)
class Standing:
    """A process on the board. ``turn`` is whose move it is, ``None`` while it is in force and nothing is open.

    ``next_step`` and ``blocking`` are Japanese; ``void`` names what changed since the last round was bound; ``force``
    says whether the process is approved as it is; ``act`` is the kind of the next step.
    """

    process: Process
    round: Round | None
    turn: Role | None
    next_step: str
    blocking: tuple[str, ...] = ()
    void: tuple[PartDifference, ...] = ()
    force: Force = _NO_FORCE
    act: Wanted = ""


@dataclass(frozen=True, slots=True)
class MonthStanding:
    """A month on the board: its gates, and the first of them that is not closed. ``stale`` is what this workstation
    holds otherwise than the month is bound to; ``not_inherited``: why its process is not in force;
    ``first_or_change`` as :func:`app.signoff.dummies.first_or_change` says; ``kept``: rolls whose 業者ダミー are kept,
    and until when; ``incidents``: accidents that are not over. ``act`` is the kind of the next step, where it is none
    of a gate.
    """

    month: Month
    gates: tuple[GateStanding, ...]
    turn: Role | None
    next_step: str
    blocking: tuple[str, ...] = ()
    stale: tuple[PartDifference, ...] = ()
    not_inherited: tuple[str, ...] = ()
    first_or_change: bool = True
    kept: tuple[tuple[str, str], ...] = ()
    act: Wanted = ""
    incidents: tuple[Incident, ...] = ()

    @property
    def current(self) -> GateStanding | None:
        """The first gate to close."""
        return next((one for one in self.gates if one.state != "closed"), None)


def standing(state: State, process: Process, sheet: CheckSheet, live: Sequence[Part] | None = None) -> Standing:
    """Where a process stands now; ``live`` are the parts that this workstation holds of it, if a medium is open."""
    force = in_force(state, process.id, live)
    found = _standing(state, process, sheet, live, force)
    return replace(found, force=force)


def _standing(state: State, process: Process, sheet: CheckSheet, live: Sequence[Part] | None, force: Force) -> Standing:
    last = last_round(state, process.id)
    missing = lacking(process.parts, sheet)
    if missing:
        approved = last is not None and last.state == "approved"
        why = f"（第{last.number}回の承認にも含まれていません）" if last is not None and approved else ""
        texts = tuple(f"{one}が未登録{why}" for one in missing)
        return Standing(process, last, "lead", "工程の設定を登録する", texts, act="setting")
    stale = changed_here(process, live)
    if stale:
        return Standing(
            process, last, "lead", "元に戻すか、工程を結び付け直す", tuple(one.text for one in stale), stale, act="bind"
        )
    if last is None:
        return Standing(process, None, "checker", "検証品を選んで検査を始める", ("検証品がありません",), act="choose")
    waiting = open_round_of(state, process.id)
    if waiting is not None and not void_reasons(state, waiting, live):
        found = _checking(process, waiting, sheet) if waiting.state == "checking" else _deciding(process, waiting)
        return replace(found, act="open")
    if force.version is not None:
        return Standing(process, force.version, None, f"第{force.version.number}回で承認済み")
    void = void_reasons(state, last, live)
    if void and last.state != "rejected":
        texts = tuple(one.text for one in void)
        return Standing(
            process, last, "checker", f"第{last.number}回は失効。新しい検証品で始める", texts, void, act="choose"
        )
    return Standing(process, last, "checker", "新しい検証品で始める", force.reasons, act="choose")


def month_standing(
    state: State,
    month: Month,
    live: Sequence[Part] | None = None,
    undecided: int | None = None,
    due: Mapping[str, tuple[DueLine, ...]] | None = None,
) -> MonthStanding:
    """Where a month stands now; ``live`` are the parts that this workstation holds, the open medium being the month's;
    ``undecided`` and ``due`` as :func:`app.signoff.gates.gates_of` takes them.
    """
    found = _of_month(state, month, live, undecided, due)
    kept = tuple((one.roll, kept_until(one, month)) for one in rolls_of(state, month) if one.discarded is None)
    open_ = tuple(one for one in state.incidents.values() if one.month == month.id and one.is_open)
    return replace(found, first_or_change=first_or_change(state, month), kept=kept, incidents=open_)


def _of_month(
    state: State,
    month: Month,
    live: Sequence[Part] | None,
    undecided: int | None,
    due: Mapping[str, tuple[DueLine, ...]] | None,
) -> MonthStanding:
    gates = gates_of(state, month, live, undecided, due)
    why = inherits(state, month, live)
    now = next((one for one in gates if one.state != "closed"), None)
    if not any(part.name == MEDIA for part in month.parts):
        blocking = ("当月の媒体が結び付いていません",)
        return MonthStanding(month, gates, "lead", "当月の媒体を結び付ける", blocking, (), why, act="bind")
    stale = held_here(month.parts, live)
    if stale:
        texts = tuple(one.text for one in stale)
        return MonthStanding(month, gates, "lead", "元に戻すか、月を結び付け直す", texts, stale, why, act="bind")
    if now is None:
        return MonthStanding(month, gates, None, "関門はすべて完了", (), (), why)
    changed = tuple(f"{now.gate.label}のあとで{text}" for text in now.why_void)
    return MonthStanding(month, gates, now.turn, now.next_step, (*changed, *now.blocking), (), why)


def _checking(process: Process, one: Round, sheet: CheckSheet) -> Standing:
    left = len(one.pieces) - len(one.results)
    logs = missing_logs(one, sheet)
    blocking = (*((f"未検査 {left} 部",) if left else ()), *(f"{label}がありません" for label in logs))
    if left:
        return Standing(process, one, "checker", f"第{one.number}回 現品を検査する（残り {left} 部）", blocking)
    if logs:
        return Standing(process, one, "checker", f"第{one.number}回 作業ログを添付する", blocking)
    return Standing(process, one, "checker", f"第{one.number}回 検査の署名をする", blocking)


def _deciding(process: Process, one: Round) -> Standing:
    leads = {seen.signature.by for seen in one.confirmed}
    seen = max((sum(has_confirmed(one, number, by) for number in one.to_confirm) for by in leads), default=0)
    left = (len(one.to_confirm) or one.confirm) - seen
    if left:
        text = f"第{one.number}回 現品を確認する（残り {left} 部）"
        return Standing(process, one, "lead", text, (f"品質責任者の確認 残り {left} 部",))
    return Standing(process, one, "lead", f"第{one.number}回 承認か却下を決める", ("判定待ち",))
