"""A process: the parts it is bound to, its versions, which of them is in force, and what differs where none is."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import Any

from app.errors import KenpanError
from app.signoff.binding import (
    PROOF_MEDIA,
    SETTING,
    PartDifference,
    changes,
    fingerprint,
    held_here,
    joined,
    of_process,
    parts_of,
    said_reason,
    tables_of,
)
from app.signoff.checksheet import CheckSheet
from app.signoff.ledger import Draft, Entry
from app.signoff.model import Process, Round, Setting, State
from app.signoff.process_settings import ABSENT, Given, SettingKind, reason_for
from app.signoff.signed import Part, sign_of


@dataclass(frozen=True, slots=True)
class Force:
    """Whether a process is approved as it is now: the ``version`` that says so, or what differs from the last one that
    was approved (``differs``; nothing where there is none), or the round that took the approval back (``against``).
    """

    version: Round | None = None
    differs: tuple[PartDifference, ...] = ()
    against: Round | None = None
    last: Round | None = None

    @property
    def reasons(self) -> tuple[str, ...]:
        """Why it is not in force, for a person; empty where it is."""
        if self.version is not None:
            return ()
        if self.against is not None:
            taken = "却下されました" if self.against.state == "rejected" else "の承認が取り消されました"
            return (f"第{self.against.number}回{taken}",)
        if self.differs:
            return tuple(dict.fromkeys(one.text for one in self.differs))
        return ("承認された本番検証品がありません",)


def versions(state: State, process: str) -> tuple[Round, ...]:
    """The approved rounds of a process, first one first; each with its parts, why it was made, and who approved it."""
    return tuple(one for one in state.rounds_of(process) if one.state == "approved")


def was_approved(one: Round) -> bool:
    """Whether a round was ever approved."""
    return one.state == "approved" or any(
        past.decision is not None and past.decision.outcome == "approved" for past in one.reopenings
    )


def in_force(state: State, process: str, parts_now: Sequence[Part] | None = None) -> Force:
    """The approved version that holds for a process now, or why there is none.

    Of the rounds bound to exactly what the process is now the last decision counts; what was decided on other parts
    says nothing of these. ``parts_now`` are what a workstation holds: as far as it holds parts of the process, they
    must be the same.
    """
    bound = state.processes[process].parts
    here = {part.name: part for part in of_process(parts_now or ())}
    here |= {part.name: part for part in parts_now or () if part.name.startswith(SETTING)}
    rounds = state.rounds_of(process)
    on_them = [
        one for one in rounds if not changes(own_parts(one), bound, None) and (was_approved(one) or one.decision)
    ]
    approved = [one for one in rounds if one.state == "approved"]
    last = approved[-1] if approved else None
    if on_them and on_them[-1].state != "approved":
        return Force(against=on_them[-1], last=last)
    elsewhere = held_here(bound, tuple(here.values()))
    if elsewhere and last is not None:
        # Also where it still holds what was approved before the process was changed.
        return Force(differs=elsewhere, last=last)
    if on_them:
        return Force(on_them[-1])
    return Force(differs=() if last is None else changes(own_parts(last), bound, None), last=last)


def own_parts(one: Round) -> tuple[Part, ...]:
    """What a round is bound to, but the medium that its pieces were chosen from."""
    return tuple(part for part in one.parts if part.name != PROOF_MEDIA)


def void_reasons(state: State, one: Round, live: Sequence[Part] | None = None) -> tuple[PartDifference, ...]:
    """What changed since the round was bound; empty while everything signed in it is in force.

    Compared with what the process is bound to now, and with the parts that this workstation holds (``live``), as far
    as it holds them.
    """
    return changes(one.parts, state.processes[one.process].parts, live)


def last_round(state: State, process: str) -> Round | None:
    """The latest round."""
    rounds = state.rounds_of(process)
    return rounds[-1] if rounds else None


def open_round_of(state: State, process: str) -> Round | None:
    """The round that is being checked or waits for a decision, on what the process is now."""
    waiting = (one for one in state.rounds_of(process) if one.state in ("checking", "signed"))
    return next((one for one in waiting if not void_reasons(state, one)), None)


def changed_here(process: Process, live: Sequence[Part] | None) -> tuple[PartDifference, ...]:
    """What this workstation holds otherwise than the process is bound to, as far as both have it."""
    return held_here(process.parts, live)


def refuse_stale(process: Process, live: Sequence[Part] | None) -> None:
    """``KenpanError`` ``process.stale`` where :func:`changed_here` finds something."""
    found = changed_here(process, live)
    if found:
        raise KenpanError(
            "process.stale",
            f"この端末にあるものが、工程に結び付けたものと違います：{joined(found)}。",
            "元に戻すか、品質責任者が工程を結び付け直してください。",
        )


def lacking(parts: Sequence[Part], sheet: CheckSheet) -> tuple[str, ...]:
    """Labels of the process settings that are not among the parts of a process or a round, also not as absent."""
    held = {part.name for part in parts}
    return tuple(kind.label for kind in sheet.settings if kind.part not in held)


# Acts


def create(state: State, by: str, process: str, title: str, parts: Sequence[Part]) -> Draft:
    """A new process, bound to what the workstation holds of it."""
    said = title.strip()
    if not said:
        raise KenpanError("process.title", "工程の名前がありません。", "工程の名前を入力してください。")
    if process in state.processes:
        raise KenpanError("process.taken", "この工程はすでに登録されています。", "一覧を読み直してください。")
    if any(one.title == said for one in state.processes.values()):
        raise KenpanError("process.same", "同じ名前の工程があります。", "一覧から開くか、別の名前にしてください。")
    return Draft("process.created", {"process": process, "title": said, "parts": tables_of(of_process(parts))})


def bind(state: State, by: str, process: str, parts: Sequence[Part], reason: str) -> Draft:
    """Bind the process to other parts. Registered settings stay. What was decided on changed parts is void from now
    on.
    """
    known = existing(state, process)
    settings = tuple(part for part in known.parts if part.name.startswith(SETTING))
    bound = (*of_process(parts), *settings)
    if fingerprint(bound) == fingerprint(known.parts):
        raise KenpanError("process.unchanged", "前に結び付けたものと同じです。", "登録し直す必要はありません。")
    return Draft("process.bound", {"process": process, "parts": tables_of(bound), "reason": said_reason(reason)})


def register_setting(state: State, by: str, process: str, kind: SettingKind, given: Given, reason: str = "") -> Draft:
    """Register a process setting: a file, a typed value, or that there is none. ``KenpanError`` ``setting.reason``
    where there is no file although one is expected, or no setting at all, and nobody says why.
    """
    existing(state, process)
    asked, said = reason_for(kind, given), reason.strip()
    if asked and not said:
        raise KenpanError("setting.reason", f"「{kind.label}」の{asked}がありません。", "理由を入力してください。")
    data = {
        "process": process,
        "name": kind.name,
        "label": kind.label,
        "sha256": given.sha256,
        "value": given.value,
        "file": given.file,
        "absent": given.absent,
        "reason": said if asked else "",
    }
    return Draft("setting.registered", data)


def refuse_changed(found: Sequence[PartDifference]) -> None:
    """Refuse to go on with a round whose ground has changed (``round.void``); the message names what."""
    if found:
        raise KenpanError(
            "round.void",
            f"この検証品は失効しています：{joined(found)}。",
            "元に戻すか、新しい回を始めてください。",
        )


def setting_of(data: Mapping[str, Any]) -> Setting:
    """The setting that the data of a ``setting.registered`` registers."""
    return Setting(**{name: value for name, value in data.items() if name not in ("process", "job")})


def setting_text(setting: Setting) -> str:
    """How a registered setting is shown: file, value or なし, with the reason where it has one."""
    said = f"（{setting.reason}）" if setting.reason else ""
    return f"{ABSENT if setting.absent else setting.file or setting.value}{said}"


def existing(state: State, process: str) -> Process:
    """A process by its id; ``KenpanError`` ``process.none`` if there is none."""
    known = state.processes.get(process)
    if known is None:
        raise KenpanError("process.none", "この工程は登録されていません。", "一覧を読み直してください。")
    return known


def process_in(data: Mapping[str, Any]) -> str:
    """Which process an entry is about; in the first format it was called a job."""
    return str(data["process"] if "process" in data else data["job"])


# Meaning of the entries


def with_process(state: State, process: Process) -> State:
    """The state with this process in it."""
    return replace(state, processes=MappingProxyType({**state.processes, process.id: process}))


def _created(state: State, entry: Entry) -> State:
    data = entry.data
    return with_process(state, Process(data["process"], data["title"], parts_of(data["parts"]), sign_of(entry)))


def _bound(state: State, entry: Entry) -> State:
    process = state.processes[entry.data["process"]]
    return with_process(state, replace(process, parts=parts_of(entry.data["parts"]), bound=sign_of(entry)))


def _registered(state: State, entry: Entry) -> State:
    setting = setting_of(entry.data)
    process = state.processes[process_in(entry.data)]
    part = Part(SETTING + setting.name, setting.label, setting.sha256, setting_text(setting))
    parts = (*(one for one in process.parts if one.name != part.name), part)
    settings = MappingProxyType({**process.settings, setting.name: setting})
    return with_process(state, replace(process, parts=parts, settings=settings))


APPLY: Mapping[str, Callable[[State, Entry], State]] = {
    "process.created": _created,
    "process.bound": _bound,
    "setting.registered": _registered,
}
