"""The roles that a person can have. What each may do is in :mod:`app.signoff.kinds`."""

from typing import Literal, get_args

Role = Literal["checker", "lead", "trainer", "inspector", "admin"]
ROLES: tuple[Role, ...] = get_args(Role)
ROLE_NAMES: dict[Role, str] = {
    "checker": "検査員",
    "lead": "品質責任者",
    "trainer": "研修担当",
    "inspector": "点検管理者",
    "admin": "管理者",
}
WITH_CODE: frozenset[Role] = frozenset({"lead", "admin"})
"""Roles that log in with a one-time code besides the password (N 仕様書 10(8)⑤: multi-factor)."""
EVERYBODY: frozenset[Role] = frozenset(ROLES)
INSPECTED: frozenset[Role] = frozenset({"checker", "lead", "admin"})
"""Whoever inspects the access log is none of those whom it is about (N 10: 点検管理者)."""


def may_join(roles: frozenset[Role], role: Role) -> bool:
    """Whether one person may have this role beside those."""
    together = roles | {role}
    return not ("inspector" in together and together & INSPECTED)
