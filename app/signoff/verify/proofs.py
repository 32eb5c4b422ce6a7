"""What the ledger says of jobs and proof rounds, and what must not be done to them."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from .rules import SETTINGS
from .texts import digest

_STATES = {
    "checking": (
        "piece.replaced",
        "piece.signed",
        "piece.withdrawn",
        "attachment.kept",
        "attachment.withdrawn",
        "round.signed",
    ),
    "signed": ("piece.confirmed", "round.approved", "round.rejected", "round.reopened"),
    "approved": ("round.reopened", "job.released"),
    "rejected": (),
}
_AFTER = {
    "round.signed": "signed",
    "round.approved": "approved",
    "round.rejected": "rejected",
    "round.reopened": "checking",
}
_OF_ROUND = frozenset(kind for kinds in _STATES.values() for kind in kinds)
OF_PROOFS = _OF_ROUND | {"job.created", "job.bound", "setting.registered", "round.opened"}
"""Kinds about jobs and their rounds."""
_FIRST_PERSON = frozenset(_STATES["checking"])
_SECOND_PERSON = ("piece.confirmed", "round.approved", "round.rejected")
_SIDES = {"address", "front", "back"}
_SETTING = "setting."


@dataclass(frozen=True, slots=True)
class Log:
    """A log that an entry says is kept; ``whole``: it is the whole round's, not a piece's."""

    entry: int
    kind: str
    name: str
    sha256: str
    whole: bool


@dataclass(slots=True)
class Job:
    """One job as of now: name → hash of each part it is bound to, and its rounds, oldest first; ``settings`` are those
    of the parts that were registered.
    """

    parts: dict[str, str]
    rounds: list[str] = field(default_factory=list)
    settings: dict[str, str] = field(default_factory=dict)


@dataclass(slots=True)
class Round:
    """One proof round as of now.

    ``pieces``: number → ID; ``asked``: kinds of log; ``settings``: parts that must be among its own; ``signed``: hash
    of the entry that signed it; ``checkers``: whoever had a hand in the check; ``failed`` and ``confirmed``: number, or
    lead and number → whether it failed.
    """

    job: str
    parts: dict[str, str]
    sheet: str
    pieces: dict[int, str]
    confirm: int
    asked: set[str]
    settings: set[str]
    state: str = "checking"
    signed: str = ""
    checkers: set[str] = field(default_factory=set)
    failed: dict[int, bool] = field(default_factory=dict)
    confirmed: dict[tuple[str, int], bool] = field(default_factory=dict)
    logs: list[Log] = field(default_factory=list)


class Proofs:
    """All jobs and rounds so far. ``sizes``: the numbers of pieces that a job and a check sheet began with;
    ``settings``: every process setting that was asked for, which all rounds after it ask for as well. In a ledger of
    format 1 (``form``) no round said what it asks for.
    """

    def __init__(self, form: int) -> None:
        self.form = form
        self.jobs: dict[str, Job] = {}
        self.rounds: dict[str, Round] = {}
        self.sizes: dict[str, tuple[Counter[str], int]] = {}
        self.settings = set(SETTINGS) if form > 1 else set()

    def logs(self) -> list[Log]:
        """Every log that is kept and was not taken back."""
        return [log for one in self.rounds.values() for log in one.logs]

    def take(self, kind: str, by: str, data: dict[str, Any], seq: int, hash_: str) -> Iterator[str]:
        """What the next entry makes of them, and what is wrong with that."""
        if kind == "round.opened":
            yield from self._open(data)
        elif kind in _OF_ROUND:
            one = self.rounds[data["round"]]
            yield from _refused(one, kind, by, data)
            if kind in ("round.approved", "job.released") and not self._is_on_ground(one):
                yield "検証品が結び付いていたものと、仕事に結び付いているものが違います（失効）。"
            if kind == "job.released":
                yield from self._released(data)
            _change(one, kind, by, data, seq, hash_)
        elif kind == "job.created":
            if data["job"] in self.jobs:
                yield "同じ仕事が二度登録されています。"
            job = self.jobs.setdefault(data["job"], Job(_hashes(data["parts"])))
            yield from _smuggled(job)
        elif kind == "job.bound":
            job = self.jobs[data["job"]]
            job.parts = _hashes(data["parts"])
            yield from _smuggled(job)
        elif kind == "setting.registered":
            job = self.jobs[data["job"]]
            job.parts[_SETTING + data["name"]] = job.settings[_SETTING + data["name"]] = data["sha256"]
            if self.form > 1 and not _is_setting(data):
                yield "工程の設定が、ファイル・値・なしのどれかひとつになっていないか、なしの理由がありません。"

    def _open(self, data: dict[str, Any]) -> Iterator[str]:
        pieces = {piece["number"]: piece["piece_id"] for piece in data["pieces"]}
        size = Counter(piece["group"] for piece in data["pieces"]), data["confirm"]
        asked = set(data["settings"]) if self.form > 1 else set()
        opened = Round(
            data["job"], _hashes(data["parts"]), data["sheet"], pieces, data["confirm"], set(data["logs"]),
            {_SETTING + name for name in asked},
        )  # fmt: skip
        job = self.jobs[data["job"]]
        if data["round"] in self.rounds:
            yield "同じ回が二度始められています。"
        self.rounds[data["round"]] = opened
        job.rounds.append(data["round"])
        if data["number"] != len(job.rounds):
            yield "回の番号が続いていません。"
        if not len(data["pieces"]) == len(pieces) == len(set(pieces.values())):
            yield "同じ現品か番号が二度選ばれています。"
        if not self.settings <= asked:
            yield f"求められていない工程の設定があります（{'、'.join(sorted(self.settings - asked))}）。"
        self.settings |= asked
        if data["confirm"] < 1 or any(self.sizes.setdefault(data[key], size) != size for key in ("job", "sheet")):
            yield "現品の部数か承認者が確認する部数が、同じ仕事か検査票のほかの回と違うか、0 です。"

    def _is_on_ground(self, one: Round) -> bool:
        """Whether a round is bound to what its job is bound to; month's media that came later are no change."""
        now = self.jobs[one.job].parts
        bound = {name: hash_ for name, hash_ in one.parts.items() if name != "proof_media"}
        came_later = {"media"} - bound.keys()
        is_same = bound == {name: hash_ for name, hash_ in now.items() if name not in came_later}
        return is_same and one.parts.get("checksheet", one.sheet) == one.sheet

    def _released(self, data: dict[str, Any]) -> Iterator[str]:
        job = self.jobs[data["job"]]
        if _hashes(data["parts"]) != job.parts:
            yield "本番を開始したものが、仕事に結び付いているものと違います。"
        if job.rounds[-1:] != [data["round"]]:
            yield "最後の回でない検証品で、本番が開始されています。"


def _hashes(parts: list[dict[str, Any]]) -> dict[str, str]:
    return {part["name"]: part["sha256"] for part in parts}


def _smuggled(job: Job) -> Iterator[str]:
    """A setting becomes a part of a job by its own signed entry only."""
    if {name: hash_ for name, hash_ in job.parts.items() if name.startswith(_SETTING)} != job.settings:
        yield "仕事の工程の設定が、登録されたものと違います。"


def _is_setting(data: dict[str, Any]) -> bool:
    """Whether an entry registers one thing: a file, a typed value by its own hash, or that there is none and why."""
    value, file, hash_ = data["value"], data["file"], data["sha256"]
    if data["absent"]:
        return not (value or file) and hash_ == digest("") and bool(data["reason"].strip())
    return not value if file else bool(value) and hash_ == digest(value)


def _refused(one: Round, kind: str, by: str, data: dict[str, Any]) -> Iterator[str]:
    """Why this must not have been done to the round as it was."""
    if kind not in _STATES[one.state] or data.get("job", one.job) != one.job:
        yield f"検査、署名、判定、本番開始の順になっていません（{kind}）。"
    if kind in _SECOND_PERSON and by in one.checkers:
        yield "この回を検査した人が、確認か判定をしています。"
    if kind in ("piece.signed", "piece.replaced") and data["number"] in one.failed:
        yield "検査済みの現品が、取り消されないまま検査し直されたか差し替えられています。"
    if kind == "piece.replaced" and data["piece"]["piece_id"] in one.pieces.values():
        yield "同じ現品か番号が二度選ばれています。"
    if kind in ("piece.signed", "piece.confirmed") and not _is_a_look(data, one.pieces[data["number"]]):
        yield "合格なのに、現品IDが違うか、読み取れていない面か否の答えがあります。"
    if kind == "round.signed" and not one.asked <= {log.kind for log in one.logs if log.whole}:
        yield "求められている作業ログがないまま、署名されています。"
    if kind in ("round.approved", "job.released") and not one.settings <= one.parts.keys():
        lacking = sorted(name.removeprefix(_SETTING) for name in one.settings - one.parts.keys())
        yield f"登録されていない工程の設定があります（{'、'.join(lacking)}）。"
    if kind == "round.approved" and not _is_proved(one, by):
        yield "合格していない現品か、承認者が確認していない現品があるまま、承認されています。"


def _is_a_look(data: dict[str, Any], piece_id: str) -> bool:
    """Whether a look at a piece is at this one and, where nothing failed, read it on all sides and says so."""
    scans = data["scans"]
    is_read = all((scan["state"], scan["text"]) == ("read", piece_id) for scan in scans.values())
    is_passed = is_read and scans.keys() == _SIDES and set(data["answers"].values()) == {"ok"}
    return data["piece_id"] == piece_id and (bool(data["failures"]) or is_passed)


def _is_proved(one: Round, lead: str) -> bool:
    """Whether all pieces passed, and the lead looked at those that the hash of the signed round draws."""
    drawn = sorted(one.pieces, key=lambda number: digest(f"{one.signed} {one.pieces[number]}"))[: one.confirm]
    is_seen = all((lead, number) in one.confirmed for number in drawn)
    is_checked = one.failed.keys() == one.pieces.keys()
    return is_seen and is_checked and not any((*one.failed.values(), *one.confirmed.values()))


def _change(one: Round, kind: str, by: str, data: dict[str, Any], seq: int, hash_: str) -> None:
    """What an entry makes of its round."""
    if kind in _FIRST_PERSON:
        one.checkers.add(by)
    if kind == "round.signed":
        one.signed, one.confirmed = hash_, {}
    elif kind == "piece.replaced":
        one.pieces[data["number"]] = data["piece"]["piece_id"]
    elif kind == "piece.signed":
        one.failed[data["number"]] = bool(data["failures"])
    elif kind == "piece.withdrawn":
        one.failed.pop(data["number"])
    elif kind == "piece.confirmed":
        one.confirmed[by, data["number"]] = bool(data["failures"])
    elif kind == "attachment.kept":
        one.logs.append(Log(seq, data["kind"], str(data["name"]), str(data["sha256"]), data["piece"] is None))
    elif kind == "attachment.withdrawn":
        one.logs = [log for log in one.logs if (log.kind, log.sha256) != (data["kind"], data["sha256"])]
    one.state = _AFTER.get(kind, one.state)
