"""What the ledger says of people and proof rounds, and what must not be done to them."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from .texts import digest

# The verifier's own copy of the program's table (roles.MAY): it needs no other file, and no version can widen it alone.
_ROLES = {
    "admin": "account.created account.renamed account.stopped account.restored right.granted right.removed"
    " password.reset",
    "admin lead checker trainer": "key.enrolled password.changed otp.enrolled recovery.used access.login access.logout"
    " access.screen_locked access.screen_unlocked media.opened media.refused export.made checkpoint.made",
    "lead checker": "finding.reviewed finding.undone round.opened attachment.kept",
    "checker": "piece.replaced piece.signed piece.withdrawn round.signed",
    "lead": "job.created job.bound setting.registered job.released piece.confirmed round.approved round.rejected"
    " round.reopened",
}
MAY = {kind: frozenset(roles.split()) for roles, kinds in _ROLES.items() for kind in kinds.split()}
"""Every kind of signed entry and the roles that may make it."""
UNSIGNED = ("access.refused", "access.locked")
"""Kinds that nobody can sign, because nobody is logged in."""

_STATES = {
    "checking": ("piece.replaced", "piece.signed", "piece.withdrawn", "attachment.kept", "round.signed"),
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
OF_ROUND = frozenset(kind for kinds in _STATES.values() for kind in kinds)
"""Kinds about a round that was opened before."""
_SECOND_PERSON = ("piece.confirmed", "round.approved", "round.rejected")


@dataclass(slots=True)
class Person:
    """One person as of now. ``key`` is empty before the first was enrolled; ``enrolling``: a new one may come."""

    login: str
    name: str
    roles: set[str] = field(default_factory=set)
    key: str = ""
    active: bool = True
    enrolling: bool = True


def change_person(person: Person, kind: str, data: dict[str, Any]) -> None:
    """What an entry about somebody makes of them."""
    if kind == "account.renamed":
        person.name = str(data["name"])
    elif kind in ("account.stopped", "account.restored"):
        person.active = kind == "account.restored"
    elif kind == "right.granted":
        person.roles.add(data["role"])
    elif kind == "right.removed":
        person.roles.discard(data["role"])
    elif kind == "password.reset":
        person.enrolling = True


@dataclass(slots=True)
class Round:
    """One proof round as of now.

    ``pieces``: number → ID; ``signed``: hash of the entry that signed it; ``checkers``: whoever signed in it as one;
    ``failed`` and ``confirmed``: number, or lead and number → whether it failed.
    """

    job: str
    pieces: dict[int, str]
    confirm: int
    state: str = "checking"
    signed: str = ""
    checkers: set[str] = field(default_factory=set)
    failed: dict[int, bool] = field(default_factory=dict)
    confirmed: dict[tuple[str, int], bool] = field(default_factory=dict)


def opened_round(data: dict[str, Any]) -> Round:
    """A round at its beginning."""
    return Round(data["job"], {piece["number"]: piece["piece_id"] for piece in data["pieces"]}, data["confirm"])


def change_round(one: Round, kind: str, by: str, data: dict[str, Any], hash_: str) -> Iterator[str]:
    """What an entry about a round makes of it, and what is wrong with that."""
    if kind not in _STATES[one.state] or data.get("job", one.job) != one.job:
        yield f"検査、署名、判定、本番開始の順になっていません（{kind}）。"
    if kind in _SECOND_PERSON and by in one.checkers:
        yield "この回を検査した人が、確認か判定をしています。"
    if kind == "round.approved" and not _is_proved(one, by):
        yield "合格していない現品か、承認者が確認していない現品があるまま、承認されています。"
    if kind in ("piece.signed", "round.signed"):
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
    one.state = _AFTER.get(kind, one.state)


def _is_proved(one: Round, lead: str) -> bool:
    """Whether all pieces passed, and the lead looked at those that the hash of the signed round draws."""
    drawn = sorted(one.pieces, key=lambda number: digest(f"{one.signed} {one.pieces[number]}"))[: one.confirm]
    is_seen = all((lead, number) in one.confirmed for number in drawn)
    is_checked = one.failed.keys() == one.pieces.keys()
    return is_seen and is_checked and not any((*one.failed.values(), *one.confirmed.values()))
