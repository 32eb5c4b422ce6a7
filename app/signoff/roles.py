"""What each role may do: one table, asked at every entry."""

from typing import Literal, get_args

Role = Literal["checker", "lead", "trainer", "admin"]
ROLES: tuple[Role, ...] = get_args(Role)
ROLE_NAMES: dict[Role, str] = {"checker": "検査員", "lead": "品質責任者", "trainer": "研修担当", "admin": "管理者"}
WITH_CODE: frozenset[Role] = frozenset({"lead", "admin"})
"""Roles that log in with a one-time code besides the password (N 仕様書 10(8)⑤: multi-factor)."""

EVERYBODY = frozenset(ROLES)
WORKERS: frozenset[Role] = frozenset({"checker", "lead"})

MAY: dict[str, frozenset[Role]] = {
    # the ledger itself
    "ledger.begun": frozenset({"admin"}),
    # people
    "account.created": frozenset({"admin"}),
    "account.renamed": frozenset({"admin"}),
    "account.stopped": frozenset({"admin"}),
    "account.restored": frozenset({"admin"}),
    "right.granted": frozenset({"admin"}),
    "right.removed": frozenset({"admin"}),
    "password.reset": frozenset({"admin"}),
    "key.enrolled": EVERYBODY,
    "password.changed": EVERYBODY,
    "otp.enrolled": EVERYBODY,
    "recovery.used": EVERYBODY,
    # access
    "access.login": EVERYBODY,
    "access.logout": EVERYBODY,
    "access.screen_locked": EVERYBODY,
    "access.screen_unlocked": EVERYBODY,
    "media.opened": EVERYBODY,
    "media.refused": EVERYBODY,
    "export.made": EVERYBODY,
    "checkpoint.made": EVERYBODY,
    # checking
    "finding.reviewed": WORKERS,
    "finding.undone": WORKERS,
    # jobs
    "job.created": frozenset({"lead"}),
    "job.bound": frozenset({"lead"}),
    "setting.registered": frozenset({"lead"}),
    "job.released": frozenset({"lead"}),
    # proof rounds
    "round.opened": WORKERS,
    "piece.replaced": frozenset({"checker"}),
    "piece.signed": frozenset({"checker"}),
    "piece.withdrawn": frozenset({"checker"}),
    "attachment.kept": WORKERS,
    "attachment.withdrawn": frozenset({"checker"}),
    "round.signed": frozenset({"checker"}),
    "piece.confirmed": frozenset({"lead"}),
    "round.approved": frozenset({"lead"}),
    "round.rejected": frozenset({"lead"}),
    "round.reopened": frozenset({"lead"}),
}
"""Every kind of signed entry and the roles that may make it."""


def may(roles: frozenset[Role], kind: str) -> bool:
    """Whether somebody with these roles may make an entry of this kind."""
    return bool(MAY[kind] & roles)
