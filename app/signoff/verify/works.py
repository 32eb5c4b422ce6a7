"""What the ledger says of processes, months and proof rounds."""

from dataclasses import dataclass, field
from typing import Any

from .texts import digest

_AFTER = {
    "round.signed": "signed",
    "round.approved": "approved",
    "round.rejected": "rejected",
    "round.reopened": "checking",
}
_FIRST_PERSON = (
    "piece.replaced",
    "piece.signed",
    "piece.withdrawn",
    "attachment.kept",
    "attachment.withdrawn",
    "round.signed",
)
_OF_PROCESSES = (
    *("process.created", "process.bound", "setting.registered", "reference.approved", "draft.approved", "pin.allowed"),
    *("job.created", "job.bound", "job.released"),
)
OF_WORKS = frozenset((*_OF_PROCESSES, *_FIRST_PERSON, *_AFTER, "round.opened", "round.drawn", "piece.confirmed"))
"""Kinds about processes and their rounds."""


@dataclass(frozen=True, slots=True)
class Log:
    """A log that an entry says is kept; ``whole``: it is the whole round's, not a piece's."""

    entry: int
    kind: str
    name: str
    sha256: str
    whole: bool


@dataclass(frozen=True, slots=True)
class Piece:
    """One piece: its ID, group and special cases."""

    id: str
    group: str
    cases: tuple[str, ...]


@dataclass(slots=True)
class Process:
    """One process as of now: name → hash of each part it is bound to, and its rounds, oldest first. In the first
    format it was a job, whose title was one of its month.
    """

    title: tuple[str, ...]
    parts: dict[str, str]
    rounds: list[str] = field(default_factory=list)
    reference: str = ""
    """Hash of the form, measured or draft, that is approved for its print."""
    pin: bool = False
    """Whether a row of pieces may be signed with a PIN."""


@dataclass(slots=True)
class Round:
    """One proof round as of now.

    ``items``: question → what it applies to; ``asked``: kinds of log; ``settings``: process settings it asks for;
    ``drawn``: numbers that the lead looks at; ``checkers``: whoever had a hand in the check; ``failed`` and
    ``confirmed``: number, or lead and number → whether it failed; ``was_approved``: it once was, at least; ``gone``:
    IDs of pieces that others took the place of.
    """

    process: str
    number: int
    parts: dict[str, str]
    sheet: str
    items: dict[str, str]
    pieces: dict[int, Piece]
    confirm: int
    asked: set[str]
    settings: set[str]
    state: str = "checking"
    drawn: list[int] = field(default_factory=list)
    checkers: set[str] = field(default_factory=set)
    failed: dict[int, bool] = field(default_factory=dict)
    confirmed: dict[tuple[str, int], bool] = field(default_factory=dict)
    logs: list[Log] = field(default_factory=list)
    was_approved: bool = False
    gone: list[str] = field(default_factory=list)


class Works:
    """All processes and rounds so far, in a ledger of format ``form``."""

    def __init__(self, form: int) -> None:
        self.form = form
        self.processes: dict[str, Process] = {}
        self.rounds: dict[str, Round] = {}
        self.forms: list[Log] = []

    def logs(self) -> list[Log]:
        """Every log that is kept and was not taken back, every measured form that was approved, every stamped slip."""
        return [*(log for one in self.rounds.values() for log in one.logs), *self.forms]

    def decided(self) -> dict[str, bool]:
        """Hash of each log of a round → whether all rounds that have it are decided on."""
        found: dict[str, bool] = {}
        for one in self.rounds.values():
            for log in one.logs:
                found[log.sha256] = found.get(log.sha256, True) and one.state in ("approved", "rejected")
        return found

    def stands(self, about: str, wanted: str) -> str:
        """How a process or a round stands: ``new`` where there is none."""
        if about == "process":
            return "open" if wanted in self.processes else "new"
        return self.rounds[wanted].state if wanted in self.rounds else "new"

    def is_on_ground(self, one: Round) -> bool:
        """Whether a round is bound to what its process is bound to; media that came later are no change."""
        now = self.processes[one.process].parts
        bound = {name: hash_ for name, hash_ in one.parts.items() if name != "proof_media"}
        came_later = {"media"} - bound.keys()
        is_same = bound == {name: hash_ for name, hash_ in now.items() if name not in came_later}
        return is_same and one.parts.get("checksheet", one.sheet) == one.sheet

    def in_force(self, process: str) -> str:
        """The approved round that holds for a process as it is now; empty where there is none. Of the rounds that are
        bound to just that, the last decision counts.
        """
        rounds = [self.rounds[name] for name in self.processes[process].rounds]
        on_them = [one for one in rounds if self.is_on_ground(one)]
        decided = [one for one in on_them if one.was_approved or one.state == "rejected"]
        if not decided or decided[-1].state != "approved":
            return ""
        return self.processes[process].rounds[rounds.index(decided[-1])]

    def change(self, kind: str, by: str, data: dict[str, Any], seq: int, hash_: str) -> None:
        """What an entry makes of them."""
        if kind == "round.opened":
            self._open(data)
        elif kind in ("process.created", "job.created"):
            title = (data["title"], data["month"]) if kind == "job.created" else (data["title"],)
            self.processes.setdefault(process_in(data), Process(title, hashes(data["parts"])))
        elif kind in ("process.bound", "job.bound"):
            self.processes[process_in(data)].parts = hashes(data["parts"])
        elif kind == "pin.allowed":
            self.processes[process_in(data)].pin = data["allowed"]
        elif kind == "setting.registered":
            self.processes[process_in(data)].parts["setting." + data["name"]] = data["sha256"]
        elif kind in ("reference.approved", "draft.approved"):
            self.processes[process_in(data)].reference = data["form"]
            self.forms += [Log(seq, kind, "測定した様式", data["kept"], False)] if "kept" in data else []
        elif kind != "job.released":
            self._change_round(self.rounds[data["round"]], kind, by, data, seq, hash_)

    def _open(self, data: dict[str, Any]) -> None:
        process = process_in(data)
        if data["round"] not in self.rounds and process in self.processes:
            self.processes[process].rounds.append(data["round"])
            self.rounds[data["round"]] = Round(
                process,
                data["number"],
                hashes(data["parts"]),
                data["sheet"],
                data.get("items", {}),
                {piece["number"]: piece_of(piece) for piece in data["pieces"]},
                data["confirm"],
                set(data["logs"]),
                set(data.get("settings", ())),
            )

    def _change_round(self, one: Round, kind: str, by: str, data: dict[str, Any], seq: int, hash_: str) -> None:
        if kind in _FIRST_PERSON:
            one.checkers.add(by)
        if kind == "round.signed":
            one.confirmed, one.drawn = {}, _old_draw(one, hash_) if self.form == 1 else []
        elif kind == "round.drawn":
            one.drawn = list(data["numbers"])
        elif kind == "piece.replaced":
            one.gone += [one.pieces[data["number"]].id] * (data["number"] in one.pieces)
            one.pieces[data["number"]] = piece_of(data["piece"])
        elif kind == "piece.signed":
            one.failed[data["number"]] = bool(data["failures"])
        elif kind == "piece.withdrawn":
            one.failed.pop(data["number"], None)
        elif kind == "piece.confirmed":
            one.confirmed[by, data["number"]] = bool(data["failures"])
        elif kind == "attachment.kept":
            one.logs.append(Log(seq, data["kind"], data["name"], data["sha256"], data["piece"] is None))
        elif kind == "attachment.withdrawn":
            one.logs = [log for log in one.logs if (log.kind, log.sha256) != (data["kind"], data["sha256"])]
        one.state = _AFTER.get(kind, one.state)
        one.was_approved = one.was_approved or kind == "round.approved"


def process_in(data: dict[str, Any]) -> str:
    """Which process an entry is about; in the first format it was called a job."""
    return str(data["process"] if "process" in data else data["job"])


def hashes(parts: list[dict[str, Any]]) -> dict[str, str]:
    """Name → hash of the parts in an entry."""
    return {part["name"]: part["sha256"] for part in parts}


def piece_of(table: dict[str, Any]) -> Piece:
    """A piece in an entry."""
    return Piece(table["piece_id"], table["group"], tuple(table["cases"]))


def _old_draw(one: Round, signed: str) -> list[int]:
    """In format 1 the hash of the entry that signed a round said which pieces the lead looks at."""
    drawn = sorted(one.pieces, key=lambda number: digest(f"{signed} {one.pieces[number].id}"))
    return drawn[: one.confirm]
