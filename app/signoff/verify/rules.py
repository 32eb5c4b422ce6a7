"""Who may make which entry, and what the ledger says of people."""

from dataclasses import dataclass, field
from typing import Any

# The verifier's own copy of the program's table (roles.MAY): it needs no other file, and no version can widen it alone.
_ROLES = {
    "admin": "ledger.begun account.created account.renamed account.stopped account.restored right.granted right.removed"
    " password.reset",
    "admin lead checker trainer": "key.enrolled password.changed otp.enrolled recovery.used access.login access.logout"
    " access.screen_locked access.screen_unlocked media.opened media.refused export.made checkpoint.made",
    "lead checker": "finding.reviewed finding.undone round.opened attachment.kept",
    "checker": "piece.replaced piece.signed piece.withdrawn attachment.withdrawn round.signed",
    "lead": "job.created job.bound setting.registered job.released piece.confirmed round.approved round.rejected"
    " round.reopened",
}
MAY = {kind: frozenset(roles.split()) for roles, kinds in _ROLES.items() for kind in kinds.split()}
"""Every kind of signed entry and the roles that may make it."""
SETTINGS = frozenset(["editing", "print_file", "imposition", "press", "paper", "folding", "inserting", "inspection"])
"""Process settings that every proof round is bound to, if only as absent; a table of the program may ask for more."""
UNSIGNED = ("access.refused", "access.locked")
"""Kinds that nobody can sign, because nobody is logged in."""


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
        person.key, person.enrolling = "", True
