"""What the ledger says of jobs and proof rounds."""

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
_OF_JOBS = ("job.created", "job.bound", "setting.registered", "job.released")
OF_WORKS = frozenset((*_OF_JOBS, *_FIRST_PERSON, *_AFTER, "round.opened", "round.drawn", "piece.confirmed"))
"""Kinds about jobs and their rounds."""


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
class Job:
    """One job as of now: name → hash of each part it is bound to, and its rounds, oldest first."""

    title: tuple[str, str]
    parts: dict[str, str]
    rounds: list[str] = field(default_factory=list)


@dataclass(slots=True)
class Round:
    """One proof round as of now.

    ``items``: question → what it applies to; ``asked``: kinds of log; ``settings``: process settings it asks for;
    ``drawn``: numbers that the lead looks at; ``checkers``: whoever had a hand in the check; ``failed`` and
    ``confirmed``: number, or lead and number → whether it failed.
    """

    job: str
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


class Works:
    """All jobs and rounds so far, in a ledger of format ``form``."""

    def __init__(self, form: int) -> None:
        self.form = form
        self.jobs: dict[str, Job] = {}
        self.rounds: dict[str, Round] = {}

    def logs(self) -> list[Log]:
        """Every log that is kept and was not taken back."""
        return [log for one in self.rounds.values() for log in one.logs]

    def stands(self, about: str, wanted: str) -> str:
        """How a job or a round stands: ``new`` where there is none."""
        if about == "job":
            return "open" if wanted in self.jobs else "new"
        return self.rounds[wanted].state if wanted in self.rounds else "new"

    def is_on_ground(self, one: Round) -> bool:
        """Whether a round is bound to what its job is bound to; month's media that came later are no change."""
        now = self.jobs[one.job].parts
        bound = {name: hash_ for name, hash_ in one.parts.items() if name != "proof_media"}
        came_later = {"media"} - bound.keys()
        is_same = bound == {name: hash_ for name, hash_ in now.items() if name not in came_later}
        return is_same and one.parts.get("checksheet", one.sheet) == one.sheet

    def change(self, kind: str, by: str, data: dict[str, Any], seq: int, hash_: str) -> None:
        """What an entry makes of them."""
        if kind == "round.opened":
            self._open(data)
        elif kind == "job.created":
            self.jobs.setdefault(data["job"], Job((data["title"], data["month"]), hashes(data["parts"])))
        elif kind == "job.bound":
            self.jobs[data["job"]].parts = hashes(data["parts"])
        elif kind == "setting.registered":
            self.jobs[data["job"]].parts["setting." + data["name"]] = data["sha256"]
        elif kind != "job.released":
            self._change_round(self.rounds[data["round"]], kind, by, data, seq, hash_)

    def _open(self, data: dict[str, Any]) -> None:
        if data["round"] not in self.rounds and data["job"] in self.jobs:
            self.jobs[data["job"]].rounds.append(data["round"])
            self.rounds[data["round"]] = Round(
                data["job"],
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
