"""The warm-up: a lead asks for a short drill before live checking, of a process or a month; whoever checks passes one
every day before the first live signature. The ledger holds that it was passed, when and how well; what was seen in the
drill stays in the database of training.
"""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime
from types import MappingProxyType
from typing import Any

from app.errors import KenpanError
from app.japan_time import JST
from app.signoff import months, processes
from app.signoff.binding import said_reason
from app.signoff.ledger import Draft, Entry
from app.signoff.model import Rule, State
from app.signoff.signed import sign_of
from app.signoff.warm_up_model import DRILLS, MOST, Passed, Required, Score

OF_PROCESS = frozenset(("piece.signed", "round.signed"))
OF_MONTH = frozenset(("dummy.checked", "dummies.signed"))
GUARDED = OF_PROCESS | OF_MONTH
"""Live signatures that a warm-up comes before, where one is asked for."""


def require(
    state: State, by: str, reason: str, drill: str, sheets: int, mark: int, *, process: str = "", month: str = ""
) -> Draft:
    """Ask for a warm-up from now on. ``KenpanError`` ``warmup.numbers``, ``warmup.unchanged``, ``process.none``,
    ``month.none``.
    """
    scope = _scope(state, process, month)
    if not (1 <= sheets <= MOST and 1 <= mark <= MOST) or drill not in DRILLS:
        what = f"枚数 {sheets} 枚、合格点 {mark} ％にはできません。"
        raise KenpanError("warmup.numbers", what, f"どちらも 1〜{MOST} にしてください。")
    known = state.warm_ups.get(process or month)
    if known is not None and known[:3] == (drill, sheets, mark):
        raise KenpanError("warmup.unchanged", "すでにこの条件です。", "一覧を読み直してください。")
    told = {"drill": drill, "sheets": sheets, "mark": mark, "reason": said_reason(reason)}
    return Draft("warmup.required", {**scope, **told})


def lift(state: State, by: str, reason: str, *, process: str = "", month: str = "") -> Draft:
    """Ask for it no more. ``KenpanError`` ``warmup.unchanged``, ``process.none``, ``month.none``."""
    scope = _scope(state, process, month)
    if (process or month) not in state.warm_ups:
        what = "検査前の練習は求められていません。"
        raise KenpanError("warmup.unchanged", what, "一覧を読み直してください。")
    return Draft("warmup.lifted", {**scope, "reason": said_reason(reason)})


def passed(day: str, drill: str, mark: int, score: Score) -> Draft:
    """A warm-up that was passed. ``KenpanError`` ``warmup.failed``."""
    if not score.reaches(mark):
        raise KenpanError("warmup.failed", "合格点に届いていません。", "もう一度、検査前の練習をしてください。")
    return Draft("warmup.passed", {"day": day, "drill": drill, "mark": mark, **score._asdict()})


def day_of(time: datetime) -> str:
    """Which day it is in Japan."""
    return time.astimezone(JST).date().isoformat()


def asked_of(state: State, process: str = "", month: str = "") -> tuple[Required, ...]:
    """Every warm-up that is asked for before checking pieces of this process, or dummies of this month."""
    known = state.months.get(month)
    scopes = (process, *(() if known is None else (month, known.process)))
    return tuple(state.warm_ups[one] for one in dict.fromkeys(scopes) if one in state.warm_ups)


def all_lacking(state: State, by: str, day: str, process: str = "", month: str = "") -> tuple[Required, ...]:
    """Those of :func:`asked_of` that this person has not passed on this day."""
    mine = state.warmed.get(by, ())
    asked = asked_of(state, process, month)
    return tuple(one for one in asked if not any(own.does_for(one, day) for own in mine))


def lacking(state: State, by: str, day: str, process: str = "", month: str = "") -> Required | None:
    """The first of :func:`all_lacking`; ``None``: checking may begin."""
    return next(iter(all_lacking(state, by, day, process, month)), None)


def lacking_for(state: State, by: str, day: str, kind: str, data: Mapping[str, Any]) -> Required | None:
    """:func:`lacking` before an entry of this kind; ``None`` for kinds that need none."""
    if kind in OF_PROCESS:
        one = state.rounds.get(data["round"])
        return None if one is None else lacking(state, by, day, process=one.process)
    return lacking(state, by, day, month=data["month"]) if kind in OF_MONTH else None


def needed(required: Required) -> KenpanError:
    """What is said to a signature that comes before it."""
    return KenpanError(
        "warmup.needed",
        f"きょうの検査前の練習に、まだ合格していません（{required.told}）。",
        "研修の「欠陥を見つける練習」で、検査前の練習をしてください。",
    )


def _scope(state: State, process: str, month: str) -> dict[str, str]:
    if process:
        processes.existing(state, process)
    else:
        months.existing(state, month)
    return {"process": process, "month": "" if process else month}


# Rules


def of_one_thing(state: State, entry: Entry) -> bool:
    """Of a process or of a month that there is, not of both."""
    process, month = entry.data["process"], entry.data["month"]
    return (process in state.processes and not month) or (month in state.months and not process)


def within_reach(_state: State, entry: Entry) -> bool:
    """No more than there can be."""
    return bool(entry.data["sheets"] <= MOST and entry.data["mark"] <= MOST)


def other_warm_up(state: State, entry: Entry) -> bool:
    """It is otherwise from now on."""
    data = entry.data
    known = state.warm_ups.get(data["process"] or data["month"])
    return known is None or known[:3] != (data["drill"], data["sheets"], data["mark"])


def was_asked_for(state: State, entry: Entry) -> bool:
    """There is something to lift."""
    return (entry.data["process"] or entry.data["month"]) in state.warm_ups


def on_this_day(_state: State, entry: Entry) -> bool:
    """Of the day on which it is written down."""
    return bool(entry.data["day"] == day_of(datetime.fromisoformat(entry.time)))


def mark_reached(_state: State, entry: Entry) -> bool:
    """As good as it says."""
    return _score(entry.data).reaches(entry.data["mark"])


def warmed_up(state: State, entry: Entry) -> bool:
    """Whoever checks has passed today what a lead asks for."""
    return lacking_for(state, entry.by, day_of(datetime.fromisoformat(entry.time)), entry.kind, entry.data) is None


RULES: Mapping[str, tuple[Rule, ...]] = {
    "warmup.required": (of_one_thing, within_reach, other_warm_up),
    "warmup.lifted": (of_one_thing, was_asked_for),
    "warmup.passed": (on_this_day, mark_reached),
}


# What entries mean


def _required(state: State, entry: Entry) -> State:
    data = entry.data
    asked = Required(data["drill"], data["sheets"], data["mark"], sign_of(entry))
    return _with(state, {**state.warm_ups, data["process"] or data["month"]: asked})


def _lifted(state: State, entry: Entry) -> State:
    scope = entry.data["process"] or entry.data["month"]
    return _with(state, {name: one for name, one in state.warm_ups.items() if name != scope})


def _with(state: State, asked: Mapping[str, Required]) -> State:
    return replace(state, warm_ups=MappingProxyType(dict(asked)))


def _passed(state: State, entry: Entry) -> State:
    data = entry.data
    own = Passed(data["day"], data["drill"], data["mark"], _score(data), entry.seq)
    before = tuple(one for one in state.warmed.get(entry.by, ()) if one.day == own.day)
    return replace(state, warmed=MappingProxyType({**state.warmed, entry.by: (*before, own)}))


def _score(data: Mapping[str, Any]) -> Score:
    return Score(data["sheets"], data["planted"], data["found"], data["false"])


APPLY: Mapping[str, Callable[[State, Entry], State]] = {
    "warmup.required": _required,
    "warmup.lifted": _lifted,
    "warmup.passed": _passed,
}
